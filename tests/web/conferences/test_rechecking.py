"""変化による再確認: a decided case comes back when something new is known, with what changed; a person decides, each by itself."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_conferences import MEETING, decision_form
from support.web_people import As, serving_file
from tsunagu.month import Home
from tsunagu.serving import SERVING_FILE, Serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.conferences import rechecking
from tsunagu_web.conferences.models import ChildDecision

pytestmark = pytest.mark.django_db
PAGE = "/conferences/changed/"
WHY = "学校に電話し、変わりないと聞いた"

BELOW = '[{"as_of":"2026-09-30","points":{},"total":0}]'
"""A month in which no type was reached."""


def change(home: Path, statement: str, *values: object) -> None:
    """In the run the pages show."""
    connection = sqlite3.connect(
        next(one for one in (home / "runs").glob(f"*/{SERVING_FILE}") if one.parent.name not in ("before", "between"))
    )
    with connection:
        connection.execute(statement, values)
    connection.close()


def say_yes(home: Path, at: int, byte: int = 1) -> str:
    """Let C-0001 answer the question at this place; the question's short words."""
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        child = serving.child("C-0001")
        label = str(serving.meta("indicators")[at]["short"])
    assert child is not None
    answers = bytearray(child.answers)
    answers[at] = byte
    change(home, "UPDATE children SET answers = ? WHERE child_code = 'C-0001'", bytes(answers))
    return label


def not_yes(home: Path) -> int:
    """Place of a question that C-0001 answered with no."""
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        child = serving.child("C-0001")
        assert child is not None
        return next(at for at in range(len(child.answers)) if child.answer(at) == "no")


@pytest.fixture(params=["調査継続", "経過観察", "支援不要"])
def decision(request: pytest.FixtureRequest) -> str:
    """The decisions after which nobody works with the family."""
    return str(request.param)


@pytest.fixture
def decided(centre: Client, home: Path) -> Case:
    """K-0001 is decided, on the run of a month before the one the pages show."""
    return decide(centre, home, "経過観察")


def decide(centre: Client, home: Path, decision: str) -> Case:
    case = Case.objects.get(household_code="K-0001")
    path = f"/conferences/{MEETING}/{case.number}/"
    form = decision_form(
        centre.get(path).content.decode(),
        {"C-0001": decision, "C-0002": decision},
        decider=User.objects.get(username="center").pk,
    )
    assert centre.post(f"{path}decide/", form).status_code == 302
    current = serving_file(home).parent
    shutil.copytree(current, home / "runs" / "before")
    ChildDecision.objects.update(run_id="before", as_of="2026-09-30")
    change(home, "UPDATE children SET history = '[]' WHERE household_code = 'K-0001'")
    return Case.objects.get(household_code="K-0001")


def keep(client: Client, case: Case, **changes: Any) -> int:
    """Leave it as decided."""
    run = ""
    for row in client.get(PAGE).context["rows"]:
        run = client.get(PAGE).context["run"].meta["run_id"] if row.case == case else run
    told = {"seen": case.events.count(), "run": run, "words": WHY} | changes
    return client.post(f"{PAGE}{case.number}/keep/", told).status_code


def test_what_is_newly_known_proposes_the_case_again_and_says_what(centre: Client, home: Path, decision: str) -> None:
    case = decide(centre, home, decision)
    assert "ありません" in centre.get(PAGE).content.decode()
    label = say_yes(home, not_yes(home))
    page = centre.get(PAGE).content.decode()
    assert f"{label}：該当しない（2026年9月） → 該当（2026年10月）" in page
    assert f"「{decision}」と決めた" in page
    assert AuditRow.objects.latest("seq").children == ["C-0001"]
    assert "新しいことが分かった世帯が 1世帯" in centre.get("/").content.decode()
    assert "決めたあとに、新しいことが分かりました" in centre.get(f"/cases/{case.number}/").content.decode()
    assert Case.objects.get(pk=case.pk).state == case.state, "a proposal moves nothing"


def test_news_of_consultations_is_told_only_to_who_reads_them(
    centre: Client, home: Path, as_person: As, decided: Case
) -> None:
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        at = [one["id"] for one in serving.meta("indicators")].index("item15_poverty_consult")
    label = say_yes(home, at)
    assert f"{label}：該当しない" in centre.get(PAGE).content.decode()
    page = as_person("boshi").get(PAGE).content.decode()
    assert label not in page and "相談・支援の情報が新しくわかった" in page


def test_that_something_is_no_longer_so_is_no_reason(centre: Client, home: Path, decided: Case) -> None:
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        child = serving.child("C-0001")
        assert child is not None
        at = next(at for at in range(len(child.answers)) if child.answer(at) == "yes")
    say_yes(home, at, byte=0)
    assert "ありません" in centre.get(PAGE).content.decode()


def test_another_household_is_told_unless_the_child_is_protected(centre: Client, home: Path, decided: Case) -> None:
    change(home, "UPDATE households SET members = json_remove(members, '$[0]') WHERE household_code = 'K-0001'")
    assert "がいなくなった" in centre.get(PAGE).content.decode()
    change(home, "UPDATE children SET protected = 1 WHERE household_code = 'K-0001'")
    assert "がいなくなった" not in centre.get(PAGE).content.decode()


def test_kept_as_decided_with_a_reason_until_something_else_changes(
    centre: Client, home: Path, as_person: As, decided: Case
) -> None:
    at = not_yes(home)
    say_yes(home, at)
    assert keep(centre, decided, words="") == 400
    assert keep(centre, decided, words="済") == 409
    assert keep(centre, decided, seen=0) == 409
    assert keep(centre, decided, run="another") == 409
    assert keep(as_person("boshi"), decided) == 404
    assert keep(centre, decided) == 302
    assert "ありません" in centre.get(PAGE).content.decode()
    last = decided.events.latest("seq")
    assert (last.move, last.words, last.from_state, last.to_state) == ("kept", WHY, "watching", "watching")
    assert "変化を見て、決定のままにした" in centre.get(f"/cases/{decided.number}/").content.decode()
    assert keep(centre, decided) == 404, "it waits no more"
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        child = serving.child("C-0001")
        assert child is not None
        other = next(place for place in range(at + 1, len(child.answers)) if child.answer(place) == "no")
    say_yes(home, other)
    assert "→ 該当（2026年10月）" in centre.get(PAGE).content.decode()


def test_a_child_that_moved_is_told_unless_it_is_protected(centre: Client, home: Path, decided: Case) -> None:
    change(home, "UPDATE children SET household_code = 'K-0099' WHERE child_code = 'C-0001'")
    assert "世帯：K-0001（2026年9月） → K-0099（2026年10月）" in centre.get(PAGE).content.decode()
    change(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0001'")
    page = centre.get(PAGE).content.decode()
    assert ("K-0099" in page, "C-0001" in page) == (False, False)


def two_questions(home: Path) -> tuple[int, int]:
    with Serving(home / "runs" / "before" / SERVING_FILE) as serving:
        child = serving.child("C-0001")
        assert child is not None
        some = [at for at in range(len(child.answers)) if child.answer(at) == "no"]
    return some[0], some[1]


def test_that_one_of_two_reasons_is_gone_is_no_news(centre: Client, home: Path, decided: Case) -> None:
    first, second = two_questions(home)
    answers = [change_answers(home, {first: 1, second: 1})]
    assert keep(centre, decided) == 302
    answers.append(change_answers(home, {first: 1, second: 0}))
    assert answers[0] != answers[1]
    assert "ありません" in centre.get(PAGE).content.decode()


def change_answers(home: Path, said: dict[int, int]) -> bytes:
    with Serving(serving_file(home)) as serving:
        child = serving.child("C-0001")
        assert child is not None
        answers = bytearray(child.answers)
    for at, byte in said.items():
        answers[at] = byte
    change(home, "UPDATE children SET answers = ? WHERE child_code = 'C-0001'", bytes(answers))
    return bytes(answers)


def test_what_was_hidden_when_somebody_left_it_is_told_and_the_rest_is_not_told_again(
    centre: Client, home: Path, decided: Case
) -> None:
    label = say_yes(home, not_yes(home))
    change(home, "UPDATE households SET members = json_remove(members, '$[0]') WHERE household_code = 'K-0001'")
    change(home, "UPDATE children SET protected = 1 WHERE household_code = 'K-0001'")
    assert keep(centre, decided) == 302
    change(home, "UPDATE children SET protected = 0 WHERE household_code = 'K-0001'")
    page = centre.get(PAGE).content.decode()
    assert ("がいなくなった" in page, label in page) == (True, False)


@pytest.mark.parametrize(("between", "news"), [(0, True), (10, False)])
def test_what_was_left_and_went_is_news_when_it_comes_again_and_what_was_unknown_is_not(
    centre: Client, home: Path, decided: Case, between: int, news: bool
) -> None:
    place = not_yes(home)
    say_yes(home, place)
    assert keep(centre, decided) == 302
    assert "ありません" in centre.get(PAGE).content.decode()
    shutil.copytree(home / "runs" / "before", home / "runs" / "between")
    with sqlite3.connect(home / "runs" / "between" / SERVING_FILE) as connection:
        told = (bytes([between]), place)
        answers = "CAST(substr(answers, 1, ?2) || ?1 || substr(answers, ?2 + 2) AS BLOB)"
        connection.execute(f"UPDATE children SET answers = {answers} WHERE child_code = 'C-0001'", told)
    connection.close()
    runs = ["before", "then", "between", serving_file(home).parent.name]
    log = Home(home).run_log
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(json.dumps({"run": one, "as_of": "2026-09-30"}) + "\n" for one in runs), encoding="utf-8")
    last = decided.events.latest("seq")
    CaseEvent(
        case=decided,
        seq=last.seq + 1,
        at=last.at,
        by=last.by,
        role=last.role,
        move="kept",
        to_state=last.to_state,
        told=last.told | {"run": "then"},
    ).save()
    assert ("→ 該当（2026年10月）" in centre.get(PAGE).content.decode()) is news


def test_earlier_runs_are_opened_once_for_everybody(
    centre: Client, as_person: As, home: Path, decided: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_yes(home, not_yes(home))
    opened, real = [], rechecking.earlier_run

    def counted(run: Any, run_id: str) -> Any:
        opened.append(run_id)
        return real(run, run_id)

    monkeypatch.setattr(rechecking, "earlier_run", counted)
    for client in (centre, as_person("boshi")):
        for page in ("/", PAGE, f"/cases/{decided.number}/"):
            assert client.get(page).status_code == 200
    assert opened == ["before"]


UNSURE = '[{"as_of":"2026-09-30","points":{},"total":0,"unknown":{"poverty":10}}]'
"""A month in which 貧困 could not be judged, and no month before."""


def test_a_type_nobody_could_judge_at_the_decision_is_told_as_such(centre: Client, home: Path, decided: Case) -> None:
    change(home, "UPDATE children SET history = ? WHERE child_code = 'C-0001'", UNSURE)
    assert "貧困：情報不足（2026年9月） → 基準以上（2026年10月）" in centre.get(PAGE).content.decode()


def test_taken_up_again_it_is_in_people_s_hands_and_proposed_no_more(centre: Client, home: Path, decided: Case) -> None:
    say_yes(home, not_yes(home))
    told = {"move": "bring", "seen": decided.events.count(), "words": ""}
    assert centre.post(f"/cases/{decided.number}/move/", told).status_code == 302
    assert "ありません" in centre.get(PAGE).content.decode()


def test_who_sees_bands_reads_types_and_households_but_no_item(
    centre: Client, as_person: As, home: Path, decided: Case
) -> None:
    change(home, "UPDATE children SET history = ? WHERE child_code = 'C-0001'", BELOW)
    label = say_yes(home, not_yes(home))
    assert label in centre.get(PAGE).content.decode()
    nurse = as_person("boshi").get(PAGE).content.decode()
    assert (label in nurse, "相談・支援の情報" in nurse) == (False, True), (
        "of 相談 she reads only that there is something"
    )
    for person in ("shido", "fukushi"):
        page = as_person(person).get(PAGE).content.decode()
        assert (label in page, "：基準以上でない（2026年9月） → 基準以上（2026年10月）" in page) == (False, True)


def test_a_mark_whose_day_is_over_is_shown_as_expired(centre: Client, as_person: As, at: Any, decided: Case) -> None:
    assert "切れています" not in centre.get(f"/cases/{decided.number}/").content.decode()
    assert decided.due_at is not None
    at(f"{decided.due_at.year + 1}-01-01 09:00")
    client = as_person("center")
    assert "「経過観察」の印は" in client.get(f"/cases/{decided.number}/").content.decode()
    assert "印が切れています" in client.get("/cases/?when=overdue").content.decode()


@pytest.mark.parametrize(
    ("was", "now", "grade", "said"),
    [
        ("開成小学校", "所属なし", "P3", "ある（2026年9月） → なくなった"),
        ("開成小学校", "開成南小学校", "P3", "別のところに変わった（転校・転園"),
        ("開成幼稚園", "開成小学校", "P1", ""),
        ("開成小学校", "所属は把握していません", "P3", ""),
        ("所属は把握していません", "所属なし", "P3", ""),
        ("開成小学校", "開成小学校", "P3", ""),
    ],
)
def test_a_child_who_left_school_or_nursery_is_proposed_again(
    centre: Client, home: Path, decided: Case, was: str, now: str, grade: str, said: str
) -> None:
    left_place(home, was, now, grade)
    page = centre.get(PAGE).content.decode()
    assert said in page and ("所属（園・学校）" in page) is bool(said)
    assert "開成" not in page.partition("<main")[2], "where it was, and where it is, is told on the child's page"
    change(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0001'")
    assert "所属（園・学校）" not in centre.get(PAGE).content.decode()


def left_place(home: Path, was: str, now: str, grade: str) -> None:
    """C-0001 was at one place at the decision, and is at another now: 年長 before where it comes to school."""
    before = ("E3", 6) if grade == "P1" else (grade, 9)
    with sqlite3.connect(home / "runs" / "before" / SERVING_FILE) as connection:
        told = "UPDATE children SET affiliation = ?, grade = ?, fiscal_age = ? WHERE child_code = 'C-0001'"
        connection.execute(told, (was, *before))
    connection.close()
    age = 7 if grade == "P1" else 9
    change(home, told, now, grade, age)


def test_of_a_supported_child_only_that_it_left_or_moved_is_told_here(centre: Client, home: Path) -> None:
    case = decide(centre, home, "要支援")
    say_yes(home, not_yes(home))
    assert "ありません" in centre.get(PAGE).content.decode()
    left_place(home, "開成小学校", "所属なし", "P3")
    assert "なくなった（退園など" in centre.get(PAGE).content.decode()
    assert keep(centre, case) == 302 and "ありません" in centre.get(PAGE).content.decode()
