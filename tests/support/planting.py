"""Things planted in the case store of a served home, by a process of its own: python -m support.planting NAME … in the home of
TSUNAGU_HOME. One process plants them all, in the order they are named: starting it takes longer than any of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
PLANTED_BY = {
    "cases": "plant_cases",
    "came": "plant_came_and_waiting",
    "conferences": "plant_meeting",
    "entitlements": "plant_letter",
    "expecting": "plant_pregnancy",
    "inquiries": "plant_sheets",
    "jobs": "plant_jobs",
    "late_task": "plant_late_task",
    "notes": "plant_notes",
    "overrides": "plant_override",
    "own_school": "plant_own_school",
    "resources": "plant_referral",
    "support": "plant_support",
    "transitions": "plant_transition_and_the_next",
    "values": "plant_values",
}
"""Which function of support.web_NAME plants NAME."""


def plant(home: Path, *names: str) -> None:
    """Let another process plant these, one after another."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    environment |= {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
    command = [sys.executable, "-m", "support.planting", *names]
    subprocess.run(command, env=environment | {"PYTHONPATH": str(TESTS)}, check=True)


def _function(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(f"support.web_{name}"), PLANTED_BY[name])
    return found


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    for name in sys.argv[1:]:
        function = _function(name)
        function(*[Path(os.environ["TSUNAGU_HOME"])][: len(signature(function).parameters)])
