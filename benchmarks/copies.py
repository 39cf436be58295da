"""The papers of a large meeting: ten numbered copies of 47 households each, in the memory that one paper may take.

    python -m benchmarks.copies          into evidence/copies.json
    python -m benchmarks.copies --dry    a look, nothing recorded

The households are twice as long as those of an invented Kaisei at its first meeting, as after a year of inquiries and contacts.
The broken twin sets all copies at once, as was done before, and has to be stopped by the limit.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import pypdfium2

from tools.evidence import goal_met, record
from tsunagu.month.fonts import fonts_always_there, system_fonts
from tsunagu_web.papers.joining import bundled
from tsunagu_web.papers.making import MEMORY_BYTES, SECONDS

COMMAND = "python -m benchmarks.copies"
COPIES, HOUSEHOLDS, PARTS, LINES = 10, 47, 10, 4
"""Of each household two children and what is around them, in so many parts of so many lines."""
LINE = "2026年10月15日　出欠・身体計測　欠席 3日、遅刻 2日、早退なし。前の月より多い　教育委員会学校教育課"
MOST_MIB = MEMORY_BYTES >> 20


def copy_of(number: int) -> dict[str, Any]:
    """One copy as the template takes it."""
    parts = [{"heading": f"記録 {place}", "says": ["届いています"], "points": [LINE] * LINES} for place in range(PARTS)]
    child = {"heading": "佐藤　ひなた　女 8歳（小2）・みどり小学校　C-0001", "parts": parts}
    households = [
        {"heading": f"{place}　世帯 K-{place:04d}", "children": [child, child], "parts": parts}
        for place in range(1, HOUSEHOLDS + 1)
    ]
    return {"number": number, "of": COPIES, "to": "佐々木", "section": "こども課", "outside": False, "left_out": 0} | {
        "households": households
    }


def asked_of(module: str, arguments: Sequence[str], told: bytes) -> bytes:
    """What a process of the papers gives; empty where it was stopped."""
    command = [sys.executable, "-I", "-m", f"tsunagu_web.papers.{module}", *arguments]
    return subprocess.run(command, input=told, capture_output=True, check=False).stdout


def set_together(copies: Sequence[dict[str, Any]]) -> bytes:
    """One paper of these copies, under the limits of one paper."""
    told = {"title": "会議の資料", "kind": "カンファレンス", "meeting": "カンファレンス 2026-01", "copies": copies}
    fonts = [str(path) for path in (*system_fonts(), *fonts_always_there())]
    asked = {"template": "conference", "told": told, "fonts": fonts, "memory": MEMORY_BYTES, "seconds": SECONDS}
    return asked_of("typesetting", [], json.dumps(asked).encode())


def peak_mib() -> int:
    """MiB of the largest process so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10


def main(arguments: Sequence[str]) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    copies = [copy_of(number) for number in range(1, COPIES + 1)]
    began = time.perf_counter()
    papers = [set_together([one]) for one in copies]
    setting = peak_mib()
    joined = asked_of("joining", [str(MEMORY_BYTES), str(SECONDS)], bundled(papers))
    took, largest = time.perf_counter() - began, peak_mib()
    with pypdfium2.PdfDocument(io.BytesIO(joined)) as opened:
        pages = len(opened)
    figures = (
        ("copies set", sum(map(bool, papers)), f"= {COPIES}"),
        ("peak of the process that sets one copy, MiB", setting, f"≤ {MOST_MIB}"),
        ("peak of the largest process, MiB", largest, f"≤ {MOST_MIB}"),
        ("pages", pages, "told"),
        ("MB of the one PDF", round(len(joined) / 1e6, 1), "told"),
        ("seconds", round(took, 1), "told"),
        ("broken twin (all copies at once) set, papers", int(bool(set_together(copies))), "= 0"),
    )
    for name, value, goal in figures:
        print(f"{name}: {value} ({goal})", flush=True)
        if not options.dry:
            record("copies", name, value, goal, f"{COPIES} copies of {HOUSEHOLDS} households", None, COMMAND)
    return 0 if all(goal_met(value, goal) is not False for _, value, goal in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
