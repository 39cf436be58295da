"""Bytes to typed rows, rejects and a receipt."""

from tsunagu.intake.loads import Load, loads

__all__ = ["Load", "loads"]
