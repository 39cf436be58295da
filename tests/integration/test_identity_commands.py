"""`tsunagu identity …` on a real month: the answer is read by the next one, and an undo tells what had used it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tsunagu.base import clock
from tsunagu.cli import build_app
from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, decide, judgement_of
from tsunagu.month import Home, create_home, run_month, withdrawn_links
from tsunagu.sample import write_sample
from tsunagu.serving import WHY, LinkedRecord, WaitingRecord, Withheld, open_serving

MONTHS = ((date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30)))


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose October was judged; November's files lie beside it."""
    folder = tmp_path_factory.mktemp("identity")
    for first, _ in MONTHS:
        write_sample(folder / f"{first:%Y-%m}", pack="kaisei", seed=1, children=250, month=first, dirt=0.02)
    home = create_home(folder / "home", "kaisei", on=date(2026, 4, 1))
    run_month(home, folder / "2026-10" / "inbox", as_of=MONTHS[0][1], capacity=5, quiet=True)
    return folder


def typed(home: Path, *words: str) -> tuple[int, str]:
    """What a person types after `tsunagu identity`; the exit status and what is printed."""
    done = CliRunner().invoke(build_app(), ["identity", *words, "--home", str(home)])
    return (done.exit_code, done.output) if done.exception is None else (getattr(done.exception, "exit_status", done.exit_code), str(done.exception))  # fmt: skip


def waiting(home: Path) -> list[WaitingRecord]:
    with open_serving(home) as serving:
        return serving.waiting_records()


def plain_record(home: Path) -> WaitingRecord:
    """An attendance record and the one person it may mean, without abuse data."""
    return next(
        one
        for one in waiting(home)
        if one.table == "attendance" and len(one.people) == 1 and not one.people[0]["two_people"]
    )


def confirmed_number(home: Path) -> IdentityJudgement:
    """What the desk writes down for a record that carries a 学籍番号."""
    return decide(
        home, table="attendance", pair=Pair("e" * 64, 1_000_019), answer=IdentityAnswer.SAME,
        by="相原", why="", two_people=False, pupil_number=PupilNumber("101", "3470"),
    )  # fmt: skip


@pytest.fixture
def decided_on(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 5, 9, tzinfo=clock.JAPAN))


def test_an_answer_is_read_by_the_next_month_and_its_undo_tells_what_used_it(
    october: Path, tmp_path: Path, decided_on: None
) -> None:
    home = october / "home"
    assert "まだだれも答えていません" in typed(home, "log")[1]
    record = plain_record(home)
    person = record.people[0]["person_id"]
    status, told = typed(
        home, "decide", record.record_key[:12], "--person", str(person), "--answer", "同一人", "--by", "相原"
    )
    assert status == 0, told
    assert record.record_key[:12] not in typed(home, "pairs")[1]
    entry = typed(home, "log")[1].split("\t")[0]
    assert "まだありません" in typed(home, "uses", entry)[1]

    run_month(Home(home), october / "2026-11" / "inbox", as_of=MONTHS[1][1], capacity=5, quiet=True)
    assert record.record_key not in {one.record_key for one in waiting(home)}
    used = json.loads(typed(home, "uses", entry, "--json")[1])
    assert [one["as_of"] for one in used["runs"]] == ["2026-11-30"]
    assert {one["child_code"] for one in used["findings"]} == {record.people[0]["child_code"]}
    assert len(used["findings"]) > 1

    status, told = typed(home, "undo", entry, "--by", "石井", "--why", "きょうだいだった")
    assert status == 0 and "判定" in told and record.people[0]["child_code"] in told
    assert "取り消しずみ" in typed(home, "log")[1]
    status, told = typed(home, "undo", entry, "--by", "石井", "--why", "きょうだいだった")
    assert (status, "M006" in told) == (2, True), "the same command twice brings nothing back"
    status, told = typed(home, "restore", entry, "--by", "石井", "--why", "やはり本人")
    assert status == 0 and "取り消しを、取り消しました" in told and "取り消しずみ" not in typed(home, "log")[1]
    status, told = typed(home, "restore", entry, "--by", "石井", "--why", "もう一度")
    assert (status, "M006" in told) == (2, True)


def told_by(home: Path, command: str) -> list[dict[str, str]]:
    """What `tsunagu links`, `answers`, `findings` or `worklist` prints."""
    done = CliRunner().invoke(build_app(), [command, "--home", str(home)])
    assert done.exception is None, done.exception
    return list(csv.DictReader(io.StringIO(done.output)))


def cut_wider(home: Path) -> dict[str, dict[str, Any]]:
    """`tsunagu list --capacity 300`: the households listed then, by code."""
    done = CliRunner().invoke(build_app(), ["list", "--capacity", "300", "--json", "--home", str(home)])
    assert done.exception is None, done.exception
    return {one["household_code"]: one for one in json.loads(done.output)["listed"]}


def assert_nothing_of_the_link_is_told(
    before: dict[str, list[dict[str, str]]], after: dict[str, list[dict[str, str]]], one: LinkedRecord
) -> None:
    """At the terminal no less than on the pages."""
    changed = {
        name: [(was, now) for was, now in zip(before[name], after[name], strict=True) if was != now] for name in before
    }
    place = one.record.place
    assert changed["links"] and {now["method"] for _, now in changed["links"]} == {"link_withdrawn"}
    assert {now["resident_no"] for _, now in changed["links"]} == {""}
    assert (place["file"], str(place["line"])) in {(was["file"], was["line"]) for was, _ in changed["links"]}
    assert changed["answers"] and {now["reason"] for _, now in changed["answers"]} == {"link_withdrawn"}
    assert changed["findings"] and all(int(now["known"]) <= int(was["known"]) for was, now in changed["findings"])
    assert any(int(now["known"]) < int(was["known"]) for was, now in changed["findings"])


def test_a_link_of_a_rule_is_contradicted_at_the_terminal_and_what_used_it_is_told(october: Path) -> None:
    home = october / "home"
    wide = cut_wider(home)
    with open_serving(home) as serving:
        child, one = next(
            (child, one)
            for child in serving.children(limit=500)
            if child.household_code in wide
            for one in serving.linked_records(person_id=child.person_id)
            if one.method not in ("number", "crosswalk") and one.record.table == "attendance"
            and not one.record.people[0]["two_people"]
        )  # fmt: skip
    key, person = one.record.record_key[:12], str(one.person_id)
    before = {name: told_by(home, name) for name in ("links", "answers", "findings", "worklist")}
    listed = typed(home, "linked", child.child_code)[1]
    (line,) = [line for line in listed.splitlines() if line.startswith(key)]
    assert person in line and "出欠" in line
    status, told = typed(home, "decide", key, "--person", person, "--answer", "別人", "--by", "相原")
    assert (status, "M018" in told) == (2, True), "without a reason"
    status, told = typed(
        home, "decide", key, "--person", person, "--answer", "別人", "--by", "相原", "--why", "いとこだった"
    )
    assert status == 0 and "このひも付けを使っていたもの" in told, told
    assert "2026-10-31 時点" in told and child.child_code in told
    with open_serving(home) as serving:
        serving.withheld = Withheld(records=withdrawn_links(home, serving))
        assert [changed.child_code for changed in serving.changed if changed.child_code == child.child_code]
    after = {name: told_by(home, name) for name in before}
    assert_nothing_of_the_link_is_told(before, after, one)
    assert [code for code, entry in cut_wider(home).items() if entry != wide[code]] == [child.household_code]
    assert cut_wider(home)[child.household_code]["reasons"] == [WHY], (
        "on the list cut anew no less than on the month's own"
    )
    (entry,) = [line.split("\t")[0] for line in typed(home, "log")[1].splitlines() if "別人" in line and "有効" in line]
    assert typed(home, "undo", entry, "--by", "相原", "--why", "いとこではなかった")[0] == 0
    assert cut_wider(home) == wide and {name: told_by(home, name) for name in before} == before, (
        "taken back, all of it is there again"
    )
    status, told = typed(home, "linked", "C-99999")
    assert (status, "M020" in told) == (2, True)


def test_the_second_person_answers_for_themselves_and_reads_nothing_of_the_first(october: Path) -> None:
    home = october / "home"
    judged = decide(home, table="consultations", pair=Pair("e" * 64, 1_000_020), answer=IdentityAnswer.SAME, by="相原", why="担任に聞いた", two_people=True)  # fmt: skip
    listed = [line for line in typed(home, "log")[1].splitlines() if line.startswith(judged.entry[:12])]
    assert "見せません" in listed[0] and "同一人" not in listed[0] and "担任に聞いた" not in listed[0]
    assert "C001" in typed(home, "second", judged.entry[:12], "--by", "石井")[1]
    status, told = typed(home, "second", judged.entry[:12], "--by", "石井", "--answer", "別人")
    assert (status, "2人の答えが分かれました" in told, judgement_of(home, judged.entry).active) == (0, True, False)


def test_what_two_people_parted_is_taken_back_by_two(october: Path) -> None:
    home = october / "home"
    judged = decide(home, table="consultations", pair=Pair("d" * 64, 1_000_019), answer=IdentityAnswer.OTHER, by="相原", why="", two_people=True)  # fmt: skip
    assert typed(home, "second", judged.entry[:12], "--by", "石井", "--answer", "別人")[0] == 0
    told = typed(home, "undo", judged.entry[:12], "--by", "相原", "--why", "同じ子だった")[1]
    assert "もう一人が確かめるまで有効" in told and judgement_of(home, judged.entry).in_force
    status, told = typed(home, "second", judged.entry[:12], "--by", "相原")
    assert (status, "M005" in told) == (2, True)
    status, told = typed(home, "second", judged.entry[:12], "--by", "石井")
    assert (status, "取り消しました" in told, judgement_of(home, judged.entry).active) == (0, True, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("decide", "0123456789ab", "--answer", "同一人", "--by", "相原", "--person", "1"), "M007"),
        (("decide", "{record}", "--answer", "同一人", "--by", "相原"), "M003"),
        (("decide", "{record}", "--answer", "同一人", "--by", "相原", "--person", "1"), "M007"),
        (("decide", "{record}", "--answer", "たぶん", "--by", "相原"), "C001"),
        (("decide", "{record}", "--answer", "区域外就学", "--by", " "), "M002"),
        (("second", "0123456789ab", "--by", "相原", "--answer", "同一人"), "M006"),
        (("undo", "0123456789ab", "--by", "相原", "--why", "x"), "M006"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_code(october: Path, words: tuple[str, ...], code: str) -> None:
    home = october / "home"
    record = next(one for one in waiting(home) if one.people)
    before = (home / "identity" / "judgements.jsonl").read_bytes() if (home / "identity").is_dir() else b""
    status, told = typed(home, *(word.format(record=record.record_key[:12]) for word in words))
    assert status == 2, told
    assert re.search(rf"\b{code}\b", told), told
    assert before == ((home / "identity" / "judgements.jsonl").read_bytes() if (home / "identity").is_dir() else b"")


def test_confirmed_numbers_leave_alone_and_an_undo_tells_that_they_did(october: Path, tmp_path: Path) -> None:
    home = october / "home"
    judged = confirmed_number(home)
    status, told = typed(home, "numbers", str(tmp_path / "out"), "--by", "相原")
    assert status == 0, told
    ((head, *rows),) = [
        list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines())) for path in (tmp_path / "out").iterdir()
    ]
    assert head == ["学籍番号", "宛名番号"]
    assert [(number, int(resident)) for number, resident in rows] == [("3470", judged.pair.person)]
    told = typed(home, "undo", judged.entry[:12], "--by", "石井", "--why", "きょうだいだった")[1]
    assert "教育委員会へ" in told and "学籍番号と宛名番号_101.csv" in told
    status, told = typed(home, "numbers", str(tmp_path / "again"), "--by", "相原")
    assert status == 2 and "M008" in told


def test_numbers_do_not_leave_into_a_folder_that_holds_something(october: Path, tmp_path: Path) -> None:
    home = october / "home"
    confirmed_number(home)
    (tmp_path / "there.txt").write_text("x", encoding="utf-8")
    status, told = typed(home, "numbers", str(tmp_path), "--by", "相原")
    assert status == 2 and "M009" in told
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]
