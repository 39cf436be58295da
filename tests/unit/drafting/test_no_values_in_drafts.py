"""A draft shows signs and words of the catalogue, and no value of a resident."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.individual_numbers import my_number
from support.slipped_values import slipped_file
from tools.vendor_files import RESIDENTS_FILE
from tsunagu.catalog import load_pack
from tsunagu.drafting import NEW, Matcher, draft_of, keep, merged
from tsunagu.drafting.values import is_code, signs_of


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_pack("standard"))


def kept_text(home: Path) -> str:
    """Everything that stands in the drafts of the home, names of files and folders too."""
    paths = sorted((home / "pack" / "drafts").rglob("*"))
    return "".join(f"{path}\n{path.read_text(encoding='utf-8') if path.is_file() else ''}" for path in paths)


@pytest.mark.parametrize("of", ["juki_kojin", "kokuho", NEW, ""])
def test_no_value_of_a_resident_stands_in_a_draft_whatever_column_it_slipped_into(
    tmp_path: Path, matcher: Matcher, of: str
) -> None:
    data, people = slipped_file()
    files = [tmp_path / f"{place}{RESIDENTS_FILE}" for place in ("北", "南")]
    for file in files:
        file.write_bytes(data)
    of = of if of in (*matcher.pack.sources, NEW) else ""
    found = merged([draft_of(file, matcher, tmp_path, of=of) for file in files])
    keep(tmp_path, matcher.pack, found[0], by="町民課", on=date(2026, 10, 31))
    told = kept_text(tmp_path)
    assert "男女" in told
    assert [text for text in people if text in told] == []


def test_what_is_not_shown_is_counted(tmp_path: Path, matcher: Matcher) -> None:
    file = tmp_path / RESIDENTS_FILE
    file.write_bytes(slipped_file()[0])
    draft = draft_of(file, matcher, tmp_path, of="juki_kojin")
    sex = next(column for column in draft.columns if column.heading == "男女")
    assert (sex.to, sex.unknown_codes) == (("residents.sex",), ())
    assert sex.more_unknown > 10


@pytest.mark.parametrize(("text", "rows"), [("7", 1), ("A", 1), ("○", 1), ("オ", 2), ("MX", 3), ("不詳", 5)])
def test_signs_and_words_of_the_catalogue_are_codes(text: str, rows: int) -> None:
    assert is_code(text, rows, {"不詳"})


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (my_number(40_000_000_000), 99),
        ("山田 太郎", 99),
        ("山田", 99),
        ("ヤマダ", 99),
        ("Lee", 1),
        ("不詳", 1),
        ("0465831", 9),
    ],
)
def test_names_and_numbers_are_none(text: str, rows: int) -> None:
    assert not is_code(text, rows, {"不詳"})
    assert signs_of(((text, rows),), 1) == ()
