"""Adding a row: lock the head, seal, insert, move the head — all in the transaction of what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection

from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.audit.chain import seal
from tsunagu_web.audit.models import AuditHead, AuditRow
from tsunagu_web.keys import read_or_make

RESULTS = ("ok", "refused", "error")
OBJECT_LENGTH = 100


def audit_key() -> bytes:
    """The chain's key. It lies in the home, not in the database."""
    return read_or_make(settings.TSUNAGU_HOME, "audit.key")


def append(
    user: Any,
    action: str,
    thing: Any,
    purpose: Any,
    result: str,
    children: Iterable[str],
    field_classes: Iterable[str],
) -> int:
    """See tsunagu_web.audit.record."""
    if not connection.in_atomic_block:
        raise RuntimeError("見た記録は、記録する動作と同じトランザクションの中で書きます")
    if result not in RESULTS:
        raise ValueError(f"結果 {result} はありません（{'・'.join(RESULTS)}）")
    known = user is not None and user.is_authenticated
    head = AuditHead.objects.select_for_update().get(pk=1)
    seq = head.seq + 1
    row = {
        "seq": seq,
        "at": clock.now().isoformat(timespec="milliseconds"),
        "user": user.get_username() if known else "",
        "section": user.section if known else "",
        "roles": ",".join(dict.fromkeys(held.role for held in assignments(user))) if known else "",
        "action": action,
        "object": str(thing)[:OBJECT_LENGTH],
        "purpose": str(purpose) if purpose else "",
        "result": result,
        "children": sorted(set(children)),
        "field_classes": sorted(set(field_classes)),
    }
    mac = seal(audit_key(), head.mac, row)
    AuditRow.objects.create(**row, previous_mac=head.mac, mac=mac)
    head.seq, head.mac = seq, mac
    head.save()
    return head.seq
