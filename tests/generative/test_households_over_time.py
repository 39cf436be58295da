"""Random lives: on every day a person lives in one household or none, so that all members of a household agree about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generative.random_moves import LAST_DAY, Lives, random_lives, spoil
from support.tampered import Tampered
from tsunagu.engines import Engine, open_engine
from tsunagu.identity.households import date_households

Edge = tuple[int, int, date | None, date | None]
LIVES = st.tuples(st.integers(0, 1 << 32), st.integers(1, 45))


def edges_of(lives: Lives, tamper: tuple[str, str] | None = None) -> tuple[list[Edge], dict[int, int]]:
    """household_edge and member as identity dates them from the register's lines."""
    engine = open_engine([])
    try:
        _write_register(engine, lives)
        using = engine if tamper is None else Tampered(engine, *tamper)
        date_households(using, f"DATE '{LAST_DAY}'")  # type: ignore[arg-type]
        assert tamper is None or using.used, "the mistake has no place to sit"  # type: ignore[union-attr]
        edges = engine.execute("SELECT household_id, person_id, from_on, to_on FROM household_edge").fetchall()
        members = engine.execute("SELECT person_id, household_id FROM member").fetchall()
        return edges, dict(members)
    finally:
        engine.close()


def _write_register(engine: Engine, lives: Lives) -> None:
    """The tables date_households reads. person_id is the number in force, as everywhere."""
    engine.execute("CREATE TABLE known_moves (resident_no VARCHAR, sequence INTEGER, row_id BIGINT, moved_on DATE,"
                   " known_on DATE, reason VARCHAR, household_no VARCHAR)")  # fmt: skip
    engine.execute("CREATE TABLE link (table_name VARCHAR, row_id BIGINT, person_id BIGINT)")
    engine.execute("CREATE TABLE person (person_id BIGINT, household_id BIGINT, resident BOOLEAN, left_on DATE,"
                   " changed_on DATE, resident_since DATE, change_reason VARCHAR, known_on DATE)")  # fmt: skip
    for row, line in enumerate(lives.lines):
        if line.lost:
            continue
        known_on = line.written_on or line.notified_on or line.known_on
        household = None if line.written_household is None else str(line.written_household)
        engine.execute("INSERT INTO known_moves VALUES (?, ?, ?, ?, ?, ?, ?)",
                       [str(line.number), line.sequence, row, line.written_on, known_on, line.reason, household])  # fmt: skip
        engine.execute("INSERT INTO link VALUES ('moves', ?, ?)", [row, lives.numbers[line.person]])
    for person, home in lives.home.items():
        last = [line for line in lives.lines if line.person == person][-1]
        left = None if home is not None else last.written_on
        engine.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                       [lives.numbers[person], home, home is not None, left, last.written_on, last.day, last.reason,
                        LAST_DAY])  # fmt: skip


def days_of(edges: list[Edge], lives: Lives) -> list[date]:
    """Every day on which something turns, and the day before."""
    told = {day for edge in edges for day in edge[2:] if day} | {line.day for line in lives.lines} | {LAST_DAY}
    return sorted(told | {day - timedelta(days=1) for day in told})


def members_on(edges: list[Edge], day: date) -> dict[int, set[int]]:
    """Households by person on a day; without a written start a stay counts from ever."""
    homes: dict[int, set[int]] = {}
    for household, person, from_on, to_on in edges:
        if (from_on is None or from_on <= day) and (to_on is None or day < to_on):
            homes.setdefault(person, set()).add(household)
    return homes


def disagreements(edges: list[Edge], members: dict[int, int], lives: Lives) -> list[str]:
    """Every day on which two people of one household do not tell the same household; and a today that is not the register's."""
    found = [f"{edge} ends before it begins" for edge in edges if edge[2] and edge[3] and edge[2] >= edge[3]]
    found += [
        f"{edge} goes on as another" for edge in edges if edge[3] and (*edge[:2], edge[3]) in {e[:3] for e in edges}
    ]
    for day in days_of(edges, lives):
        homes = members_on(edges, day)
        around = {person: {other for other, theirs in homes.items() if theirs & own} for person, own in homes.items()}
        found += [
            f"{day}: {person} and {other} do not agree"
            for person, others in around.items()
            for other in others
            if around[other] != others
        ]
        found += [f"{day}: {person} lives in {own}" for person, own in homes.items() if len(own) > 1]
    today = {person: home for person, (home, *_) in members_on(edges, LAST_DAY).items()}
    return found + ([] if today == members else [f"today {today} is not {members}"])


def not_as_lived(edges: list[Edge], lives: Lives) -> list[date]:
    """Days on which somebody lives elsewhere by the edges than in life."""
    return [
        day
        for day in days_of(edges, lives)
        if {person: {home} for person, home in ((lives.numbers[p], h) for p, h in lives.on(day).items())}
        != members_on(edges, day)
    ]


@settings(max_examples=40, deadline=None)
@given(LIVES)
def test_what_the_register_writes_well_is_told_as_it_was_lived(drawn: tuple[int, int]) -> None:
    lives = random_lives(Random(drawn[0]), drawn[1])
    edges, members = edges_of(lives)
    assert not not_as_lived(edges, lives)
    assert not disagreements(edges, members, lives)


@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_all_members_of_a_household_agree_about_it_whatever_the_register_writes(drawn: tuple[int, int]) -> None:
    rng = Random(drawn[0])
    lives = random_lives(rng, drawn[1])
    spoil(lives, rng)
    edges, members = edges_of(lives)
    assert not disagreements(edges, members, lives)


def caught_spoilt(tamper: tuple[str, str], seed: int) -> bool:
    """Whether the members of some household no longer agree."""
    rng = Random(seed)
    lives = random_lives(rng, 30)
    spoil(lives, rng)
    return bool(disagreements(*edges_of(lives, tamper), lives))


def caught_well_written(tamper: tuple[str, str], seed: int) -> bool:
    """Whether somebody lives elsewhere than in life."""
    lives = random_lives(Random(seed), 30)
    return bool(not_as_lived(edges_of(lives, tamper)[0], lives))


TWINS: dict[str, tuple[tuple[str, str], Callable[[tuple[str, str], int], bool]]] = {
    "whoever left stays a member": (("FROM person),", "FROM person WHERE resident),"), caught_spoilt),
    "an undated move ends nothing": (
        ("coalesce(m.moved_on, m.known_on) AS told_on", "m.moved_on AS told_on"), caught_spoilt,
    ),
    "dates against the order of the 履歴番号": (("max(told_on) OVER (PARTITION BY person_id ORDER BY place)", "told_on"), caught_spoilt),
    "the moves of two numbers mixed": (("held_now, number_since, number, sequence", "sequence"), caught_well_written),
    "the first move of a day instead of the last": (("arg_max(home, place)", "arg_min(home, place)"), caught_well_written),
    "a move inside the town is a new household": (("IS DISTINCT FROM household_id)", "IS DISTINCT FROM -1)"), caught_spoilt),
}  # fmt: skip


@pytest.mark.parametrize("name", TWINS)
def test_every_broken_twin_is_caught(name: str) -> None:
    tamper, catches = TWINS[name]
    assert any(catches(tamper, seed) for seed in range(40)), f"nobody noticed: {name}"
