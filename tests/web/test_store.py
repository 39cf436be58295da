"""Where the case store lives: SQLite by default, PostgreSQL by one setting, the write-ahead log only where it is safe."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from tsunagu_web import keys
from tsunagu_web.database import describe, journal_mode, sqlite_store, store
from tsunagu_web.keys import read_or_make


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
