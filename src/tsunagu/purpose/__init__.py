"""What we may use the data for. No live row in the purpose ledger, no use."""

from tsunagu.purpose.ledger import BrokenLedgerError, Entry, ledger_path, read_entries
from tsunagu.purpose.live import LedgerState, LiveItems, add_row, end_row, live_items, rows_of, seed_from_pack, verify

__all__ = [
    "BrokenLedgerError",
    "Entry",
    "LedgerState",
    "LiveItems",
    "add_row",
    "end_row",
    "ledger_path",
    "live_items",
    "read_entries",
    "rows_of",
    "seed_from_pack",
    "verify",
]
