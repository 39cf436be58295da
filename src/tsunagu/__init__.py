"""Tsunagu (つなぐ): from a municipality's department files to a promise kept. The folders are the steps of the work."""

__version__ = "0.1.0"
