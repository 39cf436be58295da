"""What a run without a delivery means, said before somebody starts it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.web_people import As
from tsunagu.catalog import load_pack
from tsunagu.delivery import Arrival, Delivery
from tsunagu.month.consequences import consequence, items_of

PACK = load_pack("kaisei")


def absent(part: str | None = None, before: str | None = None) -> Delivery:
    """Something that did not come."""
    return Delivery("x", "x", "課", part, Arrival.MISSING, date(2026, 11, 5), None, None, before)


def test_an_earlier_month_stands_in() -> None:
    assert consequence(absent(before="2026-09"), ("欠席",), needed=False) == (
        "2026年9月分までのデータで判定します。そのあとの変化は入りません。"
    )


def test_without_any_the_answers_are_unknown_by_name() -> None:
    said = consequence(absent(part="101"), ("欠席", "遅刻", "早退"), needed=False)
    assert said == "この学校のこどもは、3項目（欠席、遅刻など）が「わからない（未着）」になります。"


def test_without_the_register_nothing_starts() -> None:
    assert "始められません" in consequence(absent(), ("x",), needed=True)


def test_a_source_no_question_asks_is_said_to_be_unused() -> None:
    assert consequence(absent(), (), needed=False) == "判定の項目には使っていません。"


def test_without_the_list_of_protected_people_no_address_is_shown() -> None:
    assert consequence(absent(), (), needed=False, protects=True) == "だれの住所も、画面に出なくなります。"


@pytest.mark.parametrize(("source", "asked"), [("shukketsu", True), ("jido_fuyo", True), ("bango_taio", False)])
def test_the_questions_of_a_source_come_from_the_declarations(source: str, asked: bool) -> None:
    assert bool(items_of(PACK, source)) is asked


def test_the_desk_says_what_is_missing_and_what_that_means(as_person: As, home: Path, at: Any) -> None:
    at("2026-11-06 09:00")
    page = as_person("hantei").get("/month/2026-10-31/").content.decode()
    assert "2026/11/5 過ぎています" in page
    assert "2026/11/8 まで" in page
    assert "これが届かないと、月の処理は始められません。" in page
    assert "今月は届かないもの：学校の健診" in page
