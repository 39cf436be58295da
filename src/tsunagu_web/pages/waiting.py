"""What waits behind an entry of the navigation: how many households to talk about, how many files to look after."""

from __future__ import annotations

import sqlite3
from datetime import date

from tsunagu.base.errors import TsunaguError
from tsunagu.delivery import month_files
from tsunagu.serving import open_serving
from tsunagu_web.town import home_folder


def waiting() -> dict[str, tuple[int, str]]:
    """Page name → number and what it counts. Empty before the first run and where the run cannot be read."""
    try:
        with open_serving(home_folder()) as serving:
            listed = len(serving.meta("worklist")["listed"])
            received = serving.meta("receipts_summary")
            as_of = serving.meta("run")["as_of"]
        refused = month_files(home_folder(), date.fromisoformat(str(as_of))).refused
    except (TsunaguError, sqlite3.Error, KeyError, ValueError):
        return {}
    late = len(refused) + len(received.get("missing_sources", []))
    found = {"worklist": (listed, "世帯"), "receipts": (late, "件 受け取れていません")}
    return {name: told for name, told in found.items() if told[0]}
