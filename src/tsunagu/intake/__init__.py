"""Bytes to typed rows, each file with a receipt: rows in = rows accepted + rows refused."""

import pyarrow

from tsunagu.intake.across_loads import in_force
from tsunagu.intake.alarmed_rows import AlarmedRow, alarm_values, alarmed_rows
from tsunagu.intake.cells import read_cell
from tsunagu.intake.compared import Compared
from tsunagu.intake.empty_cells import IN_WORDS as EMPTY_IN_WORDS
from tsunagu.intake.empty_cells import EmptyCells
from tsunagu.intake.entered import (
    ENTERED_FILE,
    WHYS,
    ScreenEntry,
    entered_text,
    faults_on_screen,
    read_on_screen,
    screen_slots,
    takes_a_reason,
)
from tsunagu.intake.folding import first_places, folded
from tsunagu.intake.headings import fold_heading
from tsunagu.intake.loads import LOADS, Load, loads
from tsunagu.intake.locked_file import locked_files, take_off_password, without_password
from tsunagu.intake.my_number import looks_like_my_number
from tsunagu.intake.no_table import is_system_file
from tsunagu.intake.originals import read_original
from tsunagu.intake.own_files import OWN_FILES, close_home, own_files, refuse_foreign_file, refuse_strange_files
from tsunagu.intake.packed_file import files_in, names_in
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import LONGEST_CELL, STATUS_LABELS, WITHHELD, Fault, Receipt
from tsunagu.intake.receipt_html import receipt_html
from tsunagu.intake.receipt_lines import ReceiptLine, receipt_lines
from tsunagu.intake.receipt_store import (
    RECEIPTS,
    receipt_key,
    receipt_key_of_load,
    receipts,
    receipts_of_files,
)
from tsunagu.intake.receipt_text import place as receipt_place
from tsunagu.intake.receipt_text import receipt_text
from tsunagu.intake.received import RECEIVED, Reception, receptions, standing_for
from tsunagu.intake.receiving import receive, sweep
from tsunagu.intake.rows_as_written import Spot, rows_as_written
from tsunagu.intake.slots import Slot, slots_of
from tsunagu.intake.unknown_file import (
    NOTHING_KNOWN,
    Hints,
    IndividualNumbersError,
    UnknownColumn,
    UnknownFile,
    look_at,
    look_into,
)
from tsunagu.intake.which_source import month_in_name, named_in, named_sources
from tsunagu.intake.workbook_cells import workbook_cells, workbook_lines

__all__ = [
    "AlarmedRow",
    "alarm_values",
    "alarmed_rows",
    "Compared",
    "EMPTY_IN_WORDS",
    "EmptyCells",
    "ENTERED_FILE",
    "ScreenEntry",
    "WHYS",
    "entered_text",
    "faults_on_screen",
    "read_on_screen",
    "screen_slots",
    "takes_a_reason",
    "Fault",
    "Hints",
    "IndividualNumbersError",
    "FileRefused",
    "LOADS",
    "LONGEST_CELL",
    "Load",
    "NOTHING_KNOWN",
    "OWN_FILES",
    "RECEIPTS",
    "RECEIVED",
    "Receipt",
    "ReceiptLine",
    "Reception",
    "STATUS_LABELS",
    "Slot",
    "UnknownColumn",
    "UnknownFile",
    "close_home",
    "first_places",
    "files_in",
    "fold_heading",
    "folded",
    "is_system_file",
    "in_force",
    "loads",
    "locked_files",
    "look_at",
    "look_into",
    "WITHHELD",
    "looks_like_my_number",
    "named_in",
    "named_sources",
    "names_in",
    "month_in_name",
    "own_files",
    "read_cell",
    "read_original",
    "receipt_html",
    "receipt_key",
    "receipt_key_of_load",
    "receipt_lines",
    "receipt_place",
    "receipt_text",
    "receipts",
    "receipts_of_files",
    "receive",
    "receptions",
    "refuse_foreign_file",
    "refuse_strange_files",
    "Spot",
    "rows_as_written",
    "slots_of",
    "standing_for",
    "take_off_password",
    "without_password",
    "workbook_cells",
    "workbook_lines",
    "sweep",
]

# Arrow would take SIGINT and SIGTERM for itself while it reads a CSV, and break off the file in hand with an error of its own,
# which reads like a fault of that file. Whoever wants a stop is heard between two steps instead.
pyarrow.enable_signal_handlers(False)
