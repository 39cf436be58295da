"""対応事項, 最終目視確認 and 支援経過 of a household in the words of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagu_web.casework.places import hides_places
from tsunagu_web.conferences.around import SectionCourse
from tsunagu_web.conferences.sheet import HouseholdPage
from tsunagu_web.pages.templatetags.tsunagu import short_day
from tsunagu_web.reading import RunView
from tsunagu_web.support.reading import ContactLine, Seen, TaskLine

Part = dict[str, Any]
"""heading, says (sentences) and points (a list) of one part of a page."""
NEWEST = 5
"""Lines of each section's 支援経過 that are on paper."""


def part(heading: str, says: Sequence[str], points: Sequence[str] = ()) -> Part:
    """One part of a page."""
    return {"heading": heading, "says": list(says), "points": list(points)}


def support_parts(run: RunView, page: HouseholdPage) -> list[Part]:
    """What is still to do, who was seen when, and what each section wrote: of that only on the screen where somebody's place
    must not be told, for nobody can say which word of a free text would tell it."""
    support = page.support
    if not support["looks"]:
        return [part("支援", ["この役割では、対応事項・目視確認・支援経過を表示しません。"])]
    tasks, seen = [_task(one) for one in support["tasks"]], [_seen(one) for one in support["seen"]]
    told = [
        part("対応事項", [] if tasks else ["まだ終わっていない対応事項はありません。"], tasks),
        part("最終目視確認", [] if seen else ["この月のデータに、見たかを確かめるこどもはいません。"], seen),
    ]
    if page.courses and hides_places(page.case, run):
        return [*told, part("支援経過", ["支援措置があるため、紙には載せません。画面で読んでください。"])]
    return told + [_course(one) for one in page.courses]


def _task(one: TaskLine) -> str:
    version = one.version
    late = f"（{one.days_late}日おくれ）" if one.overdue else ""
    promised = "　家族との約束" if version.promised else ""
    return f"{short_day(version.due_on)}まで{late}　{version.what}　{one.kind}・{one.child}　{one.who}{promised}"


def _seen(one: Seen) -> str:
    due = f"つぎは{short_day(one.due)}まで{'（過ぎています）' if one.overdue else ''}"
    if one.newest is None:
        return f"{one.child_code} {one.words}　見た記録がありません　{due}"
    heard = "" if one.newest.own_eyes else "と聞いた"
    words = (f"{one.child_code} {one.words}", short_day(one.newest.on), f"{one.seen_by}{heard}", one.place, due)
    return "　".join(filter(None, words))


def _course(one: SectionCourse) -> Part:
    more = len(one.lines) - NEWEST
    says = [f"新しい{NEWEST}件です。ほかに{more}件が画面にあります。"] if more > 0 else []
    return part(f"支援経過：{one.section}", says, [_contact(line, reads) for line, reads in one.lines[:NEWEST]])


def _contact(line: ContactLine, reads: bool) -> str:
    record, head = line.record, f"{short_day(line.record.on)}　{line.way}"
    if line.withdrawn:
        return f"{head}　取り消し"
    if not reads:
        return f"{head}　（書かれています。この役割では表示しません）"
    told = [f"{head}　{record.with_whom}"]
    told += [f"見たこと：{record.fact}"] if record.fact else []
    told += [f"聞いたこと（{record.heard_from}から）：{record.heard}"] if record.heard else []
    return "\n".join(told + ([f"考えたこと：{record.opinion}"] if record.opinion else []))
