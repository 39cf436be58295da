"""受け渡し: how files come into the home — handed in or from watched folders — and what of a month is there."""

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
    "DELIVERIES",
    "NEEDS_A_REASON",
    "Look",
    "Slip",
    "Tray",
    "WatchedFolder",
    "checked_name",
    "delivered",
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
