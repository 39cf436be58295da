"""② 類型ごとの判定: by which rule, and how each child answers each of its items."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import PageObject, Refused
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.types.rows import criterion_items, matrix_row, published_groups, threshold_words

STATES = {
    "flagged": "基準以上",
    "undeterminable": "情報不足のため判定せず",
    "not_flagged": "基準未満",
    "outside": "対象の年齢ではない",
}


@with_run
def type_list(request: HttpRequest, run: RunView) -> HttpResponse:
    """The six types, each with its rule and its numbers."""
    types = [
        {
            "id": criterion["type"],
            "label": criterion["label"],
            "rule": threshold_words(criterion),
            "items": len(criterion["items"]),
            "by_tree": bool(criterion.get("tree")),
            "version": criterion["version"],
            "assumption": criterion.get("assumption") or "",
            "counts": run.counts["per_type"][criterion["type"]],
        }
        for criterion in run.criteria
    ]
    context = {
        "run": run,
        "show_counts": True,
        "types": types,
        "assumptions": _said_once(types),
    }
    return show(request, "types/type_list.html", context)


def _said_once(types: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Every sentence of what was assumed once, and of which types: six times the same sentence is not read at all."""
    told: dict[str, list[str]] = {}
    for kind in types:
        for sentence in kind["assumption"].split("。"):
            if sentence.strip():
                told.setdefault(f"{sentence.strip()}。", []).append(kind["label"])
    return [
        (sentence, "どの類型も" if len(labels) == len(types) else "、".join(labels))
        for sentence, labels in told.items()
    ]


@with_run
def type_detail(request: HttpRequest, run: RunView, kind: str) -> HttpResponse:
    """Child × indicator of one type, fifty children at a time, by state of judgement."""
    place, criterion = _criterion(request, run, kind)
    asked = request.GET.get("state", "flagged")
    state: Any = asked if asked in STATES else "flagged"
    pages = paging(request, run.serving.count_children(criterion=criterion["id"], state=state))
    children = run.serving.children(criterion=criterion["id"], state=state, limit=pages.size, offset=pages.offset)
    items, counts = criterion_items(run, criterion), run.counts["per_type"][kind]
    context = {
        "run": run,
        "show_counts": True,
        "kind": kind,
        "label": criterion["label"],
        "criterion": criterion,
        "rule": threshold_words(criterion),
        "items": items,
        "groups": published_groups(run, criterion),
        "rows": [matrix_row(run, request.user, child, place, items) for child in children],
        "states": [
            (key, words, counts[key])
            for key, words in STATES.items()
            if key != "outside" or counts[key] or key == state
        ],
        "state": state,
        "state_words": STATES[state],
        "keep": f"state={state}&",
        "paging": pages,
    }
    return show(request, "types/type_detail.html", context, children=[child.child_code for child in children])


def _criterion(request: HttpRequest, run: RunView, kind: str) -> tuple[int, dict[str, Any]]:
    for place, criterion in enumerate(run.criteria):
        if criterion["type"] == kind:
            return place, criterion
    raise Refused("type.look", PageObject("type_detail"), request.decision)  # type: ignore[attr-defined]
