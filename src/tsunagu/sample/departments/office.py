"""What every department's clerk has at hand when writing a file: the people, what is known of them, and the pack's layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tsunagu.base.eras import write_wareki
from tsunagu.catalog import Pack
from tsunagu.sample.facts import Facts
from tsunagu.sample.people import Household, Person
from tsunagu.sample.places import TOWNS, School
from tsunagu.sample.randomness import share
from tsunagu.sample.town import Town
from tsunagu.sample.writing import Draft, Value, draft_of

Row = tuple[int | None, dict[str, Value]]


@dataclass
class Office:
    """One town hall at the end of one month."""

    town: Town
    facts: Facts
    pack: Pack

    @property
    def as_of(self) -> date:
        """The day everything is written for."""
        return self.town.as_of

    @property
    def seed(self) -> int:
        """The town's seed."""
        return self.town.seed

    @cached_property
    def delivering(self) -> tuple[School, ...]:
        """The schools that hand over files of their own: those the pack declares, else every school."""
        declared = self.pack.layers.declaration.schools
        return tuple(school for school in self.town.schools.all if not declared or school.code in declared)

    @cached_property
    def everybody(self) -> list[Person]:
        """Everybody in the register, also those who left."""
        return self.town.register.people

    @cached_property
    def young(self) -> list[Person]:
        """Everybody born since the school year 2002, residents and gone."""
        return [person for person in self.everybody if person.school_year >= 2002]

    @cached_property
    def homes(self) -> list[Household]:
        """All households there ever were."""
        return self.town.register.households

    @cached_property
    def protected(self) -> set[int]:
        """Numbers of people whose address must not be written on paper that goes around."""
        from tsunagu.sample.lives.casework import protection_of

        return {
            person.number for home in self.homes if (protection_of(self.seed, home)) is not None for person in home.ever
        }

    def draft(self, source_id: str, name: str, rows: Iterable[Row], **more: object) -> Draft:
        """A file of a source, rendered by the pack's layout."""
        return draft_of(self.pack, source_id, name, rows, **more)

    def school_name(self, school: School) -> str:
        """The school's name as the pack's code list has it."""
        names = self.pack.code_lists.get("school_names")
        for code in names.codes if names else ():
            if code.value == school.code:
                return code.code
        return school.name

    def address(self, home: Household) -> str:
        """町字 and 番地 in one cell."""
        return f"{TOWNS[home.town][1]}{home.lot}" if home.lot else "町外"

    def wareki_title(self) -> str:
        """令和8年10月."""
        return write_wareki(self.as_of, "kanji").rsplit("月", 1)[0] + "月"

    def fiscal_year_title(self) -> str:
        """令和8年度."""
        return write_wareki(date(self.facts.fiscal_year, 5, 1), "kanji").split("年")[0] + "年度"

    def guardian(self, child: Person) -> Person | None:
        """保護者 as papers name one: the parent who heads the household, or the parent among the grandparents."""
        home = child.household
        if child.relation == ("20", "20"):
            parents = [
                p
                for p in home.members
                if p.relation in (("20",), ("20", "12")) and child.school_year - p.school_year > 15
            ]
            if parents:
                return parents[0]
        return home.head

    def kana_today(self, person: Person) -> str:
        """The register's kana: small letters were written large until the family confirmed the reading (since May 2025)."""
        if person.foreign or self.certified(person) or share(self.seed, "large kana", person.number) > 0.3:
            return person.kana
        return person.kana.translate(LARGE_KANA)

    def certified(self, person: Person) -> bool:
        """公証: whether the family has confirmed the reading of the name by now."""
        return (
            date(2025, 5, 26).toordinal() + share(self.seed, "certified", person.number) * 800 <= self.as_of.toordinal()
        )


LARGE_KANA = str.maketrans("ャュョッ", "ヤユヨツ")


def hiragana(kana: str) -> str:
    """ふりがな; ヴ and ー stay as they are."""
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ン" else letter for letter in kana)
