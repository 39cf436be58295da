"""Is this machine fit to hold a town's data? Each check says what it found and what to do; none changes anything."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from tsunagu.base import clock
from tsunagu.base.chained_log import cut_short
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import WIPES
from tsunagu.drift import ACCEPTANCES
from tsunagu.month.fonts import SYSTEM, system_fonts, town_fonts
from tsunagu.month.home import Home
from tsunagu.purpose import ledger_path

SAFE_WAL = (3, 51, 3)
"""SQLite below this may lose a commit when its write-ahead log is reset by two processes at once (the WAL-reset race)."""
ENOUGH_DISK_GIB = 5
RELEASED = datetime(2026, 11, 1, tzinfo=clock.JAPAN)

Verdict = Literal["よい", "注意", "要対応"]


@dataclass(frozen=True)
class Check:
    """One check's outcome in Japanese: what was looked at, how it stands, what was found, what to do ('' when nothing)."""

    subject: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(home: Home) -> list[Check]:
    """Run all checks, in the order a clerk would mend them."""
    return [
        check_clock(home),
        check_disk(home.folder),
        check_encryption(home.folder),
        check_sqlite(sqlite3.sqlite_version_info),
        check_fonts(home),
        check_permissions(home.folder),
        check_records(home.folder),
    ]


def check_records(folder: Path) -> Check:
    """Records nobody can rewrite unseen: a line a crash cut short was never written, and that it happened is said."""
    records = (ledger_path(folder), folder / ACCEPTANCES, folder / WIPES)
    cut = {path.name: cut_short(path) for path in records}
    found = "、".join(f"{name} に{count}行" for name, count in cut.items() if count)
    if not found:
        return Check("消せない記録", "よい", "途中で切れた行はありません")
    return Check(
        "消せない記録",
        "注意",
        f"書いている途中で止まり、書かれなかったものとした行があります（{found}）",
        "その日にしたことが記録に残っているか確かめ、なければもう一度してください。切れた行は .cut に残しています",
    )


def check_clock(home: Home, now: float | None = None) -> Check:
    """A clock that runs behind the newest file, or before this release, would stamp decisions with wrong dates."""
    current = clock.now().timestamp() if now is None else now
    shown = f"{clock.in_japan(current):%Y-%m-%d %H:%M}（日本時間）"
    newest = max((path.stat().st_mtime for path in home.folder.iterdir()), default=0.0)
    if current < RELEASED.timestamp() or newest > current + 300:
        return Check(
            "時計",
            "要対応",
            f"サーバーの時計が遅れています（{shown}）",
            "時刻合わせ（NTPまたは手動）をしてから使ってください",
        )
    return Check("時計", "よい", shown)


def check_disk(folder: Path, free_bytes: int | None = None) -> Check:
    """A month needs room for the new snapshot beside the old ones."""
    free = (shutil.disk_usage(folder).free if free_bytes is None else free_bytes) / 2**30
    if free < ENOUGH_DISK_GIB:
        return Check("空き容量", "要対応", f"あと {free:.1f} GiB です", f"{ENOUGH_DISK_GIB} GiB 以上あけてください")
    return Check("空き容量", "よい", f"あと {free:.0f} GiB です")


def check_encryption(folder: Path, mapper_uuids: list[str] | None = None) -> Check:
    """Snapshots and page records rely on disk encryption; its absence is said, not hidden."""
    uuids = _device_mapper_uuids() if mapper_uuids is None else mapper_uuids
    if any(uuid.startswith("CRYPT-") for uuid in uuids):
        return Check(
            "ディスクの暗号化",
            "よい",
            "暗号化されたディスクがあります（ホームがその上にあるかは設置のときに確かめてください）",
        )
    return Check(
        "ディスクの暗号化",
        "要対応",
        "暗号化（LUKSなど）が見つかりません。月のデータと画面用の記録はディスクの暗号化に頼っています",
        "情報担当にディスクの暗号化を頼んでください。架空のデータで試すだけなら、このままで構いません",
    )


def said_at_start(folder: Path) -> str:
    """What a command that opens or fills a home says before anything else; empty where the disk is encrypted."""
    check = check_encryption(folder)
    return "" if check.verdict == "よい" else f"注意：{check.subject}：{check.found}。{check.remedy}。"


def check_sqlite(version: tuple[int, ...]) -> Check:
    """Say which journal the case store will use, and why."""
    told = ".".join(str(part) for part in version)
    if version >= SAFE_WAL:
        return Check("SQLite", "よい", f"{told}（WALを使います）")
    return Check(
        "SQLite",
        "注意",
        f"{told} は WAL に既知の不具合がある版なので、ロールバックジャーナルで動きます（遅くなりますが安全です）",
        "同時に使う人が20人をこえるなら PostgreSQL にしてください",
    )


def check_fonts(home: Home, system: tuple[Path, ...] = SYSTEM) -> Check:
    """Papers are set on the server in its fonts; the pages use the font of each person's own machine."""
    try:
        named = [path.name for path in (*town_fonts(home), *system_fonts(system))]
    except RefusedError as error:
        return Check("日本語フォント", "要対応", error.message, error.remedy)
    if named:
        return Check("日本語フォント", "よい", "、".join(named))
    return Check(
        "日本語フォント",
        "注意",
        "サーバーに日本語フォントがないので、紙はIPAexゴシックで印刷し、その字の形がない字は〓と番号になります",
        "BIZ UDゴシックか Noto Sans CJK をサーバーに入れるか、フォントのフォルダを home.yaml の fonts: に書いてください",
    )


def check_permissions(folder: Path) -> Check:
    """Nobody but the account that runs Tsunagu may read the home."""
    if folder.stat().st_mode & 0o077:
        return Check(
            "ホームの権限", "要対応", "ほかの利用者からもホームが読めます", f"chmod 700 {folder} を実行してください"
        )
    return Check("ホームの権限", "よい", "つなぐを動かす利用者だけが読めます")


def _device_mapper_uuids() -> list[str]:
    return [path.read_text(encoding="ascii").strip() for path in Path("/sys/block").glob("dm-*/dm/uuid")]
