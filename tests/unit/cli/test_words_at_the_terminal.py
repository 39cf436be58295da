"""What commands say to people: headings in Japanese, lateness with its consequence, and none where there is none."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.counter import FILE_NAMES, file_bytes, plain
from support.packages import packed
from tsunagu.base import clock
from tsunagu.cli import build_app
from tsunagu.intake import receive
from tsunagu.month import Home, create_home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home on 2026-11-20 with the register of October."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=clock.JAPAN))
    made = create_home(tmp_path / "home", "kaisei", on=date(2026, 4, 1))
    path = tmp_path / FILE_NAMES["juki_kojin"]
    path.write_bytes(file_bytes("juki_kojin", [plain("juki_kojin")]))
    receive([path], home=made.folder, pack=made.pack(), received_on=date(2026, 10, 31))
    return made


def said(home: Home, *words: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(build_app(), [*words, "--home", str(home.folder)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_board_speaks_japanese_and_says_how_late_and_what_that_means(home: Home) -> None:
    rows = list(csv.DictReader(io.StringIO(said(home, "board", "--as-of", "2026-10-31"))))
    assert {"提供データ", "名前", "届き具合", "期限", "遅れ（日）", "届かないまま始めると"} <= rows[0].keys()
    by_source = {row["提供データ"]: row for row in rows}
    came, missing = by_source["juki_kojin"], by_source["kaigo"]
    assert (came["届かないまま始めると"], came["遅れ（日）"]) == ("", "15"), "it came, fifteen days after its day"
    assert (missing["届き具合"], missing["遅れ（日）"]) == ("未着", "10")
    assert "わからない（未着）" in missing["届かないまま始めると"]
    for row in rows:
        assert bool(row["届かないまま始めると"]) is (row["届き具合"] in ("未着", "まだ"))


def test_programs_still_find_the_names_of_the_columns(home: Home) -> None:
    rows = json.loads(said(home, "board", "--as-of", "2026-10-31", "--json"))
    assert {"source", "arrival", "due", "days_late", "consequence"} <= rows[0].keys()


def test_a_zip_of_several_files_is_taken_as_at_the_desk(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "まとめ.zip"
    names = {source: FILE_NAMES[source] for source in ("kaigo", "hoiku")}
    path.write_bytes(packed({f"各課/{name}": file_bytes(source, [plain(source)]) for source, name in names.items()}))
    told = said(home, "intake", str(path), "--received", "2026-10-31")
    assert "2件のうち2件を受領" in told
    assert all(name in told for name in names.values())


def test_what_was_not_taken_is_named_at_the_end(home: Home, tmp_path: Path) -> None:
    name, broken = FILE_NAMES["kaigo"], "なぞ.csv"
    (tmp_path / name).write_bytes(file_bytes("kaigo", [plain("kaigo")]))
    (tmp_path / broken).write_bytes(b"x")
    files = [str(tmp_path / broken), str(tmp_path / name)]
    told = CliRunner().invoke(build_app(), ["intake", *files, "--received", "2026-10-31", "--home", str(home.folder)])
    _, _, end = told.output.partition("2件のうち1件を受領")
    assert f"受け取れなかったもの：{broken}（" in end and name not in end


def test_a_day_that_has_not_come_yet_is_said_and_refused_by_nobody(home: Home) -> None:
    given = ["run", str(home.folder / "no inbox"), "--home", str(home.folder), "--as-of"]
    told = [CliRunner().invoke(build_app(), [*given, day]).output for day in ("2999-12-31", "2020-12-31")]
    assert ["はまだ来ていません" in one for one in told] == [True, False]


def test_no_acceptance_is_said(home: Home) -> None:
    assert "まだありません" in said(home, "drift", "accepted")
