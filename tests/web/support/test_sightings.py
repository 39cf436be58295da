"""最終目視確認 and 支援経過: who saw whom and when; fact, hearsay and opinion apart; typed once; a mistake stays readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_people import OWN, PROTECTED, As, change_serving
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import GAP
from tsunagu_web.support.models import ContactRecord, Sighting

BASE = f"/cases/{NUMBER}/support/"
SAW = {"child_code": OWN, "on": "2026-10-31", "eyes": "own", "place": "家の玄関", "condition": "元気に話した"}
MET = {
    "on": "2026-10-31",
    "way": "visit",
    "with_whom": "母",
    "fact": "玄関にランドセルがあった",
    "heard": "夜の仕事が増えた",
    "heard_from": "母",
    "opinion": "夕食を一人で食べているかもしれない",
}


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, on the day after the list was received."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    return client


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_sighting_stands_on_the_case_and_on_the_childs_page(centre: Client, as_person: As) -> None:
    assert "記録がありません" in page(centre, BASE)
    assert centre.post(f"{BASE}sightings/", SAW).status_code == 302
    for url in (BASE, f"/cases/{NUMBER}/", f"/children/{OWN}/"):
        told = page(centre, url)
        assert "佐々木（こども課こども家庭班）" in told and "家の玄関" in told, url
    school = page(as_person("kocho"), f"/children/{OWN}/")
    assert "佐々木" in school and "家の玄関" not in school


@pytest.mark.parametrize("person", ["hantei", "sekinin", "sv", "kansa", "kocho"])
def test_others_write_none(centre: Client, as_person: As, person: str) -> None:
    assert as_person(person).post(f"{BASE}sightings/", SAW).status_code == 404
    assert as_person(person).post(f"{BASE}contacts/add/", MET).status_code == 404
    assert not Sighting.objects.exists() and not ContactRecord.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"on": "2026-11-01"},
        {"on": ""},
        {"place": ""},
        {"eyes": ""},
        {"eyes": "heard"},  # by whom?
        {"child_code": PROTECTED},
        {"child_code": ""},  # of several children none is chosen by itself
    ],
)
def test_what_is_not_told_is_not_kept(centre: Client, told: dict[str, str]) -> None:
    assert centre.post(f"{BASE}sightings/", SAW | told).status_code == 400
    assert not Sighting.objects.exists()


def test_no_child_is_chosen_by_itself(centre: Client) -> None:
    chosen = page(centre, BASE).partition('id="id_seen_child">')[2]
    assert chosen.startswith('<option value="">')


def test_who_heard_of_it_is_told_apart_from_who_saw(centre: Client) -> None:
    centre.post(f"{BASE}sightings/", SAW | {"eyes": "heard", "seen_by": "担任"})
    assert (Sighting.objects.get().own_eyes, Sighting.objects.get().seen_by) == (False, "担任")
    assert "と聞いた" in page(centre, BASE)


def test_nobody_seen_for_longer_than_declared_is_overdue_on_the_first_page(
    centre: Client, as_person: As, at: Any
) -> None:
    centre.post(f"{BASE}sightings/", SAW)
    at("2027-01-29 09:00")  # 90 days later; OWN is nine years old
    assert f"{OWN} 女" not in page(as_person("center"), "/support/")
    at("2027-01-30 09:00")
    for person in ("center", "boshi"):
        told = page(as_person(person), "/support/")
        assert f"{OWN} 女" in told and "2027/1/29 過ぎています" in told
    assert "しばらく姿を確認していないこども" in page(as_person("center"), "/")


def test_a_case_in_danger_asks_for_it_within_two_days(centre: Client, as_person: As, at: Any) -> None:
    centre.post(f"{BASE}sightings/", SAW)
    Case.objects.filter(number=NUMBER).update(state="urgent")
    at("2026-11-03 09:00")
    assert "2026/11/2 過ぎています" in page(as_person("center"), "/support/")


def test_of_a_protected_child_no_place_is_told(centre: Client, as_person: As) -> None:
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    told = SAW | {"child_code": PROTECTED, "eyes": "heard", "seen_by": "みなみ小の担任", "place": "みなみ小学校"}
    assert centre.post(f"/cases/{case.number}/support/sightings/", told).status_code == 302
    for person in ("center", "sekinin", "shido"):
        for url in (
            f"/cases/{case.number}/support/",
            f"/cases/{case.number}/",
            f"/children/{PROTECTED}/",
            "/support/",
            "/",
        ):
            assert "みなみ小" not in page(as_person(person), url), (person, url)
    assert "支援措置があるため表示しません" in page(centre, f"/children/{PROTECTED}/")


def test_why_a_sighting_was_withdrawn_tells_no_place_once_somebody_is_protected(centre: Client, home: Path) -> None:
    assert centre.post(f"{BASE}sightings/", SAW).status_code == 302
    url = f"{BASE}sightings/{Sighting.objects.latest('id').number}/withdraw/"
    assert centre.post(url, {"why": "みなみ中学校の子だった"}).status_code == 302
    assert "みなみ中学校" in page(centre, BASE)
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    assert "みなみ中学校" not in page(centre, BASE) and f"{GAP}の子だった" in page(centre, BASE)


def test_a_contact_keeps_three_things_apart_and_makes_the_sighting_in_one_go(centre: Client) -> None:
    assert centre.post(f"{BASE}contacts/add/", MET | {"seen": [OWN], "place": "家"}).status_code == 302
    record, sighting = ContactRecord.objects.get(), Sighting.objects.get()
    assert (record.fact, record.heard, record.opinion) == (MET["fact"], MET["heard"], MET["opinion"])
    assert (sighting.contact, sighting.child_code, sighting.own_eyes) == (record, OWN, True)
    told = page(centre, f"{BASE}contacts/")
    assert all(MET[name] in told for name in ("fact", "heard", "opinion")) and "母から" in told


@pytest.mark.parametrize(
    "told",
    [
        {"fact": "", "heard": ""},
        {"heard_from": ""},
        {"with_whom": ""},
        {"way": "telepathy"},
        {"on": "2026-11-30"},
        {"seen": [OWN]},  # where?
        {"seen": [PROTECTED], "place": "家"},
        {"heard": "番号は123456789018と聞いた"},
    ],
)
def test_a_contact_that_lacks_something_is_not_kept(centre: Client, told: dict[str, Any]) -> None:
    assert centre.post(f"{BASE}contacts/add/", MET | told).status_code == 400
    assert not ContactRecord.objects.exists() and not Sighting.objects.exists()


def test_the_form_starts_from_a_declared_template(centre: Client) -> None:
    told = page(centre, f"{BASE}contacts/?template=no_contact")
    assert "置いてきたもの" in told and '<option value="visit" selected>' in told


def test_the_course_of_all_sections_is_one_and_each_reads_what_it_may(centre: Client, as_person: As) -> None:
    centre.post(f"{BASE}contacts/add/", MET)
    health = as_person("boshi")
    assert (
        health.post(f"{BASE}contacts/add/", MET | {"fact": "健診で体重を測った", "way": "checkup"}).status_code == 302
    )
    told = page(health, f"{BASE}contacts/")
    assert "健診で体重を測った" in told and MET["opinion"] in told  # what this section wrote itself
    assert MET["fact"] not in told and "この役割では表示しません" in told
    everything = page(as_person("center"), f"{BASE}contacts/")
    assert MET["fact"] in everything and "健診で体重を測った" in everything
    only = page(as_person("center"), f"{BASE}contacts/?section=健康づくり課")
    assert MET["fact"] not in only and "健診で体重を測った" in only


def test_a_mistake_is_withdrawn_by_the_section_that_made_it_and_stays_readable(centre: Client, as_person: As) -> None:
    centre.post(f"{BASE}contacts/add/", MET | {"seen": [OWN], "place": "家"})
    record, sighting = ContactRecord.objects.get(), Sighting.objects.get()
    url = f"{BASE}contacts/{record.number}/withdraw/"
    other = as_person("boshi").post(url, {"why": "違うと思う"})
    assert other.status_code == 409 and "C046" in other.content.decode()
    assert centre.post(url, {"why": ""}).status_code == 400
    assert centre.post(url, {"why": "別の世帯のことだった"}).status_code == 302
    assert hasattr(Sighting.objects.get(pk=sighting.pk), "withdrawal"), "the sighting written in it no longer counts"
    assert f"<s>{MET['fact']}</s>" in page(centre, f"{BASE}contacts/")
    assert "記録がありません" in page(centre, BASE)
    again = centre.post(url, {"why": "もう一度押した"})
    assert again.status_code == 409 and "C047" in again.content.decode()
    alone = centre.post(f"{BASE}sightings/{sighting.number}/withdraw/", {"why": "もう一度押した"})
    assert alone.status_code == 409


def test_words_lie_sealed(centre: Client) -> None:
    centre.post(f"{BASE}contacts/add/", MET | {"seen": [OWN], "place": "家の玄関"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT fact, heard, opinion, with_whom FROM support_contactrecord")
        kept = b"".join(bytes(one) for one in cursor.fetchone())
        cursor.execute("SELECT place, seen_by FROM support_sighting")
        kept += b"".join(bytes(one) for one in cursor.fetchone())
    assert not any(word.encode() in kept for word in ("ランドセル", "仕事", "夕食", "母", "玄関", "佐々木"))
