"""提供 at meetings: papers that were made for somebody from outside."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.conferences.calling import kind_of
from tsunagu_web.conferences.models import CopyMade
from tsunagu_web.provisions.given import Given, Wanted, duty_words
from tsunagu_web.support.declared import current_support, label_of


def papers_given(wanted: Wanted) -> Iterator[Given]:
    """For each paper and each case whose children were on it one, since a paper tells of several households."""
    grounds = current_support().grounds
    named = Q(children__icontains=wanted.code) if wanted.code else Q()
    found = CopyMade.objects.filter(wanted.moments("at"), named).select_related("copy__meeting", "copy__to", "by")
    for made in found.order_by("id"):
        meeting, to = made.copy.meeting, made.copy.to
        for item in meeting.items.select_related("case"):
            children = tuple(made.children.get(item.case.number, ()))
            if children:
                yield Given(
                    made.at.astimezone(JAPAN).date(),
                    to.told_name,
                    to.told_section,
                    item.case,
                    children,
                    f"{kind_of(meeting).label}の資料 {meeting.number} {made.copy.number}番（番号・氏名・年齢）",
                    made.get_way_display(),
                    label_of(grounds, to.ground),
                    duty_words(to.duty),
                    made.at,
                    made.by,
                    made.by_section,
                )
