"""What the sections entered, as rows of the declared layouts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu_web.casework.handing_on import Entered
from tsunagu_web.notes.models import Nomination


def nominations_until(day: date) -> Iterator[Entered]:
    """推薦 made up to a day and not taken back."""
    made = Nomination.objects.filter(nominated_on__lte=day, taken_back__isnull=True).select_related("by")
    for one in made:
        yield Entered(
            one.child_code,
            {
                "推薦日": one.nominated_on.isoformat(),
                "推薦した課": one.section,
                "推薦者": one.by.display_name,
                "理由": str(one.reason),
                "事実・伝聞": one.certainty,
            },
        )
