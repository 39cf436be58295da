"""この月のデータにいない: children of open cases whom the register has no more. Nobody closes such a case by itself, and it is told
to whoever holds it until somebody says what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.holding import held_cases
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.reading import RunView

SEEN = "gone_seen"
"""Line of the 経過: somebody found out what became of a child who is in the data no more. `told`: the codes."""


@dataclass(frozen=True)
class Gone:
    """Children of a case who are in the current run no more. `household`: no child of the household is there at all."""

    case: Case
    codes: tuple[str, ...]
    household: bool


def gone_cases(run: RunView, cases: list[Case] | None = None) -> dict[int, Gone]:
    """Case → who of it is gone and of whom nobody has said yet what became of them; a household that is gone as a whole stays until
    its case is handed over or ended. `cases`: open ones, all of them where none are given."""
    asked = [case for case in (open_cases() if cases is None else cases) if case.ended_at is None]
    of_case = _children_of(asked)
    there = {
        child.child_code for child in run.serving.children_named(code for some in of_case.values() for code in some)
    }
    missing = {case: [code for code in of_case[case.pk] if code not in there] for case in asked}
    missing = {case: codes for case, codes in missing.items() if codes}
    known: dict[int, set[str]] = {}
    for line in CaseEvent.objects.filter(case__in=missing, move=SEEN) if missing else ():
        known.setdefault(line.case_id, set()).update(line.told["codes"])
    found = {}
    for case, codes in missing.items():
        whole = not run.serving.children_of(case.household_code)
        told = codes if whole else [code for code in codes if code not in known.get(case.pk, ())]
        if told:
            found[case.pk] = Gone(case, tuple(told), whole)
    return found


def _children_of(cases: list[Case]) -> dict[int, list[str]]:
    """Case → the children it was opened for, and those of the household about whom a conference decided since."""
    found = {case.pk: dict.fromkeys(case.children) for case in cases}
    decided = Case.objects.filter(pk__in=found, agenda_items__decisions__isnull=False).order_by(
        "agenda_items__decisions"
    )
    for case, code in decided.values_list("pk", "agenda_items__decisions__child_code"):
        found[case][code] = None
    return {case: list(codes) for case, codes in found.items()}


def gone_for(run: RunView, user: User) -> list[Gone]:
    """What is this person's to find out."""
    found = gone_cases(run)
    return [found[case.pk] for case in held_cases(run, user, [one.case for one in found.values()])]
