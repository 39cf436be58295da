"""A town that writes as towns do: every row is accounted for, every planted fault told at its place, no answer silently wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import pytest

from support.played import Played, play
from tests.prove import compared
from tests.prove.compared import Key, Noted


@dataclass(frozen=True)
class Dirty:
    """A dirty town and the same town with clean files."""

    town: Played
    clean: Played

    @cached_property
    def noted(self) -> Noted:
        """Every fault the receipts tell of."""
        return compared.noted_faults(compared.receipts(self.town))

    @cached_property
    def wrong(self) -> list[Key]:
        """Questions answered yes or no otherwise than lived."""
        return compared.known_but_wrong(compared.given_answers(self.town), self.town.true_answers())

    @cached_property
    def held(self) -> dict[str, set[str]]:
        """By person: the sources with a row held back or damaged."""
        lacking, usual = (
            compared.rows_without_their_person(town, compared.found_links(town)) for town in (self.town, self.clean)
        )
        return compared.held_back(self.town, lacking, usual, self.noted)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Dirty:
    folder = tmp_path_factory.mktemp("dirty")
    town = play(folder / "dirty", seed=5, children=900, dirt=0.05)
    return Dirty(town, play(folder / "clean", seed=5, children=900, dirt=0.0))


def test_every_planted_fault_is_in_a_receipt_at_its_line_with_its_code(dirty: Dirty) -> None:
    planted = compared.planted_faults(dirty.town)
    missed = compared.missed_faults(planted, dirty.noted)
    assert len(planted) > 2_000
    assert not missed, Counter(code for _, _, code in missed).most_common() + missed[:10]


def test_nothing_is_told_that_was_not_planted(dirty: Dirty) -> None:
    usual = compared.noted_faults(compared.receipts(dirty.clean))
    assert compared.false_alarms(compared.planted_faults(dirty.town), dirty.noted, usual) == {}


def test_every_row_of_every_file_is_accepted_or_refused(dirty: Dirty) -> None:
    assert compared.unaccounted_files(dirty.town, compared.receipts(dirty.town)) == []


def test_no_row_goes_to_the_wrong_person(dirty: Dirty) -> None:
    assert compared.wrong_links(compared.found_links(dirty.town), compared.true_links(dirty.town)) == []


def test_no_answer_is_wrong_without_a_row_held_back_that_says_so(dirty: Dirty) -> None:
    assert len(dirty.wrong) <= 30
    assert compared.silent(dirty.wrong, compared.families(dirty.clean), dirty.held) == []


def test_whoever_is_absent_has_no_readable_row_in_the_register(dirty: Dirty) -> None:
    lived = {child for child, _ in dirty.town.true_answers()}
    absent = lived - {child for child, _ in compared.given_answers(dirty.town)}
    assert 0 < len(absent) < 0.02 * len(lived)
    assert [child for child in absent if not compared.REGISTER & dirty.held.get(child, set())] == []


def test_a_broken_twin_that_shifts_lines_by_one_is_caught(dirty: Dirty) -> None:
    shifted = [((file, sheet, line + 1), *rest) for (file, sheet, line), *rest in compared.planted_faults(dirty.town)]
    assert compared.missed_faults(shifted, dirty.noted)  # type: ignore[arg-type]


def test_a_broken_twin_that_forgets_what_was_held_back_is_caught(dirty: Dirty) -> None:
    assert dirty.wrong
    assert compared.silent(dirty.wrong, compared.families(dirty.clean), {})
