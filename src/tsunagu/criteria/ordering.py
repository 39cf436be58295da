"""The declared comparison of households, one step at a time, and how each step is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tsunagu.base.dates import write_wareki
from tsunagu.criteria.candidates import Candidate
from tsunagu.criteria.rules import OrderKeyName

Comparable = int | str


@dataclass(frozen=True)
class Step:
    """One order key: smaller `value` comes first."""

    label: str
    """As shown above the list."""
    name: str
    """As used inside a sentence."""
    value: Callable[[Candidate], Comparable]
    said: Callable[[Candidate], str]


def _newest(child: Candidate) -> int:
    return -child.newest_fact.toordinal() if child.newest_fact else 0


STEPS: dict[OrderKeyName, Step] = {
    "points": Step(
        "類型ごとの点数の高い順", "点数", lambda child: -child.most_points, lambda child: f"{child.most_points}点"
    ),
    "total_items": Step(
        "全項目の該当数の多い順",
        "全項目の該当数",
        lambda child: -child.total_items,
        lambda child: str(child.total_items),
    ),
    "no_affiliation": Step(
        "所属のないこどもが先",
        "所属",
        lambda child: int(child.affiliation != "none"),
        lambda child: "なし" if child.affiliation == "none" else "あり" if child.affiliation == "some" else "把握なし",
    ),
    "more_types": Step(
        "あてはまる類型の多い順", "類型の数", lambda child: -len(child.points), lambda child: str(len(child.points))
    ),
    "newer_facts": Step(
        "新しい事実が先",
        "いちばん新しい事実の日",
        _newest,
        lambda child: write_wareki(child.newest_fact, "kanji") if child.newest_fact else "分からない",
    ),
    "no_contact": Step(
        "いま接点のないこどもが先",
        "いまの接点",
        lambda child: int(child.has_contact),
        lambda child: "あり" if child.has_contact else "なし",
    ),
    "younger": Step(
        "年齢の低い順", "生まれた日", lambda child: -child.birth_date.toordinal(), lambda child: f"{child.age}歳"
    ),
    "code": Step("世帯番号の順", "世帯番号", lambda child: child.household_code, lambda child: child.household_code),
}


def order_value(child: Candidate, keys: Sequence[OrderKeyName]) -> list[Comparable]:
    """What the child is compared by, in the order of the keys."""
    return [STEPS[key].value(child) for key in keys]


def why_behind(
    ahead: list[Comparable],
    ahead_said: list[str],
    ahead_code: str,
    behind: list[Comparable],
    behind_said: list[str],
    keys: Sequence[OrderKeyName],
) -> str:
    """Why one household stands behind another, as the middle of a sentence ending in …ため."""
    for position, key in enumerate(keys):
        if ahead[position] == behind[position]:
            continue
        if key == "code":
            return "ここまでの決まりがすべて同じで、世帯番号の順で後になるため"
        return f"{STEPS[key].name}が{behind_said[position]}（{ahead_code} は{ahead_said[position]}）のため"
    raise ValueError("two households with the same code")


def same_until(ahead: list[Comparable], behind: list[Comparable], keys: Sequence[OrderKeyName]) -> list[str]:
    """Names of the steps in which the two households do not differ, before the one in which they do."""
    names = []
    for position, key in enumerate(keys):
        if ahead[position] != behind[position]:
            break
        names.append(STEPS[key].name)
    return names
