"""F19 産婦健診・産後 and F24 母子の訪問: what midwives and health nurses write down in the first months after a birth."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.infancy import YEARS_KEPT
from tsunagu.sample.lives.postpartum import PostpartumCheckup, home_visits_of, postpartum_checkups_of
from tsunagu.sample.people import Person
from tsunagu.sample.writing import Draft, Value


def checkups(office: Office) -> Iterator[Draft]:
    """産婦健診_産後.csv."""
    yield office.draft("sanpu", "産婦健診_産後.csv", _checkups(office))


def _checkups(office: Office) -> Iterator[Row]:
    for child in _infants(office):
        mother = child.mother
        for checkup in postpartum_checkups_of(office.seed, child):
            if mother is None or checkup.examined_on > office.as_of:
                continue
            if mother.left_on is None or mother.left_on > checkup.examined_on:
                yield mother.number, {"母宛名番号": mother.number, "児宛名番号": child.number, **_sheet(checkup)}


def _infants(office: Office) -> list[Person]:
    """Children of the years whose sheets were carried over from the old system."""
    return [child for child in office.young if child.birth.year >= office.as_of.year - YEARS_KEPT]


def _sheet(checkup: PostpartumCheckup) -> dict[str, Value]:
    return {
        "受診日": checkup.examined_on,
        "産後日数": checkup.days_after,
        **{f"EPDS_{place}": points for place, points in enumerate(checkup.epds, start=1)},
        "EPDS合計": checkup.epds_total,
        "赤ちゃんへの気持ち合計": checkup.feelings,
        "育児支援CL_該当数": checkup.rearing_marks,
        "判定": checkup.result,
        "産後ケア利用": checkup.aftercare,
        "フォロー方法": checkup.follow,
    }


def visits(office: Office) -> Iterator[Draft]:
    """母子訪問.xlsx: also the visits where nobody was met."""
    yield office.draft(
        "boshi_homon", "母子訪問.xlsx", _visits(office), title_rows=["母子訪問記録簿", ""], sheet="訪問記録"
    )


def _visits(office: Office) -> Iterator[Row]:
    for child in _infants(office):
        for visit in home_visits_of(office.seed, child):
            if visit.planned_on > office.as_of or (child.left_on is not None and child.left_on <= visit.planned_on):
                continue
            told = visit.visited_on is None or visit.visited_on <= office.as_of
            yield (
                child.number,
                {
                    "宛名番号": child.number,
                    "児氏名": child.name,
                    "訪問種別": visit.kind,
                    "事業": visit.programme,
                    "予定日": visit.planned_on,
                    "訪問日": visit.visited_on if told else None,
                    "訪問者": f"保健師{child.number % 4 + 1}" if told else None,
                    "結果": visit.outcome if told else None,
                    "EPDS": visit.epds if told else None,
                    "所見": visit.findings if told else None,
                    "支援区分": visit.support_level if told else None,
                    "次回": visit.next if told else None,
                },
            )
