"""推薦: any named section asks that a child be talked about, and reads nothing of the child by that."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_people import NOT_LISTED, OWN, As
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.notes.models import Nomination, NominationTakenBack

WHY = "送迎のとき、2週つづけて同じ服だった"


def told(**changes: Any) -> dict[str, Any]:
    """A whole form about a child nobody has in hand."""
    return {"code": NOT_LISTED, "certainty": "事実", "reason": WHY} | changes


@pytest.fixture
def nurse(as_person: As, at: Any) -> Client:
    """母子保健, on a working day."""
    at("2026-11-09 09:00")
    return as_person("boshi")


def test_a_child_out_of_reach_is_nominated_and_stays_closed(nurse: Client) -> None:
    assert nurse.post("/nominations/", told())["Location"] == "/nominations/?done"
    made = Nomination.objects.get()
    assert (made.child_code, str(made.nominated_on), made.role, made.reason) == (
        NOT_LISTED, "2026-11-09", "maternal_health", WHY,
    )  # fmt: skip
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.object, row.result) == ("nomination.add", f"child:{NOT_LISTED}", "ok")
    page = nurse.get("/nominations/?done").content.decode()
    assert "推薦しました" in page and WHY in page
    assert NOT_LISTED not in page and "渡邉" not in page
    assert nurse.get(f"/children/{NOT_LISTED}/").status_code == 404


def test_another_section_does_not_read_what_was_written(nurse: Client, as_person: As) -> None:
    nurse.post("/nominations/", told())
    assert WHY not in as_person("center").get("/nominations/").content.decode()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"code": "C-9999"}, 409),
        ({"code": "", "name": "渡邉 湊", "born": "2011-01-01"}, 409),
        ({"code": ""}, 400),
        ({"certainty": "たぶん"}, 400),
        ({"reason": "気になる"}, 400),
        ({"reason": "番号は 1234 5678 9018 と書いてあった"}, 400),
    ],
)
def test_who_is_not_found_and_what_is_not_told_changes_nothing(
    nurse: Client, changes: dict[str, Any], status: int
) -> None:
    assert nurse.post("/nominations/", told(**changes)).status_code == status
    assert not Nomination.objects.exists()
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.result) == ("nomination.add", "error"), "a search that finds nobody is recorded too"


def test_who_is_not_found_is_told_of_by_telephone_and_what_was_typed_stays(nurse: Client) -> None:
    page = nurse.post("/nominations/", told(code="C-9999")).content.decode()
    assert "まだ推薦していません" in page and "こども家庭センターに電話で伝えてください" in page and WHY in page
    page = nurse.post("/nominations/", told(reason="")).content.decode()
    assert "＊気になったことを書いて" in page and "電話で伝えてください" not in page


def test_once_a_day_and_again_after_taking_it_back(nurse: Client) -> None:
    nurse.post("/nominations/", told())
    again = nurse.post("/nominations/", told(reason=WHY + "。きょうも。"))
    assert again.status_code == 409 and "C053" in again.content.decode()
    back = {"which": Nomination.objects.get().pk, "reason": "書きまちがえた"}
    assert nurse.post("/nominations/back/", back).status_code == 302
    assert nurse.post("/nominations/back/", back).status_code == 409
    assert nurse.post("/nominations/", told(reason=WHY + "。きょうも。")).status_code == 302
    assert "取り下げました" in nurse.get("/nominations/").content.decode()


def test_another_sections_is_not_taken_back(nurse: Client, as_person: As) -> None:
    nurse.post("/nominations/", told())
    back = {"which": Nomination.objects.get().pk, "reason": "書きまちがえた"}
    assert as_person("fukushi").post("/nominations/back/", back).status_code == 409
    assert not NominationTakenBack.objects.exists()


def test_a_child_in_reach_is_named_with_its_code(nurse: Client) -> None:
    nurse.post("/nominations/", told(code=OWN))
    assert OWN in nurse.get("/nominations/").content.decode()


def test_words_lie_sealed_and_are_never_changed(nurse: Client) -> None:
    nurse.post("/nominations/", told())
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM notes_nomination")
        kept = bytes(cursor.fetchone()[0])
    assert "送迎".encode() not in kept
    with pytest.raises(TypeError):
        Nomination.objects.get().save()
