"""Your town's pack in a day: from an unknown vendor's files to their receipts, in a real browser, as the manual tells it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from tools.pack_in_a_day import SCENES, walk
from tools.vendor_files import write_vendor_files
from tsunagu.drafting import confirmations, drafts

pytestmark = pytest.mark.browser
CLI = "from tsunagu.cli import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new town's home of the standard pack, before its first file."""
    folder = tmp_path_factory.mktemp("pack") / "home"
    words = ["init", str(folder), "--pack", "standard", "--demo", "--on", "2026-04-01"]
    subprocess.run([sys.executable, "-c", CLI, *words], check=True, capture_output=True)
    return folder


def receipts(home: Path) -> dict[str, dict[str, Any]]:
    """File → its receipt."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in (home / "receipts").glob("*.json")]
    return {receipt["file"]: receipt for receipt in told}


def test_from_unknown_files_to_their_receipts(home: Path, sites: Any, person: Any, tmp_path: Path) -> None:
    sites.serve("pack", home)
    clerk = person("pack", "hantei")
    files = write_vendor_files(tmp_path)
    seen = []

    def look(scene: str) -> None:
        seen.append(scene)
        assert violations(clerk.page) == [], scene

    walk(clerk.page, files, day="2026-10-31", at=look)
    assert tuple(seen) == SCENES
    assert drafts(home) == []
    assert {line.by for line in confirmations(home)} == {"hantei"}
    told = receipts(home)
    assert {file.name: told[file.name]["status"] for file in files} == {file.name: "accepted" for file in files}
    assert [told[file.name]["rows_accepted"] for file in files] == [40, 24, 30]
    assert [told[file.name]["counts"].get("cell.unknown_code", 0) for file in files] == [10, 0, 0]
    assert clerk.outside == [] and clerk.complaints == []
