"""The sheet a page is about, and where the person who asks stands towards it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tsunagu_web.access import Decision, Field, Refused
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.inquiries.models import Sheet
from tsunagu_web.inquiries.reading import child_words, sheets
from tsunagu_web.inquiries.scope import as_addressee, as_reader, manages, reads_answers
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class Place:
    """Where a request works. `to_me`: the sheet is addressed to this person; `manages`: may stop it and type in paper."""

    sheet: Sheet
    user: User
    decision: Decision
    to_me: bool
    manages: bool
    reads: bool

    @property
    def role(self) -> str:
        """The role somebody acts under."""
        return str(self.decision.role.key.value) if self.decision.role else ""

    @property
    def is_open(self) -> bool:
        """Whether the sheet still takes answers."""
        return self.sheet.case.ended_at is None and not hasattr(self.sheet, "stopped")

    @property
    def may_answer(self) -> bool:
        """Whether this person answers it, or types in what came on paper."""
        return self.is_open and (self.to_me or self.manages)

    @property
    def for_others(self) -> bool:
        """Whether this person writes down what somebody else said: from paper, or as the named person who asked around."""
        return not self.to_me or self.sheet.holder_id is not None


def place_of_request(request: HttpRequest, run: RunView, number: str, one: int) -> Place:
    """The sheet, if this person may see it at all. Raises Refused as for one that does not exist."""
    sheet = sheets().filter(case__number=number, number=one).first()
    user = user_of(request)
    addressed = as_addressee(user, sheet, run) if sheet else None
    decision = addressed or (as_reader(user, sheet, run) if sheet else None)
    if sheet is None or decision is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"sheet:{number}-{one}", Decision(False, "ない、または範囲の外"))
    return Place(
        sheet, user, decision, addressed is not None, manages(user, sheet, run), reads_answers(user, sheet, run)
    )


def prefilled(place: Place, run: RunView) -> dict[str, str]:
    """What stands on the sheet before anybody answers: only what the place knows of its own child anyway."""
    code = place.sheet.child_code
    child = run.serving.child(code)
    names = (
        run.serving.records(code, [str(Field.NAME)]).get(Field.NAME, {}) if Field.NAME in place.decision.grants else {}
    )
    return {
        "code": code,
        "name": names.get("name", "") if child else "",
        "kana": names.get("kana", "") if child else "",
        "words": child_words(run, code),
        "school_class": place.sheet.school_class,
    }
