"""就学・進学の引きつぎ: owed before April, given by the worker in charge, read and confirmed where the child goes, and nowhere else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.paper_text import text_of_paper
from support.web_cases import NUMBER, plant_cases
from support.web_overrides import OF_PROTECTED
from support.web_people import OWN, SCHOOL, As, change_serving
from support.web_support import plant_support
from support.web_transitions import ANSWERS
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.reading import newest_versions
from tsunagu_web.support.writing import withdraw, write_contact
from tsunagu_web.transitions.declared import FILE, load_transition
from tsunagu_web.transitions.models import Transition, TransitionReceived

pytestmark = pytest.mark.django_db
CHILD = "C-0002"
"""In the kindergarten, made 年長 by these tests."""
PAGE = f"/cases/{NUMBER}/transition/{CHILD}/"
SHEET = f"/transitions/{NUMBER}/1/"
TOLD: dict[str, Any] = {f"q_{key}": words for key, words in ANSWERS.items()} | {
    "to": "school",
    "school": SCHOOL,
    "ground": "consent",
    "confirmed": "on",
}
SEEN, HEARD, THOUGHT = "園で友だちと砂場で遊べた", "隣の家の人が泣き声を聞いたと言った", "母は疲れている"
HOLDER = "ひなた小 教頭"
SECRETS = (
    HEARD,
    THOUGHT,
    "隣の家の人",
    "延沢",
    "サンプルハイツ",
    "基準以上",
    "児童扶養手当",
    "ひとり親",
    "児童相談",
    "玄関で会えた",
)


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター in March, with a household in support whose younger child is about to enter school."""
    change_serving(home, "UPDATE children SET fiscal_age = 6 WHERE child_code = ?", CHILD)
    plant_support(home)
    Case.objects.filter(number=NUMBER).update(origin=Case.SUPPORTED)
    words = {"with_whom": "園長", "fact": SEEN, "heard": HEARD, "heard_from": "隣の家の人", "opinion": THOUGHT}
    case, by = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    write_contact(case, by, "family_centre", on=date(2026, 10, 31), way="school", words=words, seen=[], place="")
    at("2027-03-01 09:00")
    return as_person("center")


def give(client: Client, **changes: Any) -> int:
    told = {key: one for key, one in (TOLD | changes).items() if one}
    return client.post(PAGE, told).status_code


def confirm(client: Client, sheet: str = SHEET, **told: str) -> int:
    return client.post(f"{sheet}receive/", {"on": "2027-03-01", **told}).status_code


def test_it_is_owed_from_february_by_the_worker_in_charge_and_late_after_the_day(
    centre: Client, as_person: As, at: Any
) -> None:
    at("2027-01-31 09:00")
    assert PAGE not in as_person("center").get("/").content.decode(), "too early"
    at("2027-02-01 09:00")
    page = as_person("center").get("/").content.decode()
    assert PAGE in page and "3月20日まで" in page and "小学校への就学" in page
    assert PAGE in as_person("boshi").get("/").content.decode(), "no team yet: everybody the town names"
    for person in ("sekinin", "shido", "kocho", "sv"):
        assert PAGE not in as_person(person).get("/").content.decode(), person
    case, by = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    CaseMember.objects.create(case=case, person=by, joined_at=case.opened_at, joined_by=by)
    assert PAGE not in as_person("boshi").get("/").content.decode(), "the team has it"
    assert as_person("boshi").get(PAGE).status_code == 404 and as_person("center").get(PAGE).status_code == 200
    reader = User.objects.get(username="sv")
    CaseMember.objects.create(case=case, person=reader, joined_at=case.opened_at, joined_by=by)
    User.objects.filter(pk=by.pk).update(is_active=False)
    assert PAGE in as_person("boshi").get("/").content.decode(), "of the team one left and one only reads"
    User.objects.filter(pk=by.pk).update(is_active=True)
    at("2027-03-21 09:00")
    late = as_person("center").get("/").content.decode()
    assert PAGE in late and "3月20日まで <b" in late
    assert "過ぎています" in as_person("center").get(PAGE).content.decode()


def test_who_was_only_listed_owes_nothing_and_who_started_school_still_does(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    Case.objects.filter(number=NUMBER).update(origin=Case.LIST)
    assert PAGE not in centre.get("/").content.decode(), "nobody has decided about this child"
    assert centre.get(PAGE).status_code == 200, "but somebody may hand over"
    Case.objects.filter(number=NUMBER).update(origin=Case.SUPPORTED)
    change_serving(home, "UPDATE children SET fiscal_age = 7 WHERE child_code = ?", CHILD)
    assert PAGE not in as_person("center").get("/").content.decode(), "the case was opened after that April"
    Case.objects.filter(number=NUMBER).update(opened_at="2026-03-01T09:00:00+09:00")
    assert PAGE in as_person("center").get("/").content.decode(), "not given in time is not forgotten"


def test_the_school_reads_what_was_chosen_and_nothing_else_and_confirms(centre: Client, as_person: As, at: Any) -> None:
    chosen = ContactRecord.objects.get(case__number=NUMBER, way="school").number
    page = centre.get(PAGE).content.decode()
    assert SEEN in page and HEARD not in page, "what would go is what is shown"
    assert give(centre, q_helps="") == 400 and give(centre, confirmed="") == 400 and give(centre, school="") == 400
    assert give(centre, school="どこにもない小学校") == 400 and give(centre, contacts=["99"]) == 400
    assert give(centre, q_asks="個人番号 1234 5678 9018") == 400
    assert not Transition.objects.exists()
    assert give(centre, contacts=[str(chosen)]) == 302
    assert give(centre) == 409, "once"
    head = as_person("kocho")
    assert "引きつぎが届いています" in head.get("/").content.decode()
    for answer in (head.get(SHEET), centre.get(SHEET)):
        told = answer.content.decode()
        assert answer.status_code == 200 and SEEN in told and all(words in told for words in ANSWERS.values())
        assert not any(secret in told for secret in SECRETS)
    assert head.get(f"/children/{CHILD}/").status_code == 404, "the sheet opens nothing else"
    assert confirm(centre) == 404, "who gave it does not say that it came"
    assert confirm(head, on="2027-03-02") == 400, "not yet"
    assert confirm(head) == 302
    assert confirm(head) == 409, "it came once"
    assert "受け取られた" in centre.get(f"/cases/{NUMBER}/").content.decode()
    assert PAGE not in centre.get("/").content.decode() and SHEET not in centre.get("/").content.decode()
    assert SHEET in head.get("/own-cases/").content.decode()
    assert CHILD in AuditRow.objects.latest("pk").children, "a code that is shown is looked at"
    at("2027-05-31 09:00")
    assert as_person("kocho").get(SHEET).status_code == 200
    at("2027-06-01 09:00")
    assert as_person("kocho").get(SHEET).status_code == 404, "60 days after April began"
    assert SHEET not in as_person("kocho").get("/own-cases/").content.decode()


def test_of_all_people_only_the_two_sides_have_it(centre: Client, as_person: As) -> None:
    assert give(centre) == 302
    for person in ("hantei", "sekinin", "shido", "boshi", "fukushi", "ssw", "tannin", "en", "sv", "kansa"):
        client = as_person(person)
        assert client.get(SHEET).status_code == 404, person
        assert confirm(client) == 404, person
        assert SHEET not in client.get("/").content.decode(), person
    head = as_person("kocho")
    RoleAssignment.objects.filter(user__username="kocho").update(schools=["文命中学校"])
    assert head.get(SHEET).status_code == 404 and confirm(head) == 404, "another school"
    assert SHEET not in head.get("/").content.decode()
    assert head.post(f"{SHEET}copies/", {"holder_name": "担任"}).status_code == 404
    board = as_person("shido")
    RoleAssignment.objects.filter(user__username="kocho").update(schools=["文命中学校"])
    assert board.get(SHEET).status_code == 200, "nobody of the school has an account: 学校教育課 stands in"
    assert confirm(board) == 400 and confirm(board, said_by="開成小学校 校長") == 302


PLAN, WISH = "朝ごはんを食べて", "ねこといっしょに寝たい"


def test_the_plan_goes_from_who_reads_it_and_from_nobody_else(centre: Client, home: Path, as_person: As) -> None:
    """指導主事 hand a pupil over and read no サポートプラン, here as little as in the case."""
    change_serving(home, "UPDATE children SET fiscal_age = 12 WHERE child_code = ?", OWN)
    page = f"/cases/{NUMBER}/transition/{OWN}/"
    outside = {"to": "outside", "school": "", "name": "私立みなと中学校 相談室", "plan": "1", "duty": "1"}
    board, told = as_person("shido"), TOLD | outside
    shown = board.get(page)
    assert shown.status_code == 200 and PLAN not in shown.content.decode() and WISH not in shown.content.decode()
    assert board.post(page, told).status_code == 400 and not Transition.objects.exists()
    shown = centre.get(page).content.decode()
    assert PLAN in shown and WISH in shown
    assert centre.post(page, told).status_code == 302 and Transition.objects.get().plan == 1


def test_what_is_to_be_done_about_a_brother_is_not_this_child_s(centre: Client, as_person: As) -> None:
    of_brother, of_all = "健診の日に様子を聞く", "週に一度、朝に声をかける（世帯全体）"
    tasks = {version.what: str(version.task.number) for version in newest_versions()}
    page = centre.get(PAGE).content.decode()
    assert of_all in page and of_brother not in page
    assert give(centre, tasks=[tasks[of_brother]]) == 400
    assert give(centre, tasks=[tasks[of_all.removesuffix("（世帯全体）")]]) == 302
    Transition.objects.update(
        tasks=list(map(int, tasks.values()))
    )  # one that was ticked before a brother's were left out
    told = as_person("kocho").get(SHEET).content.decode()
    assert of_all in told and of_brother not in told


def test_who_gives_a_sheet_to_the_own_section_does_not_say_that_it_came(
    centre: Client, home: Path, as_person: As
) -> None:
    """But where nobody else of 学校教育課 has an account, it does not wait for ever."""
    change_serving(home, "UPDATE children SET fiscal_age = 12 WHERE child_code = ?", OWN)
    board = as_person("shido")
    given = board.post(f"/cases/{NUMBER}/transition/{OWN}/", TOLD | {"to": "board", "school": ""})
    assert given.status_code == 302 and SHEET in board.get("/").content.decode()
    role = RoleAssignment.objects.get(user__username="shido", role="school_board")
    other = User.objects.create_user("shido2", "invented-and-long-1", display_name="二人目", section="学校教育課")
    RoleAssignment.objects.create(
        user=other, role=role.role, purpose=role.purpose, starts_on=role.starts_on, schools=role.schools
    )
    assert confirm(board) == 404
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert "読んで、受け取った" in board.get(SHEET).content.decode()
    User.objects.filter(pk=other.pk).update(is_active=True)
    assert "読んで、受け取った" not in board.get(SHEET).content.decode()
    second = as_person("shido2")
    assert "引きつぎが届いています" in second.get("/").content.decode() and confirm(second) == 302


def test_each_copy_has_a_number_a_holder_and_its_row(centre: Client, as_person: As) -> None:
    assert give(centre, plan="1") == 302
    head = as_person("kocho")
    assert head.get(f"{SHEET}copies/1/").status_code == 404, "none was numbered"
    assert head.post(f"{SHEET}copies/", {}).status_code == 400
    assert head.post(f"{SHEET}copies/", {"holder_name": "1年担任 田中"}).status_code == 302
    before = AuditRow.objects.count()
    text = text_of_paper(head.get(f"{SHEET}copies/1/").content)
    [row] = AuditRow.objects.order_by("pk")[before:]
    told = (row.action, row.result, row.object, row.children)
    assert told == ("transition.paper", "ok", f"transition:{NUMBER}-1:copy:1", [CHILD])
    assert set(row.field_classes) == {"F2", "F3"}
    for words in ("資料番号 1 / 1", "1年担任 田中", ANSWERS["helps"], "守秘義務", "朝ごはんを食べて"):
        assert words in text, words
    assert not any(secret in text for secret in SECRETS) and "父とも話したい" not in text


def test_what_was_withdrawn_since_goes_no_further(centre: Client, as_person: As) -> None:
    chosen = ContactRecord.objects.get(case__number=NUMBER, way="school")
    assert give(centre, contacts=[str(chosen.number)]) == 302
    withdraw(chosen, User.objects.get(username="center"), "family_centre", "別の子のことだった")
    told = as_person("kocho").get(SHEET).content.decode()
    assert SEEN not in told and "取り消されました" in told


def test_of_somebody_protected_no_school_is_named_and_nothing_written_freely_goes(
    centre: Client, home: Path, as_person: As
) -> None:
    page, sheet = f"/cases/{OF_PROTECTED}/transition/C-0008/", f"/transitions/{OF_PROTECTED}/1/"
    shown = centre.get(page).content.decode()
    assert "学校教育課に渡し" in shown and f"<option>{SCHOOL}" not in shown and "q_helps" not in shown
    assert centre.post(page, TOLD).status_code == 400, "a school would tell where the child will be"
    told = {"to": "board", "ground": "law", "confirmed": "on", "q_helps": "秘密の町の園に通う"}
    assert centre.post(page, told).status_code == 302
    board = as_person("shido")
    assert sheet in board.get("/").content.decode()
    assert board.post(f"{sheet}copies/", {"holder_name": "指導主事"}).status_code == 302
    both = board.get(sheet).content.decode() + text_of_paper(board.get(f"{sheet}copies/1/").content)
    assert "口頭で引き継いで" in both
    assert not any(one in both for one in ("秘密の町", SCHOOL, "文命", "開成幼稚園", *SECRETS))
    assert as_person("kocho").get(sheet).status_code == 404
    assert confirm(board, sheet) == 302


def test_who_comes_under_protection_since_is_closed_to_the_school(centre: Client, home: Path, as_person: As) -> None:
    assert give(centre) == 302
    head, name = as_person("kocho"), User.objects.get(username="kocho").display_name
    assert centre.post(f"{SHEET}copies/", {"holder_name": HOLDER}).status_code == 302
    assert head.post(f"{SHEET}copies/", {"holder_name": HOLDER}).status_code == 302 and confirm(head) == 302
    told = centre.get(SHEET).content.decode() + text_of_paper(centre.get(f"{SHEET}copies/1/").content)
    assert told.count(HOLDER) == 3 and told.count(name) == 2, "who numbered and who confirmed"
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", CHILD)
    assert head.get(SHEET).status_code == 404 and SHEET not in head.get("/").content.decode()
    told = centre.get(SHEET).content.decode() + text_of_paper(centre.get(f"{SHEET}copies/1/").content)
    assert SCHOOL not in told and ANSWERS["helps"] not in told and "口頭で引き継いで" in told
    assert not any(one in told for one in (HOLDER, name)) and "佐々木" in told, "the writer's own name tells no place"


def test_who_said_by_telephone_that_it_came_is_not_told_of_somebody_protected_since(
    centre: Client, home: Path, as_person: As
) -> None:
    assert give(centre) == 302
    board = as_person("shido")
    RoleAssignment.objects.filter(user__username="kocho").update(schools=["文命中学校"])
    assert confirm(board, said_by=HOLDER) == 302 and HOLDER in centre.get(SHEET).content.decode()
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", CHILD)
    assert HOLDER not in centre.get(SHEET).content.decode()


def test_a_mistake_is_taken_back_and_none_needed_says_why(centre: Client, as_person: As) -> None:
    assert give(centre) == 302
    head = as_person("kocho")
    assert head.post(f"{SHEET}stop/", {"why": "まちがえました"}).status_code == 404, "not the school's to do"
    assert centre.post(f"{SHEET}stop/", {"why": ""}).status_code == 400
    assert centre.post(f"{SHEET}stop/", {"why": "学校をまちがえた"}).status_code == 302
    for client in (head, centre):
        assert client.get(SHEET).status_code == 404 and confirm(client) == 404
    assert PAGE in centre.get("/").content.decode(), "owed again"
    assert as_person("shido").post(f"{PAGE}none/", {"why": "転出すると聞いた"}).status_code == 404
    assert centre.post(f"{PAGE}none/", {"why": ""}).status_code == 400
    assert centre.post(f"{PAGE}none/", {"why": "転出すると聞いた"}).status_code == 302
    assert PAGE not in centre.get("/").content.decode()
    assert "転出すると聞いた" in centre.get(PAGE).content.decode()
    assert "しないと決めた" in centre.get(f"/cases/{NUMBER}/").content.decode()
    assert give(centre) == 302, "somebody hands over after all"
    assert Transition.objects.latest("pk").number == 2


def test_a_sheet_the_wrong_school_received_is_taken_back_and_another_is_given(centre: Client, as_person: As) -> None:
    """The family moves within the town in March: that school reads on no longer, and the right one gets its own."""
    assert give(centre) == 302
    head = as_person("kocho")
    assert confirm(head) == 302 and give(centre) == 409
    assert head.post(f"{SHEET}stop/", {"why": "うちには来ません"}).status_code == 404, "not the school's to do"
    assert "受け取った人の画面からも消えます" in centre.get(SHEET).content.decode()
    assert centre.post(f"{SHEET}stop/", {"why": "文命に行くことになった"}).status_code == 302
    assert head.get(SHEET).status_code == 404 and SHEET not in head.get("/own-cases/").content.decode()
    assert centre.post(f"{SHEET}stop/", {"why": "もう一度やめます"}).status_code == 404
    assert PAGE in centre.get("/").content.decode(), "owed again"
    assert give(centre) == 302 and confirm(head, f"/transitions/{NUMBER}/2/") == 302
    lines = list(Case.objects.get(number=NUMBER).events.values_list("move", flat=True).order_by("seq"))[-5:]
    assert lines == ["passed_on", "passed_on_ok", "passed_on_back", "passed_on", "passed_on_ok"], "both stand"


def test_who_leaves_school_goes_to_somebody_outside_whose_answer_is_written_down(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    change_serving(home, "UPDATE children SET fiscal_age = 15 WHERE child_code = ?", CHILD)
    assert "中学校の卒業" in centre.get("/").content.decode()
    assert give(centre) == 400, "no school of the town takes this child on"
    assert give(centre, to="outside", school="") == 400, "who?"
    assert give(centre, to="outside", school="", name="県立西湘高等学校 相談室") == 400, (
        "who told them the duty of secrecy?"
    )
    assert give(centre, to="outside", school="", name="県立西湘高等学校 相談室", duty="1") == 302
    assert as_person("kocho").get(SHEET).status_code == 404
    at("2027-03-16 09:00")
    late = as_person("center")
    assert "期限 3月15日 を過ぎています" in late.get("/").content.decode()
    Case.objects.filter(number=NUMBER).update(state="ended", ended_at="2027-03-10T09:00:00+09:00")
    assert confirm(late) == 400, "who said so?"
    assert confirm(late, said_by="相談室 大野") == 302, "the case has ended since, the answer is written all the same"
    assert SHEET not in late.get("/").content.decode()


def test_the_answer_is_owed_of_who_is_in_the_month_no_more(centre: Client, home: Path, as_person: As, at: Any) -> None:
    """Who turned 18 is in the run of March and not in that of April, before anybody said that it came."""
    change_serving(home, "UPDATE children SET fiscal_age = 18 WHERE child_code = ?", CHILD)
    assert give(centre, to="outside", school="", name="若者サポートステーション", duty="1") == 302
    change_serving(home, "DELETE FROM children WHERE child_code = ?", CHILD)
    at("2027-04-10 09:00")
    late = as_person("center")
    assert SHEET in late.get("/").content.decode()
    told = late.get(SHEET).content.decode()
    assert "この月のデータにいません" in told and "若者サポート" not in told and ANSWERS["helps"] not in told
    for person in ("sekinin", "shido", "kocho", "boshi", "sv"):
        client = as_person(person)
        assert client.get(SHEET).status_code == 404 and SHEET not in client.get("/").content.decode(), person
    assert confirm(late, on="2027-04-09", said_by="相談員") == 302
    assert SHEET not in late.get("/").content.decode() and late.get(SHEET).status_code == 200


def test_the_child_s_own_page_tells_it_in_its_place(centre: Client, as_person: As) -> None:
    plain = centre.get(f"/children/{CHILD}/").content.decode()
    assert give(centre) == 302
    told = centre.get(f"/children/{CHILD}/").content.decode()
    assert "就学・進学の引きつぎ" not in plain and "就学・進学の引きつぎ" in told and "小学校への就学" in told
    assert "就学・進学の引きつぎ" not in as_person("boshi").get(f"/children/{CHILD}/").content.decode()


def test_the_child_s_page_does_not_say_which_school_handed_over_somebody_protected(
    centre: Client, home: Path, as_person: As
) -> None:
    assert give(centre) == 302
    User.objects.filter(username="center").update(section=SCHOOL)
    assert f"{SCHOOL}" in centre.get(f"/children/{CHILD}/").content.decode()
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", CHILD)
    told = centre.get(f"/children/{CHILD}/").content.decode()
    assert "小学校への就学" in told and SCHOOL not in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("facts: [学籍, 出欠]", "facts: [学籍, 就学援助]"),
        ("facts: [学籍, 出欠]", "facts: [児童扶養手当]"),
        ("by: [family_centre, maternal_health", "by: [principal, maternal_health"),
        ('due: "03-20"', 'due: "04-20"'),
        ('due: "03-20"', 'due: "02-30"'),
        ("to: [outside]}", "to: [school]}"),
    ],
)
def test_a_declaration_that_would_let_out_too_much_is_refused(tmp_path: Path, old: str, new: str) -> None:
    shipped = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE
    text = shipped.read_text(encoding="utf-8")
    assert load_transition(load_pack("kaisei")).label and old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError):
        load_transition(load_pack("kaisei", tmp_path))


def test_a_received_list_alone_is_no_reason(home: Path, as_person: As, at: Any) -> None:
    change_serving(home, "UPDATE children SET fiscal_age = 6 WHERE child_code = ?", CHILD)
    plant_cases(home)
    at("2027-03-01 09:00")
    assert PAGE not in as_person("center").get("/").content.decode()


def by_way_of_the_board(centre: Client, as_person: As) -> Client:
    """学校教育課, which took the sheet for the school."""
    assert give(centre, to="board", school="") == 302
    board = as_person("shido")
    assert confirm(board) == 302
    return board


def test_what_the_board_took_waits_until_the_school_has_it(centre: Client, home: Path, as_person: As, at: Any) -> None:
    board, waits = by_way_of_the_board(centre, as_person), "学校に渡ったと書かれていません"
    assert waits in board.get("/").content.decode() and waits not in centre.get("/").content.decode()
    assert "渡ったと、まだ書かれていません" in centre.get(SHEET).content.decode()
    told = {"on": "2027-03-01", "said_by": "ひなた小 校長"}
    for person in ("center", "kocho", "boshi"):
        assert as_person(person).post(f"{SHEET}pass/", told).status_code == 404, person
    assert board.post(f"{SHEET}pass/", told | {"said_by": ""}).status_code == 400
    at("2027-03-20 09:00")
    centre, board = as_person("center"), as_person("shido")
    assert waits in centre.get("/").content.decode(), "it takes long: who gave it is told as well"
    assert board.post(f"{SHEET}pass/", told).status_code == 302
    for client in (centre, board):
        assert waits not in client.get("/").content.decode()
        assert "ひなた小 校長" in client.get(SHEET).content.decode()
    assert Case.objects.get(number=NUMBER).events.latest("seq").move == "passed_on_school"
    assert board.post(f"{SHEET}pass/", told).status_code == 404, "written before"
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", CHILD)
    assert "ひなた小" not in board.get(SHEET).content.decode()


def test_today_asks_no_more_for_more_sheets(centre: Client, as_person: As) -> None:
    by_way_of_the_board(centre, as_person)
    asked = [questions(as_person(person)) for person in ("shido", "center", "kocho")]
    row, received = Transition.objects.get(), TransitionReceived.objects.get()
    for number in (2, 3, 4):
        row.pk, row.number = None, number
        row.save()
        if number > 2:
            received.pk, received.transition = None, row
            received.save()
    assert [questions(as_person(person)) for person in ("shido", "center", "kocho")] == asked


def questions(client: Client) -> int:
    """How many questions 今日 asks of the store."""
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def test_of_somebody_protected_no_reason_names_a_place(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", CHILD)
    url, words = f"{PAGE}none/", "文命中学校の校長に口頭で話した"
    answer = centre.post(url, {"why": words})
    assert answer.status_code == 409 and "C195" in answer.content.decode() and words in answer.content.decode()
    assert centre.post(url, {"why": "学校に口頭で話した"}).status_code == 302
