"""The directory as pages say it: each resource in words, what is not written down said as such, what grew old marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.reading import RunView
from tsunagu_web.resources.declared import ANY_FAMILY, EVERYONE, WHOLE_TOWN, ResourceRules, current_resources, label_of
from tsunagu_web.resources.keeping import newest_versions
from tsunagu_web.resources.models import ResourceVersion

NOT_WRITTEN = "書かれていません"
KEEP = "resource.keep"


@dataclass(frozen=True)
class ResourceLine:
    """One resource. `stale`: days since it was confirmed, where that is longer than declared; else None."""

    version: ResourceVersion
    kind: str
    ages: str
    types: str
    conditions: list[str]
    areas: str
    opening: str
    full: bool
    stale: int | None

    @property
    def number(self) -> int:
        """Number in the directory."""
        return self.version.resource.number

    @property
    def withdrawn(self) -> bool:
        """It is no longer there."""
        return self.version.state == ResourceVersion.WITHDRAWN


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; what is empty narrows nothing."""

    words: str = ""
    kind: str = ""
    type: str = ""
    area: str = ""
    age: int | None = None
    stale: bool = False
    withdrawn: bool = False

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Asked:
        """From the address of a page. An age that is no number narrows nothing."""
        age = unicodedata.normalize("NFKC", told.get("age", "")).strip()
        said: dict[str, Any] = {name: told.get(name, "").strip() for name in ("words", "kind", "type", "area")}
        said |= {name: bool(told.get(name)) for name in ("stale", "withdrawn")}
        return cls(**said, age=int(age) if age.isdecimal() and len(age) < 4 else None)


@dataclass(frozen=True)
class Directory:
    """What a search found. `total`: resources that stand in the directory; `not_sure`: of those found, how many are there
    only because an age, a type or an area is not written down."""

    lines: list[ResourceLine]
    total: int
    withdrawn: int
    stale: int
    not_sure: set[int] = field(default_factory=set)


def keeper_role(user: Any) -> str | None:
    """The role under which this person keeps the directory: of those that may, one that resources.yaml names."""
    decision = authorize(user, KEEP, PageObject("resource_add"), roles=current_resources().keeper_roles)
    return str(decision.role.key.value) if decision.role else None


def line_of(version: ResourceVersion, rules: ResourceRules, types: Mapping[str, str]) -> ResourceLine:
    """One version in words. `types`: 困難の類型 → label."""
    age = (clock.today() - version.confirmed_on).days
    return ResourceLine(
        version,
        rules.kind(version.kind).label,
        ages_words(version.age_from, version.age_to),
        _listed(version.types, ANY_FAMILY, types),
        [label_of(rules.conditions, one) for one in version.conditions],
        _listed(version.areas, WHOLE_TOWN, {}),
        label_of(rules.openings, version.opening) if version.opening else "",
        rules.is_full(version.opening),
        age if age > rules.confirm_days else None,
    )


def ages_words(low: int | None, high: int | None) -> str:
    """6〜15歳, 6歳から, 15歳まで, or that nobody wrote it down."""
    if low is None and high is None:
        return NOT_WRITTEN
    if low == high:
        return f"{low}歳"
    if high is None:
        return f"{low}歳から"
    return f"{low}〜{high}歳" if low is not None else f"{high}歳まで"


def _listed(keys: Iterable[str], everyone: str, labels: Mapping[str, str]) -> str:
    told = [everyone if key == EVERYONE else labels.get(key, key) for key in keys]
    return "、".join(told) or NOT_WRITTEN


def lines_of(run: RunView, versions: Iterable[ResourceVersion]) -> list[ResourceLine]:
    """In the order of the declared kinds, then by name."""
    rules, types = current_resources(), type_labels(run)
    order = {one.key: place for place, one in enumerate(rules.kinds)}
    found = [line_of(version, rules, types) for version in versions]
    return sorted(found, key=lambda one: (order.get(one.version.kind, len(order)), one.version.name, one.number))


def search(run: RunView, asked: Asked) -> Directory:
    """The resources that fit what is asked, or may: one whose age, type or area is not written down is not left out."""
    lines = lines_of(run, newest_versions())
    standing = [one for one in lines if not one.withdrawn]
    found, not_sure = [], set()
    for one in lines if asked.withdrawn else standing:
        fits = [_worded(one, asked.words), *_fits(one.version, asked)]
        if (asked.kind and one.version.kind != asked.kind) or (asked.stale and one.stale is None) or False in fits:
            continue
        found.append(one)
        if None in fits:
            not_sure.add(one.number)
    stale = sum(one.stale is not None for one in standing)
    return Directory(found, len(standing), len(lines) - len(standing), stale, not_sure)


def _fits(version: ResourceVersion, asked: Asked) -> list[bool | None]:
    return [
        fits_age(version, asked.age) if asked.age is not None else True,
        fits_list(version.types, [asked.type]) if asked.type else True,
        fits_list(version.areas, [asked.area]) if asked.area else True,
    ]


def fits_age(version: ResourceVersion, age: int) -> bool | None:
    """Whether somebody of this age is meant; None: the ages are not written down."""
    if version.age_from is None and version.age_to is None:
        return None
    return (version.age_from or 0) <= age <= (age if version.age_to is None else version.age_to)


def fits_list(listed: list[str], wanted: Iterable[str]) -> bool | None:
    """Whether one of `wanted` is listed, or everybody is meant; None: nothing is written down."""
    if not listed:
        return None
    return EVERYONE in listed or bool({*listed} & {*wanted})


def _worded(line: ResourceLine, words: str) -> bool:
    version = line.version
    told = (version.name, version.runner, line.kind, version.condition_words, version.days, version.cost)
    text = _folded(" ".join((*told, version.apply_words, version.contact, version.opening_words, line.areas)))
    return all(word in text for word in _folded(words).split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def areas_known(run: RunView) -> list[str]:
    """The 小学校 of the town that children of the run go to, and the areas that stand in the directory already."""
    places = {one.affiliation for one in run.serving.placed_children() if one.grade and one.grade[0] == "P"}
    return sorted((places - {None, NO_AFFILIATION, UNKNOWN_AFFILIATION}) | {*areas_used()})  # type: ignore[arg-type]


def areas_used() -> list[str]:
    """Areas that some standing resource names."""
    versions = newest_versions().filter(state=ResourceVersion.STANDING)
    return sorted({area for one in versions for area in one.areas} - {EVERYONE})
