"""会議: who may call it, what is on the agenda and for whom, numbered paper, minutes and the end."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.paper_text import text_of_paper
from support.web_cases import plant_cases
from support.web_conferences import MEETING, decision_form
from support.web_people import PROTECTED, As, change_serving, meta_of
from tsunagu.serving.fact_views import VIEWS
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.models import Meeting, OwnView, PackCopy

PAGE = f"/conferences/{MEETING}/"
VIEW = {"leaning": "worried", "words": "欠席がふえている"}


def declare(home: Path, old: str, new: str) -> None:
    """The town's own 進め方: as shipped, but for this."""
    own = home / "pack"
    own.mkdir(exist_ok=True)
    shipped = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / "process.yaml"
    (own / "process.yaml").write_text(shipped.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def page_of(client: Client, household: str) -> str:
    """The household's page at the meeting."""
    return client.get(f"{PAGE}{Case.objects.get(household_code=household).number}/").content.decode()


def pack_of(client: Client, name: str) -> str:
    """The text of the numbered copy of an attendee, by log-in name or by the name of somebody from outside."""
    number = next(
        copy.number
        for copy in PackCopy.objects.select_related("to__user")
        if name in (getattr(copy.to.user, "username", ""), copy.to.name)
    )
    answer = client.get(f"{PAGE}copies/{number}/")
    assert answer.status_code == 200
    return text_of_paper(answer.content)


def test_the_agenda_is_every_case_that_waits_in_the_order_of_change(centre: Client, meeting: Meeting) -> None:
    assert meeting.items.count() == Case.objects.count()
    page = centre.get(PAGE).content.decode()
    places = [item.case.household_code for item in meeting.items.select_related("case")]
    assert places == sorted(places, key=page.index)
    assert places == ["K-0001", "K-0005", "K-0004", "K-0002", "K-0006"], (
        "where most types are new, and most items moved"
    )
    row = page[page.index("K-0002") : page.index("K-0006")]
    assert "虐待が、新しく基準以上になった（2026年9月とくらべて）" in row and "該当する項目が 3 → 4" in row


@pytest.mark.parametrize(
    ("person", "kind", "status"),
    [
        ("center", "conference", 302),
        ("shido", "ssw", 302),
        ("shido", "conference", 409),
        ("center", "nothing", 409),
        ("hantei", "conference", 404),
        ("sekinin", "conference", 404),
    ],
)
def test_a_meeting_is_called_by_whom_its_kind_names(
    meeting: Meeting, as_person: As, person: str, kind: str, status: int
) -> None:
    told = {"kind": kind, "held_on": "2026-12-10"}
    assert as_person(person).post("/conferences/call/", told).status_code == status
    assert Meeting.objects.count() == (2 if status == 302 else 1)


def test_whose_work_is_never_with_a_family_is_not_asked_to_come(centre: Client, meeting: Meeting) -> None:
    page = centre.get(PAGE).content.decode()
    people = {user.username: user for user in User.objects.all()}
    for name in ("itaku", "bunseki", "hoshu", "kanri", "kansa", "kojin"):
        assert f'<option value="{people[name].pk}">' not in page, name
        refused = centre.post(f"{PAGE}attendees/", {"user": people[name].pk})
        assert refused.status_code == 400 and not meeting.attendees.filter(user=people[name]).exists(), name
    for name in ("kocho", "boshi", "sv"):
        assert f'<option value="{people[name].pk}">' in page, name
        assert centre.post(f"{PAGE}attendees/", {"user": people[name].pk}).status_code == 302, name
    RoleAssignment.objects.filter(user=people["fukushi"]).update(ends_on="2026-11-11")
    assert centre.post(f"{PAGE}attendees/", {"user": people["fukushi"].pk}).status_code == 400, "the role is over"
    User.objects.filter(username="ssw").update(ends_on="2026-11-11")
    assert centre.post(f"{PAGE}attendees/", {"user": people["ssw"].pk}).status_code == 400, "the account is over"


def test_a_town_says_which_roles_may_be_asked_to_which_kind_of_meeting(centre: Client, home: Path) -> None:
    people = {user.username: user for user in User.objects.all()}
    declare(home, "key: conference,", "key: conference, attendees: [family_centre, manager, school_board],")
    page = centre.get(PAGE).content.decode()
    for name, status in (("sekinin", 302), ("en", 400), ("kansa", 400)):
        assert (f'<option value="{people[name].pk}">' in page) is (status == 302), name
        assert centre.post(f"{PAGE}attendees/", {"user": people[name].pk}).status_code == status, name
    other = centre.post("/conferences/call/", {"kind": "ssw", "held_on": "2026-12-10"})["Location"]
    assert centre.post(f"{other}attendees/", {"user": people["en"].pk}).status_code == 302, "of another kind"


def test_a_meeting_of_a_day_that_is_past_says_that_it_is_not_closed(centre: Client, as_person: As, at: Any) -> None:
    assert "まだ閉じていません" not in centre.get("/conferences/").content.decode(), "it is today"
    dayless = centre.post("/conferences/call/", {"kind": "conference"})
    assert dayless.status_code == 400 and "開く日を入れてください" in dayless.content.decode()
    at("2026-11-13 09:00")
    assert "まだ閉じていません" in as_person("center").get("/conferences/").content.decode()
    assert as_person("center").post(f"{PAGE}close/", {"why_not_held": "出席者がそろわなかった"}).status_code == 302
    assert "まだ閉じていません" not in as_person("center").get("/conferences/").content.decode()


def test_only_a_deciding_meeting_fills_its_agenda_by_itself(centre: Client) -> None:
    answer = centre.post("/conferences/call/", {"kind": "ssw", "held_on": "2026-12-10"})
    page = centre.get(answer["Location"]).content.decode()
    assert "議題に加えられる世帯" in page and not Meeting.objects.get(kind="ssw").items.exists()
    number = Case.objects.get(household_code="K-0001").number
    assert centre.post(f"{answer['Location']}agenda/", {"case": [number, "2026-9999"]}).status_code == 302
    assert [item.case.number for item in Meeting.objects.get(kind="ssw").items.all()] == [number]
    form = {"C-0001-decision": "要支援"}
    assert centre.post(f"{answer['Location']}{number}/decide/", form).status_code == 400
    assert 'name="C-0001-decision"' not in centre.get(f"{answer['Location']}{number}/").content.decode()


def test_the_adviser_of_schools_sees_pupils_alone(centre: Client, as_person: As) -> None:
    page = as_person("shido").get(PAGE).content.decode()
    assert "K-0001" in page and "K-0002" not in page
    assert "ほかに、この役割では表示しない世帯が" in page
    assert "順に話し合った" not in page and "順に話し合った" in centre.get(PAGE).content.decode()


def test_a_copy_holds_what_its_reader_may_see(centre: Client) -> None:
    own, schools, outside = pack_of(centre, "center"), pack_of(centre, "shido"), pack_of(centre, "青木")
    assert "資料番号 1／3部" in own and "資料番号 3／3部" in outside
    assert "K-0002" in own and "K-0002" not in schools
    assert "基準以上" in own and "基準以上" not in outside
    assert "該当する項目が" in own and "該当する項目が" not in schools
    assert "佐藤 ひなた" in outside and "出欠" not in outside and "記録" not in outside
    assert AuditRow.objects.filter(action="conference.pack", result="ok").count() == 3


def test_vaccinations_are_one_line_and_what_lacks_is_said_to_who_reads_items(
    home: Path, centre: Client, as_person: As
) -> None:
    """Ten lines of them bury the three that a meeting is about; the rest unfolds, and nothing lacks in silence."""
    view = next(at for at, one in enumerate(VIEWS) if one.label == "予防接種")
    facts = [
        {"v": view, "t": f"{name} 2回", "o": "2024-05-05", "u": None, "s": "yobosesshu"} for name in ("ヒブ", "BCG")
    ]
    change_serving(
        home,
        "UPDATE records SET body = json_set(body, '$.facts[#]', json(?), '$.facts[#]', json(?))"
        " WHERE child_code = 'C-0003' AND field_class = 'F4'",
        *(json.dumps(fact, ensure_ascii=False) for fact in facts),
    )
    place = next(at for at, one in enumerate(meta_of(home, "indicators")) if one["id"] == "item25_vaccination")
    lacks = meta_of(home, "indicators")[place]["short"]
    for byte, words in ((0, ""), (1, f"　{lacks}"), (10, f"　{lacks}かどうかは、わからない（未着）")):
        answers = "CAST(substr(answers, 1, ?2) || ?1 || substr(answers, ?2 + 2) AS BLOB)"
        change_serving(
            home, f"UPDATE children SET answers = {answers} WHERE child_code = 'C-0003'", bytes([byte]), place
        )
        page = page_of(centre, "K-0002")
        assert f"<summary>予防接種 2種類{words}</summary>" in page and page.count("予防接種 ") == 1
        assert "ヒブ 2回" in page and "乳幼児健診" in page
    told = f"予防接種2種類{lacks}かどうかは、わからない（未着）：ヒブ2回、BCG2回"
    assert told in re.sub(r"\s", "", pack_of(centre, "center"))
    assert lacks not in page_of(as_person("fukushi"), "K-0002"), "reads bands, and no item"


def test_paper_is_printed_by_who_records_the_meeting(meeting: Meeting, as_person: As) -> None:
    for person in ("shido", "sekinin", "hantei", "boshi"):
        assert as_person(person).get(f"{PAGE}copies/1/").status_code == 404, person
    assert as_person("center").get(f"{PAGE}copies/9/").status_code == 404


def test_a_copy_comes_back_once_also_after_the_end(centre: Client) -> None:
    assert centre.post(f"{PAGE}close/", {"next_on": "2026-12-10"}).status_code == 302
    for _ in range(2):
        assert centre.post(f"{PAGE}copies/back/", {"copy": 2}).status_code == 302
    page = centre.get(PAGE).content.decode()
    assert page.count("に回収") == 1 and "次に開く日：2026年12月10日" in page


def test_after_the_end_nothing_is_added(centre: Client) -> None:
    centre.post(f"{PAGE}close/")
    for path, told in (
        ("attendees/", {"user": User.objects.get(username="boshi").pk}),
        ("minutes/", {"words": "あとから書く", "seen": 1}),
        ("close/", {}),
        ("copies/", {}),
    ):
        answer = centre.post(PAGE + path, told)
        assert (answer.status_code, "C031" in answer.content.decode()) == (409, True), path


def test_a_meeting_without_minutes_is_not_closed(centre: Client) -> None:
    later = centre.post("/conferences/call/", {"kind": "roles", "held_on": "2026-12-01"})["Location"]
    assert "C037" in centre.post(f"{later}close/").content.decode()
    assert centre.post(f"{later}minutes/", {"words": "役割を分けた", "seen": 0}).status_code == 302
    assert "C038" in centre.post(f"{later}minutes/", {"words": "役割を分けた", "seen": 0}).content.decode()
    assert centre.post(f"{later}close/").status_code == 302


def test_a_meeting_that_was_not_held_says_why_and_leaves_its_households(centre: Client, meeting: Meeting) -> None:
    later = centre.post("/conferences/call/", {"kind": "roles", "held_on": "2026-12-01"})["Location"]
    assert centre.post(f"{later}close/", {"why_not_held": "大雪で集まれなかった"}).status_code == 302
    assert "開きませんでした" in centre.get(later).content.decode()
    states = {item.case.state for item in meeting.items.select_related("case")}
    decide = {"C-0003-decision": "要支援", "decider": User.objects.get(username="center").pk}
    path = f"{PAGE}{Case.objects.get(household_code='K-0002').number}/"
    page = centre.get(path).content.decode()
    assert centre.post(f"{path}decide/", decision_form(page, {}, **decide)).status_code == 302
    assert centre.post(f"{PAGE}close/", {"why_not_held": "開かなかった"}).status_code == 400
    assert states == {"ready"}


def test_somebody_from_outside_comes_by_name_and_section(centre: Client) -> None:
    assert centre.post(f"{PAGE}attendees/", {"name": "木村"}).status_code == 400
    assert (
        centre.post(
            f"{PAGE}attendees/", {"name": "木村", "section": "社会福祉協議会", "ground": "council", "duty": "1"}
        ).status_code
        == 302
    )
    assert "外の人・提供" in centre.get(PAGE).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM conferences_attendee WHERE section = '社会福祉協議会'")
        assert "木村".encode() not in bytes(cursor.fetchone()[0])


def test_the_judgement_opens_to_who_wrote_an_own_view(centre: Client, home: Path, as_person: As) -> None:
    assert "基準以上" in page_of(centre, "K-0001")
    declare(home, "own_view_first: false", "own_view_first: true")
    path = f"{PAGE}{Case.objects.get(household_code='K-0001').number}/"
    shut = page_of(centre, "K-0001")
    asks = f'{path}#own-view">先に、自分の見立てを書く'
    assert asks in centre.get(PAGE).content.decode() and 'id="own-view"' in shut and 'href="#own-view"' in shut
    assert "基準以上" not in shut and "先に、自分の見立て" in shut and "C-0001-decision" not in shut
    assert centre.post(f"{path}view/", {"leaning": "worried"}).status_code == 400
    assert "基準以上" not in pack_of(centre, "center"), "nor does paper open it"
    assert centre.post(f"{path}view/", VIEW).status_code == 302
    assert asks not in centre.get(PAGE).content.decode()
    assert "基準以上" in page_of(centre, "K-0001") and "基準以上" in pack_of(centre, "center")
    assert "基準以上" not in pack_of(centre, "shido"), "its reader has written none"
    assert "基準以上" not in page_of(as_person("sv"), "K-0001"), "another person's view opens nothing"
    centre.post(f"{path}view/", VIEW | {"leaning": "not_worried"})
    assert OwnView.objects.get().leaning == "worried"


def test_a_protected_childs_page_and_paper_tell_no_place(centre: Client, at: Any) -> None:
    at("2026-10-31 09:00")
    page = page_of(centre, "K-0005")
    assert PROTECTED in page and "支援措置" in page
    for text in (page, *(part for part in pack_of(centre, "center").split("世帯 K-") if part.startswith("0005"))):
        assert "小学校" not in text and "住所：" not in text
    answer = centre.post(f"{PAGE}close/", {"why_not_held": "延沢773番地へ急に訪ねることになった"})
    assert (
        answer.status_code == 409 and "C195" in answer.content.decode() and "延沢773番地へ" in answer.content.decode()
    )
    assert centre.post(f"{PAGE}close/", {"why_not_held": "急に訪ねることになった"}).status_code == 302


@pytest.mark.django_db
def test_nothing_is_there_before_a_meeting(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    plant_cases(home)
    centre = as_person("center")
    assert "開く予定の会議はありません" in centre.get("/conferences/").content.decode()
    assert centre.get("/conferences/2026-77/").status_code == 404


def test_who_may_not_see_a_household_is_told_by_no_question_and_no_gap_that_it_is_protected(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    """学校教育課 keeps a meeting on whose agenda a household without pupils is, once protected and once not: it reads the same."""
    at("2026-10-31 09:00")
    shido, seen = as_person("shido"), []
    hidden = Case.objects.get(household_code="K-0002").number
    outside = {"section": "みどり小学校", "ground": "council", "duty": "1"}
    held = {"kind": "ssw", "held_on": "2026-11-12", "place": "みどり小学校 会議室"}
    for protected in (0, 1):
        change_serving(home, f"UPDATE children SET protected = {protected} WHERE household_code = 'K-0002'")
        page = shido.post("/conferences/call/", held)["Location"]
        assert centre.post(f"{page}agenda/", {"case": hidden}).status_code == 302
        told = [
            shido.get(page),
            shido.post(f"{page}attendees/", outside | {"name": "木村"}),
            shido.post(f"{page}attendees/", outside | {"name": "みどり小学校の木村先生"}),
            shido.post(f"{page}minutes/", {"words": "延沢773番地の家のことを話した", "seen": 0}),
            shido.post(f"{page}close/", {"why_not_held": "開成小学校が休みだった"}),
            shido.get(page),
        ]
        words = "".join(one.content.decode() for one in told)
        number = page.split("/")[-2]
        assert "みどり小学校 会議室" not in words and "休みだった" in words and "開成小学校が" not in words
        assert "みどり小学校 会議室" not in shido.get("/conferences/").content.decode()
        seen.append([[one.status_code for one in told], re.sub(rf'{number}|copies_[0-9]+|value="[^"]*"', "", words)])
        told_all = centre.get(page).content.decode()
        assert ("開成小学校が" in told_all) is ("みどり小学校 会議室" in told_all) is (not protected), "who sees it"
    assert seen[0][0] == [200, 302, 400, 302, 302, 200]
    assert seen[0] == seen[1]
