"""`tsunagu answers`, `findings`, `worklist`, `list` over a run made by hand: CSV and JSON say the same, nothing is written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from support.judged_town import answer_rows, judge_town
from tsunagu.base.errors import RefusedError
from tsunagu.cli import build_app, recorded
from tsunagu.month import Home, create_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    made = create_home(folder / "home", "kaisei", on=date(2026, 10, 31))
    snapshot, out, _ = judge_town(folder)
    name = snapshot.manifest.snapshot_id()
    snapshot.path.rename(made.folder / "mart" / "snapshots" / name)
    out.rename(made.runs / "run1")
    made.current_file.write_text(json.dumps({"run": "run1", "snapshot": name}) + "\n", encoding="utf-8")
    return made.folder


def tsunagu(*arguments: object) -> str:
    result = CliRunner().invoke(build_app(), [str(argument) for argument in arguments])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_answers_in_the_form_of_the_contract(home: Path) -> None:
    rows = rows_of(tsunagu("answers", "--home", home))
    assert list(rows[0]) == ["resident_no", "indicator", "as_of", "answer", "reason"]
    assert len(rows) == 7 * 37
    told = {(row["resident_no"], row["indicator"]): (row["answer"], row["reason"]) for row in rows}
    assert told["000000000000102", "item14_moved_in"] == ("yes", "")
    assert told["000000000000102", "item02_custody"] == ("no", "")
    assert told["000000000000102", "item20_1_left_alone"] == ("unknown", "before_move_in")
    assert told["000000000000501", "item02_custody"] == ("unknown", "not_delivered")
    yes = sum(list(answers.values()).count(1) for answers in answer_rows().values())
    assert sum(answer == "yes" for answer, _ in told.values()) == yes


def test_findings_and_json_say_the_same(home: Path) -> None:
    rows = rows_of(tsunagu("findings", "--home", home))
    assert len(rows) == 7 * 6 and {row["state"] for row in rows} == {
        *("flagged", "not_flagged", "undeterminable", "outside")
    }
    as_json = json.loads(tsunagu("findings", "--home", home, "--json"))
    assert [{name: str(value) for name, value in row.items()} for row in as_json] == rows


def test_worklist_as_csv_and_json(home: Path) -> None:
    rows = rows_of(tsunagu("worklist", "--home", home))
    whole = json.loads(tsunagu("worklist", "--home", home, "--json"))
    assert [row["世帯"] for row in rows] == [entry["household_code"] for entry in whole["listed"]]
    assert rows[0]["順"] == "1" and rows[-1]["順"] == "推薦"
    assert whole == json.loads((home / "runs" / "run1" / "worklist.json").read_text(encoding="utf-8"))


def test_what_rests_on_a_limited_note_is_not_told_at_the_terminal(home: Path) -> None:
    kept = home / "runs" / "run1" / "worklist.json"
    before = kept.read_bytes()
    value = json.loads(before)
    value["listed"][0] |= {"reasons": ["給食費の滞納", "欠席30日"], "reason_limits": [["入力した課"], []]}
    kept.write_text(json.dumps(value), encoding="utf-8")
    try:
        told = [tsunagu("worklist", "--home", home, *more) for more in ((), ("--json",))]
    finally:
        kept.write_bytes(before)
    for text in told:
        assert "給食費の滞納" not in text and "見守りの情報がある" in text and "欠席30日" in text


def test_list_cuts_anew_and_writes_nothing(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    text = tsunagu("list", "--capacity", 2, "--home", home)
    for part in (
        "検討対象者一覧",
        "K-0001",
        "ここまで2世帯。次の世帯 K-0002",
        "推薦の1世帯",
        "対象 7人のうち判定できた 6人",
        "候補になった世帯の行き先",
    ):
        assert part in text
    assert json.loads(tsunagu("list", "--capacity", 2, "--home", home, "--json"))["capacity"] == 2
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "everybody"),
    [
        (("answers",), True),
        (("findings", "--json"), True),
        (("links",), True),
        (("worklist",), False),
        (("worklist", "--json"), False),
        (("list", "--capacity", 2), False),
    ],
)
def test_what_leaves_is_recorded_before_it_does_and_stays_where_it_cannot_be(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], everybody: bool
) -> None:
    told: list[tuple[str, Collection[str] | None]] = []

    def record(of: Home, command: str, children: Collection[str] | None) -> None:
        assert of.folder == home
        told.append((command, children))

    def refuse(*_: object) -> None:
        raise RefusedError("A002", "書けません", "しらべる")

    def recording_by(keeper: Callable[..., None]) -> None:
        entry = SimpleNamespace(name="web", load=lambda: keeper)
        monkeypatch.setattr(recorded, "entry_points", lambda group: [entry] if group == recorded.GROUP else [])

    recording_by(record)
    text = tsunagu(*words, "--home", home)
    ((command, children),) = told
    assert command == words[0]
    if everybody:
        assert children is None
    else:
        assert children and set(re.findall(r"C-\d{4,}", text)) <= set(children)
    recording_by(refuse)
    result = CliRunner().invoke(build_app(), [str(word) for word in (*words, "--home", home)])
    assert isinstance(result.exception, RefusedError) and result.stdout == ""


def test_without_a_run_they_refuse(tmp_path: Path) -> None:
    made = create_home(tmp_path / "home", "kaisei", on=date(2026, 10, 31))
    for command in ("answers", "findings", "worklist", "list"):
        with pytest.raises(RefusedError, match="V001"):
            tsunagu(command, "--home", made.folder)
    with pytest.raises(RefusedError, match="J020"):
        made.current_file.write_text(json.dumps({"run": "run1", "snapshot": "x"}), encoding="utf-8")
        (made.runs / "run1").mkdir()
        _, out, _ = judge_town(tmp_path)
        (out / "ranking.json").rename(made.runs / "run1" / "ranking.json")
        tsunagu("list", "--capacity", 0, "--home", made.folder)
