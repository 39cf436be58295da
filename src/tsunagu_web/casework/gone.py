"""この月のデータにいない: children of open cases whom the register has no more. Nobody closes such a case by itself, and it is told
to whoever holds it until somebody says what became of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tsunagu.serving import ServedChild
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.holding import held_cases
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.reading import sees_child
from tsunagu_web.reading import RunView

SEEN = "gone_seen"
"""Line of the 経過: somebody found out what became of a child who is in the data no more. `told`: the codes."""


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


def gone_cases(run: RunView, cases: list[Case] | None = None) -> dict[int, Gone]:
    """Case → who of it is gone and of whom nobody has said yet what became of them; a household that is gone as a whole stays until
    its case is handed over or ended. `cases`: open ones, all of them where none are given.

    Of a child about whom a conference decided, that it lives elsewhere is told by 変化による再確認; of one who is protected, by nothing.
    """
    asked = [case for case in (open_cases() if cases is None else cases) if case.ended_at is None]
    decided = _decided(asked)
    of_case = {case: list(dict.fromkeys([*case.children, *decided.get(case.pk, ())])) for case in asked}
    there = {
        child.child_code: child
        for child in run.serving.children_named(code for one in of_case.values() for code in one)
    }
    gone = {case: [code for code in codes if code not in there] for case, codes in of_case.items()}
    moved = {
        case: [
            code
            for code in case.children
            if code in there and code not in decided.get(case.pk, ()) and _is_elsewhere(run, case, there[code])
        ]
        for case in asked
    }
    missing = [case for case in asked if gone[case] or moved[case]]
    known: dict[int, set[str]] = {}
    for line in CaseEvent.objects.filter(case__in=missing, move=SEEN) if missing else ():
        known.setdefault(line.case_id, set()).update(line.told["codes"])
    found = {}
    for case in missing:
        said = known.get(case.pk, ())
        whole = not moved[case] and not run.serving.children_of(case.household_code)
        codes = gone[case] if whole else [code for code in gone[case] if code not in said]
        elsewhere = [code for code in moved[case] if code not in said]
        if codes or elsewhere:
            found[case.pk] = Gone(case, tuple(codes), whole, tuple(elsewhere))
    return found


def _decided(cases: list[Case]) -> dict[int, list[str]]:
    """Case → the children about whom a conference decided; the list need not have named them."""
    found: dict[int, list[str]] = {}
    with_decisions = Case.objects.filter(pk__in=[case.pk for case in cases], agenda_items__decisions__isnull=False)
    rows = with_decisions.order_by("agenda_items__decisions")
    for case, code in rows.values_list("pk", "agenda_items__decisions__child_code"):
        found.setdefault(case, []).append(code)
    return found


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
