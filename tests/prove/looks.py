"""Does every request leave exactly one row, also when the server is killed? Ten thousand mixed requests, a hundred kill -9.

    python -m tests.prove.looks                                  into evidence/looks.json
    python -m tests.prove.looks --requests 200 --kills 3 --dry

Four people ask a real server at once: pages, children, papers, things to be done, refusals, forged forms, methods there are not,
addresses there are not, and pages that fail. At random moments the server is killed and started again. Whatever was answered, be it by one byte, has its row;
what got no answer has one or none; nothing has two. What was done is there as often as the record says, no more and no less. The broken twin answers first and records a moment later, as queues do.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

COMMAND = "make prove-looks"
PEOPLE = ("hantei", "center", "shido", "kansa")
FAILS = "C-0006"
"""A child of the list whose page fails, in every server started here."""
SERVER = """
import sys, threading, time
from pathlib import Path
import django; django.setup()
from tsunagu_web import audit
from tsunagu_web.child import views
real_who = views._who
def who(run, request, child, *rest):
    if child.child_code == "{fails}":
        raise ZeroDivisionError
    return real_who(run, request, child, *rest)
views._who = who
if {late}:
    real = audit.record
    def later(**told):
        from django.db import connection, transaction
        def write():
            time.sleep(0.3)
            with transaction.atomic():
                real(**told)
            connection.close()
        threading.Thread(target=write, daemon=True).start()
        return 0
    audit.record = later
import waitress
from tsunagu_web.wsgi import application
waitress.serve(application, host="127.0.0.1", port={port}, threads=6, ident=None)
"""

Key = tuple[str, str, str, str]
"""(user, action, object, result): what a row says and a request should leave."""
TOKEN = "a" * 32
"""The page's token: cookie and header are compared with each other."""
CONTACTS, ADDS = "/cases/2026-0001/support/contacts/add/", "contact.add"
CONTACT = "on=2026-10-20&way=phone&with_whom=%E6%AF%8D&fact=%E8%A9%B1%E3%81%97%E3%81%9F"
WRITES = ("center", "shido")
"""Who of PEOPLE works with the family."""


@dataclass
class Told:
    """What a person's requests should have left: answered ones, and ones the kill took."""

    answered: Counter[Key] = field(default_factory=Counter)
    lost: Counter[Key] = field(default_factory=Counter)


def requests_of(person: str, dice: random.Random) -> Iterator[tuple[str, str, Key]]:
    """(method, path, what it leaves) without end."""
    from support.web_people import NOT_LISTED, OWN

    case = person != "kansa"

    def child(code: str, result: str) -> tuple[str, str, Key]:
        """A page of a child; whoever has no cases is refused at the page itself."""
        left = (f"child:{code}", result) if case else ("page:child", "refused")
        return "GET", f"/children/{code}/", (person, "child.look", *left)

    for number in count(1):
        listed = "ok" if case else "refused"
        # A paper is set in a process of its own: whoever gets its first byte has its row, also when the server dies meanwhile.
        paper = ("case:2026-0001", "ok") if person == "center" else ("page:plan_paper", "refused")
        acts = person in WRITES
        half = (person, ADDS, "case:2026-0001", "error") if acts else (person, ADDS, "page:contact_add", "refused")
        fails = ("GET", f"/children/{FAILS}/", (person, "child.look", "page:child", "error"))
        yield dice.choice(
            [
                child(OWN, "ok"),
                child(f"C-9{number:06d}", "refused"),
                child(NOT_LISTED, "refused"),
                fails if case else child(FAILS, "refused"),
                ("GET", "/worklist/", (person, "worklist.look", "page:worklist", listed)),
                ("HEAD", "/dictionary/", (person, "dictionary.look", "page:dictionary", "ok")),
                ("OPTIONS", "/worklist/", (person, "worklist.look", "page:worklist", "refused")),
                ("PUT", "/worklist/", (person, "unknown", "page:unknown", "refused")),
                ("GET", f"/nothing-{number}/", (person, "unknown", "page:unknown", "refused")),
                ("GET", "/cases/2026-0001/support/plan/paper/", (person, "plan.paper", *paper)),
                # Who works with the family writes, and leaves something out; everybody else is refused; a forged form does nothing.
                ("POST", CONTACTS, (person, ADDS, "case:2026-0001", "ok") if acts else half),
                ("POST", f"{CONTACTS}?", half),
                ("POST", "/notes/", (person, "unknown", "page:unknown", "refused")),
                ("GET", "/records/mine/", (person, "records.mine", "page:records_mine", "ok")),
            ]
        )


class Server:
    """One server process after another on one port."""

    def __init__(self, home: Path, late: bool) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        self._code = SERVER.format(port=self.port, late=late, fails=FAILS)
        self._environment = os.environ | {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
        self.up = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-c", self._code]
        self.process = subprocess.Popen(command, env=self._environment, stdout=quiet, stderr=quiet)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.05)
        self.up.set()

    def kill(self) -> None:
        """kill -9, in the middle of whatever it does."""
        assert self.process is not None
        self.up.clear()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _body_of(path: str) -> str | None:
    """What a form sends; half of it to the address that ends with a question mark."""
    return CONTACT if path == CONTACTS else "on=2026-10-20" if path.startswith(CONTACTS) else None


def _headers_of(method: str, path: str, cookie: str) -> dict[str, str]:
    """With the page's token where the form is one of ours."""
    told = {"Cookie": f"sessionid={cookie}; csrftoken={TOKEN}", "Connection": "close"}
    if method == "POST":
        told["Content-Type"] = "application/x-www-form-urlencoded"
        told |= {"X-CSRFToken": TOKEN} if path.startswith(CONTACTS) else {}
    return told


def ask(server: Server, person: str, cookie: str, seed: int, enough: threading.Event, told: Told) -> None:
    """Send one request after another until there were enough."""
    for method, path, key in requests_of(person, random.Random(f"{seed}{person}")):
        server.up.wait()
        if enough.is_set():
            return
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        begun = False
        try:
            connection.request(method, path, _body_of(path), _headers_of(method, path, cookie))
            answer = connection.getresponse()
            begun = True
            answer.read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        (told.answered if begun else told.lost)[key] += 1


def faults(told: dict[str, Told], rows: Counter[Key]) -> list[str]:
    """Requests without their row, and rows nobody asked for."""
    answered, lost = Counter[Key](), Counter[Key]()
    for one in told.values():
        answered.update(one.answered)
        lost.update(one.lost)
    found = []
    for key in answered.keys() | lost.keys() | rows.keys():
        if not answered[key] <= rows[key] <= answered[key] + lost[key]:
            found.append(f"{key}: answered {answered[key]}, lost {lost[key]}, rows {rows[key]}")
    return found


def prove(home: Path, requests: int, kills: int, seed: int, late: bool = False) -> tuple[int, int, list[str], bool]:
    """(requests answered, kills, faults, whether the chain is sound)."""
    from django.db import connection

    from support.web_people import log_in
    from tsunagu_web.audit.checking import verify_record
    from tsunagu_web.audit.models import AuditRow

    cookies = {person: log_in(person).cookies["sessionid"].value for person in PEOPLE}
    from tsunagu_web.support.models import ContactRecord

    before, written = AuditRow.objects.count(), ContactRecord.objects.count()
    connection.close()
    server, enough = Server(home, late), threading.Event()
    told = {person: Told() for person in PEOPLE}
    threads = [
        threading.Thread(target=ask, args=(server, person, cookies[person], seed, enough, told[person]))
        for person in PEOPLE
    ]
    dice = random.Random(seed)
    server.start()
    for thread in threads:
        thread.start()
    for number in range(1, kills + 1):
        share = requests * number / (kills + 1)
        while sum(one.answered.total() for one in told.values()) < share:
            time.sleep(0.01)
        time.sleep(dice.random() * 0.2)
        server.kill()
        server.start()
    while sum(one.answered.total() for one in told.values()) < requests:
        time.sleep(0.01)
    enough.set()
    for thread in threads:
        thread.join()
    server.kill()
    kept = AuditRow.objects.order_by("seq")[before:].values_list("user", "action", "object", "result")
    rows: Counter[Key] = Counter(kept)
    found, done = faults(told, rows), ContactRecord.objects.count() - written
    # Each stands in the record once: it was written in the transaction of its row.
    told_of = sum(rows[person, ADDS, "case:2026-0001", "ok"] for person in WRITES)
    if done != told_of:
        found.append(f"{done} contact records were written, {told_of} stand in the record")
    return sum(one.answered.total() for one in told.values()), kills, found, verify_record().sound


def prepare(folder: Path) -> Path:
    """A demo home with the fixture's run, its store made, and Django pointed at it."""
    os.environ |= {"TSUNAGU_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    # The home's own key, the same for this process and the servers, is made where there is a folder.
    (folder / "home").mkdir()
    import django

    django.setup()
    from django.core.management import call_command

    from support.web_people import make_home
    from support.web_support import plant_support

    home = make_home(folder / "home")
    call_command("migrate", verbosity=0)
    plant_support(home)
    return home


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, print and record; 1 when a row is missing or doubled, or the twin was not caught."""
    from tools.evidence import record

    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = prepare(Path(folder))
        answered, kills, found, sound = prove(home, asked.requests, asked.kills, asked.seed)
        few = max(asked.kills // 20, 2)
        _, _, missed_by_twin, _ = prove(home, few * 50, few, asked.seed, late=True)
    print(f"answered {answered}, kills {kills}, faults {found[:5]}, chain sound {sound}, twin {len(missed_by_twin)}")
    if not asked.dry:
        told = f"{answered} requests of {len(PEOPLE)} people at once, {kills} kill -9"
        record("looks", "requests without exactly one row", len(found), "= 0", told, asked.seed, COMMAND)
        record("looks", "chain sound after the kills", sound, "= 1", told, asked.seed, COMMAND)
        caught = bool(missed_by_twin)
        record(
            "looks",
            "broken twin (recorded after the answer) caught",
            caught,
            "= 1",
            f"{few} kills",
            asked.seed,
            COMMAND,
        )
    return int(bool(found) or not sound or not missed_by_twin)


if __name__ == "__main__":
    sys.exit(main())
