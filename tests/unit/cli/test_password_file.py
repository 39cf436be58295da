"""`tsunagu intake` opens locked files with a password from a file or the terminal, and never from an argument."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from support.locked_files import PASSWORD, locked_zip
from tsunagu.base.errors import RefusedError
from tsunagu.cli import build_app
from tsunagu.cli.asking_password import password_for
from tsunagu.intake import loads
from tsunagu.month import Home, create_home

NAME = FILE_NAMES["juki_kojin"]


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A home whose settings name its pack."""
    create_home(tmp_path / "home", "kaisei", on=date(2026, 4, 1))
    return Counter(tmp_path)


@pytest.fixture
def locked(counter: Counter) -> Path:
    """A locked zip of the register."""
    return counter.put(
        "JUKI_KOJIN_20261031.zip", locked_zip(NAME, file_bytes("juki_kojin", [plain("juki_kojin")]), aes=True)
    )


def intake(counter: Counter, *words: str) -> tuple[int, str]:
    """Exit status and what was said."""
    done = CliRunner().invoke(build_app(), ["intake", *words, "--home", str(counter.home)])
    return done.exit_code, done.output


def test_the_password_is_read_from_a_file(counter: Counter, locked: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    status, told = intake(counter, str(locked), "--password-file", str(secret))
    assert (status, len(loads(counter.home))) == (0, 1), told
    assert PASSWORD not in told


def test_a_wrong_one_and_none_are_two_messages(counter: Counter, locked: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("himitsu", encoding="utf-8")
    status, told = intake(counter, str(locked), "--password-file", str(secret))
    assert (status, "file.wrong_password" in told) == (2, True)
    status, told = intake(counter, str(locked))
    assert (status, "file.password_protected" in told, "--password-file" in told) == (2, True, True)
    assert loads(counter.home) == []


@pytest.mark.parametrize("content", [None, "", "\n" + PASSWORD])
def test_a_file_without_a_password_in_its_first_line_is_refused(
    counter: Counter, tmp_path: Path, content: str | None
) -> None:
    secret = tmp_path / "secret.txt"
    if content is not None:
        secret.write_text(content, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        password_for(Home(counter.home), [], secret)
    assert refused.value.code == "I004"


def test_somebody_at_the_terminal_is_asked_once_and_only_for_locked_files(
    counter: Counter, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda text, **_: asked.append(text) or PASSWORD)
    plain_file = counter.put(NAME, file_bytes("juki_kojin", [plain("juki_kojin")]))
    assert password_for(Home(counter.home), [plain_file], None) is None
    assert password_for(Home(counter.home), [plain_file, locked], None) == PASSWORD
    assert len(asked) == 1 and locked.name in asked[0]
