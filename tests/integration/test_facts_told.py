"""The words of facts drawn together from several rows: what is not known is never a zero, what still runs has no end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.judged_town import answer_rows, judge_town, serve_town, small_town
from tsunagu.serving import open_serving

CASE = {"office_code": "1", "case_no": "9", "starts_on": "2025-04-01"}


def told(folder: Path, table: str, source: str, label: str, *rows: dict[str, Any], of: int = 301, age: int = 11) -> Any:
    """The one fact of this label on the page of a child (301, alone in household 30) that has these rows."""
    town = small_town()
    if age != 11:
        town.person(302, 30, f"{2026 - age}-05-01", name="鈴木 小").mother(302, 301)
    for row in rows:
        town.fact(table, of, source, **row)
    answers = answer_rows() | ({(30, 302): {}} if age != 11 else {})
    snapshot, out, _ = judge_town(folder, town, answers=answers)
    with open_serving(serve_town(snapshot, out)) as serving:
        (child,) = (one for one in serving.children() if one.person_id == (301 if age == 11 else 302))
        facts = [
            fact
            for record in serving.records(child.child_code, ("F3", "F4", "F5")).values()
            for fact in record["facts"]
            if fact["label"] == label
        ]
    assert len(facts) == 1
    return facts[0]


def month(number: int, absent: int | None, late: int | None) -> dict[str, Any]:
    return {
        "fiscal_year": 2026,
        "month": number,
        "month_start": f"2026-{number:02d}-01",
        "absent": absent,
        "late": late,
    }


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([(1, 0), (2, 3)], "2026年度 欠席3日・遅刻3日"),
        ([(1, None), (2, None)], "2026年度 欠席3日・遅刻は不明"),
        ([(1, None), (2, 4)], "2026年度 欠席3日・遅刻4日（ほかに1か月分は不明）"),
        ([(None, 1), (None, None)], "2026年度 欠席は不明・遅刻1日（ほかに1か月分は不明）"),
        ([(None, None)], "2026年度 欠席は不明・遅刻は不明"),
        ([(0, 0)], "2026年度 欠席0日・遅刻0日"),
    ],
)
def test_days_nobody_knows_are_no_zero(tmp_path: Path, months: list[tuple[int | None, int | None]], words: str) -> None:
    rows = [month(number, *days) for number, days in enumerate(months, 4)]
    assert told(tmp_path, "attendance", "shukketsu", "出欠", *rows)["text"] == words


@pytest.mark.parametrize(
    ("members", "words", "until"),
    [
        ([{}, {"ends_on": "2026-03-31"}], "受給", None),
        ([{"ends_on": "2026-02-28"}, {"ends_on": "2026-03-31"}], "受給", "2026-03-31"),
        ([{"suspended_on": "2026-05-01"}, {}], "受給（停止中の人もいる）", None),
        ([{"suspended_on": "2026-05-01"}, {"suspended_on": "2026-05-01"}], "停止中", None),
        ([{"suspended_on": "2026-01-01", "ends_on": "2026-03-31"}, {}], "受給", None),
    ],
)
def test_aid_lasts_while_anybody_of_the_household_receives_it(
    tmp_path: Path, members: list[dict[str, Any]], words: str, until: str | None
) -> None:
    rows = [CASE | {"member_no": number} | member for number, member in enumerate(members, 1)]
    fact = told(tmp_path, "public_assistance", "seikatsu_hogo", "生活保護（世帯）", *rows)
    assert (fact["text"], fact["until"]) == (words, until)


def visits(born: date, *kinds: str | None) -> list[dict[str, Any]]:
    """One row per visit of the pregnancy before a birth."""
    shared = {"notified_on": f"{born.year - 1}-11-01", "due_on": born.isoformat()}
    return [
        shared | {"visit_no": number, "visited_on": f"{born.year}-01-{number:02d}", "visit_kind": kind}
        for number, kind in enumerate(kinds, 1)
    ]


@pytest.mark.parametrize(
    ("age", "kinds", "words"),
    [
        (1, ["受診", "他自治体で受診", "未受診"], "受診 2回"),
        (1, ["受診", None], "受診 1回（ほかに1回は受けたか不明）"),
        (1, ["受診"], "受診 1回"),
        (4, ["受診"], "妊娠届あり（受診の回数は2歳まで表示）"),
    ],
)
def test_visits_are_counted_only_for_births_of_which_all_are_held(
    tmp_path: Path, age: int, kinds: list[str | None], words: str
) -> None:
    rows = visits(date(2026 - age, 5, 1), *kinds)
    assert told(tmp_path, "pregnancies", "ninpu", "妊婦健診（母）", *rows, age=age)["text"] == words
