"""提供 at 就学・進学: sheets that went to somebody outside the town's schools."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.clock import JAPAN
from tsunagu_web.provisions.given import Given, Wanted, duty_words
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.transitions.models import Transition


def sheets_given(wanted: Wanted) -> Iterator[Given]:
    """Those taken back afterwards as well: what was read was read."""
    grounds = current_support().grounds
    found = Transition.objects.filter(wanted.moments("at"), wanted.of_child("child_code"), to=Transition.OUTSIDE)
    for row in found.select_related("case", "by").order_by("id"):
        yield Given(
            row.at.astimezone(JAPAN).date(),
            str(row.name or ""),
            "",
            row.case,
            (row.child_code,),
            f"引きつぎシート {row.code}",
            "紙",
            label_of(grounds, row.ground),
            duty_words(row.duty),
            row.at,
            row.by,
            row.by_section,
        )
