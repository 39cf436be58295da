"""What a month may not use, what came late and who stands in no list: each said aloud, none of it a silent no."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from support.played import AS_OF, BEGINNING, Played, answers_of, play
from tsunagu.catalog import load_pack
from tsunagu.month import Home, barred_items, create_home, run_month
from tsunagu.purpose import end_row, live_items, rows_of
from tsunagu.sample import write_sample
from tsunagu.serving import open_serving

CHILDREN, SEED = 90, 5
ALLOWANCE, ASKED_OF_IT = "jido_fuyo", "item09_child_rearing_allowance"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("month"), seed=SEED, children=CHILDREN, dirt=0.0)


@pytest.fixture
def home(town: Played, tmp_path: Path) -> Home:
    return Home(shutil.copytree(town.home.folder, tmp_path / "home"))


def given(told: set[tuple[str, str]]) -> set[str]:
    return {answer for answer, _ in told}


def answers_to(indicator: str, played: Played) -> set[tuple[str, str]]:
    answers = answers_of(played.run.folder / "answers.parquet", played.snapshot)
    return {answer for (_, name), answer in answers.items() if name == indicator}


def end_purpose(home: Home, source: str, last_day: date) -> None:
    row = next(row for row in live_items(home.folder, AS_OF).rows if source in {i.partition(".")[0] for i in row.items})
    end_row(home.folder, row.id, last_day=last_day, reason="目的を終えた", by="課長", on=AS_OF)


def test_a_purpose_that_has_ended_feeds_no_answer_although_its_file_lies_in_the_home(town: Played, home: Home) -> None:
    assert "yes" in given(answers_to(ASKED_OF_IT, town)), "while the purpose lives its file is used"
    end_purpose(home, ALLOWANCE, date(2026, 10, 30))
    again = Played(town.town, home, run_month(home, town.town / "inbox", as_of=AS_OF, capacity=5, quiet=True))
    assert ALLOWANCE in again.snapshot.manifest.barred
    assert ALLOWANCE not in {used.source for used in again.snapshot.manifest.inputs}
    assert answers_to(ASKED_OF_IT, again) == {("unknown", "not_delivered")}
    assert "児童扶養手当" in again.run.summary["missing_sources"]


def test_a_purpose_that_ends_later_changes_no_earlier_month(town: Played, home: Home) -> None:
    end_purpose(home, ALLOWANCE, date(2026, 11, 30))
    assert any(row.ends_on == "2026-11-30" for row in rows_of(home.folder).values())
    again = run_month(home, town.town / "inbox", as_of=AS_OF, capacity=5, quiet=True)
    assert again.folder.name == town.run.folder.name


def test_without_the_files_of_support_nobody_is_said_to_be_in_support_or_not(town: Played, tmp_path: Path) -> None:
    inbox = shutil.copytree(town.town / "inbox", tmp_path / "inbox")
    for pattern in ("要対協*", "家児相*", "福祉相談*"):
        for file in inbox.rglob(pattern):
            file.unlink()
    home = create_home(tmp_path / "home", "kaisei", on=BEGINNING)
    run_month(home, inbox, as_of=AS_OF, capacity=5, quiet=True)
    for folder, checked in ((town.home.folder, True), (home.folder, False)):
        with open_serving(folder) as serving:
            worklist = serving.meta("worklist")
            rows = {row["reason"]: row for row in worklist["left_out"]}
            kinds = {kind["label"]: kind for kind in serving.meta("fact_views")}
        assert rows["in_support"]["not_checked"] is not checked
        flagged = worklist["denominators"]["flagged_households"], worklist["denominators"]["flagged_children"]
        assert (worklist["in_question"]["households"], worklist["in_question"]["children"]) == flagged
        assert not rows["checkup_follow"]["not_checked"]
        assert (kinds["要対協"]["missing"] == []) is checked
        assert set(kinds["相談"]["files"]) == {"児童相談の台帳", "福祉相談の台帳"}
        assert kinds["相談"]["missing"] == ([] if checked else kinds["相談"]["files"])


def test_the_list_of_protected_people_goes_on_protecting_when_its_purpose_ends(home: Home) -> None:
    for source in ("shiensochi", ALLOWANCE):
        end_purpose(home, source, date(2026, 10, 30))
    live = live_items(home.folder, AS_OF)
    assert not live.allows_any_of("shiensochi")
    assert barred_items(live, home.pack()).sources == {ALLOWANCE}


def test_an_earlier_month_that_stands_in_is_named(town: Played, home: Home, tmp_path: Path) -> None:
    pack = load_pack("kaisei")
    write_sample(tmp_path / "later", pack=pack, seed=SEED, children=CHILDREN, month=date(2026, 11, 1), dirt=0.0)
    inbox = tmp_path / "later" / "inbox"
    late = next(inbox.rglob("児童扶養手当*"))
    late.unlink()
    run = run_month(home, inbox, as_of=date(2026, 11, 30), capacity=5, quiet=True)
    assert [(one["label"], one["period"]) for one in run.summary["older_sources"]] == [("児童扶養手当", "2026-10")]
    assert run.summary["missing_sources"] == []
    assert any("前の月のまま　児童扶養手当（2026-10分" in line for line in run.lines())
    assert town.run.summary["older_sources"] == []


def test_a_pupil_who_stands_in_no_register_of_schools_is_not_taken_for_well(town: Played, tmp_path: Path) -> None:
    """不就学, 区域外, just arrived: no row of attendance can be his, and 'not absent' would be a lie."""
    inbox = shutil.copytree(town.town / "inbox", tmp_path / "inbox")
    register = next(inbox.rglob("学齢簿*"))
    lines = register.read_bytes().split(b"\r\n")
    header = lines[0].decode("cp932").split(",")
    number, grade = header.index("児童宛名番号"), header.index("学年")
    gone = next(line for line in lines[1:] if line and line.decode("cp932").split(",")[grade].strip('"') == "P5")
    register.write_bytes(b"\r\n".join(line for line in lines if line is not gone))
    child = gone.decode("cp932").split(",")[number].strip('"')
    home = create_home(tmp_path / "home", "kaisei", on=BEGINNING)
    run = run_month(home, inbox, as_of=AS_OF, capacity=5, quiet=True)
    played = Played(town.town, home, run)
    answers = answers_of(run.folder / "answers.parquet", played.snapshot)
    for indicator in ("item06_absence30", "item10_special_class", "item27_late", "item03_school_exam"):
        answer, reason = answers[(child, indicator)]
        assert (answer, reason != "") == ("unknown", True), f"{indicator}: {answer} {reason}"
