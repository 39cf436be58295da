"""Our side in a process of its own: one file received, to typed tables or to a sealed load.

    python -m benchmarks.intake.ours typed|sealed HOME FILE

Prints {"rows", "kept", "counts", "faults", "cpu"}: rows of the file, rows of the load, faults by code and together, CPU
seconds after the imports and the reading of the declarations.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pyarrow import parquet

from tsunagu.catalog import Source
from tsunagu.intake import Receipt, receive, receiving
from tsunagu.intake.loads import Load, loads
from tsunagu.intake.receipt import FaultBook, count_by_code
from tsunagu.intake.staging import Staged
from tsunagu.intake.text_table import TextTable
from tsunagu.month import Home

DAY = date(2026, 10, 31)


def only_the_receipt(
    desk: receiving.Desk,
    data: bytes,
    source: Source,
    staged: Staged,
    dropped: Sequence[str],
    table: TextTable,
    receipt: Receipt,
    replaced: Load | None,
    book: FaultBook,
) -> None:
    """What stands in for publishing: the receipt is finished and written as text, the typed rows stay in memory."""
    receipt.status, receipt.rows_refused = "accepted", receipt.rows_in - receipt.rows_accepted
    receipt.faults = book.sorted(column.header for column in source.columns)
    receipt.counts = count_by_code(receipt.faults)
    receipt.model_dump_json()


def receive_and_tell(mode: str, home: Path, file: Path) -> dict[str, object]:
    """Receive the file; what was found, how many rows are kept, CPU seconds of it."""
    if mode == "typed":
        receiving._publish = only_the_receipt
    pack = Home(home).pack()
    began = time.process_time()
    (receipt,) = receive([file], home=home, pack=pack, received_on=DAY)
    spent = time.process_time() - began
    assert receipt.taken, receipt.sentence
    kept = receipt.rows_accepted
    if receipt.load_id and mode == "sealed":
        (load,) = (load for load in loads(home) if load.load_id == receipt.load_id)
        kept = parquet.ParquetFile(load.table_path(home, load.tables[0])).metadata.num_rows
    return {
        "rows": receipt.rows_in,
        "kept": kept,
        "counts": receipt.counts,
        "faults": len(receipt.faults),
        "cpu": spent,
    }


if __name__ == "__main__":
    print(json.dumps(receive_and_tell(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
