"""F25 保育の入所: who goes to which nursery or kindergarten, since when."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.schooling import nursery_of
from tsunagu.sample.places import NURSERIES
from tsunagu.sample.writing import Draft

YEARS_KEPT = 6


def files(office: Office) -> Iterator[Draft]:
    """保育入所.csv."""
    yield office.draft("hoiku", "保育入所.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for child in office.young:
        stay = nursery_of(office.seed, child)
        if (
            stay is None
            or stay.certified_from > office.as_of
            or (child.left_on is not None and child.left_on <= stay.entered_on)
        ):
            continue
        leaves = min(stay.left_on, child.left_on) if child.left_on else stay.left_on
        left = leaves if leaves < office.as_of or child.left_on else None
        if left is not None and left.year < office.as_of.year - YEARS_KEPT:
            continue
        code, name = NURSERIES[stay.facility]
        guardian = office.guardian(child)
        school_kind = stay.certification == "1号"
        yield (
            child.number,
            {
                "児童宛名番号": child.number,
                "保護者宛名番号": guardian.number if guardian else None,
                "認定区分": stay.certification,
                "保育必要量": None if school_kind else "標準",
                "必要事由": None if school_kind else "就労",
                "認定開始": stay.certified_from,
                "認定終了": stay.left_on,
                "施設コード": code,
                "施設名": name,
                "入所日": stay.entered_on,
                "退所日": left,
                "階層区分": f"第{2 + child.household.number % 7}階層",
                "保育料滞納": stay.arrears,
                "障がい児加配": stay.extra_staff,
            },
        )
