"""受け渡し: how files come into the home — handed in or from watched folders — and what of a month is there."""

from tsunagu.delivery.board import Arrival, Delivery, board, due_day
from tsunagu.delivery.month_files import DELIVERIES, delivered, laid_out, refused
from tsunagu.delivery.tray import (
    NEEDS_A_REASON,
    Slip,
    Tray,
    checked_name,
    give_back,
    open_tray,
    put_in_tray,
    receive_tray,
    sweep_trays,
    trays,
)
from tsunagu.delivery.watched import Look, WatchedFolder, last_day, last_look, look, watched_folders

__all__ = [
    "Arrival",
    "DELIVERIES",
    "Delivery",
    "NEEDS_A_REASON",
    "Look",
    "Slip",
    "Tray",
    "WatchedFolder",
    "board",
    "checked_name",
    "delivered",
    "due_day",
    "give_back",
    "laid_out",
    "last_day",
    "last_look",
    "look",
    "open_tray",
    "put_in_tray",
    "receive_tray",
    "refused",
    "sweep_trays",
    "trays",
    "watched_folders",
]
