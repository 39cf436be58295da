"""世帯: who lives with the child, and which of them have a page of their own that may be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import authorize
from tsunagu_web.reading import RunView, age_and_grade


@dataclass(frozen=True)
class Member:
    """One person of the household, as the child's own F2 record tells it. `age` None: birth date unknown."""

    relation: str
    age: int | None
    name: str
    kana: str
    born: str


@dataclass(frozen=True)
class Sibling:
    """Another target child of the household whose page may be opened."""

    code: str
    words: str


def members(names: dict[str, Any], as_of: date) -> list[Member]:
    """The household from the F2 record alone: names are never matched by place with another list of people."""
    return [
        Member(
            person["relation"],
            _age(person.get("birth_date"), as_of),
            person["name"],
            person.get("kana") or "",
            person.get("birth_date") or "",
        )
        for person in names.get("members", [])
    ]


def elsewhere(names: dict[str, Any], as_of: date) -> list[Member]:
    """Parents, guardians, brothers and sisters in another household of the town."""
    return members({"members": names.get("elsewhere", [])}, as_of)


def siblings(run: RunView, user: Any, child: ServedChild) -> list[Sibling]:
    """Eldest first."""
    return [
        Sibling(other.child_code, age_and_grade(other.sex, other.age, other.grade))
        for other in run.serving.children_of(child.household_code)
        if other.child_code != child.child_code and authorize(user, "child.look", run.case(other)).allowed
    ]


def _age(born: str | None, as_of: date) -> int | None:
    if not born:
        return None
    day = date.fromisoformat(born)
    return as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))
