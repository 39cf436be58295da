"""Hand in a file as a clerk does, read the message back as text, and say what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from generative.malformed import Malformed
from support.counter import DAY, Counter, kaisei
from tsunagu.intake import Receipt, receipt_text, receive

CATCH_ALL = "file.other"
STATUS = {"受け取りました": "accepted", "受領済み": "already_received", "受け取れません": "refused"}
_HEAD = re.compile(
    r"(?P<status>受領済み|受け取りました|受け取れません)  (?P<file>.+?)(?:（[^（）]*(?:（[^（）]*）)?[^（）]*）)?\n  (?P<sentence>.+)"
)
_FAULT = re.compile(
    r"^  ・\[(?P<code>(?:file|row|cell|item)\.\w+)\] (?P<label>.+?) (?P<count>[\d,]+)件.*\n"
    r"    場所: (?P<place>.+)\n    原因: (?P<cause>.+)\n    対応: (?P<remedy>.+)$",
    re.MULTILINE,
)
_PLACE = re.compile(r"(?:シート「(?P<sheet>[^」]+)」)?(?:(?P<line>\d+)行目)?(?:「(?P<column>[^」]+)」)?")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥]{2}")
PROGRAMMERS_WORDS = re.compile(r"Traceback|Exception|File \"|line \d|Errno|No such")


@dataclass(frozen=True)
class Place:
    """Where a fault stands, as read from the message; all None: the whole file."""

    sheet: str | None
    line: int | None
    column: str | None


@dataclass(frozen=True)
class ToldFault:
    """One fault as a clerk reads it."""

    code: str
    places: tuple[Place, ...]
    cause: str
    remedy: str


@dataclass
class Told:
    """A receipt's text read back: status, file, sentence and faults."""

    status: str
    file: str
    sentence: str
    faults: dict[str, ToldFault] = field(default_factory=dict)


def hand_in(file: Malformed, folder: Path) -> tuple[Receipt, str]:
    """Receive one file into a home of its own: the receipt, and the text a clerk sees."""
    counter = Counter(folder)
    path = counter.put(file.name, file.damaged.data, grown_to=file.damaged.grown_to)
    return hand_in_path(counter, path)


def hand_in_path(counter: Counter, path: Path) -> tuple[Receipt, str]:
    """Receive a file that lies there already."""
    [receipt] = receive([path], home=counter.home, pack=counter.pack, received_on=DAY)
    return receipt, receipt_text(receipt, counter.pack.faults)


def read_message(text: str) -> Told | None:
    """The message as its parts; None when it has not even a headline."""
    head = _HEAD.match(text)
    if head is None:
        return None
    faults = {
        found["code"]: ToldFault(found["code"], _places(found["place"]), found["cause"], found["remedy"])
        for found in _FAULT.finditer(text)
    }
    return Told(STATUS[head["status"]], head["file"], head["sentence"], faults)


def _places(text: str) -> tuple[Place, ...]:
    places = []
    for part in re.sub(r" ほか[\d,]+件$", "", text).split("、"):
        found = _PLACE.fullmatch(part)
        if found is not None and part:
            places.append(Place(found["sheet"], int(found["line"]) if found["line"] else None, found["column"]))
        elif part == "ファイル全体":
            places.append(Place(None, None, None))
    return tuple(places)


def problems(file: Malformed, text: str) -> list[str]:
    """What is wrong with the message about a malformed file; empty: it says all a clerk needs."""
    told = read_message(text)
    if told is None:
        return ["no headline with status and file"]
    found = []
    if told.status != ("accepted" if file.accepted else "refused"):
        found.append(f"{told.status}, which it must not be")
    if file.damaged.name is None and told.file != file.name:
        found.append(f"names the file {told.file}")
    if PROGRAMMERS_WORDS.search(text):
        found.append("speaks to programmers")
    code = next((code for code in file.expected if code in told.faults), None)
    if code is None:
        return [*found, f"names {sorted(told.faults)}, not {file.expected}"]
    return found + _problems_of_fault(file, told, told.faults[code])


def _problems_of_fault(file: Malformed, told: Told, fault: ToldFault) -> list[str]:
    found = []
    declared = kaisei().faults[fault.code]
    if fault.remedy != declared.remedy or (not file.accepted and declared.remedy not in told.sentence):
        found.append("does not say what to do")
    for part in (told.sentence, fault.cause, fault.remedy):
        if not _JAPANESE.search(part):
            found.append(f"not Japanese: {part}")
    wanted = file.damaged
    if not fault.places:
        found.append("names no place")
    for place in fault.places[:1]:
        for name in ("sheet", "line", "column"):
            expected = getattr(wanted, name)
            if expected is not None and getattr(place, name) != expected:
                found.append(f"{fault.code}: {name} {getattr(place, name)}, not {expected}")
    return found
