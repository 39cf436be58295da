"""Make the people who will look and let each in; print their session keys as one JSON object.

    TSUNAGU_HOME=… python -m benchmarks.load.people 20

In a process of its own: Django belongs to one home for as long as a process lives.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

ROLES = ("screener", "manager", "family_centre")
"""Those who read the whole list: the heaviest pages."""


def main(count: int) -> None:
    """Users with one office each, every one logged in with both factors."""
    from tsunagu_web.commands import set_up

    home = set_up(None)
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from tsunagu_web.access.roles import ROLES as KNOWN
    from tsunagu_web.access.roles import RoleKey
    from tsunagu_web.accounts import clock, proving, sessions
    from tsunagu_web.accounts.models import RoleAssignment, User

    keys = []
    for number in range(count):
        role = RoleKey(ROLES[number % len(ROLES)])
        name = f"load{number:03d}"
        user = User.objects.filter(username=name).first()
        if user is None:
            user = User.objects.create(username=name, display_name=f"利用者{number}", section="こども課")
            for purpose in KNOWN[role].purposes:
                RoleAssignment.objects.create(
                    user=user, role=role.value, purpose=purpose.value, starts_on=date(2020, 1, 1)
                )
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        now = int(clock.now().timestamp())
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[sessions.NUMBER] = user.session_number
        session[sessions.STARTED] = session[sessions.SEEN] = session[proving.PROVED] = now
        session.save()
        keys.append(session.session_key)
    receive(Path(home), User.objects.get(username="load000"))
    print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "keys": keys}))


def receive(home: Path, by: Any) -> None:
    """受理 of the month's list, so that the cases are there too; once."""
    from django.db import transaction

    from tsunagu.serving import open_serving
    from tsunagu_web.casework.models import Case
    from tsunagu_web.casework.moving import receive_list

    if Case.objects.exists():
        return
    with open_serving(home) as serving:
        listed = serving.meta("worklist")["listed"]
        households = {row["household_code"]: list(row["children"]) for row in listed}
        run = serving.meta("run")
        with transaction.atomic():
            receive_list(by, ROLES[0], run["run_id"], date.fromisoformat(run["as_of"]), households)


if __name__ == "__main__":
    main(int(sys.argv[1]))
