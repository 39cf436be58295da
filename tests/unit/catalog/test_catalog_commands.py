"""`tsunagu catalog` and `tsunagu purpose` at the command line: what they say, and what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from tsunagu.base.errors import TsunaguError
from tsunagu.cli import catalog, init, purpose

BROKEN = Path(__file__).parent / "broken"


class Told(NamedTuple):
    """What a command printed, and the error it ended with."""

    stdout: str
    error: TsunaguError | None


def tsunagu(*arguments: str) -> Told:
    """Run a command. Only a TsunaguError may end it; anything else fails the test."""
    app = typer.Typer()
    for station in (catalog, init, purpose):
        station.register(app)
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, (TsunaguError, SystemExit)):
        raise result.exception
    return Told(result.stdout, result.exception if isinstance(result.exception, TsunaguError) else None)


def test_a_sound_pack_is_said_to_be_sound() -> None:
    told = tsunagu("catalog", "check", "--pack", "kaisei")
    assert told.error is None
    assert "誤りはありません" in told.stdout and "仮定：" in told.stdout


def test_a_broken_pack_is_one_sentence_with_file_and_line_and_no_traceback() -> None:
    told = tsunagu("catalog", "check", "--pack", "standard", "--town", str(BROKEN / "code_list_missing"))
    assert told.error is not None and told.error.exit_status == 3
    assert "[D014]" in str(told.error) and "mimamori.yaml 11行目" in str(told.error)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town") / "home"
    assert tsunagu("init", str(folder), "--pack", "kaisei").error is None
    return folder


def test_the_ledger_is_listed_ended_and_verified(home: Path) -> None:
    listed = tsunagu("purpose", "list", "--on", "2026-10-31", "--home", str(home))
    assert "juki_kojin\t有効\t" in listed.stdout
    ended = tsunagu(
        "purpose",
        "end",
        "jido_fuyo",
        "--last-day",
        "2026-09-30",
        "--reason",
        "見直し",
        "--by",
        "責任者",
        "--home",
        str(home),
    )
    assert ended.error is None
    assert "jido_fuyo\t期限外\t" in tsunagu("purpose", "list", "--on", "2026-10-31", "--home", str(home)).stdout
    assert "つながっています" in tsunagu("purpose", "verify", "--home", str(home)).stdout


def test_ending_a_row_that_is_not_there_is_refused(home: Path) -> None:
    told = tsunagu("purpose", "end", "x", "--last-day", "2026-09-30", "--reason", "r", "--by", "b", "--home", str(home))
    assert told.error is not None and told.error.code == "L002" and told.error.exit_status == 2


def test_an_edited_ledger_is_refused_with_its_line(home: Path) -> None:
    ledger = home / "purpose" / "ledger.jsonl"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("2030-03-31", "2099-03-31", 1), encoding="utf-8")
    told = tsunagu("purpose", "verify", "--home", str(home))
    assert told.error is not None and told.error.exit_status == 4
    assert "[L001]" in str(told.error) and "1行目" in str(told.error)
