"""見守り情報を書く、取り消す, and who may read one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import RoleKey
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.casework.process import current_process
from tsunagu_web.notes.models import Note, NoteTakenBack
from tsunagu_web.reading.telling import PARTICIPANTS

OWN_SECTION = "入力した課"
"""The code of 閲覧範囲 that keeps a note with the section that wrote it."""
READERS = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER})
"""Who reads the notes of all sections that are not kept with their own: こども課, where cases begin."""


def note(user: User, role: str, child: ServedChild, told: dict[str, Any]) -> Note:
    """Keep what somebody saw or heard. A dangerous kind opens the household's case at once. Call inside the recording transaction."""
    made = keep(user, role, user.section, child, told, at=clock.now())
    if made.kind in current_process().alarm_notes:
        raise_alarm(user, role, child.household_code, [child.child_code], str(made.text), {"note": made.pk})
    return made


def keep(user: User, role: str, section: str, child: ServedChild, told: dict[str, Any], *, at: datetime) -> Note:
    """The note alone, as it was written at that time by somebody of that section."""
    return Note.objects.create(at=at, by=user, role=role, section=section, child_code=child.child_code, **told)


def take_back(note: Note, user: User, role: str, reason: str) -> None:
    """Take back one of the own section's. What it set going stays. Call inside the recording transaction.

    Raises RefusedError C056 when it is another section's or was taken back before.
    """
    if not of_own_section(user).filter(pk=note.pk, taken_back__isnull=True).exists():
        raise RefusedError(
            "C056", "取り消せる見守り情報ではありません", "自分の課の、まだ取り消していないものを選んでください"
        )
    NoteTakenBack.objects.create(at=clock.now(), by=user, role=role, note=note, reason=reason)


def told_at_meeting(user: User, attends: bool, codes: Iterable[str]) -> QuerySet[Note]:
    """Notes about these children that were opened to 会議参加者, for one of these: in full, whatever the person's role reads
    of 相談 elsewhere, for whoever wrote them said so."""
    found = Note.objects.filter(child_code__in=list(codes), who_may_see=PARTICIPANTS, taken_back__isnull=True)
    if not attends and not READERS & {RoleKey(held.role) for held in assignments(user)}:
        found = found.filter(_own(user))
    return found.select_related("by").order_by("happened_on", "id")


def of_own_section(user: User) -> QuerySet[Note]:
    """What the person's section wrote; of somebody without a section, the own ones."""
    return Note.objects.filter(_own(user))


def readable(user: User) -> QuerySet[Note]:
    """Everything this person may read, newest first."""
    of_all = Q()
    if READERS & {RoleKey(held.role) for held in assignments(user)}:
        of_all = ~Q(who_may_see=OWN_SECTION)
    wanted = _own(user) | of_all if of_all else _own(user)
    return Note.objects.filter(wanted).select_related("by", "taken_back").order_by("-id")


def _own(user: User) -> Q:
    return Q(section=user.section) if user.section else Q(by=user)
