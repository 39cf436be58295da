"""A child left out as already supported: what is found of it goes to the worker in charge, to nobody else, and is read one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support.web_people import NOT_LISTED, As, change_serving, meta_of, serving_file
from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.serving import Serving, open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.in_support import reading
from tsunagu_web.in_support.finding import findings_for
from tsunagu_web.in_support.models import FindingRead
from tsunagu_web.reading import RunView

pytestmark = pytest.mark.django_db
PAGE = "/in-support/"
SUPPORTED, HOUSEHOLD = NOT_LISTED, "K-0008"
"""要保護・要支援として支援中 in the fixture, flagged, and nobody's case."""
WHY = "要対協の主担当である"


@pytest.fixture
def head(home: Path, as_person: As, at: Any) -> Client:
    """責任者 on the morning the list came."""
    at("2026-10-31 09:00")
    return as_person("sekinin")


@pytest.fixture
def case(head: Client) -> Case:
    """こども家庭センター has the household in hand."""
    assert assign(head, "center") == 302
    return Case.objects.get(household_code=HOUSEHOLD)


def assign(client: Client, person: str, **changes: Any) -> int:
    told = {"person": User.objects.get(username=person).pk, "words": WHY} | changes
    return client.post(f"{PAGE}{SUPPORTED}/worker/", told).status_code


def read(client: Client, home: Path, change: str = "read", **changes: Any) -> int:
    rows = [*client.get(PAGE).context["rows"], *client.get(PAGE).context["done"]]
    mine = next((row.found.read for row in rows if row.found.child.child_code == SUPPORTED), None)
    told = {"run": meta_of(home, "run")["run_id"], "seen": mine.pk if mine else 0, "change": change} | changes
    return client.post(f"{PAGE}{SUPPORTED}/read/", told).status_code


def say_yes(home: Path, at: int | None = None, byte: int = 1) -> int:
    """Let the child answer a question that counts for a type it reached; the place of the question."""
    with Serving(serving_file(home)) as serving:
        child = serving.child(SUPPORTED)
        assert child is not None
        kinds = {one["type"] for place, one in enumerate(serving.meta("criteria")) if child.state(place) == "flagged"}
        asked = [kinds & set(one["types"]) for one in serving.meta("indicators")]
    place = at if at is not None else next(n for n, one in enumerate(asked) if one and child.answer(n) == "no")
    answers = bytearray(child.answers)
    answers[place] = byte
    change_serving(home, "UPDATE children SET answers = ? WHERE child_code = ?", bytes(answers), SUPPORTED)
    return place


def test_with_nobody_in_charge_the_head_gets_it_and_names_somebody(head: Client, home: Path, as_person: As) -> None:
    page = head.get(PAGE).content.decode()
    assert SUPPORTED in page and "虐待：基準以上" in page and "決まっていません" in page
    assert "（こども課、2026-04-01）" not in page, "the sentences open with the household"
    assert "中村" not in page and "渡邉" not in page
    assert "まだ見ていない判定が" in head.get("/").content.decode()
    assert SUPPORTED in AuditRow.objects.filter(action="in_support.look").latest("seq").children
    assert as_person("center").get(PAGE).context["rows"] == []
    assert assign(head, "center", words="") == 400
    assert assign(head, "kansa") == 409, "may not read a case"
    assert not Case.objects.filter(household_code=HOUSEHOLD).exists(), "a refusal leaves nothing half done"
    assert assign(as_person("center"), "center") == 404
    assert assign(head, "center") == 302
    case = Case.objects.get(household_code=HOUSEHOLD)
    assert (case.origin, case.state, case.children) == ("supported", "supporting", [SUPPORTED])
    assert [one.person.username for one in case.members.all()] == ["center"]
    assert [event.move for event in case.events.all()] == ["receive", "joined"]
    assert SUPPORTED not in head.get(PAGE).content.decode(), "it is the worker's now"
    assert assign(head, "boshi") == 404


def test_only_the_worker_reads_it_and_says_so(case: Case, home: Path, as_person: As) -> None:
    centre, other = as_person("center"), as_person("kennin")
    page = centre.get(PAGE).content.decode()
    assert "（こども課、2026-04-01）" in page and "まだ見ていないもの 1人" in page
    assert "まだ見ていない判定が 1人分" in centre.get("/").content.decode()
    assert "まだ見ていない判定が 1人分" in centre.get(f"/cases/{case.number}/").content.decode()
    assert other.get(f"/cases/{case.number}/").status_code == 200, (
        "may read the case by the role, and has nothing to read here"
    )
    assert other.get(PAGE).context["rows"] == []
    assert "まだ見ていない判定" not in other.get("/").content.decode()
    assert read(other, home) == 404
    assert read(centre, home, run="another") == 409
    assert read(centre, home, words="1234 5678 9018") == 400
    assert not FindingRead.objects.exists()
    assert read(centre, home, words="次の訪問で学校のことを聞く") == 302
    kept = FindingRead.objects.get()
    assert (kept.by.username, kept.words) == ("center", "次の訪問で学校のことを聞く") and "type abuse" in kept.marks
    assert "まだ見ていない判定" not in centre.get("/").content.decode()
    assert AuditRow.objects.filter(action="in_support.read", result="ok").count() == 1


def test_what_is_newly_so_waits_again_and_alone(case: Case, home: Path, as_person: As) -> None:
    centre = as_person("center")
    assert read(centre, home) == 302
    place = say_yes(home)
    rows = centre.get(PAGE).context["rows"]
    assert [label for label, _, new in rows[0].reasons if new] == [meta_of(home, "indicators")[place]["short"]]
    assert not any(point.new for point in rows[0].found.types)
    assert read(centre, home) == 302
    say_yes(home, place, byte=0)
    assert centre.get(PAGE).context["rows"] == [], "that something is no longer so is nothing to read"


def test_a_type_that_had_gone_in_a_month_between_is_new_again(case: Case, home: Path, as_person: As) -> None:
    centre = as_person("center")
    FindingRead.objects.create(
        at="2026-08-31T09:00:00+09:00",
        by=User.objects.get(username="center"),
        role="family_centre",
        child_code=SUPPORTED,
        run_id="august",
        as_of="2026-08-31",
        marks=[one.mark for row in centre.get(PAGE).context["rows"] for one in row.found.points],
    )
    new = [point.mark for row in centre.get(PAGE).context["rows"] for point in row.found.points if point.new]
    assert "type abuse" in new and not any(one.startswith("item") for one in new)


def test_a_month_that_could_not_be_judged_makes_nothing_new_and_nothing_gone(
    case: Case, home: Path, as_person: As
) -> None:
    """July read, August gone or 情報不足, September and now as in July: only what was known to have gone is new again."""
    centre = as_person("center")
    marks = [one.mark for row in centre.get(PAGE).context["rows"] for one in row.found.points]
    told = {"at": "2026-07-31T09:00:00+09:00", "by": User.objects.get(username="center"), "role": "family_centre"}
    FindingRead.objects.create(**told, child_code=SUPPORTED, run_id="july", as_of="2026-07-31", marks=marks)
    for unknown, new in (("{}", ["type abuse"]), ('{"abuse":10}', [])):
        months = f'[{{"as_of":"2026-08-31","points":{{"abuse":0}},"total":0,"unknown":{unknown}}}]'
        change_serving(home, "UPDATE children SET history = ? WHERE child_code = ?", months, SUPPORTED)
        rows = centre.get(PAGE).context["rows"]
        assert [point.mark for row in rows for point in row.found.points if point.new] == new


def test_what_was_read_and_cannot_be_judged_now_stays_with_its_reason(case: Case, home: Path, as_person: As) -> None:
    """It is on no list of this month any more, and the worker still sees that nobody can say it has gone."""
    centre = as_person("center")
    item = say_yes(home)
    assert read(centre, home) == 302
    say_yes(home, item, byte=10)
    states = bytes(2 if one == 1 else one for one in _states(home))
    change_serving(home, "UPDATE children SET states = ? WHERE child_code = ?", states, SUPPORTED)
    worklist = meta_of(home, "worklist")
    for row in worklist["left_out"]:
        row["child_codes"] = [code for code in row.get("child_codes", ()) if code != SUPPORTED]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", json.dumps(worklist, ensure_ascii=False))
    page = centre.get(PAGE)
    assert page.context["rows"] == [] and "まだ見ていない判定" not in centre.get("/").content.decode()
    words = page.content.decode()
    assert "虐待：前に見たときは基準以上。今月は情報不足（未着）のため判定していない" in words
    assert "前に見たときは該当。今月はわからない（未着）" in words
    assert SUPPORTED not in as_person("kennin").get(PAGE).content.decode(), "another worker read nothing of it"


def _states(home: Path) -> bytes:
    with Serving(serving_file(home)) as serving:
        child = serving.child(SUPPORTED)
        assert child is not None
        return child.states


def test_a_mistake_is_taken_back_once_and_two_windows_do_not_cross(case: Case, home: Path, as_person: As) -> None:
    centre = as_person("center")
    assert read(centre, home, "back") == 409, "nothing to take back"
    assert read(centre, home) == 302
    assert read(centre, home, seen=0) == 409, "the other window had not seen it"
    newest = FindingRead.objects.get()
    assert read(centre, home, "back") == 302
    assert read(centre, home, "back", seen=newest.pk) == 409
    assert FindingRead.objects.count() == 2, "nothing is erased"
    assert "まだ見ていないもの 1人" in centre.get(PAGE).content.decode()


def test_two_heads_at_once_name_one_worker(head: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def first(*_: Any, **__: Any) -> None:
        raise IntegrityError("one_open_case_per_household")

    monkeypatch.setattr(reading, "open_case", first)
    assert assign(head, "center") == 409
    assert not Case.objects.filter(household_code=HOUSEHOLD).exists()


def test_a_second_head_with_an_older_look_names_nobody_else(case: Case, head: Client, home: Path) -> None:
    case.members.update(left_at=clock.now())
    user, nurse = (User.objects.get(username=name) for name in ("sekinin", "boshi"))
    with open_serving(home) as serving:
        run = RunView(serving)
        found = findings_for(run, user, only=SUPPORTED)[0]
        assert found.unassigned and found.case == case
        assert assign(head, "center") == 302
        with pytest.raises(RefusedError) as refused, transaction.atomic():
            reading.assign(run, found, nurse, user, "manager", WHY)
    assert refused.value.code == "C101"
    assert [one.person.username for one in case.members.filter(left_at=None)] == ["center"]


def test_who_reads_bands_reads_types_alone_and_a_worker_who_left_hands_back(
    case: Case, head: Client, home: Path, as_person: As
) -> None:
    form = {"person": User.objects.get(username="fukushi").pk, "change": "join"}
    assert head.post(f"/cases/{case.number}/team/", form).status_code == 302
    page = as_person("fukushi").get(PAGE)
    assert [row.reasons for row in page.context["rows"]] == [[]] and "虐待：基準以上" in page.content.decode()
    User.objects.filter(username="fukushi").update(is_active=False)
    User.objects.filter(username="center").update(ends_on="2026-10-30")
    assert [row.found.child.child_code for row in head.get(PAGE).context["rows"]][0] == SUPPORTED


def test_why_it_is_left_out_is_read_by_who_reads_of_counselling(case: Case, head: Client, as_person: As) -> None:
    form = {"person": User.objects.get(username="fukushi").pk, "change": "join"}
    assert head.post(f"/cases/{case.number}/team/", form).status_code == 302
    assert "要保護・要支援として支援中" in as_person("center").get(PAGE).content.decode()
    page = as_person("fukushi").get(PAGE).content.decode()
    assert SUPPORTED in page and "載せなかったわけ：支援中" in page and "要保護" not in page
    case.members.update(left_at=clock.now())
    Case.objects.filter(pk=case.pk).update(ended_at=clock.now(), state="ended")
    page = head.get(PAGE).content.decode()
    assert SUPPORTED in page and "載せなかったわけ：支援中" in page and "要保護" not in page, "not in hand"


def test_somebody_protected_is_told_without_a_place(head: Client, home: Path, as_person: As) -> None:
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", SUPPORTED)
    assert assign(head, "center") == 302
    page = as_person("center").get(PAGE).content.decode()
    assert SUPPORTED in page and "開成南小学校" not in page and "延沢" not in page


def test_one_whom_a_section_nominated_is_told_and_the_decided_are_not(head: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET states = ? WHERE child_code = ?", bytes(6), SUPPORTED)
    page = head.get(PAGE).content.decode()
    assert "推薦がある（判定は基準以上ではない）" in page
    assert "C-0014" not in page, "過去に会議で決定ずみ is told by 変化による再確認"
    worklist = meta_of(home, "worklist")
    for row in worklist["left_out"]:
        row.pop("child_codes", None)
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", json.dumps(worklist, ensure_ascii=False))
    assert head.get(PAGE).context["rows"] == [], "a run of before it was told says nothing, and breaks nothing"


def test_of_somebody_protected_no_place_is_taken_in_and_none_written_before_is_shown(
    head: Client, case: Case, home: Path, as_person: As
) -> None:
    centre, words = as_person("center"), "吉田島1234-5に訪ねる"
    assert read(centre, home, words=words) == 302
    assert words in centre.get(PAGE).content.decode()
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", SUPPORTED)
    page = centre.get(PAGE).content.decode()
    assert words not in page and "に訪ねる" in page
    assert read(centre, home, "back") == 302
    assert read(centre, home, words=words) == 409 and FindingRead.objects.filter(words__isnull=False).count() == 1
    assert read(centre, home, words="家に訪ねる") == 302
