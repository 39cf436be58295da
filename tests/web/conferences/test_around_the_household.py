"""What people did for a household, at its meeting: the 支援経過 of every section, sightings, tasks and notes, on page and paper."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from support.paper_text import text_of_paper
from support.web_conferences import MEETING
from support.web_people import OWN, As
from tsunagu.serving import open_serving
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.calling import attend, number_copies
from tsunagu_web.conferences.models import Meeting, PackCopy
from tsunagu_web.notes.models import Note
from tsunagu_web.reading import RunView
from tsunagu_web.support.tasks import Told, add_task
from tsunagu_web.support.writing import write_contact, write_sighting

FACT, HEARD, THOUGHT, TASK, PLACE = "玄関で会えた", "夜に仕事を始めた", "朝がつらそう", "朝に電話する", "教室の前"
SHUT = "この役割では表示しません"
PROTECTED_HOUSEHOLD, PROTECTED_CHILD = "K-0005", "C-0007"


def plant(home: Path, household: str, child: str) -> None:
    """A contact of こども家庭センター, one of 福祉, a task and a sighting."""
    case, day = Case.objects.get(household_code=household), date(2026, 11, 2)
    centre, welfare = (User.objects.get(username=name) for name in ("center", "fukushi"))
    words = {"with_whom": "母", "fact": FACT, "heard": HEARD, "heard_from": "祖母", "opinion": ""}
    with open_serving(home) as serving, transaction.atomic():
        run = RunView(serving)
        write_contact(case, centre, "family_centre", on=day, way="visit", words=words, seen=[])
        own = dict.fromkeys(words, "") | {"with_whom": "父", "opinion": THOUGHT}
        write_contact(case, welfare, "welfare", on=day, way="visit", words=own, seen=[])
        add_task(case, run, centre, "family_centre", Told(TASK, "05", date(2026, 11, 5), child, holder=welfare))
        write_sighting(case, centre, "family_centre", child, on=day, seen_by="担任", place=PLACE, condition="")


def page_of(client: Client, household: str = "K-0001") -> str:
    return client.get(f"/conferences/{MEETING}/{Case.objects.get(household_code=household).number}/").content.decode()


def paper_of(centre: Client, meeting: Meeting, name: str, household: str = "K-0001") -> str:
    """The household in the copy of somebody, by log-in name or the name of somebody from outside; without any space."""
    copies = PackCopy.objects.filter(meeting=meeting).select_related("to__user")
    number = next(one.number for one in copies if name in (getattr(one.to.user, "username", ""), one.to.name))
    text = re.sub(r"\s", "", text_of_paper(centre.get(f"/conferences/{MEETING}/copies/{number}/").content))
    found = re.search(rf"\d+世帯{household}(.*?)(\d+世帯K-|$)", text)
    assert found, text[:500]
    return found[1]


def give_a_copy(meeting: Meeting, username: str) -> None:
    """Somebody more comes to the meeting and has a numbered copy."""
    centre = User.objects.get(username="center")
    attend(centre, meeting, User.objects.get(username=username), "", "")
    number_copies(centre, meeting)


def test_every_section_s_records_stand_together_and_words_are_for_who_reads_them(
    home: Path, centre: Client, as_person: As
) -> None:
    plant(home, "K-0001", OWN)
    page = page_of(centre)
    assert all(
        f"<summary>{one.section} 1件" in page for one in Case.objects.get(household_code="K-0001").contacts.all()
    )
    assert FACT in page and HEARD in page and THOUGHT in page and "祖母から" in page
    own = page_of(as_person("fukushi"))
    assert THOUGHT in own and FACT not in own and HEARD not in own and "内容はその課に聞いてください" in own


def test_paper_holds_tasks_sightings_and_records_as_far_as_both_read_them(
    home: Path, centre: Client, meeting: Meeting
) -> None:
    plant(home, "K-0001", OWN)
    give_a_copy(meeting, "fukushi")
    own, welfare, outside = (paper_of(centre, meeting, name) for name in ("center", "fukushi", "青木"))
    for words in (FACT, HEARD, THOUGHT, TASK, PLACE, "7日おくれ", "担任と聞いた"):
        assert words in own, words
    assert TASK in welfare and PLACE in welfare
    assert THOUGHT in welfare, "福祉 wrote it, and the one who prints reads it"
    assert FACT not in welfare and HEARD not in welfare and "書かれています。" + SHUT in welfare
    assert not any(words in outside for words in (FACT, THOUGHT, TASK, PLACE, "目視確認", "支援経過"))


def test_of_a_protected_household_no_record_is_on_paper_and_no_place_anywhere(
    home: Path, centre: Client, meeting: Meeting
) -> None:
    plant(home, PROTECTED_HOUSEHOLD, PROTECTED_CHILD)
    paper, page = paper_of(centre, meeting, "center", PROTECTED_HOUSEHOLD), page_of(centre, PROTECTED_HOUSEHOLD)
    assert TASK in paper and "紙には載せません。画面で読んでください" in paper
    assert FACT not in paper and THOUGHT not in paper and FACT in page
    assert PLACE not in paper + page and "担任と聞いた" not in paper + page


def note(limit: str, text: str) -> None:
    by = User.objects.get(username="boshi")
    told: dict[str, Any] = {"kind": "気づき", "certainty": "事実", "ground": "面談", "informant": "家族"}
    Note.objects.create(
        at=clock.now(), by=by, role="maternal_health", section=by.section, child_code=OWN,
        happened_on=date(2026, 11, 2), text=text, who_may_see=limit, **told,
    )  # fmt: skip


@pytest.mark.parametrize(("limit", "folded"), [("こども課", True), ("会議参加者", False), ("入力した課", None)])
def test_a_note_that_is_not_for_the_room_is_folded_and_one_for_its_section_is_not_there(
    centre: Client, as_person: As, meeting: Meeting, limit: str, folded: bool | None
) -> None:
    note(limit, "夜にひとりで歩いていた")
    page, adviser = page_of(centre), page_of(as_person("shido"))
    assert ("夜にひとりで" in page) is (folded is not None)
    assert ("会議の画面に映さないでください" in page) is bool(folded)
    assert ("夜にひとりで" in adviser) is (folded is False), "who takes part reads what was opened to the meeting alone"
    paper = paper_of(centre, meeting, "shido")
    assert ("夜にひとりで" in paper) is (folded is False)
