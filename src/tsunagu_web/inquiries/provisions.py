"""提供 by 情報収集シート: sheets that left the screen for somebody who has no account, or not here."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.clock import JAPAN
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.models import Issue
from tsunagu_web.provisions.given import Given, Wanted


def sheets_issued(wanted: Wanted) -> Iterator[Given]:
    """The ground and the duty of secrecy are printed on each of them; the ground was confirmed by who asked."""
    rules = current_inquiry()
    found = Issue.objects.filter(wanted.moments("at"), wanted.of_child("sheet__child_code"))
    for row in found.select_related("sheet__case", "by").order_by("id"):
        ground = rules.ground(row.sheet.ground)
        yield Given(
            row.at.astimezone(JAPAN).date(),
            str(row.holder_name),
            "",
            row.sheet.case,
            (row.sheet.child_code,),
            f"情報収集シート {row.sheet.name} 発行{row.number}",
            row.get_way_display(),
            ground.label if ground else row.sheet.ground,
            "シートに印刷",
            row.at,
            row.by,
            row.by_section,
        )
