"""この月のデータにいない: children of open cases whom the register has no more. Nobody closes such a case by itself, and it is told
to whoever holds it until somebody says what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.decided import decided_children
from tsunagu_web.casework.holding import held_cases
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.reading import sees_child
from tsunagu_web.reading import RunView, earlier_run, runs_since

SEEN = "gone_seen"
"""Line of the 経過: somebody found out what became of a child who is in the data no more. `told`: as Gone.told."""
HERE, ELSEWHERE, NOWHERE = "here", "elsewhere", "nowhere"
"""Where a run has a child of a case: in the household, in another one of the town, or not at all."""


@dataclass(frozen=True)
class Gone:
    """Children of a case who are in the current run no more. `household`: no child of the household is there at all. `elsewhere`:
    those who live in another household of the town now, which nobody has in hand. `others`: beside these somebody whom this reader may
    not see; nobody is missed because of it."""

    case: Case
    codes: tuple[str, ...]
    household: bool
    elsewhere: tuple[str, ...] = ()
    others: bool = False

    @property
    def all_codes(self) -> list[str]:
        """Everybody somebody must find out about."""
        return [*self.codes, *self.elsewhere]

    def told(self, run: RunView) -> dict[str, object]:
        """What the line says that somebody found out: of whom, where the run had them, and which run it was."""
        return {"codes": self.all_codes, "elsewhere": list(self.elsewhere), "run": run.meta["run_id"]}


def gone_cases(run: RunView, cases: list[Case] | None = None) -> dict[int, Gone]:
    """Case → who of it is gone and of whom nobody has said yet what became of them; a household that is gone as a whole stays until
    its case is handed over or ended. `cases`: open ones, all of them where none are given. Who came back and left again since somebody
    said it is told anew.

    Of a child about whom a conference decided, that it lives elsewhere is told by 変化による再確認; of one who is protected, by nothing.
    """
    asked = [case for case in (open_cases() if cases is None else cases) if case.ended_at is None]
    decided = decided_children(asked)
    of_case = {case: list(dict.fromkeys([*case.children, *decided[case.pk]])) for case in asked}
    there = {
        child.child_code: child
        for child in run.serving.children_named(code for one in of_case.values() for code in one)
    }
    gone = {case: [code for code in codes if code not in there] for case, codes in of_case.items()}
    moved = {
        case: [
            code
            for code in case.children
            if code in there and code not in decided[case.pk] and _is_elsewhere(run, case, there[code])
        ]
        for case in asked
    }
    missing = [case for case in asked if gone[case] or moved[case]]
    where = {case.pk: dict.fromkeys(gone[case], NOWHERE) | dict.fromkeys(moved[case], ELSEWHERE) for case in missing}
    known = _still_said(run, missing, where)
    found = {}
    for case in missing:
        said = known[case.pk]
        whole = not moved[case] and not run.serving.children_of(case.household_code)
        codes = gone[case] if whole else [code for code in gone[case] if code not in said]
        elsewhere = [code for code in moved[case] if code not in said]
        if codes or elsewhere:
            found[case.pk] = Gone(case, tuple(codes), whole, tuple(elsewhere))
    return found


def _still_said(run: RunView, cases: list[Case], where: dict[int, dict[str, str]]) -> dict[int, set[str]]:
    """Case → the children of whom somebody said what became of them, who are where they were then, and were nowhere else in any run
    since, as far as these are kept. A line of before its run was written down stands."""
    newest: dict[tuple[Case, str], dict[str, Any]] = {}
    of = {case.pk: case for case in cases}
    for line in CaseEvent.objects.filter(case__in=cases, move=SEEN).order_by("seq") if cases else ():
        codes = [code for code in line.told["codes"] if code in where[line.case_id]]
        newest |= dict.fromkeys([(of[line.case_id], code) for code in codes], line.told)
    later = {run_id: runs_since(run, run_id) for run_id in {told.get("run", "") for told in newest.values()}}
    seen = _children_in(run, {(one, code) for (_, code), told in newest.items() for one in later[told.get("run", "")]})
    said: dict[int, set[str]] = {case.pk: set() for case in cases}
    for (case, code), told in newest.items():
        then = ELSEWHERE if code in told.get("elsewhere", ()) else NOWHERE
        stands = "run" not in told or where[case.pk][code] == then
        between = [seen[one, code] for one in later[told.get("run", "")] if (one, code) in seen]
        if stands and all(_where(run, case, child, then) == then for child in between):
            said[case.pk].add(code)
    return said


def _where(run: RunView, case: Case, child: ServedChild | None, then: str) -> str:
    """Where an earlier run had a child; as before where nobody may read that it was elsewhere."""
    if child is None or child.household_code == case.household_code:
        return NOWHERE if child is None else HERE
    hidden = child.protected or run.feed.hides_whereabouts or run.serving.is_sheltered(child.person_id)
    return then if hidden else ELSEWHERE


_READ: list[tuple[object, dict[tuple[str, str], ServedChild | None]]] = []
"""(run, child) → the child as that run has it: read once in this process for the current run as it is withheld now."""


def _children_in(run: RunView, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ServedChild | None]:
    """(earlier run, child) → the child as that run has it, None where it has not; without the runs that are kept no more."""
    file = run.serving.path
    key = (str(file), file.stat().st_mtime_ns, run.serving.withheld)
    # Taken once: another thread may put what it read of another run, or before somebody was protected, at any moment.
    before, kept = _READ[0] if _READ else (None, {})
    read = dict(kept) if before == key else {}
    missing: dict[str, list[str]] = {}
    for run_id, code in asked:
        if (run_id, code) not in read:
            missing.setdefault(run_id, []).append(code)
    for run_id, codes in missing.items():
        with earlier_run(run, run_id) as view:
            if view is not None:
                there = {child.child_code: child for child in view.serving.children_named(codes)}
                read |= {(run_id, code): there.get(code) for code in codes}
    _READ[:] = [(key, read)]
    return read


def _is_elsewhere(run: RunView, case: Case, child: ServedChild) -> bool:
    """Whoever looks after the old household must not even read that a protected child is somewhere else."""
    hidden = child.protected or run.feed.hides_whereabouts
    moved = child.household_code != case.household_code and child.household_code not in run.open_households
    return moved and not hidden


def gone_for(run: RunView, user: User) -> list[Gone]:
    """What is this person's to find out."""
    found = gone_cases(run)
    held = held_cases(run, user, [one.case for one in found.values()])
    return [_as_seen(found[case.pk], run, user) for case in held]


def gone_of(case: Case, run: RunView, user: User) -> Gone | None:
    """Of one case, as this person may see them."""
    found = gone_cases(run, [case]).get(case.pk)
    return _as_seen(found, run, user) if found else None


def _as_seen(gone: Gone, run: RunView, user: User) -> Gone:
    codes, elsewhere = (
        tuple(code for code in some if sees_child(gone.case, run, user, code)) for some in (gone.codes, gone.elsewhere)
    )
    others = len(codes) + len(elsewhere) < len(gone.all_codes)
    return replace(gone, codes=codes, elsewhere=elsewhere, others=others)
