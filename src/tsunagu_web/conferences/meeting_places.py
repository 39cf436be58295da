"""場所 in what stands on the page of a meeting itself: one page for everybody who may open meetings, and households that not all of them
see. What somebody may not see counts for that person as protected, whatever it is: neither a question nor a gap tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import gaps_places, hides_places, section_told, without_places
from tsunagu_web.conferences.models import AgendaItem, Meeting, PackCopy
from tsunagu_web.conferences.sheet import look_at_household
from tsunagu_web.reading import RunView


def cases_seen(meeting: Meeting, run: RunView, user: User) -> list[Case]:
    """The cases on its agenda that this person may see: for these alone a writer is asked to name no place. What was written of the
    others unknowing is read by nobody without gaps."""
    return [case for case in _cases_of(meeting) if look_at_household(run, case, user)]


def hides_of_meeting(meeting: Meeting, run: RunView, user: User) -> bool:
    """Whether this person reads what was written about the meeting with gaps."""
    return any(look_at_household(run, case, user) is None or hides_places(case, run) for case in _cases_of(meeting))


def places_told(meetings: Iterable[Meeting], run: RunView, user: User) -> dict[int, str]:
    """Meeting → where it is held. A school where they talk of a household of whom nobody is to read a place would tell where its child
    goes."""
    told = {one.pk: one.place for one in meetings}
    gapped = {key: words for key, place in told.items() if (words := without_places(place, run)) != place}
    return told | {key: gapped[key] for key in _with_gaps(gapped, run, user)}


def sections_told(copies: Iterable[PackCopy], run: RunView, user: User) -> dict[int, str]:
    """Numbered copy → 所属 of whom it is for, with the same gap: a school sends people where they talk of a child of its own."""
    found = list(copies)
    told = {one.pk: one.to.told_section for one in found}
    gapped = {key: words for key, name in told.items() if (words := section_told(name, hides=True)) != name}
    hides = _with_gaps({one.meeting_id for one in found if one.pk in gapped}, run, user)
    return told | {one.pk: gapped[one.pk] for one in found if one.pk in gapped and one.meeting_id in hides}


def _with_gaps(meetings: Collection[int], run: RunView, user: User) -> set[int]:
    """Those of these meetings of which this person reads no place. Asked for all at once: they are kept for years."""
    items = AgendaItem.objects.filter(meeting__in=list(meetings)).select_related("case") if meetings else ()
    cases = {item.case_id: item.case for item in items}
    run.read_decided(cases.values())
    hides = {key for key, case in cases.items() if gaps_places(case, run) or look_at_household(run, case, user) is None}
    return {item.meeting_id for item in items if item.case_id in hides}


def _cases_of(meeting: Meeting) -> list[Case]:
    return [item.case for item in meeting.items.select_related("case")]
