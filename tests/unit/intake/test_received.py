"""When files truly came: the day a file stands for stays beside the moment, and no file ever looks newer than it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.counter import DAY, Counter, file_bytes, plain
from tsunagu.base import clock
from tsunagu.intake import RECEIVED, receptions, standing_for

CAME = datetime(2026, 11, 26, 9, 30, tzinfo=clock.JAPAN)


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: CAME)


@pytest.mark.parametrize(
    ("day", "came", "stands_for"),
    [
        (date(2026, 11, 26), CAME, CAME),
        (date(2026, 11, 27), CAME, CAME),
        (date(2026, 11, 25), CAME, datetime(2026, 11, 25, tzinfo=clock.JAPAN)),
        (DAY, CAME, datetime(2026, 10, 31, tzinfo=clock.JAPAN)),
        (DAY, None, datetime(2026, 10, 31, tzinfo=clock.JAPAN)),
    ],
)
def test_a_file_may_look_older_than_it_is_never_newer(day: date, came: datetime | None, stands_for: datetime) -> None:
    assert standing_for(day, came) == stands_for


def test_each_file_taken_again_or_refused_is_noted_with_its_moment(counter: Counter) -> None:
    good, bad = file_bytes("shiensochi", [plain("shiensochi")]), b"a,b\r\n1,2\r\n"
    loads = [counter.take("SHIENSOCHI.csv", data, day=CAME.date()).load_id for data in (good, good, bad)]
    counter.take("何かのファイル.csv", bad)
    told = receptions(counter.home)
    assert [one.load_id for one in told] == loads == [loads[0], loads[0], None]
    assert {(one.source, one.tables, one.received_at) for one in told} == {("shiensochi", ("protection",), CAME)}


def test_no_clock_time_is_in_what_a_rerun_must_repeat(counter: Counter) -> None:
    counter.take_rows("shiensochi", [plain("shiensochi")])
    kept = [*counter.home.glob("loads/*/*.json"), *counter.home.glob("receipts/*")]
    assert kept
    assert all(b"09:30" not in path.read_bytes() for path in kept)
    assert "09:30" in (counter.home / RECEIVED).read_text(encoding="utf-8")


def test_a_line_cut_by_a_power_loss_costs_only_itself(counter: Counter) -> None:
    first = counter.take_rows("shiensochi", [plain("shiensochi")], day=CAME.date())
    log = counter.home / RECEIVED
    log.write_bytes(log.read_bytes() + log.read_bytes()[:25])
    again = counter.take_rows("juki_kojin", [plain("juki_kojin")])
    assert [one.load_id for one in receptions(counter.home)] == [first.load_id, again.load_id]


def test_a_newer_list_of_protected_people_needs_no_reason_and_a_newer_register_does(counter: Counter) -> None:
    lists = [
        counter.take_rows("shiensochi", [plain("shiensochi", 開始年月日=day)]) for day in ("2026-04-01", "2026-05-01")
    ]
    assert (lists[1].status, lists[1].replaces) == ("accepted", lists[0].load_id)
    assert lists[1].replace_reason == "いつでも届く一覧の、新しいもの"
    registers = [counter.take_rows("juki_kojin", [plain("juki_kojin", 氏名=name)]) for name in ("佐藤　葵", "佐藤　蓮")]
    assert [receipt.status for receipt in registers] == ["accepted", "refused"]
    assert "file.other_bytes_same_period" in registers[1].counts
