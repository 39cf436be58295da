"""F13 身体障害者手帳, F14 療育手帳, F15 精神障害者保健福祉手帳."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.base.dates import add_months
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.disability import Certificate
from tsunagu.sample.people import Person
from tsunagu.sample.writing import Draft, Value

SEVERITY = {"A1": "最重度", "A2": "重度", "A3": "重度", "B1": "中度", "B2": "軽度"}
DISABILITIES = ("聴覚障害", "視覚障害", "上肢機能障害", "下肢機能障害", "心臓機能障害", "じん臓機能障害")


def shintai(office: Office) -> Iterator[Draft]:
    """身体障害者手帳.csv."""
    yield office.draft("shintai_techo", "身体障害者手帳.csv", _rows(office, "身体"))


def ryoiku(office: Office) -> Iterator[Draft]:
    """療育手帳.csv."""
    yield office.draft("ryoiku_techo", "療育手帳.csv", _rows(office, "療育"))


def seishin(office: Office) -> Iterator[Draft]:
    """精神障害者保健福祉手帳.csv."""
    yield office.draft("seishin_techo", "精神障害者保健福祉手帳.csv", _rows(office, "精神"))


def _rows(office: Office, kind: str) -> Iterator[Row]:
    write = {"身体": _shintai, "療育": _ryoiku, "精神": _seishin}[kind]
    for person in office.everybody:
        for certificate in office.facts.certificates(person):
            if certificate.kind == kind:
                state, returned = _state(office, person, certificate)
                yield (
                    person.number,
                    {
                        "宛名番号": person.number,
                        "手帳番号": certificate.number,
                        "交付日": certificate.issued_on,
                        "資格状態コード": state,
                        **write(certificate, returned, office.as_of),
                    },
                )


def _state(office: Office, person: Person, certificate: Certificate) -> tuple[str, date | None]:
    """資格状態 on the day, and since when it is no longer 有効."""
    gone = office.facts.over(person.left_on)
    given_up = office.facts.over(certificate.given_up_on)
    if given_up is not None and (gone is None or given_up < gone):
        return "返還", given_up
    if gone is not None:
        return ("死亡" if person.left_by == "死亡" else "転出"), gone
    end = certificate.ends_on(office.as_of)
    return ("返還", end) if end is not None and end <= office.as_of else ("有効", None)


def _shintai(certificate: Certificate, returned: date | None, as_of: date) -> dict[str, Value]:
    grade, place = int(certificate.grade), int(certificate.number[1:]) % len(DISABILITIES)
    return {
        "総合等級": f"{grade}級",
        "部位別等級": f"{DISABILITIES[place]}{grade}級",
        "障害名": DISABILITIES[place],
        "旅客種別": "第1種" if grade < 3 else "第2種",
        "再認定日": add_months(certificate.issued_on, 60) if grade == 3 else None,
        "返還日": returned,
        "県番号": "14",
    }


def _ryoiku(certificate: Certificate, returned: date | None, as_of: date) -> dict[str, Value]:
    return {
        "判定": certificate.grade,
        "判定_対応": SEVERITY[certificate.grade],
        "判定日": certificate.issued_on,
        "次回判定年月": add_months(certificate.issued_on, 48),
        "判定機関": "児童相談所",
        "備考": "",
    }


def _seishin(certificate: Certificate, returned: date | None, as_of: date) -> dict[str, Value]:
    return {
        "等級": f"{certificate.grade}級",
        "主たる精神障害コード": certificate.main_disorder,
        "従たる精神障害コード": certificate.second_disorder,
        "有効期限": certificate.ends_on(as_of),
        "年金区分": int(certificate.number[1:]) % 3 == 0,
        "返還日": returned,
    }
