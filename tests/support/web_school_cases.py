"""Izumi's list received and as far on its way to a school as a test wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client

from support.izumi_town import household_of
from support.web_loads import receive_protection
from support.web_people import AT_SCHOOL, LIST_CAME, log_in, meta_of
from tsunagu_web.accounts.models import RoleAssignment
from tsunagu_web.casework.models import Case

REQUEST = "抽出事由：発達と服装の印。依頼：行政関与が要るかの判断。期日：11月13日"
VIEW = "担任から、同じ服が続き、朝に一人で来ると聞いた"
OWN, SAME = household_of("モデル校、発達◎と服装○"), household_of("モデル校、学校の印：生活保護○")
"""Listed households of the model school."""
ELSEWHERE = household_of("保護が3人")
"""A listed household of the other school."""
MODEL_SCHOOL, OTHER_SCHOOL = "みどり小学校", "かわべ小学校"
WAY = (
    ("center", "hand_over", {"words": REQUEST, "due": "2026-11-04"}),
    ("shido", "board_took", {"due": "2026-11-05"}),
    ("kocho", "principal_took", {"due": "2026-11-06"}),
    ("ssw", "ssw_took", {"due": "2026-11-13"}),
)
"""Who hands over and who confirms, station by station."""


def receive(home: Path, *, hides: tuple[str, ...] = ()) -> None:
    """こども家庭センター receives the list of the home the pages show."""
    receive_protection(home, LIST_CAME, snapshot="snapshot", hides=hides)
    run = meta_of(home, "run")["run_id"]
    assert log_in("center").post("/cases/receive/", {"run": run}).status_code == 302


def somebody(username: str, *schools: str) -> Client:
    """Log-in; the people of a school belong to the model school, or to those named."""
    client = log_in(username)
    placed = schools or (MODEL_SCHOOL,)
    RoleAssignment.objects.filter(user__username__in=AT_SCHOOL).update(schools=list(placed))
    return client


def case_of(household: str) -> Case:
    """The household's newest case."""
    return Case.objects.filter(household_code=household).latest("pk")


def move(client: Client, household: str, key: str, *, at_school: bool = False, **told: Any) -> Any:
    """Send the form of the case's page, or of the school's page of it."""
    case = case_of(household)
    pages = "school-cases" if at_school else "cases"
    return client.post(f"/{pages}/{case.number}/move/", {"move": key, "seen": case.events.count(), **told})


def brought(household: str, stations: int) -> None:
    """The first stations of the way, each by the person whose turn it is."""
    for person, key, told in WAY[:stations]:
        at_school = person in ("kocho", "ssw")
        schools = (OTHER_SCHOOL,) if household == ELSEWHERE else ()
        client = somebody(person, *schools) if at_school else log_in(person)
        assert move(client, household, key, at_school=at_school, **told).status_code == 302, key
