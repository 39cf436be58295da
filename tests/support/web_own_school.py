"""A received list whose school has its people."""

from __future__ import annotations

from pathlib import Path

from support.web_cases import plant_cases


def plant_own_school(home: Path) -> None:
    """The demo's school people belong to the school of the fixture's first child."""
    from support.web_people import AT_SCHOOL, SCHOOL
    from tsunagu_web.accounts.models import RoleAssignment

    plant_cases(home)
    RoleAssignment.objects.filter(user__username__in=AT_SCHOOL).update(schools=[SCHOOL])
