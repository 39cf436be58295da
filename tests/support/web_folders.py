"""A watched folder beside a home: with a file that was taken, one that belongs to no source, and one folder that is gone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

NAME = "出欠_月別_開成小学校_2026.csv"


def plant_folder(home: Path) -> Path:
    """The folder that is there; its name is as long as departments make them."""
    share = (
        home.parent
        / f"{home.name}_共有"
        / "学校教育課から毎月いただくファイルを置くところ_令和8年度_消さないでください"
    )
    share.mkdir(parents=True)
    (share / NAME).write_bytes(b"0123456789")
    unknown = share / "【最終版】席次表（修正2）_20261031_町民課確認済み_印刷用_コピー.xlsx"
    unknown.write_bytes(b"x")
    gone = share.with_name("もうないフォルダ")
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"watched:\n  - {{folder: '{share}', carrier: 学校教育課}}\n  - {{folder: '{gone}'}}\n")
    state = (share / NAME).stat()
    seen = {"size": state.st_size, "changed_ns": state.st_mtime_ns, "since": 0.0, "sha256": "e" * 64}
    seen |= {"as_of": date(2026, 10, 31).isoformat(), "taken_at": 1_793_500_000.0}
    note = {"at": 1_793_500_000.0, "files": {str(share / NAME): seen}}
    note |= {"unreachable": [str(gone)], "unknown": [str(unknown)], "settling": []}
    (home / "deliveries").mkdir(exist_ok=True)
    (home / "deliveries" / "watched.json").write_text(json.dumps(note), encoding="utf-8")
    return share
