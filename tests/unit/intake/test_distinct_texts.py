"""Texts that came before in a delivery are not read again, and mean the same as if they were."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tsunagu.catalog import load_pack
from tsunagu.intake import distinct_texts, read_cell, slots_of
from tsunagu.intake.slots import Slot

PACK = load_pack("kaisei")
TEXTS = pa.array(["H27.4.1", "46142", "", "へんな日", "H27.4.1"])


def slot_of(source: str, header: str) -> Slot:
    slots = slots_of(PACK.sources[source], PACK.tables, PACK.code_lists)
    return next(slot for slot in slots if slot.written.header == header)


def test_a_text_is_read_once_in_a_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    slot, asked = slot_of("shukketsu", "生年月日"), list[str]()

    def counted(text: str, slot: Slot, *, date1904: bool = False) -> object:
        asked.append(text)
        return read_cell(text, slot, date1904=date1904)

    monkeypatch.setattr(distinct_texts, "read_cell", counted)
    first = distinct_texts.read_distinct(None, slot, TEXTS, date1904=False)  # type: ignore[arg-type]
    again = distinct_texts.read_distinct(None, slot, TEXTS, date1904=False)  # type: ignore[arg-type]
    assert sorted(asked) == sorted({"H27.4.1", "46142", "へんな日"})
    assert (again.values, again.whys, again.read) == (first.values, first.whys, first.read)
    assert again.read == {text: read_cell(text, slot) for text in set(TEXTS.to_pylist()) if text}


def test_what_one_calendar_or_column_says_is_not_taken_for_another() -> None:
    slot = slot_of("shukketsu", "生年月日")
    from_1900 = distinct_texts.read_distinct(None, slot, TEXTS, date1904=False).read["46142"]  # type: ignore[arg-type]
    from_1904 = distinct_texts.read_distinct(None, slot, TEXTS, date1904=True).read["46142"]  # type: ignore[arg-type]
    assert from_1904 == read_cell("46142", slot, date1904=True) != from_1900
    other = slot_of("shukketsu", "氏名")
    read = distinct_texts.read_distinct(None, other, TEXTS, date1904=False).read  # type: ignore[arg-type]
    assert read["46142"] == read_cell("46142", other) != from_1900
