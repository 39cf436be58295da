"""学校・人（SSW）ごとの割合: of the cases judged at a school, or by one person, how many went one way, with the interval that chance alone leaves.

It is about how evenly people judge (すり合わせ), never about a family. Few cases say nothing, and the page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import sqrt

from tsunagu.serving import ServedChild
from tsunagu_web.access import RoleKey
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.process import Process, ShareOf
from tsunagu_web.reading import RunView

READERS = frozenset({RoleKey.MANAGER})
TOO_FEW = 5
"""With fewer cases the interval is nearly everything: no figure is given to compare by."""
NO_SCHOOL = "学校なし・学校を示さない"
Z = 1.959964
"""95 % of the normal distribution lie this many deviations around its middle."""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; the whole range when there is nothing to count."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class ShareRow:
    """One school or person: how many of how many, and the interval in whole per cent; None where there are too few to say."""

    name: str
    hits: int
    of: int
    interval: tuple[int, int] | None


@dataclass(frozen=True)
class ShareTable:
    """One declared share: a row per school or person by name, and all of them together."""

    label: str
    by_person: bool
    rows: list[ShareRow]
    whole: ShareRow


def share_tables(run: RunView, process: Process, roles: Collection[RoleKey]) -> list[ShareTable]:
    """The shares the 進め方 declares, for those who may compare schools; none before a case was judged."""
    if not READERS & set(roles):
        return []
    return [table for share in process.shares for table in _tables(run, share)]


def _tables(run: RunView, share: ShareOf) -> list[ShareTable]:
    newest = {
        event.case_id: event
        for event in CaseEvent.objects.filter(move__in=share.of).order_by("pk").defer("words").select_related("by")
    }
    if not newest:
        return []
    found = []
    for told_by in share.told_by:
        counted: dict[str, list[bool]] = defaultdict(list)
        for case in Case.objects.filter(pk__in=newest):
            event = newest[case.pk]
            name = f"{event.by.display_name}（{event.by.section}）" if told_by == "person" else judged_at(run, case)
            counted[name].append(event.move == share.share)
        rows = [_row(name, hits) for name, hits in sorted(counted.items(), key=lambda one: (one[0] == NO_SCHOOL, one))]
        whole = _row("合わせて", [hit for hits in counted.values() for hit in hits])
        found.append(ShareTable(share.label, told_by == "person", rows, whole))
    return found


def judged_at(run: RunView, case: Case) -> str:
    """The school of the first of the case's children that goes to one; nothing is said of a protected child's."""
    children = run.serving.children_of(case.household_code)
    return school_of_first(run, [child for child in children if child.child_code in case.children])


def school_of_first(run: RunView, children: Iterable[ServedChild]) -> str:
    """The school of the first of these children that goes to one, whose school may be told."""
    schools = (run.affiliation(child) for child in children if child.grade)
    return next((school for school in schools if school), NO_SCHOOL)


def _row(name: str, hits: list[bool]) -> ShareRow:
    low, high = wilson(sum(hits), len(hits))
    interval = None if len(hits) < TOO_FEW else (round(low * 100), round(high * 100))
    return ShareRow(name, sum(hits), len(hits), interval)
