"""F16 自立支援医療: a row for every year of 育成医療, 更生医療 or 精神通院医療."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.entitlements import CAPS_YEN, medical_supports_of
from tsunagu.sample.places import CLINICS
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """自立支援医療.csv."""
    yield office.draft("jiritsu_shien", "自立支援医療.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        for support in medical_supports_of(office.seed, person):
            if support.starts_on > office.as_of or (person.left_on is not None and person.left_on <= support.starts_on):
                continue
            yield (
                person.number,
                {
                    "受給者番号": support.beneficiary_no,
                    "宛名番号": person.number,
                    "医療区分": support.kind,
                    "開始": support.starts_on,
                    "終了": support.ends_on,
                    "医療機関": f"見本病院{CLINICS[person.number % len(CLINICS)][-2:]}",
                    "疾病": support.disease,
                    "重度継続": support.severe_continuing,
                    "所得区分": support.income_class,
                    "上限額": CAPS_YEN[support.income_class],
                },
            )
