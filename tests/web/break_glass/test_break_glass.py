"""緊急閲覧: a reason, a fresh proof, four hours, one household; reviewed by a named other person or nothing else is approved."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support.web_people import EVERYBODY, NOT_LISTED, OWN, PROTECTED, As, change_serving
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.break_glass.models import BreakGlass
from tsunagu_web.break_glass.opening import locks_approvals, working_day

CHILD = f"/children/{NOT_LISTED}/"
WHY = "泣き声が続き、父がどなっていると通報があった"


def told(**changes: Any) -> dict[str, Any]:
    """A whole form: the child, why, and the reviewer 山本."""
    reviewer = User.objects.get(username="sekinin").pk
    return {"code": NOT_LISTED, "reason": "life", "sentence": WHY, "reviewer": reviewer} | changes


@pytest.fixture
def centre(as_person: As, at: Any) -> Client:
    """こども家庭センター on Saturday morning, when a list of protected people came."""
    at("2026-10-31 09:00")
    return as_person("center")


def last() -> AuditRow:
    """The newest row of the record."""
    return AuditRow.objects.order_by("-seq")[0]


def test_a_child_outside_the_cases_opens_for_four_hours(centre: Client) -> None:
    assert centre.get(CHILD).status_code == 404
    assert centre.post("/break-glass/", told())["Location"] == CHILD
    assert (last().action, last().object, last().result) == ("break_glass.open", f"child:{NOT_LISTED}", "ok")
    page = centre.get(CHILD).content.decode()
    assert "渡邉 湊" in page
    assert "緊急閲覧で開いています" in page
    assert BreakGlass.objects.get().ends_at.isoformat() == "2026-10-31T04:00:00+00:00"


@pytest.mark.parametrize(("moment", "status"), [("2026-10-31 12:59:59", 200), ("2026-10-31 13:00:00", 404)])
def test_then_it_closes_by_itself(centre: Client, as_person: As, at: Any, moment: str, status: int) -> None:
    centre.post("/break-glass/", told())
    at(moment)
    assert as_person("center").get(CHILD).status_code == status


def test_it_adds_to_what_a_role_sees_of_its_own_cases(as_person: As, at: Any) -> None:
    """責任者 sees of a listed child everything but the place; an emergency opens that too, and closes nothing."""
    at("2026-10-31 09:00")
    manager = as_person("sekinin")
    before = manager.get(f"/children/{OWN}/").content.decode()
    assert "延沢" not in before
    assert last().field_classes == ["F2", "F3", "F4", "F5", "F7"]
    reviewer = User.objects.get(username="kansa").pk
    assert manager.post("/break-glass/", told(code=OWN, reviewer=reviewer)).status_code == 302
    assert "延沢" in manager.get(f"/children/{OWN}/").content.decode()
    assert last().field_classes == ["F2", "F3", "F4", "F5", "F6", "F7"]


def test_one_household_and_one_person_only(centre: Client, as_person: As) -> None:
    centre.post("/break-glass/", told())
    assert centre.get("/children/C-0013/").status_code == 404
    assert as_person("sekinin").get(CHILD).status_code == 404
    assert as_person("boshi").get(CHILD).status_code == 404


def test_facts_open_and_the_finding_does_not(centre: Client) -> None:
    centre.post("/break-glass/", told())
    centre.get(CHILD)
    assert set(last().field_classes) >= {"F2", "F3", "F4", "F5"}
    assert "F7" not in last().field_classes


def test_whoever_watches_the_case_is_told(centre: Client, as_person: As) -> None:
    case = f"/children/{OWN}/"
    assert "緊急閲覧で開いています" not in as_person("hantei").get(case).content.decode()
    centre.post("/break-glass/", told(code=OWN))
    assert "緊急閲覧で開いています" in as_person("hantei").get(case).content.decode()


def test_a_protected_child_s_place_stays_hidden(centre: Client, home: Path) -> None:
    slipped = '{"address":"カナリア町 9999番地9"}'
    change_serving(
        home, "UPDATE children SET protected = 1, affiliation = 'カナリア校' WHERE child_code = ?", NOT_LISTED
    )
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F6', ?)", NOT_LISTED, slipped)
    centre.post("/break-glass/", told())
    page = centre.get(CHILD).content.decode()
    assert ("支援措置" in page, "カナリア" in page) == (True, False)


def test_by_name_and_birth_date_exactly(centre: Client, home: Path) -> None:
    with open_serving(home) as serving:
        names = serving.records(NOT_LISTED, ("F2",))["F2"]
    by_name = {"code": "", "name": names["name"], "born": names["birth_date"]}
    for wrong in ({"name": names["name"][:2]}, {"born": "2001-01-01"}, {"name": "%"}):
        answer = centre.post("/break-glass/", told(**by_name | wrong))
        assert (answer.status_code, "見つかりません" in answer.content.decode()) == (400, True)
        assert last().result == "error"
    assert centre.post("/break-glass/", told(**by_name))["Location"] == CHILD


@pytest.mark.parametrize(
    "changes",
    [{"reason": ""}, {"reason": "curious"}, {"sentence": "急ぎ"}, {"reviewer": ""}, {"code": ""}, {"code": "C-9999"}],
)
def test_without_a_whole_reason_nothing_opens(centre: Client, changes: dict[str, Any]) -> None:
    assert centre.post("/break-glass/", told(**changes)).status_code == 400
    assert not BreakGlass.objects.exists()
    assert centre.get(CHILD).status_code == 404


def test_nobody_names_oneself_as_reviewer(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    client = as_person("sekinin")
    own = User.objects.get(username="sekinin").pk
    assert client.post("/break-glass/", told(reviewer=own)).status_code == 400
    assert not BreakGlass.objects.exists()


def test_the_store_refuses_it_too(centre: Client) -> None:
    centre.post("/break-glass/", told())
    glass = BreakGlass.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=glass.pk).update(reviewer=glass.opened_by)


def test_an_old_proof_is_asked_anew_before_anything_opens(centre: Client, at: Any) -> None:
    at("2026-10-31 09:10:00")
    answer = centre.post("/break-glass/", told())
    assert answer["Location"].startswith("/login/second/?")
    assert (last().action, last().result) == ("break_glass.open", "refused")
    assert not BreakGlass.objects.exists()


def test_only_the_named_reviewer_reviews_and_once(centre: Client, as_person: As) -> None:
    centre.post("/break-glass/", told())
    glass = BreakGlass.objects.get()
    assert glass.due_on == date(2026, 11, 2)
    found = {"glass": glass.pk, "outcome": "right", "words": "通告の記録と合っていた"}
    assert as_person("kansa").post("/break-glass/reviewed/", found).status_code == 409
    reviewer = as_person("sekinin")
    assert WHY in reviewer.get("/break-glass/reviews/").content.decode()
    assert reviewer.post("/break-glass/reviewed/", found | {"words": ""}).status_code == 400
    assert reviewer.post("/break-glass/reviewed/", found).status_code == 302
    assert reviewer.post("/break-glass/reviewed/", found | {"outcome": "wrong"}).status_code == 409
    assert BreakGlass.objects.get().outcome == "right"


@pytest.mark.parametrize(
    ("day", "locked"), [("2026-11-02", False), ("2026-11-04", False), ("2026-11-05", True), ("2026-12-01", True)]
)
def test_a_review_left_undone_locks_the_reviewer_s_approvals(
    centre: Client, as_person: As, at: Any, day: str, locked: bool
) -> None:
    centre.post("/break-glass/", told())
    at(f"{day} 09:00")
    accept = "/month/2026-10-31/drift/accept/"
    reviewer = as_person("sekinin")
    assert reviewer.post(accept).status_code == (302 if locked else 400)
    assert as_person("hantei").post(accept).status_code == 400
    if locked:
        assert "ほかの承認ができません" in reviewer.get("/break-glass/reviews/").content.decode()
        glass = BreakGlass.objects.get().pk
        reviewer.post("/break-glass/reviewed/", {"glass": glass, "outcome": "right", "words": "確かめた記録がある"})
        assert reviewer.post(accept).status_code == 400
        assert not locks_approvals(User.objects.get(username="sekinin"))


@pytest.mark.parametrize(
    ("url", "open_answers"), [("/protection/limit/", {400}), ("/identity/second/answer/", {400, 404})]
)
def test_it_locks_the_second_person_s_answers_and_the_hours_of_protection_too(
    centre: Client, as_person: As, at: Any, url: str, open_answers: set[int]
) -> None:
    assert as_person("sekinin").post(url).status_code in open_answers
    centre.post("/break-glass/", told())
    at("2026-11-05 09:00")
    assert as_person("sekinin").post(url)["Location"] == "/break-glass/reviews/"


def test_a_protected_child_s_place_is_not_read_where_it_is_reviewed(centre: Client, as_person: As) -> None:
    """What was written in an emergency is kept in whatever words; what the reviewer found can be said without a place."""
    url, words = "/break-glass/reviews/", "延沢773番地で泣き声が続く"
    for code in (PROTECTED, OWN):
        assert centre.post("/break-glass/", told(code=code, sentence=words)).status_code == 302
    reviewer = as_person("sekinin")
    seen = {person: as_person(person).get(url).content.decode() for person in ("sekinin", "kansa")}
    assert seen["sekinin"].count("773番地") == 2, "of OWN, in both tables"
    assert "773番地" not in seen["kansa"], "who opens no child learns nothing by a gap"
    assert all("で泣き声が続く" in page for page in seen.values())
    found = {"outcome": "right", "words": "延沢773番地に行って確かめた"}
    found |= {"glass": BreakGlass.objects.get(child_code=PROTECTED).pk}
    answer = reviewer.post("/break-glass/reviewed/", found)
    assert answer.status_code == 409 and "C195" in answer.content.decode() and found["words"] in answer.content.decode()
    assert reviewer.post("/break-glass/reviewed/", found | {"words": "家に行って確かめた"}).status_code == 302


def test_the_auditor_sees_how_often_and_by_whom(centre: Client, as_person: As) -> None:
    for _ in range(4):
        centre.post("/break-glass/", told())
    page = as_person("kansa").get("/break-glass/reviews/").content.decode()
    assert "4（多い）" in page
    assert "人ごとの回数" not in as_person("sekinin").get("/break-glass/reviews/").content.decode()


def test_a_role_that_ended_closes_the_glass(centre: Client) -> None:
    centre.post("/break-glass/", told())
    assert centre.get(CHILD).status_code == 200
    User.objects.get(username="center").assignments.update(ends_on=date(2026, 10, 30))
    assert centre.get(CHILD).status_code == 404


def test_weekdays_only() -> None:
    assert working_day(date(2026, 10, 30)) == date(2026, 11, 2)
    assert working_day(date(2026, 10, 30), 3) == date(2026, 11, 4)


def test_nobody_else_may_open(as_person: As) -> None:
    allowed = {person for person in EVERYBODY if as_person(person).get("/break-glass/").status_code == 200}
    assert allowed == {"sekinin", "center", "kennin"}


def test_protected_child_of_the_own_list_needs_no_glass(centre: Client) -> None:
    assert centre.get(f"/children/{PROTECTED}/").status_code == 200


def take(client: Client) -> int:
    """Take the newest opening's review over; the status."""
    return client.post("/break-glass/take/", {"glass": BreakGlass.objects.latest("id").pk}).status_code


def test_a_review_whose_reviewer_left_is_taken_over_and_both_names_stay(centre: Client, as_person: As) -> None:
    centre.post("/break-glass/", told())
    auditor = as_person("kansa")
    assert "引きつぐ人を待つもの" not in auditor.get("/break-glass/reviews/").content.decode()
    assert take(auditor) == 409, "as long as the named reviewer can do it, nobody else does"
    User.objects.filter(username="sekinin").update(is_active=False)
    assert "引きつぐ人を待つもの" in auditor.get("/break-glass/reviews/").content.decode()
    assert take(auditor) == 302
    assert (last().user, last().action, last().object) == ("kansa", "break_glass.take", f"child:{NOT_LISTED}")
    assert take(auditor) == 409
    page = auditor.get("/break-glass/reviews/").content.decode()
    assert "前は 山本（期限 2026/11/2）" in page
    found = {"glass": BreakGlass.objects.get().pk, "outcome": "right", "words": "通告の記録と合っていた"}
    assert auditor.post("/break-glass/reviewed/", found).status_code == 302
    glass = BreakGlass.objects.get()
    assert (glass.reviewer.username, glass.outcome, glass.hand_overs.get().left_by.username) == (
        "kansa",
        "right",
        "sekinin",
    )


def test_a_role_that_ended_is_a_reviewer_who_left_too(centre: Client, as_person: As) -> None:
    centre.post("/break-glass/", told())
    User.objects.get(username="sekinin").assignments.update(ends_on=date(2026, 10, 30))
    assert take(as_person("kansa")) == 302


@pytest.mark.parametrize(("day", "status"), [("2026-11-02", 409), ("2026-11-03", 302)])
def test_a_late_review_is_shown_to_others_and_can_be_taken_over(
    centre: Client, as_person: As, at: Any, day: str, status: int
) -> None:
    centre.post("/break-glass/", told())
    at(f"{day} 09:00")
    auditor = as_person("kansa")
    page = auditor.get("/break-glass/reviews/").content.decode()
    assert ("すぎています" in page, "件 見直しを待っています" in page) == (status == 302, status == 302)
    assert take(auditor) == status
    assert BreakGlass.objects.get().due_on == date(2026, 11, 4 if status == 302 else 2)


def test_nobody_takes_over_the_review_of_what_one_opened(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    manager = as_person("sekinin")
    manager.post("/break-glass/", told(reviewer=User.objects.get(username="kansa").pk))
    User.objects.filter(username="kansa").update(is_active=False)
    assert take(manager) == 409
    assert take(as_person("center")) == 404
