"""One home, month after month of the same town: the newest files count, the old ones stay, and nobody is mixed up."""

from __future__ import annotations

from datetime import date

import pytest

from support.played import Played, play_months
from tests.prove import compared

MONTHS = [date(2026, 9, 1), date(2026, 10, 1)]
LEDGERS = {"家児相_相談台帳.xlsx", "福祉相談_相談台帳.xlsx", "要対協_進行管理台帳.xlsx"}


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Played]:
    return play_months(tmp_path_factory.mktemp("months"), MONTHS, seed=3, children=300, dirt=0.0)


def test_every_answer_of_every_month_equals_the_truth(months: list[Played]) -> None:
    for month in months:
        given, lived = compared.given_answers(month), month.true_answers()
        wrong = compared.wrong_answers(given, lived)
        assert {key: (lived.get(key), given.get(key)) for key in wrong} == {}


def test_every_row_of_the_second_month_belongs_to_the_person_it_is_about(months: list[Played]) -> None:
    for month in months:
        assert compared.wrong_links(compared.found_links(month), compared.true_links(month)) == []


def test_people_keep_their_numbers_and_most_children_are_the_same(months: list[Played]) -> None:
    before, after = ({child for child, _ in month.true_answers()} for month in months)
    assert len(before) == len(after) == 300
    assert 280 <= len(before & after) < 300


def test_a_ledger_that_was_written_over_is_told(months: list[Played]) -> None:
    """Kind 47 shows only between months: 終結日 and 状況変化 replace what stood there."""
    told: dict[str, set[str]] = {}
    for receipt in compared.receipts(months[1]):
        counts = receipt["counts"]
        if "file.overwritten_history" in counts:  # type: ignore[operator]
            told.setdefault(str(receipt["file"]), set()).add(str(receipt["period"]))
    assert told and told.keys() <= LEDGERS
    assert told["要対協_進行管理台帳.xlsx"] == {"2026-10"}
