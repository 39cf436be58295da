"""One type: its criterion in words, and the children × indicators it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.criteria import TreeCriterion
from tsunagu.serving import ServedChild
from tsunagu_web.access import authorize
from tsunagu_web.reading import RunView, age_and_grade, why_unknown
from tsunagu_web.reading.telling import NOTES, telling_of, there_is

COMPARISONS = {"at_least": "以上", "more_than": "を超える"}


@dataclass(frozen=True)
class Item:
    """An indicator a criterion counts, and why; `position` is its byte among a child's answers."""

    position: int
    no: str
    short: str
    label: str
    points: int
    because: str


@dataclass(frozen=True)
class Cell:
    """yes, no or unknown, and why unknown; hidden: not shown to this reader, and what it is about."""

    answer: str
    why: str


@dataclass(frozen=True)
class MatrixRow:
    """One child of the matrix."""

    code: str
    words: str
    points: int
    cells: list[Cell]
    known: int
    may_open: bool


def criterion_items(run: RunView, criterion: dict[str, Any]) -> list[Item]:
    """The items of a criterion in the order of the indicators."""
    place = {indicator["id"]: position for position, indicator in enumerate(run.indicators)}
    items = []
    for item in criterion["items"]:
        indicator = run.indicators[place[item["indicator"]]]
        items.append(
            Item(
                place[item["indicator"]],
                indicator["no"],
                indicator["short"],
                indicator["label"],
                item["points"],
                item.get("because", ""),
            )
        )
    return sorted(items, key=lambda item: item.position)


def threshold_words(criterion: dict[str, Any]) -> str:
    """2点以上; by trees: モデル校は2つの木の平均が0.1以上、…."""
    if criterion.get("tree"):
        return "、".join(_group_words(group) for group in criterion["tree"]["groups"])
    return f"{criterion['threshold']}点{COMPARISONS[criterion['comparison']]}"


def published_groups(run: RunView, criterion: dict[str, Any]) -> list[dict[str, Any]]:
    """The trees of a criterion with the groups they end in, each with its published counts; none where points count."""
    if not criterion.get("tree"):
        return []
    short = {indicator["id"]: indicator["short"] for indicator in run.indicators}
    return [
        {
            "label": tree.label,
            "reference": tree.reference,
            "children": tree.children,
            "registered": tree.registered,
            "leaves": [
                {
                    "path": " → ".join(f"{short[name]}：{'はい' if yes else 'いいえ'}" for name, yes in leaf.path),
                    "children": leaf.children,
                    "registered": leaf.registered,
                    "share": f"{leaf.share:.3f}",
                }
                for leaf in tree.root.leaves()
            ],
        }
        for tree in TreeCriterion.model_validate(criterion["tree"]).trees
    ]


def _group_words(group: dict[str, Any]) -> str:
    trees = len(group["mean_of"])
    return f"{group['label']}は{f'{trees}つの木の平均が' if trees > 1 else ''}{group['at_least']}以上"


def cell(child: ServedChild, position: int) -> Cell:
    """A child's answer to one indicator."""
    answer = child.answer(position)
    return Cell(answer, why_unknown(child.answers[position]) if answer == "unknown" else "")


def _without_limited(run: RunView, user: Any, child: ServedChild, items: list[Item], cells: list[Cell]) -> list[Cell]:
    """The cells with what rests on notes that are limited to others drawn as not shown: of several such items nobody learns
    which, so those that answer something else are not shown either."""
    told = telling_of(run, [child], [user], {})
    closed = [told.limited(run.indicators[item.position]) for item in items]
    if not any(closed):
        return cells
    return [
        Cell("hidden", there_is(NOTES))
        if shut or (run.indicators[item.position].get("limited") and one.answer != "yes")
        else one
        for item, one, shut in zip(items, cells, closed, strict=True)
    ]


def matrix_row(run: RunView, user: Any, child: ServedChild, place: int, items: list[Item]) -> MatrixRow:
    """A child against the items of criterion number `place`."""
    answered = [cell(child, item.position) for item in items]
    cells = _without_limited(run, user, child, items, answered)
    return MatrixRow(
        child.child_code,
        age_and_grade(child.sex, child.age, child.grade),
        child.points[place],
        cells,
        sum(found.answer != "unknown" for found in answered),
        authorize(user, "child.look", run.case(child)).allowed,
    )
