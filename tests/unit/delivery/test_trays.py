"""Files handed in lie in a tray until they are received; what only lacks a reason waits there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from support.packages import packed
from support.tray import AS_OF, NAME, put
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import (
    checked_name,
    delivered,
    give_back,
    laid_out,
    month_files,
    open_tray,
    receive_tray,
    sweep_trays,
    trays,
)
from tsunagu.delivery.packages import open_package
from tsunagu.intake import loads, read_original

JUKI = "juki_kojin"
GOOD = file_bytes(JUKI, [plain(JUKI)])
OTHER = file_bytes(JUKI, [plain(JUKI) | {"氏名": "別 人"}])


def test_what_is_taken_leaves_the_tray_and_is_the_months(counter: Counter) -> None:
    tray = put(counter, {NAME: GOOD})
    [receipt] = receive_tray(counter.home, counter.pack, tray)
    assert (receipt.status, receipt.medium, receipt.carrier) == ("accepted", "USBメモリ", "町民課 山田")
    assert trays(counter.home, AS_OF) == []
    assert [load.file_name for load in delivered(counter.home, AS_OF)] == [NAME]
    assert not list((counter.home / "deliveries").rglob("*.csv"))


def test_what_can_never_be_taken_leaves_the_tray_too_and_its_receipt_stays(counter: Counter) -> None:
    receive_tray(counter.home, counter.pack, put(counter, {"なぞ.csv": b"x"}))
    assert trays(counter.home, AS_OF) == []
    assert [receipt.file for receipt in month_files(counter.home, AS_OF).refused] == ["なぞ.csv"]


def test_other_bytes_wait_for_a_reason_and_replace_with_it(counter: Counter) -> None:
    receive_tray(counter.home, counter.pack, put(counter, {NAME: GOOD}))
    receive_tray(counter.home, counter.pack, put(counter, {NAME: OTHER}))
    [waiting] = trays(counter.home, AS_OF)
    assert [path.name for path in waiting.files()] == [NAME]
    [receipt] = receive_tray(counter.home, counter.pack, waiting, replace="訂正分が届いたため")
    assert (receipt.status, receipt.replace_reason) == ("accepted", "訂正分が届いたため")
    assert trays(counter.home, AS_OF) == []
    assert len(loads(counter.home)) == 2
    assert [load.load_id for load in delivered(counter.home, AS_OF)] == [receipt.load_id]
    assert month_files(counter.home, AS_OF).refused == []


def test_a_waiting_file_can_be_given_back(counter: Counter) -> None:
    receive_tray(counter.home, counter.pack, put(counter, {NAME: GOOD}))
    receive_tray(counter.home, counter.pack, put(counter, {NAME: OTHER}))
    [waiting] = trays(counter.home, AS_OF)
    assert give_back(waiting, f"0001/{NAME}")
    assert trays(counter.home, AS_OF) == []
    assert not give_back(waiting, f"0001/{NAME}")
    assert len(loads(counter.home)) == 1


def test_of_two_waiting_files_of_one_name_each_is_decided_by_itself(counter: Counter) -> None:
    """As two schools send them in one zip."""
    name, row = FILE_NAMES["shukketsu"], plain("shukketsu")
    for late in ("2", "3"):
        files = [file_bytes("shukketsu", [row | {"学校コード": code, "遅刻": late}]) for code in ("001", "002", "003")]
        receive_tray(counter.home, counter.pack, put(counter, [(name, data) for data in files]))
    [waiting] = trays(counter.home, AS_OF)
    assert give_back(waiting, f"0001/{name}")
    assert [waiting.place_of(path) for path in waiting.files()] == [f"0002/{name}", f"0003/{name}"]
    [receipt] = receive_tray(counter.home, counter.pack, waiting, only=f"0002/{name}", replace="訂正分")
    assert (receipt.part, receipt.status) == ("002", "accepted")
    assert [waiting.place_of(path) for path in waiting.files()] == [f"0003/{name}"]


def test_two_files_of_one_name_do_not_meet(counter: Counter) -> None:
    tray = put(counter, [(NAME, GOOD), (NAME, GOOD)])
    assert [receipt.status for receipt in receive_tray(counter.home, counter.pack, tray)] == [
        "accepted",
        "already_received",
    ]


def test_a_tray_is_received_again_after_a_kill(counter: Counter) -> None:
    """The kill came after the load was published and before the tray was emptied."""
    tray = put(counter, {NAME: GOOD})
    kept = {path: path.read_bytes() for path in tray.files()}
    receive_tray(counter.home, counter.pack, tray)
    for path, data in kept.items():
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    [receipt] = receive_tray(counter.home, counter.pack, tray)
    assert receipt.status == "already_received"
    assert len(delivered(counter.home, AS_OF)) == 1


@pytest.mark.parametrize("name", ["", " ", "..", "a/b.csv", "..\\b.csv", "\ufffd\ufffd.csv", "長" * 81 + ".csv"])
def test_names_no_file_may_have_are_refused_and_nothing_is_kept(counter: Counter, name: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        put(counter, [(NAME, GOOD), (name, GOOD)])
    assert refusal.value.code == "N001"
    assert trays(counter.home, AS_OF) == []


@pytest.mark.parametrize("name", ["出欠_月別_～①髙﨑_2026.csv", "JUKI (1).csv", "長" * 76 + ".csv"])
def test_names_as_old_windows_machines_write_them_are_kept(name: str) -> None:
    assert checked_name(name) == name


def test_a_key_leads_nowhere_else(counter: Counter) -> None:
    tray = put(counter, {NAME: GOOD})
    assert open_tray(counter.home, tray.key) is not None
    for key in ("..", "../trays/" + tray.key, tray.key[:-1], tray.key.upper() + "x"):
        assert open_tray(counter.home, key) is None


def test_only_the_server_s_account_reads_what_waits(counter: Counter) -> None:
    tray = put(counter, {NAME: GOOD})
    assert [path.stat().st_mode & 0o077 for path in [tray.folder, *tray.folder.rglob("*")]] == [0] * 4


def test_the_months_files_are_laid_out_as_they_came_and_gone_again(counter: Counter) -> None:
    receive_tray(counter.home, counter.pack, put(counter, {NAME: GOOD}))
    with laid_out(counter.home, AS_OF) as folder:
        assert (folder / NAME).read_bytes() == GOOD
    assert not folder.exists()
    assert FILE_NAMES[JUKI] == NAME


def test_what_a_crash_laid_out_is_swept(counter: Counter) -> None:
    left = counter.home / "deliveries" / ".unfinished-month-abc"
    left.mkdir(parents=True)
    (left / NAME).write_bytes(GOOD)
    with laid_out(counter.home, AS_OF):
        assert not left.exists()
    assert list(Path(counter.home / "deliveries").iterdir()) == []


def test_a_tray_that_a_crash_left_half_filled_goes_and_one_being_filled_stays(counter: Counter) -> None:
    put(counter, {NAME: GOOD})
    place = counter.home / "deliveries" / "trays"
    for name in (".unfinished-old", ".unfinished-new"):
        (place / name).mkdir()
    os.utime(place / ".unfinished-old", (0, 0))
    assert sweep_trays(counter.home) == [".unfinished-old"]
    assert (place / ".unfinished-new").exists()
    assert len(trays(counter.home)) == 1


def test_each_file_of_a_zip_is_received_by_itself(counter: Counter) -> None:
    name = FILE_NAMES["kaigo"]
    data = packed({NAME: GOOD, name: file_bytes("kaigo", [plain("kaigo")]), "お読みください.txt": b"memo"})
    tray = put(counter, {"まとめ.zip": data})
    given = receive_tray(counter.home, counter.pack, tray)
    assert [(one.file, one.status) for one in given] == [
        (NAME, "accepted"),
        (name, "accepted"),
        ("お読みください.txt", "refused"),
    ]
    assert trays(counter.home, AS_OF) == []
    again = receive_tray(counter.home, counter.pack, put(counter, {"まとめ.zip": data}))
    assert [one.status for one in again] == ["already_received", "already_received", "refused"]


def test_a_zip_opened_again_after_a_kill_gives_the_same_files(counter: Counter) -> None:
    data = packed({NAME: GOOD, "ほか.csv": b"a,b\n"})
    tray = put(counter, {"まとめ.zip": data})
    [package] = tray.files()
    open_package(counter.home, package, counter.pack, locked=None, note=lambda *_: None)
    before = [(str(path.relative_to(tray.folder)), path.read_bytes()) for path in tray.files()]
    package.write_bytes(data)
    open_package(counter.home, package, counter.pack, locked=None, note=lambda *_: None)
    assert [(str(path.relative_to(tray.folder)), path.read_bytes()) for path in tray.files()] == before
    assert [path.stat().st_mode & 0o077 for path in tray.files()] == [0, 0]


def test_a_zip_nobody_knows_a_file_of_is_refused_as_one(counter: Counter) -> None:
    given = receive_tray(
        counter.home, counter.pack, put(counter, {"まとめ.zip": packed({"a.csv": b"x", "b.csv": b"y"})})
    )
    assert [(one.file, one.status) for one in given] == [("まとめ.zip", "refused")]
    broken = receive_tray(counter.home, counter.pack, put(counter, {"壊.zip": b"PK\x03\x04" + b"x" * 50}))
    assert [one.status for one in broken] == ["refused"]


@pytest.mark.parametrize("beside", [True, False])
def test_a_zip_with_a_folder_per_school_loses_no_file_of_equal_name(counter: Counter, beside: bool) -> None:
    name, health = FILE_NAMES["shukketsu"], FILE_NAMES["kenshin_3_4m"]
    of_school = {code: file_bytes("shukketsu", [plain("shukketsu") | {"学校コード": code}]) for code in ("001", "002")}
    files = {f"緑小/{name}": of_school["001"], f"桜小/{name}": of_school["002"], "__MACOSX/桜小/._x": b"x"}
    if beside:
        files[f"桜小/{health}"] = file_bytes("kenshin_3_4m", [plain("kenshin_3_4m")])
    given = receive_tray(counter.home, counter.pack, put(counter, {"学校.zip": packed(files)}))
    assert [(one.file, one.status) for one in given] == [
        *[(name, "accepted")] * 2,
        *[(health, "accepted")] * beside,
    ]
    kept = {read_original(counter.home, load.sha256) for load in loads(counter.home)}
    assert kept == {data for path, data in files.items() if not path.startswith("__MACOSX")}
    assert trays(counter.home, AS_OF) == []
