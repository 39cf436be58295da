"""The data dictionary page is made from the declarations, and a stale page is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.catalog import load_pack
from tsunagu.catalog.dictionary import PAGE, dictionary_text, main

ROOT = Path(__file__).parents[3]


def test_the_page_in_the_documents_is_as_the_declarations_say() -> None:
    assert main(["--check", "--page", str(ROOT / PAGE)]) == 0


def test_a_stale_page_is_refused_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    assert main(["--check", "--page", str(page)]) == 1
    assert main(["--write", "--page", str(page)]) == 0
    assert main(["--check", "--page", str(page)]) == 0
    page.write_text(page.read_text(encoding="utf-8").replace("宛名番号", "番号", 1), encoding="utf-8")
    assert main(["--check", "--page", str(page)]) == 1
    assert "--write" in capsys.readouterr().err


def test_every_declared_thing_has_its_line() -> None:
    kaisei = load_pack("kaisei")
    text = dictionary_text(kaisei)
    for source in kaisei.sources.values():
        assert f"| {source.no} | {source.label} | {source.owner} |" in text
        for column in source.columns:
            assert f"{source.no} {column.header}" in text
    for table in kaisei.fed_tables().values():
        assert all(f"| `{name}` |" in text for name in table.columns)
    assert all(f"`{code}`" in text for code in kaisei.faults)
    assert all(f"### `{name}`" in text for name in kaisei.used_code_lists())
    assert "一部保有" in text and "経由" in text


def test_what_the_town_does_not_use_has_no_line() -> None:
    kaisei = load_pack("kaisei")
    text = dictionary_text(kaisei)
    assert "`special_child_allowances`" not in text and "### `special_allowance_grade`" not in text
    assert "`special_child_allowances`" in dictionary_text(load_pack("standard"))


def test_further_layouts_say_where_they_are_from_and_how_sure_they_are() -> None:
    standard = load_pack("standard")
    text = dictionary_text(standard)
    assert len(standard.further_layouts) >= 10
    for layout in standard.further_layouts:
        assert f"| {layout.label} |" in text and layout.reference in text
