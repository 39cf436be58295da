"""最終目視確認 on paper: who was seen when, and empty lines to take along. No place, whoever it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.support.reading import Seen

COLUMNS = ("こども", "見た日・時刻", "だれが見たか（自分・聞いた人）", "どこで", "様子（見たまま）")
WIDTHS = (3, 2, 3, 2, 4)


def paper_of(case: Case, seen: Sequence[Seen], names: Mapping[str, str]) -> dict[str, Any]:
    """What the template `by_hand` prints. `names`: code → name of each child. Never seen is said, not left out."""
    today = clock.today()
    return {
        "title": f"最終目視確認 {case.number}",
        "heading": "最終目視確認シート",
        "rows": [
            ["受理番号", f"{case.number}　世帯 {case.household_code}"],
            ["印刷した日", f"{today.year}年{today.month}月{today.day}日"],
            *[[_child(one, names), last_seen(one)] for one in seen],
        ],
        "duties": [],
        "parts": [
            {
                "label": "今回の確認",
                "note": "こどもごとに、見た日・だれが・どこで・様子を書きます。聞いた話は、だれから聞いたかを書きます。",
                "columns": list(COLUMNS),
                "widths": list(WIDTHS),
                "rows": [[_child(one, names), "", "", "", ""] for one in seen],
            },
            {"label": "見られなかったとき（行った日時、わけ、つぎにいつ・どうやって会うか）", "lines": 3},
        ],
    }


def _child(one: Seen, names: Mapping[str, str]) -> str:
    return f"{names.get(one.child_code, '')}　{one.words}　{one.child_code}".strip()


def last_seen(one: Seen) -> str:
    """When a child was seen last and by whom, and by when it is to be seen next."""
    due = f"つぎは {one.due.year}年{one.due.month}月{one.due.day}日までに{'（過ぎています）' if one.overdue else ''}"
    if one.newest is None:
        return f"まだだれも見ていません\n{due}"
    on = one.newest.on
    return f"{on.year}年{on.month}月{on.day}日（{one.since}日前）に {one.seen_by}\n{due}"
