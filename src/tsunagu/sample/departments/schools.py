"""What each school writes by itself: F27 就学援助, F28 出欠, F29 健診. No 宛名番号 anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.sample.departments.bango_taio import pupil_number
from tsunagu.sample.departments.office import Office, Row, hiragana
from tsunagu.sample.lives.schooling import MonthAtSchool, SchoolAid, SchoolHealth
from tsunagu.sample.people import Person
from tsunagu.sample.places import School
from tsunagu.sample.roster import Seat
from tsunagu.sample.writing import Draft, Value

GRADE_NUMBER = {**{f"P{n}": n for n in range(1, 7)}, **{f"J{n}": n + 6 for n in range(1, 4)}}


def attendance(office: Office) -> Iterator[Draft]:
    """出欠_月別_<学校名>_<年度>.csv, one per school in the order of names, with a title above the header."""
    for school in sorted(office.delivering, key=office.school_name):
        name = office.school_name(school)
        titles = [f"{office.fiscal_year_title()}　出欠状況一覧（月別）", f"{name}　{office.wareki_title()}末現在", ""]
        yield office.draft(
            "shukketsu",
            f"出欠_月別_{name}_{office.facts.fiscal_year}.csv",
            _attendance(office, school),
            title_rows=titles,
        )


def _seats(office: Office, school: School, year: int) -> list[Seat]:
    seats = [seat for seat in office.facts.roster.seats[year].values() if seat.school is school]
    return sorted(seats, key=lambda seat: (seat.grade, seat.room, seat.number))


def _attendance(office: Office, school: School) -> Iterator[Row]:
    now = office.facts.fiscal_year
    for year in (now - 2, now - 1, now):
        for seat in _seats(office, school, year):
            shared = _pupil(office, seat, school) | {"年度": year, "学校コード": school.code}
            if school is office.town.schools.numbered:
                shared["学籍番号"] = pupil_number(seat.pupil)
            for month in office.facts.roster.months_of(seat.pupil, year):
                yield _resident(seat.pupil), shared | _month(month)


def _resident(pupil: Person) -> int | None:
    return pupil.number if pupil.number > 0 else None


def _pupil(office: Office, seat: Seat, school: School) -> dict[str, Value]:
    pupil = seat.pupil
    return {
        "学年": seat.grade,
        "組": seat.room,
        "番号": seat.number,
        "氏名": pupil.name,
        "ふりがな": school_kana(pupil),
        "生年月日": pupil.birth,
        "性別": pupil.sex,
    }


def school_kana(pupil: Person) -> str:
    """Schools write ふりがな; of foreign pupils the katakana they hear."""
    return pupil.kana if pupil.foreign else hiragana(pupil.kana)


def _month(month: MonthAtSchool) -> dict[str, Value]:
    required = month.school_days - month.suspended - month.mourning
    return {
        "月": month.month,
        "授業日数": month.school_days,
        "出停": month.suspended,
        "忌引": month.mourning,
        "出席すべき日数": required,
        "病欠": month.sick,
        "事故欠": month.other,
        "欠席計": month.absent,
        "遅刻": month.late,
        "早退": month.left_early,
        "欠課": 0,
        "欠時": 0,
        "出席日数": None if month.absent is None else required - month.absent,
        "備考": "入力未了" if month.absent is None else None,
    }


def health(office: Office) -> Iterator[Draft]:
    """保健_身体計測歯科_<学校名>.csv: the latest June check-up."""
    for school in office.delivering:
        yield office.draft(
            "gakko_kenshin", f"保健_身体計測歯科_{office.school_name(school)}.csv", _health(office, school)
        )


def _health(office: Office, school: School) -> Iterator[Row]:
    roster = office.facts.roster
    for seat in _seats(office, school, roster.health_year):
        examined = roster.health_of(seat.pupil)
        if examined is not None:
            pupil = _pupil(office, seat, school)
            pupil["かな"] = pupil.pop("ふりがな")
            yield _resident(seat.pupil), pupil | {"学校": school.code} | _examined(examined)


def _examined(examined: SchoolHealth) -> dict[str, Value]:
    draw = examined.draw
    return {
        "身長": f"{examined.height:.1f}",
        "体重": f"{examined.weight:.1f}",
        "肥満度": f"{draw * 30 - 12:.1f}",
        "視力右左": f"{'AABC'[int(draw * 4)]}/{'ABAA'[int(draw * 8) % 4]}",
        "聴力": "異常なし",
        "尿": "-",
        "未処置歯_乳歯": examined.untreated_milk,
        "未処置歯_永久歯": examined.untreated,
        "処置歯": examined.treated,
        "CO": 1 if 0.9 < draw < 0.95 else 0,
        "歯肉": "要観察" if draw > 0.93 else "異常なし",
        "歯列咬合": "異常なし" if draw < 0.88 else "要観察",
        "要精密検査": examined.needs_exam,
        "受診報告": draw < 0.5 if examined.needs_exam else None,
    }


def aid(office: Office) -> Iterator[Draft]:
    """就学援助認定_<学校名>.xlsx: the decisions of this 年度 and the two before."""
    for school in office.town.schools.all:
        name = office.school_name(school)
        titles = [f"就学援助認定者一覧　{name}"]
        yield office.draft(
            "shugaku_enjo", f"就学援助認定_{name}.xlsx", _aid(office, school), title_rows=titles, sheet="認定一覧"
        )


def _aid(office: Office, school: School) -> Iterator[Row]:
    """Every decision; where a school has none, the one family that asked and was refused (no list comes in empty)."""
    now, empty = office.facts.fiscal_year, True
    for year in (now - 2, now - 1, now):
        for seat in _seats(office, school, year):
            decided = office.facts.school_aid(seat.pupil, year)
            if decided is not None:
                empty = False
                yield seat.pupil.number, _aid_row(office, school, seat, decided)
    refused = [seat for seat in _seats(office, school, now - 1) if seat.pupil.number > 0 and not seat.pupil.namesake]
    if empty and refused:
        decided = SchoolAid(now - 1, "否認定", date(now - 1, 7, 1))
        yield refused[0].pupil.number, _aid_row(office, school, refused[0], decided)


def _aid_row(office: Office, school: School, seat: Seat, decided: SchoolAid) -> dict[str, Value]:
    pupil, granted = seat.pupil, decided.kind != "否認定"
    guardian = office.guardian(pupil)
    return {
        "年度": decided.fiscal_year,
        "学校名": school.code,
        "学年": seat.grade,
        "組": seat.room,
        "氏名": pupil.name,
        "フリガナ": pupil.kana,
        "保護者名": guardian.name if guardian else "",
        "認定区分": decided.kind,
        "認定日": decided.approved_on,
        "理由": "所得基準" if granted else "所得超過",
        "世帯員数": max(1, len(pupil.household.members)),
        "学用品費": 11_630 if granted else 0,
        "給食費": 48_000 if granted else 0,
    }
