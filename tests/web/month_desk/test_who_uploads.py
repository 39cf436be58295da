"""Files of people who may not hand any in never reach the home, although the body is read before the gate answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from support.counter import FILE_NAMES, file_bytes, plain
from support.web_people import LOG_INS, log_in
from tsunagu_web.accounts.proving import PROVED
from tsunagu_web.month_desk.uploading import sweep_uploads, uploads_folder
from tsunagu_web.operations.work import rounds

JUKI = "juki_kojin"
MAY = {"/protection/take/": {"hantei", "sekinin"}}
PAGES = ("/month/2026-10-31/hand-in/", "/layouts/draft/", "/protection/take/")


def upload(client: Client, page: str, token: str) -> Any:
    """As a browser sends the form: the token first, then the file."""
    file = SimpleUploadedFile(FILE_NAMES[JUKI], file_bytes(JUKI, [plain(JUKI)]))
    told = {"csrfmiddlewaretoken": token, "medium": "電子メール", "files": file}
    return client.post(page, told)


def token_of(client: Client) -> str:
    """The token of the person's own pages."""
    client.get("/")
    return client.get("/").content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", LOG_INS)
def test_only_who_may_hand_in_writes_into_the_home(db: None, home: Path, person: str, page: str) -> None:
    client = log_in(person, forgeries_refused=True)
    token = token_of(client)
    assert token
    answer = upload(client, page, token)
    reached = (home / "deliveries" / "uploads").exists()
    may = person in MAY.get(page, {"hantei"})
    assert (answer.status_code != 404, reached) == (may, may)


@pytest.mark.parametrize("person", sorted(set(LOG_INS) - {"hantei"}))
def test_nor_does_a_request_without_the_token(db: None, home: Path, person: str) -> None:
    client = log_in(person, forgeries_refused=True)
    assert upload(client, PAGES[0], "").status_code in (403, 404)
    assert not (home / "deliveries").exists()


@pytest.mark.parametrize("page", PAGES)
def test_nor_does_a_password_without_the_second_factor(db: None, home: Path, page: str) -> None:
    client = log_in("hantei")
    session = client.session
    del session[PROVED]
    session.save()
    assert upload(client, page, "").status_code == 302
    assert not (home / "deliveries" / "uploads").exists()


def test_a_stranger_writes_nothing(db: None, home: Path) -> None:
    assert upload(Client(enforce_csrf_checks=True), PAGES[0], "").status_code in (302, 403)
    assert not (home / "deliveries").exists()


def test_what_a_crash_left_of_an_upload_goes_at_the_next_start(home: Path, db: None) -> None:
    """A folder too, in which a file was opened: the server would not start as long as one is there."""
    place = uploads_folder()
    (place / "upload-abc").write_bytes(b"half")
    (place / "tmpabc").mkdir()
    (place / "tmpabc" / "came.pdf").write_bytes(b"whole")
    (place / ".unfinished-abc").mkdir()
    os.utime(place / "tmpabc", (0, 0))
    for look in rounds():
        look()
    left = sorted(path.name for path in place.iterdir())
    assert left == [".unfinished-abc", "upload-abc"], "the worker spares what another process may be receiving"
    sweep_uploads()
    assert not list(place.iterdir())
