"""Where receipts are kept: home/receipts/<name>.json and .html, named by file and outcome, the same bytes every time.

A refused file belongs to no month but the one it was handed in for, and to nobody but by its name: both are in the name of
its receipt, so that no receipt is ever written over by that of another file or month.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tsunagu.base.files import write_text
from tsunagu.base.hashing import sha256_of_text
from tsunagu.catalog import Pack
from tsunagu.intake.loads import LOADS, RECEIPT_FILE, Load
from tsunagu.intake.receipt import FaultBook, Receipt
from tsunagu.intake.receipt_html import receipt_html

RECEIPTS = "receipts"


def keep_receipt(home: Path, receipt: Receipt, book: FaultBook, *, told: str = "") -> None:
    """Write both forms. `told`: the receipt as JSON, where that is at hand."""
    base = home / RECEIPTS / _name(receipt)
    write_text(base.with_name(base.name + ".json"), told or receipt.model_dump_json())
    write_text(base.with_name(base.name + ".html"), receipt_html(receipt, book))


def keep_receipt_of_load(home: Path, pack: Pack, load: Load) -> None:
    """Write the receipt of a published load again when a crash came between load and receipt."""
    receipt = Receipt.model_validate_json((load.folder(home) / load.receipt).read_bytes())
    base = home / RECEIPTS / _name(receipt)
    if not all(base.with_name(base.name + ending).exists() for ending in (".json", ".html")):
        keep_receipt(home, receipt, FaultBook(pack.faults))


def _name(receipt: Receipt) -> str:
    where = (receipt.source, receipt.part, receipt.period)
    if receipt.status != "refused":
        return _key(receipt.sha256, where, receipt.status)
    handed_in = (sha256_of_text(receipt.file)[:8], f"{receipt.received_on:%Y%m}")
    return _key(receipt.sha256, (*where, *handed_in), next(iter(receipt.counts), ""))


def receipt_key(receipt: Receipt) -> str:
    """What the kept receipt is called, without its ending; of a file that was there before, the one of then."""
    if receipt.status == "already_received":
        return _key(receipt.sha256, (receipt.source, receipt.part, receipt.period), "accepted")
    return _name(receipt)


def receipt_key_of_load(load: Load) -> str:
    """What the kept receipt of a load is called, without its ending."""
    return _key(load.sha256, (load.source, load.part, load.period), "accepted")


def _key(sha256: str, where: tuple[str | None, ...], outcome: str) -> str:
    place = "-".join(part for part in where if part)
    return "-".join(part for part in (sha256[:16] or "unread", place, outcome) if part).replace("/", "_")


def receipts(home: Path, received_on: date | None = None) -> list[Receipt]:
    """Kept receipts of one day of receipt (the latest when none is given), in the order they were written, as the files say."""
    paths = sorted((home / RECEIPTS).glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    kept = [Receipt.model_validate_json(path.read_bytes()) for path in paths]
    day = received_on or max((receipt.received_on for receipt in kept), default=None)
    return [receipt for receipt in kept if receipt.received_on == day]


def receipts_of_files(home: Path, files: Sequence[tuple[str, str, str | None]]) -> list[Receipt]:
    """The receipts of (file name, sha256, load id or None when refused), in that order; a lost one is left out.

    Of a file that was refused more than once it is the receipt written last.
    """
    found: list[Receipt] = []
    for name, digest, load_id in files:
        if load_id is not None:
            paths = [home / LOADS / load_id / RECEIPT_FILE]
        else:
            paths = list((home / RECEIPTS).glob(f"{digest[:16] or 'unread'}-*.json"))
            paths.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
        kept = [Receipt.model_validate_json(path.read_bytes()) for path in paths if path.exists()]
        found += [
            receipt for receipt in kept if load_id is not None or (receipt.file, receipt.status) == (name, "refused")
        ][:1]
    return found
