"""The same town handed over in each further layout: what it becomes is what the first layout would have become."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tsunagu.catalog import Pack, load_pack
from tsunagu.intake import Load, Receipt, loads, receive
from tsunagu.purpose import seed_from_pack
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.facts import Facts
from tsunagu.sample.town import Town, build_town
from tsunagu.sample.writing import write_draft

AS_OF = date(2026, 10, 31)
FURTHER = sorted(
    reading.layout_name
    for name in load_pack("standard").sources
    for reading in load_pack("standard").layouts[name][:-1]
)
SAID_OTHERWISE = {
    "ryoiku_techo.ainotecho": {"grade_text"},  # the weight alone is written, and in one way
    "screening.toitsu": {"kana", "birth_date"},  # what the first layout has no column for
}
"""Columns that one of a layout and the first cannot say, or not as finely as the other."""


@pytest.fixture(scope="module")
def town() -> Town:
    return build_town(9, 300, date(2026, 10, 1))


def pack_writing(folder: Path, source: str, layout: str) -> Pack:
    """The standard pack of a town whose department writes `layout`."""
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "schema: 1\nname: x\nlabel: x\nversion: '1'\nmunicipality: x\npopulation: 1\nbased_on: standard\n"
        f"sources: [{source}]\n" + (f"layouts: {{{source}: {layout}}}\n" if layout else ""),
        encoding="utf-8",
    )
    return load_pack(folder)


def handed_over(folder: Path, town: Town, source: str, layout: str) -> tuple[Pack, list[Receipt], list[Load]]:
    """Write one source of the town and receive it."""
    pack = pack_writing(folder / "pack", source, layout)
    home, inbox = folder / "home", folder / "inbox"
    home.mkdir()
    inbox.mkdir()
    seed_from_pack(home, pack, date(2026, 4, 1))
    office = Office(town, Facts(town.seed, town.register, town.as_of, town.children_wanted), pack)
    for draft in DEPARTMENTS[source](office):
        write_draft(draft, inbox)
    receipts = receive(sorted(inbox.iterdir()), home=home, pack=pack, received_on=AS_OF)
    return pack, receipts, loads(home)


def column(load: Load, home: Path, table: str, name: str) -> list[Any]:
    """One column of a load, in file order."""
    rows = duckdb.sql(f"SELECT \"{name}\" FROM read_parquet('{load.table_path(home, table)}')").fetchall()
    return [value for (value,) in rows]


@pytest.mark.parametrize("layout", FURTHER)
def test_every_row_becomes_the_same_in_either_layout(tmp_path: Path, town: Town, layout: str) -> None:
    source = layout.partition(".")[0]
    for side in ("first", "further"):
        (tmp_path / side).mkdir()
    _, first_receipts, first = handed_over(tmp_path / "first", town, source, "")
    pack, receipts, further = handed_over(tmp_path / "further", town, source, layout)
    assert all(receipt.status == "accepted" and receipt.rows_refused == 0 for receipt in receipts), receipts
    assert {receipt.layout for receipt in receipts} == {pack.written(source).layout_label}
    assert [load.rows_accepted for load in first] == [load.rows_accepted for load in further] != []
    levels = {code: kind.level for code, kind in pack.faults.items()}
    assert [code for receipt in receipts for code in receipt.counts if levels[code] == "cell"] == []
    targets = {target for one in pack.written(source).columns for target in one.to}
    assert targets
    for load, other in zip(first, further, strict=True):
        for target in sorted(targets):
            table, name = target.split(".", 1)
            if name not in SAID_OTHERWISE.get(layout, ()):
                wanted = column(load, tmp_path / "first" / "home", table, name)
                assert column(other, tmp_path / "further" / "home", table, name) == wanted, target


def test_old_and_new_layouts_stand_beside_each_other_for_the_sources_that_change_first() -> None:
    asked = {"juki_kojin", "juki_ido", "kenshin_3_4m", "kenshin_18m", "kenshin_3y", "yobosesshu", "gakureibo"}
    assert {name.removesuffix(".hyojun") for name in FURTHER if name.endswith(".hyojun")} == asked
    standard = load_pack("standard")
    forms = {reading.layout.format for name in standard.sources for reading in standard.readings(name)}
    assert {"csv", "fixed", "xlsx", "json", "zip"} == forms
    exchanged = {name for name in standard.sources if any(r.layout.record_types for r in standard.readings(name))}
    assert exchanged == {"kaigo", "shogai_service"}
