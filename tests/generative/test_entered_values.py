"""画面で入力した値 over two months, against a plain replay: what counts, and what is told as a conflict."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scenarios.test_entered_values import NOVEMBER, OCTOBER
from support.entered import Given, enter
from support.loads import MadeHome, make_home, resident
from tsunagu.intake import ScreenEntry, loads
from tsunagu.mart import entered_values

CHILDREN = range(2, 6)
FAMILY = [
    resident(1, household=10, born="1985-05-01", relation="02"),
    *(resident(one, household=10, born=f"201{one}-06-01", relation="20") for one in CHILDREN),
]
HEADINGS = {"urgency": "緊急度", "severity": "重症度", "kind": "相談種別"}
NUMBER = "受付番号"
Row = dict[str, Any]


def values(home: MadeHome, column: str) -> list[str | None]:
    """What an item may hold, read from its declared list."""
    written = home.pack.sources["jido_sodan"].column(HEADINGS[column])
    codes = home.pack.code_lists[(written and written.codes) or ""].codes
    return [code.value for code in codes if code.meaning == "value"][:3]


def file_rows(
    rng: random.Random, may: dict[str, list[str | None]], numbers: Sequence[str | None], *, whose: bool = True
) -> list[Row]:
    """Rows of the ledger; where not `whose`, one in three does not say whom it is about."""
    return [
        {
            "desk": "児童相談",
            "receipt_no": number,
            "resident_no": rng.choice(CHILDREN) if whose or rng.random() < 0.7 else None,
        }
        | {name: rng.choice([*may[name], None]) for name in HEADINGS}
        for number in numbers
    ]


def entries(rng: random.Random, home: MadeHome, rows: Sequence[Row], may: dict[str, list[str | None]]) -> list[Given]:
    """Some rows corrected (some in their key), some withdrawn, some added (one of them with the number of a later file's row)."""
    load = next(one for one in loads(home.folder) if one.source == "jido_sodan" and not one.entered)
    subject = next(
        one.header for one in home.pack.sources["jido_sodan"].columns if "consultations.resident_no" in one.to
    )
    made: list[Given] = []
    for line, _ in enumerate(rows, 2):
        at = {"entry": f"e{line:02}", "load_id": load.load_id, "at_line": line}
        match rng.choice(["none", "withdraw", "correct", "correct", "clear", "key"]):
            case "withdraw":
                made.append((ScreenEntry(act="withdraw", **at), {}))
            case "correct":
                spoken = rng.sample(list(HEADINGS), rng.randint(1, 3))
                made.append(
                    (ScreenEntry(act="correct", **at), {HEADINGS[one]: str(rng.choice(may[one])) for one in spoken})
                )
            case "clear":
                made.append((ScreenEntry(act="correct", missing={"緊急度": "REFUSED"}, **at), {"緊急度": ""}))
            case "key":
                made.append((ScreenEntry(act="correct", **at), {NUMBER: f"K{line}"}))
    for place in range(rng.randint(0, 3)):
        number = 2 + place % len(CHILDREN)
        cells = {NUMBER: f"N{place}", subject: f"{number:015d}", "緊急度": str(rng.choice(may["urgency"]))}
        made.append((ScreenEntry(entry=f"n{place}", act="add", number=number), cells))
    return made


def replayed(october: Sequence[Row], now: Sequence[Row], given: Sequence[Given]) -> tuple[list[Row], dict[str, Any]]:
    """The oracle: the newest file's rows, each with what was said of that very row; and what became of each entry."""
    columns = {heading: name for name, heading in HEADINGS.items()} | {NUMBER: "receipt_no"}
    rows: dict[int, Row] = {place: dict(row) for place, row in enumerate(now)}
    told: dict[str, Any] = {}
    over: dict[int, str] = {}
    spoken = {
        entry.entry: {columns[heading]: cell or None for heading, cell in cells.items() if heading in columns}
        for entry, cells in given
    }
    for entry, _ in given:
        if entry.act == "add":
            continue
        base = october[(entry.at_line or 0) - 2]
        place = (entry.at_line or 0) - 2
        if now is not october:
            place = next((one for one, row in enumerate(now) if row == base and base["resident_no"]), -1)
        if place >= 0 and place not in over:
            over[place] = entry.entry
            told[entry.entry] = ("counts", [])
            if entry.act == "withdraw":
                del rows[place]
            else:
                rows[place] = rows[place] | spoken[entry.entry]
    for entry, _ in given:
        said = spoken[entry.entry]
        free = [row for place, row in enumerate(now) if place not in over and row["resident_no"]]
        if entry.act == "add":
            mine = [r for r in free if (r["receipt_no"], r["resident_no"]) == (said["receipt_no"], entry.number)]
            differing = [name for name in said if mine and mine[0][name] != said[name]]
            told[entry.entry] = ("differs" if differing else "same" if mine else "counts", differing)
            if not mine:
                blank: Row = dict.fromkeys(HEADINGS)
                rows[len(now) + len(told)] = blank | {"resident_no": entry.number} | said
        elif entry.entry not in told:
            corrected = {**october[(entry.at_line or 0) - 2], **said}
            agreed = entry.act == "correct" and corrected in free
            told[entry.entry] = ("same" if agreed else "gone", [])
    return [row for row in rows.values() if row["resident_no"]], told


def play(seed: int, folder: Path) -> tuple[Any, Any]:
    """One town: October's file, what people entered, November's file; (what counts, what is told) by the code and the oracle."""
    rng = random.Random(seed)
    home = make_home(folder, {"residents": FAMILY})
    may = {name: values(home, name) for name in HEADINGS}
    october = file_rows(rng, may, [*(f"A{place}" for place in range(5)), None, None], whose=False)
    home.add({"consultations": october})
    given = entries(rng, home, october, may)
    enter(home, "jido_sodan", given, OCTOBER)
    kept = [dict(row) for row in october if rng.random() < 0.85]
    said = {entry.at_line: cells for entry, cells in given if entry.act == "correct" and not entry.missing}
    for row in kept:
        match rng.choice(["same", "same", "other value", "seat of another child", "as corrected"]):
            case "other value":
                name = rng.choice(list(HEADINGS))
                row[name] = rng.choice(may[name])
            case "seat of another child":
                row |= file_rows(rng, may, [row["receipt_no"]])[0]
            case "as corrected":
                cells = said.get(october.index(row) + 2, {}) if row in october else {}
                row |= {name: cells[heading] for name, heading in HEADINGS.items() if heading in cells}
                row["receipt_no"] = cells.get(NUMBER, row["receipt_no"])
    rng.shuffle(kept)
    november = kept + file_rows(rng, may, ["A8", "N0"])
    home.add({"consultations": november, "residents": FAMILY}, received_on=NOVEMBER)
    enter(home, "jido_sodan", given, NOVEMBER)
    got, wanted = [], []
    for day, now in ((OCTOBER, october), (NOVEMBER, november)):
        snapshot = home.build(day)
        columns = ["receipt_no", "person_id", *HEADINGS]
        rows = sorted(home.rows(snapshot, "consultations", ", ".join(columns)), key=str)
        told = home.rows(snapshot, "entered_values", "entry, state, differing")
        got.append((rows, {one: (state, sorted(differing)) for one, state, differing in told}))
        counted, expected = replayed(october, now, given)
        wanted.append(
            (
                sorted(
                    (tuple(row["resident_no" if c == "person_id" else c] for c in columns) for row in counted), key=str
                ),
                {one: (state, sorted(differing)) for one, (state, differing) in expected.items()},
            )
        )
    return got, wanted


@pytest.mark.parametrize("seed", range(5))
def test_what_counts_is_what_a_plain_replay_gives(seed: int, tmp_path: Path) -> None:
    got, wanted = play(seed, tmp_path)
    assert got == wanted


TWINS = {
    "a withdrawn row still counts": ("e.act = 'withdraw' OR e.speaks GROUP BY", "e.speaks GROUP BY"),
    "a row is found by its key alone": (
        'one in ("part", *map(quoted_name, _written_columns(table)))',
        "one in map(quoted_name, source.key)",
    ),
    "a row that does not say whose it is is found": (
        'AND {_of_an_older_file(chosen)} AND {_says_whose(table, "f")}),',
        "AND {_of_an_older_file(chosen)}),",
    ),
    "an empty item matches anything": (
        'f"f.{one} IS NOT DISTINCT FROM e.base.{one}" for',
        'f"coalesce(f.{one} = e.base.{one}, true)" for',
    ),
    "what the file says otherwise is told as counting": (
        "ELSE {quoted_text(GONE)} END",
        "ELSE {quoted_text(COUNTS)} END",
    ),
    "an added row stands twice": ("e.entry NOT IN (SELECT entry FROM beside_{it})))", "true))"),
    "a conflict is not told": ("WHEN len(differing) > 0 THEN", "WHEN false THEN"),
}


@pytest.mark.parametrize("twin", TWINS)
def test_the_replay_catches(twin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tsunagu.mart import known_rows

    source = Path(entered_values.__file__).read_text(encoding="utf-8")
    right, wrong = TWINS[twin]
    assert source.count(right) == 1, "the twin must differ from the code in one place"
    module: dict[str, Any] = {"__name__": "tsunagu.mart.entered_values_twin"}
    exec(compile(source.replace(right, wrong), twin, "exec"), module)
    monkeypatch.setattr(known_rows, "lay_entries_over", module["lay_entries_over"])
    assert any(got != wanted for got, wanted in (play(seed, tmp_path / str(seed)) for seed in range(4)))
