"""The table of filters. A list of households takes its filters from here; each is added here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.catalog import Declared

LIST, CASES = "worklist", "cases"
"""Names of the pages that list households, and of their rows in the table of URLs."""
BOTH = frozenset({LIST, CASES})
SOON_DAYS, NEW_DAYS, LONG_DAYS = 7, 31, 92
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Filter:
    """One filter. `options`: key and words of what may be chosen; empty: the types of the run, or the states of the 進め方."""

    key: str
    label: str
    pages: frozenset[str]
    options: tuple[tuple[str, str], ...] = ()


FILTERS = (
    Filter("type", "困難の類型", BOTH),
    Filter(
        "registered",
        "要対協",
        BOTH,
        (("now", "登録中"), ("never", "未登録"), ("before", "以前に登録"), (UNKNOWN, "わからない")),
    ),
    Filter("met", "会議", BOTH, (("never", "未実施"), ("planned", "予定あり"), ("held", "実施ずみ"))),
    Filter("team", "担当", BOTH, (("me", "自分が担当者"), ("turn", "自分の番"), ("nobody", "担当者がまだいない"))),
    Filter("state", "状態", frozenset({CASES})),
    Filter(
        "when",
        "時期",
        frozenset({CASES}),
        (
            ("overdue", "期限を過ぎた"),
            ("soon", f"期限まで{SOON_DAYS}日以内"),
            ("new", f"受理から{NEW_DAYS}日以内"),
            ("long", f"受理から{LONG_DAYS}日をこえた"),
            ("gone", "データにいないこどもがいる"),
        ),
    ),
)


class QuickFilter(Declared):
    """よく使うしぼり込み, of one town: filters chosen together by one press. `choose`: key of a filter → what is chosen."""

    label: str
    choose: dict[str, str]

    @property
    def unknown(self) -> str:
        """The first thing it chooses that is not in the table; a type or a state is the run's or the 進め方's own."""
        declared = {one.key: dict(one.options) for one in FILTERS}
        for key, value in self.choose.items():
            if key not in declared or (declared[key] and value not in declared[key]):
                return f"{key}: {value}"
        return "" if self.choose else "choose"
