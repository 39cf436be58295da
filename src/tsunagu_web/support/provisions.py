"""提供 of 対応事項: what somebody outside was told to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tsunagu_web.provisions.given import Given, Wanted, duty_words
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.models import TaskVersion


def tasks_given(wanted: Wanted) -> Iterator[Given]:
    """Each telling once: a later version that names the same telling is the same one."""
    support, told = current_support(), set[tuple[object, ...]]()
    whole = Q(child_code="", task__case__in=wanted.cases or ())
    named = Q(child_code=wanted.code) | whole if wanted.code else Q()
    told_of = TaskVersion.objects.filter(wanted.days("given_on"), named, given_on__isnull=False)
    found = TaskVersion.objects.filter(wanted.days("given_on"), task__in=told_of.values("task"), given_on__isnull=False)
    for version in found.select_related("task__case", "by").order_by("id"):
        task, name = version.task, str(version.outside_name)
        telling = (task.pk, name, version.outside_place, version.given_on, version.given_way, version.given_ground)
        if version.given_on is None or telling in told:
            continue
        told.add(telling)
        yield Given(
            version.given_on,
            name,
            str(version.outside_place or ""),
            task.case,
            (version.child_code,) if version.child_code else tuple(task.case.children),
            f"対応事項 {task.case.number}-{task.number}（すること・期限）",
            label_of(support.given, version.given_way),
            label_of(support.grounds, version.given_ground),
            duty_words(version.given_duty),
            version.at,
            version.by,
            version.by_section,
            whole=not version.child_code,
        )
