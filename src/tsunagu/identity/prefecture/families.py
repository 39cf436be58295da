"""Grown-ups of a child's earlier household who live in another town today: a father who stayed, a mother who went elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.engines import Engine


@dataclass(frozen=True)
class FamilyElsewhere:
    """A child's record where it lives, a grown-up's where they live, and the town in which both were in one household.

    `weight`: the least of the proposals this rests on; the child, and the grown-up where they left too, may be somebody else.
    """

    municipality_l: int
    record_l: str
    municipality_r: int
    record_r: str
    shared: int
    weight: float


def find_families(engine: Engine) -> list[FamilyElsewhere]:
    """By child, the surest first. Reads weighed_pair and extract_row; only pairs that are each other's best in the two towns count.

    Whoever may have come along with the child is not elsewhere.
    """
    rows = engine.execute("""
        WITH best AS (
            FROM weighed_pair
            QUALIFY row_number() OVER (PARTITION BY municipality_l, record_l, municipality_r ORDER BY weight DESC, record_r) = 1
                AND row_number() OVER (PARTITION BY municipality_r, record_r, municipality_l ORDER BY weight DESC, record_l) = 1),
        way AS (
            SELECT municipality_l AS town, record_l AS record, municipality_r AS other_town, record_r AS other, weight FROM best
            UNION ALL SELECT municipality_r, record_r, municipality_l, record_l, weight FROM best),
        moved AS (
            SELECT w.* FROM way AS w
            JOIN extract_row AS old ON old.municipality = w.town AND old.record = w.record
            JOIN extract_row AS now ON now.municipality = w.other_town AND now.record = w.other
            WHERE old.child AND now.child AND now.here AND NOT old.here),
        relative AS (
            SELECT m.*, a.record AS adult, a.here FROM (
                SELECT m.*, unnest(e.relatives) AS relative FROM moved AS m
                JOIN extract_row AS e ON e.municipality = m.town AND e.record = m.record) AS m
            JOIN extract_row AS a ON a.municipality = m.town AND a.record = m.relative AND NOT a.child),
        left_behind AS (
            FROM relative AS r WHERE NOT EXISTS (
                FROM way AS w WHERE w.town = r.town AND w.record = r.adult AND w.other_town = r.other_town)),
        found AS (
            SELECT other_town, other, town AS adult_town, adult, town AS shared, weight FROM left_behind WHERE here
            UNION ALL
            SELECT l.other_town, l.other, w.other_town, w.other, l.town, least(l.weight, w.weight)
            FROM left_behind AS l JOIN way AS w ON w.town = l.town AND w.record = l.adult
            JOIN extract_row AS a ON a.municipality = w.other_town AND a.record = w.other
            WHERE NOT l.here AND a.here)
        SELECT other_town, other, adult_town, adult, min(shared), max(weight) AS weight FROM found
        GROUP BY other_town, other, adult_town, adult
        ORDER BY weight DESC, other_town, other, adult_town, adult""").fetchall()
    return [FamilyElsewhere(*row) for row in rows]
