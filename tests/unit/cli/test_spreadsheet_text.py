"""What we print as CSV starts nothing in a spreadsheet, and what is no formula stays as it is."""

from __future__ import annotations

import pytest

from tsunagu.cli.spreadsheet_text import as_text, row_as_text


@pytest.mark.parametrize("cell", ["=HYPERLINK(A1)", "+SUM(A1)", "-1+cmd|x", "@A1", "\t=A1", "＝A1"])
def test_what_would_start_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert as_text(cell) == row_as_text([cell])[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["佐藤", "1=1", "", "000101", "-", 5, -5, 1.5, None, "'=A1"])
def test_names_numbers_and_lone_signs_stay(cell: object) -> None:
    assert row_as_text([cell]) == [cell]
