"""A link that people contradict or take back is off the pages at the next reading, with all that rested on it, and only that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tsunagu.base.missing import Missing
from tsunagu.identity import IdentityAnswer, IdentityJudgement, LinkMethod, Pair
from tsunagu.month import create_home, run_month, withdrawn_by
from tsunagu.sample import write_sample
from tsunagu.serving import LinkedRecord, Serving, open_serving

FACTS = ("F3", "F4", "F5")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A judged month with records that matching linked."""
    folder = tmp_path_factory.mktemp("withdrawn")
    write_sample(folder / "in", pack="kaisei", seed=1, children=250, month=date(2026, 10, 1), dirt=0.02)
    home = create_home(folder / "home", "kaisei", on=date(2026, 4, 1))
    run_month(home, folder / "in" / "inbox", as_of=date(2026, 10, 31), capacity=5, quiet=True)
    return home.folder


@pytest.fixture
def serving(home: Path):  # type: ignore[no-untyped-def]
    with open_serving(home) as opened:
        yield opened


def linked(serving: Serving, table: str, method: str | None = None) -> LinkedRecord:
    """A record of a judged child that no number of its own linked."""
    for child in serving.children(limit=500):
        for one in serving.linked_records(person_id=child.person_id):
            wanted = one.method == method if method else one.method not in (LinkMethod.NUMBER, LinkMethod.CROSSWALK)
            if one.record.table == table and wanted:
                return one
    raise AssertionError(f"no linked record of {table}")


def said(one: LinkedRecord, answer: IdentityAnswer, person: int | None = None, **more: object) -> IdentityJudgement:
    number = one.person_id if person is None else person
    pair = Pair(one.record.record_key, None if answer.names_a_person is False else number)
    return IdentityJudgement(entry="e" * 64, table=one.record.table, pair=pair, answer=answer, by="相原",
                             on="2026-11-05T09:00:00", why="", two_people=False, **more)  # fmt: skip


def facts(serving: Serving, code: str) -> list[str]:
    return [f"{one['label']} {one['on']} {one['text']}" for body in serving.records(code, FACTS).values() for one in body["facts"]]  # fmt: skip


def lay(serving: Serving, *given: IdentityJudgement) -> None:
    serving.withheld = replace(serving.withheld, records=withdrawn_by(serving, given))


@pytest.mark.parametrize("table", ["attendance", "consultations", "school_aid"])
def test_the_facts_of_a_parted_record_are_gone_and_all_others_stay(serving: Serving, table: str) -> None:
    one = linked(serving, table)
    (code,) = {person["child_code"] for person in one.record.people}
    before, elsewhere = facts(serving, code), facts(serving, "C-0001" if code != "C-0001" else "C-0002")
    lay(serving, said(one, IdentityAnswer.OTHER))
    after = facts(serving, code)
    assert after != before and {*after} <= {*before}
    told = [lane for body in serving.records(code, FACTS).values() for lane in body.get("withdrawn", [])]
    assert len(before) - len(after) == len(told) > 0
    assert facts(serving, "C-0001" if code != "C-0001" else "C-0002") == elsewhere
    lay(serving)
    assert facts(serving, code) == before, "taken back, it is there again"


def test_answers_that_may_rest_on_it_are_unknown_and_counts_and_lists_follow(serving: Serving) -> None:
    one = linked(serving, "attendance")
    (code,) = {person["child_code"] for person in one.record.people}
    before, counts = serving.child(code), serving.meta("counts")
    assert before is not None
    flagged = serving.count_children(state="flagged")
    lay(serving, said(one, IdentityAnswer.OTHER))
    after = serving.child(code)
    assert after is not None
    asking = [at for at, indicator in enumerate(serving.meta("indicators")) if "attendance" in indicator["tables"]]
    assert asking and all(after.answers[at] >= 10 for at in asking)
    assert any(after.answers[at] == Missing.LINK_WITHDRAWN for at in asking)
    assert [a for at, a in enumerate(after.answers) if at not in asking] == [a for at, a in enumerate(before.answers) if at not in asking]  # fmt: skip
    assert after.history == [] and after.known < before.known
    reasons = serving.records(code, ["F7"])["F7"]
    assert "同一人確認の見なおし中" in {row["reason"] for row in reasons["unknown"]}
    now = serving.meta("counts")
    assert serving.count_children(state="flagged") == now["flagged_any"]
    for criterion in serving.meta("criteria"):
        moved = {state: now["per_type"][criterion["type"]][state] - counts["per_type"][criterion["type"]][state] for state in now["per_type"][criterion["type"]]}  # fmt: skip
        assert sum(moved.values()) == 0
        for state in moved:
            assert serving.count_children(criterion=criterion["id"], state=state) == now["per_type"][criterion["type"]][state]  # fmt: skip
    assert serving.count_children(state="flagged") <= flagged


def test_the_listed_household_says_why_it_is_silent(serving: Serving) -> None:
    listed = serving.meta("worklist")["listed"]
    for row in listed:
        for code in row["children"]:
            child = serving.child(code)
            assert child is not None
            for one in serving.linked_records(person_id=child.person_id):
                lay(serving, said(one, IdentityAnswer.OTHER))
                now = next(
                    r for r in serving.meta("worklist")["listed"] if r["household_code"] == row["household_code"]
                )
                assert len(now["reasons"]) == 1 and "同一人確認" in now["reasons"][0] and now["contact"] == []
                return
    raise AssertionError("no listed child has a linked record")


@pytest.mark.parametrize(
    ("answer", "person", "gone"),
    [
        (IdentityAnswer.OTHER, None, True),
        (IdentityAnswer.OTHER, 9_999_999, False),
        (IdentityAnswer.SAME, None, False),
        (IdentityAnswer.SAME, 9_999_999, True),
        (IdentityAnswer.OUT_OF_AREA, None, True),
        (IdentityAnswer.AWAITING_REGISTRATION, None, False),
        (IdentityAnswer.LATER, None, False),
    ],
)
def test_which_answers_withhold_a_link(
    serving: Serving, answer: IdentityAnswer, person: int | None, gone: bool
) -> None:
    one = linked(serving, "consultations")
    assert (one.place in withdrawn_by(serving, [said(one, answer, person)])) == gone


def test_an_answer_withdrawn_or_not_confirmed_withholds_nothing(serving: Serving) -> None:
    one = linked(serving, "consultations")
    parted = said(one, IdentityAnswer.OTHER)
    assert withdrawn_by(serving, [replace(parted, active=False)]) == frozenset()
    assert withdrawn_by(serving, [replace(parted, two_people=True)]) == frozenset(), "nobody has confirmed it yet"
    assert withdrawn_by(serving, [replace(parted, two_people=True, second="石井")]) == {one.place}


def test_a_link_of_people_falls_with_their_answer(serving: Serving) -> None:
    """What people linked stands while they say so; what a rule linked needs nobody's word."""
    one = linked(serving, "attendance")
    judged = replace(one, method="judged")
    serving.linked_records = lambda **_: [judged]  # type: ignore[method-assign]
    assert withdrawn_by(serving, []) == {one.place}
    assert withdrawn_by(serving, [said(one, IdentityAnswer.SAME)]) == frozenset()
    serving.linked_records = lambda **_: [one]  # type: ignore[method-assign]
    assert withdrawn_by(serving, []) == frozenset()


def test_a_renumbered_person_is_known_by_the_old_number_too(serving: Serving) -> None:
    one = replace(linked(serving, "consultations"), numbers=(5, 7))
    serving.linked_records = lambda **_: [one]  # type: ignore[method-assign]
    assert withdrawn_by(serving, [said(one, IdentityAnswer.OTHER, 5)]) == {one.place}
    assert withdrawn_by(serving, [said(one, IdentityAnswer.SAME, 5)]) == frozenset()


def test_an_answer_about_a_former_holder_of_the_number_is_not_about_its_present_one(serving: Serving) -> None:
    """別人 said of whoever had the number before must not hide a record that is rightly the next one's."""
    one = linked(serving, "consultations")
    (own,) = {person["birth_date"] for person in one.record.people}
    now, before = (said(one, IdentityAnswer.OTHER, born=born) for born in (own, "1990-01-01"))
    assert own != "1990-01-01" and withdrawn_by(serving, [now]) == {one.place}
    assert withdrawn_by(serving, [before]) == frozenset()
    assert withdrawn_by(serving, [replace(before, born=None)]) == {one.place}, "whose day was not noted is meant"
    elsewhere = replace(now, pair=Pair("f" * 64, now.pair.person))
    assert withdrawn_by(serving, [before, elsewhere]) == frozenset(), "two people had it: nobody can say who was meant"
    same = said(one, IdentityAnswer.SAME, born=own)
    assert withdrawn_by(serving, [same]) == frozenset()
    assert withdrawn_by(serving, [replace(same, born="1990-01-01")]) == {one.place}
