"""Faults planted into clean files, each one noted with its stable code: what an importer must find again."""

from tsunagu.sample.dirt.soil import PlantedFault, Soil

__all__ = ["PlantedFault", "Soil"]
