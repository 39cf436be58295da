"""Receipts as intake left them in the home. Cells stay there: the page shows where and what, never a resident's value."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tsunagu.base.errors import TsunaguError
from tsunagu.delivery import BrokenHeldError, ReceivedBytes, dropped, held_since, held_until, problem_of_unwanted, trays
from tsunagu.intake import STATUS_LABELS, Receipt, ReceiptLine, named_sources, receipt_lines
from tsunagu.month import Home

NOT_WANTED = "受け取らないと決めました"


@dataclass(frozen=True)
class ShownFault:
    """One fault: where, which rule by code, why, and what to do."""

    place: str
    column: str
    code: str
    cause: str
    remedy: str


@dataclass(frozen=True)
class ShownReceipt:
    """One file's receipt. `key` names it in addresses. `counts`: code, cause in words, number."""

    key: str
    file: str
    source: str
    part: str
    period: str
    month: str
    """The month it was handed in for."""
    status: str
    status_words: str
    rows_in: int
    rows_accepted: int
    rows_refused: int
    counts: list[tuple[str, str, int]]
    faults: list[ShownFault]
    medium: str
    carrier: str

    @property
    def balances(self) -> bool:
        """Rows in = rows accepted + rows refused."""
        return self.rows_in == self.rows_accepted + self.rows_refused


@dataclass(frozen=True)
class HeldShown:
    """One handful of files that were handed in and lack what only a person can say: whose, since when, until when."""

    key: str
    as_of: date
    by: str
    since: datetime
    until: datetime
    files: list[str]


@dataclass(frozen=True)
class ListedReceipt:
    """One line of the list. `of_month`: the month it tells about, where that is not the month it was received in."""

    line: ReceiptLine
    status_words: str
    of_month: str


def listed_receipts(home: Path, within_reach: Callable[[str | None], bool]) -> dict[str, list[ListedReceipt]]:
    """The receipts of kinds of files `within_reach`, by the month (YYYY-MM) they were handed in for, newest first; in it those that ask for something first."""
    found = sorted(
        (line for line in receipt_lines(home) if within_reach(line.source)),
        key=lambda line: (line.status != "refused", line.rows_refused == 0, line.file, line.key),
    )
    known, months = ReceivedBytes(home), dict[str, list[ListedReceipt]]()
    for line in sorted(found, key=lambda line: f"{line.received_on:%Y-%m}", reverse=True):
        month = f"{line.received_on:%Y-%m}"
        other = line.period if line.period and line.period != month else ""
        words = STATUS_LABELS[line.status]
        if line.status == "refused" and known.is_unwanted(line.package_sha256, line.sha256):
            words = NOT_WANTED
        months.setdefault(month, []).append(ListedReceipt(line, words, other))
    return months


def read_receipt(home: Path, key: str) -> ShownReceipt | None:
    """The receipt with this key."""
    for path in _files(home):
        if path.stem == key:
            return _shown(path, json.loads(path.read_text(encoding="utf-8")))
    return None


def kept_receipt(home: Path, key: str) -> Receipt | None:
    """The receipt with this key as intake made it."""
    path = next((path for path in _files(home) if path.stem == key), None)
    return Receipt.model_validate_json(path.read_bytes()) if path is not None else None


@dataclass(frozen=True)
class Waiting:
    """Rows of one kind of file that wait for a person, and why: reason and rows, most first."""

    label: str
    rows: int
    reasons: list[tuple[str, int]]


def waiting_by_source(told: list[dict[str, Any]]) -> list[Waiting]:
    """The run's waiting rows, one entry per kind of file, most rows first."""
    reasons: dict[str, list[tuple[str, int]]] = {}
    for row in told:
        reasons.setdefault(row["label"], []).append((row["reason"], row["rows"]))
    found = [
        Waiting(label, sum(rows for _, rows in mine), sorted(mine, key=lambda pair: -pair[1]))
        for label, mine in reasons.items()
    ]
    return sorted(found, key=lambda waiting: (-waiting.rows, waiting.label))


def _files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "receipts").glob("*.json") if not path.name.startswith("."))


def _shown(path: Path, told: dict[str, Any]) -> ShownReceipt:
    causes = {fault["code"]: fault["cause"] for fault in reversed(told.get("faults") or [])}
    return ShownReceipt(
        key=path.stem,
        file=told["file"],
        source=told.get("source") or "",
        part=told.get("part") or "",
        period=told.get("period") or "",
        month=told["received_on"][:7],
        status=told["status"],
        status_words=STATUS_LABELS[told["status"]],
        rows_in=told["rows_in"],
        rows_accepted=told["rows_accepted"],
        rows_refused=told["rows_refused"],
        counts=[(code, causes.get(code, "—"), count) for code, count in _most_first(told.get("counts") or {})],
        medium=told.get("medium") or "",
        carrier=told.get("carrier") or "",
        faults=[
            ShownFault(
                _place(fault), fault.get("column") or "—", fault["code"], fault["cause"], fault.get("remedy") or "—"
            )
            for fault in told.get("faults") or []
        ],
    )


def _most_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _place(fault: dict[str, Any]) -> str:
    line = f"{fault['line']}行目" if fault.get("line") else "ファイル全体"
    return f"{fault['sheet']} {line}" if fault.get("sheet") else line


def held_shown(home: Path, within_reach: Callable[[str | None], bool], *, whole_town: bool) -> list[HeldShown]:
    """What everybody who reads receipts sees of held files, oldest first: a section those whose names say that they are its own."""
    pack, limits = Home(home).pack(), Home(home).limits
    found = []
    for tray in trays(home):
        try:
            since, until = held_since(tray), held_until(tray, limits)
        except FileNotFoundError:
            continue  # Not held, or let go this moment.
        names = [path.name for path in tray.files()]
        if not whole_town:
            names = [name for name in names if any(map(within_reach, named_sources(pack, name)))]
        if names:
            found.append(HeldShown(tray.key, tray.slip.as_of, tray.slip.by, since, until, names))
    return sorted(found, key=lambda one: (one.since, one.key))


def problem_of_records(home: Path) -> TsunaguError | None:
    """What is wrong with the record of held files that were taken away (until it is put right none go), or with that of files
    nobody wants (until then no copy is wiped)."""
    try:
        dropped(home)
    except BrokenHeldError as error:
        return error
    return problem_of_unwanted(home)
