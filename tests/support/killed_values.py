"""One act on values in a process of its own, ended by kill -9 where a test says: python -m support.killed_values ACT [MODULE:NAME [after]].

ACT: enter (こども家庭センター corrects a row through its form), month (November again).
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from tsunagu.base import clock

ON = datetime(2026, 11, 20, 9, 0, tzinfo=clock.JAPAN)
"""The moment of everything it does."""


def _ends_at(place: str, *, after: bool) -> Any:
    """The named function, in which the process is killed, before or after its work."""
    module, _, name = place.partition(":")
    found = importlib.import_module(module)
    work = getattr(found, name)

    def killed(*args: Any, **more: Any) -> Any:
        if after:
            work(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return mock.patch.object(found, name, killed)


def act(what: str, home: Path) -> None:
    """Do it."""
    from support.lived_town import run_again
    from support.web_people import log_in
    from support.web_values import SOURCE, links, listed_child, post

    if what == "month":
        run_again(home)
        return
    code, _ = listed_child(home, consulted=True)
    centre = log_in("center")
    post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": "AA"})


if __name__ == "__main__":
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    call_command("migrate", verbosity=0)
    chosen, *where = sys.argv[1:]
    with ExitStack() as at_work:
        at_work.enter_context(mock.patch.object(clock, "now", lambda: ON))
        if where:
            at_work.enter_context(_ends_at(where[0], after="after" in where))
        act(chosen, Path(os.environ["TSUNAGU_HOME"]))
