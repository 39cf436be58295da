"""圧縮ファイル: a zip of several files is one copy outside. It may go when, and only when, every file in it was taken."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

import tsunagu.delivery.packages as packages_module
from support.counter import FILE_NAMES, Counter, file_bytes, plain
from support.locked_files import PASSWORD, locked_package
from support.packages import packed
from support.tray import AS_OF, NAME, put
from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu.delivery import (
    ReceivedBytes,
    month_files,
    note_unwanted,
    opened_packages,
    receive_tray,
    trays,
    unlock_files,
    wipe_copy,
    wipes,
)
from tsunagu.intake import loads, receipt_lines, receipts_of_files, receive

JUKI, CARE = "juki_kojin", "kaigo"
GOOD, OTHER = (file_bytes(JUKI, [plain(JUKI) | {"氏名": name}]) for name in ("佐藤　葵", "別　人"))
CARE_NAME = FILE_NAMES[CARE]
WHOLE = {NAME: GOOD, CARE_NAME: file_bytes(CARE, [plain(CARE)])}
ZIP = "まとめ.zip"


def hand_in(counter: Counter, data: bytes) -> list[str]:
    """Receive a zip at the desk; how each of its files ended."""
    return [one.status for one in receive_tray(counter.home, counter.pack, put(counter, {ZIP: data}))]


def on_stick(counter: Counter, data: bytes) -> Path:
    """The copy outside."""
    path = counter.folder / "stick.zip"
    path.write_bytes(data)
    return path


def not_wiped(counter: Counter, data: bytes) -> str:
    """Ask for the copy to be wiped; why it was not."""
    copy, before = on_stick(counter, data), wipes(counter.home)
    with pytest.raises(RefusedError) as refused:
        wipe_copy(counter.home, copy, medium="USBメモリ", by="田中")
    assert (refused.value.code, copy.read_bytes(), wipes(counter.home)) == ("K002", data, before)
    return str(refused.value)


def wiped(counter: Counter, data: bytes) -> tuple[str, str]:
    """Have the copy wiped; how the record names it."""
    copy = on_stick(counter, data)
    done = wipe_copy(counter.home, copy, medium="USBメモリ", by="田中")
    assert not copy.exists()
    return done.file, done.sha256


def test_a_zip_of_which_every_file_was_taken_may_go(counter: Counter) -> None:
    data = packed(WHOLE)
    assert hand_in(counter, data) == ["accepted", "accepted"]
    came = sha256_of_bytes(data)
    assert {load.package_sha256 for load in loads(counter.home)} == {came}
    told = receipts_of_files(counter.home, [(one.file_name, one.sha256, one.load_id) for one in loads(counter.home)])
    assert {receipt.package_sha256 for receipt in told} == {came}
    assert wiped(counter, data) == (ZIP, came)


def test_a_zip_of_which_one_file_was_refused_stays(counter: Counter) -> None:
    data = packed({**WHOLE, "お読みください.txt": b"memo"})
    assert hand_in(counter, data) == ["accepted", "accepted", "refused"]
    assert "3個のうち1個（お読みください.txt）" in not_wiped(counter, data)
    [refused] = month_files(counter.home, AS_OF).refused
    [receipt] = receipts_of_files(counter.home, [(refused.file, refused.sha256, None)])
    assert receipt.package_sha256 == sha256_of_bytes(data)


def test_what_machines_lay_into_a_zip_keeps_nothing_back(counter: Counter) -> None:
    data = packed({**WHOLE, "Thumbs.db": b"x", ".DS_Store": b"y"})
    hand_in(counter, data)
    assert wiped(counter, data)[0] == ZIP


def test_what_a_person_said_will_not_be_taken_lets_this_zip_go_and_no_other(counter: Counter) -> None:
    data = packed({**WHOLE, "お読みください.txt": b"memo"})
    hand_in(counter, data)
    other = packed({**WHOLE, "お読みください.txt": b"memo", "もう一つ.txt": b"memo2"})
    hand_in(counter, other)
    known = ReceivedBytes(counter.home)
    package = known.package(sha256_of_bytes(data))
    assert package is not None
    with pytest.raises(RefusedError, match="K009"):
        note_unwanted(counter.home, package, known.missing(package), by="田中", reason=" ")
    note_unwanted(counter.home, package, known.missing(package), by="田中", reason="説明だけの文書のため")
    assert wiped(counter, data)[0] == ZIP
    assert "お読みください.txt" in not_wiped(counter, other)


def test_a_zip_of_which_nothing_was_taken_goes_once_somebody_said_that_nothing_will_be(counter: Counter) -> None:
    data = packed({NAME: b"<html></html>", CARE_NAME: b"<html> </html>"})
    assert hand_in(counter, data) == ["refused", "refused"]
    known = ReceivedBytes(counter.home)
    package = known.package(sha256_of_bytes(data))
    assert package is not None
    not_wiped(counter, data)
    first, second = known.missing(package)
    note_unwanted(counter.home, package, [first], by="田中", reason="課が出しなおすため")
    not_wiped(counter, data)
    note_unwanted(counter.home, package, [second], by="田中", reason="課が出しなおすため")
    assert wiped(counter, data) == (ZIP, sha256_of_bytes(data))


def test_a_zip_of_nothing_but_what_machines_lay_there_never_goes(counter: Counter) -> None:
    data = packed({"Thumbs.db": b"x", ".DS_Store": b"y"})
    hand_in(counter, data)
    not_wiped(counter, data)


def test_what_will_not_be_taken_is_told_apart_from_what_could_not_be(counter: Counter) -> None:
    data, memo = packed({**WHOLE, "お読みください.txt": b"memo"}), "お読みください.txt"
    hand_in(counter, data)
    known = ReceivedBytes(counter.home)
    package = known.package(sha256_of_bytes(data))
    assert package is not None
    before = month_files(counter.home, AS_OF)
    assert ([line.file for line in before.refused], before.unwanted) == ([memo], [])
    note_unwanted(counter.home, package, known.missing(package), by="田中", reason="説明だけの文書のため")
    after = month_files(counter.home, AS_OF)
    assert (after.refused, [line.file for line in after.unwanted]) == ([], [memo])
    hand_in(counter, packed({**WHOLE, memo: b"memo", "もう一つ.csv": b"x"}))
    again = month_files(counter.home, AS_OF)
    assert (memo in [line.file for line in again.refused], again.unwanted) == (True, []), (
        "of another zip nobody decided"
    )


def test_a_zip_of_which_one_file_waits_stays_until_that_is_taken(counter: Counter) -> None:
    hand_in(counter, packed(WHOLE))
    data = packed({NAME: OTHER, CARE_NAME: WHOLE[CARE_NAME]})
    assert hand_in(counter, data) == ["refused", "already_received"]
    assert NAME in not_wiped(counter, data)
    [waiting] = trays(counter.home, AS_OF)
    [receipt] = receive_tray(counter.home, counter.pack, waiting, replace="訂正分が届いたため")
    assert (receipt.status, receipt.package_sha256) == ("accepted", sha256_of_bytes(data))
    assert wiped(counter, data) == (ZIP, sha256_of_bytes(data))


def test_a_zip_of_files_that_were_all_there_before_may_go(counter: Counter) -> None:
    counter.take(NAME, GOOD)
    counter.take(CARE_NAME, WHOLE[CARE_NAME])
    data = packed(WHOLE)
    not_wiped(counter, data)
    assert hand_in(counter, data) == ["already_received", "already_received"]
    assert wiped(counter, data)[0] == ZIP


def test_a_locked_zip_is_no_longer_refused_once_it_was_opened(counter: Counter) -> None:
    data = locked_package(list(WHOLE.items()), aes=True)
    assert hand_in(counter, data) == ["refused"]
    assert [line.file for line in month_files(counter.home, AS_OF).refused] == [ZIP]
    not_wiped(counter, data)
    tray = put(counter, {ZIP: data})
    unlock_files(tray, PASSWORD, limits=counter.pack.limits)
    assert [one.status for one in receive_tray(counter.home, counter.pack, tray)] == ["accepted", "accepted"]
    assert month_files(counter.home, AS_OF).refused == []
    assert {load.package_sha256 for load in loads(counter.home)} == {sha256_of_bytes(data)}
    assert wiped(counter, data) == (ZIP, sha256_of_bytes(data))


def test_a_zip_refused_as_one_stays_refused(counter: Counter) -> None:
    data = packed({"a.csv": b"x", "b.csv": b"y"})
    hand_in(counter, data)
    assert [line.file for line in month_files(counter.home, AS_OF).refused] == [ZIP]
    not_wiped(counter, data)


@pytest.mark.parametrize("step", ["_keep", "note", "replace", "unlink"])
def test_a_kill_while_a_zip_is_opened_loses_nothing_and_frees_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever was the last step done: nothing may go before it was received, and the next try ends as the first would have."""
    data = packed(WHOLE)
    tray = put(counter, {ZIP: data})
    [path] = tray.files()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        if step == "_keep":
            patched.setattr(packages_module, "_keep", killed)
        elif step == "note":
            patched.setattr("tsunagu.delivery.tray.write_text", killed)
        elif step == "replace":
            rename = Path.replace
            patched.setattr(Path, "replace", lambda self, to: killed() if to.name == CARE_NAME else rename(self, to))
        else:
            patched.setattr(packages_module, "sync_folder", killed)
        receive_tray(counter.home, counter.pack, tray)
    assert path.read_bytes() == data
    not_wiped(counter, data)
    [left] = trays(counter.home, AS_OF)
    given = receive_tray(counter.home, counter.pack, left)
    assert [(one.status, one.package_sha256) for one in given] == [("accepted", sha256_of_bytes(data))] * 2
    assert trays(counter.home, AS_OF) == []
    assert wiped(counter, data)[0] == ZIP


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_the_terminal_takes_the_zips_the_desk_takes(counter: Counter, password: str | None) -> None:
    data = packed(WHOLE) if password is None else locked_package(list(WHOLE.items()), aes=False)
    files = [counter.put(ZIP, data), counter.put("出欠.csv", b"x")]
    with opened_packages(counter.home, files, counter.pack, password=password) as opened:
        assert [file.name for file in opened.files] == [NAME, CARE_NAME, "出欠.csv"]
        given = receive(
            opened.files,
            home=counter.home,
            pack=counter.pack,
            received_on=AS_OF,
            packages=opened.packages,
            password=password,
        )
    assert [(one.file, one.status) for one in given] == [
        (NAME, "accepted"),
        (CARE_NAME, "accepted"),
        ("出欠.csv", "refused"),
    ]
    assert (files[0].read_bytes(), list((counter.home / "deliveries").glob(".*"))) == (data, [])
    assert wiped(counter, data) == (ZIP, sha256_of_bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        packed({"a.csv": b"x", "b.csv": b"y"}),
        packed({NAME: GOOD}),
        b"PK\x03\x04" + b"x" * 50,
        locked_package(list(WHOLE.items()), aes=False),
    ],
)
def test_a_zip_that_is_received_as_it_is_stays_closed(counter: Counter, data: bytes) -> None:
    file = counter.put("JUKI_KOJIN_20261031.zip", data)
    with opened_packages(counter.home, [file], counter.pack, password="himitsu") as opened:
        assert (opened.files, opened.packages) == ([file], {})


def test_what_a_kill_left_opened_is_swept(counter: Counter) -> None:
    with opened_packages(counter.home, [counter.put(ZIP, packed(WHOLE))], counter.pack):
        [left] = (counter.home / "deliveries").glob(".*")
        aside = counter.folder / "aside"
        left.rename(aside)
    aside.rename(left)
    copyfile(counter.put("x.csv", b"x"), left / "x.csv")
    with opened_packages(counter.home, [], counter.pack):
        assert list((counter.home / "deliveries").glob(".*")) == []


def test_every_refusal_is_settled_by_its_own_bytes_only(counter: Counter) -> None:
    hand_in(counter, packed(WHOLE))
    known = ReceivedBytes(counter.home)
    assert known.is_settled(sha256_of_bytes(packed(WHOLE)))
    assert not known.is_settled(sha256_of_bytes(packed({**WHOLE, "x": b""})))
    assert not known.is_settled("")
    assert [line.status for line in receipt_lines(counter.home)] == ["accepted", "accepted"]
