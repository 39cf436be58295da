"""対応事項: given to one person, seen by that person first when late, ended with an outcome; nothing of it is overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_people import OWN, PROTECTED, As, change_serving
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.support.handing_on import outcomes_until
from tsunagu_web.support.models import Task, TaskVersion

BASE = f"/cases/{NUMBER}/support/"
TOLD = {"what": "母に電話して、手当の現況届を案内する", "kind": "01", "due_on": "2026-11-10"}
OUTSIDE = {
    "outside_name": "中村",
    "outside_place": "社会福祉協議会",
    "given_on": "2026-10-31",
    "given_way": "spoken",
    "given_ground": "consent",
    "given_duty": "1",
}


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, on the day after the list was received."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    return client


def add(client: Client, holder: str = "", number: str = NUMBER, **told: Any) -> Any:
    """Send the form for a task of somebody with an account."""
    pk = {"holder": User.objects.get(username=holder).pk} if holder else {}
    return client.post(f"/cases/{number}/support/tasks/", TOLD | pk | told)


def end(client: Client, task: Task, **told: Any) -> Any:
    """Send the form that ends a task."""
    first = {"seen": 1, "end": "done", "outcome": "改善", "outcome_on": "2026-10-31", "words": "届を出したと聞いた"}
    return client.post(f"{BASE}tasks/{task.number}/end/", first | told)


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_task_stands_on_the_home_of_whoever_holds_it_and_on_the_case(centre: Client, as_person: As) -> None:
    assert add(centre, "boshi").status_code == 302
    assert TOLD["what"] in page(as_person("boshi"), "/")
    assert TOLD["what"] not in page(as_person("center"), "/")
    assert TOLD["what"] in page(centre, f"/cases/{NUMBER}/") and TOLD["what"] in page(centre, BASE)
    assert AuditRow.objects.filter(action="task.add", result="ok").count() == 1


def test_what_is_late_comes_first(centre: Client, as_person: As, at: Any) -> None:
    add(centre, "boshi", what="あとの用事", due_on="2026-12-20")
    add(centre, "boshi", what="先の用事", due_on="2026-11-02")
    at("2026-11-05 09:00")
    told = page(as_person("boshi"), "/")
    assert "3日おくれ" in told and told.index("先の用事") < told.index("あとの用事")
    assert "3日おくれ" in page(as_person("center"), f"/cases/{NUMBER}/")


@pytest.mark.parametrize("person", ["hantei", "sekinin", "sv", "kansa", "ssw", "kocho"])
def test_others_give_no_tasks(centre: Client, as_person: As, person: str) -> None:
    assert add(as_person(person), "boshi").status_code == 404
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {},  # nobody does it
        {"what": ""},
        {"due_on": "2026-10-30"},
        {"kind": "77"},
        {"child_code": PROTECTED},  # a child of another household
        {**OUTSIDE, "outside_place": ""},
        {**OUTSIDE, "given_ground": ""},
        {**OUTSIDE, "given_duty": ""},
        {**OUTSIDE, "given_on": "2026-11-30"},
    ],
)
def test_what_is_not_told_is_not_kept_and_nothing_typed_is_lost(centre: Client, told: dict[str, Any]) -> None:
    answer = add(centre, **told)
    assert answer.status_code == 400 and not Task.objects.exists()
    assert (told.get("what", TOLD["what"])) in answer.content.decode()


def test_one_person_only(centre: Client) -> None:
    assert add(centre, "boshi", **OUTSIDE).status_code == 400
    assert not Task.objects.exists()


@pytest.mark.parametrize("person", ["kansa", "hoyu", "en", "kanri"])
def test_nobody_holds_a_task_of_a_household_that_is_not_theirs_to_see(centre: Client, person: str) -> None:
    assert add(centre, person).status_code == 400


def test_somebody_outside_is_kept_as_told(centre: Client) -> None:
    assert add(centre, **OUTSIDE).status_code == 302
    version = TaskVersion.objects.get()
    assert (version.outside_name, version.given_ground, version.holder) == ("中村", "consent", None)
    told = page(centre, f"{BASE}tasks/{version.task.number}/")
    assert (
        "提供：2026年10月31日、口頭・電話、家族の同意があって、守秘義務を確かめました" in told
        and "社会福祉協議会" in told
    )


def test_the_holder_ends_it_with_an_outcome_and_it_leaves_the_home(centre: Client, as_person: As) -> None:
    add(centre, "boshi")
    task = Task.objects.get()
    holder = as_person("boshi")
    assert end(holder, task, outcome="").status_code == 400
    assert end(holder, task, words="済み").status_code == 400
    assert end(holder, task).status_code == 302
    newest = task.versions.latest("seq")
    assert (newest.state, newest.outcome, newest.role, newest.seq) == ("done", "改善", "maternal_health", 2)
    assert TOLD["what"] not in page(holder, "/")
    told = page(holder, f"{BASE}tasks/{task.number}/")
    assert "届を出したと聞いた" in told and "改善" in told
    again = end(holder, task, seen=2)
    assert again.status_code == 409 and "C045" in again.content.decode()


def test_who_neither_holds_it_nor_gives_tasks_does_not_end_it(centre: Client, as_person: As) -> None:
    add(centre, "boshi")
    task = Task.objects.get()
    assert as_person("sekinin").get(f"{BASE}tasks/{task.number}/").status_code == 200
    assert as_person("hantei").get(f"{BASE}tasks/{task.number}/").status_code == 404
    assert end(as_person("sekinin"), task).status_code == end(as_person("hantei"), task).status_code == 404
    assert end(as_person("fukushi"), task).status_code == 302


def test_a_school_reads_the_task_it_holds_and_no_other(centre: Client, as_person: As) -> None:
    add(centre, "ssw", what="朝に声をかける")
    add(centre, "boshi", what="健診で聞く")
    first, second = Task.objects.order_by("pk")
    worker = as_person("ssw")
    assert "朝に声をかける" in page(worker, "/") and "健診で聞く" not in page(worker, "/support/")
    assert "朝に声をかける" in page(worker, f"{BASE}tasks/{first.number}/")
    assert worker.get(f"{BASE}tasks/{second.number}/").status_code == 404
    assert worker.get(BASE).status_code == 404
    assert end(worker, first).status_code == 302


def test_a_change_is_a_new_version_with_its_reason(centre: Client) -> None:
    add(centre, "boshi")
    task = Task.objects.get()
    told = TOLD | {"due_on": "2026-11-20", "holder": User.objects.get(username="fukushi").pk, "seen": 1}
    url = f"{BASE}tasks/{task.number}/change/"
    assert centre.post(url, told).status_code == 400
    assert centre.post(url, told | {"why": "保健師が休みのため"}).status_code == 302
    assert [one.due_on.isoformat() for one in task.versions.order_by("seq")] == ["2026-11-10", "2026-11-20"]
    slow = centre.post(url, told | {"why": "おくれて押した"})
    assert slow.status_code == 409 and "C043" in slow.content.decode()
    assert task.versions.count() == 2
    assert "保健師が休みのため" in page(centre, f"{BASE}tasks/{task.number}/")


def test_whoever_may_no_longer_see_the_household_sees_no_task(centre: Client, as_person: As) -> None:
    add(centre, "boshi")
    User.objects.get(username="boshi").assignments.update(role="auditor", purpose="P7")
    assert TOLD["what"] not in page(as_person("boshi"), "/")


def test_nothing_is_added_to_a_case_that_has_ended(centre: Client) -> None:
    case = Case.objects.get(number=NUMBER)
    Case.objects.filter(pk=case.pk).update(ended_at=case.opened_at, state="ended")
    answer = add(centre, "boshi")
    assert answer.status_code == 409 and "C044" in answer.content.decode()


def test_a_protected_household_shows_no_place_of_whoever_does_it(centre: Client) -> None:
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    assert add(centre, number=case.number, **OUTSIDE, child_code=PROTECTED).status_code == 302
    task = Task.objects.get()
    for url in ("/support/", f"/cases/{case.number}/", f"/cases/{case.number}/support/tasks/{task.number}/"):
        told = page(centre, url)
        assert "中村" in told and "社会福祉協議会" not in told, url
    assert "書かないでください" in page(centre, f"/cases/{case.number}/support/tasks/")


def test_of_who_is_gone_from_the_month_no_place_is_told(centre: Client, home: Path) -> None:
    """A household that moved away in secret is in no register: who was protected is not known any more, and not nobody."""
    assert add(centre, **OUTSIDE).status_code == 302
    url, gone = f"/cases/{NUMBER}/support/", "DELETE FROM children WHERE child_code = ?"
    assert "社会福祉協議会" in page(centre, url)
    for code in Case.objects.get(number=NUMBER).children:
        change_serving(home, gone, code)
        told = page(centre, url)
        assert "中村" in told and "社会福祉協議会" not in told, code


def test_words_lie_sealed_and_a_version_is_never_changed(centre: Client) -> None:
    add(centre, **OUTSIDE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, outside_name FROM support_taskversion")
        kept = b"".join(bytes(one) for one in cursor.fetchone())
    assert "電話".encode() not in kept and "中村".encode() not in kept
    version = TaskVersion.objects.get()
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskVersion.objects.create(
            task=version.task, seq=1, at=version.at, by=version.by, role="x", what="y", kind="01", due_on=version.due_on
        )


def test_a_task_names_a_child_of_the_household(centre: Client) -> None:
    assert add(centre, "boshi", child_code=OWN).status_code == 302
    assert f"{OWN} 女" in page(centre, BASE)


def test_a_change_keeps_the_place_that_is_not_shown(centre: Client) -> None:
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    add(centre, number=case.number, **OUTSIDE)
    task = Task.objects.get()
    told = TOLD | OUTSIDE | {"outside_place": "", "due_on": "2026-11-20", "seen": 1, "why": "行事と重なった"}
    assert centre.post(f"/cases/{case.number}/support/tasks/{task.number}/change/", told).status_code == 302
    assert task.versions.get(seq=2).outside_place == "社会福祉協議会"


def test_a_case_does_not_end_over_something_still_to_do(centre: Client) -> None:
    add(centre, "boshi")
    case = Case.objects.get(number=NUMBER)
    told = {"move": "set_aside", "seen": case.events.count(), "words": "世帯の希望で、今回は話を聞くだけにした"}
    refused = centre.post(f"/cases/{NUMBER}/move/", told)
    assert refused.status_code == 409 and "C048" in refused.content.decode()
    assert end(centre, Task.objects.get()).status_code == 302
    assert centre.post(f"/cases/{NUMBER}/move/", told).status_code == 302


def test_what_came_of_it_is_handed_on_and_nothing_that_was_written(centre: Client) -> None:
    add(centre, "boshi", child_code=OWN)
    add(centre, "boshi", kind="05")
    add(centre, "boshi", kind="07")
    for task, told in zip(
        Task.objects.order_by("number"), ({}, {"outcome": "変化なし"}, {"end": "dropped"}), strict=True
    ):
        assert end(centre, task, **told).status_code == 302
    rows = list(outcomes_until(date(2026, 10, 31)))
    case = Case.objects.get(number=NUMBER)
    assert [(row.child_code, row.cells["支援の種類"], row.cells["結果"]) for row in rows] == [
        (OWN, "01", "改善"),
        *((child, "05", "変化なし") for child in case.children),
    ]
    assert "届を出したと聞いた" not in str(rows)
    pack = load_pack("kaisei")
    source = pack.sources["cases_outcomes"]
    assert set(rows[0].cells) < {column.header for column in source.columns}
    for heading, name in (("支援の種類", "support_menu"), ("結果", "outcome")):
        known = {code.code for code in pack.code_lists[name].codes}
        assert {row.cells[heading] for row in rows} <= known, heading
    assert list(outcomes_until(date(2026, 10, 30))) == []
