"""What a matcher's links are worth, beside the truth: precision, recall, queue, and every wrong one with its cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

SHOWN_RANKS = 3
"""A clerk sees this many proposals at once; the right person further down does not count as found."""


@dataclass
class Verdict:
    """Counts of rows. `wrong` has one line per wrong automatic link; `guarded_wrong`: those among twins, namesakes, protected."""

    rows: int = 0
    residents_rows: int = 0
    automatic: int = 0
    automatic_right: int = 0
    found: int = 0
    found_first: int = 0
    queue: int = 0
    guarded_wrong: int = 0
    wrong_by_mode: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Verdict) -> Verdict:
        counts = (
            "rows",
            "residents_rows",
            "automatic",
            "automatic_right",
            "found",
            "found_first",
            "queue",
            "guarded_wrong",
        )
        modes = dict(self.wrong_by_mode)
        for mode, count in other.wrong_by_mode.items():
            modes[mode] = modes.get(mode, 0) + count
        return Verdict(
            *(getattr(self, name) + getattr(other, name) for name in counts), modes, self.wrong + other.wrong
        )

    @property
    def wrong_count(self) -> int:
        return self.automatic - self.automatic_right

    @property
    def precision(self) -> float:
        return self.automatic_right / self.automatic if self.automatic else 1.0

    @property
    def automatic_recall(self) -> float:
        return self.automatic_right / self.residents_rows

    @property
    def recall(self) -> float:
        """Rows of residents linked right, or with the right person among the proposals shown."""
        return (self.automatic_right + self.found) / self.residents_rows

    @property
    def recall_first(self) -> float:
        """The same, the right person being the first proposal."""
        return (self.automatic_right + self.found_first) / self.residents_rows

    @property
    def queue_share(self) -> float:
        return self.queue / self.rows


def judge(folder: Path, links: Path) -> Verdict:
    """Judge (record_id, person_id, kind, rank, step). A row linked to two people counts as wrong once for each wrong one."""
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW truth AS FROM '{folder}/truth.parquet'")
    connection.execute(f"CREATE TABLE links AS FROM '{links}'")
    strangers = _one(connection, "SELECT count(*) FROM links WHERE record_id NOT IN (SELECT row_id FROM truth)")
    assert strangers == 0, f"{strangers} links of rows that do not exist"
    connection.execute(
        "CREATE TABLE auto AS SELECT l.*, t.*, coalesce(l.person_id = t.resident_no, false) AS good"
        " FROM links AS l JOIN truth AS t ON t.row_id = l.record_id WHERE kind = 'auto'"
    )
    connection.execute(
        "CREATE TABLE review AS SELECT record_id, min(rank) FILTER (person_id = resident_no) AS place"
        " FROM links JOIN truth ON row_id = record_id WHERE kind = 'review'"
        " AND record_id NOT IN (SELECT record_id FROM auto) GROUP BY record_id"
    )
    modes = connection.execute(
        "SELECT mode, count(*) FROM auto WHERE NOT good GROUP BY mode ORDER BY 2 DESC, 1"
    ).fetchall()
    return Verdict(
        rows=_one(connection, "SELECT count(*) FROM truth"),
        residents_rows=_one(connection, "SELECT count(resident_no) FROM truth"),
        automatic=_one(connection, "SELECT count(*) FROM auto"),
        automatic_right=_one(connection, "SELECT count(*) FROM auto WHERE good"),
        found=_one(connection, f"SELECT count(*) FROM review WHERE place <= {SHOWN_RANKS}"),
        found_first=_one(connection, "SELECT count(*) FROM review WHERE place = 1"),
        queue=_one(connection, "SELECT count(*) FROM review"),
        guarded_wrong=_one(connection, "SELECT count(*) FROM auto WHERE NOT good AND (twin OR namesake OR protected)"),
        wrong_by_mode=dict(modes),
        wrong=wrong_ones(connection, folder),
    )


def wrong_ones(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """One line per wrong automatic link, invented people all: mode, step, the row, whom it was given, whose it is."""
    found = connection.execute(
        "SELECT a.mode, a.second_mode, a.step, a.twin, a.namesake, a.protected, a.close_sibling, s.kana, s.name, s.birth_date,"
        " s.school, s.grade, s.fiscal_year, g.kana, g.name, g.birth_date, g.school, g.grade, t.kana, t.name, t.birth_date"
        f" FROM auto AS a JOIN '{folder}/school_rows.parquet' AS s USING (row_id)"
        f" LEFT JOIN '{folder}/register.parquet' AS g ON g.resident_no = a.person_id"
        f" LEFT JOIN '{folder}/register.parquet' AS t ON t.resident_no = a.resident_no"
        " WHERE NOT good ORDER BY a.mode, a.row_id"
    ).fetchall()
    lines = []
    for mode, second, step, twin, namesake, protected, close, *rest in found:
        marks = [
            word
            for word, set_ in (("twin", twin), ("namesake", namesake), ("protected", protected), ("sibling", close))
            if set_
        ]
        row, given, true = (
            "/".join(str(one) for one in part if one is not None) for part in (rest[:6], rest[6:11], rest[11:])
        )
        lines.append(
            f"{mode}{'+' + second if second else ''} [{step}] {' '.join(marks)}: {row} → {given}; is {true or 'nobody here'}"
        )
    return lines


def judged_at(folder: Path, pairs: Path, cut: float) -> Verdict:
    """Splink's pairs at a cut: the weightiest person of each row, where the probability reaches the cut."""
    links = pairs.with_suffix(f".{cut}.parquet")
    duckdb.connect().execute(
        "COPY (SELECT record_id, arg_max(person_id, (weight, person_id)) AS person_id, 'auto' AS kind, 1 AS rank, 'splink' AS step"
        f" FROM '{pairs}' GROUP BY record_id HAVING max(probability) >= {cut}) TO '{links}'"
    )
    return judge(folder, links)


def precision_at_recall(folder: Path, pairs: Path, recall: float) -> tuple[float, float]:
    """Precision where the weightiest person of each row, the surest rows first, first reach `recall`; and the recall reached
    (less, if they never do). `pairs`: record_id, person_id, weight.
    """
    marked = (
        duckdb.connect()
        .execute(
            "WITH best AS (SELECT record_id, arg_max(person_id, (weight, person_id)) AS person_id, max(weight) AS weight"
            f" FROM '{pairs}' GROUP BY record_id)"
            " SELECT coalesce(person_id = resident_no, false) AS good, weight, (SELECT count(resident_no) FROM truth) FROM best"
            " JOIN truth ON row_id = record_id ORDER BY weight DESC".replace("truth", f"'{folder}/truth.parquet'")
        )
        .fetchall()
    )
    good = linked = 0
    reached = (1.0, 0.0)
    for number, (right, weight, residents) in enumerate(marked):
        good, linked = good + right, linked + 1
        if number + 1 < len(marked) and marked[number + 1][1] == weight:
            continue
        reached = (good / linked, good / residents)
        if reached[1] >= recall:
            break
    return reached


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
