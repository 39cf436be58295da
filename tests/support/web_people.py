"""People of every role and a home for tests of pages. Each test says who looks; the refusal stands beside the permission."""

from __future__ import annotations

import atexit
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client

from support.serving_fixture import write_home
from support.web_loads import receive_protection
from tsunagu.serving import SERVING_FILE, open_serving
from tsunagu_web.accounts import clock, proving, sessions
from tsunagu_web.accounts.demo import DEMO_PEOPLE, make_demo_users
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.town import home_folder

EVERYBODY = tuple(person.username for person in DEMO_PEOPLE)
"""One person per role, and one with two offices."""
LOG_INS = EVERYBODY[:5]
"""The five who work with the month itself."""
SCHOOL = "開成小学校"
AT_SCHOOL = ("ssw", "shimei", "kocho", "tannin")
"""People whose role ends at a school: in the fixture's town that is SCHOOL."""
As = Callable[[str], Client]

OWN = "C-0001"
"""A pupil (小3) of a listed household."""
OWN_NOT_PUPIL = "C-0003"
"""A child of a listed household who does not go to school yet."""
PROTECTED = "C-0007"
"""A pupil of a listed household under 支援措置."""
NOT_LISTED = "C-0011"
"""A pupil whose household is not on the list."""
SAME_SCHOOL = "C-0013"
"""A pupil of OWN's school whose household is not on the list."""
OTHER_SCHOOL = "C-0006"
"""A pupil of a listed household at another school."""
NOBODY = "C-9999"
LIST_CAME = "2026-10-31 00:00"
"""When the fixture's list of protected people came."""


def make_home(folder: Path, *, empty: bool = False, run: bool = True) -> Path:
    """A demo home with the fixture's run and list of protected people (or with a run that judged nobody, or with none)."""
    folder.mkdir(parents=True, exist_ok=True)
    if run:
        shutil.copytree(_written_home(empty), folder, dirs_exist_ok=True)
    settings = "schema: 1\npack: kaisei\nmunicipality: 開成町\ndemo: true\nprotection_hours: 24\n"
    (folder / "home.yaml").write_text(settings, encoding="utf-8")
    return folder


@cache
def _written_home(empty: bool) -> Path:
    """The fixture's run and list, written once for all tests of this process, each of which gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-home-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_home(folder, empty=empty)
    receive_protection(folder, LIST_CAME)
    return folder


def meta_of(home: Path, key: str) -> Any:
    """A meta value of a home's current run: what pages are compared with."""
    with open_serving(home) as serving:
        return serving.meta(key)


def serving_file(home: Path) -> Path:
    """The serving file of the run that the pages show; of the only one where none is named."""
    current = home / "CURRENT"
    run = json.loads(current.read_text(encoding="utf-8"))["run"] if current.exists() else "*"
    return next((home / "runs").glob(f"{run}/{SERVING_FILE}"))


def change_serving(home: Path, statement: str, *values: object) -> None:
    """Plant something in the serving file before a page reads it."""
    connection = sqlite3.connect(serving_file(home))
    with connection:
        connection.execute(statement, values)
    connection.close()


def let_in(page: Any, username: str) -> None:
    """Log in at the screen of a demo: the password, then the code that a demo prints."""
    page.fill("#id_username", username)
    page.fill("#id_password", f"tsunagu-demo-{username}")
    page.click("button.first")
    page.fill("#id_code", page.inner_text("#demo-code"))
    page.click("button.first")


def log_in(username: str, *, forgeries_refused: bool = False) -> Client:
    """A client with a fresh session of this person; with `forgeries_refused` its posts need the page's token."""
    if not User.objects.filter(username=username).exists():
        make_demo_users()
    RoleAssignment.objects.filter(user__username__in=AT_SCHOOL).update(schools=[SCHOOL])
    user = User.objects.get(username=username)
    client = Client(enforce_csrf_checks=forgeries_refused)
    client.force_login(user)
    session = client.session
    session[sessions.NUMBER] = user.session_number
    session[sessions.STARTED] = session[sessions.SEEN] = session[proving.PROVED] = int(clock.now().timestamp())
    session.save()
    return client


def opened_in_an_emergency(code: str = NOT_LISTED, person: str = "center") -> None:
    """Somebody has this child open for the next four hours, to be reviewed by 監査: the only way to a child who is no case."""
    from tsunagu_web.break_glass.opening import open_glass

    make_demo_users()
    with open_serving(home_folder()) as serving:
        child = serving.child(code)
    assert child is not None
    people = {user.username: user for user in User.objects.all()}
    open_glass(people[person], code, child.household_code, "life", "夜間の通告を受けた", people["kansa"])
