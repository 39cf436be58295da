"""見た記録: every look leaves one row, chained by HMAC, committed before the answer is sent; anybody in charge can verify it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["record"]


def record(
    *,
    user: Any,
    action: str,
    object: Any,
    purpose: Any,
    result: str,
    children: Iterable[str] = (),
    field_classes: Iterable[str] = (),
) -> int:
    """Append one row to the record and return its number.

    `user` None or anonymous for people not logged in; `object` anything whose text names the thing by code; `result`
    ok, refused or error; `children` codes (C-0001), never names. Must be called inside the transaction of what is recorded.

    Raises RuntimeError outside a transaction, ValueError for another result.
    """
    from tsunagu_web.audit.writing import append  # the models exist only once Django is set up

    return append(user, action, object, purpose, result, children, field_classes)
