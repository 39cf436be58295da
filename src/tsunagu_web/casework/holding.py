"""受け持つ人: who is told of what waits in a case. Nobody's list is a list where things are lost."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import look_at
from tsunagu_web.reading import RunView


def held_cases(run: RunView, user: User, cases: Iterable[Case]) -> list[Case]:
    """Of these cases those this person holds, as one of the team; and where nobody of the team whose account is open could act in the
    case's state, those of which it is this person's turn. Only such as the person may read."""
    today, process = clock.today(), current_process()
    roles = frozenset(held.role for held in assignments(user))
    found = []
    for case in cases:
        state = process.state(case.state)
        team = [one for one in run.teams.get(case.pk, ()) if one.may_log_in_on(today)]
        acts = any(state.is_turn_of({held.role for held in assignments(one)}) for one in team)
        mine = any(one.pk == user.pk for one in team) or (not acts and state.is_turn_of(roles))
        if mine and look_at(case, run, user) is not None:
            found.append(case)
    return found
