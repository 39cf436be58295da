"""受け渡し: how files come into the home — handed in or from watched folders — and what of a month is there."""

from tsunagu.delivery.board import Arrival, Delivery, board, due_day
from tsunagu.delivery.by_department import DepartmentReturn, FaultGroup, by_department, month_receipts
from tsunagu.delivery.department_workbook import department_workbook
from tsunagu.delivery.fault_rows import identities
from tsunagu.delivery.month_count import MonthFiles, month_files
from tsunagu.delivery.month_files import DELIVERIES, delivered, laid_out, receipts_of_lines, sweep_laid_out
from tsunagu.delivery.names import checked_name
from tsunagu.delivery.tray import (
    NEEDS_A_REASON,
    Slip,
    Tray,
    give_back,
    held_trays,
    let_go,
    locked_in,
    open_tray,
    put_in_tray,
    receive_tray,
    sweep_trays,
    trays,
    unlock_files,
)
from tsunagu.delivery.watched import last_day, look
from tsunagu.delivery.watched_note import Look, SeenFile, last_look, taken_from_folders
from tsunagu.delivery.watched_settings import (
    BY_FOLDER,
    REST_SECONDS,
    WatchedFolder,
    unwatch_folder,
    watch_folder,
    watched_folders,
)
from tsunagu.delivery.wiping import (
    BY_HAND,
    BrokenWipesError,
    Wipe,
    cannot_be_wiped,
    load_of_bytes,
    note_wiped_by_hand,
    unfinished_wipes,
    wipe_copy,
    wipes,
)
from tsunagu.delivery.wiping import FILE as WIPES

__all__ = [
    "BY_FOLDER",
    "BY_HAND",
    "BrokenWipesError",
    "DepartmentReturn",
    "FaultGroup",
    "WIPES",
    "Wipe",
    "by_department",
    "cannot_be_wiped",
    "department_workbook",
    "identities",
    "load_of_bytes",
    "month_receipts",
    "note_wiped_by_hand",
    "unfinished_wipes",
    "wipe_copy",
    "wipes",
    "Arrival",
    "DELIVERIES",
    "Delivery",
    "NEEDS_A_REASON",
    "Look",
    "MonthFiles",
    "month_files",
    "REST_SECONDS",
    "SeenFile",
    "Slip",
    "Tray",
    "WatchedFolder",
    "board",
    "checked_name",
    "delivered",
    "due_day",
    "give_back",
    "held_trays",
    "let_go",
    "locked_in",
    "laid_out",
    "last_day",
    "last_look",
    "look",
    "open_tray",
    "put_in_tray",
    "receive_tray",
    "receipts_of_lines",
    "sweep_laid_out",
    "sweep_trays",
    "taken_from_folders",
    "trays",
    "unlock_files",
    "unwatch_folder",
    "watch_folder",
    "watched_folders",
]
