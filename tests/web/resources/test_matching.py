"""What may fit and why: needs people confirmed, age and 小学校区. What is not known stays beside it, and is never a no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tsunagu.catalog import load_pack
from tsunagu_web.resources.declared import load_resources
from tsunagu_web.resources.matching import FITS, MAYBE, NO_ADDRESS, NOT, Need, fit_of, fits_of
from tsunagu_web.resources.models import Resource, ResourceVersion
from tsunagu_web.resources.reading import line_of

RULES = load_resources(load_pack("kaisei"))
TYPES = {"poverty": "貧困", "abuse": "虐待", "developmental": "発達障がい"}
KNOWN: dict[str, Any] = {
    "name": "食堂",
    "kind": "meals",
    "age_from": 6,
    "age_to": 12,
    "types": ["poverty"],
    "areas": ["開成小学校"],
    "opening": "open",
    "confirmed_on": date(2099, 1, 1),
}
NEED = Need(age=8, types=frozenset({"poverty"}), area="開成小学校", why_no_types="正否確認がまだ")


def fit(need: Need = NEED, **told: Any) -> Any:
    """How one resource fits one need."""
    version = ResourceVersion(resource=Resource(number=1), seq=1, **KNOWN | told)
    return fit_of(line_of(version, RULES, TYPES), need, RULES, TYPES)


def test_what_fits_says_why() -> None:
    found = fit()
    assert found.verdict == FITS
    assert found.reasons == ["対象は6〜12歳（8歳）", "正否確認で「貧困」が該当", "区域は開成小学校（開成小学校区）"]
    assert found.unknown == found.against == found.checks == []


@pytest.mark.parametrize(
    ("need", "told", "words"),
    [
        (NEED, {"age_from": None, "age_to": None}, "対象の年齢が書かれていません"),
        (NEED, {"types": []}, "どの困難の類型のためか"),
        (NEED, {"areas": []}, "区域が書かれていません"),
        (replace(NEED, types=None), {}, "正否確認がまだ"),
        (replace(NEED, types=frozenset(), asked=frozenset({"poverty"})), {}, "わからない"),
        (replace(NEED, types=frozenset({"abuse"})), {}, "まだ確かめていない類型"),
        (
            replace(NEED, types=frozenset(), wrong=frozenset({"poverty"})),
            {"types": ["poverty", "abuse"]},
            "まだ確かめて",
        ),
        (replace(NEED, area=None), {}, "小学校区が分かりません"),
        (replace(NEED, age=None, why_no_age="使う人の年齢で"), {}, "使う人の年齢で"),
    ],
)
def test_what_is_not_known_is_no_no(need: Need, told: dict[str, Any], words: str) -> None:
    found = fit(need, **told)
    assert found.verdict == MAYBE and words in "".join(found.unknown) and found.against == []


@pytest.mark.parametrize(
    ("need", "told"),
    [
        (replace(NEED, age=13), {}),
        (replace(NEED, age=5), {}),
        (replace(NEED, types=frozenset({"abuse"}), wrong=frozenset({"poverty"})), {}),
        (replace(NEED, types=frozenset(), wrong=frozenset({"poverty"})), {}),
        (replace(NEED, area="開成南小学校"), {}),
        (replace(NEED, types=None), {"age_from": 10}),  # one thing that does not fit is enough
    ],
)
def test_what_does_not_fit_says_why(need: Need, told: dict[str, Any]) -> None:
    found = fit(need, **told)
    assert found.verdict == NOT and len(found.against) == 1


def test_for_everybody_is_written_down() -> None:
    found = fit(replace(NEED, types=None, area=None), types=["*"], areas=["*"], age_from=0, age_to=None)
    assert found.verdict == FITS


def test_what_a_person_asks_first_does_not_hide_a_resource() -> None:
    found = fit(conditions=["certificate", "way"], opening="full", confirmed_on=date(2020, 1, 1))
    assert found.verdict == FITS and len(found.checks) == 4


def test_of_a_protected_household_no_area_is_said() -> None:
    need = replace(NEED, area=None, why_no_area=NO_ADDRESS, hides=True)
    for areas in (["開成小学校"], ["開成南小学校"], []):
        found = fit(need, areas=areas)
        assert found.unknown == [NO_ADDRESS] and "開成" not in "".join(found.reasons + found.unknown)


def test_the_order_is_that_of_the_directory_and_a_withdrawn_one_is_not_offered() -> None:
    lines = [
        line_of(ResourceVersion(resource=Resource(number=n), seq=1, **KNOWN | told), RULES, TYPES)
        for n, told in enumerate([{"name": "い"}, {"name": "あ", "state": "withdrawn"}, {"name": "う"}], 1)
    ]
    found = fits_of(lines, NEED, RULES, TYPES)
    assert [one.line.number for one in found[FITS]] == [1, 3] and found[MAYBE] == found[NOT] == []
