"""One person at the pages: opens one after the other, thinks between them, and remembers how long each took."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from random import Random

LISTS = ("/worklist/", "/cases/", "/", "/overview/")
_CHILD = re.compile(r'href="(/children/[A-Z]-\d+/)"')
SHARE_OF_CHILDREN = 0.5


@dataclass(frozen=True)
class Asked:
    """One page: its kind (list or child), status, and seconds from the first byte sent to the last received."""

    kind: str
    path: str
    status: int
    seconds: float


def look_around(port: int, cookie: str, seed: int, until: float, thinks: float) -> Iterator[Asked]:
    """Open pages until the clock (monotonic) says `until`, thinking `thinks` seconds on the average between two."""
    chance, connection = Random(seed), HTTPConnection("127.0.0.1", port, timeout=60)
    children: list[str] = []
    time.sleep(chance.uniform(0, thinks))
    while time.monotonic() < until:
        child = bool(children) and chance.random() < SHARE_OF_CHILDREN
        path = chance.choice(children) if child else (LISTS[0] if not children else chance.choice(LISTS))
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        yield Asked("child" if child else "list", path, answer.status, time.perf_counter() - began)
        if path == LISTS[0]:
            children = sorted(set(_CHILD.findall(page)))
        time.sleep(chance.expovariate(1 / thinks))
    connection.close()
