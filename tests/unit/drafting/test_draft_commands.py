"""`tsunagu source draft | drafts | confirm | withdraw` at the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, canteen, residents
from tsunagu.base.errors import TsunaguError
from tsunagu.cli import intake, source
from tsunagu.drafting import open_draft
from tsunagu.month import create_home


class Told(NamedTuple):
    """What a command printed, and the error it ended with."""

    stdout: str
    code: str


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return create_home(tmp_path / "home", "standard", on=date(2026, 4, 1)).folder


def tsunagu(home: Path, *arguments: str) -> Told:
    """Run a command. Only a TsunaguError may end it; anything else fails the test."""
    app = typer.Typer()
    for station in (source, intake):
        station.register(app)
    result = CliRunner().invoke(app, [*arguments, "--home", str(home)])
    error = result.exception
    if error is not None and not isinstance(error, (TsunaguError, SystemExit)):
        raise error
    return Told(result.stdout, error.code if isinstance(error, TsunaguError) else "")


def test_from_an_unknown_file_to_its_receipt(home: Path, tmp_path: Path) -> None:
    file = tmp_path / RESIDENTS_FILE
    file.write_bytes(residents(sexes=("1", "2", "1", "7")))
    assert "決まりません" not in tsunagu(home, "source", "draft", str(file), "--of", "F01", "--by", "山田").stdout
    listed = tsunagu(home, "source", "drafts").stdout
    assert "juki_kojin.own\t下書き\t" in listed
    refused = tsunagu(home, "intake", str(file), "--month", "2026-10")
    assert "どの提供データの名前の決まりとも合いません" in refused.stdout
    done = tsunagu(home, "source", "confirm", "juki_kojin.own", "--by", "山田", "--reason", "様式書と照らした")
    assert (done.code, "使いはじめました" in done.stdout) == ("", True)
    taken = tsunagu(home, "intake", str(file), "--month", "2026-10").stdout
    assert "40行のうち40行を受け取りました" in taken
    assert "コード表にない" in taken
    listed = tsunagu(home, "source", "drafts").stdout
    assert "juki_kojin.own\t確認ずみ\t" in listed and "山田\t様式書と照らした" in listed
    assert tsunagu(home, "source", "withdraw", "juki_kojin.own", "--by", "山田", "--reason", "誤り").code == ""


def test_each_column_is_told_with_confidence_and_reason(home: Path, tmp_path: Path) -> None:
    file = tmp_path / RESIDENTS_FILE
    file.write_bytes(residents(sexes=("1", "2", "1", "7")))
    told = tsunagu(home, "source", "draft", str(file)).stdout
    assert "［確か］氏名 → 氏名 residents.name" in told
    assert "見出しが「生年月日」と同じ意味です" in told
    assert "意味の分からないコード：7（10行）" in told


def test_columns_left_out_of_a_new_source_are_told_and_taken_in(home: Path, tmp_path: Path) -> None:
    file = tmp_path / CANTEEN_FILE
    file.write_bytes(canteen())
    told = tsunagu(home, "source", "draft", str(file)).stdout
    assert "使わないことにした列：食堂の名前、来た回数、持ち帰り、世話人の気づき" in told
    taken = tsunagu(home, "source", "take", "own_source", "来た回数", "持ち帰り", "--by", "山田")
    assert (taken.code, "来た回数、持ち帰り" in taken.stdout) == ("", True)
    assert [bool(column.to) for column in open_draft(home, "own_source").columns] == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]
    assert tsunagu(home, "source", "take", "own_source", "ない列", "--by", "山田").code == "Y011"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["source", "draft", "gone.csv"], "R003"),
        (["source", "confirm", "nothing", "--by", "x", "--reason", "x"], "Y008"),
        (["source", "withdraw", "nothing", "--by", "x", "--reason", "x"], "Y008"),
    ],
)
def test_what_is_not_there_is_said(home: Path, words: list[str], code: str) -> None:
    assert tsunagu(home, *words).code == code


def test_an_unknown_source_is_refused_with_those_there_are(home: Path, tmp_path: Path) -> None:
    file = tmp_path / RESIDENTS_FILE
    file.write_bytes(residents())
    assert tsunagu(home, "source", "draft", str(file), "--of", "F99").code == "Y002"


def test_a_file_nobody_can_read_costs_no_other_its_draft(home: Path, tmp_path: Path) -> None:
    files = {"文書.txt": "これは文章です".encode(), RESIDENTS_FILE: residents(), "案内.txt": "これも".encode()}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = tsunagu(home, "source", "draft", *(str(tmp_path / name) for name in files))
    assert (done.code, "juki_kojin.own" in done.stdout) == ("Y001", True)
    assert "juki_kojin.own\t下書き\t" in tsunagu(home, "source", "drafts").stdout
    alone = tsunagu(home, "source", "draft", str(tmp_path / "文書.txt"))
    assert (alone.code, "宣言の下書き" in alone.stdout) == ("Y001", False)
