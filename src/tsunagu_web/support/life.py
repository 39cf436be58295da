"""The town's own support as facts of a child's life: where the records of 母子保健, nursery and school end, the picture goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from tsunagu.base.clock import JAPAN
from tsunagu.serving import ServedChild
from tsunagu_web.access import authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import origin_words, reads_pregnancies
from tsunagu_web.child.lanes import SUPPORT
from tsunagu_web.conferences.calling import kind_of
from tsunagu_web.conferences.models import AgendaItem, ChildDecision
from tsunagu_web.reading import RunView
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.models import Plan, TaskVersion
from tsunagu_web.support.reading import WITHHELD, standing_sightings

LOOK = "support.look"
Fact = dict[str, Any]


def support_facts(run: RunView, child: ServedChild, user: Any) -> list[Fact] | None:
    """Kinds and days of what was done: 受理, meetings with their decision, plan, contacts, sightings, tasks, the end.

    None: not this reader's to know. Nothing that people wrote freely stands in them, no place, and of who is protected no
    section, which may be a school. Of a case of another household only what is about the child itself.
    """
    if not authorize(user, LOOK, run.case(child)).allowed:
        return None
    hides = child.protected or run.feed.hides_whereabouts
    found: list[Fact] = []
    for case in _cases_of(child):
        parts = [_sightings(case, child), _decided(case, child), _tasks(case, child)]
        if case.household_code == child.household_code:
            parts += [_of_case(case, user), _talked_about(case, child), _plans(case), _contacts(case)]
        for on, until, label, text, section in (row for part in parts for row in part):
            fact = {
                "on": on.isoformat(),
                "until": until.isoformat() if until else None,
                "lane": SUPPORT,
                "label": label,
            }
            found.append(
                fact | {"text": text, "department": WITHHELD if hides else section, "source": "", "records": ()}
            )
    return found


_Row = tuple[date, date | None, str, str, str]


def _cases_of(child: ServedChild) -> list[Case]:
    own = Q(sightings__child_code=child.child_code) | Q(agenda_items__decisions__child_code=child.child_code)
    near = Case.objects.filter(own | Q(household_code=child.household_code)).distinct().select_related("opened_by")
    return [
        case
        for case in near.order_by("pk")
        if child.child_code in case.children or case.household_code != child.household_code
    ]


def _day(moment: datetime) -> date:
    return moment.astimezone(JAPAN).date()


def _of_case(case: Case, user: Any) -> Iterator[_Row]:
    origin = origin_words(case, pregnancies=reads_pregnancies(user))
    ended = _day(case.ended_at) if case.ended_at else None
    yield _day(case.opened_at), ended, "ケース", f"{case.number}（{origin}）", case.opened_by.section
    if ended:
        last = case.events.order_by("-seq").select_related("by").first()
        assert last is not None
        yield ended, None, "ケース", f"{current_process().state(case.state).label}（{case.number}）", last.by.section


def _talked_about(case: Case, child: ServedChild) -> Iterator[_Row]:
    """Meetings that took place and decided nothing about the child itself."""
    held = AgendaItem.objects.filter(
        case=case, meeting__closing__isnull=False, meeting__closing__why_not_held__isnull=True
    ).exclude(decisions__child_code=child.child_code)
    for item in held.select_related("meeting__by"):
        yield item.meeting.held_on, None, "会議", kind_of(item.meeting).label, item.meeting.by.section


def _decided(case: Case, child: ServedChild) -> Iterator[_Row]:
    rows = ChildDecision.objects.filter(item__case=case, child_code=child.child_code).select_related(
        "item__meeting", "decider"
    )
    newest = {row.item_id: row for row in rows.order_by("item", "version")}
    for row in newest.values():
        yield row.decided_on, None, "会議", f"{kind_of(row.item.meeting).label}：{row.decision}", row.decider.section


def _plans(case: Case) -> Iterator[_Row]:
    for plan in Plan.objects.filter(case=case).select_related("by").order_by("seq"):
        yield _day(plan.at), None, "サポートプラン", f"第{plan.seq}版", plan.by.section
        for shown in plan.showings.select_related("by").order_by("id"):
            said = "家族と合意した" if shown.agreed else "家族に見せた（合意はまだ）"
            yield shown.on, None, "サポートプラン", f"第{plan.seq}版：{said}", shown.by.section


def _contacts(case: Case) -> Iterator[_Row]:
    ways = current_support().ways
    for record in case.contacts.filter(withdrawal__isnull=True).order_by("on", "id"):
        yield record.on, None, "支援経過", label_of(ways, record.way), record.section


def _sightings(case: Case, child: ServedChild) -> Iterator[_Row]:
    for one in standing_sightings().filter(case=case, child_code=child.child_code):
        yield one.on, None, "目視確認", "書いた人が見た" if one.own_eyes else "見た人から聞いた", one.by.section


def _tasks(case: Case, child: ServedChild) -> Iterator[_Row]:
    """Those that ended with an outcome: for the child, or for the whole of its household."""
    support = current_support()
    whole = [""] if case.household_code == child.household_code else []
    done = TaskVersion.objects.filter(
        task__case=case, seq=F("task__newest"), state=TaskVersion.DONE, child_code__in=[child.child_code, *whole]
    )
    for version in done.select_related("by"):
        outcome = label_of(support.outcomes, version.outcome)
        text = f"{label_of(support.kinds, version.kind)}：{outcome}"
        yield version.outcome_on or _day(version.at), None, "対応事項", text, version.by.section
