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


@pytest.fixture(scope="module")
def the_families(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One town: 翼 (23), whose brother left; 凪 (33), whose brother died; 楓 (43), of whom only the mother is known, and 葵 (53)
    as well, with a sister about whom somebody spoke; 蓮 (63), an only child of two known parents; 灯 (73), whose one brother
    left and about whose sister somebody spoke."""
    folder = tmp_path_factory.mktemp("families")
    home = make_home(folder, {name: [] for name in kaisei().tables})

    def house(
        at: int, state: str | None = None, father: bool = True, sister: bool = False
    ) -> tuple[list[Any], list[Any]]:
        parents = [resident(at, household=at, relation="02", name="母", sex="女", born="1984-04-04")]
        parents += (
            [resident(at + 1, household=at, relation="11", name="父", sex="男", born="1982-03-03")] if father else []
        )
        child = resident(at + 3, household=at, relation="20", name="こども", born="2016-05-05")
        brother = resident(at + 4, household=at, relation="20", name="兄", born="2013-01-01")
        girl = resident(at + 5, household=at, relation="20", name="姉", sex="女", born="2014-01-01")
        now = [*parents, child, *([girl] if sister else []), *([{**brother, "resident_state": state}] if state else [])]
        return [*parents, child, *([girl] if sister else []), *([brother] if state else [])], now

    houses = [
        house(20, "転出者"), house(30, "死亡者"), house(40, father=False), house(50, father=False, sister=True),
        house(60), house(70, "転出者", sister=True),
    ]  # fmt: skip
    home.add({"residents": [one for before, _ in houses for one in before]}, received_on=date(2024, 4, 30))
    spoken = [consulted(55, "2026-05-01"), consulted(75, "2026-05-01")]
    home.add({"residents": [one for _, now in houses for one in now], "consultations": spoken}, period="2026-11")
    out = folder / "answers.parquet"
    evaluate(home.build(), [question("siblings")], schema_of(kaisei()), out)
    return out


@pytest.mark.parametrize(
    ("child", "answer"),
    [(23, Missing.RELATIVE_LEFT), (33, 0), (43, Missing.PARENT_NOT_KNOWN), (53, 1), (63, 0), (73, 1)],
    ids=[
        "a brother left",
        "a brother died",
        "one known parent",
        "found nevertheless",
        "an only child",
        "found and one left",
    ],
)
def test_no_about_brothers_and_sisters_is_said_only_when_all_of_them_are_known(
    the_families: Path, child: int, answer: int
) -> None:
    """Missing is not no; what was found is a yes whoever else there may be."""
    (given,) = duckdb.sql(f"SELECT asked FROM '{the_families}' WHERE person_id = {child}").fetchall()[0]
    assert given == answer


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
