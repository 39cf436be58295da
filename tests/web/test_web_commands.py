"""`tsunagu users demo` and `tsunagu audit verify`, as a person types them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from support.ready_store import put_store
from support.web_people import make_home
from tsunagu_web.accounts.demo import ALL_DEMO_PEOPLE

RECORD = """
import django; django.setup()
from django.db import transaction
from tsunagu_web import audit
with transaction.atomic():
    for number in range(5):
        audit.record(user=None, action="x", object="page:x", purpose=None, result="ok")
"""


def run(
    home: Path, *words: str, code: str = "from tsunagu.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    """The command with a home of its own, and SQLite."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    kept |= {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=kept, capture_output=True, text=True, check=False)


@pytest.fixture
def recorded(tmp_path: Path, ready_store: Path) -> Path:
    """A demo home with its people and five rows."""
    home = make_home(tmp_path / "home", run=False)
    put_store(ready_store, home)
    made = run(home, "users", "demo")
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("tsunagu-demo-") == len(ALL_DEMO_PEOPLE)
    assert run(home, code=RECORD).returncode == 0
    return home


def tamper(home: Path, *statements: str) -> None:
    """What somebody with the file in hand could do."""
    connection = sqlite3.connect(home / "tsunagu.sqlite")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_sound_record_verifies_and_gives_an_anchor(recorded: Path) -> None:
    done = run(recorded, "audit", "verify")
    assert done.returncode == 0
    assert "見た記録 5件を確かめました" in done.stdout
    assert "末尾の記録が切り取られたことは、この確認だけでは分かりません" in done.stdout
    anchor = re.search(r"控え (5:[0-9a-f]{64})", done.stdout)
    assert anchor
    assert run(recorded, "audit", "verify", "--anchor", anchor[1]).returncode == 0


def test_a_changed_row_is_named(recorded: Path) -> None:
    tamper(recorded, "DROP TRIGGER audit_no_update", "UPDATE audit_auditrow SET result = 'refused' WHERE seq = 3")
    done = run(recorded, "audit", "verify")
    assert done.returncode == 1
    assert "3番の記録が書きかえられています" in done.stderr


def test_a_cut_end_shows_against_the_anchor(recorded: Path) -> None:
    anchor = re.search(r"控え (5:[0-9a-f]{64})", run(recorded, "audit", "verify").stdout)
    assert anchor
    tamper(
        recorded,
        "DROP TRIGGER audit_no_delete",
        "DELETE FROM audit_auditrow WHERE seq > 3",
        "UPDATE audit_audithead SET seq = 3, mac = (SELECT mac FROM audit_auditrow WHERE seq = 3)",
    )
    assert run(recorded, "audit", "verify").returncode == 0
    done = run(recorded, "audit", "verify", "--anchor", anchor[1])
    assert (done.returncode, "4番から後ろが切り取られています" in done.stderr) == (1, True)


def test_a_badly_copied_anchor_is_refused_in_words(recorded: Path) -> None:
    done = run(recorded, "audit", "verify", "--anchor", "5")
    assert done.returncode == 2
    assert "[A001]" in done.stderr


def test_demo_people_have_no_place_in_a_real_home(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", run=False)
    (home / "home.yaml").write_text("schema: 1\npack: kaisei\nmunicipality: 開成町\ndemo: false\n", encoding="utf-8")
    done = run(home, "users", "demo")
    assert (done.returncode, "[U001]" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_without_a_home_nothing_starts(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", "serve")
    assert (done.returncode, "[H001]" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_serving_says_at_start_that_the_disk_is_not_encrypted(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", run=False)
    told = {
        uuid: run(
            home,
            *("serve", "--no-worker"),
            code="from tsunagu.month import doctor; from tsunagu_web import answering; from tsunagu.cli import main\n"
            f"doctor._device_mapper_uuids = lambda: ['{uuid}']; answering.serve = lambda *place: None; main()",
        ).stdout
        for uuid in ("LVM-abc", "CRYPT-LUKS2-abc")
    }
    assert "ディスクの暗号化：暗号化（LUKSなど）が見つかりません" in told["LVM-abc"]
    assert "ディスクの暗号化" not in told["CRYPT-LUKS2-abc"]
    assert all("画面：http://" in words for words in told.values())


@pytest.fixture
def own_home(tmp_path: Path, ready_store: Path) -> Path:
    """A town's own home, which is no demo."""
    home = tmp_path / "own"
    made = run(home, "init", str(home), "--pack", "kaisei")
    assert made.returncode == 0, made.stderr
    put_store(ready_store, home)
    return home


PERSON = ("--name", "田中", "--section", "こども課", "--until", "2099-03-31")


def test_a_town_gives_its_own_people_accounts_with_a_last_day(own_home: Path) -> None:
    assert "U001" in run(own_home, "users", "demo").stderr, "known passwords have no place beside real children"
    added = run(own_home, "users", "add", "t001", "--role", "総括管理・判定担当", *PERSON)
    assert added.returncode == 0, added.stderr
    password = added.stdout.strip().rpartition("：")[2]
    assert len(password.replace("-", "")) == 20
    log_in = f"import django; django.setup()\nfrom django.contrib.auth import authenticate\nprint(authenticate(username='t001', password='{password}'))"
    assert run(own_home, code=log_in).stdout.strip() == "t001"
    assert "総括管理・判定担当\tscreener" in run(own_home, "users", "roles").stdout
    assert "総括管理・判定担当（2099-03-31まで）\t利用できる" in run(own_home, "users", "list").stdout
    assert password not in run(own_home, "users", "list").stdout
    assert run(own_home, "users", "close", "t001").returncode == 0
    assert run(own_home, code=log_in).stdout.strip() == "None"
    assert "見た記録 2件を確かめました" in run(own_home, "audit", "verify").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "t002", "--role", "mayor", *PERSON), "U002"),
        (("add", "t001", "--role", "auditor", *PERSON), "U003"),
        (("add", "t002", "--role", "auditor", *PERSON[:-1], "2020-03-31"), "U004"),
        (("close", "nobody"), "U005"),
        (("add", "t002", "--role", "ssw", *PERSON), "U006"),
    ],
)
def test_accounts_that_cannot_be(own_home: Path, words: tuple[str, ...], code: str) -> None:
    assert run(own_home, "users", "add", "t001", "--role", "screener", *PERSON).returncode == 0
    refused = run(own_home, "users", *words)
    assert refused.returncode == 2
    assert f"[{code}]" in refused.stderr


def test_two_people_mend_an_account_at_the_terminal(recorded: Path) -> None:
    words = ("users", "recover", "sekinin", "--what", "パスワード", "--reason", "職員証で確かめた")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    kept |= {"TSUNAGU_HOME": str(recorded), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}

    def mend(typed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from tsunagu.cli import main; main()", *words]
        command += ["--witness", "kanri", "--witness", "center"]
        # In a session of its own there is no terminal, and what is typed comes from here.
        return subprocess.run(
            command, env=kept, input=typed, capture_output=True, text=True, check=False, start_new_session=True
        )

    refused = mend("tsunagu-demo-kanri\nwrong\n")
    assert (refused.returncode, "[U010]" in refused.stderr, "Traceback" in refused.stderr) == (2, True, False)
    done = mend("tsunagu-demo-kanri\ntsunagu-demo-center\n")
    assert done.returncode == 0, done.stderr
    password = done.stdout.strip().rpartition("：")[2]
    assert len(password.replace("-", "")) == 20
    assert "tsunagu-demo" not in done.stdout + done.stderr
