"""様式の下書き: an unknown file profiled into a declaration that a person confirms. A draft is read by nothing until then."""

from tsunagu.drafting.declaring import PURPOSE_FIELDS
from tsunagu.drafting.keeping import (
    BrokenConfirmationsError,
    Confirmation,
    change,
    confirm,
    confirmations,
    confirmed,
    digest_of,
    discard,
    drafts,
    keep,
    needs_putting_right,
    open_draft,
    put_right,
    withdraw,
)
from tsunagu.drafting.looking import (
    STATIONS,
    Looked,
    LookOrder,
    orders,
    put_order,
    sweep_orders,
    work_on_order,
)
from tsunagu.drafting.matching import Matcher
from tsunagu.drafting.model import CONFIDENCES, TO_CONFIRM, ColumnDraft, Draft, Resemblance, UnknownCode
from tsunagu.drafting.proposing import NEW, draft_of, merged, propose
from tsunagu.drafting.revising import Choices, choosable, revise
from tsunagu.drafting.values import Fit

__all__ = [
    "BrokenConfirmationsError",
    "CONFIDENCES",
    "Choices",
    "ColumnDraft",
    "Confirmation",
    "Draft",
    "Fit",
    "LookOrder",
    "Looked",
    "Matcher",
    "NEW",
    "PURPOSE_FIELDS",
    "Resemblance",
    "STATIONS",
    "TO_CONFIRM",
    "UnknownCode",
    "change",
    "choosable",
    "confirm",
    "confirmations",
    "confirmed",
    "digest_of",
    "discard",
    "draft_of",
    "drafts",
    "keep",
    "merged",
    "needs_putting_right",
    "open_draft",
    "orders",
    "propose",
    "put_order",
    "put_right",
    "revise",
    "sweep_orders",
    "withdraw",
    "work_on_order",
]
