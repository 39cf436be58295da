"""The case store on PostgreSQL by one setting: the web tests again, and many writers at once on both stores.

The table of URLs and roles is left out: who may do what is decided before any store is asked, and its thousands of questions
would make this the longest quarter of the whole suite. So is what starts processes of its own on SQLite whatever the setting
says: it would ask the same store the same question twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.postgres import cluster
from support.web_people import make_home

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "tests" / "web"
ON_SQLITE_ALWAYS = (
    WEB / "test_web_commands.py",
    WEB / "test_answering.py",
    WEB / "row_alarms" / "test_killed.py",
    WEB / "values" / "test_killed.py",
)
"""Their processes get none of the settings of the process that starts them."""
WRITERS, EACH = 6, 15

WRITE = """
import django; django.setup()
from django.db import transaction
from tsunagu_web import audit
for number in range({each}):
    with transaction.atomic():
        audit.record(user=None, action="x", object=f"page:{{number}}", purpose=None, result="ok")
"""
CHECK = """
import django; django.setup()
from tsunagu_web.audit.checking import verify_record
verdict = verify_record()
print(verdict.rows, verdict.sound)
"""


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """A throw-away cluster."""
    with cluster() as url:
        yield url


def environment(home: Path, url: str | None) -> dict[str, str]:
    """What a process needs to use this home's case store."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TSUNAGU_", "PYTEST_"))}
    setting = {"TSUNAGU_DATABASE_URL": url} if url else {}
    return kept | setting | {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}


def python(code: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a piece of Python."""
    return subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def writers_at_once(home: Path, url: str | None) -> str:
    """Several processes record at the same time; then the chain is verified. What verifying printed."""
    env = environment(home, url)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    running = [python(WRITE.format(each=EACH), env) for _ in range(WRITERS)]
    complaints = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0] * WRITERS, complaints
    return python(CHECK, env).communicate(timeout=120)[0].strip()


def test_every_web_test_passes_on_postgresql(database_url: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        str(WEB),
        *(f"--ignore={left_out}" for left_out in (WEB / "access" / "test_url_table.py", *ON_SQLITE_ALWAYS)),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path, database_url), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("path", ON_SQLITE_ALWAYS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_left_out_would_not_ask_postgresql(path: Path) -> None:
    """Every process that such a file starts is told by `env=` where things are, after the settings were taken away."""
    words = path.read_text(encoding="utf-8")
    started = words.count("subprocess.run(") + words.count("subprocess.Popen(")
    taken_away = words.count('not key.startswith("TSUNAGU_")')
    assert started > 0 and started == words.count("env=") == taken_away
    assert "as_person" not in words and "Client(" not in words


def test_many_writers_make_one_chain_on_postgresql(database_url: str, tmp_path: Path) -> None:
    assert writers_at_once(make_home(tmp_path / "home"), database_url) == f"{WRITERS * EACH} True"


def test_many_writers_make_one_chain_on_sqlite(tmp_path: Path) -> None:
    assert writers_at_once(make_home(tmp_path / "home"), None) == f"{WRITERS * EACH} True"
