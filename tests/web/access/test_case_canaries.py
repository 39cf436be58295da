"""A canary in every place where people write about a case: each is read on the pages, and by the people, that are written here.

The proof is shown able to fail: with the check of who reads words taken out, canaries turn up out of place.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from support.web_people import AT_SCHOOL, EVERYBODY, OTHER_SCHOOL, OWN, PROTECTED, As
from support.web_words import WRITTEN, plant_words
from tsunagu_web.access import Grant

WORDS = frozenset(["sekinin", "center", "sv", "kennin"])
"""Who reads 相談 in full: 責任者, こども家庭センター, スーパーバイザー, and who holds one of these offices beside another."""
PLANS = WORDS | {"boshi", "fukushi"}
"""Who makes the サポートプラン with the family, or reads it."""
TASKS = PLANS | {"shido"}
"""Everybody who works with the family or answers for it: what there is to do holds no word of 相談."""
MEETING = frozenset(["sekinin", "center", "shido", "kennin"])
"""会議参加者 of the planted meeting, and こども課: for whom whoever wrote a 見守り情報 opened it."""
MATRIX: dict[str, dict[str, frozenset[str]]] = {
    "case": {"すること": TASKS, "経過": WORDS, "理由": WORDS, "情報源": WORDS, "回答": WORDS},
    "support": {"すること": TASKS},
    "task": {"すること": TASKS},
    "supports": {"すること": TASKS},
    "first_contact": {"すること": TASKS},
    "today": {"すること": frozenset({"boshi"})},
    "contacts": {"見たこと": WORDS, "聞いたこと": WORDS, "考えたこと": WORDS},
    "plan": {"めざすこと": PLANS, "思い": PLANS, "プランの思い": PLANS, "まだのわけ": PLANS},
    "referral": {"希望": WORDS, "案内": WORDS},
    "resources": {"思い": PLANS},
    "inquiry": {"回答": WORDS | {"boshi"}},
    "conference": {"議事録": WORDS},
    "household": {
        "すること": TASKS, "経過": WORDS, "理由": WORDS, "情報源": WORDS, "見守り": MEETING, "回答": WORDS,
        "見たこと": WORDS, "聞いたこと": WORDS, "考えたこと": WORDS, "見立て": frozenset({"center"}),
    },
    "notes": {"見守り": MEETING - {"shido"}},
    "expecting": {"知らせ": frozenset({"center", "boshi", "kennin"})},
    "transfer": {},
    "child": {},
}  # fmt: skip
"""Page → field → who reads it there. 母子保健 holds the task, answered the sheet and told of a 妊婦, whose notices
go to who begins cases; an own view is read by who wrote it; 判定担当 and everybody not named read nothing."""


def said(field: str) -> str:
    return f"カナリア{field}は"


def misplaced(pages: dict[str, str], as_person: As, people: Iterable[str] = EVERYBODY) -> list[str]:
    """What stands where it may not, or is missing where it should stand."""
    faults = []
    for person in people:
        client = as_person(person)
        for name, url in pages.items():
            body = client.get(url).content.decode()
            for field in WRITTEN:
                expected = person in MATRIX[name].get(field, ())
                if (said(field) in body) != expected:
                    faults.append(f"{person} {name} {field} {'missing' if expected else 'seen'}")
    return faults


def test_every_canary_of_a_case_stands_where_the_matrix_says(home: Path, as_person: As, at: Any) -> None:
    pages = plant_words(home, OWN, said)
    at("2026-10-31 11:00")
    wrong = misplaced(pages, as_person)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("code", [OTHER_SCHOOL, PROTECTED])
def test_nobody_of_a_school_or_nursery_reads_of_another_s_child_or_of_a_protected_one(
    home: Path, as_person: As, at: Any, code: str
) -> None:
    pages = plant_words(home, code, said)
    at("2026-10-31 11:00")
    if code == PROTECTED:
        told = as_person("center").get(pages.pop("first_contact")).content.decode()
        assert "カナリア" not in told, "where somebody protected is met is told to nobody"
    assert misplaced(pages, as_person, (*AT_SCHOOL[1:], "en", "shido")) == []


def test_words_read_by_everybody_are_caught(
    home: Path, as_person: As, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: every form of 相談 tells its words."""
    pages = plant_words(home, OWN, said)
    at("2026-10-31 11:00")
    monkeypatch.setattr(Grant, "reads_words", property(lambda grant: True))
    faults = misplaced(pages, as_person, ("shido", "boshi"))
    assert {"shido contacts 見たこと seen", "boshi case 経過 seen"} <= set(faults)


def test_every_field_is_read_by_somebody_somewhere() -> None:
    """A field nobody may read would pass every search for canaries out of place."""
    assert {field for page in MATRIX.values() for field, people in page.items() if people} == set(WRITTEN)
