"""Who looks at which pair: how a pair is named in the record of looks, and which ones others have before them now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from tsunagu.month import Question
from tsunagu_web.accounts import clock
from tsunagu_web.audit.models import AuditRow

KEPT = timedelta(minutes=5)
"""How long a pair somebody opened is left to them. Whoever was away longer finds it answered (M010), never answered twice."""
NEWEST = 500
"""Rows of the record read for it: the record grows for years, and five minutes of a town's looks are fewer."""
_LOOKS = "pair.look"


def pair_named(question: Question) -> str:
    """How the record of looks names a pair: the record, and whoever has no child's code by a keyed one. No 宛名番号."""
    name = f"pair:{question.record.record_key[:12]}"
    person = question.person
    if person is None or person["child_code"]:
        return name
    return f"{name}/{person_mark(person)}"


def person_mark(person: dict[str, Any]) -> str:
    """How pages name a person who may have no child's code: keyed, so that no 宛名番号 stands anywhere and no other fits."""
    return salted_hmac("tsunagu.pair.person", str(person["person_id"])).hexdigest()[:12]


def looked_at_by_others(by: str) -> frozenset[str]:
    """Records (first 12 digits) that somebody else has before them: the newest look of each, not older than KEPT."""
    since = (clock.now() - KEPT).isoformat(timespec="milliseconds")
    newest: dict[str, str] = {}
    rows = AuditRow.objects.order_by("-seq").values_list("at", "user", "action", "object", "result")[:NEWEST]
    for at, user, action, thing, result in rows:
        if action == _LOOKS and result == "ok" and at >= since and user != by:
            newest.setdefault(user, thing)
    return frozenset(thing.removeprefix("pair:")[:12] for thing in newest.values() if thing.startswith("pair:"))
