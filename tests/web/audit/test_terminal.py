"""What leaves at the server's terminal stands in the record, with every child it told of, before it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from support.web_people import NOBODY, NOT_LISTED, OWN, As
from tsunagu.month import Home
from tsunagu_web import commands
from tsunagu_web.audit.checking import verify_record
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.database import STORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose pages were opened."""
    monkeypatch.setattr(commands, "set_up", lambda folder: folder)
    if connection.vendor == "sqlite":  # on PostgreSQL the case store is no file of the home
        (home / STORE).touch()
    return Home(home)


def test_who_asks_who_saw_a_child_is_told_of_commands_that_told_of_it(opened: Home, as_person: As) -> None:
    commands.record_leaving(opened, "answers", None)
    commands.record_leaving(opened, "worklist", [OWN])
    officer = as_person("kojin")
    for code, told, untold in ((OWN, ["answers", "worklist"], []), (NOT_LISTED, ["answers"], ["worklist"])):
        page = officer.get("/records/child/", {"code": code}).content.decode()
        assert "（サーバーの端末）" in page and all(f"命令で取り出した tsunagu {name}（" in page for name in told), code
        assert not any(f"tsunagu {name}（" in page for name in untold), code
    assert "町のこども全員" in officer.get("/records/child/", {"code": OWN}).content.decode()
    assert "tsunagu worklist（" in as_person("kansa").get("/records/").content.decode()
    assert "命令で取り出した" not in as_person("sekinin").get("/records/").content.decode(), "another section's"
    assert verify_record().sound


def test_a_home_nobody_opened_has_no_record_and_none_is_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TSUNAGU_DATABASE_URL", raising=False)
    commands.record_leaving(Home(home), "answers", None)
    assert not (home / STORE).exists() and not AuditRow.objects.filter(action="terminal.tell").exists()


def test_what_cannot_be_recorded_is_not_told(opened: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("tsunagu_web.audit.record", full)
    with pytest.raises(OSError, match="no space"):
        commands.record_leaving(opened, "answers", [NOBODY])
