"""The month's list: declared order, the cut in words, who is left out, nominations, and another capacity."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import load_pack
from tsunagu.criteria import Judgement, facts_hash, load_judgement
from tsunagu.criteria.candidates import Candidate, Decision, Gathered, Nomination, Reason
from tsunagu.criteria.ranking import Ranking, rank, ranking_from_json
from tsunagu.criteria.worklist import cut, places

AS_OF = date(2026, 10, 31)
LABELS = {"poverty": "貧困"}


@pytest.fixture(scope="module")
def judgement() -> Judgement:
    return load_judgement(load_pack("kaisei"))


def child(number: int, *, household: int | None = None, points: int = 2, total: int = 4, **rest: Any) -> Candidate:
    values: dict[str, Any] = {
        "person_id": number,
        "child_code": f"C-{number:04d}",
        "household_code": f"K-{household or number:04d}",
        "birth_date": date(2018, 5, 5),
        "age": 8,
        "points": {"poverty": points} if points else {},
        "total_items": total,
        "affiliation": "some",
        "yes": ("item13_school_aid",),
        "reasons": (Reason("item13_school_aid", "就学援助を受けている（学校教育課、2026-06-20）", date(2026, 6, 20)),),
    }
    return Candidate(**(values | rest))


def ranked(judgement: Judgement, *children: Candidate, places: str = "within_capacity") -> Ranking:
    nominations = judgement.rules.nominations.model_copy(update={"places": places})
    rules = judgement.rules.model_copy(update={"nominations": nominations})
    criteria = judgement.criteria_on(AS_OF)
    return rank(
        Gathered(list(children)),
        rules,
        {criterion.type: criterion.label for criterion in criteria},
        {criterion.type: tuple(item.indicator for item in criterion.items) for criterion in criteria},
        run="r",
        as_of=AS_OF,
        denominators={},
    )


def listed(worklist: dict[str, Any]) -> list[str]:
    return [entry["household_code"] for entry in worklist["listed"]]


PAIRS = [
    ("points", {"points": 3, "total": 1}, {"points": 2, "total": 9}, "点数が2点（K-0002 は3点）のため"),
    ("total items", {"total": 5}, {"total": 4}, "全項目の該当数が4（K-0002 は5）のため"),
    ("no affiliation first", {"affiliation": "none"}, {"affiliation": "some"}, "所属があり（K-0002 はなし）のため"),
    ("more types", {"points": 2}, {"points": 2}, "類型の数が1（K-0002 は2）のため"),
    (
        "newer facts",
        {"reasons": (Reason("x", "y", date(2026, 9, 1)),)},
        {},
        "いちばん新しい事実の日が令和8年6月20日（K-0002 は令和8年9月1日）のため",
    ),
    ("no contact first", {}, {"has_contact": True}, "いまの接点があり（K-0002 はなし）のため"),
    ("younger", {"birth_date": date(2020, 1, 1), "age": 6}, {}, "生まれた日が8歳（K-0002 は6歳）のため"),
]


@pytest.mark.parametrize(("name", "first", "second", "why"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_each_step_of_the_order_decides_and_says_so(
    judgement: Judgement, name: str, first: dict[str, Any], second: dict[str, Any], why: str
) -> None:
    ahead, behind = child(2, **first), child(1, **second)
    if name == "more types":
        ahead = replace(ahead, points={"poverty": 2, "abuse": 2})
    worklist = cut(ranked(judgement, behind, ahead), 1)
    assert listed(worklist) == ["K-0002"]
    assert worklist["next"][0]["why"].endswith(why)
    assert (
        worklist["cut_sentence"].startswith("ここまで1世帯。次の世帯 K-0001 は、") and why in worklist["cut_sentence"]
    )


def test_the_code_decides_only_when_all_else_is_equal(judgement: Judgement) -> None:
    worklist = cut(ranked(judgement, child(2), child(1)), 1)
    assert listed(worklist) == ["K-0001"]
    assert "世帯番号の順で後になるため" in worklist["cut_sentence"]


def test_a_household_stands_where_its_foremost_child_stands(judgement: Judgement) -> None:
    worklist = cut(
        ranked(
            judgement, child(1, household=9, points=2), child(2, household=9, points=3), child(3, points=2, total=9)
        ),
        5,
    )
    assert listed(worklist) == ["K-0009", "K-0003"]
    assert worklist["listed"][0]["children"] == ["C-0002", "C-0001"]
    assert [entry["place"] for entry in worklist["listed"]] == [1, 2]


def test_the_order_of_the_candidates_never_matters(judgement: Judgement) -> None:
    chance = random.Random(5)
    children = [
        child(
            number,
            household=number // 2,
            points=chance.randint(1, 3),
            total=chance.randint(1, 6),
            has_contact=chance.random() < 0.5,
        )
        for number in range(1, 60)
    ]
    expected = ranked(judgement, *children).as_json()
    for _ in range(5):
        chance.shuffle(children)
        assert ranked(judgement, *children).as_json() == expected


def test_children_in_support_are_left_out_with_what_happens_to_them(judgement: Judgement) -> None:
    ranking = ranked(
        judgement,
        child(1, exclusions=("in_support",)),
        child(2, exclusions=("checkup_follow", "disability_service")),
        child(3),
    )
    worklist = cut(ranking, 5)
    assert listed(worklist) == ["K-0003"]
    counted = {entry["reason"]: (entry["households"], entry["children"]) for entry in worklist["left_out"]}
    assert counted == {
        "in_support": (1, 1),
        "checkup_follow": (1, 1),
        "disability_service": (0, 0),
        "judged_before": (0, 0),
        "below_cut": (0, 0),
    }
    assert all(entry["then"] and entry["label"] for entry in worklist["left_out"])
    assert places(ranking, worklist) == {
        "K-0001": "left_out:in_support",
        "K-0002": "left_out:checkup_follow",
        "K-0003": "list",
    }


def test_a_sibling_who_is_not_in_support_stays_on_the_list(judgement: Judgement) -> None:
    worklist = cut(ranked(judgement, child(1, household=7, exclusions=("in_support",)), child(2, household=7)), 5)
    assert listed(worklist) == ["K-0007"] and worklist["listed"][0]["children"] == ["C-0002"]
    assert next(entry for entry in worklist["left_out"] if entry["reason"] == "in_support")["children"] == 1


def decided(facts: str | None, review_on: date | None = None) -> Decision:
    return Decision(date(2026, 8, 20), "経過観察", review_on, facts)


@pytest.mark.parametrize(
    ("decision", "on_list"),
    [
        (decided(facts_hash(["item13_school_aid"])), False),
        (decided(facts_hash(["item13_school_aid"]), date(2026, 11, 20)), False),
        (decided(facts_hash(["item13_school_aid", "item06_absence30"])), True),
        (decided(facts_hash(["item13_school_aid"]), date(2026, 10, 31)), True),
        (decided(None), True),
    ],
    ids=["same facts", "review not due", "facts changed", "review due", "no note of the facts"],
)
def test_a_decision_keeps_a_child_off_until_it_lapses(judgement: Judgement, decision: Decision, on_list: bool) -> None:
    worklist = cut(ranked(judgement, child(1, decision=decision)), 5)
    assert listed(worklist) == (["K-0001"] if on_list else [])
    if on_list:
        assert worklist["listed"][0]["since_last"] == "経過観察から"


def test_a_nomination_after_the_decision_brings_the_child_back(judgement: Judgement) -> None:
    same = decided(facts_hash(["item13_school_aid"]))
    after, before = (
        Nomination(date(2026, 10, 8), "学校教育課", "伝聞"),
        Nomination(date(2026, 8, 1), "学校教育課", None),
    )
    assert listed(cut(ranked(judgement, child(1, decision=same, nomination=after)), 5)) == ["K-0001"]
    assert listed(cut(ranked(judgement, child(1, decision=same, nomination=before)), 5)) == []


def test_nominations_stand_outside_the_order_and_take_places_of_the_capacity(judgement: Judgement) -> None:
    nomination = Nomination(date(2026, 10, 8), "学校教育課", "伝聞")
    ranking = ranked(
        judgement,
        child(1, points=0, total=1, nomination=nomination),
        child(2, points=3),
        child(3, points=2),
        child(4, points=1),
    )
    worklist = cut(ranking, 3)
    assert [(entry["place"], entry["household_code"]) for entry in worklist["listed"]] == [
        (1, "K-0002"),
        (2, "K-0003"),
        ("推薦", "K-0001"),
    ]
    assert (
        worklist["listed"][-1]["nominated"]
        and worklist["listed"][-1]["reasons"][0] == "職員の推薦（学校教育課、令和8年10月8日、伝聞）"
    )
    assert "推薦の1世帯は、順番の外に置き" in worklist["notes"][0]
    assert listed(cut(ranked(judgement, child(1, points=0, nomination=nomination), child(2), places="beside"), 1)) == [
        "K-0002",
        "K-0001",
    ]


def test_nominations_follow_the_same_exclusions(judgement: Judgement) -> None:
    nominated = child(1, nomination=Nomination(date(2026, 10, 8), "学校教育課", None), exclusions=("in_support",))
    assert listed(cut(ranked(judgement, nominated), 5)) == []


def test_neither_nominations_nor_the_order_crowd_out_the_other(judgement: Judgement) -> None:
    nominated = [child(n, nomination=Nomination(date(2026, 10, 30 - n), "学校教育課", None)) for n in (1, 2, 3, 4)]
    ranking = ranked(judgement, *nominated, *(child(n, points=3) for n in (5, 6, 7, 8)))
    worklist = cut(ranking, 5)
    assert listed(worklist) == ["K-0005", "K-0006", "K-0007", "K-0004", "K-0003"]
    assert {entry["household_code"]: entry["why"] for entry in worklist["next"]}[
        "K-0001"
    ] == "推薦が推薦の枠より多く、推薦日の早い順に載せたため"
    few = ranked(judgement, *nominated, child(5))
    assert listed(cut(few, 5)) == ["K-0005", "K-0004", "K-0003", "K-0002", "K-0001"]


def test_a_nomination_takes_the_only_place_and_the_list_says_so(judgement: Judgement) -> None:
    worklist = cut(
        ranked(judgement, child(1, nomination=Nomination(date(2026, 10, 8), "学校教育課", None)), child(2)), 1
    )
    assert listed(worklist) == ["K-0001"]
    assert worklist["next"] == [{"household_code": "K-0002", "why": "今月の世帯数が推薦の1世帯でいっぱいになったため"}]


def test_since_last_month(judgement: Judgement) -> None:
    told = {
        "はじめての月": child(1),
        "新しく": child(2, previous_points={}),
        "3点→2点": child(3, previous_points={"poverty": 3}),
        "先月は情報不足": child(4, previous_points={}, previous_unknown=frozenset({"poverty"})),
    }
    worklist = cut(ranked(judgement, *told.values()), 5)
    assert {entry["since_last"] for entry in worklist["listed"]} == set(told)


def test_every_household_in_question_is_listed_or_left_out_once(judgement: Judgement) -> None:
    chance = random.Random(7)
    children = [
        child(
            number,
            household=number // 2,
            points=chance.randint(0, 3) or 1,
            exclusions=("in_support",) if chance.random() < 0.3 else (),
            nomination=Nomination(date(2026, 10, 8), "課", None) if chance.random() < 0.1 else None,
        )
        for number in range(1, 80)
    ]
    children += [
        child(number, household=number // 3, points=0, nomination=Nomination(date(2026, 10, 9), "課", None))
        for number in range(100, 112)
    ]
    ranking = ranked(judgement, *children)
    for capacity in (1, 5, 1000):
        worklist = cut(ranking, capacity)
        assert len(worklist["listed"]) <= capacity
        assert len(set(listed(worklist))) == len(worklist["listed"])
        flagged = [one for one in children if one.flagged]
        families, with_flagged = ({one.household_code for one in some} for some in (children, flagged))
        assert worklist["in_question"] == {
            "households": len(with_flagged),
            "children": len(flagged),
            "nominated_households": len(families - with_flagged),
            "nominated_children": len(children) - len(flagged),
        }
        for name, whole in worklist["in_question"].items():
            assert worklist["on_list"][name] + sum(row[name] for row in worklist["left_out"]) == whole
        on_list = worklist["on_list"]
        assert on_list["households"] + on_list["nominated_households"] == len(worklist["listed"])
        assert on_list["children"] + on_list["nominated_children"] == sum(
            len(e["children"]) for e in worklist["listed"]
        )


def test_a_reason_nobody_could_check_is_told_from_one_that_holds_for_nobody(judgement: Judgement) -> None:
    children = [child(1), child(2)]
    for unchecked, not_checked in ((0, False), (1, False), (2, True)):
        gathered = Gathered(children, unchecked={"in_support": unchecked})
        ranking = rank(gathered, judgement.rules, LABELS, {"poverty": ()}, run="r", as_of=AS_OF, denominators={})
        row = next(row for row in cut(ranking, 5)["left_out"] if row["reason"] == "in_support")
        assert (row["unchecked"], row["not_checked"]) == (unchecked, not_checked)
    nobody = rank(Gathered([]), judgement.rules, LABELS, {}, run="r", as_of=AS_OF, denominators={})
    assert not any(row["not_checked"] for row in cut(nobody, 5)["left_out"])


def test_a_larger_capacity_only_adds(judgement: Judgement) -> None:
    ranking = ranked(judgement, *(child(number, total=number) for number in range(1, 10)))
    assert listed(cut(ranking, 6))[:5] == listed(cut(ranking, 5))
    assert ranking_from_json(ranking.as_json()) == ranking


def test_a_capacity_of_nothing_is_refused(judgement: Judgement) -> None:
    with pytest.raises(RefusedError, match="J020"):
        cut(ranked(judgement, child(1)), 0)


def test_an_empty_month_says_so(judgement: Judgement) -> None:
    assert cut(ranked(judgement), 5)["cut_sentence"] == "一覧にのせる世帯はありません。"


def test_what_holds_for_one_of_two_children_says_whose_it_is(judgement: Judgement) -> None:
    own = Reason("item06_absence30", "2026年度の欠席が34日（学校教育課、2026-09-30）", date(2026, 9, 30))
    shared = Reason(
        "item09_child_rearing_allowance", "世帯が児童扶養手当を受けている（こども課、2026-08-01）", date(2026, 8, 1)
    )
    types = {"poverty": 2, "withdrawal": 1}
    worklist = cut(
        ranked(
            judgement,
            child(1, household=3, points=0, reasons=(own, shared)),
            child(2, household=3, age=5, reasons=(shared,)),
        ),
        5,
    )
    assert worklist["listed"][0]["reasons"] == [
        "世帯が児童扶養手当を受けている（こども課、2026-08-01）",
        "ほかに該当する項目が1（こどもの画面にあります）",
    ]
    both = replace(child(1, household=3, reasons=(own, shared)), points=types)
    worklist = cut(ranked(judgement, both, child(2, household=3, age=5, reasons=(shared,))), 5)
    assert worklist["listed"][0]["reasons"] == [
        "8歳：2026年度の欠席が34日（学校教育課、2026-09-30）",
        "世帯が児童扶養手当を受けている（こども課、2026-08-01）",
    ]
