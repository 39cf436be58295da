"""学校に届いたケース: there from the moment it is handed over, for the school's own people, and nothing the town holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.izumi_town import code_of
from support.web_cases import unseen_in
from support.web_people import EVERYBODY, log_in
from support.web_school_cases import (
    ELSEWHERE,
    MODEL_SCHOOL,
    OTHER_SCHOOL,
    OWN,
    REQUEST,
    SAME,
    VIEW,
    brought,
    case_of,
    move,
    receive,
    somebody,
)
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_case
from tsunagu_web.school_cases.reading import ELSEWHERE as NOT_TOLD

OWN_CHILD = code_of("モデル校、発達◎と服装○")
REGISTERED = {"registered_on": "2026-10-30", "registered_as": "要支援", "ledger_row": "31"}


def page_of(household: str) -> str:
    return f"/school-cases/{case_of(household).number}/"


def test_each_station_makes_its_own_move_and_reads_the_request(home: Path) -> None:
    brought(OWN, 4)
    told = [(event.move, event.role) for event in case_of(OWN).events.all()][1:]
    assert told == [
        ("hand_over", "family_centre"),
        ("board_took", "school_board"),
        ("principal_took", "principal"),
        ("ssw_took", "ssw"),
    ]
    ssw = somebody("ssw")
    page = ssw.get(page_of(OWN)).content.decode()
    assert REQUEST in page and "2026年11月13日" in page and OWN_CHILD in page and "絞り込み①" in page
    assert move(ssw, OWN, "needs_city", at_school=True).status_code == 409, "her view is asked for"
    assert move(ssw, OWN, "needs_city", at_school=True, words=VIEW).status_code == 302
    assert case_of(OWN).state == "joint"
    assert VIEW in log_in("center").get(f"/cases/{case_of(OWN).number}/").content.decode()
    assert VIEW in somebody("kocho").get(page_of(OWN)).content.decode()


def test_a_case_is_not_there_for_a_school_before_it_is_handed_over(home: Path) -> None:
    """Nor is its child: the list of children to talk about is itself what the school is not told yet."""
    for stations, seen_by in ((0, ()), (1, ()), (2, ("kocho",)), (3, ("kocho", "ssw"))):
        Case.objects.get(household_code=OWN).events.exclude(seq=1).delete()
        Case.objects.filter(household_code=OWN).update(state="received")
        brought(OWN, stations)
        for person in ("kocho", "ssw"):
            client, there = somebody(person), 200 if person in seen_by else 404
            assert client.get(page_of(OWN)).status_code == there, (stations, person)
            assert client.get(f"/children/{OWN_CHILD}/").status_code == there, (stations, person)
            listed = client.get("/own-cases/").content.decode() + client.get("/").content.decode()
            assert (OWN_CHILD in listed) == (there == 200), (stations, person)


@pytest.mark.parametrize(
    ("household", "schools", "open_to"),
    [
        (OWN, (MODEL_SCHOOL,), {"ssw", "kocho"}),
        (SAME, (MODEL_SCHOOL,), set()),  # the same school, not handed over
        (ELSEWHERE, (MODEL_SCHOOL,), set()),  # another school's, handed over there
        (ELSEWHERE, (MODEL_SCHOOL, OTHER_SCHOOL), {"ssw", "kocho"}),  # half a day at each of two schools
    ],
)
def test_of_all_people_only_the_school_it_came_to_has_it(
    home: Path, household: str, schools: tuple[str, ...], open_to: set[str]
) -> None:
    for one in (OWN, ELSEWHERE):
        brought(one, 4)
    for person in EVERYBODY:
        client = somebody(person, *schools)
        expected = 200 if person in open_to else 404
        assert client.get(page_of(household)).status_code == expected, person
        answer = client.post(f"{page_of(household)}move/")
        assert answer.status_code == (400 if person in open_to else 404), person
    assert somebody("ssw").get("/school-cases/2026-9999/").status_code == 404


def test_a_protected_child_is_on_no_school_s_page_and_the_board_writes_for_the_school(bare: Path) -> None:
    receive(bare, hides=(OWN_CHILD,))
    brought(OWN, 2)
    board = log_in("shido")
    assert move(somebody("kocho"), OWN, "principal_took", at_school=True, due="2026-11-06").status_code == 404
    for key, told in (("principal_took", {"due": "2026-11-06"}), ("ssw_took", {"due": "2026-11-13"})):
        assert move(board, OWN, key, **told).status_code == 302
    for person in ("kocho", "ssw"):
        client = somebody(person)
        assert client.get(page_of(OWN)).status_code == 404
        for url in ("/", "/own-cases/"):
            page = client.get(url).content.decode()
            assert OWN_CHILD not in page and case_of(OWN).number not in page
    page = board.get(f"/cases/{case_of(OWN).number}/").content.decode()
    assert MODEL_SCHOOL not in page


def test_nobody_at_school_makes_another_s_move(home: Path) -> None:
    brought(OWN, 2)
    kocho, ssw = somebody("kocho"), somebody("ssw")
    assert move(ssw, OWN, "principal_took", at_school=True, due="2026-11-06").status_code == 404
    assert move(kocho, OWN, "principal_took", at_school=True, due="2026-11-06").status_code == 302
    assert move(kocho, OWN, "ssw_took", at_school=True, due="2026-11-13").status_code == 409
    assert move(ssw, OWN, "ssw_took", at_school=True, due="2026-11-13").status_code == 302
    assert move(kocho, OWN, "teachers_only", at_school=True, words=VIEW).status_code == 409
    assert move(ssw, OWN, "register", at_school=True, words=VIEW, **REGISTERED).status_code == 409
    assert move(ssw, OWN, "needs_city", words=VIEW).status_code == 404, "the town's page of a case is not hers"
    stale = ssw.post(f"{page_of(OWN)}move/", {"move": "needs_city", "seen": 1, "words": VIEW})
    assert stale.status_code == 409 and "C004" in stale.content.decode()
    assert move(ssw, OWN, "teachers_only", at_school=True, words=VIEW).status_code == 302
    assert case_of(OWN).state == "teachers"


def test_what_the_town_holds_stays_out_of_the_school_s_page(home: Path) -> None:
    """Registration, danger and what was not written to the school: the matrix gives a school no 相談 and no finding."""
    brought(OWN, 4)
    assert move(somebody("ssw"), OWN, "needs_city", at_school=True, words=VIEW).status_code == 302
    centre = log_in("center")
    Case.objects.filter(household_code=OWN).update(state="concern")
    secret = "母の相談から、きょうだいの一時保護の話があった"
    assert move(centre, OWN, "register", words=secret, **REGISTERED).status_code == 302
    assert move(centre, OWN, "alarm", words=secret).status_code == 302
    assert move(centre, OWN, "calmed", words=secret).status_code == 409, "nobody saw the children"
    assert move(centre, OWN, "calmed", words=secret, **unseen_in(OWN, secret)).status_code == 302
    Case.objects.filter(household_code=OWN).update(state="registered")
    for person in ("kocho", "ssw"):
        client = somebody(person)
        pages = [client.get(url).content.decode() for url in (page_of(OWN), "/own-cases/", "/")]
        assert NOT_TOLD in pages[0] and NOT_TOLD in pages[1]
        for page in pages:
            page = page.replace("危険がある（緊急受理会議）", "", 1)  # what the school itself may say
            for word in (secret, "要対協", "危険", "安全を確かめた", "緊急対応", "基準以上", "登録"):
                assert word not in page, (person, word)
    assert "要対協に登録" in log_in("shido").get(f"/cases/{case_of(OWN).number}/").content.decode()


def test_a_school_tells_danger_on_a_case_it_has_and_reads_of_nobody_elses(home: Path) -> None:
    brought(OWN, 2)
    shido, kocho, ssw = log_in("shido"), somebody("kocho"), somebody("ssw")
    assert move(ssw, OWN, "alarm", at_school=True, words=VIEW).status_code == 404, "not handed to the SSW yet"
    assert move(somebody("tannin"), OWN, "alarm", at_school=True, words=VIEW).status_code == 404
    assert 'value="alarm"' in kocho.get(page_of(OWN)).content.decode()
    assert move(kocho, OWN, "alarm", at_school=True, words="").status_code == 409
    assert move(kocho, OWN, "alarm", at_school=True, words=VIEW).status_code == 302
    case = case_of(OWN)
    event = case.events.latest("seq")
    assert (case.state, event.role, event.words) == ("urgent", "principal", VIEW)
    page = kocho.get(page_of(OWN)).content.decode()
    assert VIEW in page and NOT_TOLD in page and "緊急対応中" not in page and 'value="alarm"' in page
    assert move(kocho, OWN, "alarm", at_school=True, words="けがが増えた").status_code == 302, "told again"
    assert case.events.filter(move="alarm").count() == 2 and case_of(OWN).due_at == case.due_at
    calm = {"move": "calmed", "seen": case.events.count(), "words": VIEW}
    assert kocho.post(f"{page_of(OWN)}move/", calm).status_code == 409, "not theirs to say"
    Case.objects.filter(pk=case.pk).update(state="first_look")
    other = ssw.get(page_of(OWN)).content.decode()
    assert VIEW not in other and "けがが増えた" not in other, "what another told of danger is not read at school"
    assert move(shido, OWN, "alarm", words=VIEW).status_code == 302


def test_the_first_page_says_what_waits_overdue_first(home: Path, at: Any) -> None:
    for household in (OWN, SAME):
        brought(household, 3)
    Case.objects.filter(household_code=OWN).update(due_at="2026-11-20T23:59:59+09:00")
    at("2026-11-09 09:00")
    page = somebody("ssw").get("/").content.decode()
    late, later = page.index(case_of(SAME).number), page.index(case_of(OWN).number)
    assert late < later and page.count("過ぎています") == 1 and "あなたの番のケース" in page
    waiting = somebody("kocho").get("/").content.decode()
    assert "あなたの番のケース" not in waiting, "passed on: it is the SSW's turn"


def test_every_look_and_move_leaves_its_row(home: Path) -> None:
    brought(OWN, 3)
    ssw = somebody("ssw")
    before = AuditRow.objects.count()
    assert ssw.get(page_of(OWN)).status_code == 200
    assert move(ssw, OWN, "ssw_took", at_school=True, due="2026-11-13").status_code == 302
    assert ssw.get(page_of(SAME)).status_code == 404
    rows = AuditRow.objects.order_by("pk")[before:]
    assert [(row.action, row.result) for row in rows] == [
        ("school_case.look", "ok"),
        ("school_case.move", "ok"),
        ("school_case.look", "refused"),
    ]


def test_a_case_opened_again_begins_its_way_anew(home: Path) -> None:
    brought(OWN, 4)
    centre, ssw = log_in("center"), somebody("ssw")
    assert move(ssw, OWN, "teachers_only", at_school=True, words=VIEW).status_code == 302
    assert move(centre, OWN, "finish", words=VIEW).status_code == 302
    assert "終わり" in ssw.get(page_of(OWN)).content.decode(), "told as long as it can be read at all"
    assert move(centre, OWN, "reopen", words=VIEW).status_code == 302
    assert ssw.get(page_of(OWN)).status_code == 404


def opened_as_supported(household: str) -> Case:
    """As the 責任者 opens it who names a worker for a household that is supported already."""
    return open_case(
        User.objects.get(username="sekinin"), "manager", household, [], Case.SUPPORTED, state="support_multi"
    )


def test_a_later_case_that_does_not_begin_at_the_beginning_is_handed_anew(home: Path) -> None:
    brought(OWN, 4)
    centre, ssw = log_in("center"), somebody("ssw")
    old = page_of(OWN)
    assert move(ssw, OWN, "teachers_only", at_school=True, words=VIEW).status_code == 302
    assert move(centre, OWN, "finish", words=VIEW).status_code == 302
    assert ssw.get(old).status_code == 200
    opened_as_supported(OWN)
    assert page_of(OWN) != old
    for page in (page_of(OWN), old, f"/children/{OWN_CHILD}/"):
        assert ssw.get(page).status_code == 404, page
    assert OWN_CHILD not in ssw.get("/own-cases/").content.decode()
    assert centre.get(f"/cases/{case_of(OWN).number}/").status_code == 200


def test_a_case_that_never_came_to_the_school_stays_away_when_a_later_one_does(home: Path) -> None:
    centre, ssw = log_in("center"), somebody("ssw")
    old = page_of(OWN)
    assert move(centre, OWN, "set_aside", words=VIEW).status_code == 302
    opened_as_supported(OWN)
    Case.objects.filter(pk=case_of(OWN).pk).update(state="received")
    brought(OWN, 4)
    assert ssw.get(page_of(OWN)).status_code == 200
    assert ssw.get(old).status_code == 404


def test_the_board_asks_by_a_sheet_without_leaving_the_first_look(home: Path) -> None:
    brought(OWN, 4)
    url = f"/cases/{case_of(OWN).number}/ask/{OWN_CHILD}/"
    assert log_in("shido").get(url).status_code == 200
    page = log_in("shido").get(f"/cases/{case_of(OWN).number}/").content.decode()
    assert url in page
