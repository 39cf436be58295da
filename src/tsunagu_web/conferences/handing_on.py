"""What meetings decided, as rows of the declared layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu_web.casework.handing_on import Entered
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.expecting.standing import is_woman


def decisions_until(day: date) -> Iterator[Entered]:
    """決定 of meetings held up to a day: of a child at a meeting the newest version, of two meetings on one day the later. What was decided
    about a woman who expects a child stays with the case: the month judges children."""
    made = ChildDecision.objects.filter(decided_on__lte=day).select_related("decider")
    newest = {(one.child_code, one.item_id): one for one in made.order_by("item_id", "version")}
    for one in sorted(newest.values(), key=lambda one: one.pk):
        if is_woman(one.child_code):
            continue
        yield Entered(
            one.child_code,
            {
                "決定日": one.decided_on.isoformat(),
                "決定": one.decision,
                "見直し日": one.review_on.isoformat() if one.review_on else "",
                "決定時の事実の要約値": one.facts_hash,
                "決定者": one.decider.display_name,
                "理由": str(one.reason),
                "人からの情報源": str(one.human_source),
            },
        )
