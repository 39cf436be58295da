"""Weighed pairs as people get them: ranked, explained by the fields that agree and differ, never linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.prefecture.parameters import LinkageField, PrefectureParameters


@dataclass(frozen=True)
class PrefectureProposal:
    """Two records of two municipalities that may be one person. `rank`: place among the proposals of the left record in that
    municipality; `rivals`: other proposals for either record between the two; the words are labels of fields and levels."""

    municipality_l: int
    record_l: str
    municipality_r: int
    record_r: str
    child: bool
    rank: int
    rivals: int
    weight: float
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    unclear: tuple[str, ...]
    unknown: tuple[str, ...]


def propose_pairs(engine: Engine, parameters: PrefectureParameters) -> list[PrefectureProposal]:
    """Every pair among the best of either of its records, heaviest first. Reads weighed_pair and extract_row."""
    words = {
        "agrees": _words(parameters.fields, ("agrees",)),
        "differs": _words(parameters.fields, ("differs",)),
        "unclear": _words(parameters.fields, ("neither",)),
        "unknown": _words(parameters.fields, ()),
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in words.items())
    sides = {
        "l": "PARTITION BY municipality_l, record_l, municipality_r",
        "r": "PARTITION BY municipality_r, record_r, municipality_l",
    }
    order = "ORDER BY weight DESC, municipality_l, record_l, municipality_r, record_r"
    rows = engine.execute(f"""
        WITH ranked AS (
            SELECT *, row_number() OVER ({sides["l"]} {order}) AS rank, row_number() OVER ({sides["r"]} {order}) AS rank_r,
                count(*) OVER ({sides["l"]}) + count(*) OVER ({sides["r"]}) - 2 AS rivals
            FROM weighed_pair)
        SELECT p.municipality_l, p.record_l, p.municipality_r, p.record_r, l.child OR r.child, p.rank, p.rivals, p.weight,
            {", ".join(words)}
        FROM (SELECT *, {listed} FROM ranked WHERE least(rank, rank_r) <= {parameters.most_proposals}) AS p
        JOIN extract_row AS l ON l.municipality = p.municipality_l AND l.record = p.record_l
        JOIN extract_row AS r ON r.municipality = p.municipality_r AND r.record = p.record_r
        {order}""").fetchall()
    return [PrefectureProposal(*row[:8], *(tuple(told) for told in row[8:])) for row in rows]


def _words(fields: Sequence[LinkageField], says: tuple[str, ...]) -> str:
    """SQL: the words of the fields whose level says so, with the level's label; without `says`: of the fields that say nothing."""
    told = []
    for field in fields:
        last = len(field.levels) - 1
        levels = [
            f"WHEN {last - place} THEN {quoted_text(_told(field, level.label))}"
            for place, level in enumerate(field.levels)
            if level.says in says
        ]
        if not says:
            levels = [f"WHEN -1 THEN {quoted_text(field.label)}"]
        if levels:
            told.append(f"CASE gamma_{field.field} {' '.join(levels)} END")
    return f"list_filter([{', '.join(told)}], lambda word: word IS NOT NULL)" if told else "[]::VARCHAR[]"


def _told(field: LinkageField, label: str) -> str:
    return f"{field.label}：{label}"
