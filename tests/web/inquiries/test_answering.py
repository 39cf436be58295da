"""Answers come back as they were given; 分からない is never a no; danger is said at once and begins the 48 hours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_cases import NUMBER
from support.web_inquiries import plant_sheets, send_sheet
from support.web_people import As
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.asking import Told, questions_of, told_in
from tsunagu_web.inquiries.models import Answer, Sheet

SHEET = f"/inquiries/{NUMBER}/1/"
CASE = f"/cases/{NUMBER}/"
WORDS = "先週から、帰りの会のあとも教室に残る"


def filled(**told: Any) -> dict[str, Any]:
    """Every question answered 分からない but those told."""
    first: dict[str, Any] = {"seen": 0, "confirmed": "1"}
    for one in questions_of(Sheet.objects.get(number=1)):
        first |= {f"q_{one.key}": "分からない"} if one.choices else {f"u_{one.key}": "1"}
    for name in told:
        first.pop(name.replace("q_", "u_"), None)
    return first | told


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def school(centre: Client, as_person: As, home: Path) -> Client:
    """学校管理職 with a sheet to answer."""
    send_sheet(home)
    return as_person("kocho")


def test_what_the_school_says_stands_on_the_case_with_who_and_how(school: Client, centre: Client) -> None:
    told = filled(q_late="○", q_unpaid_months="３", q_concerns=WORDS, q_lunch_unpaid="はい")
    assert school.post(f"{SHEET}answer/", told).status_code == 302
    kept = told_in(Answer.objects.get())
    assert kept["late"] == Told("○") and kept["unpaid_months"] == Told("3") and kept["clothes"] == Told(unknown=True)
    for url in (CASE, SHEET):
        said = page(centre, url)
        assert WORDS in said and "3か月" in said and "○（週に2〜3回）" in said and "原" in said and "画面" in said, url
    assert page(centre, SHEET).count("分からない") > 10
    assert Case.objects.get(number=NUMBER).state == "asked"


def test_the_rest_is_said_to_be_unknown_at_once_but_never_a_danger_or_a_text(school: Client) -> None:
    """Two dozen presses for what nobody knows make people stop reading; what may mean danger is still asked one by one."""
    questions = questions_of(Sheet.objects.get(number=1))
    dangers = {f"q_{one.key}": one.choices[-1] for one in questions if one.danger}
    told = {"seen": 0, "confirmed": "1", "rest_unknown": "1", "q_late": "○"}
    answer = school.post(f"{SHEET}answer/", told)
    assert answer.status_code == 400 and not Answer.objects.exists()
    assert answer.content.decode().count("危険を確かめる問いです") == len(dangers) > 1
    assert school.post(f"{SHEET}answer/", told | dangers).status_code == 302
    kept = told_in(Answer.objects.get())
    assert kept["late"] == Told("○") and kept["clothes"] == kept["absent_days"] == Told(unknown=True)
    assert {one.key for one in questions} - kept.keys() == {one.key for one in questions if one.asks == "text"}
    page_text = page(school, SHEET)
    assert 'name="rest_unknown" value="1" checked' not in page_text, "nobody's default"


def test_neither_a_sheet_nor_an_answer_is_ever_changed(school: Client) -> None:
    assert school.post(f"{SHEET}answer/", filled(q_late="○")).status_code == 302
    for kept in (Sheet.objects.get(number=1), Answer.objects.get()):
        with pytest.raises(TypeError):
            kept.save()


def test_what_people_wrote_is_sealed(school: Client) -> None:
    school.post(f"{SHEET}answer/", filled(q_concerns=WORDS))
    with connection.cursor() as cursor:
        cursor.execute("SELECT told, told_by FROM inquiries_answer")
        assert all(WORDS.encode() not in bytes(cell) for row in cursor.fetchall() for cell in row)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"confirmed": ""}, "確かめた印"),
        ({"q_late": ""}, "答えるか、「分からない」を選んでください"),
        ({"q_late": "×"}, "選んでください"),
        ({"q_absent_days": "三日くらい"}, "数字だけで"),
        ({"q_absent_days": "32"}, "31より大きい"),
        ({"q_absent_days": "-1"}, "0より小さい"),
        ({"q_absent_days": "3", "u_absent_days": "1"}, "どちらか一方"),
        ({"q_concerns": "番号は123456789018です"}, "個人番号"),
        ({"seen": ""}, "直すところがあります"),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_nothing_typed_is_lost(
    school: Client, told: dict[str, Any], words: str
) -> None:
    answer = school.post(f"{SHEET}answer/", {**filled(q_family_words=WORDS), **told})
    assert answer.status_code == 400 and not Answer.objects.exists()
    assert words in answer.content.decode() and WORDS in answer.content.decode()


def test_two_who_answer_at_once_do_not_overwrite_each_other(school: Client) -> None:
    assert school.post(f"{SHEET}answer/", filled(q_late="-")).status_code == 302
    late = school.post(f"{SHEET}answer/", filled(q_late="◎"))
    assert late.status_code == 409 and "C023" in late.content.decode()
    assert school.post(f"{SHEET}answer/", filled(q_late="◎", seen=1)).status_code == 302
    assert [told_in(one)["late"].value for one in Answer.objects.order_by("seq")] == ["-", "◎"]
    assert "前の回答" in page(school, SHEET)


@pytest.mark.parametrize("person", ["hantei", "sekinin", "sv", "boshi", "fukushi", "kansa", "ssw", "tannin", "en"])
def test_others_answer_nothing(school: Client, as_person: As, person: str) -> None:
    assert as_person(person).post(f"{SHEET}answer/", filled()).status_code == 404
    assert not Answer.objects.exists()


def test_who_may_read_what_came_back(school: Client, as_person: As) -> None:
    school.post(f"{SHEET}answer/", filled(q_concerns=WORDS))
    for person in ("center", "sekinin", "sv", "kennin"):
        assert WORDS in page(as_person(person), SHEET) and WORDS in page(as_person(person), CASE), person
    for person in ("boshi", "fukushi", "shido", "hantei"):
        said = page(as_person(person), SHEET) + page(as_person(person), CASE)
        assert WORDS not in said and "この役割では内容を表示しません" in said, person
    assert WORDS in page(school, SHEET), "who answered reads the own answer"


def test_the_section_that_asked_reads_what_it_asked_for(centre: Client, as_person: As, home: Path) -> None:
    send_sheet(home, by="shido")
    as_person("kocho").post(f"{SHEET}answer/", filled(q_concerns=WORDS))
    assert WORDS in page(as_person("shido"), SHEET)


def test_paper_is_typed_in_with_the_name_of_who_answered(centre: Client, home: Path) -> None:
    send_sheet(home)
    told = {"seen": 0, "confirmed": "1", "q_late": "△"}
    assert centre.post(f"{SHEET}answer/", told).status_code == 400
    assert centre.post(f"{SHEET}answer/", told | {"told_by": "教頭の林先生"}).status_code == 302
    said = page(centre, SHEET)
    assert "教頭の林先生" in said and "紙・聞き取り" in said and "記入なし" in said
    assert set(told_in(Answer.objects.get())) == {"late"}


def test_nothing_at_all_is_no_answer(centre: Client, home: Path) -> None:
    send_sheet(home)
    told = {"seen": 0, "confirmed": "1", "told_by": "教頭の林先生"}
    assert centre.post(f"{SHEET}answer/", told).status_code == 400 and not Answer.objects.exists()


def test_a_dangerous_answer_moves_the_case_by_itself_and_the_48_hours_begin(
    school: Client, as_person: As, centre: Client
) -> None:
    assert "危険と決めた回答" not in page(centre, "/")
    assert Case.objects.get(number=NUMBER).state == "asked"
    school.post(f"{SHEET}answer/", filled(q_afraid_of_home="はい"))
    case = Case.objects.get(number=NUMBER)
    assert case.state == "urgent" and (case.due_at - case.since).total_seconds() == 48 * 3600  # type: ignore[operator]
    event = case.events.latest("seq")
    assert (event.move, event.role, event.told) == ("alarm", "principal", {"sheet": 1})
    for person in ("center", "sekinin", "boshi"):
        client = as_person(person)
        for url in ("/", CASE):
            said = page(client, url)
            assert "危険と決めた回答" in said and "この世帯は緊急対応中です" in said, (person, url)
            assert "緊急受理会議へ（48時間" not in said, "nobody need press"
        assert "緊急対応中の世帯が 1世帯" in page(client, "/")
    assert "危険と決めた回答" in page(as_person("sv"), CASE)
    assert "危険と決めた回答" not in page(as_person("hantei"), "/month/")


def test_the_same_danger_told_again_moves_nothing_and_another_does(school: Client, at: Any) -> None:
    school.post(f"{SHEET}answer/", filled(q_injuries="はい"))
    due_at = Case.objects.get(number=NUMBER).due_at
    at("2026-10-31 11:10")
    school.post(f"{SHEET}answer/", filled(q_injuries="はい", q_concerns="書き足した", seen=1))
    case = Case.objects.get(number=NUMBER)
    assert case.events.filter(move="alarm").count() == 1
    school.post(f"{SHEET}answer/", filled(q_injuries="はい", q_afraid_of_home="はい", seen=2))
    assert case.events.filter(move="alarm").count() == 2
    assert Case.objects.get(number=NUMBER).due_at == due_at, "the clock runs from the first"


def test_the_same_danger_told_again_after_all_were_found_safe_begins_the_48_hours_anew(school: Client) -> None:
    school.post(f"{SHEET}answer/", filled(q_injuries="はい"))
    case = Case.objects.get(number=NUMBER)
    Case.objects.filter(pk=case.pk).update(state="asked", due_at=None)  # 安全を確かめた
    school.post(f"{SHEET}answer/", filled(q_injuries="いいえ", seen=1))
    assert Case.objects.get(number=NUMBER).state == "asked", "no danger in it"
    assert school.post(f"{SHEET}answer/", filled(q_injuries="はい", seen=2)).status_code == 302
    case = Case.objects.get(number=NUMBER)
    assert case.events.filter(move="alarm").count() == 2 and case.state == "urgent"
    assert (case.due_at - case.since).total_seconds() == 48 * 3600  # type: ignore[operator]


@pytest.mark.parametrize(
    "told", [{"q_afraid_of_home": "いいえ"}, {"q_afraid_of_home": "分からない"}, {"q_wish_to_die": "△"}]
)
def test_what_was_not_declared_a_danger_raises_nothing(school: Client, centre: Client, told: dict[str, str]) -> None:
    school.post(f"{SHEET}answer/", filled(**told))
    assert not Answer.objects.get().dangerous and Case.objects.get(number=NUMBER).state == "asked"
    assert "危険と決めた回答" not in page(centre, "/") + page(centre, CASE)


def test_taking_an_answer_back_does_not_take_the_danger_back_but_a_named_person_may_weigh_it(
    school: Client, centre: Client, as_person: As
) -> None:
    school.post(f"{SHEET}answer/", filled(q_injuries="はい"))
    school.post(f"{SHEET}answer/", filled(q_injuries="いいえ", seen=1))
    assert "危険と決めた回答があります" in page(centre, CASE)
    why = {"why": "担任に電話し、転んだ傷と確かめた"}
    for other in ("kocho", "boshi", "shido", "hantei", "sv"):
        assert as_person(other).post(f"{SHEET}weigh/", why).status_code == 404, other
    assert centre.post(f"{SHEET}weigh/", {"why": ""}).status_code == 400
    assert centre.post(f"{SHEET}weigh/", why).status_code == 302
    assert "危険と決めた回答があります" not in page(centre, CASE)
    again = centre.post(f"{SHEET}weigh/", why)
    assert again.status_code == 409 and "C029" in again.content.decode()


def test_what_is_late_stands_on_the_askers_home_and_on_the_list(school: Client, as_person: As, at: Any) -> None:
    Sheet.objects.all().update(due_on="2026-11-02")
    assert "回答が期限を過ぎた情報収集シート" not in page(as_person("center"), "/")
    at("2026-11-05 09:00")
    assert "3日おくれ" in page(as_person("center"), "/") and "3日おくれ" in page(
        as_person("center"), "/inquiries/?late=1"
    )
    assert "3日おくれ" in page(as_person("kocho"), "/")
    assert "3日おくれ" not in page(as_person("boshi"), "/")
    as_person("kocho").post(f"{SHEET}answer/", filled())
    assert "おくれ" not in page(as_person("center"), "/inquiries/")


def test_planted_sheets_are_what_other_tests_expect(centre: Client, home: Path) -> None:
    plant_sheets(home)
    said = page(centre, f"/inquiries/{NUMBER}/2/")
    assert "祖母" in said and "危険" in said and "村上" in said
