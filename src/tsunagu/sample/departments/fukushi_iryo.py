"""F09 福祉医療の資格: こども, ひとり親, 障がい者, 未熟児養育."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft

INSURANCES = ("国保", "協会", "協会", "組合", "共済", "協会")


def files(office: Office) -> Iterator[Draft]:
    """福祉医療資格.csv."""
    yield office.draft("fukushi_iryo", "福祉医療資格.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        for row in office.facts.subsidies(person):
            guardian = office.guardian(person) if person.school_year >= 2002 else None
            yield (
                person.number,
                {
                    "宛名番号": person.number,
                    "制度区分": row.scheme,
                    "受給者番号": f"{person.number % 10_000_000:07d}",
                    "資格取得日": row.starts_on,
                    "資格喪失日": row.ends_on,
                    "喪失事由": None
                    if row.ends_on is None
                    else "転出"
                    if person.left_on == row.ends_on
                    else "資格満了",
                    "保護者宛名番号": guardian.number if guardian else None,
                    "保険種別": INSURANCES[int(share(office.seed, "insurance", person.household.number) * 6)],
                    "自己負担区分": "なし",
                    "所得判定": "",
                    "交付日": row.issued_on,
                },
            )
