"""F30 スクリーニング, F31 心の健康観察, F32 学級満足度: what each school gathers about its pupils. No 宛名番号, no birth date."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.missing import Missing
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.departments.schools import school_kana
from tsunagu.sample.lives.school_eyes import feelings_of, satisfactions_of, screening_of
from tsunagu.sample.people import Person
from tsunagu.sample.places import School
from tsunagu.sample.randomness import share
from tsunagu.sample.roster import Seat
from tsunagu.sample.writing import Draft, Value


def screening(office: Office) -> Iterator[Draft]:
    """スクリーニング_<学校名>.xlsx: one sheet per class, the school only in the file's name."""
    for school in office.delivering:
        name = office.school_name(school)
        seats = _seats_now(office, school)
        yield office.draft(
            "screening",
            f"スクリーニング_{name}.xlsx",
            [(_resident(seat.pupil), _screened(office, seat)) for seat in seats],
            title_rows=[f"スクリーニングシート　{office.fiscal_year_title()}"],
            row_sheets=[_class_name(seat) for seat in seats],
        )


def _seats_now(office: Office, school: School) -> list[Seat]:
    """The pupils who sit there at the end of the month, class by class."""
    year, month = office.facts.fiscal_year, office.as_of.month
    roster = office.facts.roster
    seats = [
        seat
        for seat in roster.seats[year].values()
        if seat.school is school and roster.enrolled(seat.pupil, year, month)
    ]
    return sorted(seats, key=lambda seat: (seat.grade, seat.room, seat.number))


def _resident(pupil: Person) -> int | None:
    return pupil.number if pupil.number > 0 else None


def _class_name(seat: Seat) -> str:
    return f"{seat.grade[1:]}年{seat.room}組"


def _seated(seat: Seat) -> dict[str, Value]:
    return {"学年": seat.grade, "組": seat.room, "番号": seat.number, "氏名": seat.pupil.name}


def _screened(office: Office, seat: Seat) -> dict[str, Value]:
    months = office.facts.roster.months_of(seat.pupil, office.facts.fiscal_year)
    absent = sum(month.absent or 0 for month in months)
    late = sum(month.late or 0 for month in months)
    in_arrears = (
        any(note.lunch_arrears for note in office.facts.watch_notes(seat.pupil)) if seat.pupil.number > 0 else False
    )
    marks = screening_of(office.seed, seat.pupil, office.facts.fiscal_year, absent, late, in_arrears)
    memo = "家庭と連絡がとりにくい。" if marks["連絡"] == "◎" else None
    return {**_seated(seat), "ふりがな": school_kana(seat.pupil), "生年月日": seat.pupil.birth, **marks, "メモ": memo}


def feelings(office: Office) -> Iterator[Draft]:
    """心の健康観察_yyyymm.csv: one service for all schools, the month's answers."""
    yield office.draft("kokoro", f"心の健康観察_{office.as_of:%Y%m}.csv", _feelings(office))


def _feelings(office: Office) -> Iterator[Row]:
    for school in office.town.schools.all:
        for seat in _seats_now(office, school):
            account = f"{school.code}-{abs(seat.pupil.number) % 1_000_000:06d}{'x' if seat.pupil.number < 0 else ''}"
            for feeling in feelings_of(office.seed, seat.pupil, office.as_of, office.as_of):
                yield (
                    _resident(seat.pupil),
                    {
                        "アカウントID": account,
                        "学校": school.code,
                        "クラス": _class_name(seat),
                        "出席番号": seat.number,
                        "表示名": _shown(office, seat.pupil),
                        "日時": f"{feeling.answered_at:%Y-%m-%d %H:%M:%S}",
                        "気分": Missing.REFUSED if feeling.mood is None else feeling.mood,
                        "体調": feeling.condition,
                        "相談希望": feeling.wants_to_talk,
                        "相談相手": feeling.talk_to,
                        "相談内容": feeling.topic,
                        "コメント": feeling.comment,
                    },
                )


def _shown(office: Office, pupil: Person) -> str:
    """表示名: what the pupil or the school typed in when the account was made."""
    return pupil.name if share(office.seed, "account name", pupil.number) < 0.8 else pupil.given.kana


def satisfaction(office: Office) -> Iterator[Draft]:
    """学級満足度_<学校名>.xlsx: the questionnaires of this 年度 and the one before that have been held by now."""
    for school in office.town.schools.all:
        name = office.school_name(school)
        yield office.draft(
            "manzokudo",
            f"学級満足度_{name}.xlsx",
            _satisfaction(office, school),
            title_rows=["学級満足度調査　結果一覧"],
            sheet="結果",
        )


def _satisfaction(office: Office, school: School) -> Iterator[Row]:
    year = office.facts.fiscal_year if office.as_of.month not in (4, 5, 6) else office.facts.fiscal_year - 1
    seats = [seat for seat in office.facts.roster.seats[year].values() if seat.school is school]
    for seat in sorted(seats, key=lambda seat: (seat.grade, seat.room, seat.number)):
        for held in satisfactions_of(office.seed, seat.pupil, year):
            if held.taken_on <= office.as_of and office.facts.roster.enrolled(seat.pupil, year, held.taken_on.month):
                yield (
                    _resident(seat.pupil),
                    {
                        "学校": school.code,
                        **_seated(seat),
                        "実施日": held.taken_on,
                        "承認得点": held.approval,
                        "被侵害得点": held.victim,
                        "群": held.group,
                        "回": held.round,
                    },
                )
