"""サポートプラン on paper, as the family gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu_web.support.models import Plan
from tsunagu_web.support.reading import newest_versions

NOT_ASKED = "これから聞きます"


def paper_of(plan: Plan, wishes: Sequence[tuple[str, str, str]], municipality: str) -> dict[str, Any]:
    """What the template `plan` prints. `wishes`: code, name and words of each child. A wish not asked for yet is not passed over."""
    versions = newest_versions().filter(task__case=plan.case, state="open", promised=True)
    promises = [version.what for version in versions.order_by("due_on")]
    talk, on = plan.next_talk, plan.at.astimezone(JAPAN)
    several = len(wishes) > 1
    return {
        "title": "サポートプラン",
        "on": f"{on.year}年{on.month}月{on.day}日",
        "by": f"{plan.by.display_name}（{municipality} {plan.by.section}）",
        "parts": [
            ["めざすこと", plan.goals, []],
            *[
                [f"こどもの思い（{name or code}）" if several else "こどもの思い", words or NOT_ASKED, []]
                for code, name, words in wishes
            ],
            ["保護者の思い", plan.parent_wish or NOT_ASKED, []],
            ["わたしたちがすること", plan.we_do, promises],
            ["ご家族がすること", plan.family_does or "まだ決めていません", []],
            ["次に話す日", f"{talk.year}年{talk.month}月{talk.day}日", []],
        ],
    }
