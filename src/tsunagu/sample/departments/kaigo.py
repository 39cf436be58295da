"""F12 介護認定: control record, data records, end record with their count; no header."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """介護認定.csv."""
    yield office.draft("kaigo", "介護認定.csv", _rows(office), control=["1", "KAIGO", f"{office.as_of:%Y%m%d}"])


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        for term in office.facts.care(person):
            yield (
                person.number,
                {
                    "被保険者番号": term.insured_no,
                    "宛名番号": person.number,
                    "要介護状態区分": term.level,
                    "認定開始": term.starts_on,
                    "認定終了": term.ends_on,
                    "申請日": term.applied_on,
                    "認定日": term.decided_on,
                    "居宅施設区分": "施設" if share(office.seed, "care home", person.number) < 0.2 else "居宅",
                    "障害高齢者自立度": "A1",
                    "認知症自立度": "Ⅰ",
                },
            )
