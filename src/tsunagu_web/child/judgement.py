"""なぜ対象になったか: the types a child reached, and every item with its answer and its reason or what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import Telling, there_is
from tsunagu_web.types.rows import Cell, cell, threshold_words


@dataclass(frozen=True)
class TypeResult:
    """One type: its state, and points and rule where the person may see them."""

    label: str
    state: str
    points: int | None
    rule: str


@dataclass(frozen=True)
class ItemResult:
    """One indicator: 該 / 否 / ？, the sentence that says so or why it is not known, and the types it counts for."""

    no: str
    label: str
    answer: str
    words: str
    types: str


def type_results(run: RunView, child: ServedChild, band: bool) -> list[TypeResult]:
    """All six types in order."""
    return [
        TypeResult(
            criterion["label"],
            child.state(place),
            None if band or criterion.get("tree") else child.points[place],
            "" if band else threshold_words(criterion),
        )
        for place, criterion in enumerate(run.criteria)
    ]


def item_results(run: RunView, child: ServedChild, reasons: dict[str, Any], telling: Telling) -> list[ItemResult]:
    """All indicators: yes first, then unknown, then no; each group in the town's own order. Those the reader may not be told
    stand as one line for each class, which says whether there is something.
    """
    sentences: dict[str, list[str]] = {}
    for reason in reasons.get("reasons", []):
        if telling.reads(reason):
            sentences.setdefault(reason["indicator"], []).append(reason["sentence"])
    labels = {criterion["type"]: criterion["label"] for criterion in run.criteria}
    results, closed = [], dict[str, list[Cell]]()
    for place, indicator in enumerate(run.indicators):
        found = cell(child, place)
        if subject := telling.item(indicator):
            closed.setdefault(subject, []).append(found)
            continue
        words = "。".join(sentences.get(indicator["id"], [])) if found.answer == "yes" else ""
        if found.answer == "unknown":
            words = f"わからない：{found.why}"
        counted = "・".join(labels[kind] for kind in indicator["types"] if kind in labels)
        aside = "総ポイント数のみ" if indicator.get("counted", True) else "こどもを分けるための問い（数えません）"
        results.append(ItemResult(indicator["no"], indicator["short"], found.answer, words, counted or aside))
    results += [_of_class(subject, cells) for subject, cells in closed.items()]
    order = {"yes": 0, "unknown": 1, "no": 2}
    return sorted(results, key=lambda result: order[result.answer])


def drawn_together(cells: list[Cell]) -> Cell:
    """Yes if any is, unknown if any is that: there is something, nobody knows, or there is nothing."""
    for answer in ("yes", "unknown"):
        some = [one for one in cells if one.answer == answer]
        if some:
            return Cell(answer, "・".join(dict.fromkeys(one.why for one in some)))
    return Cell("no", "")


def _of_class(subject: str, cells: list[Cell]) -> ItemResult:
    one = drawn_together(cells)
    words = {"yes": "この役割では、内容を表示しません", "unknown": f"わからない：{one.why}"}.get(one.answer, "")
    label = there_is(subject) if one.answer == "yes" else f"{subject}の項目"
    return ItemResult("—", label, one.answer, words, "")


@dataclass(frozen=True)
class NotKnown:
    """Items that are not known for one and the same reason."""

    why: str
    labels: list[str]


def not_known(results: list[ItemResult]) -> list[NotKnown]:
    """The unknown items by reason, most items first: thirty rows with the same sentence are not read at all."""
    by_reason: dict[str, list[str]] = {}
    for result in results:
        if result.answer == "unknown":
            by_reason.setdefault(result.words, []).append(result.label)
    found = [NotKnown(why, labels) for why, labels in by_reason.items()]
    return sorted(found, key=lambda reason: -len(reason.labels))
