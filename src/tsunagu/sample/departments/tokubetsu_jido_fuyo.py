"""F08 特別児童扶養手当: one row per child, paid to whoever brings it up."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.dates import month_start
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.entitlements import special_allowance_of
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """特別児童扶養手当.csv."""
    yield office.draft("tokubetsu_jido_fuyo", "特別児童扶養手当.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for child in office.young:
        allowance = special_allowance_of(office.seed, child)
        if allowance is None or allowance.approved_on > office.as_of:
            continue
        if child.left_on is not None and child.left_on <= allowance.approved_on:
            continue
        guardian = office.guardian(child)
        ended = office.facts.over(allowance.ends_on, child.left_on)
        yield (
            child.number,
            {
                "受給者宛名番号": guardian.number if guardian else None,
                "児童宛名番号": child.number,
                "認定番号": allowance.approval_no,
                "認定年月": allowance.approved_on,
                "等級": allowance.grade,
                "障害種別": allowance.disability,
                "支給停止区分": allowance.suspended,
                "喪失年月": month_start(ended) if ended else None,
                "喪失事由": None if ended is None else "転出" if ended == child.left_on else "20歳到達",
            },
        )
