"""The day a reason bears: of months their end, of rows without a day the day their file came — said so, and no fresh fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.families_asked import Asked, asked, settle
from tsunagu.catalog import load_pack
from tsunagu.indicators import evaluate, evidence, load_indicators, schema_of


def month(year: int, number: int, absent: int) -> dict[str, Any]:
    return {"fiscal_year": year, "month": number, "school_days": 20, "absent": absent, "late": 0}


@pytest.mark.parametrize(
    ("family", "told", "on"),
    [
        (
            asked("item06_absence30", "yes", "", attendance=[month(2026, 4, 20), month(2026, 6, 15)]),
            "令和8年度の欠席が35日（学校教育課、令和8年6月30日）",
            date(2026, 6, 30),
        ),
        (
            asked("item03_school_exam", "yes", "", school_health=[{"needs_exam": True}]),
            "学校の定期健診で精密検査が必要と判定された（学校教育課、令和8年10月31日受領）",
            None,
        ),
        (
            asked(
                "item17_abuse_consult",
                "yes",
                "",
                consultations=[{"desk": "児童相談", "kind": "児童虐待", "received_on": "2026-05-01"}],
            ),
            "世帯に児童虐待の相談がある（こども課こども家庭班、令和8年5月1日）",
            date(2026, 5, 1),
        ),
    ],
    ids=["months", "no day", "a day"],
)
def test_a_reason_bears_the_day_of_its_fact(tmp_path: Path, family: Asked, told: str, on: date | None) -> None:
    pack = load_pack("kaisei")
    indicators = [one for one in load_indicators(pack) if one.id == family.indicator]
    snapshot, schema = settle(tmp_path, [family]).build(), schema_of(pack)
    evaluate(snapshot, indicators, schema, tmp_path / "answers.parquet")
    evidence(snapshot, indicators, schema, tmp_path / "answers.parquet", tmp_path / "reasons.parquet")
    rows = duckdb.sql(f"SELECT sentence, fact_on FROM '{tmp_path / 'reasons.parquet'}'").fetchall()
    assert rows == [(told, on)]
