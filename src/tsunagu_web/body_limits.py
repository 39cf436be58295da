"""How much of a request the server takes before anybody has asked who it is from.

waitress keeps a large body in a file until it is whole, and only then does the gate see who sent it. Without a bound of its own
anybody who reaches the port could fill the home's disk. So the size is decided when the head of the request is there: what
forms without files need, for everybody; what files need, only for somebody logged in whose role may hand files in, on the pages
that take them.
"""

from __future__ import annotations

import copy
import logging
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import Resolver404, resolve
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.accounts.passwords import must_change
from tsunagu_web.accounts.proving import is_proved
from tsunagu_web.month_desk.uploading import PAGES

log = logging.getLogger("tsunagu.bodies")


def bound_bodies() -> None:
    """Let every connection of this process decide by role how much it takes. Called before the server listens."""
    HTTPChannel.parser_class = BoundedParser


class BoundedParser(HTTPRequestParser):
    """Knows how large the body may be as soon as the head is read; one that is larger is refused (413), not kept."""

    def parse_header(self, header_plus: bytes) -> None:
        """The head of a request is there."""
        super().parse_header(header_plus)
        if self.body_rcv is None or (not self.chunked and self.content_length < small_body()):
            return
        self.adj: Any = copy.copy(self.adj)
        self.adj.max_request_body_size = most_body(str(self.path), str(self.headers.get("COOKIE", "")))


def small_body() -> int:
    """Bytes of a form without files: as many as Django itself would read of one."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) + 1


def most_body(path: str, cookies: str) -> int:
    """Bytes a request for this path with these cookies may have."""
    try:
        row = BY_NAME.get(page) if (page := resolve(path).view_name) in PAGES else None
    except Resolver404:
        row = None
    if row is None:
        return small_body()
    try:
        allowed = authorize(_person(cookies), row.action, PageObject(row.name)).allowed
    except Exception as error:  # a store that cannot be asked lets nobody in, and keeps the server running
        log.warning("who hands files in cannot be told (%s)", type(error).__name__)
        allowed = False
    finally:
        connection.close()
    return int(settings.UPLOAD_REQUEST_BYTES) if allowed else small_body()


def _person(cookies: str) -> Any:
    """Who the session in the cookies belongs to; nobody known where there is none."""
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        found = None
    store = import_module(settings.SESSION_ENGINE).SessionStore(found.value if found else None)
    asking: Any = SimpleNamespace(session=store)
    # A password alone opens no page, and so brings no large body either.
    known = get_user(asking) if is_proved(asking) else AnonymousUser()
    return AnonymousUser() if known.is_authenticated and must_change(known) else known
