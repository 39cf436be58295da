"""What all answers together say. A cluster that contradicts itself is broken: 別人 stands, the rest waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, PupilNumber
from tsunagu.identity.judging import standings

MIDORI_7 = PupilNumber("1", "700")


def given(
    *said: tuple[str, int | None, IdentityAnswer], number: PupilNumber | None = None, two_people: Sequence[int] = ()
) -> list[IdentityJudgement]:
    return [
        IdentityJudgement(str(place), "attendance", Pair(record, person), answer, "相原", f"2026-11-{place + 1:02}", "", place in two_people, number)
        for place, (record, person, answer) in enumerate(said)
    ]  # fmt: skip


def test_same_links_other_sets_apart_and_later_says_nothing() -> None:
    found = standings(
        given(("a", 1, IdentityAnswer.SAME), ("b", 2, IdentityAnswer.OTHER), ("c", 3, IdentityAnswer.LATER))
    )
    assert (found.same, found.apart, found.broken, found.nobody) == ({"a": 1}, {("b", 2)}, frozenset(), {})


def test_nothing_said_is_nothing() -> None:
    assert not standings([])
    assert not standings(given(("a", 1, IdentityAnswer.LATER)))
    assert not standings(given(("a", 1, IdentityAnswer.SAME), two_people=[0]))


def test_one_record_cannot_be_two_people() -> None:
    found = standings(
        given(("a", 1, IdentityAnswer.SAME), ("a", 2, IdentityAnswer.SAME), ("b", 3, IdentityAnswer.SAME))
    )
    assert (found.same, found.broken) == ({"b": 3}, {"a"})


def test_a_pupils_records_are_one_person_and_a_no_among_them_breaks_them_all() -> None:
    """Two records of one 学籍番号: one said to be 1, the other not 1."""
    sound = standings(given(("a", 1, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.SAME), number=MIDORI_7))
    assert (sound.same, sound.numbers) == ({"a": 1, "b": 1}, {MIDORI_7: 1})
    said = given(
        ("a", 1, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.OTHER), number=MIDORI_7
    )
    later_no = standings(said)
    assert (later_no.same, later_no.apart, later_no.broken, later_no.numbers) == ({}, {("b", 1)}, {"a", "b"}, {})
    without = given(("a", 1, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.OTHER))
    assert standings(without).same == {"a": 1}, "without a common number the two records are nobody's one pupil"
    two_persons = standings(given(("a", 1, IdentityAnswer.SAME), ("b", 2, IdentityAnswer.SAME), number=MIDORI_7))
    assert (two_persons.same, two_persons.broken, two_persons.numbers) == ({}, {"a", "b"}, {})


def test_a_no_between_two_members_of_a_cluster_wins_over_every_yes() -> None:
    """a is 1; b is 1 by the same number, though somebody said before that b is not 1 and nobody took it back."""
    said = given(("a", 1, IdentityAnswer.SAME), number=MIDORI_7) + given(("b", 1, IdentityAnswer.OTHER))
    said += given(("b", 3, IdentityAnswer.SAME), number=MIDORI_7)
    found = standings(said)
    assert found.same == {}
    assert found.broken == {"a", "b"}
    assert found.apart == {("b", 1)}


def test_a_no_about_somebody_else_says_nothing_against_the_pupil() -> None:
    found = standings(given(("a", 1, IdentityAnswer.SAME), ("b", 2, IdentityAnswer.OTHER), number=MIDORI_7))
    assert (found.same, found.numbers) == ({"a": 1}, {MIDORI_7: 1}), (
        "b is asked about 2 only, and is linked by nobody's word"
    )


def test_a_number_that_meant_people_born_on_two_days_names_nobody() -> None:
    first, later = given(("a", 1, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.SAME))
    found = standings([replace(first, born="2015-06-01"), replace(later, born="2018-01-01")])
    assert (found.unclear, found.born) == ({1}, {})
    assert standings([replace(first, born="2015-06-01"), replace(later, born="2015-06-01")]).born == {1: "2015-06-01"}


def test_a_pupil_number_given_to_a_pupil_born_on_another_day_is_two_pupils() -> None:
    """700 was 1's and is 2's now: what was said of the one breaks nothing of the other's."""
    said = given(
        ("a", 1, IdentityAnswer.SAME), ("b", 2, IdentityAnswer.SAME), ("b", 1, IdentityAnswer.OTHER), number=MIDORI_7
    )
    born = {1: "2015-06-01", 2: "2018-01-01"}
    found = standings([replace(one, born=born[one.pair.person or 0]) for one in said])
    assert (found.same, found.broken, found.numbers) == ({"a": 1, "b": 2}, frozenset(), {})
    twins = standings([replace(one, born="2015-06-01") for one in said])
    assert (twins.same, twins.broken) == ({}, {"a", "b"})
    unknown = standings([replace(said[0], born="2015-06-01"), *said[1:]])
    assert (unknown.same, unknown.broken) == ({}, {"a", "b"}), "who does not know the days cannot tell"
    denied = [replace(one, born=born[one.pair.person or 0]) for one in (*said[:2], replace(said[2], pair=Pair("c", 1)))]
    assert (standings(denied).same, standings(denied).broken) == ({"b": 2}, {"a", "c"})


def test_out_of_area_ends_where_somebody_is_found_later() -> None:
    away = ("a", None, IdentityAnswer.OUT_OF_AREA)
    assert standings(given(away)).nobody == {"a": IdentityAnswer.OUT_OF_AREA}
    found = standings(given(away, ("a", 1, IdentityAnswer.SAME)))
    assert (found.nobody, found.same) == ({}, {"a": 1})
