"""F26 学齢簿: every pupil of compulsory age, with the school; also pupils from outside, whom no number of ours names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.schooling import entered_school_on, goes_private
from tsunagu.sample.people import Person, grade_in
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft, Value


def files(office: Office) -> Iterator[Draft]:
    """学齢簿.csv."""
    yield office.draft("gakureibo", "学齢簿.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    year = office.facts.fiscal_year
    for child in office.town.children:
        grade = grade_in(child, year)
        if grade is not None:
            yield child.number, _pupil(office, child, grade)
    for pupil in office.town.register.outsiders:
        grade = grade_in(pupil, year)
        if grade is not None:
            yield None, _outsider(office, pupil, grade)


def _pupil(office: Office, child: Person, grade: str) -> dict[str, Value]:
    private = goes_private(office.seed, child)
    school = office.town.schools.of(child.household.school_area, grade)
    guardian = office.guardian(child)
    moved_on = child.resident_since if child.resident_since > date(office.facts.fiscal_year, 4, 1) else None
    kind = office.facts.class_kind(child)
    return {
        **_common(child, grade),
        "児童宛名番号": child.number,
        "世帯番号": child.household.number,
        "保護者宛名番号": guardian.number if guardian else None,
        "保護者氏名": guardian.name if guardian else "",
        "続柄": _tie(guardian),
        "住所": "" if child.number in office.protected else office.address(child.household),
        "指定校コード": school.code,
        "在籍校コード": None if private else school.code,
        "学級区分": kind,
        "障害種": "自閉・情緒" if kind == "特別支援" else None,
        "国私立": "私立" if private else None,
        "区域外": False,
        "就学判定": "特別支援学級" if kind == "特別支援" else None,
        "異動日": moved_on,
        "異動事由": "転入" if moved_on else None,
        "要配慮": share(office.seed, "care at school", child.number) < 0.02,
    }


def _common(pupil: Person, grade: str) -> dict[str, Value]:
    return {
        "学齢簿番号": register_number(pupil),
        "児童氏名": pupil.name,
        "カナ": pupil.kana,
        "生年月日": pupil.birth,
        "性別": pupil.sex,
        "学年": grade,
        "猶予免除": False,
        "入学日": entered_school_on(pupil, grade),
    }


def _outsider(office: Office, pupil: Person, grade: str) -> dict[str, Value]:
    school = office.town.schools.of(pupil.household.school_area, grade)
    return {
        **_common(pupil, grade),
        "保護者氏名": outside_guardian(pupil),
        "続柄": "父",
        "住所": "町外",
        "指定校コード": None,
        "在籍校コード": school.code,
        "学級区分": "通常",
        "区域外": True,
        "指定校変更理由": "区域外就学",
        "要配慮": False,
    }


def _tie(guardian: Person | None) -> str:
    return "" if guardian is None else "父" if guardian.sex == "男" else "母"


def outside_guardian(pupil: Person) -> str:
    """The guardian's name of a pupil from outside."""
    return f"{pupil.family.written}　{'一郎' if pupil.number % 2 else '太郎'}"


def register_number(pupil: Person) -> str:
    """学齢簿番号."""
    return f"G{pupil.number:08d}" if pupil.number > 0 else f"K{-pupil.number:08d}"
