"""A canary in every place where people write about a case: each is read on the pages and papers, and by the people, that are written here.

The proof is shown able to fail: with the check of who reads words taken out, canaries turn up out of place.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from support.web_people import AT_SCHOOL, EVERYBODY, OTHER_SCHOOL, OWN, PROTECTED, SCHOOL, As
from support.web_words import WRITTEN, plant_words
from support.web_words_handed import GONE, HANDED, plant_gone, plant_handed, words_of
from tsunagu_web.access import Decision, Grant
from tsunagu_web.transitions import sheet_views
from tsunagu_web.transitions.scope import Standing

WORDS = frozenset(["sekinin", "center", "sv", "kennin"])
"""Who reads 相談 in full: 責任者, こども家庭センター, スーパーバイザー, and who holds one of these offices beside another."""
PLANS = WORDS | {"boshi", "fukushi"}
"""Who makes the サポートプラン with the family, or reads it."""
TASKS = PLANS | {"shido"}
"""Everybody who works with the family or answers for it: what there is to do holds no word of 相談."""
MEETING = frozenset(["sekinin", "center", "shido", "kennin"])
"""会議参加者 of the planted meeting, and こども課: for whom whoever wrote a 見守り情報 opened it."""
HANDS_ON = frozenset(["center", "kennin"])
"""こども家庭センター, in the team: who hands a child or a case on, and takes in what another municipality handed over."""
SHEET = HANDS_ON | {"kocho"}
"""And the head of the school that the sheet was given to."""
MATRIX: dict[str, dict[str, frozenset[str]]] = {
    "case": {"すること": TASKS, "経過": WORDS, "理由": WORDS, "情報源": WORDS, "回答": WORDS, "申し送り": WORDS},
    "support": {"すること": TASKS},
    "task": {"すること": TASKS},
    "supports": {"すること": TASKS},
    "first_contact": {"すること": TASKS},
    "today": {"すること": frozenset({"boshi"})},
    "contacts": {"見たこと": WORDS, "聞いたこと": WORDS, "考えたこと": WORDS},
    "plan": {"めざすこと": PLANS, "思い": PLANS, "プランの思い": PLANS, "まだのわけ": PLANS},
    "referral": {"希望": WORDS, "案内": WORDS, "申し送り": WORDS},
    "resources": {"思い": PLANS},
    "inquiry": {"回答": WORDS | {"boshi"}},
    "conference": {"議事録": WORDS},
    "household": {
        "すること": TASKS, "経過": WORDS, "理由": WORDS, "情報源": WORDS, "見守り": MEETING, "回答": WORDS,
        "見たこと": WORDS, "聞いたこと": WORDS, "考えたこと": WORDS, "見立て": frozenset({"center"}), "申し送り": WORDS,
    },
    "notes": {"見守り": MEETING - {"shido"}},
    "expecting": {"知らせ": frozenset({"center", "boshi", "kennin"})},
    "transfer": {},
    "child": {},
    "sheet": dict.fromkeys(("引きつぎ", "見たこと", "すること", "めざすこと", "思い"), SHEET),
    "sheet_paper": dict.fromkeys(("引きつぎ", "見たこと", "すること", "めざすこと", "思い"), SHEET),
    "transition": {"見たこと": HANDS_ON, "めざすこと": HANDS_ON},
    "hand_over": {},
    "handed_task": {"申し送り": TASKS},
    "came": {"届いた": HANDS_ON},
    "waiting": {"届いた子": HANDS_ON},
    "came_file": {"届いた": HANDS_ON},
}  # fmt: skip
WENT: dict[str, dict[str, frozenset[str]]] = {
    "case": dict.fromkeys(("経過", "申し送り", "理由", "情報源", "回答", *GONE), WORDS),
    "transfer": dict.fromkeys(GONE, HANDS_ON),
    "pack": dict.fromkeys(
        ("すること", "見たこと", "聞いたこと", "考えたこと", "めざすこと", "プランの思い", "理由", "案内"), HANDS_ON
    ),
}
"""The same of a case that went to another municipality. The file goes there: 決定, 支援経過, 案内, the plan and what there was to do; no answer
to a 情報収集シート, no own view, no minutes, no note among colleagues, and nothing of who told of something."""
ALL = (*WRITTEN, *HANDED, *GONE)
"""Page → field → who reads it there. 母子保健 holds the task, answered the sheet and told of a 妊婦, whose notices
go to who begins cases; an own view is read by who wrote it; 判定担当 and everybody not named read nothing. A note that went with work is read
where the work is: with a task by everybody who works with the family."""
POSTED = frozenset({"came_file", "pack"})


def said(field: str) -> str:
    return f"カナリア{field}は"


def misplaced(
    pages: dict[str, str],
    as_person: As,
    people: Iterable[str] = EVERYBODY,
    matrix: dict[str, dict[str, frozenset[str]]] = MATRIX,
) -> list[str]:
    """What stands where it may not, or is missing where it should stand."""
    faults = []
    for person in people:
        client = as_person(person)
        for name, url in pages.items():
            body = words_of(client.post(url) if name in POSTED else client.get(url))
            for field in ALL:
                expected = person in matrix[name].get(field, ())
                if (said(field) in body) != expected:
                    faults.append(f"{person} {name} {field} {'missing' if expected else 'seen'}")
    return faults


def test_every_canary_of_a_case_stands_where_the_matrix_says(home: Path, as_person: As, at: Any) -> None:
    pages = plant_words(home, OWN, said) | plant_handed(home, OWN, said, school=SCHOOL)
    at("2026-10-31 11:00")
    wrong = misplaced(pages, as_person)
    went = misplaced(plant_gone(OWN, said), as_person, matrix=WENT)
    assert wrong + went == [], "\n".join(wrong + went)


@pytest.mark.parametrize("code", [OTHER_SCHOOL, PROTECTED])
def test_nobody_of_a_school_or_nursery_reads_of_another_s_child_or_of_a_protected_one(
    home: Path, as_person: As, at: Any, code: str
) -> None:
    school = SCHOOL if code == PROTECTED else "文命中学校"
    pages = plant_words(home, code, said) | plant_handed(home, code, said, school=school)
    at("2026-10-31 11:00")
    if code == PROTECTED:
        told = as_person("center").get(pages.pop("first_contact")).content.decode()
        assert "カナリア" not in told, "where somebody protected is met is told to nobody"
        for name in ("sheet", "sheet_paper"):
            told = words_of(as_person("center").get(pages[name]))
            assert "カナリア" not in told and "引きつぎ" in told, "nothing written freely, whoever reads or gets it"
    # For a school without accounts 学校教育課 takes the sheet; that of somebody protected is read by nobody there.
    helps = frozenset() if code == PROTECTED else frozenset({"shido"})
    taken = {name: dict.fromkeys(MATRIX[name], helps) for name in ("sheet", "sheet_paper")}
    assert misplaced(pages, as_person, (*AT_SCHOOL[1:], "en", "shido"), MATRIX | taken) == []


def test_words_read_by_everybody_are_caught(
    home: Path, as_person: As, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: every form of 相談 tells its words, and every sheet is everybody's who may open one."""
    pages = plant_words(home, OWN, said) | plant_handed(home, OWN, said, school=SCHOOL)
    at("2026-10-31 11:00")
    monkeypatch.setattr(Grant, "reads_words", property(lambda grant: True))
    monkeypatch.setattr(
        sheet_views, "stands", lambda user, row, run, action: Standing(Decision(True, ""), True, True, False)
    )
    faults = misplaced(pages, as_person, ("shido", "boshi"))
    assert {"shido contacts 見たこと seen", "boshi case 経過 seen", "boshi sheet 引きつぎ seen"} <= set(faults)


def test_every_field_is_read_by_somebody_somewhere() -> None:
    """A field nobody may read would pass every search for canaries out of place."""
    pages = (*MATRIX.values(), *WENT.values())
    assert {field for page in pages for field, people in page.items() if people} == set(ALL)
