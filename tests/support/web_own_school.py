"""A received list whose school has its people: python -m support.web_own_school plants it in the home of TSUNAGU_HOME."""

from __future__ import annotations

import os
from pathlib import Path

from support.web_cases import plant_cases


def plant_own_school(home: Path) -> None:
    """The demo's school people belong to the school of the fixture's first child."""
    from support.web_people import AT_SCHOOL, SCHOOL
    from tsunagu_web.accounts.models import RoleAssignment

    plant_cases(home)
    RoleAssignment.objects.filter(user__username__in=AT_SCHOOL).update(schools=[SCHOOL])


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    plant_own_school(Path(os.environ["TSUNAGU_HOME"]))
