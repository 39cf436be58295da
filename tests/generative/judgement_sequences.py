"""Random sequences of answers, second confirmations and undos, kept step by step in a plain table and replayed from the log.

    python -m tests.generative.judgement_sequences            1,000 sequences, into evidence/judgements.json

The plain table knows nothing of the log: it keeps, for every entry, whether it counts, and works out what stands from that.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tools.evidence import record
from tsunagu.base.errors import RefusedError
from tsunagu.identity import IdentityAnswer, Pair, decide, judgements, second, undo
from tsunagu.identity.judgements import Standings, standings

SEQUENCES, SEED = 1_000, 1
COMMAND = "make prove-judgements"
PEOPLE = ("相原", "石井", "上田")
Undo = Callable[[Path, str], str]


def undo_as_shipped(home: Path, entry: str) -> str:
    return undo(home, entry, by="江口", why="押しまちがい")


@dataclass
class PlainTable:
    """Every entry in order: (hash, kind, what it says), and which hashes an undo has silenced, undo by undo."""

    entries: list[tuple[str, str, object]] = field(default_factory=list)

    def counts(self, entry: str) -> bool:
        """No undo that itself counts speaks against it."""
        return not any(kind == "undo" and of == entry and self.counts(own) for own, kind, of in self.entries)

    def standing(self) -> Standings:
        """What stands, by asking every entry anew."""
        seconded = {of for own, kind, of in self.entries if kind == "second" and self.counts(own)}
        last: dict[Pair, tuple[IdentityAnswer, int]] = {}
        for place, (own, kind, said) in enumerate(self.entries):
            if kind != "answer" or not self.counts(own):
                continue
            pair, answer, two_people = said  # type: ignore[misc]
            if not two_people or own in seconded:
                last[pair] = (answer, place)
        persons: dict[str, set[int]] = {}
        apart = frozenset((p.record, p.person) for p, (answer, _) in last.items() if answer is IdentityAnswer.OTHER)
        nobody: dict[str, tuple[IdentityAnswer, int]] = {}
        same_at: dict[str, int] = {}
        for pair, (answer, place) in last.items():
            if answer is IdentityAnswer.SAME:
                persons.setdefault(pair.record, set()).add(pair.person)  # type: ignore[arg-type]
                same_at[pair.record] = max(place, same_at.get(pair.record, -1))
            elif answer.names_a_person is False and place > nobody.get(pair.record, (answer, -1))[1]:
                nobody[pair.record] = (answer, place)
        broken = _broken(persons, apart)
        same = {record: min(held) for record, held in persons.items() if record not in broken}
        left = {r: answer for r, (answer, place) in nobody.items() if place > same_at.get(r, -1)}
        return Standings(same, apart, broken, left)


def _broken(persons: dict[str, set[int]], apart: frozenset[tuple[str, int | None]]) -> frozenset[str]:
    """Records that hang together through persons, where one hangs on two persons or a pair among them is apart."""
    broken = set()
    for one in persons:
        records, people = {one}, set(persons[one])
        while True:
            more = {other for other, held in persons.items() if held & people}
            wider = people.union(*(persons[other] for other in more))
            if more <= records and wider == people:
                break
            records, people = records | more, wider
        if len(people) > 1 or any((r, p) in apart for r in records for p in people):
            broken.add(one)
    return frozenset(broken)


def run_sequence(home: Path, rng: Random, steps: int, take_back: Undo = undo_as_shipped) -> list[str]:
    """One sequence; what went wrong, in sentences. After every step the replayed log must say what the table says, and an
    undo right after a step must restore what stood before it.
    """
    table, problems = PlainTable(), []
    records, people = [letter * 64 for letter in "abcd"], (1, 2, 3)
    for step in range(steps):
        before = standings(judgements(home))
        try:
            entry = _one_step(home, rng, table, records, people, take_back)
        except RefusedError:
            continue
        now = standings(judgements(home))
        if now != table.standing():
            problems.append(f"step {step}: the log says {now}, the table {table.standing()}")
        if rng.random() < 0.3 and entry:
            taken_back = take_back(home, entry)
            table.entries.append((taken_back, "undo", entry))
            if standings(judgements(home)) != before:
                problems.append(f"step {step}: an undo does not restore what stood before")
        if problems:
            break
    return problems


def _one_step(
    home: Path, rng: Random, table: PlainTable, records: list[str], people: tuple[int, ...], take_back: Undo
) -> str:
    kind = rng.random()
    given = [own for own, kind_, _ in table.entries if kind_ == "answer"]
    if kind < 0.6 or not given:
        answer = rng.choice(list(IdentityAnswer))
        pair = Pair(rng.choice(records), rng.choice(people) if answer.names_a_person is not False else None)
        judged = decide(
            home,
            table="attendance",
            pair=pair,
            answer=answer,
            by=rng.choice(PEOPLE),
            why="",
            two_people=rng.random() < 0.3,
        )
        table.entries.append((judged.entry, "answer", (pair, answer, judged.two_people)))
        return judged.entry
    if kind < 0.75:
        judged = second(home, rng.choice(given), by=rng.choice(PEOPLE))
        entry = judgements_log(home)[-1]
        table.entries.append((entry, "second", judged.entry))
        return entry
    own, _, _ = rng.choice(table.entries)
    if not table.counts(own):
        return ""
    taken_back = take_back(home, own)
    table.entries.append((taken_back, "undo", own))
    return taken_back


def judgements_log(home: Path) -> list[str]:
    """Hashes of the lines of the log."""
    from tsunagu.identity.judgements.log import _entries

    return [entry.hash for entry in _entries(home)]


def prove(sequences: int, steps: int = 14, take_back: Undo = undo_as_shipped) -> list[str]:
    """Run sequences; the problems of those that had some."""
    problems = []
    for number in range(sequences):
        with tempfile.TemporaryDirectory() as folder:
            problems += run_sequence(Path(folder), Random(f"{SEED}/{number}"), steps, take_back)
    return problems


def main() -> int:
    problems = prove(SEQUENCES)
    print("\n".join(problems) or f"{SEQUENCES:,} sequences: the replayed log says what was kept step by step")
    record(
        "judgements", "sequences of answers and undos that a replay tells otherwise", len(problems), "= 0",
        f"{SEQUENCES:,} sequences", SEED, COMMAND,
    )  # fmt: skip
    caught = bool(prove(20, take_back=undo_by_the_opposite))
    record(
        "judgements",
        "undo by the opposite answer (broken twin) caught",
        caught,
        "stated",
        "20 sequences",
        SEED,
        COMMAND,
    )
    return 1 if problems or not caught else 0


def undo_by_the_opposite(home: Path, entry: str) -> str:
    """The broken twin: takes an answer back by answering the opposite."""
    judged = [one for one in judgements(home) if one.entry == entry]
    if not judged:
        return undo_as_shipped(home, entry)
    opposite = {IdentityAnswer.SAME: IdentityAnswer.OTHER, IdentityAnswer.OTHER: IdentityAnswer.SAME}.get(
        judged[0].answer, IdentityAnswer.LATER
    )
    pair = judged[0].pair if opposite.names_a_person and judged[0].pair.person else Pair(judged[0].pair.record, 1)
    said = decide(home, table="attendance", pair=pair, answer=opposite, by="江口", why="", two_people=False)
    return said.entry


if __name__ == "__main__":
    sys.exit(main())
