"""F35 要対協の進行管理台帳: one row per child (and a few expectant mothers), overwritten as cases go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.base.dates import add_months, age_on
from tsunagu.base.missing import Missing
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.departments.schools import school_kana
from tsunagu.sample.lives.casework import SupportCase
from tsunagu.sample.lives.schooling import nursery_of
from tsunagu.sample.people import Person
from tsunagu.sample.places import NURSERIES
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft, Value

SUPPORT = {"要保護": "月1回の家庭訪問、学校での見守り", "要支援": "育児相談、保育所での見守り", "特定妊婦": "妊婦訪問"}


def files(office: Office) -> Iterator[Draft]:
    """要対協_進行管理台帳.xlsx."""
    yield office.draft(
        "yotaikyo",
        "要対協_進行管理台帳.xlsx",
        _rows(office),
        title_rows=["要保護児童対策地域協議会　進行管理台帳"],
        sheet="進行管理",
    )


def _rows(office: Office) -> Iterator[Row]:
    cases: list[tuple[date, int, Person, SupportCase]] = []
    for person in office.everybody:
        case = office.facts.support_case(person) or _expectant(office, person)
        if case is not None:
            cases.append((case.registered_on, person.number, person, case))
    cases.sort(key=lambda entry: entry[:2])
    for sequence, (_, number, person, case) in enumerate(cases, start=1):
        yield number, {"No": sequence, **_row(office, person, case)}


def _expectant(office: Office, person: Person) -> SupportCase | None:
    """特定妊婦: the mother stands in the ledger from the 妊娠届 until a month after the birth."""
    if (
        person.strain < 2
        or person.number not in office.facts.pregnancies_of_mother
        or share(office.seed, "tokutei", person.number) > 0.25
    ):
        return None
    known = office.facts.pregnancies(person)
    if not known:
        return None
    pregnancy, expecting = known[-1]
    registered = add_months(expecting.notified_on, 1)
    if registered > office.as_of:
        return None
    released = office.facts.over(add_months(pregnancy.born_on, 1), person.left_on)
    return SupportCase(
        f"T{person.number % 1_000_000:06d}", "特定妊婦", registered, released, "なし", "", "危惧あり", True
    )


def _row(office: Office, person: Person, case: SupportCase) -> dict[str, Value]:
    head = person.household.head
    met = add_months(office.as_of, -1 - person.number % 3).replace(day=15)
    met_on = met if met > case.registered_on and case.released_on is None else None
    open_case = case.released_on is None
    return {
        "ケース番号": case.case_no,
        "世帯": head.name if head else "",
        "児童氏名": person.name,
        "ふりがな": school_kana(person),
        "生年月日": person.birth,
        "年齢": age_on(person.birth, office.as_of),
        "学年所属": _affiliation(office, person),
        "区分": case.kind,
        "登録日": case.registered_on,
        "虐待種別": case.abuse_kind,
        "重症度": case.severity,
        "主担当機関": "こども家庭センター",
        "関係機関": "学校、保健、福祉",
        "一時保護歴": Missing.UNKNOWN_CODE if case.custody == "不明" else case.custody,
        "支援内容": SUPPORT[case.kind],
        "前回会議": met_on,
        "次回確認": add_months(met_on, 3) if met_on else None,
        "状況変化": f"{office.as_of.month}月時点で大きな変化なし" if open_case else "終結",
        "解除日": case.released_on,
        "宛名番号": person.number if case.numbered or head is person else None,
    }


def _affiliation(office: Office, person: Person) -> str:
    seat = office.facts.roster.seats[office.facts.fiscal_year].get(person.number)
    if seat is not None:
        return f"{office.school_name(seat.school)}{seat.grade[1]}年"
    stay = nursery_of(office.seed, person)
    return NURSERIES[stay.facility][1] if stay is not None and stay.entered_on <= office.as_of <= stay.left_on else ""
