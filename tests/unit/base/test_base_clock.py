"""One clock: the day and hour it is in Japan, whatever the server is set to."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tsunagu.base import clock

PROGRAM = """
import datetime, time
from tsunagu.base import clock
moment = datetime.datetime.fromisoformat("2026-11-01T00:30:00+09:00").timestamp()
print(clock.in_japan(moment).isoformat(), clock.now().utcoffset())
"""


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_server_s_own_time_zone_changes_nothing(zone: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["2026-11-01T00:30:00+09:00", "9:00:00"]


def test_the_day_is_the_day_of_that_moment() -> None:
    assert clock.now().utcoffset() == timedelta(hours=9)
    assert clock.today() in {clock.now().date(), (clock.now() - timedelta(minutes=1)).date()}
