"""The list of cases as CSV: numbers, states and days, and on top under which filters, by whom and when it was taken out."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence

from tsunagu.base.clock import JAPAN
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import CaseMember
from tsunagu_web.casework.reading import CaseRow
from tsunagu_web.reading import RunView

HEADS = ("受理番号", "世帯", "状態", "期限", "期限を過ぎた", "担当者", "つぎにすること")
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would reckon with."""


def list_file(run: RunView, rows: Sequence[CaseRow], total: int, sentence: str, user: User) -> str:
    """The text of the file. Of a child, and of what was found, nothing stands in its rows."""
    team: dict[int, list[str]] = defaultdict(list)
    held = CaseMember.objects.filter(case__in=[row.case.pk for row in rows], left_at=None).select_related("person")
    for member in held.order_by("pk"):
        team[member.case_id].append(member.person.display_name)
    lines: list[Sequence[str]] = [
        ("ケースの一覧", f"{run.month}分（{run.meta['run_id']}）"),
        ("しぼり込み", sentence or "なし（見られるもの全部）"),
        ("件数", f"{total}件のうち {len(rows)}件"),
        ("取り出した人", f"{user.display_name}（{user.section}）、{clock.now():%Y-%m-%d %H:%M}"),
        (),
        HEADS,
    ]
    for row in rows:
        due = f"{row.case.due_at.astimezone(JAPAN):%Y-%m-%d %H:%M}" if row.case.due_at else ""
        names, late = "、".join(team[row.case.pk]), "過ぎた" if row.overdue else ""
        lines.append((row.case.number, row.case.household_code, row.state.label, due, late, names, row.state.next))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in line] for line in lines)
    return text.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(LIVE) else cell
