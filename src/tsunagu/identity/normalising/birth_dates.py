"""How a birth date as written and one as registered can be the same: the slips people make, for comparing only."""

from __future__ import annotations

ERA_SLIPS = (30, 63, 93)
"""Years between the same year of two eras: 平成/令和, 昭和/平成, 昭和/令和."""

RELATIONS = ("same", "swapped", "era", "leap_day", "one_digit", "turned_digits", "day_unknown", "one_part", "other")
"""From certain to nothing in common. `one_part`: two of year, month and day agree."""


def birth_relation(written: str, registered: str) -> str:
    """SQL: one of RELATIONS for two dates as ISO text (yyyy-mm-dd); NULL where either is NULL.

    `swapped`: month and day; `era`: 平成 for 令和 and the like; `leap_day`: 29 February beside 28 February or 1 March, for
    which systems without leap years write it; `turned_digits`: two neighbours changed places; `day_unknown`: 不詳 written 00.
    """
    w, r = written, registered
    digits = [f"replace({side}, '-', '')" for side in (w, r)]
    turned = f"damerau_levenshtein({digits[0]}, {digits[1]}) = 1"
    same_year = f"substr({w}, 1, 4) = substr({r}, 1, 4)"
    years = f"abs(TRY_CAST(substr({w}, 1, 4) AS INT) - TRY_CAST(substr({r}, 1, 4) AS INT))"
    leap = " OR ".join(
        f"substr({a}, 6) = '02-29' AND substr({b}, 6) IN ('02-28', '03-01')" for a, b in ((w, r), (r, w))
    )
    parts = " + ".join(
        f"(substr({w}, {start}, {length}) = substr({r}, {start}, {length}))::INT"
        for start, length in ((1, 4), (6, 2), (9, 2))
    )
    eras = ", ".join(map(str, ERA_SLIPS))
    return f"""CASE WHEN {w} IS NULL OR {r} IS NULL THEN NULL WHEN {w} = {r} THEN 'same'
        WHEN length({w}) <> 10 THEN 'other'
        WHEN {same_year} AND substr({w}, 6, 2) = substr({r}, 9, 2) AND substr({w}, 9, 2) = substr({r}, 6, 2) THEN 'swapped'
        WHEN substr({w}, 5) = substr({r}, 5) AND {years} IN ({eras}) THEN 'era'
        WHEN {same_year} AND ({leap}) THEN 'leap_day'
        WHEN substr({w}, 1, 7) = substr({r}, 1, 7) AND substr({w}, 9) = '00'
            OR {same_year} AND substr({w}, 6) = '00-00' THEN 'day_unknown'
        WHEN hamming({w}, {r}) = 1 THEN 'one_digit' WHEN hamming({w}, {r}) = 2 AND {turned} THEN 'turned_digits'
        WHEN {parts} = 2 THEN 'one_part' ELSE 'other' END"""
