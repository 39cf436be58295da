"""What waits for the worker of a pregnancy: a child that may have been born."""

from __future__ import annotations

from tsunagu_web.access import authorize
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import CaseMember
from tsunagu_web.casework.reading import things_of
from tsunagu_web.expecting.births import Proposal, proposals
from tsunagu_web.expecting.carrying import open_pregnancies
from tsunagu_web.expecting.declared import current_expecting
from tsunagu_web.reading import RunView


def born_to_answer(run: RunView, user: User) -> list[Proposal]:
    """Proposals for this person to answer: of cases whose team the person is in, or that have no team yet."""
    # Whose they are first: who has none to answer is made to wait for no birth's record.
    carried = list(open_pregnancies().filter(case__ended_at__isnull=True))
    rows = CaseMember.objects.filter(case__in={one.case_id for one in carried}, left_at__isnull=True)
    teams: dict[int, set[int]] = {}
    for case, person in rows.values_list("case", "person"):
        teams.setdefault(case, set()).add(person)
    roles = current_expecting().beginners
    mine = [
        one
        for one in carried
        if user.pk in teams.get(one.case_id, {user.pk})
        and any(authorize(user, "pregnancy.birth", thing, roles=roles).allowed for thing in things_of(one.case, run))
    ]
    return proposals(run, mine)
