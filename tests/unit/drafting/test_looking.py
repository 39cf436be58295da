"""Looking at files by order: killed at any step, all drafts of an order stand or none, and the next attempt makes none twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.fixed_file import FIXED_FILE, fixed
from support.killed import every_kill
from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, canteen, residents
from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import CancelledError, Silent
from tsunagu.catalog import load_pack
from tsunagu.drafting import (
    LookOrder,
    Matcher,
    discard,
    drafts,
    held_file,
    needs_putting_right,
    orders,
    put_order,
    put_right,
    sweep_orders,
    work_on_order,
)

DAY = date(2026, 10, 31)
FILES = {RESIDENTS_FILE: residents(4), CANTEEN_FILE: canteen(4)}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Of the shipped pack."""
    return Matcher(load_pack("standard"))


def put(home: Path, files: dict[str, bytes]) -> str:
    """An order as the page lays it down."""
    write = [lambda path, data=data: path.write_bytes(data) for data in files.values()]
    return put_order(home, LookOrder(by="hantei", on=DAY, names=tuple(files)), write)


@contextmanager
def nobody_else() -> Iterator[None]:
    """A lock that is free."""
    yield


def work(home: Path, matcher: Matcher, key: str, stop: Callable[[], bool] = lambda: False) -> Any:
    """Work on an order."""
    return work_on_order(home, key, matcher, Silent(stop), nobody_else)


def left(home: Path) -> list[Path]:
    """What of the files still lies somewhere."""
    return list((home / "drafting").rglob("*"))


def test_an_order_becomes_drafts_and_its_files_go(tmp_path: Path, matcher: Matcher) -> None:
    key = put(tmp_path, FILES)
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "drafting").rglob("*")] == [0] * 4
    found = work(tmp_path, matcher, key)
    assert found.drafts == ("juki_kojin.own", "own_source")
    assert ([draft.made_by for draft in drafts(tmp_path)], left(tmp_path)) == (["hantei", "hantei"], [])


def test_killed_at_any_step_all_drafts_stand_or_none_and_the_next_attempt_makes_none_twice(
    tmp_path: Path, matcher: Matcher
) -> None:
    seen = set()
    key = [put(tmp_path, FILES)]
    for number in every_kill(lambda: work(tmp_path, matcher, key[-1]), tmp_path, ("pack", "drafting"), stride=2):
        if number % 4 == 1 and needs_putting_right(tmp_path):
            put_right(tmp_path)
        if not needs_putting_right(tmp_path):
            seen.add(len(drafts(tmp_path)))
        again = work(tmp_path, matcher, key[-1])
        assert again.drafts == ("juki_kojin.own", "own_source")
        assert ([draft.name for draft in drafts(tmp_path)], left(tmp_path)) == ([*again.drafts], [])
        for name in again.drafts:
            discard(tmp_path, name)
        assert not list((tmp_path / "pack" / "drafts").iterdir())
        key.append(put(tmp_path, FILES))
    assert seen == {0, 2}


def test_of_an_order_that_is_gone_nothing_is_made(tmp_path: Path, matcher: Matcher) -> None:
    with pytest.raises(RefusedError, match="Y012"):
        work(tmp_path, matcher, "0" * 16)
    assert drafts(tmp_path) == []


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_drafted(tmp_path: Path, matcher: Matcher) -> None:
    found = work(tmp_path, matcher, put(tmp_path, {"空.csv": b"", **FILES}))
    assert (len(found.drafts), [error.code for error in found.refused]) == (2, ["Y001"])
    with pytest.raises(RefusedError, match="Y001"):
        work(tmp_path, matcher, put(tmp_path, {"空.csv": b""}))
    assert left(tmp_path) == []


def test_cancelled_nothing_is_drafted_and_the_files_go_when_nobody_waits_for_them(
    tmp_path: Path, matcher: Matcher
) -> None:
    key = put(tmp_path, FILES)
    with pytest.raises(CancelledError):
        work(tmp_path, matcher, key, stop=lambda: True)
    assert (drafts(tmp_path), orders(tmp_path)) == ([], [key])
    assert sweep_orders(tmp_path, {key}.__contains__, older_than=0) == []
    assert sweep_orders(tmp_path, set().__contains__, older_than=3600) == []
    assert sweep_orders(tmp_path, set().__contains__, older_than=0) == [key]
    assert left(tmp_path) == []
    shutil.rmtree(tmp_path / "drafting")
    assert orders(tmp_path) == []


def test_killed_at_any_step_only_the_file_of_fixed_width_stays_and_only_while_its_draft_waits(
    tmp_path: Path, matcher: Matcher
) -> None:
    files = {FIXED_FILE: fixed(), CANTEEN_FILE: canteen(4)}
    key = [put(tmp_path, files)]
    for _ in every_kill(lambda: work(tmp_path, matcher, key[-1]), tmp_path, ("pack", "drafting"), stride=3):
        found = work(tmp_path, matcher, key[-1])
        put_right(tmp_path)
        [waits] = [draft for draft in drafts(tmp_path) if draft.layout.format == "fixed"]
        assert {path.name for path in left(tmp_path)} == {"1", key[-1], "order.json"}
        assert sweep_orders(tmp_path, set().__contains__, older_than=0) == []
        held = held_file(tmp_path, waits)
        assert held is not None and held.read_bytes() == fixed()
        for name in found.drafts:
            discard(tmp_path, name)
        assert sweep_orders(tmp_path, set().__contains__, older_than=0) == [key[-1]]
        assert left(tmp_path) == []
        key.append(put(tmp_path, files))
