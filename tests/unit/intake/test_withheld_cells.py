"""Receipts go back to departments and into print: no cell that tells where somebody lives, none of the protected list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.counter import DAY, FILE_NAMES, kaisei, plain
from support.counter import file_bytes as written
from tsunagu.cli import build_app
from tsunagu.intake import receive, receiving
from tsunagu.intake.receipt import WITHHELD
from tsunagu.intake.slots import headings_withheld
from tsunagu.month import Home, create_home

CANARY = "カナリア"
WHERE_PEOPLE_LIVE: Mapping[str, set[str]] = {
    "juki_kojin": {"住所_方書", "住所_町字", "住所_町字コード", "住所_番地号表記"},
    "juki_ido": {"転入前市区町村コード", "転出先市区町村コード"},
    "gakureibo": {"住所"},
    "jido_sodan": {"住所"},
    "fukushi_sodan": {"住所"},
}
ODD_WHERE_PEOPLE_LIVE = [("juki_kojin", heading) for heading in sorted(WHERE_PEOPLE_LIVE["juki_kojin"])]
ODD_WHERE_PEOPLE_LIVE += [("jido_sodan", "住所")]
ODD_IN_THE_LIST = [
    ("shiensochi", column.header) for column in kaisei().sources["shiensochi"].columns if column.header != "宛名番号"
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return create_home(tmp_path / "home", "kaisei", on=date(2026, 4, 1))


def take(home: Home, source: str, heading: str) -> None:
    """Receive a file whose cell under `heading` is odd enough for the receipt to speak of it, and holds the canary."""
    other = plain(
        source, **{"宛名番号": "000000000000102", "受付番号": "R002", heading: f"{CANARY}\u3000\u3000号\u00a0"}
    )
    file = home.folder.parent / FILE_NAMES[source]
    file.write_bytes(written(source, [plain(source), other]))
    receipt = receive([file], home=home.folder, pack=home.pack(), received_on=DAY)[0]
    assert heading in {fault.column for fault in receipt.faults}, receipt.sentence


def every_form(home: Home) -> Iterator[tuple[str, str]]:
    """(name, text) of all a receipt is written as: kept JSON and HTML, the load's own, the commands' CSV and JSON."""
    for path in (*home.folder.glob("receipts/*"), *home.folder.glob("loads/*/*.json")):
        yield path.suffix, path.read_text(encoding="utf-8")
    for options in ([], ["--json"]):
        done = CliRunner().invoke(build_app(), ["receipts", "--home", str(home.folder), *options])
        assert done.exit_code == 0, done.output
        yield f"tsunagu receipts {options}", done.output


def told_in(home: Home) -> set[str]:
    return {name for name, text in every_form(home) if CANARY in text}


def test_every_heading_that_tells_where_somebody_lives_is_declared_so() -> None:
    pack = kaisei()
    declared = {name: set(headings_withheld(source, pack.tables)) for name, source in pack.sources.items()}
    listed = {column.header for column in pack.sources["shiensochi"].columns}
    assert {name: found for name, found in declared.items() if found} == {**WHERE_PEOPLE_LIVE, "shiensochi": listed}


@pytest.mark.parametrize(("source", "heading"), [*ODD_WHERE_PEOPLE_LIVE, *ODD_IN_THE_LIST])
def test_no_form_of_a_receipt_holds_the_cell(home: Home, source: str, heading: str) -> None:
    take(home, source, heading)
    assert told_in(home) == set()
    assert any(WITHHELD in text for _, text in every_form(home)), "hidden must look different from empty"


def test_the_cell_of_another_column_is_told_in_every_form(home: Home) -> None:
    take(home, "juki_kojin", "通称")
    assert told_in(home) == {".json", ".html", "tsunagu receipts []", "tsunagu receipts ['--json']"}


def test_a_reading_that_forgets_the_declared_class_is_caught(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "headings_withheld", lambda source, tables: frozenset())
    take(home, "juki_kojin", "住所_方書")
    assert told_in(home) == {".json", ".html", "tsunagu receipts []", "tsunagu receipts ['--json']"}
