"""F23 予防接種: one row per dose. Some rows still carry the number a person had before."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.places import CLINICS
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """予防接種.csv."""
    yield office.draft("yobosesshu", "予防接種.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for child in office.young:
        number = child.former_number or child.number
        for dose in office.facts.doses(child):
            place = (child.number + dose.given_on.toordinal()) % len(CLINICS)
            yield (
                child.number,
                {
                    "宛名番号": number,
                    "ワクチン種類": dose.vaccine,
                    "回数": dose.dose,
                    "接種日": dose.given_on,
                    "実施方式": "転入前" if dose.elsewhere else "集団" if dose.vaccine == "BCG" else "個別",
                    "接種区分": "接種" if dose.given else "予診のみ",
                    "予防接種区分": "定期",
                    "医療機関コード": None if dose.elsewhere else CLINICS[place],
                    "ロット": None if dose.elsewhere else f"L{dose.given_on.toordinal() % 9000 + 1000}",
                    "接種量": "0.5" if dose.given and not dose.elsewhere else None,
                },
            )
