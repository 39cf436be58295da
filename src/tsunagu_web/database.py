"""Where the case store lives: SQLite in the home, or PostgreSQL by one setting (TSUNAGU_DATABASE_URL)."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text

STORE = "tsunagu.sqlite"
"""The embedded case store, in the home."""
KIND = "case-store"
"""In the home of a town on PostgreSQL: that its records lie there, so that a command which was not told so writes none elsewhere."""
FIRST_SAFE_WAL = (3, 51, 3)
"""Before it, SQLite's write-ahead log could lose a write when it was reset (the WAL-reset race of 3.7.0 – 3.51.2)."""


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """`wal` only where it is safe, else the rollback journal."""
    return "wal" if version >= FIRST_SAFE_WAL else "delete"


def sqlite_store(path: Path) -> dict[str, Any]:
    """Django's settings for the embedded store: writers queue (IMMEDIATE), deleted rows are overwritten."""
    pragmas = f"PRAGMA journal_mode={journal_mode()};PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgresql_store(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?sslmode=…`.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("TSUNAGU_DATABASE_URL は postgresql://利用者@サーバー:5432/データベース の形で書いてください")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def store(home: Path, url: str | None) -> dict[str, Any]:
    """The case store of a home: PostgreSQL when a URL is given, else SQLite."""
    return postgresql_store(url) if url else sqlite_store(home / STORE)


def refuse_another_store() -> None:
    """Raises RefusedError H008 where the environment names a case store outside the home: a training home has its own alone."""
    if os.environ.get("TSUNAGU_DATABASE_URL"):
        raise RefusedError(
            "H008",
            "研修用のホームは、ほかの記録の置き場所（TSUNAGU_DATABASE_URL）を使いません",
            "環境変数 TSUNAGU_DATABASE_URL を外してから、もう一度実行してください",
        )


def keep_to_one_store(home: Path) -> None:
    """Raises RefusedError H010, H011 where the environment leads to another case store than the home's records lie in.

    Without the setting a command would make an empty store beside the town's: a month without what people decided, an account
    closed that stays open, a record of looks that is sound because nothing stands in it.
    """
    on_postgresql = bool(os.environ.get("TSUNAGU_DATABASE_URL"))
    if (home / KIND).exists() and not on_postgresql:
        raise RefusedError(
            "H010",
            "このホームの記録は PostgreSQL にありますが、環境変数 TSUNAGU_DATABASE_URL がありません",
            "画面を開くときと同じ TSUNAGU_DATABASE_URL を設定して、もう一度実行してください。"
            f"PostgreSQL をまだ一度も使えていないホームなら、ホームの {KIND} を消します",
        )
    if on_postgresql and not (home / KIND).exists():
        if (home / STORE).exists():
            raise RefusedError(
                "H011",
                f"このホームの記録は {STORE}（SQLite）にありますが、TSUNAGU_DATABASE_URL は PostgreSQL を指しています",
                f"TSUNAGU_DATABASE_URL を外してください。{STORE} の記録が要らないときだけ、それを別の場所に移してから、もう一度実行します",
            )
        write_text(home / KIND, "postgresql\n", mode=0o600)


def describe(url: str | None) -> str:
    """One sentence for the start: what keeps the case store, and why not the write-ahead log."""
    if url:
        return "記録の置き場所：PostgreSQL"
    kept = f"記録の置き場所：SQLite {sqlite3.sqlite_version}"
    if journal_mode() == "wal":
        return f"{kept}（WAL）"
    return f"{kept}（3.51.3 より前なので WAL を使わず、ロールバックジャーナルで動きます）"
