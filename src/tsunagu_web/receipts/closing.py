"""A checked fault can be closed with a reason, and stays closed from month to month until its cell, or its row, changes."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from tsunagu.catalog import Pack
from tsunagu.delivery import identities
from tsunagu.intake import Fault, Receipt
from tsunagu_web.accounts import clock
from tsunagu_web.keys import read_or_make
from tsunagu_web.receipts.models import FaultDecision

KEY = "faults.key"
PLACE_LENGTH = 120


def marks_of(home: Path, pack: Pack, receipt: Receipt, faults: Sequence[Fault]) -> list[str]:
    """A name for each fault that is the same next month for the same row and value, and tells nobody whose row it is."""
    key = read_or_make(home, KEY)
    told = identities(home, pack, receipt, faults)
    return [hmac.new(key, told[place].encode("utf-8"), sha256).hexdigest() for place in range(len(faults))]


def decisions(marks: Iterable[str]) -> dict[str, FaultDecision]:
    """The newest decision about each of these marks that has one."""
    wanted = list(dict.fromkeys(marks))
    found: dict[str, FaultDecision] = {}
    for start in range(0, len(wanted), 500):
        for decision in FaultDecision.objects.filter(mark__in=wanted[start : start + 500]).order_by("pk"):
            found[decision.mark] = decision
    return found


def anything_decided(source: str | None) -> bool:
    """Whether any fault of this source was ever decided about: else there is nothing to look up."""
    return FaultDecision.objects.filter(source=source or "").exists()


def decide(
    receipt_key: str, receipt: Receipt, chosen: Iterable[tuple[str, Fault, str]], *, closed: bool, reason: str, by: str
) -> int:
    """Write down a decision about faults (mark, fault, place in words); how many."""
    rows = [
        FaultDecision(
            mark=mark,
            closed=closed,
            reason=reason,
            by=by,
            at=clock.now(),
            receipt=receipt_key,
            source=receipt.source or "",
            code=fault.code,
            column=(fault.column or "")[:PLACE_LENGTH],
            place=place[:PLACE_LENGTH],
        )
        for mark, fault, place in chosen
    ]
    FaultDecision.objects.bulk_create(rows)
    return len(rows)


def closed_faults(home: Path, pack: Pack) -> Callable[[Receipt, Fault], bool]:
    """A question to ask of every fault of many receipts, each receipt looked up once and only where anything was decided."""
    decided = {(source, code) for source, code in FaultDecision.objects.values_list("source", "code").distinct()}
    known: dict[int, set[int]] = {}

    def is_closed(receipt: Receipt, fault: Fault) -> bool:
        if (receipt.source or "", fault.code) not in decided:
            return False
        if id(receipt) not in known:
            marks = marks_of(home, pack, receipt, receipt.faults)
            newest = decisions(marks)
            known[id(receipt)] = {
                id(one)
                for one, mark in zip(receipt.faults, marks, strict=True)
                if mark in newest and newest[mark].closed
            }
        return id(fault) in known[id(receipt)]

    return is_closed
