"""Every request leaves exactly one row, also when the server is killed. In small; the full counts: make prove-looks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_one_row_each_through_kills_and_the_twin_is_caught() -> None:
    command = [sys.executable, "-m", "tests.prove.looks", "--requests", "60", "--kills", "1", "--dry"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "faults []" in done.stdout
