"""受け取りフォルダ: a file is taken once, when it has come to rest, and only if it has a name we know."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from support.packages import packed
from support.tray import NAME
from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.delivery import (
    Look,
    WatchedFolder,
    last_look,
    look,
    open_tray,
    receive_tray,
    taken_from_folders,
    watched_folders,
)
from tsunagu.delivery import watched as watched_module
from tsunagu.delivery.watched import last_day, month_of
from tsunagu.delivery.watched_settings import REST_SECONDS
from tsunagu.intake import loads, receipts

JUKI = "juki_kojin"
GOOD = file_bytes(JUKI, [plain(JUKI)])
THEN = 1_793_500_000.0
TODAY = date(2026, 11, 5)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder that a department can write to."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def drop(share: Path, name: str, data: bytes = GOOD, at: float = THEN) -> None:
    """A department puts a file there."""
    (share / name).write_bytes(data)
    os.utime(share / name, (at, at))


def glance(counter: Counter, share: Path, at: float, **options: object) -> Look:
    """One look, some seconds after THEN."""
    folder = WatchedFolder.model_validate({"folder": share} | options)
    return look(counter.home, lambda: counter.pack, [folder], now=THEN + at, today=TODAY)


def see(counter: Counter, share: Path, at: float = 0, **options: object) -> Look:
    """Two looks, just far enough apart."""
    glance(counter, share, at, **options)
    return glance(counter, share, at + REST_SECONDS, **options)


def take(counter: Counter, found: Look) -> list[str]:
    """Receive what was found; the statuses."""
    trays = [tray for key in found.trays if (tray := open_tray(counter.home, key))]
    return [one.status for tray in trays for one in receive_tray(counter.home, counter.pack, tray)]


def test_a_file_at_rest_is_taken_once_and_stays_where_it_is(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    [key] = see(counter, share, carrier="町民課").trays
    tray = open_tray(counter.home, key)
    assert tray is not None
    assert (tray.slip.as_of, tray.slip.medium, tray.slip.carrier) == (date(2026, 10, 31), "共有フォルダ", "町民課")
    assert receive_tray(counter.home, counter.pack, tray)[0].taken
    assert see(counter, share, at=300).trays == []
    assert (share / NAME).read_bytes() == GOOD
    [seen] = taken_from_folders(counter.home, date(2026, 10, 31)).values()
    assert (seen.sha256, seen.taken_at) == (sha256_of_file(share / NAME), THEN + REST_SECONDS)
    assert taken_from_folders(counter.home, date(2026, 9, 30)) == {}


def test_the_receipt_names_the_folder_where_nobody_is_named(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert take(counter, see(counter, share)) == ["accepted"]
    [receipt] = receipts(counter.home)
    assert (receipt.medium, receipt.carrier) == ("共有フォルダ", "受け取りフォルダ")


def test_a_file_that_is_refused_keeps_its_sentence_and_is_not_asked_about_again(counter: Counter, share: Path) -> None:
    drop(share, NAME, b"<html></html>")
    assert take(counter, see(counter, share)) == ["refused"]
    assert "HTML" in receipts(counter.home)[0].sentence
    assert see(counter, share, at=300).trays == []
    assert (share / NAME).exists()


def test_a_kill_before_the_note_takes_the_file_again_and_intake_knows_it(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    glance(counter, share, 0)
    note = counter.home / "deliveries" / "watched.json"
    before = note.read_bytes()
    assert take(counter, glance(counter, share, REST_SECONDS)) == ["accepted"]
    note.write_bytes(before)
    assert take(counter, glance(counter, share, 2 * REST_SECONDS)) == ["already_received"]
    note.write_bytes(b'{"half": ')
    assert take(counter, see(counter, share, at=300)) == ["already_received"]


def test_the_list_of_protected_people_counts_from_the_day_it_came(counter: Counter, share: Path) -> None:
    drop(share, "SHIENSOCHI.csv", b"x")
    drop(share, NAME)
    found = [tray for key in see(counter, share).trays if (tray := open_tray(counter.home, key))]
    assert {tray.slip.as_of for tray in found} == {last_day(TODAY), date(2026, 10, 31)}, "each on the page of a month"
    given = [one for tray in found for one in receive_tray(counter.home, counter.pack, tray)]
    assert {one.file: one.received_on for one in given} == {"SHIENSOCHI.csv": TODAY, NAME: date(2026, 10, 31)}


def test_a_file_that_is_still_being_written_waits(counter: Counter, share: Path) -> None:
    drop(share, NAME, GOOD[:40])
    glance(counter, share, 0)
    drop(share, NAME, GOOD[:80])
    assert glance(counter, share, REST_SECONDS).settling == [str(share / NAME)]
    assert glance(counter, share, 2 * REST_SECONDS - 1).trays == []
    drop(share, NAME)
    assert glance(counter, share, 2 * REST_SECONDS).trays == []
    assert last_look(counter.home).settling == [str(share / NAME)]
    assert len(glance(counter, share, 3 * REST_SECONDS).trays) == 1


def test_an_old_time_of_change_does_not_make_a_file_whole(counter: Counter, share: Path) -> None:
    """A copy made on Windows carries the time of its original from its first byte on."""
    drop(share, NAME, GOOD[:40], at=THEN - 86_400)
    assert glance(counter, share, 0).trays == []


def test_a_file_written_while_it_is_copied_is_left_and_the_others_go_on(
    counter: Counter, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "出欠_月別_第一小学校_202610.csv"
    drop(share, NAME)
    drop(share, other)
    copyfile = shutil.copyfile

    def and_meanwhile(path: Path, target: Path) -> Path:
        found = Path(copyfile(path, target))
        if path.name == NAME and path.stat().st_size == len(GOOD):
            drop(share, NAME, GOOD + b"more", at=THEN + 1)
        return found

    glance(counter, share, 0)
    monkeypatch.setattr(watched_module.shutil, "copyfile", and_meanwhile)
    found = glance(counter, share, REST_SECONDS)
    [tray] = [tray for key in found.trays if (tray := open_tray(counter.home, key))]
    assert [path.name for path in tray.files()] == [other]
    assert found.settling == [str(share / NAME)]
    assert len(see(counter, share, at=300).trays) == 1


def test_files_of_a_folder_out_of_reach_are_not_taken_anew_when_it_is_back(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert len(see(counter, share).trays) == 1
    share.rename(share.with_name("away"))
    assert see(counter, share, at=300).unreachable == [str(share)]
    share.with_name("away").rename(share)
    assert see(counter, share, at=600).trays == []


def test_a_file_written_anew_is_taken_anew(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert len(see(counter, share).trays) == 1
    drop(share, NAME, GOOD + b"\r\n", at=THEN + 10)
    assert len(see(counter, share, at=300).trays) == 1


def test_names_of_no_source_are_left_and_named(counter: Counter, share: Path) -> None:
    for name in ("席次表.xlsx", ".DS_Store", "~$台帳.xlsx", f"{NAME}.part"):
        drop(share, name)
    assert see(counter, share).trays == []
    assert last_look(counter.home).unknown == [str(share / "席次表.xlsx")]


def test_a_folder_kept_for_other_sources_takes_nothing_else(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert see(counter, share, sources=["shukketsu"]).trays == []
    assert len(see(counter, share, sources=[JUKI]).trays) == 1


OTHER = FILE_NAMES["kaigo"]


def test_a_folder_kept_for_other_sources_asks_what_is_in_a_zip(counter: Counter, share: Path) -> None:
    """Its own name says nothing: neither lets it in what is for another folder, nor does it keep out what is for this one."""
    care = file_bytes("kaigo", [plain("kaigo")])
    drop(share, NAME.replace(".csv", ".zip"), packed({OTHER: care, "メモ.txt": b"x"}))
    drop(share, "両方.zip", packed({NAME: GOOD, OTHER: care}))
    drop(share, "重ね.zip", packed({NAME: GOOD, "x.zip": packed({OTHER: care})}))
    drop(share, "まとめ.zip", packed({NAME: GOOD, "メモ.txt": b"x"}))
    found = see(counter, share, sources=[JUKI])
    assert found.unknown == [
        f"{share / NAME.replace('.csv', '.zip')}（中の『{OTHER}』）",
        f"{share / '両方.zip'}（中の『{OTHER}』）",
        f"{share / '重ね.zip'}（中の『x.zip』）",
    ]
    assert take(counter, found) == ["accepted", "refused"]
    assert [load.source for load in loads(counter.home)] == [JUKI]
    assert (share / "両方.zip").exists(), "nothing is lost"
    assert len(glance(counter, share, 300).trays) == 1, "a folder without a limit takes them"


@pytest.mark.parametrize("others", [{}, {NAME: GOOD}])
def test_a_list_of_protected_people_in_a_zip_counts_from_the_day_it_came(
    counter: Counter, share: Path, others: dict[str, bytes]
) -> None:
    listed = file_bytes("shiensochi", [plain("shiensochi")])
    drop(share, "まとめ_20261031.zip", packed({FILE_NAMES["shiensochi"]: listed} | others))
    assert set(take(counter, see(counter, share))) == {"accepted"}
    days = {load.source: load.received_on for load in loads(counter.home)}
    assert days == {"shiensochi": TODAY} | dict.fromkeys([JUKI] if others else [], date(2026, 10, 31))


def test_a_link_is_not_followed(counter: Counter, share: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_bytes(GOOD)
    os.utime(tmp_path / "elsewhere.csv", (THEN, THEN))
    (share / NAME).symlink_to(tmp_path / "elsewhere.csv")
    assert see(counter, share).trays == []


def test_a_folder_that_is_not_there_is_said(counter: Counter, share: Path) -> None:
    share.rmdir()
    assert see(counter, share).unreachable == [str(share)]
    assert last_look(counter.home).unreachable == [str(share)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("JUKI_KOJIN_20261031.csv", date(2026, 10, 31)),
        ("出欠_月別_第一小学校_202609.csv", date(2026, 9, 30)),
        ("児童扶養手当.csv", date(2026, 10, 31)),
        ("出欠_月別_第一小学校_2026.csv", date(2026, 10, 31)),
    ],
)
def test_the_month_is_the_one_in_the_name_else_the_one_before(name: str, day: date) -> None:
    assert month_of(name, TODAY) == day


def test_what_home_yaml_says_is_read_and_a_slip_of_the_pen_is_refused() -> None:
    assert watched_folders({}) == []
    assert watched_folders({"watched": [{"folder": "/share"}]})[0].medium == "共有フォルダ"
    for wrong in ([{"folders": "/share"}], [{}], "x", 3):
        with pytest.raises(RefusedError) as refusal:
            watched_folders({"watched": wrong})
        assert refusal.value.code == "N002"
