"""前回から変わったこと: a month that was 情報不足 makes nothing new and nothing gone, and is told with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.web_people import OWN
from tsunagu.serving import STATE_BYTES, ServedChild, open_serving
from tsunagu_web.conferences.change import Change, change_of
from tsunagu_web.reading import RunView

NOT_DELIVERED = 10


@pytest.fixture
def run(home: Path) -> Iterator[RunView]:
    with open_serving(home) as serving:
        yield RunView(serving)


def month(day: str, poverty: int, *, unknown: bool = False) -> dict[str, Any]:
    """A month of a child's history; `unknown`: 貧困 was 情報不足."""
    told: dict[str, Any] = {"as_of": day, "points": {"poverty": poverty}, "total": poverty}
    return told | ({"unknown": {"poverty": NOT_DELIVERED}} if unknown else {})


def compared(run: RunView, now: str, *months: dict[str, Any]) -> Change:
    """A child of whom only 貧困 is `now` something, with these months before."""
    place = [one["type"] for one in run.criteria].index("poverty")
    child: ServedChild | None = run.serving.child(OWN)
    assert child is not None
    states = bytearray(len(child.states))
    states[place] = STATE_BYTES[now]  # type: ignore[index]
    answers = bytes(12 if at % 2 else NOT_DELIVERED for at in range(len(child.answers)))
    total = months[-1]["total"]
    child = replace(child, states=bytes(states), answers=answers, history=list(months), total_points=total)
    return change_of(run, child, None)


REACHED, BELOW = month("2026-08-31", 3), month("2026-08-31", 0)
UNKNOWN = month("2026-09-30", 0, unknown=True)


@pytest.mark.parametrize(
    ("now", "months", "weighs", "words"),
    [
        ("flagged", (REACHED,), 0, []),
        ("flagged", (BELOW,), 1, ["貧困が、新しく基準以上になった（2026年8月とくらべて）"]),
        ("not_flagged", (REACHED,), 1, ["貧困は、基準以上でなくなった（2026年8月とくらべて）"]),
        (
            "flagged",
            (REACHED, UNKNOWN),
            0,
            ["貧困は、2026年8月から引きつづき基準以上（2026年9月は、情報不足（未着）のため判定していない）"],
        ),
        (
            "flagged",
            (BELOW, UNKNOWN),
            1,
            [
                "貧困が、新しく基準以上になった（2026年8月とくらべて。2026年9月は、情報不足（未着）のため判定していない）"
            ],
        ),
        (
            "flagged",
            (UNKNOWN,),
            1,
            ["貧困が、基準以上。新しくそうなったのかは分からない（2026年9月は、情報不足（未着）のため判定していない）"],
        ),
        (
            "undeterminable",
            (REACHED,),
            0,
            [
                "貧困は、情報不足（未着）のため、今月は判定していない。2026年8月は基準以上で、そうでなくなったとは言えない"
            ],
        ),
        ("undeterminable", (BELOW,), 0, []),
        (
            "not_flagged",
            (REACHED, UNKNOWN),
            1,
            ["貧困は、基準以上でなくなった（2026年8月とくらべて。2026年9月は、情報不足（未着）のため判定していない）"],
        ),
    ],
)
def test_what_became_of_a_type(
    run: RunView, now: str, months: tuple[dict[str, Any], ...], weighs: int, words: list[str]
) -> None:
    change = compared(run, now, *months)
    assert (change.words(band=False), change.weight[0]) == (words, weighs)


def test_the_first_month_has_nothing_to_compare_with(run: RunView) -> None:
    child = run.serving.child(OWN)
    assert child is not None
    assert change_of(run, replace(child, history=[]), None).types == ()
