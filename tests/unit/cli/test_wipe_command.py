"""`tsunagu wipe`: what cannot be wiped is named with its code, and the other copies go all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.counter import FILE_NAMES, file_bytes, plain
from tsunagu.cli import build_app
from tsunagu.delivery import wipes, wiping
from tsunagu.intake import receive
from tsunagu.month import create_home

JUKI = "juki_kojin"
DAY = date(2026, 10, 31)


def test_a_copy_that_cannot_be_written_is_named_and_the_next_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=date(2026, 4, 1))
    copies = [tmp_path / stick / FILE_NAMES[JUKI] for stick in ("locked", "open")]
    for copy in copies:
        copy.parent.mkdir()
        copy.write_bytes(file_bytes(JUKI, [plain(JUKI)]))
    receive(copies[:1], home=home.folder, pack=home.pack(), received_on=DAY)
    locked, overwrite = copies[0].stat().st_ino, wiping._overwrite

    def only_the_open_one(copy: int, length: int) -> None:
        if wiping.os.fstat(copy).st_ino == locked:
            raise OSError(30, "Read-only file system")
        overwrite(copy, length)

    monkeypatch.setattr(wiping, "_overwrite", only_the_open_one)
    untidy = copies[1].parent / ".." / copies[1].parent.name / copies[1].name
    asked = ["wipe", str(copies[0]), str(untidy), "--by", "田中", "--home", str(home.folder)]
    answer = CliRunner().invoke(build_app(), asked)
    assert (answer.exit_code, "K005" in answer.output, "X001" in answer.output) == (2, True, False)
    assert [copy.exists() for copy in copies] == [True, False]
    assert [wipe.place for wipe in wipes(home.folder)] == [str(copies[1])], "the record names the place tidily"
