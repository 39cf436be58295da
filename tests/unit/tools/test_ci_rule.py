"""Under CI=true a test marked with a system part cannot be skipped, not even by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.tree import ROOT

SKIPS_ITSELF = """
import pytest

@pytest.mark.browser
def test_of_a_page():
    pytest.skip("for a reason of its own")

def test_of_nothing_special():
    pytest.skip("for a reason of its own")
"""


@pytest.mark.parametrize(("ci", "outcome"), [("", "2 skipped"), ("true", "1 failed, 1 skipped")])
def test_a_marked_test_that_skips_itself(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_page.py").write_text(SKIPS_ITSELF, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: x\n    postgres: x\n", encoding="utf-8")
    environment = os.environ | {"CI": ci, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    # The rule is tried with every part present: chromium need not be here for this test.
    present = "import support.parts as p; p.missing_part = lambda marker: None"
    program = f"{present}; import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))"
    command = [
        sys.executable,
        "-c",
        program,
        "-p",
        "tests.conftest",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert outcome in done.stdout, done.stdout + done.stderr
