"""見守り情報: any named section writes, nobody reads a child by that, and danger leaves the monthly cycle at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_people import NOT_LISTED, OWN, As, change_serving
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.notes.models import Note
from tsunagu_web.reading.protection import Feed
from tsunagu_web.row_alarms.finding import look_at_loads
from tsunagu_web.row_alarms.models import RowAlarm

TEXT = "下校のとき、家に帰りたくないと話した"


def told(**changes: Any) -> dict[str, Any]:
    """A whole form about a child nobody has in hand."""
    return {
        "code": NOT_LISTED,
        "happened_on": "2026-11-06",
        "informant": "学校",
        "kind": "気づき",
        "certainty": "事実",
        "who_may_see": "こども課",
        "ground": "面談",
        "text": TEXT,
    } | changes


@pytest.fixture
def teacher(as_person: As, at: Any) -> Client:
    """担任, on a working day: a role that opens no child's page at all."""
    at("2026-11-09 09:00")
    return as_person("tannin")


def test_anybody_named_writes_and_reads_nothing_of_the_child(teacher: Client) -> None:
    assert teacher.post("/notes/", told())["Location"] == "/notes/?done=note"
    kept = Note.objects.get()
    assert (kept.child_code, kept.kind, kept.role, kept.text) == (NOT_LISTED, "気づき", "class_teacher", TEXT)
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.object, row.result) == ("note.add", f"child:{NOT_LISTED}", "ok")
    page = teacher.get("/notes/").content.decode()
    assert TEXT in page and NOT_LISTED not in page and "渡邉" not in page
    assert teacher.get(f"/children/{NOT_LISTED}/").status_code == 404
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("scope", "person", "reads"),
    [
        ("こども課", "center", True),
        ("入力した課", "center", False),
        ("会議参加者", "sekinin", True),
        ("こども課", "fukushi", False),
        ("会議参加者", "en", False),
    ],
)
def test_who_may_see_is_who_sees(teacher: Client, as_person: As, scope: str, person: str, reads: bool) -> None:
    teacher.post("/notes/", told(who_may_see=scope))
    assert (TEXT in as_person(person).get("/notes/").content.decode()) is reads


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"code": "C-9999"}, 409),
        ({"code": ""}, 400),
        ({"kind": "うわさ"}, 400),
        ({"certainty": ""}, 400),
        ({"happened_on": "2026-11-10"}, 400),
        ({"text": "番号は123456789018と聞いた"}, 400),
    ],
)
def test_what_is_not_told_changes_nothing(teacher: Client, changes: dict[str, Any], status: int) -> None:
    assert teacher.post("/notes/", told(**changes)).status_code == status
    assert not Note.objects.exists()
    assert AuditRow.objects.latest("seq").result == "error", "a search that finds nobody is recorded too"


def test_danger_opens_a_case_at_once_whoever_writes_it(teacher: Client, as_person: As) -> None:
    assert teacher.post("/notes/", told(kind="緊急"))["Location"] == "/notes/?done=alarm"
    case = Case.objects.get()
    assert (case.origin, case.state, case.children) == ("urgent", "urgent", [NOT_LISTED])
    assert case.due_at is not None and case.due_at.isoformat() == "2026-11-11T00:00:00+00:00"
    assert [event.move for event in case.events.all()] == ["receive", "alarm"]
    centre = as_person("center")
    home = centre.get("/").content.decode()
    assert "緊急対応中の世帯が 1世帯あります" in home and f"/cases/{case.number}/" in home
    assert TEXT in centre.get(f"/cases/{case.number}/").content.decode()
    assert case.number not in as_person("tannin").get("/").content.decode()


def test_danger_with_a_misspelt_name_is_not_lost_and_says_that_nothing_was_written(teacher: Client) -> None:
    wrong = {"code": "", "name": "佐藤 ひなだ", "born": "2018-05-05"}
    answer = teacher.post("/notes/", told(kind="緊急") | wrong)
    page = answer.content.decode()
    assert answer.status_code == 409 and "C052" in page and not Note.objects.exists()
    assert "まだ書かれていません" in page and "先に電話してください" in page
    assert 'value="佐藤 ひなだ"' in page and TEXT in page and "ひなた" not in page, "and no name of the register"
    assert "分からないまま、緊急として知らせる" in page
    page = teacher.post("/notes/", told() | wrong).content.decode()
    assert "まだ書かれていません" in page and "先に電話してください" not in page
    assert "緊急として知らせる" not in page
    assert teacher.post("/notes/", told() | wrong | {"anyway": "1"}).status_code == 409, "only danger is told so"


UNKNOWN = {"code": "", "name": "佐藤 ひなだ", "born": "2018-05-05", "kind": "緊急", "anyway": "1"}


def test_danger_of_a_child_the_register_does_not_know_is_told_at_once_and_becomes_the_note_it_is(
    teacher: Client, as_person: As
) -> None:
    answers = [teacher.post("/notes/", told(**UNKNOWN)) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {"/notes/?done=unknown"}
    assert not Note.objects.exists() and not Case.objects.exists() and RowAlarm.objects.count() == 1, (
        "sent twice, kept once"
    )
    assert (AuditRow.objects.latest("seq").action, AuditRow.objects.latest("seq").result) == ("note.add", "ok")
    page = teacher.get("/notes/?done=unknown").content.decode()
    assert TEXT in page and "まだ決まっていないもの" in page
    assert TEXT not in as_person("en").get("/notes/").content.decode(), "another section's"
    for person in ("center", "sekinin"):
        assert "緊急の見守り情報が 1件" in as_person(person).get("/").content.decode()
    centre = as_person("center")
    page = centre.get("/alarms/").content.decode()
    assert "佐藤 ひなだ" in page and TEXT in page and "上田" in page
    for person in ("boshi", "shido", "hantei", "kansa"):
        assert TEXT not in as_person(person).get("/alarms/").content.decode()
    whose = {"alarm": RowAlarm.objects.get().pk, "name": "佐藤 ひなた", "born": "2018-05-05"}
    wrong = centre.post("/alarms/place/", whose | {"name": "佐藤 ひなだ"})
    assert wrong.status_code == 409 and 'value="佐藤 ひなだ"' in wrong.content.decode()
    assert centre.post("/alarms/place/", whose).status_code == 302
    case, note = Case.objects.get(), Note.objects.get()
    assert (case.state, case.children, note.child_code) == ("urgent", [OWN], OWN)
    assert (note.by.username, note.role, str(note.text), note.kind) == ("tannin", "class_teacher", TEXT, "緊急")
    event = case.events.latest("seq")
    assert event.by.username == "center" and TEXT in str(event.words) and "上田" in str(event.words)
    assert "まだ決まっていないもの" not in teacher.get("/notes/").content.decode()


def test_danger_of_whom_only_a_name_is_known_waits_for_a_person(teacher: Client, home: Path) -> None:
    assert teacher.post("/notes/", told(**UNKNOWN | {"born": "", "name": "佐藤 ひなた"})).status_code == 302
    look_at_loads()
    assert not Case.objects.exists(), "another of that name may be meant"
    assert teacher.post("/notes/", told(**UNKNOWN | {"born": "", "name": ""})).status_code == 400


def test_danger_of_a_child_not_registered_yet_finds_its_household_with_the_next_month(
    teacher: Client, home: Path
) -> None:
    teacher.post("/notes/", told(**UNKNOWN))
    look_at_loads()
    assert not Case.objects.exists()
    RowAlarm.objects.update(
        run_id="of the month before", words=RowAlarm.objects.get().words.replace("ひなだ", "ひなた")
    )
    look_at_loads()
    case = Case.objects.get()
    assert (case.state, case.children) == ("urgent", [OWN]) and Note.objects.get().by.username == "tannin"


@pytest.mark.parametrize("why", ["protected", "old list", ""])
def test_where_somebody_may_be_protected_no_place_is_told_of_a_child_nobody_knows(
    teacher: Client, as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why != "protected":
        change_serving(home, "UPDATE children SET protected = 0")
    if why != "old list":
        monkeypatch.setattr(Feed, "why_hidden", "")
    known = {"name": "みなみ小学校の二年生", "born": "", "text": "みなみ小学校の門の前でうずくまっていた"}
    teacher.post("/notes/", told(**UNKNOWN | known))
    page = as_person("center").get("/alarms/").content.decode()
    assert ("みなみ小学校" not in page) is bool(why) is ("かくしています" in page), (
        "neither in the words nor for a name"
    )
    assert "うずくまっていた" in page and "二年生" in page
    page = teacher.get("/notes/").content.decode()
    assert "みなみ小学校" not in page and "うずくまっていた" in page


def test_danger_that_was_told_earlier_brings_the_deadline_of_an_urgent_case_forward(
    teacher: Client, as_person: As, at: Any
) -> None:
    teacher.post("/notes/", told(**UNKNOWN))
    at("2026-11-10 09:00")
    as_person("en").post("/notes/", told(code=OWN, kind="緊急", text="きょうも泣き声がした"))
    assert Case.objects.count() == 1
    at("2026-11-10 15:00")
    whose = {"alarm": RowAlarm.objects.get().pk, "name": "佐藤 ひなた", "born": "2018-05-05"}
    assert as_person("center").post("/alarms/place/", whose).status_code == 302
    due = Case.objects.get().due_at
    assert due is not None and due.isoformat() == "2026-11-11T00:00:00+00:00", "of what was told on the 9th at nine"


def test_a_child_not_in_the_register_is_told_of_by_telephone(teacher: Client) -> None:
    by_telephone = "町に住民登録がないなど）は、こども家庭センターに電話で伝えてください"
    assert by_telephone in teacher.post("/notes/", told(code="C-9999")).content.decode()
    assert by_telephone not in teacher.post("/notes/", told(text="")).content.decode()
    assert "警察110、児童相談所189" in teacher.get("/notes/").content.decode()


def test_every_fault_says_which_field_it_is_about(teacher: Client) -> None:
    page = teacher.post("/notes/", {}).content.decode()
    for field in (
        "いつのこと",
        "だれから",
        "分類",
        "見たことか、聞いたことか",
        "だれが見てよいか",
        "どうやって知ったか",
    ):
        assert f"＊{field}" in page
    assert "＊見たこと・聞いたことを書いて" in page and "＊入力して" not in page and "＊選んで" not in page


def test_danger_told_again_keeps_the_case_and_its_deadline(teacher: Client, as_person: As, at: Any) -> None:
    teacher.post("/notes/", told(kind="緊急"))
    due = Case.objects.get().due_at
    at("2026-11-10 09:00")
    as_person("en").post("/notes/", told(kind="緊急", text="きょうも泣き声がした"))
    case = Case.objects.get()
    assert (case.due_at, case.events.count()) == (due, 3)


def test_only_the_own_sections_are_taken_back(teacher: Client, as_person: As) -> None:
    teacher.post("/notes/", told())
    back = {"which": Note.objects.get().pk, "reason": "別のこどものことだった"}
    assert as_person("center").post("/notes/back/", back).status_code == 409
    assert teacher.post("/notes/back/", back).status_code == 302
    assert teacher.post("/notes/back/", back).status_code == 409
    assert "取り消しました" in teacher.get("/notes/").content.decode()


def test_a_child_in_reach_is_a_link(as_person: As, at: Any) -> None:
    at("2026-11-09 09:00")
    centre = as_person("center")
    centre.post("/notes/", told(code=OWN))
    assert f"/children/{OWN}/" in centre.get("/notes/").content.decode()


def test_words_lie_sealed_and_are_never_changed(teacher: Client) -> None:
    teacher.post("/notes/", told())
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM notes_note")
        kept = bytes(cursor.fetchone()[0])
    assert "下校".encode() not in kept
    with pytest.raises(TypeError):
        Note.objects.get().save()
