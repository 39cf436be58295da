"""世帯: who lives with the child, by relation; names only where the person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import authorize
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class Member:
    """One person of the household. `code` is empty for adults, and for children who may not be opened."""

    relation: str
    words: str
    name: str
    kana: str
    born: str
    code: str
    is_self: bool


def members(run: RunView, user: Any, child: ServedChild, names: dict[str, Any]) -> list[Member]:
    """The household as the run knows it.

    Names come from the child's own F2 record, where members stand in the same order; without the record there are none.
    """
    household = run.serving.household(child.household_code)
    if household is None:
        return []
    named = names.get("members", [])
    same_order = len(named) == len(household.members)
    found = []
    for place, person in enumerate(household.members):
        name = named[place] if same_order else {}
        is_self = person.get("child_code") == child.child_code
        found.append(
            Member(
                relation="本人" if is_self else "きょうだい" if person["relation"] == "本人" else person["relation"],
                words=" ".join(part for part in (person.get("sex") or "", f"{person['age']}歳") if part),
                name=name.get("name", ""),
                kana=name.get("kana") or "",
                born=name.get("birth_date") or "",
                code="" if is_self else _openable(run, user, person.get("child_code")),
                is_self=is_self,
            )
        )
    return found


def _openable(run: RunView, user: Any, code: str | None) -> str:
    sibling = run.serving.child(code) if code else None
    if sibling is None or not authorize(user, "child.look", run.case(sibling)).allowed:
        return ""
    return sibling.child_code
