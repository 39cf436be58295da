"""A few trials of whose whereabouts the pages tell, as `make prove-protection` does a hundred times; and the twins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nobody_s_whereabouts_are_told_and_every_twin_is_caught() -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TSUNAGU_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "tests.prove.protection",
        "--children",
        "1",
        "--town",
        "300",
        "--people",
        "4",
        "--dry",
    ]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() == "5 trials, 285 looks, 0 gave away, 7 of 7 twins caught"
