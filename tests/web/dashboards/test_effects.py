"""成果の表: days from the list to a plan, and what SSWs answer, counted; own answers only, and 分からない is no no."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, ON, plant_cases
from support.web_people import EVERYBODY, OWN, SCHOOL, As, log_in
from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.dashboards import survey
from tsunagu_web.dashboards.declared import FILE, UNKNOWN, load_effects
from tsunagu_web.dashboards.models import SurveyAnswer

URL, SURVEY = "/dashboards/effects/", "/dashboards/survey/"
SHIPPED = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "izumi" / FILE
ANSWERS = {"q_useful": "はい", "q_early": UNKNOWN, "q_shared": "いいえ"}


@pytest.fixture
def izumi(home: Path, db: None, at: Any) -> Path:
    """The fixture's list received in a home that works as Izumi does."""
    at("2026-10-31 09:00")
    settings = (home / "home.yaml").read_text(encoding="utf-8").replace("pack: kaisei", "pack: izumi")
    (home / "home.yaml").write_text(settings, encoding="utf-8")
    plant_cases(home)
    return home


def comes_to(case: Case, state: str, days: int) -> None:
    """A case comes into a state so many days after 受理."""
    CaseEvent.objects.create(
        case=case,
        seq=case.events.count() + 1,
        at=ON + timedelta(days=days),
        by=User.objects.get(username="center"),
        role="family_centre",
        move="x",
        from_state=case.state,
        to_state=state,
    )
    Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()


def row(person: str, key: str) -> Any:
    """One row of the table as somebody sees it."""
    goals = log_in(person).get(URL).context["goals"]
    return next(one for _, rows in goals for one in rows if one.measure.key == key)


def test_days_from_the_list_to_a_plan_by_the_first_time_and_the_rest_is_told(izumi: Path) -> None:
    assert (row("center", "days").days.done, row("center", "days").days.median) == (0, None)
    one, two, three, four, _ = Case.objects.order_by("pk")
    comes_to(one, "gather_multi", 10)
    comes_to(one, "support_multi", 30)
    comes_to(two, "gather_school", 21)
    comes_to(three, "first_look", 5)
    Case.objects.filter(pk=four.pk).update(ended_at=datetime(2026, 11, 1, tzinfo=JAPAN), state="ended")
    days = row("center", "days").days
    assert (days.done, days.median, days.shortest, days.longest) == (2, 15.5, 10, 21)
    assert (days.open, days.ended, days.of) == (2, 1, 5)


def test_every_row_of_the_figure_stands_on_the_page(izumi: Path) -> None:
    page = log_in("center").get(URL).content.decode()
    effects = load_effects(load_pack("izumi"))
    assert effects is not None and [goal.number for goal in effects.goals] == [1, 2, 3, 4, 5, 6]
    for measure in effects.measures:
        assert measure.label in page and measure.reported in page
    assert "0f1e2d3c4b5a" in page and "24人" in page, "run and denominator"


def test_the_school_board_reads_no_number_of_the_whole_town(izumi: Path) -> None:
    assert row("center", "flagged").households is None, "a run that does not tell households has none, not 0"
    assert row("shido", "flagged").kind == "hidden" and row("center", "flagged").kind == "judged"


@pytest.fixture
def supported(izumi: Path) -> Case:
    """The case of OWN with its support begun."""
    case = Case.objects.get(number=NUMBER)
    comes_to(case, "support_school", 20)
    return case


def test_an_ssw_answers_about_the_own_case_and_may_answer_again(supported: Case, as_person: As) -> None:
    ssw = as_person("ssw")
    assert "まだ答えていない世帯が 1" in ssw.get("/own-cases/").content.decode()
    assert OWN in ssw.get(SURVEY).content.decode()
    assert ssw.post(f"{SURVEY}{NUMBER}/", ANSWERS).status_code == 302
    assert ssw.post(f"{SURVEY}{NUMBER}/", {**ANSWERS, "q_useful": "いいえ"}).status_code == 302
    kept = list(SurveyAnswer.objects.order_by("seq").values_list("seq", "told"))
    assert [seq for seq, _ in kept] == [1, 2] and kept[0][1]["useful"] == "はい"
    assert AuditRow.objects.filter(action="survey.answer", result="ok").count() == 2
    assert "まだ答えていない" not in ssw.get("/own-cases/").content.decode()
    result = row("center", "useful").result
    assert (result.cases, result.answered, result.people, result.answers) == (1, 1, 1, [])


def test_no_case_is_walked_that_is_nobodys_any_more_or_is_answered(
    supported: Case, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Case.objects.exclude(pk=supported.pk).first()
    assert other is not None
    comes_to(other, "support_school", 20)
    Case.objects.filter(pk=other.pk).update(ended_at=ON - timedelta(days=40), household_code="K-0098")
    walked, real = [], survey.things_of

    def counted(case: Case, run: Any) -> Any:
        walked.append(case.pk)
        return real(case, run)

    monkeypatch.setattr(survey, "things_of", counted)
    ssw = as_person("ssw")
    assert ssw.get("/own-cases/").status_code == 200 and walked == [supported.pk]
    assert ssw.post(f"{SURVEY}{NUMBER}/", ANSWERS).status_code == 302
    walked.clear()
    assert ssw.get("/own-cases/").status_code == 200 and walked == []


@pytest.mark.parametrize("wrong", [{"q_early": ""}, {"q_shared": "たぶん"}])
def test_a_question_left_out_is_said_and_nothing_is_kept(supported: Case, as_person: As, wrong: dict[str, str]) -> None:
    answer = as_person("ssw").post(f"{SURVEY}{NUMBER}/", {**ANSWERS, **wrong})
    assert answer.status_code == 400 and "C094" in answer.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_before_support_began_and_at_another_school_nobody_is_asked(izumi: Path, as_person: As) -> None:
    assert as_person("ssw").post(f"{SURVEY}{NUMBER}/", ANSWERS).status_code == 404
    comes_to(Case.objects.get(number=NUMBER), "support_school", 20)
    ssw = as_person("ssw")
    RoleAssignment.objects.filter(user__username="ssw").update(schools=["開成南小学校"])
    assert OWN not in ssw.get(SURVEY).content.decode()
    assert ssw.post(f"{SURVEY}{NUMBER}/", ANSWERS).status_code == 404
    assert not SurveyAnswer.objects.exists()


def test_own_answers_only_and_a_count_once_three_people_answered(supported: Case, as_person: As) -> None:
    answers = [ANSWERS, {**ANSWERS, "q_useful": "いいえ"}, {**ANSWERS, "q_useful": UNKNOWN}]
    for name, told in zip(("ssw", "ssw2", "ssw3"), answers, strict=True):
        if name != "ssw":
            _another_ssw(name)
        assert _client(name, as_person).post(f"{SURVEY}{NUMBER}/", told).status_code == 302
        if name == "ssw2":
            assert row("center", "useful").result.answers == [], "two people know whose the other answer is"
    result = row("center", "useful").result
    assert (result.cases, result.answered, result.people) == (1, 1, 3)
    assert result.answers == [("はい", 1), ("どちらとも言えない", 0), ("いいえ", 1), (UNKNOWN, 1)]
    first = as_person("ssw").get(SURVEY).context["rows"][0]
    assert {question.key: chosen for question, chosen in first["questions"]}["useful"] == "はい"
    assert User.objects.get(username="ssw2").display_name not in log_in("sekinin").get(URL).content.decode()


def _another_ssw(name: str) -> None:
    user = User.objects.create(username=name, display_name=f"別の{name}", section="学校教育課")
    RoleAssignment.objects.create(user=user, role="ssw", purpose=_purpose(), starts_on=ON.date(), schools=[SCHOOL])


def _purpose() -> str:
    return str(RoleAssignment.objects.filter(user__username="ssw").values_list("purpose", flat=True)[0])


def _client(name: str, as_person: As) -> Any:
    return as_person(name)


@pytest.mark.parametrize("person", EVERYBODY)
def test_who_may_read_the_table_and_who_is_asked(supported: Case, as_person: As, person: str) -> None:
    client = as_person(person)
    reads = {"sekinin", "center", "shido", "boshi", "fukushi", "sv", "kennin"}
    assert client.get(URL).status_code == (200 if person in reads else 404)
    answered = client.post(f"{SURVEY}{NUMBER}/", ANSWERS).status_code
    assert answered == (302 if person in {"ssw", "shimei"} else 404)


def test_a_town_without_the_declaration_says_so(home: Path, db: None, at: Any) -> None:
    at("2026-10-31 09:00")
    assert "成果の表（effects.yaml）がありません" in log_in("center").get(URL).content.decode()
    assert "アンケートをしていません" in log_in("ssw").get(SURVEY).content.decode()
    assert "アンケート" not in log_in("ssw").get("/own-cases/").content.decode()


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("C092", "after: [support_multi, support_school]", "after: [support_all]"),
        ("C092", "states: [support_multi], decided_as", "states: [nowhere], decided_as"),
        ("C093", "survey: useful,", "survey: useless,"),
        ("C093", "{key: early, label: 困りごと", "{key: useful, label: 困りごと"),
    ],
)
def test_a_wrong_declaration_is_named(tmp_path: Path, code: str, old: str, new: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError, match=code):
        load_effects(load_pack("izumi", tmp_path))
