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
from tsunagu.identity import IdentityAnswer, Pair, PupilNumber, decide, judgements, second, second_undo, undo
from tsunagu.identity.judging import Standings, standings

SEQUENCES, SEED = 1_000, 1
COMMAND = "make prove-judgements"
PEOPLE = ("相原", "石井", "上田")
RECORDS = tuple(letter * 64 for letter in "abcd")
NAMED = (1, 2, 3)
NUMBERS = {
    RECORDS[0]: PupilNumber("101", "7"),
    RECORDS[1]: PupilNumber("101", "7"),
    RECORDS[2]: PupilNumber("101", "8"),
}
"""学籍番号 of the records: two are of one pupil, one of another, and the last has none."""
Undo = Callable[[Path, str], str]


def undo_as_shipped(home: Path, entry: str) -> str:
    return undo(home, entry, by="江口", why="押しまちがい")


@dataclass(frozen=True)
class Said:
    """An answer as the table keeps it."""

    pair: Pair
    answer: IdentityAnswer
    two_people: bool

    @property
    def parts_two(self) -> bool:
        return self.two_people and self.answer is IdentityAnswer.OTHER


@dataclass
class Line:
    """One entry: an answer (`said`), or the confirmation or undo of another (`of`). `two_people`: an undo that needs two."""

    own: str
    kind: str
    of: str = ""
    said: Said | None = None
    two_people: bool = False


@dataclass
class PlainTable:
    """Every entry in order; what stands is worked out by asking every entry anew."""

    lines: list[Line] = field(default_factory=list)

    def counts(self, entry: str) -> bool:
        """No undo that itself counts, and is confirmed where it must be, speaks against it."""
        return not any(
            one.kind == "undo"
            and one.of == entry
            and self.counts(one.own)
            and (not one.two_people or self.seconded(one.own))
            for one in self.lines
        )

    def seconded(self, entry: str) -> bool:
        return any(one.kind == "second" and one.of == entry and self.counts(one.own) for one in self.lines)

    def root(self, entry: str) -> Line:
        """The answer an entry is about in the end."""
        line = next(one for one in self.lines if one.own == entry)
        return line if line.kind == "answer" else self.root(line.of)

    def in_force(self, line: Line) -> bool:
        assert line.said is not None
        return self.counts(line.own) and (not line.said.two_people or self.seconded(line.own))

    def undo(self, own: str, of: str, in_force_before: bool) -> None:
        """Note an undo. It needs two people where its answer was 別人 of two people and in force until then."""
        said = self.root(of).said
        assert said is not None
        self.lines.append(Line(own, "undo", of, two_people=said.parts_two and in_force_before))

    def parted(self, pair: Pair) -> bool:
        """Whether 別人 that two people gave is in force for the pair."""
        return any(
            one.said is not None and one.said.pair == pair and one.said.parts_two and self.in_force(one)
            for one in self.lines
        )

    def standing(self) -> Standings:
        """What stands."""
        last: dict[Pair, tuple[Said, int]] = {}
        for place, line in enumerate(self.lines):
            if line.said is None or not self.in_force(line):
                continue
            before = last.get(line.said.pair)
            if line.said.answer is IdentityAnswer.LATER and before is not None and before[0].parts_two:
                continue
            last[line.said.pair] = (line.said, place)
        same = {pair: place for pair, (said, place) in last.items() if said.answer is IdentityAnswer.SAME}
        apart = frozenset(
            (pair.record, pair.person) for pair, (said, _) in last.items() if said.answer is IdentityAnswer.OTHER
        )
        broken = _broken(set(same), apart)
        sound = [pair for pair in same if pair.record not in broken]
        nobody: dict[str, IdentityAnswer] = {}
        for place, pair, answer in sorted((place, pair.record, said.answer) for pair, (said, place) in last.items()):
            later_same = any(one.record == pair and at > place for one, at in same.items())
            if answer.names_a_person is False and not later_same:
                nobody[pair] = answer
        numbers = {NUMBERS[pair.record]: pair.person for pair in sound if NUMBERS.get(pair.record)}
        return Standings({pair.record: pair.person for pair in sound}, apart, broken, nobody, numbers)  # type: ignore[arg-type]


def _broken(same: set[Pair], apart: frozenset[tuple[str, int | None]]) -> frozenset[str]:
    """Records that hang together through persons and 学籍番号, where two persons or a pair that is apart hang there too."""
    tied: dict[str, set[int | None]] = {}
    for pair in same:
        tied.setdefault(pair.record, set()).add(pair.person)
    for parted, _ in apart:
        if NUMBERS.get(parted):
            tied.setdefault(parted, set())
    broken = set()
    for one in tied:
        records: set[str] = set()
        wider = {one}
        while wider != records:
            records = wider
            people = {person for record in records for person in tied[record]}
            numbers = {NUMBERS.get(record) for record in records} - {None}
            wider = records | {other for other in tied if tied[other] & people or NUMBERS.get(other) in numbers}
        people = {person for record in records for person in tied[record]}
        if len(people) > 1 or any((record, person) in apart for record in records for person in people):
            broken.add(one)
    return frozenset(broken)


def run_sequence(home: Path, rng: Random, steps: int, take_back: Undo = undo_as_shipped) -> list[str]:
    """One sequence; what went wrong, in sentences. After every step the replayed log must say what the table says, and an
    undo right after a step must restore what stood before it.
    """
    table, problems = PlainTable(), []
    for step in range(steps):
        before = standings(judgements(home))
        try:
            entry = _one_step(home, rng, table, take_back)
        except RefusedError:
            continue
        now = standings(judgements(home))
        if now != table.standing():
            problems.append(f"step {step}: the log says {now}, the table {table.standing()}")
        if rng.random() < 0.3 and entry:
            _take_back(home, table, entry, take_back)
            _confirm_undo(home, table, table.root(entry).own, "相原")
            if standings(judgements(home)) != before:
                problems.append(f"step {step}: an undo does not restore what stood before")
        if problems:
            break
    return problems


def _one_step(home: Path, rng: Random, table: PlainTable, take_back: Undo) -> str:
    kind = rng.random()
    given = [line.own for line in table.lines if line.kind == "answer"]
    if kind < 0.55 or not given:
        answer = rng.choice(list(IdentityAnswer))
        pair = Pair(rng.choice(RECORDS), rng.choice(NAMED) if answer.names_a_person is not False else None)
        asked = rng.random() < 0.4
        two_people = answer is not IdentityAnswer.LATER and (asked or table.parted(pair))
        judged = decide(
            home,
            table="attendance",
            pair=pair,
            answer=answer,
            by=rng.choice(PEOPLE),
            why="",
            two_people=asked,
            pupil_number=NUMBERS.get(pair.record),
        )
        table.lines.append(Line(judged.entry, "answer", said=Said(pair, answer, two_people)))
        return judged.entry
    if kind < 0.72:
        judged = second(home, rng.choice(given), by=rng.choice(PEOPLE))
        entry = judgements_log(home)[-1]
        table.lines.append(Line(entry, "second", judged.entry))
        return entry
    if kind < 0.8:
        return _confirm_undo(home, table, rng.choice(given), rng.choice(PEOPLE))
    own = rng.choice(table.lines).own
    return _take_back(home, table, own, take_back) if table.counts(own) else ""


def _take_back(home: Path, table: PlainTable, own: str, take_back: Undo) -> str:
    in_force_before = table.in_force(table.root(own))
    undone = take_back(home, own)
    table.undo(undone, own, in_force_before)
    return undone


def _confirm_undo(home: Path, table: PlainTable, answer: str, by: str) -> str:
    """Confirm the undo of an answer that waits for a second person, if one does."""
    waits = [
        line.own
        for line in table.lines
        if line.kind == "undo" and line.two_people and table.counts(line.own) and not table.seconded(line.own)
        and table.root(line.own).own == answer
    ]  # fmt: skip
    if not waits:
        return ""
    second_undo(home, answer, by=by)
    entry = judgements_log(home)[-1]
    table.lines.append(Line(entry, "second", waits[-1]))
    return entry


def judgements_log(home: Path) -> list[str]:
    """Hashes of the lines of the log."""
    from tsunagu.identity.judging.log import _entries

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
