"""Random families: nobody is tied to somebody who never was a parent or a parent's spouse, and brothers and sisters agree."""

from __future__ import annotations

from random import Random

import pytest

from generative.random_families import YEARS, Families, random_families
from support.tampered import Tampered
from tsunagu.engines import Engine, open_engine
from tsunagu.identity.kin import find_kin
from tsunagu.identity.kinship import find_parents

AS_OF = f"DATE '{YEARS[-1]}-10-31'"
TOWNS = 40
Tie = tuple[int, int, str, bool]
"""person, relative, relation, whether they live together."""


def kin_of(town: Families, tamper: tuple[str, str] | None = None) -> list[Tie]:
    """The kin of today by the registers of all years."""
    engine = open_engine([])
    try:
        _write_registers(engine, town)
        using = engine if tamper is None else Tampered(engine, *tamper)
        find_parents(using, AS_OF)  # type: ignore[arg-type]
        find_kin(using, {}, AS_OF)  # type: ignore[arg-type]
        assert tamper is None or using.used, "the mistake has no place to sit"  # type: ignore[union-attr]
        return engine.execute("SELECT person_id, relative_id, relation, to_on IS NULL FROM kin").fetchall()
    finally:
        engine.close()


def _write_registers(engine: Engine, town: Families) -> None:
    """The tables kinship reads."""
    relations = ", ".join(f"relation_{place} VARCHAR" for place in range(1, 5))
    engine.execute("CREATE TABLE known_registers (load_id VARCHAR, tells_of DATE, row_id BIGINT, resident_no VARCHAR, household_no VARCHAR,"
                   f" birth_date DATE, birth_date_unknown BOOLEAN, resident_state VARCHAR, {relations})")  # fmt: skip
    engine.execute(
        f"CREATE TABLE person (person_id BIGINT, household_id BIGINT, birth_date DATE, sex VARCHAR, resident BOOLEAN, died BOOLEAN, {relations})"
    )
    engine.execute("CREATE TABLE holder (number BIGINT, person_id BIGINT)")
    engine.execute("CREATE TABLE household_edge (household_id BIGINT, person_id BIGINT, from_on DATE, to_on DATE)")
    chains = {}
    for row, (year, person, home, chain) in enumerate(town.sheets):
        chains[person] = (*chain, *[None] * (4 - len(chain)))
        born = f"{town.people[person].born}-05-05"
        engine.execute("INSERT INTO known_registers VALUES (?, ?, ?, ?, ?, ?, FALSE, '住登者', ?, ?, ?, ?)",
                       [str(year), f"{year}-10-31", row, str(person), str(home), born, *chains[person]])  # fmt: skip
    for one in town.people.values():
        engine.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?, FALSE, ?, ?, ?, ?)",
                       [one.number, one.home, f"{one.born}-05-05", one.sex, one.home is not None,
                        *chains.get(one.number, [None] * 4)])  # fmt: skip
        engine.execute("INSERT INTO holder VALUES (?, ?)", [one.number, one.number])


def wrong_ties(town: Families, kin: list[Tie]) -> list[str]:
    """Ties to whom nobody was a parent, and ties told by one side only."""
    found = []
    for person, relative, relation, together in kin:
        one, other = town.people[person], town.people[relative]
        if relation in ("mother", "father"):
            if relative not in town.parents_on_paper(one):
                found.append(f"{relative} is no {relation} of {person}")
        elif not town.parents_on_paper(one) & town.parents_on_paper(other):
            found.append(f"{relative} is no brother or sister of {person}")
        if together != (one.home == other.home):
            found.append(f"{person} and {relative} live together: {together}")
    seats = [(person, relation) for person, _, relation, _ in kin if relation in ("mother", "father")]
    found += [f"{seat} is filled twice" for seat in seats if seats.count(seat) > 1]
    brothers = {(person, relative): relation for person, relative, relation, _ in kin if relation.endswith("sibling")}
    young = {one.number for one in town.people.values() if YEARS[-1] - one.born < 19}
    found += [
        f"{pair} do not agree" for pair, kind in brothers.items()
        if set(pair) <= young and brothers.get((pair[1], pair[0])) != kind
    ]  # fmt: skip
    return found


def test_nobody_is_tied_to_a_stranger_and_brothers_and_sisters_agree() -> None:
    told: dict[str, int] = {}
    elsewhere = 0
    for seed in range(TOWNS):
        town = random_families(Random(seed))
        kin = kin_of(town)
        assert not wrong_ties(town, kin), seed
        for _, _, relation, together in kin:
            told[relation] = told.get(relation, 0) + 1
            elsewhere += not together
    assert set(told) == {"mother", "father", "full_sibling", "half_sibling", "sibling"}, told
    assert min(told.values()) >= 5 and elsewhere >= 30, (told, elsewhere)


TWINS = {
    "chains of different years read together": ("ON c.sheet = s.sheet AND c.household_id", "ON c.household_id"),
    "of two who could be the parent the first": ("HAVING count(*) FILTER (by_blood) <= 1", ""),
    "brothers told by one side": ("a.person_id <> b.person_id GROUP BY ALL", "a.person_id < b.person_id GROUP BY ALL"),
    "every household is one": ("c.household_id = s.household_id AND", ""),
    "a former household still lives together": ("CASE WHEN NOT l.together THEN", "CASE WHEN FALSE THEN"),
}  # fmt: skip


@pytest.mark.parametrize("name", TWINS)
def test_every_broken_twin_is_caught(name: str) -> None:
    towns = (random_families(Random(seed)) for seed in range(TOWNS))
    assert any(wrong_ties(town, kin_of(town, TWINS[name])) for town in towns), f"nobody noticed: {name}"
