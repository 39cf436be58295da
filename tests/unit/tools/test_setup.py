"""Set-up says what is missing and what to do, and a missing system part is told, never hidden."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support import parts
from support.tree import ROOT


def script(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with a space in its name that holds what set-up reads."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("tools", "pyproject.toml", "requirements.lock"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder


def setup(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run tools/setup.sh with the named interpreter."""
    command = ["sh", str(folder / "tools" / "setup.sh")]
    return subprocess.run(command, env=os.environ | {"PYTHON": python}, capture_output=True, text=True, check=False)


def test_without_python_the_remedy_is_named(clone: Path) -> None:
    done = setup(clone, "python-that-is-not-there")
    assert done.returncode != 0
    assert "Python 3.11 以上を入れるか" in done.stderr


def test_an_old_python_is_refused_with_its_version(clone: Path) -> None:
    old = script(clone / "python", 'case "$*" in *version_info*) exit 1 ;; *) echo Python 3.9.2 ;; esac')
    done = setup(clone, str(old))
    assert done.returncode != 0
    assert "Python 3.11 以上が必要です（いまは Python 3.9.2）" in done.stderr


def test_without_ensurepip_the_debian_package_is_named(clone: Path) -> None:
    bare = script(clone / "python", 'case "$*" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    done = setup(clone, str(bare))
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr
    assert not (clone / ".venv").exists()


def bare_machine(tmp_path: Path) -> dict[str, str]:
    """An environment whose PATH holds a shell and nothing of what the tests need, and no way to install."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "grep", "id", "ls", "printf"):
        (tools / name).symlink_to(shutil.which(name) or name)
    return {"PATH": str(tools), "SYSTEM_PARTS": "no"}


def test_missing_system_parts_are_told_with_the_tests_they_cost(tmp_path: Path) -> None:
    command = ["/bin/sh", str(ROOT / "tools" / "system_parts.sh")]
    done = subprocess.run(command, env=bare_machine(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "browser" in done.stdout
    assert "飛ばします" in done.stdout
    assert "apt-get install" in done.stdout


@pytest.mark.parametrize("marker", ["browser", "postgres"])
def test_a_missing_part_skips_on_a_desk_and_fails_under_ci(marker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "browser_path", lambda: None)
    monkeypatch.setattr(parts, "postgres_bin", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="make system-parts"):
        parts.require_or_fail(marker)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="飛ばせません"):
        parts.require_or_fail(marker)


def test_a_part_that_is_there_neither_skips_nor_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "browser_path", lambda: "chromium")
    monkeypatch.setattr(parts, "japanese_font", lambda: True)
    monkeypatch.setenv("CI", "true")
    parts.require_or_fail("browser")
