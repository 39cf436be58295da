"""Bytes to typed rows, each file with a receipt: rows in = rows accepted + rows refused."""

from tsunagu.intake.loads import Load, loads
from tsunagu.intake.originals import read_original
from tsunagu.intake.receipt import Fault, Receipt
from tsunagu.intake.receipt_html import receipt_html
from tsunagu.intake.receipt_store import RECEIPTS, receipts, receipts_of_files
from tsunagu.intake.receipt_text import receipt_text
from tsunagu.intake.received import RECEIVED, Reception, receptions, standing_for
from tsunagu.intake.receiving import receive, sweep
from tsunagu.intake.which_source import named_sources

__all__ = [
    "Fault",
    "Load",
    "RECEIPTS",
    "RECEIVED",
    "Receipt",
    "Reception",
    "loads",
    "named_sources",
    "read_original",
    "receipt_html",
    "receipt_text",
    "receipts",
    "receipts_of_files",
    "receive",
    "receptions",
    "standing_for",
    "sweep",
]
