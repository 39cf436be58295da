"""Verifying the record as it lies in the database."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu_web.audit.anchors import kept_anchors
from tsunagu_web.audit.chain import COVERED, Anchor, Verdict, verify
from tsunagu_web.audit.models import AuditHead, AuditRow
from tsunagu_web.audit.writing import audit_key

CAVEAT = (
    "末尾の記録が切り取られたことは、この確認だけでは分かりません。"
    "下の控え（番号:しるし）を別の場所に書きとめ、次は --anchor で照らしてください。"
    "サーバーの管理者が鍵ごと作りかえることも、控えがなければ見つかりません。"
)


def verify_record(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Read the anchors kept outside and those given, then verify every row in order, and that no row is missing up
    to the head as it was when the reading began.

    Raises RefusedError A001 or A004 when the anchors kept outside cannot be read.
    """
    # The head first: people look while this reads, and a row written meanwhile is no sign that rows were cut off.
    head = AuditHead.objects.filter(pk=1).first()
    marks = [*kept_anchors(), *anchors]
    columns = (*COVERED, "previous_mac", "mac")
    verdict = verify(audit_key(), AuditRow.objects.order_by("seq").values(*columns).iterator(2000), marks)
    cut = head is not None and (head.seq > verdict.rows or (head.seq == verdict.rows and head.mac != verdict.head.mac))
    if verdict.sound and cut:
        return Verdict(
            verdict.rows, verdict.rows + 1, f"{verdict.rows + 1}番から後ろが切り取られています", verdict.head
        )
    return verdict
