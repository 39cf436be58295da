"""決定の内訳 and 正否確認: each child once by its newest decision since it came, for who may open the case alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, plant_cases
from support.web_people import OTHER_SCHOOL, OWN, OWN_NOT_PUPIL, As
from tsunagu.base.clock import JAPAN
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.models import AgendaItem, ChildDecision, Meeting

URL = "/dashboards/funnel/"
DAY = date(2026, 11, 12)
ON = datetime(2026, 11, 12, 14, tzinfo=JAPAN)


@pytest.fixture
def received(home: Path, db: None, at: Any) -> Path:
    """The fixture's list, received."""
    at("2026-11-12 16:00")
    plant_cases(home)
    return home


def decide(child: str, decision: str, *, on: date = DAY, version: int = 1, **said: Any) -> None:
    """One decision of a child, at a meeting of that day. `said`: `checks` and `found`."""
    centre = User.objects.get(username="center")
    written = {"at": ON, "by": centre}
    meeting, _ = Meeting.objects.get_or_create(
        number=f"{on:%m%d}", kind="conference", held_on=on, role="family_centre", defaults=written
    )
    item, _ = AgendaItem.objects.get_or_create(
        meeting=meeting, case=Case.objects.get(number=NUMBER), place=1, defaults=written
    )
    told = {"reason": "わけ", "human_source": "担任", "facts_hash": "0" * 64, "run_id": "run", "role": "family_centre"}
    ChildDecision.objects.create(
        item=item, child_code=child, version=version, decision=decision, decided_on=on, decider=centre, **told, **written,
        **said,
    )  # fmt: skip


def counted(client: Any) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """What the page says: decisions, and per type checked, right, wrong, not known, found."""
    shown = client.get(URL).context
    checks = {one.label: (one.checked, one.right, one.wrong, one.unknown, one.found) for one in shown["checks"]}
    return {one.label: one.children for one in shown["decisions"]}, checks


def test_each_child_is_counted_once_by_what_was_decided_last(received: Path, as_person: As) -> None:
    whole = as_person("center").get(URL).context["children"]
    assert "決定の内訳" not in as_person("center").get(URL).content.decode(), "nothing decided, nothing told"
    decide(OWN, "調査継続", checks={"poverty": "wrong"}, found=["abuse"])
    decide(OWN, "経過観察", version=2, checks={"poverty": "right", "young_carer": "unknown"})
    decide(OTHER_SCHOOL, "支援不要", checks={"poverty": "wrong"}, found=["young_carer"])
    decisions, checks = counted(as_person("center"))
    expected = {"要支援": 0, "調査継続": 0, "経過観察": 1, "支援不要": 1, "まだ決めていない": whole - 2}
    assert decisions == expected, "a corrected decision counts no more"
    assert checks == {"貧困": (2, 1, 1, 0, 0), "ヤングケアラー": (1, 0, 0, 1, 1)}
    decide(OWN, "要支援", on=date(2026, 11, 20), checks={"poverty": "right"})
    decisions, checks = counted(as_person("center"))
    assert decisions == expected | {"経過観察": 0, "要支援": 1} and "ヤングケアラー" in checks
    assert checks["ヤングケアラー"] == (0, 0, 0, 0, 1), "what an older meeting answered is no answer of this one"


def test_a_decision_of_before_the_child_came_is_none_of_this_year(received: Path, as_person: As) -> None:
    decide(OWN, "支援不要", on=date(2026, 5, 1))
    assert as_person("center").get(URL).context["decided"] == 0


def test_who_sees_some_of_the_children_counts_these_alone(received: Path, as_person: As) -> None:
    decide(OWN, "要支援", checks={"poverty": "right"})
    decide(OWN_NOT_PUPIL, "調査継続", checks={"abuse": "right"})
    decisions, checks = counted(as_person("shido"))
    assert (decisions["要支援"], decisions["調査継続"]) == (1, 0) and "虐待" not in checks
    assert counted(as_person("center"))[0]["調査継続"] == 1
