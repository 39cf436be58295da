"""F10 生活保護: one row per member of a household."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.juki_kojin import RELATION_WORDS
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """生活保護個人情報.csv."""
    yield office.draft("seikatsu_hogo", "生活保護個人情報.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for home in office.homes:
        for member, row in enumerate(office.facts.assistance(home), start=1):
            person = row.person
            yield (
                person.number,
                {
                    "福祉事務所コード": "14050",
                    "ケース番号": row.case.case_no,
                    "世帯員番号": member,
                    "宛名番号": person.number,
                    "氏名カナ": person.kana,
                    "生年月日": person.birth,
                    "続柄": RELATION_WORDS.get(person.relation, ""),
                    "世帯類型": row.case.kind,
                    "開始年月日": row.starts_on,
                    "停止年月日": row.suspended_on,
                    "廃止年月日": row.ends_on,
                    "開始理由": "収入減少",
                    "廃止理由": None if row.ends_on is None else row.case.end_reason or "転出",
                    "生活扶助": True,
                    "住宅扶助": not home.building.startswith("県営"),
                    "教育扶助": office.facts.roster.seats[office.facts.fiscal_year].get(person.number) is not None,
                    "医療扶助": True,
                    "担当CW": f"CW{home.number % 4 + 1}",
                },
            )
