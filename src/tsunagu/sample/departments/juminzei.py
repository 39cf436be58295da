"""F05 住民税の課税: every grown-up of the last three 課税年度. Shipped disabled: without consent nobody writes it."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.wealth import tax_of
from tsunagu.sample.writing import Draft

FLAT_LEVY = 6_000
RATE = 0.1


def files(office: Office) -> Iterator[Draft]:
    """JUMINZEI_KAZEI.csv."""
    yield office.draft("juminzei", "JUMINZEI_KAZEI.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    latest = office.as_of.year if office.as_of.month >= 6 else office.as_of.year - 1
    for person in office.everybody:
        for year in (latest - 2, latest - 1, latest):
            tax = tax_of(office.seed, person, year)
            if tax is None:
                continue
            unknown = tax.undeclared == "完全未申告"
            yield (
                person.number,
                {
                    "宛名番号": person.number,
                    "課税年度": year,
                    "課税非課税区分": None if unknown else "課税" if tax.taxed else "非課税",
                    "未申告区分": tax.undeclared,
                    "合計所得金額": None if unknown else tax.income,
                    "給与収入": None if unknown else tax.salary,
                    "所得割額": None if unknown else int(tax.income * RATE) if tax.taxed else 0,
                    "均等割額": None if unknown else FLAT_LEVY if tax.taxed else 0,
                    "扶養人数": None if unknown else tax.dependants,
                    "配偶者控除区分": "",
                    "更正日": office.facts.over(tax.corrected_on),
                },
            )
