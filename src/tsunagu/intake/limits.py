"""How large a thing may be before it is read at all. A hostile file of a few kilobytes must not fill the machine (P19)."""

from __future__ import annotations

MAX_FILE_BYTES = 2 << 30
"""A department's file; the largest known monthly file of a town of 60,000 children is below 0.2 GB."""

MAX_FIXED_BYTES = 500 << 20
"""A file of fixed width: it is cut in Python, line by line."""

MAX_XLSX_BYTES = 200 << 20
MAX_JSON_BYTES = 64 << 20
"""Our own exports; a JSON document is read as a whole."""

MAX_LINE_BYTES = 1 << 20
"""One physical line; longer means that line ends were lost."""

MAX_CELL_CHARACTERS = 32_767
"""What one Excel cell can hold."""

MAX_XLSX_UNPACKED = 400 << 20
MAX_XLSX_RATIO = 150
"""Unpacked : packed. Ordinary workbooks stay below 30."""

MAX_ZIP_UNPACKED = 400 << 20
"""All members of a zip of CSV files together; read within the child's memory."""

MAX_XLSX_MEMBERS = 2_000
MAX_SHEETS = 200
MAX_SHEET_ROWS = 200_000
MAX_SHEET_COLUMNS = 512

MAX_COLUMNS = 1_000
"""Columns of a CSV file."""

CHILD_MEMORY_BYTES = 1 << 30
CHILD_CPU_SECONDS = 20
CHILD_OUTPUT_BYTES = 600 << 20


def most_bytes_of(file_name: str) -> int:
    """How large a file of this name may be at all."""
    ending = file_name.lower().rpartition(".")[2]
    return {"xlsx": MAX_XLSX_BYTES, "xlsm": MAX_XLSX_BYTES, "zip": MAX_XLSX_BYTES, "json": MAX_JSON_BYTES}.get(
        ending, MAX_FILE_BYTES
    )
