"""④ こども: household, facts by subject, why, and the points by month — each part only as far as the decision reaches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, Form, PageObject, Refused, authorize, require
from tsunagu_web.accounts import clock
from tsunagu_web.break_glass.opening import open_now
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.reading import look_at
from tsunagu_web.child.arrived import arrived_by_lane
from tsunagu_web.child.facts import (
    by_day,
    by_subject,
    flag_of,
    hidden_lanes,
    mark_reasons,
    visible_facts,
    withdrawn_lanes,
)
from tsunagu_web.child.family import elsewhere, members, siblings
from tsunagu_web.child.judgement import item_results, not_known, type_results
from tsunagu_web.child.lanes import LIFE, SUPPORT, draw
from tsunagu_web.child.points import course
from tsunagu_web.child.ways import ways_of
from tsunagu_web.overrides.granting import SHOWN, in_force
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run
from tsunagu_web.reading.telling import Telling, telling_of
from tsunagu_web.support.life import support_facts
from tsunagu_web.support.reading import sightings_of_child
from tsunagu_web.transitions.past import transition_facts
from tsunagu_web.values.families import families_unread
from tsunagu_web.values.reading import beside_the_facts, enters_anything
from tsunagu_web.worklist.rows import contacts


@with_run
def child(request: HttpRequest, run: RunView, code: str) -> HttpResponse:
    """One child; who may not see the child gets what a child who does not exist gives."""
    found = run.serving.child(code)
    if found is None:
        raise Refused("child.look", CaseObject(code, "", False, None), Decision(False, "いない"))
    decision = require(request.user, "child.look", run.case(found))
    # Only the classes granted are read at all: what is not asked for never leaves the file.
    records = run.serving.records(code, decision.field_classes())
    telling = telling_of(run, [found], [request.user], decision.grants)
    beside = beside_the_facts(run, found, decision)
    context: dict[str, Any] = {
        "run": run,
        "show_counts": True,
        "sightings": _sightings(run, request, found),
        **_who(run, request, found, decision, records),
        **_life(run, request.user, found, decision, records, telling),
        **_finding(run, found, decision, records, telling),
        "keys_of": _keys_of(run, request, found),
        "entered": [line for line in beside if not line.stands],
        "corrected": [line for line in beside if line.stands],
        "families_unread": families_unread(run, found),
        "enters": enters_anything(run, found, request.user),
    }
    shown = [name for name in decision.field_classes() if name != Field.ADDRESS or context["address"]]
    return show(
        request,
        "child/child.html",
        context,
        children=[code],
        thing=run.case(found),
        decision=decision,
        field_classes=shown,
    )


def _who(
    run: RunView, request: HttpRequest, child: ServedChild, decision: Decision, records: dict[str, Any]
) -> dict[str, Any]:
    names = records.get(Field.NAME, {})
    return {
        "code": child.child_code,
        "name": names.get("name", ""),
        "kana": names.get("kana", ""),
        "household": child.household_code,
        "listed": run.case(child).listed,
        "back": _back(request),
        "case": _case(run, request, child),
        "glass": open_now(child.household_code, clock.now()),
        "words": age_and_grade(child.sex, child.age, child.grade),
        "affiliation": run.affiliation(child),
        "family": members(names, run.as_of),
        "elsewhere": elsewhere(names, run.as_of),
        "same_address": len(names.get("same_address", [])),
        "siblings": siblings(run, request.user, child),
        "protected": child.protected,
        "feed": run.feed,
        "overrides": in_force(run, child),
        "may_see_sheltered": child.protected and authorize(request.user, SHOWN, run.case(child)).allowed,
        **_address(run, child, decision, records),
    }


def _keys_of(run: RunView, request: HttpRequest, child: ServedChild) -> dict[int, str]:
    """Place → key of the child's own linked records, for whoever may say that one is somebody else's; else none."""
    if not authorize(request.user, "link.look", PageObject("linked_record")).allowed:
        return {}
    return {one.place: one.record.record_key for one in run.serving.linked_records(person_id=child.person_id)}


def _sightings(run: RunView, request: HttpRequest, child: ServedChild) -> list[dict[str, Any]]:
    """When the child was last seen; where is told to those who read the case."""
    reads_case = authorize(request.user, "case.look", run.case(child)).allowed
    return sightings_of_child(run, child, with_place=reads_case)


def _back(request: HttpRequest) -> tuple[str, str]:
    """Name and words of the list this person comes from."""
    may_read_list = authorize(request.user, "worklist.look", PageObject("worklist")).allowed
    return ("worklist", "検討対象者一覧") if may_read_list else ("own_cases", "担当するこども")


def _case(run: RunView, request: HttpRequest, child: ServedChild) -> Case | None:
    """The open case of the household, for whoever may read it."""
    found = open_cases().filter(household_code=child.household_code).first()
    return found if found is not None and look_at(found, run, request.user) is not None else None


def _address(run: RunView, child: ServedChild, decision: Decision, records: dict[str, Any]) -> dict[str, Any]:
    """The address, or the one sentence that says why there is none."""
    if child.protected:
        return {"address": "", "why_no_address": ""}
    if Field.ADDRESS not in decision.grants:
        return {"address": "", "why_no_address": "この役割と担当の範囲では、住所を表示しません。"}
    if run.feed.why_hidden:
        return {"address": "", "why_no_address": run.feed.why_hidden}
    address = records.get(Field.ADDRESS, {}).get("address", "")
    return {"address": address, "why_no_address": "" if address else "この月のデータに住所がありません。"}


def _life(
    run: RunView, user: Any, child: ServedChild, decision: Decision, records: dict[str, Any], telling: Telling
) -> dict[str, Any]:
    finding = decision.grants.get(Field.FINDING)
    reasons = records.get(Field.FINDING, {}).get("reasons", []) if finding and finding.form is Form.FULL else []
    aside = {
        indicator["id"] for indicator in run.indicators if not indicator.get("counted", True) or telling.item(indicator)
    }
    reasons = [reason for reason in reasons if reason["indicator"] not in aside and telling.reads(reason)]
    done = support_facts(run, child, user)
    told = [*visible_facts(records, decision.grants, telling.inside), *transition_facts(run, child, decision.grants)]
    facts = mark_reasons(sorted([*told, *(done or [])], key=by_day), reasons)
    hidden, arrived = hidden_lanes(decision.grants), arrived_by_lane(run.fact_kinds)
    hidden |= {SUPPORT} if done is None else set()
    # What the town does itself is known the same day, the rest as of the month.
    end = max([run.as_of, *(date.fromisoformat(one["on"]) for one in done or [])])
    born = records.get(Field.NAME, {}).get("birth_date")
    picture = (
        draw(facts, date.fromisoformat(born), end, hidden, arrived)
        if born and any(fact.get("on") for fact in facts)
        else None
    )
    return {
        "picture": picture,
        "reasons_marked": any(fact["counts"] for fact in facts),
        "withdrawn": withdrawn_lanes(records, decision.grants),
        "subjects": by_subject(facts, arrived, hidden, LIFE),
        "flag": flag_of(records, decision.grants, run.fact_kinds),
        "hidden_classes": [
            name.label for name in (Field.SERVICES, Field.HEALTH, Field.ABUSE) if name not in decision.grants
        ],
        "school_only": (grant := decision.grants.get(Field.SERVICES)) is not None and grant.form is Form.SCHOOL_ONLY,
    }


def _finding(
    run: RunView, child: ServedChild, decision: Decision, records: dict[str, Any], telling: Telling
) -> dict[str, Any]:
    grant = decision.grants.get(Field.FINDING)
    if grant is None:
        return {"types": [], "band": False, "items": [], "course": None, "contact": []}
    listed = next((row for row in run.worklist["listed"] if row["household_code"] == child.household_code), None)
    band = grant.form is Form.BAND
    results = [] if band else item_results(run, child, records.get(Field.FINDING, {}), telling)
    labels = {criterion["type"]: criterion["label"] for criterion in run.criteria if not criterion.get("tree")}
    return {
        "types": type_results(run, child, band),
        "band": band,
        "reached": 1 in child.states,
        "undeterminable": {child.state(place) for place in range(len(run.criteria))} - {"outside"}
        == {"undeterminable"},
        "ways": [] if band else ways_of(run, child, telling),
        "items": [result for result in results if result.answer == "yes"],
        "not_known": not_known(results),
        "items_no": [result for result in results if result.answer == "no"],
        "looked_at_anew": child.child_code in run.looked_at_anew,
        "known": child.known,
        "unknown": child.items - child.known,
        "all_items": child.items,
        "contact": []
        if band or listed is None
        else contacts(run, listed, run.serving.children_of(child.household_code), [telling]),
        "course": None if band or not child.history or not labels else course(child.history, labels),
    }
