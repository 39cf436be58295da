"""Declarations only: what tables, sources, code lists, indicators and criteria there are. No logic lives here."""
