"""F02 住民基本台帳（異動履歴）: every move of everybody, numbered."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """JUKI_IDO_RIREKI.csv."""
    yield office.draft("juki_ido", "JUKI_IDO_RIREKI.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        for sequence, move in enumerate(person.moves, start=1):
            leaving = move.reason in ("国内転出", "国外転出")
            yield (
                person.number,
                {
                    "宛名番号": person.number,
                    "履歴番号": sequence,
                    "世帯番号": move.household_no,
                    "異動年月日": move.moved_on,
                    "異動年月日_不詳フラグ": False,
                    "異動届出年月日": move.notified_on,
                    "異動事由コード": move.reason,
                    "転入前市区町村コード": move.from_city or None,
                    "転出先市区町村コード": move.to_city or None,
                    "転出予定年月日": move.moved_on if leaving else None,
                    "転出確定年月日": move.moved_on if leaving else None,
                    "処理日時": f"{move.notified_on:%Y-%m-%d} 10:{sequence:02}:00",
                },
            )
