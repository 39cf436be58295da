"""The whole catalogue: every source of the standard pack is written from lived events, and every row of it is received."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tsunagu.catalog import Pack, load_pack
from tsunagu.intake import Receipt, receive
from tsunagu.mart import build
from tsunagu.purpose import seed_from_pack
from tsunagu.sample import write_sample

MONTH, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
ENABLED = "schema: 1\nname: all\nlabel: 全部\nversion: '1'\nmunicipality: 見本市\npopulation: 0\nbased_on: standard\n"


@dataclass(frozen=True)
class Received:
    """A clean town with every source of the standard pack, and what came of its files."""

    pack: Pack
    folder: Path
    home: Path
    receipts: list[Receipt]

    @property
    def inbox(self) -> Path:
        """The files as the departments wrote them."""
        return self.folder / "inbox"

    def of(self, source: str) -> list[Receipt]:
        """Receipts of one source's files."""
        return [receipt for receipt in self.receipts if receipt.source == source]


def everything(folder: Path) -> Pack:
    """The standard pack with the disabled sources enabled too, as a town would that has consent."""
    standard = load_pack("standard")
    disabled = [name for name, source in standard.sources.items() if not source.enabled]
    folder.mkdir()
    text = f"{ENABLED}sources: [{', '.join(standard.sources)}]\nenable: [{', '.join(disabled)}]\n"
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return load_pack(folder)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Received:
    folder = tmp_path_factory.mktemp("catalogue")
    pack = everything(folder / "all")
    write_sample(folder / "town", pack=pack, seed=5, children=400, month=MONTH, dirt=0.0)
    home = folder / "home"
    home.mkdir()
    seed_from_pack(home, pack, date(2026, 4, 1))
    files = sorted((folder / "town" / "inbox").iterdir())
    return Received(pack, folder / "town", home, receive(files, home=home, pack=pack, received_on=AS_OF))


def test_every_source_is_written_and_every_row_of_it_is_received(town: Received) -> None:
    told = {receipt.source for receipt in town.receipts}
    assert told == set(town.pack.sources)
    for receipt in town.receipts:
        assert (receipt.status, receipt.rows_refused) == ("accepted", 0), (receipt.file, receipt.sentence)
        assert receipt.rows_in == receipt.rows_accepted
        assert receipt.rows_in > 0 or receipt.source == "cases_values", receipt.file


def test_a_clean_town_has_no_cell_that_could_not_be_read(town: Received) -> None:
    levels = {code: kind.level for code, kind in town.pack.faults.items()}
    odd = [(receipt.file, code) for receipt in town.receipts for code in receipt.counts if levels[code] == "cell"]
    assert odd == []


def test_tax_is_shipped_disabled_and_refused_by_name(town: Received, tmp_path: Path) -> None:
    standard = load_pack("standard")
    assert [name for name, source in standard.sources.items() if not source.enabled] == ["juminzei"]
    seed_from_pack(tmp_path, standard, date(2026, 4, 1))
    [tax] = [path for path in town.inbox.iterdir() if path.name.startswith("JUMINZEI")]
    [refused] = receive([tax], home=tmp_path, pack=standard, received_on=AS_OF)
    assert (refused.status, refused.counts) == ("refused", {"file.source_disabled": 1})
    assert "住民税の課税" in refused.sentence
    [accepted] = town.of("juminzei")
    assert accepted.status == "accepted"


def test_every_row_of_the_catalogue_is_linked_to_whom_it_is_about_or_waits(town: Received) -> None:
    snapshot = build(town.home, town.pack, AS_OF)
    with (town.folder / "truth" / "links.csv").open(encoding="utf-8", newline="") as stream:
        true = {
            (row["source"], row["file"], row["sheet"], int(row["line"])): row["resident_no"]
            for row in csv.DictReader(stream)
        }
    rows = duckdb.sql(
        f"SELECT l.source, l.file, coalesce(l.sheet, ''), l.line, p.resident_no "
        f"FROM read_parquet('{snapshot.table_path('links')}') AS l "
        f"LEFT JOIN read_parquet('{snapshot.table_path('persons')}') AS p USING (person_id)"
    ).fetchall()
    linked = [row for row in rows if row[4] is not None]
    assert [row for row in linked if true.get(row[:4]) != row[4]] == []
    by_number = {"tokubetsu_jido_fuyo", "jiritsu_shien", "sanpu", "boshi_homon", "juminzei"}
    waiting = Counter(row[0] for row in rows if row[4] is None)
    assert not by_number & set(waiting), waiting
