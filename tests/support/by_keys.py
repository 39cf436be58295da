"""A home for the month's conference by keyboard alone, and the twin in which no key comes to the buttons."""

from __future__ import annotations

from pathlib import Path

from support.serving_fixture import write_home
from support.web_loads import receive_protection
from tsunagu.catalog import load_pack

OUT_OF_REACH = """addEventListener('DOMContentLoaded', () => {
  for (const one of document.querySelectorAll('main button')) one.tabIndex = -1 })"""
"""The twin: every button of a page is left out of the order of Tab."""


def make_meeting_home(folder: Path) -> Path:
    """The fixture's list, which nobody has received yet, in a town where the own view comes first."""
    folder.mkdir(parents=True)
    write_home(folder)
    receive_protection(folder, "2026-10-31 00:00")
    settings = "schema: 1\npack: kaisei\nmunicipality: 開成町\ndemo: true\nprotection_hours: 24\n"
    (folder / "home.yaml").write_text(settings, encoding="utf-8")
    declared = load_pack("standard").documents("process.yaml")[-1].path.read_text(encoding="utf-8")
    (folder / "pack").mkdir()
    told = declared.replace("own_view_first: false", "own_view_first: true")
    (folder / "pack" / "process.yaml").write_text(told, encoding="utf-8")
    return folder
