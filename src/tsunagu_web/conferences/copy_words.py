"""会議の資料 as data for the paper: of each household what the screen would show its reader, in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu_web.accounts.models import User
from tsunagu_web.child.family import Member
from tsunagu_web.conferences.calling import kind_of
from tsunagu_web.conferences.meeting_places import sections_told
from tsunagu_web.conferences.models import Meeting, PackCopy
from tsunagu_web.conferences.records import Routine
from tsunagu_web.conferences.sheet import ChildPage, HouseholdPage, Said, household_page
from tsunagu_web.conferences.side_by_side import ConcernLine, Concerns
from tsunagu_web.conferences.support_words import Part, part, support_parts
from tsunagu_web.pages.templatetags.tsunagu import said, short_day
from tsunagu_web.reading import RunView


def paper_of(run: RunView, meeting: Meeting, copies: Sequence[PackCopy], user: User) -> tuple[dict[str, Any], Any]:
    """What the template `conference` prints, and for each copy the children that are in it."""
    kind, on = kind_of(meeting), meeting.held_on
    items = list(meeting.items.select_related("case", "meeting"))
    of, told, shown = meeting.copies.count(), [], []
    sections = sections_told(copies, run, user)
    for copy in copies:
        reader = copy.to.user
        pages = [page for item in items if (page := household_page(run, item, user, copy_for=reader)).children]
        households = [_household(run, page, user, reader) for page in pages]
        words = {"number": copy.number, "of": of, "to": copy.to.told_name, "section": sections[copy.pk]}
        more = {"outside": reader is None, "left_out": len(items) - len(pages), "households": households}
        told.append(words | more)
        shown.append((str(copy), [child.code for page in pages for child in page.children]))
    day = f"{on.year}年{on.month}月{on.day}日"
    title = f"{kind.label}の資料 {meeting.number}"
    return {
        "title": title,
        "kind": kind.label,
        "meeting": f"{kind.label} {meeting.number}　{day}",
        "copies": told,
    }, shown


def _household(run: RunView, page: HouseholdPage, user: User, reader: User | None) -> dict[str, Any]:
    case = page.case
    return {
        "heading": f"{page.item.place}　世帯 {case.household_code}　{case.number}",
        "children": [_child(child, page.opened, reader is None) for child in page.children],
        "parts": [] if reader is None else [*_answers(page), *support_parts(run, page), *_around(page)],
    }


def _child(child: ChildPage, opened: bool, outside: bool) -> dict[str, Any]:
    place = f"・{child.affiliation}" if child.affiliation and not outside else ""
    heading = f"{child.name or child.code}　{child.words}{place}　{child.code if child.name else ''}".strip()
    told: list[Part] = []
    if child.protected:
        words = "支援措置（住所などの保護）があります。住所と所属は、どの画面にも紙にも出しません。"
        told.append(part("", [words]))
    if child.expecting:
        told.append(part("", ["妊婦です。判定はありません。"]))
        told += [] if outside else _earlier(child)
    elif not outside:
        told += [*_judged(child, opened), *_entered(child), *_earlier(child), *_records(child)]
    return {"heading": heading, "parts": told}


def _judged(child: ChildPage, opened: bool) -> list[Part]:
    if not child.types:
        shut = "判定は、渡す人と渡される人の両方が、会議の画面に自分の見立てを書くと載ります。"
        return [part("判定", ["この役割では判定を表示しません。" if opened else shut])]
    same = (
        "つなぐに前の決定はありません。先月とくらべて、変わりありません。" if child.first_time else "変わりありません。"
    )
    change = part("前回から変わったこと", [] if child.change else [same], child.change)
    states = {"flagged": "基準以上", "undeterminable": "情報不足のため判定せず"}
    types = [f"{one.label}　{states[one.state]}" for one in child.types if one.state in states]
    if child.band:
        return [change, part("判定", ["　".join(types), "この役割では、項目ごとの理由を表示しません。"])]
    says = ["　".join([*types, f"{child.all_items}項目のうち、わかる {child.known}"])]
    points = [f"{one.label}：{said(one.words)}" if one.words else one.label for one in child.items]
    return [change, part("判定", says, points or ["該当する項目はありません"])]


def _entered(child: ChildPage) -> list[Part]:
    lines = [f"{one.state}　{one.words}　{one.who}" for one in child.entered.lines]
    says = [child.entered.words_of_unread] if child.entered.unread else []
    return [part("画面で入力した値（判定には、まだ使われていません）", says, lines)] if lines or says else []


def _earlier(child: ChildPage) -> list[Part]:
    one: Said | None = child.earlier
    if one is None:
        return []
    review = f"　見直し日 {short_day(one.row.review_on)}" if one.row.review_on else ""
    says = [
        f"{one.row.decision}（{short_day(one.row.decided_on)}　決定者 {one.row.decider.display_name}{review}）",
        "（理由は、この役割では表示しません）" if one.reason is None else one.reason,
    ]
    return [part("前の決定", says + ([f"人からの情報源：{one.source}"] if one.source else []))]


def _records(child: ChildPage) -> list[Part]:
    flag = child.flag
    says = [f"相談・支援の記録：{flag.words}（この役割では内容を表示しません）。"] if flag else []
    says += [f"「{label}」の記録は、この役割では表示しません。" for label in child.hidden]
    told = [part("", says)] if says else []
    told += [part(f"学校の見立てと福祉の見立て：{side.label}", *_side(side)) for side in child.records.sides]
    for subject in child.records.subjects:
        came, others = subject.arrived, [one for one in subject.facts if not child.records.stands_aside(one)]
        points = [*map(_routine, filter(None, [subject.routine])), *map(_fact, others)]
        aside = len(others) < len(subject.facts)
        none = "データがまだ届いていません（未着）" if came.nothing else "記録はありません"
        late = [f"まだ届いていないもの：{'、'.join(came.missing)}"] if came.missing else []
        if subject.in_doubt:
            late.append(f"同一人確認で、だれのものかを見なおしている記録が{subject.in_doubt}件あります（載せません）")
        says = late if points or subject.in_doubt or aside else [none, *late]
        told += [part(f"記録：{subject.lane}", says, points)] if points or says else []
    return told


def _side(side: Concerns) -> tuple[list[str], list[str]]:
    says = [f"わからない（{why}）：{'、'.join(labels)}" for why, labels in side.unknown]
    says += [f"記録はありません：{'、'.join(side.nothing)}"] if side.nothing else []
    says += [f"この役割では表示しません：{'、'.join(side.closed)}"] if side.closed else []
    return says, [_concern(line) for line in side.lines]


def _concern(line: ConcernLine) -> str:
    told = [_fact(fact, line.several) for fact in line.facts]
    told += [words + ("　危険" if danger else "") for words, danger in line.answers]
    return "\n".join([f"{line.label}：{told[0]}", *told[1:]])


def _routine(routine: Routine) -> str:
    told = "、".join(str(fact.get("text") or "") for fact in routine.facts)
    return f"{routine.words}：{told}" if told else routine.words


def _fact(fact: dict[str, Any], with_label: bool = True) -> str:
    until = f"〜{short_day(fact['until'])}" if fact.get("until") else ""
    label = fact["label"] if with_label else None
    day = f"{short_day(fact.get('on'))}{until}" if with_label or fact.get("on") else None
    words = (day, label, fact.get("text"), fact.get("department"))
    return "　".join(str(one) for one in words if one)


def _answers(page: HouseholdPage) -> list[Part]:
    told = []
    for row, told_by, groups, unknown, blank in page.answers:
        sheet, answer = row.sheet, row.answer
        if row.stopped:
            says = ["取りやめ"]
        elif answer is None:
            says = [f"まだ返っていません（期限 {short_day(sheet.due_on)}）"]
        elif not groups:
            says = ["回答が来ています。この役割では内容を表示しません。"]
        else:
            says = [f"答えた人：{told_by}（{answer.get_way_display()}）"]
        says += [f"分からない：{'、'.join(unknown)}"] if unknown else []
        says += [f"記入なし：{'、'.join(blank)}"] if blank else []
        lines = [line for group in groups for line in group.lines if line.state == "told"]
        points = [f"{line.question.label}：{line.words}{'　危険' if line.danger else ''}" for line in lines]
        told.append(part(f"情報収集シート {sheet.name}　{sheet.child_code} {row.words}　{row.to}", says, points))
    return told


def _people(people: Sequence[Member]) -> list[str]:
    return ["　".join([one.relation, *([f"{one.age}歳"] if one.age is not None else []), one.name]) for one in people]


def _around(page: HouseholdPage) -> list[Part]:
    family = _people(page.family)
    unseen = [f"ほかに、この役割では表示しないこどもが{page.unseen}人います。"] if page.unseen else []
    told = [part(f"家族 {len(family)}人" if family else "", unseen, family)] if family or unseen else []
    if page.elsewhere:
        told.append(part("ほかの世帯の家族（町内）", [], _people(page.elsewhere)))
    for label, notes in (("会議参加者が読めるもの", page.notes), ("受け取る人が読めるもの", page.own_notes)):
        said = [
            f"{short_day(one.happened_on)}　{one.child_code}　{one.kind}（{one.certainty}）：{one.text}　{one.section}"
            for one in notes
        ]
        told += [part(f"見守り情報（{label}）", [], said)] if said else []
    lines = []
    for line in page.lines:
        words = (
            "（わけは、この役割では表示しません）" if line.words is None else f"：{line.words}" if line.words else ""
        )
        by = line.event.by.display_name
        lines.append(f"{short_day(line.event.at.astimezone(JAPAN).date())}　{by}　{line.label}{words}")
    return told + ([part("経過", [], lines)] if lines else [])
