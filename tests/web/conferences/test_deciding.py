"""決定: people decide, each child by itself, with a name, a reason and somebody who saw or said it; nothing is rewritten."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_conferences import MEETING, SOURCE, WHY, decision_form
from support.web_people import As, change_serving
from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild, open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.conferences.deciding import ChildTold, HouseholdTold, decide_household
from tsunagu_web.conferences.models import ChildDecision, Meeting
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder

pytestmark = pytest.mark.django_db


def case_of(household: str) -> Case:
    """The household's case."""
    return Case.objects.get(household_code=household)


def children_at(household: str) -> list[ServedChild]:
    """The household's children in the run."""
    with open_serving(home_folder()) as serving:
        return list(serving.children_of(household))


def path_of(household: str) -> str:
    """The household's page at the meeting."""
    return f"/conferences/{MEETING}/{case_of(household).number}/"


def decide(client: Client, household: str, decisions: dict[str, str], **more: Any) -> int:
    """Send the form of the household's page; what came back."""
    page = client.get(path_of(household)).content.decode()
    told = decision_form(page, decisions, decider=User.objects.get(username="center").pk, **more)
    return client.post(f"{path_of(household)}decide/", told).status_code


def test_the_household_goes_where_its_childrens_decisions_lead(centre: Client, meeting: Meeting, home: Path) -> None:
    assert decide(centre, "K-0001", {"C-0001": "調査継続", "C-0002": "支援不要"}) == 302
    case = case_of("K-0001")
    assert case.state == "continuing"
    assert case.due_at is not None and case.due_at.date() == date(2027, 2, 12)
    first, second = ChildDecision.objects.order_by("child_code")
    assert (first.decision, first.review_on, first.decided_on) == ("調査継続", date(2027, 2, 12), date(2026, 11, 12))
    assert (second.decision, second.review_on) == ("支援不要", None)
    assert (first.decider.username, first.by.username, first.role) == ("center", "center", "family_centre")
    assert (first.reason, first.human_source) == (WHY, SOURCE)
    with open_serving(home) as serving:
        child = serving.child("C-0001")
        assert child is not None and first.facts_hash == serving.facts_hash(child)
    last = case.events.latest("seq")
    assert (last.move, last.to_state, last.words, last.told) == ("decide", "continuing", WHY, {"meeting": MEETING})


def test_what_is_decided_before_the_day_of_the_meeting_is_not_dated_ahead(
    centre: Client, as_person: As, at: Any
) -> None:
    at("2026-11-10 09:00")
    assert decide(as_person("center"), "K-0002", {"C-0003": "支援不要"}) == 302
    assert ChildDecision.objects.get().decided_on == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("decision", "state"),
    [("要支援", "supporting"), ("調査継続", "continuing"), ("経過観察", "watching"), ("支援不要", "ended")],
)
def test_each_of_the_four(centre: Client, decision: str, state: str) -> None:
    assert decide(centre, "K-0002", {"C-0003": decision}) == 302
    assert case_of("K-0002").state == state


def test_the_page_says_what_two_decisions_mean(centre: Client) -> None:
    page = centre.get(path_of("K-0002")).content.decode()
    assert "いまは心配なことが見られません。聞き取りは続けます" in page
    assert "ほかの類型の可能性があります" in page


@pytest.mark.parametrize(
    ("decisions", "more", "status", "told"),
    [
        ({"C-0001": "要支援"}, {}, 400, "C-0002 男 4歳の決定を選んでください。"),
        ({"C-0001": "要支援", "C-0002": "なし"}, {}, 400, "C-0002 男 4歳の決定を選んでください。"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"reason": ""}, 400, "理由を、5文字以上で書いてください。"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"human_source": ""}, 400, "だれから聞いたか、だれが見たか"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"C-0001-check_poverty": ""}, 400, "「貧困」が合っていたか"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"run": "another"}, 409, "C039"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"seen": 1}, 409, "C004"),
        ({"C-0001": "要支援", "C-0002": "支援不要"}, {"C-0001-review_on": "2026-11-01"}, 409, "C009"),
    ],
)
def test_half_a_decision_is_none(
    centre: Client, decisions: dict[str, str], more: dict[str, Any], status: int, told: str
) -> None:
    page = centre.get(path_of("K-0001")).content.decode()
    form = decision_form(page, decisions, decider=User.objects.get(username="center").pk) | more
    answer = centre.post(f"{path_of('K-0001')}decide/", form)
    assert (answer.status_code, told in answer.content.decode()) == (status, True)
    assert not ChildDecision.objects.exists()
    assert case_of("K-0001").state == "ready"


@pytest.mark.parametrize("person", ["shido", "sekinin", "hantei", "boshi", "fukushi", "sv", "kansa", "kocho"])
def test_others_do_not_decide(centre: Client, as_person: As, person: str) -> None:
    page = centre.get(path_of("K-0001")).content.decode()
    told = decision_form(
        page, {"C-0001": "要支援", "C-0002": "支援不要"}, decider=User.objects.get(username="center").pk
    )
    answer = as_person(person).post(f"{path_of('K-0001')}decide/", told)
    assert answer.status_code == (409 if person == "sekinin" else 404)
    assert not ChildDecision.objects.exists()


def test_the_adviser_of_schools_reads_pupils_and_has_no_form(centre: Client, as_person: As) -> None:
    shido = as_person("shido")
    page = shido.get(path_of("K-0001")).content.decode()
    assert "C-0001" in page and "C-0002" not in page and "この役割では、決定を記録しません" in page
    assert 'name="C-0001-decision"' not in page
    assert shido.get(path_of("K-0002")).status_code == 404


@pytest.mark.parametrize("decider", ["shido", "sekinin", "fukushi"])
def test_a_decider_came_and_may(centre: Client, decider: str) -> None:
    """指導主事 came and may not; 責任者 and 福祉 did not come."""
    page = centre.get(path_of("K-0002")).content.decode()
    told = decision_form(page, {"C-0003": "要支援"}, decider=User.objects.get(username=decider).pk)
    assert centre.post(f"{path_of('K-0002')}decide/", told).status_code == 400
    centre.post(f"/conferences/{MEETING}/attendees/", {"user": User.objects.get(username="sekinin").pk})
    answer = centre.post(f"{path_of('K-0002')}decide/", told).status_code
    assert answer == (302 if decider == "sekinin" else 400)


def test_a_decider_who_left_meanwhile_decides_nothing(centre: Client, meeting: Meeting, home: Path) -> None:
    """What the form offers is asked again where the decision is written down."""
    item = meeting.items.get(case__household_code="K-0002")
    with open_serving(home) as serving:
        run = RunView(serving)
        child = run.serving.children_of("K-0002")[0]
        told = [ChildTold(child, "要支援", WHY, SOURCE, None, {}, ())]
        for name, code in (("shido", "C033"), ("sekinin", "C033"), ("center", "")):
            decider = User.objects.get(username=name)
            household = HouseholdTold(told, decider, run.meta["run_id"], item.case.events.count())
            with nullcontext() if not code else pytest.raises(RefusedError, match=code):
                centre_user = User.objects.get(username="center")
                decide_household(centre_user, run, item, things_of(item.case, run)[0], household)
            assert ChildDecision.objects.count() == (0 if code else 1)


def test_a_type_that_was_wrong_and_one_that_was_found(centre: Client) -> None:
    found = re.search(r'name="C-0001-found" value="([^"]+)"', centre.get(path_of("K-0001")).content.decode())
    assert found is not None
    more: dict[str, Any] = {"C-0001-check_poverty": "wrong", "C-0001-found": [found[1]]}
    assert decide(centre, "K-0001", {"C-0001": "経過観察", "C-0002": "支援不要"}, **more) == 302
    kept = ChildDecision.objects.get(child_code="C-0001")
    assert (kept.checks["poverty"], kept.found) == ("wrong", [found[1]])
    page = centre.get(path_of("K-0001")).content.decode()
    assert "貧困：該当しない" in page and "ほかに見つかった類型" in page


def test_what_was_recorded_is_said_on_the_page_of_the_next_household(centre: Client, meeting: Meeting) -> None:
    households = [item.case.household_code for item in meeting.items.order_by("place")]
    first, second = households[:2]
    told = decision_form(
        centre.get(path_of(first)).content.decode(),
        dict.fromkeys([child.child_code for child in children_at(first)], "要支援"),
        decider=User.objects.get(username="center").pk,
    )
    answer = centre.post(f"{path_of(first)}decide/", told)
    assert answer["Location"] == f"{path_of(second)}?recorded={case_of(first).number}"
    page = centre.get(answer["Location"]).content.decode()
    assert "の決定を記録しました" in page and f"つぎの世帯 {second} です" in page
    assert f'<a href="{path_of(first)}">前の世帯へ</a>' in page
    for nothing in (case_of(second).number, "2026-9999"):
        assert "記録しました" not in centre.get(f"{path_of(second)}?recorded={nothing}").content.decode(), nothing


def test_a_correction_is_another_decision_that_says_why(centre: Client) -> None:
    decide(centre, "K-0002", {"C-0003": "支援不要"})
    assert decide(centre, "K-0002", {"C-0003": "要支援"}) == 409
    assert case_of("K-0002").state == "ended"
    assert decide(centre, "K-0002", {"C-0003": "要支援"}, why_corrected="別の世帯と取り違えていた") == 302
    case = case_of("K-0002")
    assert case.state == "supporting" and case.ended_at is None
    assert list(ChildDecision.objects.values_list("version", "decision")) == [(1, "支援不要"), (2, "要支援")]
    assert [event.move for event in case.events.order_by("seq")][-3:] == ["reopen", "bring", "decide"]
    page = centre.get(path_of("K-0002")).content.decode()
    assert "別の世帯と取り違えていた" in page and "直した決定（第2版）" in page


def test_what_has_gone_on_is_not_corrected(centre: Client) -> None:
    decide(centre, "K-0002", {"C-0003": "要支援"})
    case = case_of("K-0002")
    centre.post(f"/cases/{case.number}/move/", {"move": "alarm", "seen": case.events.count(), "words": WHY})
    assert decide(centre, "K-0002", {"C-0003": "支援不要"}, why_corrected="取り違えていた") == 409
    assert ChildDecision.objects.count() == 1
    assert case_of("K-0002").state == "urgent"


def test_a_decision_lies_sealed_and_stays(centre: Client) -> None:
    decide(centre, "K-0002", {"C-0003": "要支援"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, human_source FROM conferences_childdecision")
        assert not any("担任".encode() in bytes(kept) for kept in cursor.fetchone())
    with pytest.raises(TypeError):
        ChildDecision.objects.get().save()


def test_reasons_are_read_by_who_may_read_consultations(centre: Client, as_person: As) -> None:
    decide(centre, "K-0001", {"C-0001": "要支援", "C-0002": "支援不要"})
    for person, reads in (("center", True), ("sekinin", True), ("sv", True), ("shido", False), ("boshi", False)):
        for path in (path_of("K-0001"), f"/cases/{case_of('K-0001').number}/"):
            page = as_person(person).get(path).content.decode()
            assert "要支援" in page
            assert (WHY in page) is reads, (person, path)


def test_a_household_decided_before_comes_back_with_what_changed(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    """見直し日 came: the next meeting takes the case up, brings it by its move and says that the facts are others now."""
    for household, child in (("K-0002", "C-0003"), ("K-0006", "C-0009")):
        assert decide(centre, household, {child: "調査継続"}) == 302
    change_serving(
        home, "UPDATE children SET answers = CAST(x'01' || substr(answers, 2) AS BLOB) WHERE child_code = 'C-0009'"
    )
    at("2027-02-13 09:00")
    centre = as_person("center")
    answer = centre.post("/conferences/call/", {"kind": "conference", "held_on": "2027-02-13"})
    page = centre.get(answer["Location"]).content.decode()
    assert "前の決定（2026/11/12 調査継続）のあと、事実が変わった" in page
    assert page.index("K-0006") < page.index("K-0002"), "what changed comes first, though it has fewer points"
    assert "変わりありません" in page[page.index("K-0002") :]
    assert case_of("K-0002").state == "ready"
    assert case_of("K-0002").events.latest("seq").move == "bring"
