"""支援経過 and 目視確認: written once, together where they belong together; a mistake is withdrawn and stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.support.models import ContactRecord, Sighting, Withdrawal
from tsunagu_web.support.tasks import lock_open

CONTACT_WORDS = ("with_whom", "fact", "heard", "heard_from", "opinion")
"""The sealed texts of a 支援経過."""


def write_contact(
    case: Case,
    user: User,
    role: str,
    *,
    on: date,
    way: str,
    words: Mapping[str, str],
    seen: Iterable[str] = (),
    hour: time | None = None,
    seen_by: str = "",
    place: str = "",
) -> ContactRecord:
    """One contact; the children of `seen` (codes) were seen in it, by the writer or by `seen_by`, whose words the writer
    brings: so this is not typed a second time, and nobody counts as having seen with own eyes what a sheet tells.

    `words`: with_whom, fact, heard, heard_from, opinion. Call inside the recording transaction. Raises RefusedError C044.
    """
    lock_open(case)
    told = {name: words.get(name) or None for name in ("fact", "heard", "heard_from", "opinion")}
    record = ContactRecord.objects.create(
        case=case,
        number=case.contacts.count() + 1,
        at=clock.now(),
        by=user,
        role=role,
        on=on,
        way=way,
        section=user.section,
        with_whom=words.get("with_whom", ""),
        **told,
    )
    for child in seen:
        write_sighting(case, user, role, child, on=on, hour=hour, seen_by=seen_by, place=place, contact=record)
    return record


def write_sighting(
    case: Case,
    user: User,
    role: str,
    child: str,
    *,
    on: date,
    hour: time | None = None,
    seen_by: str = "",
    place: str = "",
    condition: str = "",
    contact: ContactRecord | None = None,
) -> Sighting:
    """Somebody saw a child: the writer, or `seen_by`. Call inside the recording transaction. Raises RefusedError C044."""
    lock_open(case)
    return Sighting.objects.create(
        case=case,
        number=case.sightings.count() + 1,
        child_code=child,
        at=clock.now(),
        by=user,
        role=role,
        on=on,
        hour=hour,
        own_eyes=not seen_by,
        seen_by=seen_by or f"{user.display_name}（{user.section}）",
        place=place or None,
        condition=condition or None,
        contact=contact,
    )


def withdraw(thing: ContactRecord | Sighting, user: User, role: str, why: str) -> None:
    """It was written by mistake; with a contact go the sightings written with it. Call inside the recording transaction.

    Raises RefusedError C046 (not written by this person or section), C047 (withdrawn already).
    """
    if user.section != thing.by.section:
        raise RefusedError("C046", "書いた人と同じ課の人だけが取り消せます", f"{thing.by.section}に頼んでください")
    if hasattr(thing, "withdrawal"):
        raise RefusedError("C047", "もう取り消されています", "画面を開き直してください")
    told = {"at": clock.now(), "by": user, "role": role, "why": why}
    if isinstance(thing, Sighting):
        Withdrawal.objects.create(sighting=thing, **told)
        return
    Withdrawal.objects.create(contact=thing, **told)
    for sighting in thing.sightings.filter(withdrawal__isnull=True):
        Withdrawal.objects.create(sighting=sighting, **told)
