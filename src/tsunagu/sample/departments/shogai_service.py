"""F17 障害福祉サービスの支給決定: its key is the 受給者証番号; a third of the rows carry no 宛名番号 of the child."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """障害福祉サービス支給決定.csv."""
    yield office.draft("shogai_service", "障害福祉サービス支給決定.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        grown = person.school_year < 2004
        guardian = person if grown else office.guardian(person)
        numbered = not grown and share(office.seed, "service number", person.number) > 0.35
        for decision in office.facts.services(person):
            daily = decision.service in (
                "児童発達支援",
                "放課後等デイサービス",
                "保育所等訪問支援",
                "短期入所",
                "生活介護",
            )
            yield (
                person.number,
                {
                    "受給者証番号": decision.beneficiary_no,
                    "支給決定者宛名番号": guardian.number if guardian else None,
                    "児童宛名番号": person.number if numbered else None,
                    "決定種別": decision.decision,
                    "サービス種類": decision.service,
                    "支給量": 10 if daily else 20,
                    "単位": "日/月" if daily else "時間/月",
                    "決定開始": decision.starts_on,
                    "決定終了": decision.ends_on,
                    "障害支援区分": "区分3" if grown else "なし",
                    "上限月額": 4600,
                    "相談支援事業所": "相談室あゆみ",
                    "契約事業所": "こども発達支援センター",
                    "実績有無": decision.used,
                    "異動区分": "新規" if decision.first else "変更",
                },
            )
