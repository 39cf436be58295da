"""A small directory for tests of pages: python -m support.web_resources plants it in the home of TSUNAGU_HOME."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from unittest import mock

from tsunagu.base import clock

ON = datetime(2026, 10, 31, 8, 0, tzinfo=clock.JAPAN)


def plant_resources(home: Path) -> None:
    """The demo's invented directory, as it stands on the day of the fixture's list."""
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.resources.demo import make_demo_directory

    make_demo_users()
    with mock.patch.object(clock, "now", lambda: ON):
        make_demo_directory()


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    plant_resources(Path(os.environ["TSUNAGU_HOME"]))
