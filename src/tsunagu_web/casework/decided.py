"""Of whom a conference decided in a case: the list need not have named them, and they need not live in the household any more."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu_web.casework.models import Case


def decided_children(cases: Iterable[Case]) -> dict[int, list[str]]:
    """Each of the cases → the codes of the children about whom a conference decided."""
    found: dict[int, list[str]] = {case.pk: [] for case in cases}
    with_decisions = Case.objects.filter(pk__in=list(found), agenda_items__decisions__isnull=False)
    rows = with_decisions.order_by("agenda_items__decisions")
    for case, code in rows.values_list("pk", "agenda_items__decisions__child_code"):
        if code not in found[case]:
            found[case].append(code)
    return found
