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


def _reason(indicator: str, sentence: str) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "label": "x",
        "sentence": sentence,
        "department": "課",
        "on": "2026-08-01",
        "types": [],
    }


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
                    _reason("item01_yotaikyo", canary("F7A", code)),
                    _reason("item03_school_exam", canary("F7", code)),
                ],
                "unknown": [],
            },
        }
        for name, body in bodies.items():
            change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, ?, ?)", code, name, json.dumps(body))
        # So that the sentences are asked for: the first indicator answers yes, and the third.
        answers = "CAST(x'01' || substr(answers, 2, 1) || x'01' || substr(answers, 4) AS BLOB)"
        change_serving(home, f"UPDATE children SET answers = {answers} WHERE child_code = ?", code)
    change_serving(
        home, "UPDATE children SET affiliation = ? WHERE child_code = ?", canary("所属", PROTECTED), PROTECTED
    )
