"""What a played town was found to be, beside its truth: answers, links, faults, rows. Small plain comparisons, each told why."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

import duckdb

from tests.support.played import Answer, Played, answers_of
from tsunagu.catalog import load_pack
from tsunagu.indicators import PERSONS, load_exclusions, load_indicators, questions_of, schema_of

Key = tuple[str, str]
"""(resident_no, indicator)."""
Place = tuple[str, str, int]
"""(file, sheet, line); line 0 is the file as a whole."""
Noted = dict[Place, set[tuple[str, str]]]
"""By place: (column, code) of every fault."""
REGISTER = frozenset({"juki_kojin", "juki_ido"})
"""Who lives in which household: behind every answer."""
LOST = frozenset(
    {
        "cell.unknown_date",
        "cell.impossible_date",
        "cell.year_in_two_digits",
        "cell.not_a_date",
        "cell.unknown_code",
        "cell.no_code_table",
        "cell.several_facts",
        "cell.ditto",
        "row.household_split",
        "cell.not_a_number",
        "cell.out_of_range",
    }
)
"""Faults after which a cell holds nothing any more."""


def given_answers(town: Played) -> dict[Key, Answer]:
    """Every answer of the run, reasons for being left out among them."""
    return {
        key: answer
        for name in ("answers", "exclusions")
        for key, answer in answers_of(town.run.folder / f"{name}.parquet", town.snapshot).items()
    }


def wrong_answers(given: Mapping[Key, Answer], lived: Mapping[Key, Answer]) -> list[Key]:
    """Children and questions answered otherwise than lived, or answered for one side only."""
    return [key for key in given.keys() | lived.keys() if given.get(key) != lived.get(key)]


def known_but_wrong(given: Mapping[Key, Answer], lived: Mapping[Key, Answer]) -> list[Key]:
    """Questions answered yes or no where the town lived something else. An unknown says itself that it does not know."""
    return sorted(key for key, answer in given.items() if answer[0] != "unknown" and answer[0] != lived[key][0])


def true_links(town: Played) -> dict[Place, str]:
    """Whom each row is about, by truth; '' where about nobody who ever lived here."""
    return {(row["file"], row["sheet"], int(row["line"])): row["resident_no"] for row in town.truth("links")}


def found_links(town: Played) -> dict[Place, str]:
    """Whom each accepted row was linked to; '' where it waits. Refused rows are not there."""
    links, persons = (town.snapshot.table_path(name) for name in ("links", "persons"))
    rows = duckdb.sql(
        f"SELECT file, coalesce(sheet, ''), line, coalesce(resident_no, '') FROM read_parquet('{links}') "
        f"LEFT JOIN read_parquet('{persons}') USING (person_id)"
    ).fetchall()
    return {(file, sheet, line): number for file, sheet, line, number in rows}


def wrong_links(found: Mapping[Place, str], true: Mapping[Place, str]) -> list[Place]:
    """Rows that went to somebody else. A row that waits is not wrong."""
    return [place for place, number in found.items() if number and true.get(place) != number]


def receipts(town: Played) -> list[dict[str, object]]:
    """Every receipt of the home."""
    return [json.loads(path.read_bytes()) for path in sorted((town.home.folder / "receipts").glob("*.json"))]


def noted_faults(kept: Iterable[dict[str, object]]) -> Noted:
    """Every fault of the receipts at its place."""
    noted: Noted = defaultdict(set)
    for receipt in kept:
        for fault in receipt["faults"]:  # type: ignore[attr-defined]
            place = (str(receipt["file"]), fault["sheet"] or "", fault["line"] or 0)
            noted[place].add((fault["column"] or "", fault["code"]))
    return noted


def planted_faults(town: Played) -> list[tuple[Place, str, str]]:
    """(place, column, code) of every planted fault."""
    return [
        ((row["file"], row["sheet"], int(row["line"] or 0)), row["column"], row["kind"]) for row in town.truth("faults")
    ]


def missed_faults(planted: Iterable[tuple[Place, str, str]], noted: Noted) -> list[tuple[Place, str, str]]:
    """Planted faults that no receipt has at that place, column and code."""
    return [fault for fault in planted if (fault[1], fault[2]) not in noted.get(fault[0], set())]


def false_alarms(planted: Iterable[tuple[Place, str, str]], noted: Noted, clean: Noted) -> Counter[str]:
    """Faults told where nothing was planted, beyond what the same town's clean files are told of (髙 in a name, a title row).

    Counted by file and code, because title rows and line breaks move the lines.
    """
    at = {place for place, _, _ in planted}
    conflicts = Counter(place[0] for place, _, code in planted if code == "row.identifier_conflict")
    usual = Counter((_without_ending(place[0]), code) for place, told in clean.items() for _, code in told)
    told_of = Counter(
        (place[0], code)
        for place, told in noted.items()
        for column, code in told
        if not (place in at and (place[2] > 0 or (column, code) in _planted_at(planted, place)))
    )
    alarms: Counter[str] = Counter()
    for (file, code), number in told_of.items():
        follows = conflicts[file] if code == "row.identifier_conflict" else 0
        expected = usual[_without_ending(file), code] + follows
        if number > expected:
            alarms[code] += number - expected
    return alarms


def _without_ending(file: str) -> str:
    """A file handed over in a zip is the same file."""
    return file.rsplit(".", 1)[0]


def _planted_at(planted: Iterable[tuple[Place, str, str]], place: Place) -> set[tuple[str, str]]:
    return {(column, code) for where, column, code in planted if where == place}


def unaccounted_files(town: Played, kept: Iterable[dict[str, object]]) -> list[str]:
    """Files without a receipt, or whose rows in are not the rows written, or not rows accepted + rows refused."""
    delivered = {unicodedata.normalize("NFC", path.name) for path in (town.town / "inbox").iterdir()}
    written = Counter(row["file"] for row in town.truth("links"))
    wrong = delivered - {str(receipt["file"]) for receipt in kept}
    for receipt in kept:
        file, accepted, refused = str(receipt["file"]), int(receipt["rows_accepted"]), int(receipt["rows_refused"])  # type: ignore[call-overload]
        whole = receipt["status"] == "refused" or receipt["rows_in"] == written[file]
        if receipt["rows_in"] != accepted + refused or not whole:
            wrong.add(file)
    return sorted(wrong)


def families(town: Played) -> dict[str, set[str]]:
    """resident_no of each child → everybody of the household."""
    persons, members = (town.snapshot.table_path(name) for name in ("persons", "members"))
    rows = duckdb.sql(
        f"SELECT p.resident_no, m.household_id FROM read_parquet('{members}') AS m "
        f"JOIN read_parquet('{persons}') AS p USING (person_id)"
    ).fetchall()
    homes: dict[int, set[str]] = defaultdict(set)
    for number, home in rows:
        homes[home].add(number)
    return {number: homes[home] for number, home in rows}


@cache
def sources_behind() -> dict[str, frozenset[str]]:
    """Indicator → the sources its answer rests on, the register always among them."""
    pack = load_pack("kaisei")
    schema = schema_of(pack)
    behind = {}
    for indicator in (*load_indicators(pack), *load_exclusions(pack)):
        found = set(REGISTER)
        for question in questions_of(indicator.ask):
            if question.table != PERSONS:
                found |= set(question.sources or schema.tables[question.table].sources)
        behind[indicator.id] = frozenset(found)
    return behind


def rows_without_their_person(town: Played, found: Mapping[Place, str]) -> Counter[tuple[str, str]]:
    """(resident_no, source) → how many rows about that person were refused, or wait."""
    return Counter(
        (row["resident_no"], row["source"])
        for row in town.truth("links")
        if row["resident_no"] and found.get((row["file"], row["sheet"], int(row["line"])), "") != row["resident_no"]
    )


def held_back(
    town: Played, lacking: Counter[tuple[str, str]], usual: Counter[tuple[str, str]], noted: Noted
) -> dict[str, set[str]]:
    """resident_no → sources with a row that was refused or waits and would not in the clean town, or with a lost cell.

    Both are told: in the receipts and in the counts of waiting rows.
    """
    held: dict[str, set[str]] = defaultdict(set)
    for (number, source), rows in lacking.items():
        if rows > usual[number, source]:
            held[number].add(source)
    unlisted = {
        file: {fault for fault in told if fault[1] == "cell.no_code_table"}
        for (file, _, line), told in noted.items()
        if line == 0
    }
    for row in town.truth("links"):
        told = noted.get((row["file"], row["sheet"], int(row["line"])), set()) | unlisted.get(row["file"], set())
        if any(code in LOST for _, code in told):
            held[row["resident_no"]].add(row["source"])
    return held


def silent(wrong: Iterable[Key], family: Mapping[str, set[str]], held: Mapping[str, set[str]]) -> list[Key]:
    """Wrong answers that nothing speaks for: no row of the family, of a source behind the question, is held back or damaged."""
    return [
        (child, name)
        for child, name in wrong
        if not any(sources_behind()[name] & held.get(person, set()) for person in family.get(child, {child}))
    ]
