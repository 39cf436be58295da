"""The log tells where the code stopped, and nothing of what it was reading; the usual formatter is the broken twin."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.module_loading import import_string

CELL = "山田カナリア"


def stop_at(cell: str) -> logging.LogRecord:
    """What a request that stopped over a cell leaves to the log."""
    try:
        int(cell)
    except ValueError as error:
        return logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            ("/receipts/",),
            (type(error), error, error.__traceback__),
        )
    raise AssertionError


def test_the_log_says_where_and_which_kind_but_no_cell() -> None:
    formatter = import_string(settings.LOGGING["formatters"]["where"]["()"])()
    told = formatter.format(stop_at(CELL))
    assert "/receipts/" in told and "stop_at" in told and told.endswith("ValueError")
    assert CELL not in told


def test_every_handler_uses_it() -> None:
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"where"}


def test_the_usual_formatter_would_tell_the_cell() -> None:
    assert CELL in logging.Formatter().format(stop_at(CELL))
