"""集まりごとの人数: how many children stand in which 困難の類型 and in which 小学校区. No name, no code, nobody by themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, PlacedChild, ServedChild
from tsunagu_web.casework.shares import TOO_FEW

UNPLACED = ""
"""Nobody of the household goes to a 小学校 of the town, or where somebody is may not be said."""


@dataclass(frozen=True)
class GroupRow:
    """One group. `of`: children the type could be judged for (of an overlap: for both types)."""

    label: str
    children: int
    households: int
    of: int

    @property
    def share(self) -> str:
        """Of those who could be judged; with fewer than TOO_FEW of them a share says nothing."""
        return f"{self.children / self.of:.1%}" if self.of >= TOO_FEW else "少なくて言えません"


@dataclass(frozen=True)
class DistrictRow:
    """One 小学校区: its children, those who could be judged for at least one type, and flagged ones by type."""

    label: str
    children: int
    households: int
    flagged_any: int
    flagged: list[int]


NO_SCHOOL = (None, "", NO_AFFILIATION, UNKNOWN_AFFILIATION)
"""What an affiliation says that is no school: such a pupil has no 小学校区 of the own."""


def districts_of(children: Iterable[PlacedChild | ServedChild]) -> dict[str, str]:
    """Household → the 小学校 its youngest pupil there goes to. Households with somebody protected have none."""
    found: dict[str, tuple[str, str]] = {}
    hidden = set()
    for child in children:
        if child.protected:
            hidden.add(child.household_code)
        elif child.affiliation not in NO_SCHOOL and child.grade and child.grade[0] == "P":
            place = (child.grade, child.affiliation)
            found[child.household_code] = min(place, found.get(child.household_code, place))
    return {household: place[1] for household, place in found.items() if household not in hidden}


def group_rows(children: list[PlacedChild], types: list[tuple[int, str]]) -> list[GroupRow]:
    """A row per type, then per two types that meet in a child. `types`: place among a child's states, and label."""
    alike: dict[bytes, list[PlacedChild]] = defaultdict(list)
    for child in children:
        alike[child.states].append(child)
    kinds = list(alike.values())
    rows = [_row(label, kinds, (place,)) for place, label in types]
    for (one, first), (other, second) in combinations(types, 2):
        row = _row(f"{first} と {second}", kinds, (one, other))
        if row.children:
            rows.append(row)
    return rows


def district_rows(children: list[PlacedChild], types: list[tuple[int, str]]) -> list[DistrictRow]:
    """A row per 小学校区 by name; those without one come last."""
    place, groups = districts_of(children), defaultdict[str, list[PlacedChild]](list)
    for child in children:
        groups[place.get(child.household_code, UNPLACED)].append(child)
    rows = []
    for label, some in sorted(groups.items(), key=lambda one: (one[0] == UNPLACED, one[0])):
        flagged = Counter(at for child in some for at, _ in types if child.state(at) == "flagged")
        rows.append(
            DistrictRow(
                label,
                len(some),
                len({child.household_code for child in some}),
                sum(any(child.state(at) == "flagged" for at, _ in types) for child in some),
                [flagged[at] for at, _ in types],
            )
        )
    return rows


def _row(label: str, kinds: list[list[PlacedChild]], places: tuple[int, ...]) -> GroupRow:
    """One group. `kinds`: children whose states are all alike, so that each kind is looked at once."""
    inside, judged = list[PlacedChild](), 0
    for some in kinds:
        states = {some[0].state(at) for at in places}
        judged += len(some) if states <= {"flagged", "not_flagged"} else 0
        inside += some if states == {"flagged"} else []
    return GroupRow(label, len(inside), len({child.household_code for child in inside}), judged)
