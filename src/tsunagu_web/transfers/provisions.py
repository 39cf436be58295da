"""提供 at a move: cases handed over to another municipality."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu_web.provisions.given import Given, Wanted
from tsunagu_web.transfers.declared import current_transfer
from tsunagu_web.transfers.models import Transfer


def cases_given(wanted: Wanted) -> Iterator[Given]:
    """Whom the staff there answers for by law needs to be told of no duty."""
    ground = current_transfer().ground
    found = Transfer.objects.filter(wanted.days("spoken_on"), wanted.of_case("case"))
    for row in found.select_related("case", "by").order_by("id"):
        yield Given(
            row.spoken_on,
            str(row.spoken_to),
            f"{row.town} {row.section}",
            row.case,
            tuple(row.case.children),
            f"ケース移管 {row.case.number}",
            "口頭と移管のファイル",
            ground,
            "相手も公務員",
            row.at,
            row.by,
            row.by_section,
        )
