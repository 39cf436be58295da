"""An invented town, its files, and one month of it run through every station: what the scenarios look at."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, partial
from pathlib import Path

import duckdb
import pytest

from tsunagu.base import clock
from tsunagu.base.dates import month_end
from tsunagu.base.missing import Missing
from tsunagu.catalog import load_pack
from tsunagu.mart import Snapshot, open_snapshot
from tsunagu.month import Home, RunResult, create_home, run_month
from tsunagu.sample import write_sample

MONTH, AS_OF = date(2026, 10, 1), date(2026, 10, 31)
BEGINNING = date(2026, 4, 1)
Answer = tuple[str, str]
"""(yes | no | unknown, key of the reason or '')."""


@dataclass(frozen=True)
class Played:
    """A town's folder (inbox, truth), the home that received it, and the run."""

    town: Path
    home: Home
    run: RunResult

    @property
    def snapshot(self) -> Snapshot:
        """The sealed tables the run was judged on."""
        return open_snapshot(self.home.folder, str(self.run.summary["snapshot"]))

    def truth(self, name: str) -> list[dict[str, str]]:
        """Rows of truth/<name>.csv."""
        with (self.town / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def true_answers(self) -> dict[tuple[str, str], Answer]:
        """(resident_no, indicator) → what the town lived."""
        return self._lived

    @cached_property
    def _lived(self) -> dict[tuple[str, str], Answer]:
        return {
            (row["resident_no"], row["indicator"]): (row["answer"], row["reason"])
            for row in [*self.truth("answers"), *self.truth("exclusions")]
        }


def play(folder: Path, *, seed: int, children: int, dirt: float, pack: str = "kaisei") -> Played:
    """Invent a town and run October 2026 of it in a new home, on the morning of its last day."""
    (played,) = play_months(folder, [MONTH], seed=seed, children=children, dirt=dirt, pack_name=pack)
    return played


def play_months(
    folder: Path, months: Sequence[date], *, seed: int, children: int, dirt: float, pack_name: str = "kaisei"
) -> list[Played]:
    """Invent a town and run month after month of it in one new home; the runs in their order."""
    pack, home = load_pack(pack_name), create_home(folder / "home", pack_name, on=BEGINNING)
    played = []
    for month in months:
        town = folder / "town" if len(months) == 1 else folder / f"{month:%Y-%m}"
        write_sample(town, pack=pack, seed=seed, children=children, month=month, dirt=dirt)
        morning = datetime.combine(month_end(month), time(8), clock.JAPAN)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", partial(datetime.fromisoformat, morning.isoformat()))
            run = run_month(home, town / "inbox", as_of=month_end(month), capacity=5, quiet=True)
        played.append(Played(town, home, run))
    return played


def answers_of(answers: Path, snapshot: Snapshot) -> dict[tuple[str, str], Answer]:
    """(resident_no, indicator) → what the product answered, from an answers.parquet."""
    relation = duckdb.sql(
        f"SELECT p.resident_no, a.* EXCLUDE (household_id, person_id) FROM read_parquet('{answers}') AS a "
        f"JOIN read_parquet('{snapshot.table_path('persons')}') AS p USING (person_id)"
    )
    names = relation.columns[1:]
    return {
        (row[0], name): told(value) for row in relation.fetchall() for name, value in zip(names, row[1:], strict=True)
    }


def told(value: int) -> Answer:
    """An answer byte in words."""
    if value < 10:
        return ("yes" if value == 1 else "no"), ""
    return "unknown", Missing(value).key
