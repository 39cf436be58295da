"""What a home has acknowledged: every row that an accepted receipt speaks of must be there, whole and readable."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet

from tsunagu.base.errors import TsunaguError
from tsunagu.intake import Load, Receipt, loads, read_original


def acknowledged_rows(home: Path) -> int:
    """Rows that receipts lying in the home call accepted."""
    return sum(receipt.rows_accepted for receipt in _accepted(home))


def lost_rows(home: Path) -> tuple[int, list[str]]:
    """Acknowledged rows that are not there, and which loads of the home are not whole."""
    published = {load.load_id: load for load in loads(home)}
    broken = [name for name in _folders(home) if name not in published or not is_whole(home, published[name])]
    lost = sum(
        receipt.rows_accepted
        for receipt in _accepted(home)
        if receipt.load_id not in published or receipt.load_id in broken
    )
    return lost, [f"load {name} is not whole" for name in broken]


def is_whole(home: Path, load: Load) -> bool:
    """Every table with every accepted row, the receipt beside them, and the original that opens."""
    tables = [load.table_path(home, table) for table in load.tables]
    if not all(path.exists() for path in [*tables, load.folder(home) / load.receipt]):
        return False
    if any(pyarrow.parquet.read_metadata(path).num_rows != load.rows_accepted for path in tables):
        return False
    try:
        return len(read_original(home, load.sha256)) > 0
    except (TsunaguError, OSError):
        return False


def _accepted(home: Path) -> list[Receipt]:
    receipts = [Receipt.model_validate_json(path.read_bytes()) for path in (home / "receipts").glob("*.json")]
    return [receipt for receipt in receipts if receipt.status == "accepted"]


def _folders(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "loads").iterdir() if not path.name.startswith("."))
