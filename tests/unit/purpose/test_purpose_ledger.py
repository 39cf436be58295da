"""No live row, no use; and a ledger that was touched by hand allows nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import canonical_json, sha256_of_text
from tsunagu.catalog import Pack, PurposeRow, load_pack
from tsunagu.purpose import (
    BrokenLedgerError,
    add_row,
    end_row,
    ledger_path,
    live_items,
    rows_of,
    seed_from_pack,
    verify,
)

DAY = date(2026, 10, 31)
ROW = PurposeRow(
    id="watch",
    items=("mimamori", "mimamori.給食費滞納"),
    owner="こども課",
    legal_basis="児童福祉法10条1項3号",
    purpose="気づく",
    temporary="毎年度見直す",
    necessity="必要な限度",
    reasonable_ground="相当の理由",
    no_harm="人が決める",
    approved_by="管理者",
    starts_on="2026-04-01",
    ends_on="2027-03-31",
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("kaisei")


def test_an_empty_ledger_allows_nothing(tmp_path: Path) -> None:
    live = live_items(tmp_path, DAY)
    assert not live.allows("juki_kojin", "氏名") and not live.allows_any_of("juki_kojin")
    assert verify(tmp_path).entries == 0


def test_the_pack_s_rows_allow_every_item_of_every_source(tmp_path: Path, pack: Pack) -> None:
    laid = seed_from_pack(tmp_path, pack, DAY)
    live = live_items(tmp_path, DAY)
    assert laid == len(pack.purposes) == verify(tmp_path).entries
    for name, source in pack.sources.items():
        assert live.allows_any_of(name)
        for column in source.columns:
            assert live.allows(name, column.header), (name, column.header)
    assert not live.allows("juminzei_kazei", "所得割額")


def test_rows_are_live_from_their_first_to_their_last_day(tmp_path: Path) -> None:
    add_row(tmp_path, ROW, by="責任者", on=DAY)
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1)]
    assert [live_items(tmp_path, day).allows("mimamori", "内容") for day in days] == [False, True, True, False]


def test_a_column_with_rows_of_its_own_hangs_on_these_alone(tmp_path: Path) -> None:
    whole = ROW.model_copy(update={"items": ("mimamori",)})
    lunch = ROW.model_copy(update={"id": "lunch", "items": ("mimamori.給食費滞納",), "ends_on": "2026-09-30"})
    add_row(tmp_path, whole, by="責任者", on=DAY)
    add_row(tmp_path, lunch, by="責任者", on=DAY)
    live = live_items(tmp_path, DAY)
    assert live.allows("mimamori", "内容")
    assert not live.allows("mimamori", "給食費滞納")
    assert live.row_ids == {"watch"}


def test_ending_a_row_stops_its_items_and_keeps_its_history(tmp_path: Path) -> None:
    add_row(tmp_path, ROW, by="責任者", on=DAY)
    end_row(tmp_path, "watch", last_day=date(2026, 10, 30), reason="本人の申し出", by="責任者", on=DAY)
    assert not live_items(tmp_path, DAY).allows("mimamori", "内容")
    assert live_items(tmp_path, date(2026, 10, 30)).allows("mimamori", "内容")
    assert verify(tmp_path).entries == 2
    with pytest.raises(RefusedError) as caught:
        end_row(tmp_path, "nothing", last_day=DAY, reason="x", by="責任者", on=DAY)
    assert caught.value.code == "L002"


def test_seeding_again_never_undoes_what_people_decided(tmp_path: Path, pack: Pack) -> None:
    seed_from_pack(tmp_path, pack, DAY)
    end_row(tmp_path, "jido_fuyo", last_day=date(2026, 10, 1), reason="見直し", by="責任者", on=DAY)
    assert seed_from_pack(tmp_path, pack, DAY) == 0
    assert not live_items(tmp_path, DAY).allows("jido_fuyo", "支給区分")
    assert rows_of(tmp_path)["jido_fuyo"].ends_on == "2026-10-01"


def test_the_same_seeding_gives_the_same_bytes(tmp_path: Path, pack: Pack) -> None:
    for name in ("a", "b"):
        seed_from_pack(tmp_path / name, pack, DAY)
    assert ledger_path(tmp_path / "a").read_bytes() == ledger_path(tmp_path / "b").read_bytes()


def _seeded(home: Path) -> list[str]:
    for number in range(4):
        add_row(home, ROW.model_copy(update={"id": f"row{number}"}), by="責任者", on=DAY)
    return ledger_path(home).read_text(encoding="utf-8").splitlines()


def _refused_at(home: Path, lines: list[str]) -> int:
    ledger_path(home).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(BrokenLedgerError) as caught:
        verify(home)
    with pytest.raises(BrokenLedgerError):
        live_items(home, DAY)
    with pytest.raises(BrokenLedgerError):
        add_row(home, ROW, by="責任者", on=DAY)
    assert caught.value.code == "L001" and f"{caught.value.line}行目" in str(caught.value)
    return caught.value.line


def test_broken_twin_an_edited_line_is_caught_at_that_line(tmp_path: Path) -> None:
    lines = _seeded(tmp_path)
    lines[1] = lines[1].replace("2027-03-31", "2099-03-31")
    assert _refused_at(tmp_path, lines) == 2


def test_broken_twin_an_edited_line_with_its_hash_made_anew_is_caught_at_the_next(tmp_path: Path) -> None:
    lines = _seeded(tmp_path)
    given = json.loads(lines[1])
    given["body"]["ends_on"] = "2099-03-31"
    del given["hash"]
    lines[1] = canonical_json({**given, "hash": sha256_of_text(canonical_json(given))})
    assert _refused_at(tmp_path, lines) == 3


@pytest.mark.parametrize(("change", "line"), [("removed", 2), ("swapped", 2), ("added", 3), ("garbled", 2)])
def test_broken_twins_of_order_and_shape(tmp_path: Path, change: str, line: int) -> None:
    lines = _seeded(tmp_path)
    changed = {
        "removed": lines[:1] + lines[2:],
        "swapped": [lines[0], lines[2], lines[1], lines[3]],
        "added": lines[:2] + [lines[1]] + lines[2:],
        "garbled": [lines[0], "{", *lines[2:]],
    }[change]
    assert _refused_at(tmp_path, changed) == line


def test_a_line_cut_short_by_a_crash_was_never_written_and_the_ledger_goes_on(tmp_path: Path) -> None:
    _seeded(tmp_path)
    before, path = verify(tmp_path), ledger_path(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    assert (verify(tmp_path).entries, verify(tmp_path) != before) == (3, True)
    add_row(tmp_path, ROW, by="責任者", on=DAY)
    assert verify(tmp_path).entries == 4
    assert "watch" in rows_of(tmp_path) and "row3" not in rows_of(tmp_path)


def test_a_shortened_ledger_no_longer_shows_the_head_written_down_before(tmp_path: Path) -> None:
    lines = _seeded(tmp_path)
    before = verify(tmp_path)
    ledger_path(tmp_path).write_text("".join(f"{line}\n" for line in lines[:-1]), encoding="utf-8")
    assert verify(tmp_path) != before


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_single_changed_byte_is_caught(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    home = tmp_path_factory.mktemp("ledger")
    _seeded(home)
    path = ledger_path(home)
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    whole[place] = other
    path.write_bytes(bytes(whole))
    with pytest.raises(BrokenLedgerError):
        verify(home)
