"""Our side in a process of its own: files received, to typed tables or to sealed loads.

    python -m benchmarks.intake.ours typed|sealed HOME DAY FILE …

Prints {"rows", "kept", "counts", "faults", "sources", "cpu"}: rows of the files, rows of the loads (of the first table each
feeds), faults by code and together, the sources taken, CPU seconds after the imports and the reading of the declarations.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
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
    entries: object,
) -> None:
    """What stands in for publishing: the receipt is finished and written as text, the typed rows stay in memory."""
    receipt.status, receipt.rows_refused = "accepted", receipt.rows_in - receipt.rows_accepted
    receipt.faults = book.sorted(column.header for column in source.columns)
    receipt.counts = count_by_code(receipt.faults)
    receipt.model_dump_json()


def receive_and_tell(mode: str, home: Path, day: date, files: Sequence[Path]) -> dict[str, object]:
    """Receive the files on a day; what was found, how many rows are kept, CPU seconds of it."""
    if mode == "typed":
        receiving._publish = only_the_receipt
    pack = Home(home).pack()
    began = time.process_time()
    receipts = receive(files, home=home, pack=pack, received_on=day)
    spent = time.process_time() - began
    taken = [receipt for receipt in receipts if receipt.taken]
    kept = sum(receipt.rows_accepted for receipt in taken)
    if mode == "sealed":
        named = {receipt.load_id for receipt in taken}
        written = [load.table_path(home, load.tables[0]) for load in loads(home) if load.load_id in named]
        kept = sum(parquet.ParquetFile(path).metadata.num_rows for path in written)
    return {
        "rows": sum(receipt.rows_in for receipt in taken),
        "kept": kept,
        "counts": dict(sum((Counter(receipt.counts) for receipt in taken), Counter[str]())),
        "faults": sum(len(receipt.faults) for receipt in taken),
        "sources": sorted({receipt.source for receipt in taken if receipt.source}),
        "cpu": spent,
    }


if __name__ == "__main__":
    mode, home, day, *files = sys.argv[1:]
    print(json.dumps(receive_and_tell(mode, Path(home), date.fromisoformat(day), [Path(file) for file in files])))
