"""The log of judgements: appended, chained, in the home. An undo is an entry of its own; nothing is ever rewritten.

Entries: `judged` (an answer), `seconded` (somebody else confirms one), `undone` (an entry no longer counts). An undo may
itself be undone; then what it undid counts again. The undo of 別人 that two people gave counts only once somebody else has
`seconded` it: without it a wrong link may come back by itself. `returned` notes which confirmed numbers left for the 教育委員会.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base import clock
from tsunagu.base.chained_log import FIRST_PREVIOUS, Entry, append_after, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.identity.judging.model import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, Standing, Withdrawal

FILE = Path("identity") / "judgements.jsonl"
SAME_PERSON = RefusedError(
    "M005", "答えた人と同じ人は、2人目になれません", "もう一人の担当に、同じ組を見て確かめてもらってください"
)
NOBODY_WAITS = RefusedError("M004", "2人目の確認を待っている答えではありません", "画面を開きなおしてください")
JUDGED, SECONDED, UNDONE, RETURNED = "judged", "seconded", "undone", "returned"


class BrokenJudgementsError(TsunaguError):
    """The log of judgements was changed; no month is made with it until it is cleared up."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "M001",
            f"同一人確認の記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻してください。戻すまで月の処理も同一人確認も止まります",
        )


def decide(
    home: Path,
    *,
    table: str,
    pair: Pair,
    answer: IdentityAnswer,
    by: str,
    why: str,
    two_people: bool,
    pupil_number: PupilNumber | None = None,
    asked: int | None = None,
    born: str | None = None,
    still: Callable[[list[IdentityJudgement]], None] | None = None,
) -> IdentityJudgement:
    """Append an answer. `two_people` says whether abuse data hangs on the pair; `asked` whom the page showed beside the
    record, also where the answer is about the record alone; `born` that person's birth date (ISO). `still` is asked of all
    answers so far, and may refuse, while nobody else can write. What two people said 別人 of needs two people again.

    Raises RefusedError M002 (no name), M003 (an answer about a pair without a person, or the other way round),
    BrokenJudgementsError.
    """
    body: dict[str, Any] = {
        "table": table,
        "record": pair.record,
        "person": pair.person,
        "answer": str(answer),
        "why": why.strip(),
        "two_people": two_people and answer is not IdentityAnswer.LATER,
        "number": [pupil_number.school, pupil_number.pupil_no] if pupil_number else None,
        "asked": pair.person if asked is None else asked,
        "born": born,
    }

    def check(entries: list[Entry]) -> None:
        given = replayed(entries)
        if still is not None:
            still(given)
        if any(one.pair == pair and one.parts_two for one in given):
            body["two_people"] = answer is not IdentityAnswer.LATER
        if answer.names_a_person not in (None, pair.person is not None):
            raise RefusedError(
                "M003",
                f"「{answer.label}」という答えに、相手の人が{'ありません' if answer.names_a_person else '付いています'}",
                "組を開きなおして、もう一度答えてください",
            )

    return judgement_of(home, _append(home, JUDGED, by, body, check))


def second(home: Path, entry: str, *, by: str) -> IdentityJudgement:
    """Confirm somebody else's answer that needs two people; from then on it is in force.

    Raises RefusedError M004 (no such answer waits), M005 (the same person), BrokenJudgementsError.
    """

    def check(entries: list[Entry]) -> None:
        judged = _named(replayed(entries), entry)
        if not judged.waits_for_second:
            raise NOBODY_WAITS
        if judged.by == by.strip():
            raise SAME_PERSON

    _append(home, SECONDED, by, {"of": entry}, check)
    return judgement_of(home, entry)


def undo(home: Path, entry: str, *, by: str, why: str) -> str:
    """Append that an entry (an answer, a confirmation or an undo) no longer counts; the hash of the undo.

    同一人 that two people gave and somebody took back, only that person may give back alone: anybody else needs a new answer
    and a second person. 別人 that two people gave stands until somebody else confirms its undo (`second_undo`).

    Raises RefusedError M006 (nothing of that name counts any more), M002, M012 (somebody else's taking back of 同一人 that
    two people had given), M017 (its undo waits for a second person already), BrokenJudgementsError.
    """
    body: dict[str, Any] = {"of": entry, "why": why.strip()}

    def check(entries: list[Entry]) -> None:
        if entry not in _counting(entries) or any(one.hash == entry and one.event == RETURNED for one in entries):
            raise RefusedError("M006", "取り消せる答えがありません", "tsunagu identity log で番号を確かめてください")
        if not why.strip():
            raise RefusedError("M002", "取り消す理由がありません", "なぜ取り消すかを書いてください")
        if not _may_give_back(entries, entry, by):
            raise RefusedError(
                "M012",
                "2人で決めた答えの取り消しは、取り消した人だけが元に戻せます",
                "もう一度その組に答えて、別の人に確かめてもらってください",
            )
        judged = _named(replayed(entries), _root(entries, entry).hash)
        if judged.withdrawal is not None and judged.withdrawal.entry != entry:
            raise RefusedError(
                "M017",
                f"この答えの取り消しは、もう{judged.withdrawal.by}が求めています",
                "別の人が2人目として確かめると、取り消されます",
            )
        body["two_people"] = judged.parts_two and judged.withdrawal is None

    return _append(home, UNDONE, by, body, check)


def second_undo(home: Path, entry: str, *, by: str) -> IdentityJudgement:
    """Confirm that somebody else takes the answer `entry` back; from then on it no longer counts.

    Raises RefusedError M004 (no undo of it waits), M005 (the same person), M006, BrokenJudgementsError.
    """
    body: dict[str, Any] = {}

    def check(entries: list[Entry]) -> None:
        judged = _named(replayed(entries), entry)
        if judged.withdrawal is None:
            raise NOBODY_WAITS
        if judged.withdrawal.by == by.strip():
            raise SAME_PERSON
        body["of"] = judged.withdrawal.entry

    _append(home, SECONDED, by, body, check)
    return judgement_of(home, entry)


def may_give_back(home: Path, entry: str, by: str) -> bool:
    """Whether `undo` would let this person take the undo `entry` back alone. Raises BrokenJudgementsError."""
    return _may_give_back(_entries(home), entry, by)


def judgements(home: Path, as_of: date | None = None) -> list[IdentityJudgement]:
    """Every answer ever given, oldest first, with what came of it; only what was written by the end of `as_of`.

    Raises BrokenJudgementsError (M001).
    """
    return replayed(entry for entry in _entries(home) if as_of is None or entry.on[:10] <= as_of.isoformat())


def replayed(entries: Iterable[Entry]) -> list[IdentityJudgement]:
    """What a log says, from its entries alone."""
    given = list(entries)
    counts = _counting(given)
    found: dict[str, IdentityJudgement] = {}
    for entry in given:
        if entry.event == JUDGED:
            found[entry.hash] = _judgement(entry, active=entry.hash in counts)
        elif entry.event == SECONDED and entry.hash in counts and entry.body["of"] in found:
            judged = found[entry.body["of"]]
            if judged.second is None:
                found[judged.entry] = replace(judged, second=entry.by)
    for undone in _waiting_undos(given, counts):
        judged = found[_root(given, undone.hash).hash]
        found[judged.entry] = replace(judged, withdrawal=Withdrawal(undone.hash, undone.by, undone.body["why"]))
    return list(found.values())


def judgement_of(home: Path, entry: str) -> IdentityJudgement:
    """The answer with that hash, or beginning with it where that names one. Raises RefusedError M006."""
    return _named(judgements(home), entry)


def _named(given: list[IdentityJudgement], entry: str) -> IdentityJudgement:
    found = [one for one in given if one.entry.startswith(entry)] if len(entry) >= 8 else []
    if len(found) != 1:
        raise RefusedError("M006", "その番号の答えはありません", "tsunagu identity log で番号を確かめてください")
    return found[0]


@dataclass(frozen=True)
class Returned:
    """Confirmed numbers that left the home: by whom, when, in which files, and which answers they rested on."""

    by: str
    on: str
    files: tuple[str, ...]
    entries: tuple[str, ...]


def note_returned(home: Path, entries: Iterable[str], files: Iterable[str], *, by: str) -> None:
    """Write down that numbers resting on these answers left. Raises RefusedError M002, BrokenJudgementsError."""
    _append(home, RETURNED, by, {"entries": sorted(entries), "files": sorted(files)})


def returns(home: Path) -> list[Returned]:
    """Every time numbers left, oldest first. Raises BrokenJudgementsError."""
    return [
        Returned(one.by, one.on, tuple(one.body["files"]), tuple(one.body["entries"]))
        for one in _entries(home)
        if one.event == RETURNED
    ]


def undo_of(home: Path, entry: str) -> str | None:
    """The undo that speaks against an entry now, if any."""
    speaking = taken_back(home, entry)
    return speaking.entry if speaking else None


def taken_back(home: Path, entry: str) -> Withdrawal | None:
    """Who takes an entry back now and why, if anybody does. Raises BrokenJudgementsError."""
    entries = _entries(home)
    counts = _counting(entries)
    speaking = [one for one in entries if one.event == UNDONE and one.body["of"] == entry and one.hash in counts]
    return Withdrawal(speaking[-1].hash, speaking[-1].by, speaking[-1].body["why"]) if speaking else None


def _counting(entries: list[Entry]) -> set[str]:
    """Hashes of the entries that count: those that no counting undo names. Later entries are looked at first.

    An undo that needs two people silences nothing before a confirmation of it counts.
    """
    silenced: set[str] = set()
    counts: set[str] = set()
    seconded: set[str] = set()
    for entry in reversed(entries):
        if entry.hash in silenced:
            continue
        counts.add(entry.hash)
        if entry.event == SECONDED:
            seconded.add(entry.body["of"])
        if entry.event == UNDONE and (entry.hash in seconded or not entry.body.get("two_people")):
            silenced.add(entry.body["of"])
    return counts


def _waiting_undos(entries: list[Entry], counts: set[str]) -> list[Entry]:
    """Undos nobody has confirmed or taken back yet, of what still counts."""
    seconded = {one.body["of"] for one in entries if one.event == SECONDED and one.hash in counts}
    return [
        one
        for one in entries
        if one.event == UNDONE and one.body.get("two_people") and one.hash in counts and one.hash not in seconded
    ]


def _may_give_back(entries: list[Entry], entry: str, by: str) -> bool:
    """Whether this person may take an entry back alone, as far as it is somebody's undo of what needed two people.

    別人 may be given back by anybody: it parts a record from a person, and two people have agreed to it.
    """
    taken_back = next((one for one in entries if one.hash == entry and one.event == UNDONE), None)
    if taken_back is None or taken_back.by == by.strip():
        return True
    root = _root(entries, entry)
    return not root.body["two_people"] or IdentityAnswer(root.body["answer"]).standing is Standing.NEGATIVE


def _root(entries: list[Entry], entry: str) -> Entry:
    """The answer that an undo or a confirmation is about in the end."""
    by_hash = {one.hash: one for one in entries}
    root = by_hash[entry]
    while root.event != JUDGED:
        root = by_hash[root.body["of"]]
    return root


def _judgement(entry: Entry, *, active: bool) -> IdentityJudgement:
    body = entry.body
    return IdentityJudgement(
        entry=entry.hash,
        table=body["table"],
        pair=Pair(body["record"], body["person"]),
        answer=IdentityAnswer(body["answer"]),
        by=entry.by,
        on=entry.on,
        why=body["why"],
        two_people=body["two_people"],
        pupil_number=PupilNumber(*body["number"]) if body["number"] else None,
        active=active,
        asked=body.get("asked", body["person"]),
        born=body.get("born"),
    )


def _entries(home: Path) -> list[Entry]:
    return list(read_chain(home / FILE, BrokenJudgementsError))


def _append(
    home: Path, event: str, by: str, body: dict[str, Any], check: Callable[[list[Entry]], None] | None = None
) -> str:
    """Add one entry. `check` is asked of the entries before it, under the lock, and may refuse."""
    if not by.strip():
        raise RefusedError("M002", "答える人の名前がありません", "--by に名前を付けてください")
    path = home / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    at = clock.now().isoformat(timespec="seconds")
    # Two people may answer at the same moment, also while a month is made: the chain takes one line after the other.
    with path.with_name("lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        entries = _entries(home)
        if check is not None:
            check(entries)
        previous = entries[-1].hash if entries else FIRST_PREVIOUS
        return append_after(path, previous, event=event, on=at, by=by.strip(), body=body)
