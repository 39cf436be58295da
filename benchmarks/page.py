"""A child's record out of the serving file against the same facts as rows of PostgreSQL: how long one read takes.

    python -m benchmarks.page                       a town of 26,000 children, into evidence/page.json
    python -m benchmarks.page --children 500 --dry  a look, nothing recorded

Both sides read all a page of a child may show, of the same children in the same order, in turn, on connections that stay
open, and both end as Python's own objects. The anchor has the easier half: ours tells the facts as the page wants them and
leaves out whoever is protected since.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable
from random import Random

import psycopg

from benchmarks.load.__main__ import town
from tools.evidence import ROOT, record
from tsunagu.serving import RECORD_CLASSES, Serving, open_serving

sys.path.insert(0, str(ROOT / "tests"))

from support.postgres import cluster

COMMAND = "python -m benchmarks.page"
READS = 4_000
GOAL = "≤ 0.5"
ANCHOR = "SELECT field_class, place, body FROM facts WHERE child_code = %s"


def as_rows(serving: Serving, connection: psycopg.Connection) -> tuple[int, list[str]]:
    """Every fact a row, as a town keeps them in a database: how many rows, and the codes of the children."""
    connection.execute("CREATE TABLE facts (child_code text, field_class text, place int, body text)")
    rows = 0
    codes = [child.child_code for child in serving.children(limit=1_000_000)]
    with connection.cursor().copy("COPY facts FROM STDIN") as copy:
        for code in codes:
            for field_class, body in serving.records(code, RECORD_CLASSES).items():
                parts = body.get("facts") or body.get("reasons") or [body]
                for place, part in enumerate(parts):
                    copy.write_row((code, field_class, place, json.dumps(part, ensure_ascii=False)))
                    rows += 1
    connection.execute("CREATE INDEX ON facts (child_code)")
    connection.execute("ANALYZE facts")
    connection.commit()
    return rows, codes


def read_both(serving: Serving, connection: psycopg.Connection, codes: list[str]) -> dict[str, list[float]]:
    """Seconds of each read, sorted: ours and the anchor's, in turn."""
    sides: dict[str, Callable[[str], object]] = {
        "ours": lambda code: serving.records(code, RECORD_CLASSES),
        "anchor": lambda code: [
            json.loads(body) for _, _, body in connection.execute(ANCHOR, (code,), prepare=True).fetchall()
        ],
    }
    took: dict[str, list[float]] = {side: [] for side in sides}
    gc.disable()
    for code in codes:
        for side, read in sides.items():
            began = time.perf_counter()
            read(code)
            took[side].append(time.perf_counter() - began)
    gc.enable()
    return {side: sorted(times) for side, times in took.items()}


def main(arguments: list[str]) -> int:
    """Measure; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=26_000)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with cluster() as url, psycopg.connect(url) as connection, open_serving(town(options.children)) as serving:
        rows, codes = as_rows(serving, connection)
        chosen = Random(1).choices(codes, k=READS)
        read_both(serving, connection, chosen[:200])
        took = read_both(serving, connection, chosen)
    n = f"{READS:,} reads, {len(codes):,} children, {rows:,} rows"
    at = {"p50": READS // 2, "p95": READS * 95 // 100}
    ratio = round(took["ours"][at["p50"]] / took["anchor"][at["p50"]], 2)
    spread = {side: {key: round(times[place] * 1000, 3) for key, place in at.items()} for side, times in took.items()}
    print(f"{n}: p50 over PostgreSQL's {ratio} ({GOAL}); milliseconds {spread}")
    if not options.dry:
        record("page", "p50 of a child's record over the rows of PostgreSQL", ratio, GOAL, n, 1, COMMAND)
        record("page", "milliseconds of a read", spread, "stated", n, 1, COMMAND)
    return 0 if ratio <= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
