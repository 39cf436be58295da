"""Are drafts right? Every source of the catalogue, its columns renamed by a table of other vendors' words and reordered.

    python -m tests.prove.draft                    all sources, three towns, into evidence/draft.json
    python -m tests.prove.draft --seeds 1 --dry

The table of words (vendor_headings.csv) is not the one the drafts go by: it was written first. Then the headings are shuffled
against the values, so that a heading says one thing and the cells another: nothing may be called sure there. The broken
twin believes headings alone; it has to be caught calling such columns sure.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from tools.evidence import goal_met, record
from tsunagu.catalog import Pack, load_pack
from tsunagu.drafting import Draft as Proposed
from tsunagu.drafting import Fit, Matcher, propose
from tsunagu.intake import Slot, UnknownColumn, UnknownFile, look_at
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.facts import Facts
from tsunagu.sample.town import build_town
from tsunagu.sample.writing import Draft as Written
from tsunagu.sample.writing import write_draft

COMMAND = "make prove-draft"
WORDS = Path(__file__).with_name("vendor_headings.csv")
CHILDREN, ROWS = 150, 400
MONTH = date(2026, 10, 1)


@dataclass(frozen=True)
class Case:
    """One file: where it lies, what source it is, and the target of every heading ('' where it goes nowhere)."""

    path: Path
    source: str
    page: str
    truth: dict[str, str]
    renamed: int
    kinds: dict[str, tuple[object, ...]] = field(default_factory=dict)
    """By heading, how its cells are written: two columns of one kind cannot be told apart by their values."""


@dataclass
class Tally:
    """Columns counted."""

    columns: int = 0
    right: int = 0
    sure: int = 0
    sure_wrong: int = 0
    proposed: int = 0
    wrong: int = 0
    files: int = 0
    sources_right: int = 0
    renamed: int = 0
    shuffled: int = 0
    shuffled_sure: int = 0
    misses: list[str] = field(default_factory=list)


def files_of(seed: int, pack: Pack) -> Iterator[Written]:
    """The first file (or page) of every source of one town that has rows."""
    town = build_town(seed, CHILDREN, MONTH)
    office = Office(town, Facts(town.seed, town.register, town.as_of, town.children_wanted), pack)
    for source in pack.sources:
        seen: set[str] = set()
        for draft in DEPARTMENTS[source](office):
            page = draft.sheet if draft.source.pages else ""
            if draft.rows and page not in seen:
                seen.add(page)
                yield replace(
                    draft, rows=draft.rows[:ROWS], people=draft.people[:ROWS], row_sheets=draft.row_sheets[:ROWS]
                )


def other_words() -> dict[str, str]:
    """Heading → what another vendor calls it."""
    with WORDS.open(encoding="utf-8", newline="") as stream:
        return {row["heading"]: row["another"] for row in csv.DictReader(stream)}


def as_another_vendor(
    written: Written, folder: Path, number: int, words: dict[str, str], chance: random.Random
) -> Case:
    """Rename, reorder, write as CSV or Excel under a name that tells nothing but the school."""
    page = written.sheet if written.source.pages else ""
    columns = written.columns()
    names = [words.get(column.in_file, column.in_file) for column in columns]
    twice = {name for name, count in Counter(names).items() if count > 1}
    names = [column.in_file if name in twice else name for name, column in zip(names, columns, strict=True)]
    order = list(range(len(names)))
    chance.shuffle(order)
    school = next((word for word in _schools(written.pack) if word in written.name), "")
    form = "xlsx" if written.source.layout.format == "xlsx" else "csv"
    layout = written.source.layout.model_copy(update={"format": form, "header": True, "record_types": None})
    in_order = tuple(columns[place].model_copy(update={"page": ""}) for place in order)
    plain = written.source.model_copy(update={"layout": layout, "columns": in_order, "pages": ()})
    path = folder / f"抽出{number:03d}_{school}.{form}"
    write_draft(
        replace(
            written,
            source=plain,
            name=path.name,
            headers=[names[place] for place in order],
            rows=[[row[place] for place in order] for row in written.rows],
            title_rows=["抽出データ"] if number % 3 == 0 else [],
            sheet=written.sheet if form == "xlsx" else "",
            control=None,
            encoding="cp932" if number % 2 else "utf-8",
        ),
        folder,
    )
    truth = {name: column.to[0] if column.to else "" for name, column in zip(names, columns, strict=True)}
    kinds = {
        name: (written.column_type(column), column.codes, column.written, column.width)
        for name, column in zip(names, columns, strict=True)
    }
    changed = sum(name != column.in_file for name, column in zip(names, columns, strict=True) if column.to)
    return Case(path, written.source.source, page, truth, changed, kinds)


def _schools(pack: Pack) -> list[str]:
    return [code.code for code in pack.code_lists["school_names"].codes]


def count(tally: Tally, case: Case, draft: Proposed) -> None:
    """Compare a draft with the truth."""
    tally.files += 1
    tally.sources_right += (draft.of, draft.page) == (case.source, case.page)
    tally.renamed += case.renamed
    for column in draft.columns:
        wanted, got = case.truth[column.heading], column.to[0] if column.to else ""
        tally.columns += bool(wanted)
        tally.right += bool(wanted) and got == wanted
        tally.proposed += bool(got)
        tally.wrong += bool(got) and got != wanted
        tally.sure += column.confidence == "sure"
        tally.sure_wrong += column.confidence == "sure" and got != wanted
        if got != wanted:
            tally.misses.append(
                f"{case.source}/{draft.of} {column.heading}: {wanted} ≠ {got or '—'} {column.confidence} {column.reason}"
            )


def shuffled(case: Case, unknown: UnknownFile, chance: random.Random) -> tuple[UnknownFile, set[str]]:
    """The same file with its headings moved to other columns, and the headings that now stand over another kind of cells."""
    headings = [column.heading for column in unknown.columns]
    moved = headings[:]
    chance.shuffle(moved)
    columns = tuple(replace(column, heading=heading) for column, heading in zip(unknown.columns, moved, strict=True))
    false = {
        heading
        for column, heading in zip(unknown.columns, moved, strict=True)
        if column.filled and _told_apart(case.kinds[heading], case.kinds[column.heading])
    }
    return replace(unknown, columns=columns), false


def _told_apart(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether cells of the one kind show that they are not of the other: a text may hold anything, a number many things."""
    exact = {"date", "month", "code", "flag", "kana"}
    return one[0] in exact and other[0] != one[0] and not {one[0], other[0]} <= {"code", "flag", "int", "text"}


class TrustingMatcher(Matcher):
    """Broken twin: takes every cell for what the heading says."""

    def _fit(self, column: UnknownColumn, slot: Slot) -> Fit:
        return Fit(1.0, 0.9)


def measure(seeds: Sequence[int], *, shuffle: bool, twin: bool = False) -> Tally:
    """All sources of some towns."""
    pack, words, tally = load_pack("standard"), other_words(), Tally()
    matcher = (TrustingMatcher if twin else Matcher)(pack)
    for seed in seeds:
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory(prefix="tsunagu-draft-") as name:
            folder = Path(name)
            for number, written in enumerate(files_of(seed, pack)):
                case = as_another_vendor(written, folder, number, words, chance)
                unknown = look_at(case.path, matcher.is_known, folder)
                if shuffle:
                    unknown, false = shuffled(case, unknown, chance)
                    draft = propose(unknown, matcher)
                    tally.shuffled += len(false)
                    sure = [c for c in draft.columns if c.heading in false and c.confidence == "sure"]
                    tally.shuffled_sure += len(sure)
                    tally.misses += [f"{case.source}/{draft.of} {c.heading} {c.to} {c.reason}" for c in sure]
                else:
                    count(tally, case, propose(unknown, matcher))
    return tally


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing, and tell every miss")
    options = parser.parse_args(arguments)
    seeds = range(1, options.seeds + 1)
    renamed, moved = measure(seeds, shuffle=False), measure(seeds, shuffle=True)
    twin = measure(seeds, shuffle=True, twin=True)
    if options.dry:
        print("\n".join([*renamed.misses, "", *moved.misses]))
    figures = [
        ("sources told right, % of files", percent(renamed.sources_right, renamed.files), "≥ 95", renamed.files),
        ("columns proposed right, %", percent(renamed.right, renamed.columns), "≥ 80", renamed.columns),
        ("of those called sure, wrong, %", percent(renamed.sure_wrong, renamed.sure), "≤ 1", renamed.sure),
        ("of all proposed, wrong, %", percent(renamed.wrong, renamed.proposed), "≤ 5", renamed.proposed),
        (
            "columns whose heading was another vendor's, %",
            percent(renamed.renamed, renamed.columns),
            "≥ 50",
            renamed.columns,
        ),
        (
            "headings over cells of another kind, called sure, %",
            percent(moved.shuffled_sure, moved.shuffled),
            "≤ 1",
            moved.shuffled,
        ),
        (
            "broken twin (believes headings) on the same, %",
            percent(twin.shuffled_sure, twin.shuffled),
            "≥ 20",
            twin.shuffled,
        ),
    ]
    for name, value, goal, n in figures:
        print(f"{name}: {value} (goal {goal}, n {n:,})")
        if not options.dry:
            record("draft", name, value, goal, n, f"1–{options.seeds}", COMMAND)
    return 0 if all(goal_met(value, goal) for _, value, goal, _ in figures) else 1


def percent(part: int, whole: int) -> float:
    """A share in percent."""
    return round(100 * part / whole, 1) if whole else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
