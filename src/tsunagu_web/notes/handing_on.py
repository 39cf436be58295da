"""What the sections entered, as rows of the declared layouts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu_web.casework.handing_on import Entered
from tsunagu_web.notes.models import Nomination, Note


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


def notes_until(day: date) -> Iterator[Entered]:
    """見守り情報 of what happened up to a day, not taken back."""
    made = Note.objects.filter(happened_on__lte=day, taken_back__isnull=True).select_related("by")
    for one in made:
        yield Entered(
            one.child_code,
            {
                "発生日": one.happened_on.isoformat(),
                "情報源": one.informant,
                "分類": one.kind,
                "内容": str(one.text),
                "給食費滞納": one.lunch_arrears,
                "事実/伝聞": one.certainty,
                "入力者": one.by.display_name,
                "閲覧範囲": one.who_may_see,
                "根拠": one.ground,
            },
        )
