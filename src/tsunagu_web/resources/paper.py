"""The directory on paper, by kind: what a family may be told. For which 困難の類型 something is meant stays out of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tsunagu_web.accounts import clock
from tsunagu_web.resources.reading import ResourceLine


def paper_of(lines: Sequence[ResourceLine], town: str) -> dict[str, Any]:
    """What the template `resources` prints. `lines` in the order of their kinds."""
    today = clock.today()
    return {
        "title": f"社会資源の一覧（{town}）",
        "on": f"{today.year}年{today.month}月{today.day}日に印刷",
        "kinds": [[kind, [_rows(one) for one in some]] for kind, some in groupby(lines, key=lambda one: one.kind)],
    }


def _rows(line: ResourceLine) -> list[Any]:
    version = line.version
    day = version.confirmed_on
    confirmed = (
        f"{day.year}年{day.month}月{day.day}日に確認{'（古いので、電話で確かめてください）' if line.stale else ''}"
    )
    told = [
        ("対象", f"{line.ages}　{'、'.join(line.conditions)}　{version.condition_words}".strip("　")),
        ("区域", line.areas),
        ("日時", version.days),
        ("費用", version.cost),
        ("申込み", version.apply_words),
        ("連絡先", f"{version.runner}　{version.contact}".strip("　")),
        ("空き", f"{line.opening}　{version.opening_words}".strip("　")),
    ]
    return [version.name, [[name, text or "—"] for name, text in told], confirmed]
