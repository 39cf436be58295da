"""支援措置 in a whole played town: whose address is whose, lists of protected people, and where a page gives one away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner, Result

from support.played import AS_OF, Played
from support.web_people import LOG_INS
from tsunagu.cli import build_app
from tsunagu.month import newest_list
from tsunagu.serving import ServedChild, Withheld, open_serving
from tsunagu_web.reading import protection

Row = Mapping[str, str]
IN_FORCE = ("1", "2")
"""仮支援措置 and 支援措置, as the file's own code list has them."""
ROUND = ("/", "/worklist/", "/overview/", "/types/", "/types/abuse/?state=not_flagged", "/receipts/", "/records/")
NEVER = "9999-12-31"


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """A department's CSV as it lies in the inbox, read without the product's help."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932")
    lines = text.splitlines()
    heading = next(place for place, line in enumerate(lines) if "宛名番号" in line)
    yield from csv.DictReader(io.StringIO("\n".join(lines[heading:])))


@dataclass(frozen=True)
class Whereabouts:
    """Who lives where, as the inbox says: the test's own knowledge."""

    inbox: Path

    @cached_property
    def people(self) -> list[Row]:
        """The register."""
        return [row for path in self.inbox.glob("JUKI_KOJIN*") for row in rows_of(path)]

    @cached_property
    def listed(self) -> list[Row]:
        """The list of protected people."""
        return [row for path in self.inbox.glob("SHIENSOCHI*") for row in rows_of(path)]

    @property
    def hidden(self) -> set[str]:
        """The 番地号 where somebody protected lives and nobody else does."""
        return self._of(self._sheltered) - self._of(self._others)

    @property
    def shown(self) -> set[str]:
        """The 番地号 where nobody protected lives."""
        return self._of(self._others) - self._of(self._sheltered)

    def household_of(self, child: ServedChild) -> str:
        """世帯番号."""
        return next(row["世帯番号"] for row in self.people if int(row["宛名番号"]) == child.person_id)

    def lot_of(self, household: str) -> str:
        """番地号."""
        return next(row["住所_番地号表記"] for row in self.people if row["世帯番号"] == household)

    def grown_up_of(self, household: str) -> str:
        """宛名番号 of the eldest."""
        return min((row["生年月日"], row["宛名番号"]) for row in self.people if row["世帯番号"] == household)[1]

    @cached_property
    def _sheltered(self) -> set[str]:
        protected = {
            row["宛名番号"]
            for row in self.listed
            if row["支援措置区分"] in IN_FORCE and (row["終了年月日"] or NEVER) >= AS_OF.isoformat()
        }
        return {row["世帯番号"] for row in self.people if row["宛名番号"] in protected}

    @cached_property
    def _others(self) -> set[str]:
        return {row["世帯番号"] for row in self.people} - self._sheltered

    def _of(self, households: set[str]) -> set[str]:
        return {row["住所_番地号表記"] for row in self.people if row["世帯番号"] in households}


def listed_now(number: str, state: str = "1", ends: str = "") -> Row:
    """One row of the list."""
    return {"宛名番号": number, "支援措置区分": state, "開始年月日": "2026-11-01", "終了年月日": ends}


def list_text(rows: Sequence[Row]) -> str:
    """A list of protected people as the department writes it."""
    headings = [
        "宛名番号",
        "支援措置区分",
        "開始年月日",
        "終了年月日",
        "併せて支援を求める者",
        "管轄",
        "当初受付市区町村",
        "更新日",
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def hand_in(home: Path, rows: Sequence[Row], *, name: str = "SHIENSOCHI.csv", command: str = "protect") -> Result:
    """Write a list of protected people and take it by a command; what the command said."""
    file = home.parent / name
    file.write_text(list_text(rows), encoding="utf-8", newline="")
    return CliRunner().invoke(build_app(), [command, str(file), "--home", str(home)])


def pages_of(
    as_somebody: Callable[[str], Client], home: Path, around: Sequence[str] = ROUND
) -> dict[tuple[str, str], str]:
    """The pages `around` of every person, with every child of the list and every protected child."""
    with open_serving(home) as serving:
        protected = [child.child_code for child in serving.children(limit=10_000) if child.protected]
        listed = [code for row in serving.meta("worklist")["listed"] for code in row["children"]]
    urls = [*around, *(f"/children/{code}/" for code in (*protected, *listed))]
    assert protected and listed
    found = {}
    for person in LOG_INS:
        client = as_somebody(person)
        found |= {(person, url): client.get(url).content.decode() for url in urls}
    return found


def forget_the_newest(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """The broken twin that keeps to the list it knew."""
    first = newest_list(home)
    monkeypatch.setattr(protection, "_newest", lambda *_: first)


def forget_to_lay_over(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """The broken twin that reads the run as it was judged."""
    monkeypatch.setattr(protection.Feed, "withheld", Withheld())
    monkeypatch.setattr(protection.Feed, "why_hidden", "")


def forget_what_was_refused(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """The broken twin that trusts a list it could read only in part."""
    monkeypatch.setattr(protection.Feed, "why_nobody", "")


def given_away(town: Played) -> list[ServedChild]:
    """Children of the list with an address nobody else has and a school or nursery: those whose protection shows."""
    where = Whereabouts(town.town / "inbox")
    with open_serving(town.home.folder) as serving:
        codes = [code for row in serving.meta("worklist")["listed"] for code in row["children"]]
        children = [child for code in codes if (child := serving.child(code)) is not None]
    lots = [row["住所_番地号表記"] for row in where.people]
    return [
        child
        for child in children
        if not child.protected
        and child.affiliation not in (None, "所属なし", "所属は把握していません")
        and (lot := where.lot_of(where.household_of(child))) in where.shown
        and len(lot) > 3
        and lots.count(lot) == sum(row["世帯番号"] == where.household_of(child) for row in where.people)
    ]
