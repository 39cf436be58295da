"""妊婦: told of by any section, carried by 母子保健 and こども家庭センター; the child joins at birth when a person says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.paper_text import text_of_paper
from support.web_conferences import decision_form
from support.web_expecting import (
    BORN,
    MOTHER,
    MOTHER_BORN,
    MOTHER_NUMBER,
    NAME,
    NUMBER,
    OUTSIDE,
    OUTSIDE_BORN,
    SHELTERED,
    TOLD,
    bear,
    plant_pregnancy,
    plant_register,
)
from support.web_people import As, change_serving, meta_of
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.handing_on import decisions_until
from tsunagu_web.conferences.models import Attendee, ChildDecision
from tsunagu_web.expecting.models import BirthAnswer, Notice, Pregnancy, Woman

pytestmark = pytest.mark.django_db
PAGE = "/expecting/"
NAMED_OF_ALL = "、妊婦健診、"
"""Among the kinds of fact a reader is not shown, the same on every child's page."""
NOTICE = {
    "name": NAME,
    "born": BORN,
    "happened_on": "2026-10-20",
    "kind": "気づき",
    "certainty": "伝聞",
    "text": "おなかが大きいが、健診に行っていないと聞いた",
}


@pytest.fixture
def register(home: Path, at: Any) -> Path:
    """The fixture's home with the persons of its month."""
    plant_register(home)
    at("2026-10-31 09:00")
    return home


@pytest.fixture
def nurse(register: Path, as_person: As) -> Client:
    """母子保健."""
    return as_person("boshi")


@pytest.fixture
def carried(register: Path, as_person: As) -> Pregnancy:
    """Begun by こども家庭センター, with a household that has no child."""
    return plant_pregnancy(register)


def begin(client: Client, **changes: Any) -> int:
    told = {"name": NAME, "born": BORN} | TOLD | changes
    return client.post(f"{PAGE}begin/", {key: value for key, value in told.items() if value is not None}).status_code


def answer(client: Client, home: Path, case: Case, child: str, said: str, **changes: Any) -> int:
    told = {"run": meta_of(home, "run")["run_id"], "which": 0, "child": child, "answer": said} | changes
    return client.post(f"/cases/{case.number}/expecting/birth/", told).status_code


def test_any_section_tells_and_reads_nothing_and_the_nurse_begins(register: Path, as_person: As, nurse: Client) -> None:
    school = as_person("kocho")
    assert as_person("kansa").post(PAGE, NOTICE).status_code == 404
    assert school.post(PAGE, NOTICE | {"text": "個人番号 1234 5678 9018"}).status_code == 400
    assert school.post(PAGE, NOTICE).status_code == 302
    page = school.get(PAGE).content.decode()
    assert "まだ読まれていません" in page and "K-" not in page and "受け持っている妊婦" not in page
    assert begin(school) == 404
    notice = Notice.objects.get()
    assert notice.woman.person_id == NUMBER
    assert NAME in nurse.get(PAGE).content.decode()
    assert begin(nurse, notice=notice.pk, due_on=None) == 400, "no day and no reason"
    assert begin(nurse, notice=notice.pk, no_due_why="not_seen") == 400, "a day and a reason"
    assert begin(nurse, notice=notice.pk, name=MOTHER, born=MOTHER_BORN) == 409, "another woman than the notice says"
    assert begin(nurse, notice=notice.pk) == 302
    case = Case.objects.get(origin="pregnancy")
    assert (case.household_code, case.children, case.state) == ("M-0001", [], "received")
    told = Pregnancy.objects.get().versions.get()
    assert told.grounds["alone"] == "yes" and told.grounds["money"] == "unknown", "missing is not no"
    assert begin(nurse) == 409, "carried already"
    assert nurse.post(f"{PAGE}aside/", {"which": notice.pk, "words": "間違いだった"}).status_code == 409
    page = nurse.get(f"/cases/{case.number}/expecting/").content.decode()
    assert NAME in page and "2026年12月20日" in page and "頼れる人がいない：該当" in page and "延沢" not in page
    assert "受け持っています" in school.get(PAGE).content.decode()
    assert AuditRow.objects.get(action="expecting.begin", result="ok").object == "woman:M-0001"
    assert "M-0001" in AuditRow.objects.filter(action="pregnancy.look").latest("seq").children


def test_who_tells_does_not_learn_who_lives_here(register: Path, as_person: As, nurse: Client) -> None:
    named = {
        "here": {},
        "nobody": {"name": OUTSIDE, "born": OUTSIDE_BORN},
        "one sheltered": {"name": "三浦 静", "born": "2001-01-01"},
        "two": {"name": "鈴木 恵", "born": "1990-01-01"},
    }
    for who, name in named.items():
        for outside in ({}, {"outside": "on"}):
            answered = {
                (response.status_code, response.headers["Location"])
                for person in ("kocho", "tannin", "ssw", "fukushi")
                for response in [as_person(person).post(PAGE, NOTICE | name | outside)]
            }
            assert answered == {(302, "/expecting/?done=told")}, (who, outside)
        assert nurse.post(PAGE, NOTICE | name).status_code == (302 if who in ("here", "one sheltered") else 409)
        missed = AuditRow.objects.filter(action="expecting.tell", result="refused").count()
        assert missed == {"here": 0, "nobody": 1, "one sheltered": 1, "two": 2}[who], "a search that missed is counted"
    assert Woman.objects.filter(person_id__isnull=True).count() == 2, "as told, to be found out"


def test_the_nurse_finds_out_who_is_meant(register: Path, as_person: As, nurse: Client) -> None:
    assert as_person("kocho").post(PAGE, NOTICE | {"name": "青木 遙"}).status_code == 302
    assert as_person("kocho").post(PAGE, NOTICE | {"name": OUTSIDE, "born": OUTSIDE_BORN}).status_code == 302
    miswritten, outside = Notice.objects.order_by("id")
    page = nurse.get(PAGE).content.decode()
    assert "だれのことかを確かめてください" in page and f'id="id_{miswritten.pk}-name"' in page
    assert begin(nurse, notice=miswritten.pk, name="青木 遙") == 409, "the register has nobody written so"
    assert begin(nurse, notice=miswritten.pk) == 302, "written right"
    assert Pregnancy.objects.get().woman.person_id == NUMBER
    assert begin(nurse, notice=outside.pk, name=OUTSIDE, born=OUTSIDE_BORN, outside="on") == 302
    assert outside.woman == Pregnancy.objects.order_by("id")[1].woman


def test_what_a_section_told_is_recorded_and_a_teacher_reads_the_own(register: Path, as_person: As) -> None:
    assert as_person("kocho").post(PAGE, NOTICE | {"text": "校長が聞いたこと"}).status_code == 302
    assert as_person("tannin").post(PAGE, NOTICE | {"text": "担任が聞いたこと"}).status_code == 302
    for person, reads in (("kocho", (True, True)), ("tannin", (False, True)), ("en", (False, False))):
        page = as_person(person).get(PAGE).content.decode()
        assert ("校長が聞いたこと" in page, "担任が聞いたこと" in page) == reads, person
        row = AuditRow.objects.filter(action="expecting.tell", result="ok").latest("seq")
        assert ("M-0001" in row.children) == any(reads), person


def test_who_may_not_read_the_case_reads_no_pregnancy(carried: Pregnancy, as_person: As) -> None:
    path = f"/cases/{carried.case.number}/expecting/"
    expected = {"center": 200, "boshi": 200, "sekinin": 200, "fukushi": 200, "sv": 200, "kennin": 200}
    for person in ("center", "boshi", "sekinin", "fukushi", "sv", "kennin", "hantei", "shido", "ssw", "kansa", "kanri"):
        response = as_person(person).get(path)
        assert response.status_code == expected.get(person, 404), person
        told = "妊娠届のときの面談" in response.content.decode()
        assert told == (person in ("center", "boshi", "sekinin", "sv", "kennin")), person
    assert as_person("sekinin").post(f"{path}change/", TOLD).status_code == 404
    assert as_person("fukushi").post(f"{path}birth/", {}).status_code == 404


def test_the_day_and_the_child_are_for_who_answers(carried: Pregnancy, register: Path, as_person: As) -> None:
    bear(register, "C-0030")
    # Who reads 健康 reads the day; who answers reads of the child.
    expected = {"boshi": (1, 1), "center": (1, 1), "sv": (1, 0), "fukushi": (0, 0), "sekinin": (1, 0)}
    for person, (day, child) in expected.items():
        client = as_person(person)
        page = client.get(f"/cases/{carried.case.number}/expecting/").content.decode()
        assert ("2026年12月20日" in page, "C-0030" in page) == (bool(day), bool(child)), person
        assert child or "この人の子かもしれないこどもがいます" in page, person
        row = AuditRow.objects.filter(action="pregnancy.look").latest("seq")
        assert ("C-0030" in row.children) == bool(child), person
    listed = as_person("fukushi").get(PAGE).content.decode()
    assert "受け持っている妊婦" in listed and "2026年12月20日" not in listed


def test_the_town_declares_who_begins(nurse: Client, register: Path) -> None:
    shipped = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / "expecting.yaml"
    own = register / "pack"
    own.mkdir(exist_ok=True)
    text = shipped.read_text(encoding="utf-8").replace("[maternal_health, family_centre]", "[family_centre]")
    (own / "expecting.yaml").write_text(text, encoding="utf-8")
    assert begin(nurse) == 404
    page = nurse.get(PAGE)
    assert not page.context["begins"] and "ケースを始めるのは、こども家庭センターです" in page.content.decode()


def test_nobody_of_the_register_is_written_down_by_hand(nurse: Client) -> None:
    assert begin(nurse, outside="on") == 409, "the register has her"
    assert begin(nurse, name=OUTSIDE, born=OUTSIDE_BORN) == 409, "nobody of this name"
    assert begin(nurse, name="鈴木 恵", born="1990-01-01") == 409, "two of this name and birth date"
    assert begin(nurse, name=OUTSIDE, born=OUTSIDE_BORN, outside="on", kana="ハヤシ") == 302
    assert begin(nurse, name="林カタリナ", born=OUTSIDE_BORN, outside="on") == 409, "the same woman"
    woman = Woman.objects.get()
    assert woman.person_id is None and woman.name == OUTSIDE


def test_in_a_household_with_an_open_case_she_is_carried_there(nurse: Client, register: Path, as_person: As) -> None:
    from support.web_cases import plant_cases

    plant_cases(register)
    there = Case.objects.get(household_code="K-0001")
    assert begin(nurse, name=MOTHER, born=MOTHER_BORN) == 302
    assert Pregnancy.objects.get().case == there and Woman.objects.get().person_id == MOTHER_NUMBER
    assert "妊娠の経過" in as_person("center").get(f"/cases/{there.number}/").content.decode()


def test_the_school_board_is_not_told_that_somebody_expects(nurse: Client, register: Path, as_person: As) -> None:
    from support.web_cases import plant_cases

    plant_cases(register)
    assert begin(nurse, name=MOTHER, born=MOTHER_BORN) == 302
    case = Case.objects.get(household_code="K-0001")
    Case.objects.filter(pk=case.pk).update(origin=Case.PREGNANCY)
    for person, told in (("shido", False), ("boshi", True), ("fukushi", True)):
        page = as_person(person).get(f"/cases/{case.number}/").content.decode()
        page = page[page.index("<main") :]
        assert ("妊婦を、このケースで受け持った" in page, "<dd>妊婦（" in page) == (told, told), person
        assert told or not any(word in page for word in ("妊", "生まれ", "M-0001")), person
        assert "受理" in page, "the other lines stand"


def test_a_meeting_s_sheet_and_its_copies_tell_of_a_pregnancy_only_whom_her_page_is_open_to(
    nurse: Client, register: Path, as_person: As, at: Any
) -> None:
    """A household with children whose mother expects one: 学校教育課 and somebody from outside read of the children alone."""
    from support.web_cases import plant_cases
    from support.web_conferences import plant_meeting

    plant_cases(register)
    assert begin(nurse, name=MOTHER, born=MOTHER_BORN) == 302
    case = Case.objects.get(household_code="K-0001")
    plant_meeting()
    at("2026-11-12 09:00")
    page = f"/conferences/2026-01/{case.number}/"
    for person, told in (("center", True), ("boshi", True), ("shido", False)):
        text = as_person(person).get(page).content.decode()
        text = text[text.index("<main") :].replace(NAMED_OF_ALL, "")
        assert "C-0001" in text and ("M-0001" in text) is told, person
        assert told or not any(word in text for word in ("妊", "生まれ")), person
    centre = as_person("center")
    children = {one.told_name: "".join(text_of_paper(centre.get(f"/conferences/2026-01/copies/{copy.number}/").content).split())
                for one in Attendee.objects.all() for copy in one.copies.all()}  # fmt: skip
    assert "妊婦です" in children["佐々木"]
    for reader in ("井上", "青木"):
        assert "ひなた" in children[reader], reader
        assert not any(word in children[reader].replace(NAMED_OF_ALL, "") for word in ("妊", "M-0001")), reader
    assert "表示しないこどもが1人" in children["井上"], "the brother who is no pupil; she is no child"


def test_danger_told_with_a_misspelt_name_is_kept_and_said_to_who_can_find_out(
    register: Path, as_person: As, nurse: Client
) -> None:
    """A slip of the pen must not lose a danger, nor tell the teller who lives here, nor hide in a second case."""
    wrong = NOTICE | {"kind": "緊急", "name": "青木 はるか"}
    told = as_person("fukushi").post(PAGE, wrong, follow=True).content.decode()
    right = as_person("fukushi").post(
        PAGE, NOTICE | {"kind": "緊急", "name": OUTSIDE, "born": OUTSIDE_BORN}, follow=True
    )
    words = "書きまちがいがあると、だれのことか分かりません"
    assert words in told and words in right.content.decode(), "the same to whoever tells, whatever the register holds"
    case = Woman.objects.get(code="M-0001").pregnancies.get().case
    assert (case.state, case.household_code) == ("urgent", "M-0001")
    for url in (f"/cases/{case.number}/expecting/", f"/cases/{case.number}/"):
        assert "だれのことかを確かめてください" in nurse.get(url).content.decode(), url
    text = nurse.get(f"/cases/{case.number}/expecting/").content.decode()
    assert "青木 はるか" in text and NAME not in text, "no name of the register beside the one that was told"
    again = as_person("center").post(PAGE, wrong)
    page = again.content.decode()
    assert again.status_code == 409 and "C133" in page and NAME not in page
    assert "まだ書かれていません" in page and "先に電話してください" in page
    assert 'value="青木 はるか"' in page and NOTICE["text"] in page, "nothing has to be typed again"
    assert Notice.objects.count() == 2


def test_danger_opens_a_case_at_once(register: Path, as_person: As) -> None:
    assert as_person("fukushi").post(PAGE, NOTICE | {"kind": "緊急"}).status_code == 302
    case = Case.objects.get()
    assert case.state == "urgent" and Pregnancy.objects.get().case == case
    assert "緊急対応中の世帯が 1世帯" in as_person("center").get("/").content.decode()


def test_a_child_born_to_her_is_proposed_and_joins_when_said(carried: Pregnancy, register: Path, as_person: As) -> None:
    centre, case = as_person("center"), carried.case
    bear(register, "C-0031", born="2024-01-01")
    assert "加えますか" not in centre.get(f"/cases/{case.number}/expecting/").content.decode(), "an elder child"
    bear(register, "C-0030")
    page = centre.get(f"/cases/{case.number}/expecting/").content.decode()
    assert "生まれた子を、このケースに加えますか" in page and "C-0030" in page and "C-0031" not in page
    assert "生まれた子がいます" in centre.get("/").content.decode()
    assert Case.objects.get(pk=case.pk).children == [], "a proposal changes nothing"
    assert answer(as_person("fukushi"), register, case, "C-0030", "joined") == 404
    assert answer(centre, register, case, "C-0030", "joined", run="another") == 409
    assert answer(centre, register, case, "C-0031", "joined") == 409
    lines = case.events.count()
    assert answer(centre, register, case, "C-0030", "joined") == 302
    case.refresh_from_db()
    assert (case.children, case.household_code, case.events.count()) == (["C-0030"], "K-0030", lines + 1)
    assert answer(centre, register, case, "C-0030", "joined") == 409, "once"
    assert centre.get("/children/C-0030/").status_code == 200
    assert "生まれた子がいます" not in centre.get("/").content.decode()
    page = centre.get(f"/cases/{case.number}/").content.decode()
    assert "妊婦を、このケースで受け持った" in page and "生まれた子を、ケースに加えた" in page
    given = BirthAnswer.objects.get()
    assert answer(centre, register, case, "C-0030", "back", which=given.pk) == 400, "why"
    assert answer(centre, register, case, "C-0030", "back", which=given.pk, words="別の人の子だった") == 302
    case.refresh_from_db()
    assert (case.children, case.household_code) == ([], "M-0001")
    assert centre.get("/children/C-0030/").status_code == 404
    assert answer(centre, register, case, "C-0030", "back", which=given.pk, words="もう一度取り消す") == 409
    assert "加えますか" in centre.get(f"/cases/{case.number}/expecting/").content.decode()


def test_twins_are_two_proposals_and_each_may_be_refused(carried: Pregnancy, register: Path, as_person: As) -> None:
    centre, case = as_person("center"), carried.case
    for code in ("C-0030", "C-0031"):
        bear(register, code)
    assert len(centre.get(f"/cases/{case.number}/expecting/").context["waiting"]) == 2
    assert answer(centre, register, case, "C-0030", "refused") == 400, "why not"
    assert answer(centre, register, case, "C-0030", "refused", words="妹の子である") == 302
    assert answer(centre, register, case, "C-0031", "joined") == 302
    case.refresh_from_db()
    assert case.children == ["C-0031"]
    refused = BirthAnswer.objects.get(answer="refused")
    assert answer(centre, register, case, "C-0030", "back", which=refused.pk, words="やはりこの人の子") == 302
    assert answer(centre, register, case, "C-0030", "joined") == 302
    first = BirthAnswer.objects.get(child_code="C-0031")
    assert answer(centre, register, case, "C-0031", "back", which=first.pk, words="別の家の子だった") == 302
    case.refresh_from_db()
    assert (case.children, case.household_code) == (["C-0030"], "K-0030"), "the other one stays"


def test_a_household_that_has_a_case_keeps_it(carried: Pregnancy, register: Path, as_person: As) -> None:
    from support.web_cases import plant_cases

    plant_cases(register)
    centre, case = as_person("center"), carried.case
    there = Case.objects.get(household_code="K-0001")
    bear(register, "C-0030", household="K-0001")
    assert there.number in centre.get(f"/cases/{case.number}/expecting/").content.decode()
    assert answer(centre, register, case, "C-0030", "joined") == 302
    case.refresh_from_db(), there.refresh_from_db()
    assert case.household_code == "M-0001" and "C-0030" in there.children
    assert [event.told.get("from") for event in there.events.all()][-1] == case.number
    assert "生まれる前から" in centre.get(f"/cases/{there.number}/").content.decode()
    given = BirthAnswer.objects.get()
    assert answer(centre, register, case, "C-0030", "back", which=given.pk, words="別の人の子だった") == 302
    there.refresh_from_db()
    assert "C-0030" not in there.children


def test_a_child_of_another_household_gets_the_case_of_that(register: Path, as_person: As, nurse: Client) -> None:
    """Entered with its father: the mother's household is not where the child is."""
    from support.web_cases import plant_cases

    plant_cases(register)
    assert begin(nurse, name=MOTHER, born=MOTHER_BORN) == 302
    case, centre = Case.objects.get(household_code="K-0001"), as_person("center")
    bear(register, "C-0030", MOTHER_NUMBER, household="K-0030")
    page = centre.get(f"/cases/{case.number}/expecting/").content.decode()
    assert "別の世帯（K-0030）に登録されています" in page
    before = list(case.children)
    assert answer(centre, register, case, "C-0030", "joined") == 302
    opened = Case.objects.get(household_code="K-0030")
    case.refresh_from_db()
    assert opened.children == ["C-0030"] and case.children == before and case.household_code == "K-0001"
    assert centre.get("/children/C-0030/").status_code == 200, "in hand"
    assert "C-0030" in centre.get(f"/cases/{opened.number}/").content.decode()
    assert "生まれる前から" in centre.get(f"/cases/{opened.number}/").content.decode()
    assert [event.told.get("from") for event in opened.events.all()][-1] == case.number
    assert [event.told.get("case") for event in case.events.all()][-1] == opened.number
    bear(register, "C-0031", MOTHER_NUMBER, household="K-0030")
    assert answer(centre, register, case, "C-0031", "joined") == 302, "the twin goes to the same case"
    opened.refresh_from_db()
    assert opened.children == ["C-0030", "C-0031"]
    given = BirthAnswer.objects.get(child_code="C-0031")
    assert answer(centre, register, case, "C-0031", "back", which=given.pk, words="別の人の子だった") == 302
    opened.refresh_from_db()
    assert opened.children == ["C-0030"]


def test_what_a_joining_opened_ends_with_its_taking_back(register: Path, as_person: As, nurse: Client) -> None:
    from support.web_cases import plant_cases

    plant_cases(register)
    assert begin(nurse, name=MOTHER, born=MOTHER_BORN) == 302
    case, centre = Case.objects.get(household_code="K-0001"), as_person("center")
    for code in ("C-0030", "C-0031"):
        bear(register, code, MOTHER_NUMBER, household="K-0030")
        assert answer(centre, register, case, code, "joined") == 302
    opened = Case.objects.get(household_code="K-0030")

    def take_back(code: str) -> None:
        given = BirthAnswer.objects.filter(child_code=code, answer="joined").latest("pk")
        assert answer(centre, register, case, code, "back", which=given.pk, words="別の人の子だった") == 302
        opened.refresh_from_db()

    take_back("C-0030")
    assert opened.children == ["C-0031"] and opened.ended_at is None, "the twin is still in it"
    take_back("C-0031")
    assert opened.state == "ended" and opened.ended_at is not None and opened.due_at is None
    assert centre.get("/children/C-0031/").status_code == 404, "not in hand any more"
    assert "取り消した" in centre.get(f"/cases/{opened.number}/").content.decode(), "and it says why"
    page = f"/cases/{case.number}/expecting/"
    assert "開いたままです" not in centre.get(page).content.decode()
    assert answer(centre, register, case, "C-0030", "joined") == 302, "the proposal stands as before"
    opened = Case.objects.filter(household_code="K-0030").latest("pk")
    told = {"on": "2026-10-30", "way": "visit", "with_whom": "母", "fact": "新しい家で会った"}
    assert centre.post(f"/cases/{opened.number}/support/contacts/add/", told).status_code == 302
    take_back("C-0030")
    assert opened.ended_at is None and opened.children == [], "somebody wrote in it: a person decides"
    assert f"{opened.number}</a> は開いたままです" in centre.get(page).content.decode()


def test_a_child_that_was_in_the_other_case_before_stays_there(
    carried: Pregnancy, register: Path, as_person: As
) -> None:
    from support.web_cases import plant_cases

    plant_cases(register)
    centre, case = as_person("center"), carried.case
    bear(register, "C-0030", household="K-0001")
    there = Case.objects.get(household_code="K-0001")
    Case.objects.filter(pk=there.pk).update(children=[*there.children, "C-0030"])
    assert answer(centre, register, case, "C-0030", "joined") == 302
    given = BirthAnswer.objects.get()
    assert answer(centre, register, case, "C-0030", "back", which=given.pk, words="別の人の子だった") == 302
    there.refresh_from_db()
    assert "C-0030" in there.children and there.ended_at is None


def test_somebody_outside_the_register_is_known_by_the_childs_mother(nurse: Client, register: Path) -> None:
    assert begin(nurse, name=OUTSIDE, born=OUTSIDE_BORN, outside="on") == 302
    case = Case.objects.get()
    bear(register, "C-0030", mother=1)
    path = f"/cases/{case.number}/expecting/"
    assert nurse.get(path).context["waiting"] == []
    body = (
        '{"name":"林 海","birth_date":"2026-10-25","members":'
        f'[{{"relation":"母","name":"林　カタリナ","birth_date":"{OUTSIDE_BORN}"}}]}}'
    )
    change_serving(register, "INSERT INTO records VALUES ('C-0030', 'F2', ?)", body)
    assert len(nurse.get(path).context["waiting"]) == 1


def test_no_births_record_is_read_for_who_answers_nothing(
    nurse: Client, register: Path, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tsunagu_web.expecting import births

    read: list[str] = []
    real = births._mothers
    monkeypatch.setattr(births, "_mothers", lambda run, code: (read.append(code), real(run, code))[1])
    assert begin(nurse, name=OUTSIDE, born=OUTSIDE_BORN, outside="on") == 302
    assert begin(nurse, name="別 カオリ", born="1998-01-01", outside="on") == 302
    bear(register, "C-0030", mother=1)
    bear(register, "C-0031", mother=1, born="2026-01-01")
    assert as_person("fukushi").get("/").status_code == 200 and read == []
    assert nurse.get("/").status_code == 200 and read == ["C-0030"], "once, and none born before"


def test_a_child_born_before_somebody_wrote_is_proposed(nurse: Client, register: Path, as_person: As) -> None:
    assert as_person("kocho").post(PAGE, NOTICE | {"happened_on": "2026-09-01"}).status_code == 302
    assert begin(nurse, notice=Notice.objects.get().pk, due_on=None, no_due_why="not_asked") == 302
    bear(register, "C-0030", born="2026-09-15")
    bear(register, "C-0031", born="2026-01-01")
    waiting = nurse.get(f"/cases/{Case.objects.get().number}/expecting/").context["waiting"]
    assert [one.child.child_code for one, _ in waiting] == ["C-0030"]


def test_a_loss_is_closed_gently_and_a_mistake_opened_again(carried: Pregnancy, register: Path, as_person: As) -> None:
    nurse, case = as_person("boshi"), carried.case
    path = f"/cases/{case.number}/expecting/end/"
    told = {"which": carried.pk, "kind": "loss", "words": "本人から電話で聞いた", "seen": case.events.count()}
    assert (
        "ご家族への連絡は、母子保健の担当と相談してください"
        in nurse.get(f"/cases/{case.number}/expecting/").content.decode()
    )
    assert nurse.post(path, told | {"words": ""}).status_code == 400
    assert as_person("sv").post(path, told).status_code == 404
    assert nurse.post(path, told).status_code == 302
    bear(register, "C-0030")
    assert "加えますか" not in nurse.get(f"/cases/{case.number}/expecting/").content.decode(), (
        "nothing is proposed any more"
    )
    assert Case.objects.get(pk=case.pk).ended_at is None
    assert nurse.post(path, told).status_code == 409, "closed already"
    assert nurse.post(path, told | {"kind": "again", "words": "別の人のことだった"}).status_code == 302
    assert nurse.post(path, told | {"case_too": "on", "kind": "moved", "seen": 0}).status_code == 409, (
        "somebody wrote since"
    )
    assert nurse.post(path, told | {"case_too": "on", "kind": "moved", "seen": case.events.count()}).status_code == 302
    case.refresh_from_db()
    assert case.state == "ended" and [one.move for one in case.events.all()][-1] == "close_pregnancy"


def test_nobody_ends_the_case_of_a_woman_in_danger_or_of_a_child_with_the_pregnancy(
    carried: Pregnancy, register: Path, as_person: As
) -> None:
    nurse, case = as_person("boshi"), carried.case
    page = f"/cases/{case.number}/expecting/"

    def end() -> int:
        told = {"which": carried.pk, "kind": "moved", "words": "転出したと聞いた", "case_too": "on"}
        return nurse.post(f"{page}end/", told | {"seen": case.events.count()}).status_code

    assert 'name="case_too"' in nurse.get(page).content.decode()
    for changed in ({"state": "urgent"}, {"state": "received", "children": ["C-0030"]}):
        Case.objects.filter(pk=case.pk).update(**changed)
        assert 'name="case_too"' not in nurse.get(page).content.decode()
        assert end() == 409, changed
        assert Case.objects.get(pk=case.pk).ended_at is None and not carried.endings.exists(), "nothing half done"
    Case.objects.filter(pk=case.pk).update(children=[])
    assert end() == 302
    assert Case.objects.get(pk=case.pk).state == "ended"


def test_two_people_write_at_once_and_the_second_is_told(carried: Pregnancy, as_person: As) -> None:
    path = f"/cases/{carried.case.number}/expecting/change/"
    assert as_person("center").post(path, TOLD | {"seen": 1, "due_on": "2026-12-24"}).status_code == 302
    assert as_person("boshi").post(path, TOLD | {"seen": 1}).status_code == 409
    assert carried.versions.count() == 2
    assert (
        "前に書いたこと（1件）" in as_person("boshi").get(f"/cases/{carried.case.number}/expecting/").content.decode()
    )


def test_a_meeting_decides_about_her_and_she_is_registered(carried: Pregnancy, as_person: As, at: Any) -> None:
    centre, case = as_person("center"), carried.case

    def move(key: str, **more: Any) -> int:
        told = {"move": key, "seen": case.events.count(), "words": "会議で話し合う"} | more
        return centre.post(f"/cases/{case.number}/move/", told).status_code

    assert move("bring") == 302
    assert centre.post("/conferences/call/", {"kind": "conference", "held_on": "2026-10-31"}).status_code == 302
    path = f"/conferences/2026-01/{case.number}/"
    page = centre.get(path).content.decode()
    assert NAME in page and "妊婦です。判定はありません" in page and "対象外" not in page
    form = decision_form(page, {"M-0001": "要支援"}, decider=User.objects.get(username="center").pk)
    assert centre.post(f"{path}decide/", form).status_code == 302
    case.refresh_from_db()
    assert case.state == "supporting" and ChildDecision.objects.get().child_code == "M-0001"
    assert list(decisions_until(ChildDecision.objects.get().decided_on)) == [], "the month judges children"
    registration = {"registered_on": "2026-10-31", "registered_as": "特定妊婦", "ledger_row": 12}
    assert move("register", **registration) == 302
    assert "特定妊婦として登録" in centre.get(f"/cases/{case.number}/").content.decode()
    assert centre.get(f"/cases/{case.number}/support/").status_code == 200
    assert centre.get(path).status_code == 200


def test_a_sheltered_woman_is_told_without_a_place(nurse: Client, register: Path) -> None:
    change_serving(register, "INSERT INTO sheltered VALUES (?)", SHELTERED)
    assert begin(nurse, name="三浦 静", born="2001-01-01") == 302
    page = nurse.get(f"/cases/{Case.objects.get().number}/expecting/").content.decode()
    assert "支援措置" in page and "延沢" not in page and "サンプルハイツ" not in page
    told = {"words": "延沢773番地の家で聞いた", "due_on": "2026-12-20"}
    answer = nurse.post(f"/cases/{Case.objects.get().number}/expecting/change/", told | {"seen": 1})
    said = answer.content.decode()
    assert answer.status_code == 409 and "C195" in said and told["words"] in said
    assert Pregnancy.objects.get().versions.count() == 1


def test_no_case_is_begun_in_words_that_tell_where_a_sheltered_woman_is(nurse: Client, register: Path) -> None:
    change_serving(register, "INSERT INTO sheltered VALUES (?)", SHELTERED)
    assert begin(nurse, name="三浦 静", born="2001-01-01", words="延沢773番地の家で聞いた") == 409
    assert not Case.objects.exists() and not Woman.objects.exists(), "nothing stays half done"
    assert begin(nurse, name=NAME, born=BORN, words="延沢773番地の家で聞いた") == 302, "of who is not, all is written"


def test_a_notice_is_read_without_a_place_by_whoever_begins_no_case(
    nurse: Client, register: Path, as_person: As
) -> None:
    """Whether a woman is protected they can tell neither by an answer nor by a gap."""
    change_serving(register, "INSERT INTO sheltered VALUES (?)", SHELTERED)
    teller = as_person("kocho")
    for name, born in ((NAME, BORN), ("三浦 静", "2001-01-01")):
        told = NOTICE | {"name": name, "born": born, "text": "延沢773番地で見かけた"}
        assert teller.post(PAGE, told).status_code == 302
    assert "773番地" not in teller.get(PAGE).content.decode()
    assert nurse.get(PAGE).content.decode().count("773番地") == 1, "of the sheltered one there is a gap"


def test_a_notice_by_whoever_begins_cases_is_asked_back_a_place_of_a_sheltered_woman(
    nurse: Client, register: Path
) -> None:
    change_serving(register, "INSERT INTO sheltered VALUES (?)", SHELTERED)
    told = NOTICE | {"text": "延沢773番地で見かけた"}
    answer = nurse.post(PAGE, told | {"name": "三浦 静", "born": "2001-01-01"})
    assert answer.status_code == 409 and "C195" in answer.content.decode() and told["text"] in answer.content.decode()
    assert not Notice.objects.exists() and not Woman.objects.exists(), "nothing stays half done"
    assert nurse.post(PAGE, told).status_code == 302, "of who is not, all is written"
    danger = told | {"name": "三浦 静", "born": "2001-01-01", "kind": "緊急"}
    assert nurse.post(PAGE, danger).status_code == 302, "danger is told in whatever words"
