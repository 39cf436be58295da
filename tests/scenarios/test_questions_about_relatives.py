"""A named family asked about its father, guardian, brothers and sisters: from two registers to the sentence on the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.loads import MadeHome, kaisei, make_home, resident
from tsunagu.base.missing import Missing
from tsunagu.indicators import Indicator, Schema, evaluate, evidence, schema_of
from tsunagu.indicators.check import problems_of

KENJI = {"name": "中村 健二", "sex": "男", "born": "1982-03-03"}
MIKA = {"name": "中村 美佳", "sex": "女", "born": "1984-04-04"}
HARU = {"name": "中村 陽", "sex": "男", "born": "2016-05-05"}
SHO = {"name": "中村 翔", "sex": "男", "born": "2005-01-01"}
TOGETHER = [
    resident(1, household=10, relation="02", **KENJI),
    resident(2, household=10, relation="12", **MIKA),
    resident(3, household=10, relation="20", **HARU),
    resident(4, household=10, relation="20", **SHO),
]
NOW = [
    resident(1, household=11, relation="02", **KENJI),
    resident(2, household=10, relation="02", **MIKA),
    resident(3, household=10, relation="20", **HARU),
    resident(4, household=12, relation="02", **SHO),
]
PUPIL = {"register_no": "G3", "resident_no": 3, "school": "001", "grade": "P4", "entered_on": "2023-04-01"}


def consulted(person: int, day: str) -> dict[str, Any]:
    """Somebody spoke about 生活困窮 with the 福祉相談."""
    return {"resident_no": person, "desk": "福祉相談", "kind": "生活困窮", "received_on": day}


def question(scope: str) -> Indicator:
    """Whether the people of the scope were consulted about in the last two years."""
    return Indicator.model_validate({
        "id": "asked", "no": "1", "label": "相談", "evidence": "家族に生活困窮の相談がある（{rows}件）",
        "ask": {"scope": scope, "table": "consultations", "where": {"column": "kind", "is": "生活困窮"}, "period": {"months_back": 24}},
    })  # fmt: skip


def family(folder: Path, **tables: list[dict[str, Any]]) -> MadeHome:
    """健二 (1) and 翔 (4) live elsewhere since last year; 美佳 (2) with 陽 (3). Each but 美佳 and 陽 was consulted about."""
    everything: dict[str, list[Any]] = {name: [] for name in kaisei().tables}
    home = make_home(folder, everything)
    home.add({"residents": TOGETHER}, received_on=date(2024, 4, 30))
    told = {"residents": NOW, "consultations": [consulted(1, "2026-05-01"), consulted(4, "2026-06-01")]}
    home.add({**told, "school_register": [{**PUPIL, "guardian_resident_no": 1}], **tables}, period="2026-11")
    return home


def asked(home: MadeHome, scope: str, folder: Path) -> tuple[int, list[tuple[str, date]]]:
    """The answer for 陽 and the sentences."""
    snapshot, schema = home.build(), schema_of(kaisei())
    answers, reasons = folder / f"{scope}.parquet", folder / f"{scope}-reasons.parquet"
    evaluate(snapshot, [question(scope)], schema, answers)
    evidence(snapshot, [question(scope)], schema, answers, reasons)
    (answer,) = duckdb.sql(f"SELECT asked FROM '{answers}' WHERE person_id = 3").fetchall()[0]
    return answer, duckdb.sql(f"SELECT sentence, fact_on FROM '{reasons}' WHERE person_id = 3").fetchall()


@pytest.mark.parametrize(
    ("scope", "day"),
    [("father", date(2026, 5, 1)), ("guardian", date(2026, 5, 1)), ("siblings", date(2026, 6, 1))],
)
def test_a_yes_about_a_relative_elsewhere_says_so_with_its_day(tmp_path: Path, scope: str, day: date) -> None:
    home = family(tmp_path)
    answer, told = asked(home, scope, tmp_path)
    assert answer == 1
    assert [on for _, on in told] == [day]
    assert told[0][0].startswith("家族に生活困窮の相談がある（1件）（")


@pytest.mark.parametrize("scope", ["self", "mother", "household", "others"])
def test_what_is_known_of_relatives_elsewhere_is_no_answer_about_the_household(tmp_path: Path, scope: str) -> None:
    assert asked(family(tmp_path), scope, tmp_path) == (0, [])


@pytest.mark.parametrize("scope", ["father", "guardian", "siblings"])
def test_of_a_family_that_fled_nothing_is_asked_across_households(tmp_path: Path, scope: str) -> None:
    listed = [{"resident_no": 2, "state": "支援措置", "starts_on": "2025-02-01"}]
    answer, told = asked(family(tmp_path, protection=listed), scope, tmp_path)
    assert (answer, told) == (Missing.NO_SUCH_RELATIVE, []), (
        "also of a brother: that nobody may name him is not that he is none"
    )


def test_a_town_where_nobody_names_guardians_cannot_ask_about_them() -> None:
    """The question is refused with its place and the sources that would help; as soon as one of them comes, it is not."""
    full = schema_of(kaisei())
    named = [name for name, table in full.tables.items() if table.names_guardian]
    assert sorted(named) == ["child_allowance", "child_rearing_allowance", "school_register"]
    silent = {name: full.tables[name].model_copy(update={"sources": ()}) for name in named}
    without = Schema(tables={**full.tables, **silent}, sources=full.sources)
    (problem,) = problems_of(question("guardian"), without)
    assert (problem.code, problem.location) == ("I112", ("ask", "scope"))
    assert "学齢簿・児童手当・児童扶養手当" in problem.message
    assert list(problems_of(question("guardian"), full)) == []
    one = Schema(tables={**without.tables, named[0]: full.tables[named[0]]}, sources=full.sources)
    assert list(problems_of(question("guardian"), one)) == []
