"""F07 児童扶養手当: one row per child of a single parent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.facts import AllowanceRow
from tsunagu.sample.writing import Draft

YEN = {"全部支給": 45_500, "一部支給": 24_300, "全部停止": 0}


def files(office: Office) -> Iterator[Draft]:
    """児童扶養手当.csv."""
    yield office.draft("jido_fuyo", "児童扶養手当.csv", _rows(office))


def _why_ended(row: AllowanceRow) -> str | None:
    if row.ended_on is None:
        return None
    if row.ended_on == row.allowance.lost_on:
        return row.allowance.lost_by
    return "転出" if row.child.left_on == row.ended_on else "年齢到達"


def _rows(office: Office) -> Iterator[Row]:
    report = date(office.as_of.year if office.as_of.month >= 9 else office.as_of.year - 1, 8, 20)
    for home in office.homes:
        rows = office.facts.allowances(home)
        for row in rows:
            yield (
                row.child.number,
                {
                    "証書番号": row.allowance.certificate_no,
                    "受給者宛名番号": home.head.number if home.head else None,
                    "児童宛名番号": row.child.number,
                    "認定年月日": row.allowance.approved_on,
                    "支給開始年月": row.paid_from,
                    "支給区分": row.allowance.kind,
                    "支給要件": row.allowance.ground or "離婚",
                    "対象児童数": len(rows),
                    "手当月額": YEN[row.allowance.kind],
                    "現況届提出日": report if report > row.allowance.approved_on else None,
                    "差止区分": False,
                    "資格喪失年月日": row.ended_on,
                    "喪失事由": _why_ended(row),
                },
            )
