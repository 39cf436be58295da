"""F06 児童手当: one row per child, paid to a parent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.base.dates import add_months, month_start
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.welfare import end_of_support
from tsunagu.sample.people import Person
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """児童手当受給者一覧.csv."""
    yield office.draft("jido_teate", "児童手当受給者一覧.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for child in office.young:
        approved = add_months(month_start(child.known_on), 1)
        ended = office.facts.over(end_of_support(child), child.left_on)
        if (
            approved > office.as_of
            or (ended is not None and month_start(ended) <= approved)
            or ended is not None
            and ended.year < office.as_of.year - 1
        ):
            continue
        guardian = office.guardian(child)
        order = 1 + sum(
            other.birth < child.birth and other.relation == child.relation for other in child.household.members
        )
        yield (
            child.number,
            {
                "受給者宛名番号": guardian.number if guardian else None,
                "受給者氏名": guardian.name if guardian else None,
                "児童宛名番号": child.number,
                "児童氏名": child.name,
                "続柄": "子",
                "認定年月": approved,
                "支給区分": "児童手当",
                "同居別居区分": "同居",
                "監護区分": "監護",
                "第何子": order,
                "手当月額": _amount(child, order, office.as_of),
                "消滅年月": month_start(ended) if ended else None,
                "消滅事由": None if ended is None else "転出" if child.left_on else "年齢到達",
                "公務員区分": child.household.number % 29 == 0,
            },
        )


def _amount(child: Person, order: int, as_of: date) -> int:
    if order >= 3:
        return 30_000
    return 15_000 if add_months(child.birth, 36) > as_of else 10_000
