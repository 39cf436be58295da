"""`make demo SERVE=no`: shown again it gives the same run; asked for another town it begins anew; months before come first."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tsunagu.serving import open_serving

ROOT = Path(__file__).parents[2]
ASKED = {
    "DEMO_SEED": "2",
    "DEMO_CHILDREN": "60",
    "DEMO_MONTH": "2026-10",
    "DEMO_AS_OF": "2026-10-31",
    "DEMO_DIRT": "0.02",
    "DEMO_CAPACITY": "5",
    "DEMO_LEDGER_FROM": "2026-04-01",
    "SERVE": "no",
    "PORT": "8000",
}


def show(folder: Path, **asked: str) -> str:
    """What the demo prints."""
    environment = {**os.environ, **ASKED, **asked, "DEMO_FOLDER": str(folder), "PYTHONUTF8": "1"}
    done = subprocess.run(["sh", "tools/demo.sh"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def runs(told: str) -> list[str]:
    """The runs named in it."""
    return re.findall(r"判定 ([0-9a-f]{12})", told)


@pytest.mark.skipif(not (ROOT / ".venv").is_dir(), reason="the demo runs from .venv, which make setup builds")
def test_a_demo_can_be_shown_again_and_changed(tmp_path: Path) -> None:
    folder = tmp_path / "a demo"
    first = show(folder)
    for words in (
        "受領",
        "受け取れませんでした",
        "こども",
        "貧困",
        "検討対象",
        "tsunagu-demo-hantei",
        "画面を開くには",
    ):
        assert words in first
    assert len(runs(first)) == 1
    assert runs(show(folder)) == runs(first)
    both = show(folder, DEMO_EARLIER="2026-09", DEMO_SEED="3")
    assert len(set(runs(both))) == 2
    assert not set(runs(both)) & set(runs(first))
    with open_serving(folder / "home") as serving:
        assert [month["as_of"] for month in serving.meta("months")] == ["2026-09-30", "2026-10-31"]
