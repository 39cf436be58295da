"""A resource is chosen by a person, becomes a 対応事項 that names it, and is followed to what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_conferences import MEETING, decision_form, plant_meeting
from support.web_overrides import OF_PROTECTED
from support.web_people import OWN, PROTECTED, As, change_serving, log_in
from support.web_resources import plant_resources
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.resources.keeping import newest_versions
from tsunagu_web.resources.models import Referral, ReferralStep, Resource, ResourceVersion
from tsunagu_web.support.models import Task, TaskVersion

BASE = f"/cases/{NUMBER}/support/resources/"


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, on the day after the list was received, with the invented directory."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    plant_resources(home)
    return client


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def resource(name: str = "ひだまり食堂") -> Resource:
    """The resource of this name."""
    return newest_versions().get(name=name).resource


def choose(client: Client, number: str = NUMBER, name: str = "ひだまり食堂", **told: Any) -> Any:
    """Send the form that chooses a resource."""
    first = {
        "what": f"「{name}」を案内する",
        "kind": "21",
        "due_on": "2026-11-10",
        "child_code": OWN,
        "holder": User.objects.get(username="center").pk,
        "wish": "wants",
        "wish_words": "みんなで食べたい（本人）",
    }
    return client.post(f"/cases/{number}/support/resources/choose/{resource(name).number}/", first | told)


def as_again(person: str) -> Client:
    """A fresh session: the clock moved."""
    return log_in(person)


def step(client: Client, key: str, seen: int, person: str = "center", **told: Any) -> Any:
    """Send the form of the next step."""
    holder = User.objects.get(username=person).pk
    first = {"seen": seen, "step": key, "on": "2026-10-31", "fact": "母に電話して話した", "holder": holder}
    return client.post(f"{BASE}1/step/", first | told)


def test_what_fits_stands_with_why_and_with_what_is_not_known(centre: Client) -> None:
    shown = page(centre, BASE)
    assert "ひだまり食堂" in shown and "対象は0〜18歳（8歳）" in shown
    assert "正否確認がまだです" in shown, "a judgement nobody confirmed counts for nothing"
    assert "合わないもの" in shown and "対象は0〜5歳（8歳）" in shown
    assert "所得のきまりに合うか" not in shown and "町の決定や紹介の手続きができるか" in shown
    assert AuditRow.objects.get(action="case.resources").children


def test_types_people_found_right_narrow_it(centre: Client) -> None:
    plant_meeting()
    url = f"/conferences/{MEETING}/{NUMBER}/"
    told = decision_form(page(centre, url), {OWN: "要支援", "C-0002": "要支援"})
    wrong = {name: "wrong" for name in told if name.startswith(OWN) and "check_" in name and "poverty" not in name}
    answer = centre.post(f"{url}decide/", told | wrong | {"decider": User.objects.get(username="center").pk})
    assert answer.status_code == 302 and ChildDecision.objects.get(child_code=OWN).checks["poverty"] == "right"
    shown = page(centre, f"{BASE}?child={OWN}")
    assert "正否確認で「貧困」が該当" in shown and "発達障がいのため。正否確認で、まだ確かめていない類型です" in shown
    ResourceVersion.objects.filter(types=["developmental"]).update(types=["young_carer"])
    assert "ヤングケアラーのため（正否確認で 該当しない）" in page(centre, f"{BASE}?child={OWN}")
    shown = page(centre, f"{BASE}?child=household")
    assert "ヤングケアラーのため。正否確認で、まだ" in shown, "the brother was not asked about"


@pytest.mark.parametrize("person", ["boshi", "fukushi", "shido", "sv", "sekinin"])
def test_all_who_read_the_case_look(centre: Client, as_person: As, person: str) -> None:
    assert "ひだまり食堂" in page(as_person(person), BASE)


@pytest.mark.parametrize("person", ["sv", "sekinin", "hantei", "kocho", "ssw", "kansa"])
def test_others_choose_nothing(centre: Client, as_person: As, person: str) -> None:
    client = as_person(person)
    assert choose(client).status_code == 404 and not Referral.objects.exists()
    choose(centre)
    assert step(client, "told", 1).status_code == 404 and ReferralStep.objects.count() == 1
    assert "案内する<span" not in (page(client, BASE) if person in ("sv", "sekinin") else "")


def test_chosen_it_is_a_task_that_names_it_with_the_familys_wish(centre: Client) -> None:
    shown = page(centre, f"{BASE}choose/{resource().number}/?child={OWN}")
    assert "「ひだまり食堂」を案内する" in shown and '<option value="21" selected>' in shown
    assert choose(centre).status_code == 302
    referral, version = Referral.objects.get(), TaskVersion.objects.get()
    assert (referral.task, version.what, version.kind) == (Task.objects.get(), "「ひだまり食堂」を案内する", "21")
    assert "「ひだまり食堂」を案内する" in page(centre, f"/cases/{NUMBER}/support/")
    shown = page(centre, f"{BASE}1/")
    assert "みんなで食べたい（本人）" in shown and "これから案内する" in shown
    assert ReferralStep.objects.get().follow_on == date(2026, 11, 10)


@pytest.mark.parametrize("told", [{"wish": ""}, {"holder": ""}, {"due_on": "2026-10-01"}, {"child_code": PROTECTED}])
def test_what_is_not_told_is_not_kept(centre: Client, told: dict[str, Any]) -> None:
    answer = choose(centre, **told)
    assert answer.status_code == 400 and "みんなで食べたい" in answer.content.decode()
    assert not Referral.objects.exists() and not Task.objects.exists()


def test_a_withdrawn_one_is_not_chosen(centre: Client) -> None:
    found = resource()
    centre.post(f"/resources/{found.number}/withdraw/", {"seen": 1, "why": "会場が使えなくなった"})
    answer = choose(centre)
    assert answer.status_code == 409 and "C180" in answer.content.decode()
    assert not Referral.objects.exists() and not Task.objects.exists()


def test_followed_to_its_outcome_with_the_task_ended_on_the_way(centre: Client) -> None:
    choose(centre)
    assert step(centre, "told", 1, outcome="改善").status_code == 302
    assert TaskVersion.objects.order_by("-seq")[0].state == TaskVersion.DONE
    assert step(centre, "started", 2, heard="楽しかった", heard_from="本人").status_code == 302
    assert step(centre, "using", 3).status_code == 400, "a use is weighed"
    assert step(centre, "using", 3, result="useful", opinion="落ち着いてきた").status_code == 302
    assert step(centre, "ended", 4, result="useful").status_code == 302
    steps = list(ReferralStep.objects.order_by("seq").values_list("step", "follow_on"))
    assert [key for key, _ in steps] == ["planned", "told", "started", "using", "ended"]
    assert steps[1][1] == date(2026, 11, 14) and steps[-1][1] is None
    shown = page(centre, f"{BASE}1/")
    assert "楽しかった" in shown and "落ち着いてきた" in shown and "役に立った" in shown and "ようすを書く" not in shown


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"step": "using"}, 400),  # does not follow
        ({"fact": ""}, 400),
        ({"heard": "行けない", "heard_from": ""}, 400),
        ({"on": "2026-11-01"}, 400),
        ({"follow_on": "2026-10-30"}, 400),
        ({"seen": 9}, 409),
    ],
)
def test_a_step_that_is_wrong_is_not_kept(centre: Client, told: dict[str, Any], status: int) -> None:
    choose(centre)
    assert step(centre, told.pop("step", "told"), told.pop("seen", 1), **told).status_code == status
    assert ReferralStep.objects.count() == 1


def test_two_writers_at_once_do_not_both_count(centre: Client) -> None:
    choose(centre)
    twice = ReferralStep.objects.get()
    with pytest.raises(TypeError):
        twice.save()
    twice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)


def test_whose_day_has_come_finds_it_on_today_and_nobody_else(centre: Client, as_person: As, at: Any) -> None:
    choose(centre)
    step(centre, "told", 1, person="boshi", follow_on="2026-11-03")
    assert "ようすを確かめる" not in page(as_person("boshi"), "/")
    at("2026-11-05 09:00")
    shown = page(as_person("boshi"), "/")
    assert "案内した社会資源のようすを確かめる" in shown and "2日おくれ" in shown and "ひだまり食堂" in shown
    assert "ようすを確かめる" not in page(as_person("center"), "/")
    User.objects.filter(username="boshi").update(is_active=False)
    assert "ようすを確かめる" in page(as_person("center"), "/"), "whoever was to look is gone, so the others are told"
    case, by = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    team = {name: User.objects.get(username=name) for name in ("boshi", "sv", "kennin")}
    for name in ("boshi", "sv"):
        CaseMember.objects.create(case=case, person=team[name], joined_at=case.opened_at, joined_by=by)
    assert "ようすを確かめる" in page(as_person("center"), "/"), "of the team one is gone and one only reads"
    CaseMember.objects.create(case=case, person=team["kennin"], joined_at=case.opened_at, joined_by=by)
    assert "ようすを確かめる" not in page(as_person("center"), "/") and "ようすを確かめる" in page(
        as_person("kennin"), "/"
    )


def test_who_reads_a_household_because_of_a_pupil_reads_nothing_of_the_baby(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    baby, sentence = "C-0002", "ようすを確かめる"
    choose(centre)
    assert step(centre, "told", 1, person="shido", follow_on="2026-11-03", outcome="改善").status_code == 302
    choose(centre, child_code=baby)
    told = {"seen": 1, "step": "told", "on": "2026-10-31", "fact": "母に話した", "follow_on": "2026-11-03"}
    to = {name: User.objects.get(username=name).pk for name in ("shido", "center")}
    assert centre.post(f"{BASE}2/step/", told | {"holder": to["shido"]}).status_code == 400, "does not see this child"
    assert centre.post(f"{BASE}2/step/", told | {"holder": to["center"], "outcome": "改善"}).status_code == 302
    at("2026-11-05 09:00")
    board, centre = as_person("shido"), as_again("center")
    for url in (BASE, "/resources/gaps/", "/"):
        assert f"{BASE}1/" in page(board, url) and f"{BASE}2/" not in page(board, url), url
        assert baby not in AuditRow.objects.latest("pk").children, url
    for url in (BASE, "/resources/gaps/", "/"):
        assert f"{BASE}2/" in page(centre, url) and baby in AuditRow.objects.latest("pk").children, url
    assert board.get(f"{BASE}2/").status_code == 404 and centre.get(f"{BASE}2/").status_code == 200
    change_serving(home, "DELETE FROM children WHERE child_code = ?", baby)
    assert f"{BASE}2/" not in page(board, BASE) and board.get(f"{BASE}2/").status_code == 404
    assert f"{BASE}2/" in page(centre, "/") and sentence in page(centre, "/"), "who left the data is not forgotten"
    told = {"seen": 2, "step": "dropped", "on": "2026-11-05", "fact": "転出した", "holder": to["center"]}
    assert centre.post(f"{BASE}2/step/", told).status_code == 302 and f"{BASE}2/" not in page(centre, "/")


@pytest.mark.parametrize("last", ["full", "dropped"])
def test_a_case_does_not_end_over_a_place_somebody_is_to_look_at_again(centre: Client, last: str) -> None:
    """It would vanish from 今日 without a word."""
    choose(centre)
    assert step(centre, "told", 1, outcome="改善").status_code == 302, "the 対応事項 is over, the referral is not"
    case = Case.objects.get(number=NUMBER)
    told = {"move": "set_aside", "seen": case.events.count(), "words": "世帯の希望で、今回は話を聞くだけにした"}
    refused = centre.post(f"/cases/{NUMBER}/move/", told)
    assert refused.status_code == 409 and "C183" in refused.content.decode()
    assert step(centre, last, 2).status_code == 302
    assert centre.post(f"/cases/{NUMBER}/move/", told).status_code == (302 if last == "dropped" else 409)


def test_what_is_only_to_be_told_of_is_reminded_of_once(centre: Client, at: Any) -> None:
    choose(centre)
    choose(centre, holder="", outside_name="中村", outside_place="社協", given_on="2026-10-31", given_way="spoken",
           given_ground="consent", given_duty="1", what="外の人が案内する")  # fmt: skip
    at("2026-11-12 09:00")
    shown = page(as_again("center"), "/")
    assert "あなたの対応事項 <small>1件" in shown, "the own task"
    assert "ようすを確かめる <small>1件" in shown, "the one that stands on nobody's home"


def test_what_was_said_is_read_by_who_reads_the_consultation_and_by_the_section_that_wrote_it(
    centre: Client, as_person: As
) -> None:
    choose(centre)
    step(centre, "told", 1, heard="夜に働いている", heard_from="母")
    assert "夜に働いている" in page(as_person("sv"), f"{BASE}1/")
    shown = page(as_person("fukushi"), f"{BASE}1/")
    assert "夜に働いている" not in shown and "みんなで食べたい" not in shown and "書かれています" in shown
    assert as_person("kocho").get(f"{BASE}1/").status_code == 404
    assert as_person("center").get(f"{BASE}99/").status_code == 404


def test_of_a_protected_household_the_place_is_not_named(centre: Client) -> None:
    """A place a child goes to every week says where it can be found."""
    told = {"child_code": PROTECTED, "what": "食事の場を案内する", "wish_words": ""}
    base = f"/cases/{OF_PROTECTED}/support/resources/"
    assert "こども食堂・地域食堂（社会資源" in page(centre, f"{base}choose/{resource().number}/?child={PROTECTED}")
    assert choose(centre, OF_PROTECTED, **told).status_code == 302
    number = resource().number
    shown = page(centre, f"{base}1/")
    assert "ひだまり食堂" not in shown and f"社会資源 {number}番" in shown
    assert "支援措置がある" in page(centre, f"{base}?child={PROTECTED}")
    assert "小学校区）" not in page(centre, f"{base}?child={PROTECTED}")


def test_when_it_is_not_sure_who_is_protected_no_place_is_named(centre: Client, home: Path, at: Any) -> None:
    choose(centre)
    assert "ひだまり食堂" in page(centre, f"{BASE}1/")
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    assert "ひだまり食堂" not in page(centre, f"{BASE}1/")


def test_a_case_that_ended_takes_no_more(centre: Client) -> None:
    choose(centre)
    Case.objects.filter(number=NUMBER).update(ended_at="2026-10-31T10:00+09:00")
    assert choose(centre).status_code == 409 and step(centre, "told", 1).status_code == 409
    assert "続きは書けません" in page(centre, f"{BASE}1/")
