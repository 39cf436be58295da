"""Our side in a process of its own: one file received, to typed tables or to a sealed load.

    python -m benchmarks.intake.ours typed|sealed HOME FILE

Prints {"rows", "counts", "cpu"}: CPU seconds after the imports and the reading of the declarations.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tsunagu.catalog import Source
from tsunagu.intake import Receipt, receive, receiving
from tsunagu.intake.loads import Load
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


def main(mode: str, home: Path, file: Path) -> None:
    """Receive the file and tell what was found."""
    if mode == "typed":
        receiving._publish = only_the_receipt
    pack = Home(home).pack()
    began = time.process_time()
    receipts = receive([file], home=home, pack=pack, received_on=DAY)
    spent = time.process_time() - began
    assert receipts[0].taken, receipts[0].sentence
    print(json.dumps({"rows": receipts[0].rows_in, "counts": receipts[0].counts, "cpu": spent}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
