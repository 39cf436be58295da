"""Results kept as they come, so that a long proof goes on where it stopped; only those of the same commit count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.evidence import commit_id


def recall(kept: Path | None) -> dict[str, dict[str, Any]]:
    """Key → result, noted by an earlier start for this very commit."""
    if kept is None or not kept.exists():
        return {}
    now = commit_id()
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return {line["key"]: line["result"] for line in lines if line["commit"] == now}


def note(kept: Path | None, key: str, result: dict[str, Any]) -> None:
    """Keep one result for a later start."""
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with kept.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"key": key, "commit": commit_id(), "result": result}) + "\n")
