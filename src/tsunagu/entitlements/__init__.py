"""使える制度: who could use a service and does not. Apart from every judgement: no criterion, list or reason reads it."""

from tsunagu.entitlements.answering import ENTITLEMENTS, answer_entitlements
from tsunagu.entitlements.load import OfferedServices, load_entitlements, offered_in
from tsunagu.entitlements.model import Entitlement, Letter

__all__ = [
    "ENTITLEMENTS",
    "Entitlement",
    "Letter",
    "OfferedServices",
    "answer_entitlements",
    "load_entitlements",
    "offered_in",
]
