"""移管のファイルから始める: a locked file that came before there is a case. Reading it opens nothing; a person says which child it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.web_came import DATA, PASSWORD, locked
from support.web_cases import plant_cases
from support.web_people import EVERYBODY, NOBODY, NOT_LISTED, OWN, As, change_serving
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.month_desk.uploading import uploads_folder
from tsunagu_web.transfers.models import CameFile, WaitingFile

pytestmark = pytest.mark.django_db
URL = "/cases/open/came/"
TOLD = {"code": NOT_LISTED, "on": "2026-10-30", "reason": "転入した世帯を引き継いだ"}


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, on the day the list came."""
    at("2026-10-31 09:00")
    plant_cases(home)
    return as_person("center")


def read_in(client: Client, data: Any = None, password: str = PASSWORD) -> Any:
    files = SimpleUploadedFile("ケース移管_かぎ付き.pdf", locked(data), "application/pdf")
    return client.post(URL, {"files": files, "password": password})


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_person_says_which_child_it_is_and_the_lines_wait_in_the_case(centre: Client) -> None:
    before = Case.objects.count()
    answer = read_in(centre)
    page = answer["Location"]
    assert Case.objects.count() == before and not CameFile.objects.exists(), "nothing opens by itself"
    told = body(centre.get(page))
    assert "小田原市から" in told and "架空 花子" in told and "2018" in told and "こどもの記録 2行" in told
    assert not any(one in told for one in ("未処置のう歯", "夜に一人", "元気だった", "開成小学校", PASSWORD))
    assert page in body(centre.get("/")) and page in body(centre.get(URL)) and URL in body(centre.get("/cases/open/"))
    assert not list(uploads_folder().iterdir())
    opened = centre.post(page, TOLD)
    case = Case.objects.latest("pk")
    assert (opened.status_code, opened["Location"]) == (302, f"/cases/{case.number}/came/")
    assert (case.origin, case.children) == (Case.MOVED_IN, [NOT_LISTED])
    came = body(centre.get(opened["Location"]))
    assert 'value="contacts:0"' in came and 'value="decisions:0"' not in came and "未処置のう歯" in came
    history = body(centre.get(f"/cases/{case.number}/"))
    assert "移管元：小田原市（10月30日）" in history and f"要約値 {CameFile.objects.get().sha256[:16]}" in history
    assert (
        not WaitingFile.objects.exists() and page not in body(centre.get("/")) and centre.get(page).status_code == 404
    )
    look = AuditRow.objects.filter(action="came.waiting", result="ok", object__startswith="waiting:").latest("seq")
    assert look.field_classes == ["F2"] and not look.children, (
        "whom the other town wrote of, and nobody of this register"
    )
    opening = AuditRow.objects.filter(action="came.waiting", result="ok", object=f"child:{NOT_LISTED}")
    assert opening.count() == AuditRow.objects.filter(action="came.begin", object="came:waiting").count() == 1


def test_one_that_does_not_open_or_came_before_leaves_nothing_and_it_lies_sealed(centre: Client) -> None:
    wrong = read_in(centre, password="wrong")
    assert wrong.status_code == 409 and "C263" in body(wrong) and not WaitingFile.objects.exists()
    broken = SimpleUploadedFile("a.pdf", locked()[:2000], "application/pdf")
    assert "C264" in body(centre.post(URL, {"files": broken, "password": PASSWORD}))
    assert "N005" in body(centre.post(URL, {"password": PASSWORD}))
    file = locked()
    for status in (302, 409):
        again = centre.post(URL, {"files": SimpleUploadedFile("a.pdf", file, "application/pdf"), "password": PASSWORD})
        assert again.status_code == status
    assert WaitingFile.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, kept, data FROM transfers_waitingfile")
        assert not any("架空".encode() in bytes(one) or b"JVBER" in bytes(one) for one in cursor.fetchone())


def test_a_child_not_in_the_register_or_in_hand_already_waits_on(centre: Client) -> None:
    page = read_in(centre)["Location"]
    before = Case.objects.count()
    for told, status in (
        ({"code": NOBODY}, 409),
        ({"code": "", "name": "架空 花子", "born": "2018-05-01"}, 409),
        ({"code": OWN}, 409),
        ({"on": "2026-11-01"}, 409),
        ({"code": ""}, 400),
        ({"reason": ""}, 400),
    ):
        answer = centre.post(page, TOLD | told)
        assert answer.status_code == status, told
        assert told.get("reason", TOLD["reason"]) in body(answer), "nothing typed is lost"
    assert Case.objects.count() == before and WaitingFile.objects.count() == 1 and not CameFile.objects.exists()


def test_of_a_household_in_hand_it_goes_to_the_open_case_and_nobody_asks_for_the_password_again(
    centre: Client, as_person: As
) -> None:
    page, case, before = read_in(centre)["Location"], Case.objects.get(household_code="K-0001"), Case.objects.count()
    button = 'name="to_open"'
    assert button not in body(centre.get(page))
    answer = body(centre.post(page, TOLD | {"code": OWN}))
    assert "C003" in answer and button in answer
    to_open = {"code": OWN, "to_open": "1"}
    assert "C271" in body(centre.post(page, to_open | {"code": NOT_LISTED})), "no case to put it to"
    assert centre.post(page, to_open | {"code": ""}).status_code == 400
    assert as_person("boshi").post(page, to_open).status_code == 404
    assert WaitingFile.objects.count() == 1 and not CameFile.objects.exists()
    assert centre.post(page, to_open)["Location"] == f"/cases/{case.number}/came/"
    came = CameFile.objects.get()
    assert (came.case, came.by.username, Case.objects.count()) == (case, "center", before)
    assert not WaitingFile.objects.exists() and "未処置のう歯" in body(centre.get(f"/cases/{case.number}/came/"))
    assert AuditRow.objects.filter(action="came.waiting", object=f"case:{case.number}", result="ok").count() == 1


def test_today_says_that_one_waits_without_opening_it(centre: Client) -> None:
    page = read_in(centre)["Location"]
    with CaptureQueriesContext(connection) as asked:
        assert page in body(centre.get("/"))
    words = [one["sql"] for one in asked if "transfers_waitingfile" in one["sql"]]
    assert len(words) == 1 and "kept" not in words[0] and '"data"' not in words[0]


def test_a_child_that_is_hidden_is_opened_as_by_hand_and_no_place_of_it_is_kept_or_shown(
    centre: Client, home: Path
) -> None:
    page = read_in(centre, DATA | {"protected": True})["Location"]
    assert "支援措置がある世帯か" in body(centre.get(page))
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", NOT_LISTED)
    told = centre.post(page, TOLD | {"reason": "延沢773番地に転入した"})
    assert told.status_code == 409 and "C195" in body(told) and WaitingFile.objects.exists()
    opened = centre.post(page, TOLD)
    came = body(centre.get(opened["Location"]))
    assert "開成小学校" not in came and "もとのファイルを取り出す" not in came and "元気だった" in came


def test_one_that_is_not_ours_is_thrown_away(centre: Client) -> None:
    page = read_in(centre)["Location"]
    assert centre.post(f"{page}drop/").status_code == 302
    assert not WaitingFile.objects.exists() and not CameFile.objects.exists()
    assert centre.post(f"{page}drop/").status_code == centre.post(page, TOLD).status_code == 404
    assert AuditRow.objects.filter(action="came.drop", result="ok").count() == 1


def test_who_opens_cases_alone_reads_or_throws_it_away(centre: Client, as_person: As) -> None:
    page = read_in(centre)["Location"]
    for person in EVERYBODY:
        client, status = as_person(person), 200 if person in ("center", "kennin") else 404
        assert client.get(URL).status_code == client.get(page).status_code == status, person
        if status == 404:
            assert read_in(client).status_code == 404 and client.post(page, TOLD).status_code == 404, person
            assert client.post(f"{page}drop/").status_code == 404 and page not in body(client.get("/")), person
    assert WaitingFile.objects.count() == 1 and not Case.objects.filter(origin=Case.MOVED_IN).exists()
