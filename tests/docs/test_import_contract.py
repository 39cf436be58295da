"""Imports run one way: the contract holds, and each of its lines is shown to catch what it forbids."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import import_contract

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the sources of `folder`, without its cache."""
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as c; c(sys.argv[1:])",
    ]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    arguments = ["--config", str(folder / ".importlinter"), "--no-cache"]
    return subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contract_is_the_table_of_the_adr() -> None:
    wanted = import_contract.contract(import_contract.rules(), import_contract.packages())
    assert import_contract.CONTRACT.read_text(encoding="utf-8") == wanted


def test_every_package_has_a_row_in_the_table() -> None:
    table = import_contract.rules()
    assert [name for name in import_contract.packages() if name != "tsunagu_packs" and name not in table] == []


def test_table_allows_no_circle() -> None:
    table = import_contract.rules()
    for package, rule in table.items():
        assert package not in rule.allowed
        for other in rule.allowed:
            assert package not in table[other].allowed, f"{package} and {other} may import each other"


def test_faces_readers_and_reference_are_kept() -> None:
    assert import_contract.breaches() == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the sources and the contract, to be broken."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(import_contract.CONTRACT, tmp_path / ".importlinter")
    return tmp_path


def test_every_line_of_the_contract_catches_a_forbidden_import(copied: Path) -> None:
    """Broken twin: one forbidden import per package, and every contract must report itself broken."""
    table, there = import_contract.rules(), import_contract.packages()
    broken = []
    for package in there:
        if package == "tsunagu_packs":
            continue
        allowed = table[package].allowed | {package, "tsunagu_packs"}
        forbidden = [other for other in there if other not in allowed]
        if forbidden:
            offender = copied / "src" / import_contract.module_of(package).replace(".", "/") / "offender.py"
            offender.write_text(f"import {import_contract.module_of(forbidden[0])}\n", encoding="utf-8")
            broken.append(package)
    done = lint(copied)
    assert done.returncode != 0
    assert f"0 kept, {len(broken)} broken" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("place", "line", "wanted"),
    [
        ("tsunagu/identity/offender.py", "from tsunagu.intake.reader import rows\n", "import from the face"),
        ("tsunagu/serving/offender.py", "from tsunagu.mart import build\n", "may only read mart"),
        ("tsunagu/criteria/offender.py", "from ..mart import sweep\n", "may only read mart"),
        ("tsunagu/indicators/reference.py", "from tsunagu.engines import connect\n", "imports only the model"),
        ("tsunagu/indicators/reference.py", "from tsunagu.indicators.compile import sql\n", "imports only the model"),
        ("tsunagu/indicators/reference.py", "import duckdb\n", "imports only the model"),
    ],
)
def test_what_import_linter_cannot_say_is_caught(copied: Path, place: str, line: str, wanted: str) -> None:
    (copied / "src" / place).write_text(line, encoding="utf-8")
    assert any(wanted in breach for breach in import_contract.breaches(copied / "src"))


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("tsunagu/serving/friend.py", "from tsunagu.mart import open_snapshot\n"),
        ("tsunagu/intake/friend.py", "from tsunagu.base.errors import RefusedError\n"),
        ("tsunagu/mart/friend.py", "from tsunagu.mart.manifest import read\n"),
        ("tsunagu/indicators/reference.py", "from tsunagu.indicators.model import Indicator\n"),
    ],
)
def test_what_is_allowed_is_not_reported(copied: Path, place: str, line: str) -> None:
    path = copied / "src" / place
    path.write_text(line, encoding="utf-8")
    breaches = import_contract.breaches(copied / "src")
    assert [breach for breach in breaches if breach.startswith(f"{place}:")] == []
