"""What is handed on: as words for the paper and as data, from the same rows. Only declared classes, never a place of somebody
protected, never an address or a judgement of anybody."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu.month import Home, logged_runs
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, Form, authorize
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, section_told
from tsunagu_web.casework.registration import registration_of
from tsunagu_web.child.facts import visible_facts
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.expecting.declared import YES, current_expecting
from tsunagu_web.expecting.declared import label_of as label_of_ground
from tsunagu_web.reading import RunView, age_and_grade, earlier_run
from tsunagu_web.reading.telling import PARTICIPANTS, TOWN_OFFICE, UNSAID, ranges_of
from tsunagu_web.resources.declared import current_resources
from tsunagu_web.resources.following import named, newest_steps
from tsunagu_web.resources.models import ReferralStep
from tsunagu_web.resources.referring import newest_told
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.plans import newest_plan
from tsunagu_web.support.reading import newest_versions, standing_sightings, who_saw
from tsunagu_web.town import home_folder
from tsunagu_web.transfers.declared import TransferRules
from tsunagu_web.transfers.models import Transfer

WITHHELD = "支援措置があるため、自由に書いた文は載せていません。電話で引き継いでください。"
LIMITS = {
    PARTICIPANTS: "こどもの支援を担当する課の職員と、このこどもの会議に出る人だけ",
    **dict.fromkeys((TOWN_OFFICE, UNSAID), "こどもの支援を担当する課の職員だけ"),
}
"""閲覧範囲 of a note, in words that hold in another town as well."""
RUNS_BACK = 24
"""How many runs a child that moved away is looked for in."""
Data = dict[str, Any]
Seen = dict[str, tuple[RunView, ServedChild] | None]


def data_of(run: RunView, transfer: Transfer, rules: TransferRules, user: User, decision: Decision) -> Data:
    """Everything that goes, as JSON can hold it: no more than the declaration allows and this person may read."""
    case = transfer.case
    allowed = {name for name in rules.fields if name in decision.grants and decision.grants[name].form is Form.FULL}
    with ExitStack() as stack:
        children = _last_seen(run, case, stack)
        hides = _hides(run, case, children)
        told = [_child(code, children[code], allowed, user) for code in children]
    abuse = Field.ABUSE in allowed
    registration = registration_of(case) if abuse else None
    return {
        "schema": 1,
        "kind": "case_transfer",
        "from": run.meta["municipality"],
        "to": f"{transfer.town} {transfer.section}",
        "ground": rules.ground,
        "moved_on": transfer.moved_on.isoformat(),
        "handed_over": [f"{transfer.spoken_on.isoformat()} {transfer.by.display_name}（{transfer.by.section}）"],
        "protected": hides,
        "registration": f"{registration.on.isoformat()} {registration.kind}" if registration else "",
        "children": told,
        "women": _women(case, hides) if Field.HEALTH in allowed else [],
        "decisions": _decisions(case, hides) if abuse else [],
        "plan": _plan(case, hides) if abuse else [],
        "tasks": _tasks(case, hides) if abuse else [],
        "contacts": _contacts(case, hides) if abuse else [],
        "referrals": _referrals(case, hides) if abuse else [],
        "sightings": _sightings(case, hides) if abuse else [],
        "left_out": [
            name.label for name in (Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE) if name not in allowed
        ],
    }


def paper_of(data: Data, run: RunView, by: User) -> Data:
    """What the template `transfer` prints of it."""
    parts: list[list[Any]] = [
        ["渡す根拠", data["ground"], []],
        ["転出した日", data["moved_on"], []],
        ["安全確認の引き継ぎ", "先方の担当者と話した日と、話した人", data["handed_over"]],
    ]
    if data["protected"]:
        parts.append(["支援措置", f"住所・所属は載せていません。{WITHHELD}", []])
    if data["registration"]:
        parts.append(["要対協の登録", data["registration"], []])
    for child in data["children"]:
        heading = "　".join(one for one in (child["name"], child["kana"], child["birth_date"], child["words"]) if one)
        parts.append([f"こども　{heading or child['code']}", "", child["facts"]])
    if data["women"]:
        parts.append(["妊婦", "", data["women"]])
    for name, label in (
        ("decisions", "会議の決定"),
        ("plan", "サポートプラン"),
        ("tasks", "対応事項"),
        ("contacts", "支援経過"),
        ("referrals", "社会資源の案内"),
        ("sightings", "最終目視確認"),
    ):
        parts.append([label, "" if data[name] else "記録はありません", data[name]])
    if data["left_out"]:
        parts.append(["載せていないもの", "きまりと役割により、つぎの区分は載せていません", data["left_out"]])
    return {
        "title": "ケース移管",
        "to": data["to"],
        "by": f"{run.meta['municipality']} {by.section} {by.display_name}",
        "parts": parts,
    }


def hides_words(run: RunView, case: Case) -> bool:
    """Whether nothing that people wrote freely, and no place, may go: somebody is protected, or it is not sure that nobody is."""
    with ExitStack() as stack:
        return _hides(run, case, _last_seen(run, case, stack))


def _last_seen(run: RunView, case: Case, stack: ExitStack) -> Seen:
    """Each child of the case with the newest run that knows it: who moved away is in none of the newest."""
    here = [child.child_code for child in run.serving.children_of(case.household_code)]
    found: Seen = dict.fromkeys([*case.children, *here])
    earlier = [str(entry["run"]) for entry in logged_runs(Home(home_folder()))][: -RUNS_BACK - 1 : -1]
    for run_id in dict.fromkeys([run.meta["run_id"], *earlier]):
        missing = [code for code, seen in found.items() if seen is None]
        view = stack.enter_context(earlier_run(run, run_id)) if missing else None
        for code in missing if view is not None else ():
            child = view.serving.child(code) if view is not None else None
            if child is not None and view is not None:
                found[code] = (view, child)
    return found


def _hides(run: RunView, case: Case, children: Seen) -> bool:
    known = [seen[1] for seen in children.values() if seen is not None]
    return (
        hides_places(case, run)
        or len(known) < len(children)
        or any(child.protected or run.serving.is_sheltered(child.person_id) for child in known)
    )


def _child(code: str, seen: tuple[RunView, ServedChild] | None, allowed: AbstractSet[Field], user: User) -> Data:
    told: Data = {"code": code, "name": "", "kana": "", "birth_date": "", "words": "", "facts": []}
    if seen is None:
        return told | {"words": "残っている月のデータにいません"}
    run, child = seen
    thing = CaseObject(code, child.household_code, False, child.grade, in_hand=True)
    grants = authorize(user, "transfer.pack", thing).grants
    read = {name: grant for name, grant in grants.items() if name in allowed}
    records = run.serving.records(code, [str(name) for name in read])
    names = records.get(Field.NAME, {}) if Field.NAME in read else {}
    words = f"{age_and_grade(child.sex, child.age, child.grade)}（{run.month}のデータ）"
    facts = [_fact(one) for one in visible_facts(records, read, ranges_of(user, child.household_code))]
    return (
        told
        | {name: names.get(name) or "" for name in ("name", "kana", "birth_date")}
        | {"words": words, "facts": facts}
    )


def _women(case: Case, hides: bool) -> list[str]:
    rules, told = current_expecting(), []
    for one in case.pregnancies.select_related("woman"):
        newest = one.versions.order_by("-seq").first()
        due = newest.due_on.isoformat() if newest and newest.due_on else "わからない"
        yes = (
            [label_of_ground(rules.grounds, key) for key, said in newest.grounds.items() if said == YES]
            if newest
            else []
        )
        words = f"　{newest.words}" if newest and not hides else ""
        told.append(
            f"{one.woman.name}　{one.woman.born}生まれ　出産予定日 {due}　該当：{'、'.join(yes) or 'なし'}{words}"
        )
    return told


def _fact(fact: Data) -> str:
    until = f"〜{fact['until']}" if fact.get("until") else ""
    said = (f"{fact.get('on') or ''}{until}", fact["label"], fact.get("text"), fact.get("department"), _limit(fact))
    return "　".join(str(one) for one in said if one)


def _limit(fact: Data) -> str:
    """Whoever wrote a note said who may read it: that goes with it, or it would be read there by everybody."""
    if fact.get("limited_to") is None:
        return ""
    return f"【見てよい範囲：{LIMITS.get(fact['limited_to'], fact['limited_to'])}】"


def _decisions(case: Case, hides: bool) -> list[str]:
    rows = ChildDecision.objects.filter(item__case=case).order_by("decided_on", "item_id", "version")
    newest = {(row.child_code, row.item_id): row for row in rows}
    return [
        f"{row.decided_on.isoformat()}　{row.child_code}　{row.decision}{'' if hides else f'：{row.reason}'}"
        for row in newest.values()
    ]


def _plan(case: Case, hides: bool) -> list[str]:
    plan = newest_plan(case)
    if plan is None or hides:
        return [WITHHELD] if plan is not None else []
    told = (
        ("めざすこと", plan.goals),
        ("保護者の思い", plan.parent_wish),
        ("わたしたちがすること", plan.we_do),
        ("ご家族がすること", plan.family_does),
    )
    return [f"{label}：{words}" for label, words in told if words]


def _tasks(case: Case, hides: bool) -> list[str]:
    support = current_support()
    return [
        f"{version.due_on.isoformat()}　{label_of(support.kinds, version.kind)}　{version.get_state_display()}"
        + ("" if hides else f"　{version.what}")
        for version in newest_versions().filter(task__case=case).order_by("due_on", "id")
    ]


def _contacts(case: Case, hides: bool) -> list[str]:
    ways = current_support().ways
    rows = ContactRecord.objects.filter(case=case, withdrawal__isnull=True).order_by("on", "id")
    return [
        f"{row.on.isoformat()}　{label_of(ways, row.way)}　{section_told(row.section, hides=hides)}{'' if hides else _words(row)}"
        for row in rows
    ]


def _referrals(case: Case, hides: bool) -> list[str]:
    """What was named to the family, how far it came and who was to look again; no name of a place where somebody is protected."""
    found, told = newest_steps().filter(referral__case=case).order_by("referral__number"), []
    for row in found:
        step, again = current_resources().step(row.step), row.follow_on.isoformat() if row.follow_on else ""
        words = (
            named(row.referral, hides),
            row.referral.child_code or "世帯全体",
            f"{row.on.isoformat()} {step.label}",
            f"確かめる日 {again}" if again and not step.ends else "",
            "" if hides else _words(newest_told(row.referral)),
        )
        told.append("　".join(one for one in words if one))
    return told


def _words(row: ContactRecord | ReferralStep) -> str:
    heard = f"聞いたこと：{row.heard}（{row.heard_from}）" if row.heard else ""
    told = (f"見たこと：{row.fact}" if row.fact else "", heard, f"考えたこと：{row.opinion}" if row.opinion else "")
    return "".join(f"　{one}" for one in told if one)


def _sightings(case: Case, hides: bool) -> list[str]:
    # Where a child was seen is never handed on: it may be where the child still goes.
    return [
        f"{one.on.isoformat()}　{one.child_code}　見た人：{who_saw(one, hides)}"
        for one in standing_sightings().filter(case=case)
    ]


def made_on(transfer: Transfer) -> str:
    """The day of the transfer, as the file's name bears it."""
    return f"{transfer.at.astimezone(JAPAN):%Y%m%d}"
