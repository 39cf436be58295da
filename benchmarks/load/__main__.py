"""Twenty people on SQLite and fifty on PostgreSQL at the pages of a town of 26,000 children, audit on, on the same two cores.

    python -m benchmarks.load                                              both stores, into evidence/load.json
    python -m benchmarks.load --children 500 --seconds 10 --dry            a look, nothing recorded

The server, its store and the people who ask share the machine. Each opens lists and children in turn and thinks five
seconds on the average between two pages: far busier than people are. A month of the town is made once and kept.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from benchmarks.load.asking import Asked, look_around
from benchmarks.process import measured
from tools.evidence import ROOT, record
from tsunagu_web.database import KIND, STORE

sys.path.insert(0, str(ROOT / "tests"))

from support.postgres import cluster

COMMAND = "python -m benchmarks.load"
TSUNAGU = [sys.executable, "-c", "from tsunagu.cli import main; main()"]
THINKS = 5.0
USERS = {"SQLite": 20, "PostgreSQL": 50}
LEAST = 20
"""Pages of a kind below which a share of a hundred says nothing."""
GOALS = {"list": 500, "child": 1000}
"""Milliseconds at the 95th of a hundred."""


def town(children: int) -> Path:
    """The home of a demo town with one month run; made once, and again only where it was not finished."""
    folder = ROOT / "build" / "load" / str(children)
    home, done = folder / "home", folder / "done"
    if not done.exists():
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        folder.mkdir(parents=True)
        sample = ["--pack", "kaisei", "--seed", "1", "--children", str(children), "--month", "2026-10"]
        measured([*TSUNAGU, "sample", str(folder / "town"), *sample], folder=folder)
        measured([*TSUNAGU, "init", str(home), "--pack", "kaisei", "--on", "2026-04-01", "--demo"], folder=folder)
        run = ["run", str(folder / "town" / "inbox"), "--as-of", "2026-10-31", "--capacity", "60", "--home", str(home)]
        measured([*TSUNAGU, *run], folder=folder)
        done.touch()
    return home


@contextmanager
def served(home: Path, url: str | None, users: int) -> Iterator[tuple[int, list[str], Path]]:
    """The pages on a free port: the port, a cookie for each person, and the server's log. Each store begins empty."""
    for name in (STORE, KIND):
        (home / name).unlink(missing_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    environment = kept | {"TSUNAGU_HOME": str(home)} | ({"TSUNAGU_DATABASE_URL": url} if url else {})
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.load.people", str(users)],
        env=environment | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(made.stdout.strip().splitlines()[-1])
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    log = home.parent / "server.log"
    with log.open("wb") as stream:
        command = [*TSUNAGU, "serve", "--port", str(port), "--no-worker"]
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        _wait_for(port, server)
        yield port, [f"{told['cookie']}={key}" for key in told["keys"]], log
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until a page is answered: the port is open before those who answer have begun."""
    for _ in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/login/")
            connection.getresponse().read()
            return
        except OSError:
            if server.poll() is not None:
                raise SystemExit(f"the server ended with {server.returncode}") from None
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("the server does not answer")


def ask(port: int, cookies: list[str], seconds: float) -> list[Asked]:
    """Everybody at once; the first tenth of the time warms up and is not counted."""
    begin = time.monotonic()
    until = begin + seconds * 1.1

    def one(number: int) -> list[Asked]:
        looked = ((time.monotonic(), page) for page in look_around(port, cookies[number], number, until, THINKS))
        return [page for at, page in looked if at > begin + seconds * 0.1]

    with ThreadPoolExecutor(len(cookies)) as pool:
        return [page for pages in pool.map(one, range(len(cookies))) for page in pages]


def looks(home: Path, url: str | None) -> int:
    """Rows of the audit record."""
    if url is None:
        with closing(sqlite3.connect(home / STORE)) as store:
            return int(store.execute("SELECT count(*) FROM audit_auditrow").fetchone()[0])
    with psycopg.connect(url) as store:
        row = store.execute("SELECT count(*) FROM audit_auditrow").fetchone()
        return int(row[0]) if row else 0


def p95(seconds: list[float]) -> int:
    """Milliseconds within which 95 of a hundred were there."""
    return round(sorted(seconds)[int(0.95 * len(seconds))] * 1000) if seconds else 0


def main(arguments: list[str]) -> int:
    """Measure both stores; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=26_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    home, missed = town(options.children), False
    for store, users in USERS.items():
        with cluster(durable=True) if store == "PostgreSQL" else nullcontext() as url:
            with served(home, url, users) as (port, cookies, log):
                before = looks(home, url)
                pages = ask(port, cookies, options.seconds)
                unwritten = max(0, len(pages) - (looks(home, url) - before))
            locked = log.read_text(encoding="utf-8", errors="replace").count("database is locked")
        failed = Counter((page.path, page.status) for page in pages if page.status != 200)
        where = f"{users} people on {store}, {options.children:,} children"
        print(
            f"{where}: {len(pages):,} pages, {len(pages) / options.seconds:.1f} a second; not answered: {dict(failed)}"
        )
        figures: list[tuple[str, int, str]] = [
            ("pages not answered", sum(failed.values()), "= 0"), ("times the store was locked", locked, "= 0"),
            ("pages without their row in the audit record", unwritten, "= 0"),
        ]  # fmt: skip
        for kind, goal in GOALS.items():
            took = [page.seconds for page in pages if page.kind == kind]
            if len(took) < LEAST:
                raise SystemExit(f"only {len(took)} pages of the kind {kind}: nothing is measured")
            figures.append((f"p95 of a {kind}, ms", p95(took), f"≤ {goal}"))
            missed |= p95(took) > goal
        missed |= bool(failed or locked or unwritten)
        for name, value, goal in figures:
            print(f"  {name}: {value} ({goal})")
            if not options.dry:
                record("load", f"{name}, {where}", value, goal, len(pages), 1, COMMAND)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
