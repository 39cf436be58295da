"""Which resources may fit a child, each with why and with what is not known. Nothing is chosen here and nothing is ranked.

What counts are needs people confirmed (正否確認), the age and the 小学校区; never points, a band or a place on the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tsunagu_web.resources.declared import EVERYONE, ResourceRules
from tsunagu_web.resources.reading import ResourceLine, fits_age, fits_list

FITS, MAYBE, NOT = "fits", "maybe", "not"
NO_ADDRESS = "支援措置がある（または、だれにあるか確かでない）ため、区域では確かめません"
NO_DISTRICT = "小学校区が分かりません（世帯に、町の小学校へ通うこどもがいません）"


@dataclass(frozen=True)
class Need:
    """What is known of whom a resource is looked for. Whatever is None is not known, and `why_…` says why.

    `types`: 困難の類型 that people found right; `asked`: those of which they said わからない; `wrong`: those they said 該当しない of, for
    everybody it is about. Of any other nobody was asked. `hides`: no word of an area is said.
    """

    age: int | None = None
    why_no_age: str = ""
    types: frozenset[str] | None = None
    asked: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    why_no_types: str = ""
    area: str | None = None
    why_no_area: str = NO_DISTRICT
    hides: bool = False


@dataclass(frozen=True)
class Fit:
    """One resource for one need. `reasons`: what fits; `unknown`: what nobody knows; `against`: what does not fit;
    `checks`: what whoever tells the family of it asks first."""

    line: ResourceLine
    reasons: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """FITS, MAYBE or NOT."""
        return NOT if self.against else MAYBE if self.unknown else FITS

    def put(self, fits: bool | None, words: str) -> None:
        """Say something where it belongs."""
        (self.reasons if fits else self.unknown if fits is None else self.against).append(words)


def fits_of(
    lines: Iterable[ResourceLine], need: Need, rules: ResourceRules, types: Mapping[str, str]
) -> dict[str, list[Fit]]:
    """Standing resources by verdict, each list in the order of `lines`. `types`: 困難の類型 → label."""
    found: dict[str, list[Fit]] = {FITS: [], MAYBE: [], NOT: []}
    for line in lines:
        if not line.withdrawn:
            fit = fit_of(line, need, rules, types)
            found[fit.verdict].append(fit)
    return found


def fit_of(line: ResourceLine, need: Need, rules: ResourceRules, types: Mapping[str, str]) -> Fit:
    """One resource for one need."""
    fit = Fit(line)
    _age(fit, need)
    _types(fit, need, types)
    _area(fit, need)
    version = line.version
    fit.checks.extend(one.ask for one in rules.conditions if one.key in version.conditions)
    if version.condition_words:
        fit.checks.append(version.condition_words)
    if line.full or not line.opening:
        fit.checks.append(f"空き（{line.opening or 'いまは書かれていません'}）")
    if line.stale is not None:
        fit.checks.append(f"いまもあるか（{line.stale}日前に確かめたきり）")
    return fit


def _age(fit: Fit, need: Need) -> None:
    version, ages = fit.line.version, fit.line.ages
    if version.age_from is None and version.age_to is None:
        fit.put(None, "対象の年齢が書かれていません")
    elif need.age is None:
        fit.put(None, f"対象は{ages}。{need.why_no_age}")
    else:
        fits = fits_age(version, need.age)
        fit.put(fits, f"対象は{ages}（{need.age}歳）")


def _types(fit: Fit, need: Need, types: Mapping[str, str]) -> None:
    listed = fit.line.version.types
    if not listed:
        fit.put(None, "どの困難の類型のためか、書かれていません")
        return
    if EVERYONE in listed:
        fit.put(True, "どの家庭でも使えます")
        return
    if need.types is None:
        fit.put(None, f"{fit.line.types}のため。{need.why_no_types}")
        return
    right = [types.get(one, one) for one in listed if one in need.types]
    unsure = [types.get(one, one) for one in listed if one in need.asked]
    if right:
        fit.put(True, f"正否確認で「{'」「'.join(right)}」が該当")
    elif unsure:
        fit.put(None, f"「{'」「'.join(unsure)}」は、正否確認で わからない")
    elif set(listed) <= need.wrong:
        fit.put(False, f"{fit.line.types}のため（正否確認で 該当しない）")
    else:
        fit.put(None, f"{fit.line.types}のため。正否確認で、まだ確かめていない類型です")


def _area(fit: Fit, need: Need) -> None:
    listed = fit.line.version.areas
    if EVERYONE in listed:
        fit.put(True, "町全体で使えます")
    elif need.hides:
        fit.put(None, need.why_no_area)
    elif not listed:
        fit.put(None, "区域が書かれていません")
    elif need.area is None:
        fit.put(None, f"区域は{fit.line.areas}。{need.why_no_area}")
    else:
        fit.put(fits_list(listed, [need.area]), f"区域は{fit.line.areas}（{need.area}区）")
