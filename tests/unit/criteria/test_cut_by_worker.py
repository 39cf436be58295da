"""The list is cut to what each worker can take: nobody is lost by it, and who waits is told why."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tsunagu.catalog import load_pack
from tsunagu.criteria import load_judgement
from tsunagu.criteria.candidates import Candidate, Gathered, Nomination
from tsunagu.criteria.ranking import Ranking, rank, ranking_from_json
from tsunagu.criteria.rules import Workers, WorklistRules
from tsunagu.criteria.worklist import cut, places

RULES = load_judgement(load_pack("izumi")).rules
WHY = "この学校のSSWが今月対応できる1世帯に入らなかったため"


def child(number: int, school: str | None, **rest: Any) -> Candidate:
    """Children stand in the order of their numbers."""
    told: dict[str, Any] = {"points": {"abuse": 1}, "total_items": 1} | rest
    return Candidate(number, f"C-{number:04d}", f"K-{number:04d}", date(2018, 5, 5), 8, school=school, **told)


def rules(households: int = 1, shared: tuple[dict[str, Any], ...] = ()) -> WorklistRules:
    told = {"label": "SSW", "households": households, "shared": shared, "because": "試験"}
    return RULES.model_copy(update={"workers": Workers.model_validate(told)})


def ranked(declared: WorklistRules, *children: Candidate) -> Ranking:
    return rank(
        Gathered(list(children)), declared, {"abuse": "児童虐待"}, {"abuse": ()},
        run="r", as_of=date(2026, 10, 31), denominators={}, ungraded={"abuse"},
    )  # fmt: skip


def listed(worklist: dict[str, Any]) -> list[str]:
    return [entry["household_code"] for entry in worklist["listed"]]


def test_a_school_s_second_household_waits_and_the_next_school_s_first_is_listed() -> None:
    four = [child(1, "101"), child(2, "101"), child(3, "102"), child(4, None)]
    found = cut(ranked(rules(), *four), 10)
    assert listed(found) == ["K-0001", "K-0003", "K-0004"]
    assert found["next"] == [{"household_code": "K-0002", "why": WHY}]
    assert found["cut_sentence"].endswith(f"次の世帯 K-0002 は、{WHY}、来月にまわりました。")
    assert listed(cut(ranked(RULES.model_copy(update={"workers": None}), *four), 10)) == [
        "K-0001", "K-0002", "K-0003", "K-0004",
    ]  # fmt: skip


def test_everybody_in_question_is_counted_once() -> None:
    ranking = ranked(rules(), *(child(number, str(101 + number % 3)) for number in range(1, 20)))
    found = cut(ranking, 5)
    assert len(listed(found)) == 3
    assert (
        found["in_question"]["households"]
        == 19
        == found["on_list"]["households"] + sum(row["households"] for row in found["left_out"])
    )
    assert set(places(ranking, found).values()) == {"list", "left_out:below_cut"}


def test_the_month_s_capacity_still_cuts() -> None:
    found = cut(ranked(rules(5), *(child(number, "101") for number in range(1, 5))), 2)
    assert listed(found) == ["K-0001", "K-0002"]
    assert "SSW" not in found["next"][0]["why"]


def test_a_worker_of_two_schools_takes_what_he_can_from_both() -> None:
    declared = rules(4, ({"schools": ["101", "301"], "households": 1},))
    found = cut(ranked(declared, child(1, "301"), child(2, "101"), child(3, "102"), child(4, "102")), 10)
    assert listed(found) == ["K-0001", "K-0003", "K-0004"]


def test_a_nomination_takes_a_place_of_its_worker() -> None:
    nominated = child(9, "101", points={}, nomination=Nomination(date(2026, 10, 8), "学校教育室", "事実"))
    found = cut(ranked(rules(), child(1, "101"), nominated), 10)
    assert listed(found) == ["K-0009"] and found["next"] == [{"household_code": "K-0001", "why": WHY}]


def test_a_ranking_kept_with_the_run_cuts_the_same() -> None:
    ranking = ranked(rules(), child(1, "101"), child(2, "101"))
    again = ranking_from_json(json.loads(json.dumps(ranking.as_json(), ensure_ascii=False)))
    assert cut(again, 10) == cut(ranking, 10)


def test_a_school_has_one_worker() -> None:
    with pytest.raises(ValidationError, match="担当が二人"):
        rules(1, ({"schools": ["101"], "households": 1}, {"schools": ["101", "102"], "households": 2}))


def test_the_pack_declares_what_each_can_take() -> None:
    assert RULES.workers is not None and RULES.workers.households == 5 and RULES.workers.assumption
