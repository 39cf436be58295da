"""届き具合: due, come, late, missing — per source and per school, as declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.catalog import Expected, load_pack
from tsunagu.delivery import Arrival, Delivery, board, due_day
from tsunagu.intake import loads
from tsunagu.intake.received import Reception

AS_OF = date(2026, 10, 31)
JUKI, SCHOOL = "juki_kojin", "shukketsu"


def line(counter: Counter, source: str, today: date, part: str | None = None) -> Delivery:
    """One line of the board."""
    [found] = [
        one for one in board(counter.home, counter.pack, AS_OF, today) if (one.source, one.part) == (source, part)
    ]
    return found


def came(counter: Counter, day: str) -> None:
    """Everything received so far came on this day, whatever the clock says."""
    lines = [
        Reception(
            load_id=load.load_id, source=load.source, tables=(), received_on=AS_OF, received_at=f"{day}T09:00+09:00"
        )
        for load in loads(counter.home)
    ]
    text = "".join(one.model_dump_json() + "\n" for one in lines)
    (counter.home / "received.jsonl").write_text(text, encoding="utf-8")


def take_school(counter: Counter, school: str, **options: Any) -> None:
    """The attendance of one school."""
    name = FILE_NAMES[SCHOOL].replace("第一", school)
    counter.take(name, file_bytes(SCHOOL, [plain(SCHOOL) | {"学校コード": school}]), **options)


def test_awaited_until_its_day_and_missing_after(counter: Counter) -> None:
    assert line(counter, JUKI, date(2026, 11, 5)).arrival is Arrival.AWAITED
    assert line(counter, JUKI, date(2026, 11, 6)).arrival is Arrival.MISSING
    assert line(counter, JUKI, date(2026, 11, 6)).due == date(2026, 11, 5)


def test_come_in_time_or_late(counter: Counter) -> None:
    counter.take_rows(JUKI, [plain(JUKI)])
    came(counter, "2026-11-05")
    found = line(counter, JUKI, date(2026, 12, 1))
    assert (found.arrival, found.came_on) == (Arrival.DELIVERED, date(2026, 11, 5))
    came(counter, "2026-11-06")
    assert line(counter, JUKI, date(2026, 12, 1)).arrival is Arrival.LATE


def test_a_month_in_which_nothing_is_due(counter: Counter) -> None:
    assert line(counter, "gakko_kenshin", date(2026, 12, 1)).arrival is Arrival.NOT_DUE
    school_checks = counter.pack.sources["gakko_kenshin"]
    assert due_day(school_checks, date(2026, 6, 30)) == date(2026, 7, 20)
    assert due_day(counter.pack.sources[JUKI], date(2026, 12, 31)) == date(2027, 1, 5)


def test_what_comes_back_from_our_own_pages_is_never_missing(counter: Counter) -> None:
    assert line(counter, "cases_decisions", date(2027, 1, 1)).arrival is Arrival.NOT_DUE


def test_every_school_that_ever_delivered_is_awaited(counter: Counter) -> None:
    take_school(counter, "001", day=date(2026, 9, 30))
    take_school(counter, "002", day=date(2026, 9, 30))
    take_school(counter, "001")
    came(counter, "2026-11-01")
    lines = {
        one.part: one for one in board(counter.home, counter.pack, AS_OF, date(2026, 12, 1)) if one.source == SCHOOL
    }
    assert {part: one.arrival for part, one in lines.items()} == {"001": Arrival.DELIVERED, "002": Arrival.MISSING}
    assert lines["002"].before == "2026-09"
    # A source per school awaits the schools that other sources know.
    aid = [one.part for one in board(counter.home, counter.pack, AS_OF, AS_OF) if one.source == "shugaku_enjo"]
    assert aid == ["001", "002"]


def test_declared_schools_count_alone(counter: Counter) -> None:
    declaration = counter.pack.layers.declaration.model_copy(update={"schools": ("002", "003")})
    counter.pack = replace(counter.pack, layers=replace(counter.pack.layers, declaration=declaration))
    take_school(counter, "001")
    assert [one.part for one in board(counter.home, counter.pack, AS_OF, AS_OF) if one.source == SCHOOL] == [
        "002",
        "003",
    ]


def test_before_any_school_delivered_the_source_is_one_line(counter: Counter) -> None:
    assert line(counter, SCHOOL, date(2026, 12, 1)).arrival is Arrival.MISSING


def test_a_replaced_file_is_not_the_one_shown(counter: Counter) -> None:
    counter.take_rows(JUKI, [plain(JUKI)])
    newer = counter.take_rows(JUKI, [plain(JUKI) | {"氏名": "別 人"}], replace="訂正")
    load = line(counter, JUKI, AS_OF).load
    assert load is not None and load.load_id == newer.load_id


def test_what_is_missing_stands_first(counter: Counter) -> None:
    counter.take_rows(JUKI, [plain(JUKI)])
    order = [one.arrival for one in board(counter.home, counter.pack, AS_OF, date(2026, 12, 1))]
    assert order == sorted(order, key=list(Arrival).index)
    assert order[0] is Arrival.MISSING


def test_a_town_declares_its_own_days(tmp_path: Path) -> None:
    assert load_pack("kaisei").sources[SCHOOL].expected.day == 8
    assert load_pack("standard").sources[SCHOOL].expected == Expected()


@pytest.mark.parametrize("wrong", [{"day": 31}, {"months": [13]}, {"days": 3}])
def test_days_that_not_every_month_has_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Expected.model_validate(wrong)
