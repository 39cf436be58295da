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
Row = dict[str, Any]


def values(home: MadeHome, column: str) -> list[str | None]:
    """What an item may hold, read from its declared list."""
    written = home.pack.sources["jido_sodan"].column(HEADINGS[column])
    codes = home.pack.code_lists[(written and written.codes) or ""].codes
    return [code.value for code in codes if code.meaning == "value"][:3]


def file_rows(rng: random.Random, may: dict[str, list[str | None]], numbers: Sequence[str]) -> list[Row]:
    return [
        {"desk": "児童相談", "receipt_no": number, "resident_no": 2 + int(number[1:]) % len(CHILDREN)}
        | {name: rng.choice([*may[name], None]) for name in HEADINGS}
        for number in numbers
    ]


def entries(rng: random.Random, home: MadeHome, rows: Sequence[Row], may: dict[str, list[str | None]]) -> list[Given]:
    """Some rows corrected, some withdrawn, some added (one of them with the number of a later file's row)."""
    load = next(one for one in loads(home.folder) if one.source == "jido_sodan" and not one.entered)
    made: list[Given] = []
    for line, _ in enumerate(rows, 2):
        at = {"entry": f"e{line:02}", "load_id": load.load_id, "at_line": line}
        match rng.choice(["none", "none", "withdraw", "correct", "clear"]):
            case "withdraw":
                made.append((ScreenEntry(act="withdraw", **at), {}))
            case "correct":
                spoken = rng.sample(list(HEADINGS), rng.randint(1, 3))
                made.append(
                    (ScreenEntry(act="correct", **at), {HEADINGS[one]: str(rng.choice(may[one])) for one in spoken})
                )
            case "clear":
                made.append((ScreenEntry(act="correct", missing={"緊急度": "REFUSED"}, **at), {"緊急度": ""}))
    for place in range(rng.randint(0, 3)):
        number = f"N{place}"
        cells = {"受付番号": number, "緊急度": str(rng.choice(may["urgency"]))}
        made.append((ScreenEntry(entry=f"n{place}", act="add", number=2 + place % len(CHILDREN)), cells))
    return made


def replayed(october: Sequence[Row], now: Sequence[Row], given: Sequence[Given]) -> tuple[list[Row], dict[str, Any]]:
    """The oracle: the newest file's rows one by one, each with what was said of its number; and what became of each entry."""
    columns = {heading: name for name, heading in HEADINGS.items()}
    rows = {row["receipt_no"]: dict(row) for row in now}
    told: dict[str, Any] = {}
    for entry, cells in given:
        said = {columns[heading]: cell or None for heading, cell in cells.items() if heading in columns}
        if entry.act == "add":
            number, base = cells["受付番号"], None
        else:
            base = october[(entry.at_line or 0) - 2]
            number = base["receipt_no"]
        found = rows.get(number)
        spoken = list(HEADINGS) if entry.act == "withdraw" else list(said)
        differing = [
            name
            for name in HEADINGS
            if found is not None
            and name in spoken
            and (base is None or found[name] != base[name])
            and (entry.act == "withdraw" or found[name] != said[name])
        ]
        gone = found is None and entry.act == "correct"
        told[entry.entry] = ("gone" if gone else "differs" if differing else "counts", differing)
        if entry.act == "withdraw":
            rows.pop(number, None)
        elif entry.act == "add" and found is None:
            blank: Row = dict.fromkeys(HEADINGS)
            rows[number] = blank | {"receipt_no": number, "resident_no": entry.number} | said
        else:
            rows[number] = (found or base or {}) | said
    return sorted(rows.values(), key=lambda row: row["receipt_no"]), told


def play(seed: int, folder: Path) -> tuple[Any, Any]:
    """One town: October's file, what people entered, November's file; (what counts, what is told) by the code and the oracle."""
    rng = random.Random(seed)
    home = make_home(folder, {"residents": FAMILY})
    may = {name: values(home, name) for name in HEADINGS}
    october = file_rows(rng, may, [f"A{place}" for place in range(6)])
    home.add({"consultations": october})
    given = entries(rng, home, october, may)
    enter(home, "jido_sodan", given, OCTOBER)
    kept = [dict(row) for row in october if rng.random() < 0.8]
    for row in kept:
        if rng.random() < 0.5:
            name = rng.choice(list(HEADINGS))
            row[name] = rng.choice(may[name])
    rng.shuffle(kept)
    november = kept + file_rows(rng, may, ["A8", "N0"])
    for row in november:
        if row["receipt_no"] == "N0":
            row["resident_no"] = 2
    home.add({"consultations": november, "residents": FAMILY}, received_on=NOVEMBER)
    enter(home, "jido_sodan", given, NOVEMBER)
    got, wanted = [], []
    for day, now in ((OCTOBER, october), (NOVEMBER, november)):
        snapshot = home.build(day)
        columns = ["receipt_no", "person_id", *HEADINGS]
        rows = sorted(home.rows(snapshot, "consultations", ", ".join(columns)))
        told = home.rows(snapshot, "entered_values", "entry, state, differing")
        got.append((rows, {one: (state, sorted(differing)) for one, state, differing in told}))
        counted, expected = replayed(october, now, given)
        wanted.append(
            (
                [tuple(row["resident_no" if name == "person_id" else name] for name in columns) for row in counted],
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
    "the newer file overrules in silence": (
        'WHEN list_contains(e.changed, {said})"',
        'WHEN f.row_id IS NULL AND list_contains(e.changed, {said})"',
    ),
    "a conflict is not told": ("WHEN len(differing) > 0 THEN", "WHEN false THEN"),
    "a row that left the file is dropped": (' OR e.has_base)"""', ')"""'),
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
