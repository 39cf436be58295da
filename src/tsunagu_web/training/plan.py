"""Who and what the exercises speak of: written when the town is prepared, kept in the home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text

FILE = "training.json"
NAMES = frozenset(
    {
        *("own", "infant", "other", "named", "twin", "twin_other", "protected", "unknown", "outside"),
        *("urgent", "welfare", "opened_by_centre", "opened_for_audit", "talked_about"),
        *("case_own", "case_named", "case_protected", "case_unknown", "case_urgent", "case_welfare"),
        *("case_talked_about", "meeting", "school", "other_school", "facility", "school_class", "twin_name"),
        *("twin_record", "twin_person", "twin_other_person", "sheet_school", "sheet_class", "sheet_nursery"),
        *("task_health", "task_ssw", "task_named", "as_of", "broken_file", "named_household"),
    }
)
"""What an exercise may name. Children by their codes, cases by 受理番号."""
Targets = Mapping[str, str]


def write_plan(home: Path, targets: Targets) -> None:
    """Keep what was prepared. ValueError when something an exercise may name is missing."""
    if set(targets) != NAMES:
        raise ValueError(f"targets differ: {sorted(set(targets) ^ NAMES)}")
    write_text(home / FILE, json.dumps(dict(targets), ensure_ascii=False, indent=1, sort_keys=True) + "\n", mode=0o600)


def read_plan(home: Path) -> Targets:
    """What was prepared. Raises RefusedError U020 when the town was not prepared to its end."""
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if set(told) != NAMES:
        raise RefusedError(
            "U020", "研修の町の用意が終わっていません", "tsunagu training make で、新しい町を作ってください"
        )
    return {str(name): str(value) for name, value in told.items()}
