"""Write the truth beside the inbox: answers per child and indicator, and whom every row is about."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from tsunagu.sample import truth as kaisei
from tsunagu.sample import truth_izumi as izumi
from tsunagu.sample.facts import Facts
from tsunagu.sample.people import Person
from tsunagu.sample.truth import Answer, Case
from tsunagu.sample.writing import Draft

ANSWERS_HEADER = "resident_no,indicator,as_of,answer,reason"
ASKED = {"izumi": (izumi.QUESTIONS, izumi.EXCLUSIONS)}
"""By pack, whose questions the truth answers: Kaisei's where nothing else is said."""
LINKS_HEADER = "source,file,sheet,line,resident_no"


def resident_no(number: int) -> str:
    """宛名番号 as files write it: 15 digits."""
    return f"{number:015d}"


def write_answers(
    truth: Path, children: Iterable[Person], facts: Facts, undelivered: frozenset[str], pack: str
) -> None:
    """answers.csv: a line per target child and indicator. exclusions.csv: the same for the reasons to be left out."""
    asked_of, left_out = ASKED.get(pack, (kaisei.QUESTIONS, kaisei.EXCLUSIONS))
    as_of = facts.as_of.isoformat()
    with (
        (truth / "answers.csv").open("w", encoding="utf-8", newline="") as answers,
        (truth / "exclusions.csv").open("w", encoding="utf-8", newline="") as exclusions,
    ):
        asked = ((answers, asked_of), (exclusions, left_out))
        for stream, _ in asked:
            stream.write(ANSWERS_HEADER + "\n")
        for child in sorted(children, key=lambda person: person.number):
            case, number = Case(child, facts, undelivered), resident_no(child.number)
            for stream, questions in asked:
                for question in questions:
                    stream.write(f"{number},{question.__name__},{as_of},{_words(question(case))}\n")


def _words(answer: Answer) -> str:
    if answer is True:
        return "yes,"
    if answer is False:
        return "no,"
    return f"unknown,{answer.key}"


class Links:
    """links.csv, written file by file."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._stream.write(LINKS_HEADER + "\n")

    def add(self, draft: Draft) -> None:
        """A line for every data row of a file; no number where the row is about nobody who ever lived here."""
        start = f"{draft.source.source},{draft.name},"
        buffer = io.StringIO()
        for row, (line, person) in enumerate(zip(draft.lines(), draft.people, strict=True)):
            buffer.write(f"{start}{draft.sheet_at(row)},{line},{'' if person is None else resident_no(person)}\n")
        self._stream.write(buffer.getvalue())

    def close(self) -> None:
        """No more files."""
        self._stream.close()
