"""Where the case store lives: SQLite by default, PostgreSQL by one setting, the write-ahead log only where it is safe."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from support.web_people import make_home
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import load_pack
from tsunagu.month import Home
from tsunagu_web import commands, keys
from tsunagu_web.database import STORE, describe, journal_mode, keep_to_one_store, sqlite_store, store
from tsunagu_web.keys import read_or_make

NOVEMBER = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "delete"), ((3, 51, 2), "delete"), ((3, 51, 3), "wal"), ((3, 52, 0), "wal")]
)
def test_the_log_is_used_only_where_it_cannot_lose_a_write(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_sqlite_is_the_default() -> None:
    found = store(Path("/home/of/a/town"), None)
    assert found == sqlite_store(Path("/home/of/a/town/tsunagu.sqlite"))
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "secure_delete=ON" in found["OPTIONS"]["init_command"]


def test_one_setting_makes_it_postgresql() -> None:
    found = store(Path("/x"), "postgresql://app:p%40ss@db.town:5433/tsunagu?sslmode=require")
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "tsunagu",
        "app",
        "p@ss",
        "db.town",
        "5433",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        store(Path("/x"), "mysql://x/y")


def test_the_start_says_what_keeps_the_records() -> None:
    assert "SQLite" in describe(None)
    assert ("WAL を使わず" in describe(None)) == (journal_mode() == "delete")
    assert describe("postgresql://x/y") == "記録の置き場所：PostgreSQL"


def test_a_home_keeps_to_the_store_its_records_lie_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TSUNAGU_DATABASE_URL", raising=False)
    keep_to_one_store(tmp_path)
    assert not list(tmp_path.iterdir()), "SQLite leaves no word of it"
    monkeypatch.setenv("TSUNAGU_DATABASE_URL", "postgresql://x/y")
    for _ in range(2):
        keep_to_one_store(tmp_path)
    monkeypatch.delenv("TSUNAGU_DATABASE_URL")
    with pytest.raises(RefusedError, match="TSUNAGU_DATABASE_URL がありません") as refused:
        keep_to_one_store(tmp_path)
    assert refused.value.code == "H010"


def test_a_home_with_records_of_its_own_does_not_begin_anew_in_postgresql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / STORE).touch()
    monkeypatch.setenv("TSUNAGU_DATABASE_URL", "postgresql://x/y")
    with pytest.raises(RefusedError, match="H011|SQLite"):
        keep_to_one_store(tmp_path)
    monkeypatch.delenv("TSUNAGU_DATABASE_URL")
    keep_to_one_store(tmp_path)


def test_a_command_that_was_not_told_where_the_records_lie_makes_none_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home", run=False)
    monkeypatch.setenv("TSUNAGU_DATABASE_URL", "postgresql://x/y")
    keep_to_one_store(home)
    monkeypatch.delenv("TSUNAGU_DATABASE_URL")
    for command in (lambda: commands.set_up(home), lambda: commands.hand_on(Home(home), load_pack("kaisei"), NOVEMBER)):
        with pytest.raises(RefusedError, match="H010|PostgreSQL"):
            command()
    assert not (home / STORE).exists()


def test_deleted_rows_leave_no_trace_in_sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1


def test_keys_are_made_once_and_only_we_read_them(tmp_path: Path) -> None:
    key = read_or_make(tmp_path, "audit.key")
    assert len(key) == 32
    assert read_or_make(tmp_path, "audit.key") == key
    assert (tmp_path / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600
    assert read_or_make(tmp_path / "nowhere", "audit.key") != key
    assert not (tmp_path / "nowhere").exists()


def test_a_key_is_whole_or_not_there_and_the_same_for_all_who_make_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one would be the key of everything that is sealed or chained from then on."""
    got: list[bytes] = []
    others: list[Thread] = []

    def killed(_: int) -> str:
        raise KeyboardInterrupt

    def slow(_: int) -> str:
        others.append(Thread(target=lambda: got.append(read_or_make(tmp_path, "audit.key"))))
        others[0].start()
        others[0].join(0.2)
        return "ab" * keys.KEY_BYTES

    monkeypatch.setattr(keys.secrets, "token_hex", killed)
    with pytest.raises(KeyboardInterrupt):
        read_or_make(tmp_path, "audit.key")
    monkeypatch.setattr(keys.secrets, "token_hex", slow)
    assert read_or_make(tmp_path, "audit.key") == b"\xab" * 32
    others[0].join()
    assert got == [b"\xab" * 32]
    assert (tmp_path / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600
