"""Words that stand nowhere else, one per field class and child, in the pages' file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.web_people import NOT_LISTED, OWN, PROTECTED, change_serving
from tsunagu.serving import open_serving

CHILDREN = (OWN, PROTECTED, NOT_LISTED)


def canary(name: str, code: str) -> str:
    """A word that stands nowhere else."""
    return f"カナリア{name}の{code}"


def plant(home: Path) -> None:
    """One canary per class and child; a protected child gets an address and a school too, as if the file were faulty."""
    with open_serving(home) as serving:
        lanes = [view["lane"] for view in serving.meta("fact_views")]
    for code in CHILDREN:
        fact = {"v": lanes.index("相談・支援"), "o": "2026-08-01", "u": None, "s": "jido_sodan"}
        school = fact | {"v": lanes.index("保育・学校"), "t": canary("F3S", code)}
        bodies: dict[str, Any] = {
            "F2": {"name": canary("F2", code), "kana": "カ", "birth_date": "2018-05-05", "members": []},
            "F3": {"facts": [fact | {"t": canary("F3", code)}, school]},
            "F4": {"facts": [fact | {"t": canary("F4", code)}]},
            "F5": {"facts": [fact | {"t": canary("F5", code)}]},
            "F6": {"address": canary("F6", code)},
            "F7": {
                "reasons": [
                    {
                        "indicator": "item01_yotaikyo",
                        "label": "x",
                        "sentence": canary("F7", code),
                        "department": "課",
                        "on": "2026-08-01",
                        "types": [],
                    }
                ],
                "unknown": [],
            },
        }
        for name, body in bodies.items():
            change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, ?, ?)", code, name, json.dumps(body))
        # So that the reason's sentence is asked for: the first indicator answers yes.
        change_serving(
            home, "UPDATE children SET answers = CAST(x'01' || substr(answers, 2) AS BLOB) WHERE child_code = ?", code
        )
    change_serving(
        home, "UPDATE children SET affiliation = ? WHERE child_code = ?", canary("所属", PROTECTED), PROTECTED
    )
