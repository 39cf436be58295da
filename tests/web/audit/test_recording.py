"""One request, one row, committed before the answer; refused and failed requests too."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from support.web_people import NOBODY, NOT_LISTED, OWN, As, log_in, serving_file
from tsunagu_web import audit
from tsunagu_web.audit import checking
from tsunagu_web.audit.checking import verify_record
from tsunagu_web.audit.models import AuditHead, AuditRow
from tsunagu_web.child import views


def last() -> AuditRow:
    """The newest row."""
    return AuditRow.objects.order_by("-seq")[0]


def test_a_look_says_who_what_whom_why(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    row = last()
    assert (row.user, row.section, row.roles) == ("center", "こども課こども家庭班", "family_centre")
    assert (row.action, row.object, row.purpose, row.result) == ("child.look", f"child:{OWN}", "P2", "ok")
    assert (row.children, row.field_classes) == ([OWN], ["F2", "F3", "F4", "F5", "F7"])


def test_a_list_names_every_child_it_shows(as_person: As) -> None:
    as_person("shido").get("/worklist/")
    assert last().children == ["C-0001", "C-0006", "C-0007", "C-0009"]


@pytest.mark.parametrize(
    ("url", "action", "thing"),
    [
        (f"/children/{NOT_LISTED}/", "child.look", f"child:{NOT_LISTED}"),
        (f"/children/{NOBODY}/", "child.look", f"child:{NOBODY}"),
        ("/records/", "records.look", "page:records"),
        ("/nothing-there/", "unknown", "page:unknown"),
    ],
)
def test_a_refusal_leaves_its_row(as_person: As, url: str, action: str, thing: str) -> None:
    assert as_person("center").get(url).status_code == 404
    row = last()
    assert (row.user, row.action, row.object, row.result, row.children) == ("center", action, thing, "refused", [])


def test_a_failure_leaves_its_row(as_person: As, home: Any) -> None:
    client = as_person("hantei")
    serving_file(home).write_bytes(b"not a database at all" * 50)
    assert client.get("/worklist/").status_code == 503
    assert (last().action, last().result) == ("worklist.look", "error")


def test_a_crash_leaves_its_row_and_no_words(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("佐藤 ひなた")

    monkeypatch.setattr(views, "visible_facts", crash)
    client = as_person("hantei")
    client.raise_request_exception = False
    answer = client.get(f"/children/{OWN}/")
    assert answer.status_code == 500
    assert "佐藤" not in answer.content.decode()
    assert (last().action, last().result) == ("child.look", "error")


def test_ten_mixed_requests_leave_ten_rows(as_person: As) -> None:
    client = as_person("shido")
    before = AuditRow.objects.count()
    urls = [
        "/",
        "/worklist/",
        "/overview/",
        f"/children/{OWN}/",
        f"/children/{NOT_LISTED}/",
        "/types/",
        "/receipts/",
        "/dictionary/",
        "/records/",
        "/nowhere/",
    ]
    for url in urls:
        client.get(url)
    assert AuditRow.objects.count() - before == len(urls)
    assert verify_record().sound


def test_recording_needs_a_transaction(home: Any) -> None:
    with pytest.raises(RuntimeError, match="トランザクション"):
        audit.record(user=None, action="x", object="x", purpose=None, result="ok")


def test_an_unknown_result_is_not_written(home: Any, db: None) -> None:
    with pytest.raises(ValueError, match="結果"):
        audit.record(user=None, action="x", object="x", purpose=None, result="maybe")
    assert not AuditRow.objects.exists()


def test_what_is_rolled_back_is_not_recorded_as_done(home: Any, db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(user=None, action="x", object="x", purpose=None, result="ok")
        raise ZeroDivisionError
    assert not AuditRow.objects.exists()


def test_when_the_row_cannot_be_written_nothing_is_shown(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person("hantei")
    client.raise_request_exception = False

    def full(**_: object) -> int:
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "record", full)
    answer = client.get(f"/children/{OWN}/")
    assert answer.status_code == 500
    assert "佐藤" not in answer.content.decode()


def test_a_view_that_forgets_to_record_shows_nothing(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
        return HttpResponse("CANARY")

    monkeypatch.setattr(views, "show", forgets)
    answer = as_person("hantei").get(f"/children/{OWN}/")
    assert answer.status_code == 500
    assert "CANARY" not in answer.content.decode()
    assert last().result == "error"


@pytest.mark.parametrize("statement", ["UPDATE audit_auditrow SET result = 'refused'", "DELETE FROM audit_auditrow"])
def test_the_database_refuses_to_change_rows(as_person: As, statement: str) -> None:
    as_person("hantei").get("/")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert last().result == "ok"


def test_the_models_refuse_too(as_person: As) -> None:
    as_person("hantei").get("/")
    with pytest.raises(RuntimeError):
        last().delete()
    row = last()
    row.user = "somebody-else"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_a_cut_end_is_noticed_by_the_head(as_person: As) -> None:
    client = as_person("hantei")
    client.get("/")
    client.get("/worklist/")
    head = AuditHead.objects.get()
    AuditHead.objects.update(seq=head.seq + 1)
    assert not verify_record().sound
    AuditHead.objects.update(seq=head.seq)
    assert verify_record().sound


def test_a_look_while_the_record_is_read_is_no_cut(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_person("hantei")
    client.get("/")
    read = checking.verify

    def read_and_look(*given: Any) -> Any:
        verdict = read(*given)
        client.get("/worklist/")
        return verdict

    monkeypatch.setattr(checking, "verify", read_and_look)
    assert verify_record().sound


def test_failed_log_ins_are_recorded_without_what_was_typed(home: Any, db: None) -> None:
    log_in("hantei")
    Client().post("/login/", {"username": "hantei", "password": "wrong-wrong"})
    assert (last().object, last().result, last().user) == ("page:log_in:hantei", "refused", "")
    Client().post("/login/", {"username": "my-password-typed-here", "password": "x"})
    assert last().object == "page:log_in"
