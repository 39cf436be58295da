"""Writing an agreement down, and which are in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

from django.db.models import QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.aligning.models import Agreement
from tsunagu_web.casework.process import Move, Process

NAMES_SOMEBODY = re.compile(r"[CKM][-‐－ー]?\d{3,}|\d{4}[-－]\d{4}", re.IGNORECASE)
"""C-0001, K-0001, M-0001, 2026-0001: the codes of a child, a household, a woman and a case; looked for in NFKC."""


def in_force(share: str) -> QuerySet[Agreement]:
    """The agreements about one judgement that no later one has taken the place of, newest first."""
    held = Agreement.objects.filter(share=share, replaced_by__isnull=True)
    return held.select_related("by").order_by("-agreed_on", "-id")


def about(process: Process, moves: Iterable[Move]) -> list[Agreement]:
    """What was agreed about the judgements that somebody may make now."""
    keys = {move.key for move in moves}
    return [one for share in process.shares if keys & set(share.of) for one in in_force(share.key)]


def agree(user: User, role: str, share: str, agreed_on: date, words: str, replaces: int | None) -> Agreement:
    """Keep what was agreed. Call inside the recording transaction.

    Raises RefusedError C110 (too little, or it could tell whom it is about), C111 (a day to come), C112 (somebody replaced
    that one already).
    """
    if len(words.strip()) < 5 or NAMES_SOMEBODY.search(normalize("NFKC", words)):
        raise RefusedError(
            "C110",
            "申し合わせには、こどもや世帯の番号を書けません。5文字より短くも書けません",
            "だれのことかが分からない言葉で、どう判断するかだけを書いてください",
        )
    if agreed_on > clock.today():
        raise RefusedError("C111", "話し合った日が、これからの日になっています", "今日までの日を選んでください")
    earlier = None
    if replaces is not None:
        # Locked, so that of two who replace the same one the second is told.
        earlier = Agreement.objects.select_for_update().filter(pk=replaces, share=share).first()
        if earlier is None or Agreement.objects.filter(replaces=earlier).exists():
            raise RefusedError(
                "C112", "その申し合わせは、もう新しいものに代わっています", "いまの申し合わせを見て、選び直してください"
            )
    return Agreement.objects.create(
        at=clock.now(), by=user, role=role, share=share, agreed_on=agreed_on, words=words, replaces=earlier
    )
