"""A real server in its own process and a real Chromium, for each filling of the home."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from support.parts import browser_path
from support.planting import plant
from support.ready_store import put_store
from support.web_drift import plant_drift
from support.web_folders import plant_folder
from support.web_layouts import plant_draft
from support.web_loads import plant_receipt
from support.web_people import let_in, make_home, serving_file

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
START = "from pathlib import Path; from tsunagu_web.commands import serve; serve(home=Path({home!r}), port={port})"
FILLINGS = ("full", "empty", "new", "broken")
"""full: longest names, 𠮷, a protected household; empty: nobody judged; new: no run yet; broken: an unreadable run."""
PLANTED = (
    "jobs",
    "support",
    "resources",
    "inquiries",
    "conferences",
    "notes",
    "overrides",
    "entitlements",
    "values",
    "expecting",
    "transitions",
    "came",
)
"""What stands in the full home, in the order it came about."""


@dataclass(frozen=True)
class Site:
    """A served home: its address and folder."""

    address: str
    home: Path


def fill(folder: Path, filling: str, ready_store: Path) -> Path:
    """A home in one of the FILLINGS."""
    home = make_home(folder, empty=filling == "empty", run=filling != "new")
    put_store(ready_store, home)
    if filling == "full":
        plant_receipt(home)
        plant_draft(home, in_force=True)
        plant(home, *PLANTED)
        plant_drift(home)
        plant_folder(home)
    if filling == "broken":
        serving_file(home).write_bytes(b"no database" * 500)
    return home


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.urlopen(f"{address}/login/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


@pytest.fixture(scope="session", params=FILLINGS)
def filling(request: pytest.FixtureRequest) -> str:
    """The kind of home a test looks at."""
    return str(request.param)


class Sites:
    """Starts one server per filling, when first asked for."""

    def __init__(self, folder: Path, ready_store: Path) -> None:
        self._folder = folder
        self._ready_store = ready_store
        self._running: dict[str, tuple[Site, subprocess.Popen[bytes]]] = {}

    def __call__(self, filling: str) -> Site:
        if filling not in self._running:
            self.serve(filling, fill(self._folder / filling, filling, self._ready_store))
        return self._running[filling][0]

    def serve(self, filling: str, home: Path) -> Site:
        """Serve a home under a name of its own."""
        if filling not in self._running:
            put_store(self._ready_store, home)
            port = _free_port()
            environment = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
            with (self._folder / f"{filling}.log").open("wb") as log:
                command = [sys.executable, "-c", START.format(home=str(home), port=port)]
                server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            site = Site(f"http://127.0.0.1:{port}", home)
            self._running[filling] = site, server
            _wait_for(site.address, server)
        return self._running[filling][0]

    def stop(self) -> None:
        """End the servers this object started."""
        for _, server in self._running.values():
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, ready_store: Path) -> Iterator[Sites]:
    """`sites("full")` is a served home."""
    served = Sites(tmp_path_factory.mktemp("sites"), ready_store)
    yield served
    served.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless, ended with the last test of its file.

    While Playwright runs, its event loop counts as running in this thread, and Django rightly refuses the store there. A
    browser kept for the whole session would hand that refusal to every later test of the same process.
    """
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patched:
        for kind in (Page, Locator):
            patched.setattr(kind, "click", _read_whole(kind.click))
        started = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield started
        started.close()
    assert not _loop_is_running(), "Playwright left its event loop running: the tests after this file cannot use Django"


def _read_whole(click: Callable[..., None]) -> Callable[..., None]:
    """A click that ends when the page it led to is read whole.

    Playwright's own ends when the new page begins. A test that then counts its rows counts, on a busy machine, those of half
    a page.
    """

    def click_and_read(where: Page | Locator, *told: Any, **named: Any) -> None:
        click(where, *told, **named)
        (where if isinstance(where, Page) else where.page).wait_for_load_state("domcontentloaded")

    return click_and_read


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Person:
    """Somebody in front of a 1366×768 screen."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.outside: list[str] = []
        self.page.on("request", lambda sent: self._note(sent.url))

    def _note(self, url: str) -> None:
        if not url.startswith(self.site.address):
            self.outside.append(url)

    def log_in(self, username: str) -> Page:
        """Log in through the page, as people do."""
        self.open("/login/")
        let_in(self.page, username)
        return self.page

    def open(self, path: str) -> int:
        """Open a page; its status."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        return answer.status


@pytest.fixture
def person(browser: Browser, sites: Sites) -> Iterator[object]:
    """`person("full", "hantei")` is logged in; `person("full")` is not."""
    people: list[Person] = []

    def come(filling: str, username: str | None = None) -> Person:
        one = Person(browser, sites(filling))
        people.append(one)
        if username:
            one.log_in(username)
        return one

    yield come
    for one in people:
        one.context.close()
