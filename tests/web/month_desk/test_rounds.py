"""What the worker looks after beside its jobs: watched folders, and trays a crash left without a job."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.counter import FILE_NAMES, file_bytes, plain
from support.locked_files import PASSWORD, locked_zip
from support.packages import packed
from support.web_people import As
from tsunagu.base import clock
from tsunagu.base.hashing import sha256_of_file
from tsunagu.catalog import load_pack
from tsunagu.delivery import ReceivedBytes, Slip, note_unwanted, put_in_tray, receive_tray, trays
from tsunagu.intake import loads, receipt_lines, receive
from tsunagu_web.month_desk.folders import NEEDS_A_WORD, TAKEN, folders_of
from tsunagu_web.month_desk.work import (
    ATTEMPTS,
    Rounds,
    ask_to_receive,
    go_on_with_watched_folders,
    look_into_watched_folders,
    receive_forgotten_trays,
)
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.running import run_job
from tsunagu_web.operations.states import State

JUKI = "juki_kojin"
NAME = FILE_NAMES[JUKI]
GOOD = file_bytes(JUKI, [plain(JUKI)])
OTHER = file_bytes(JUKI, [plain(JUKI) | {"氏名": "訂正　された　名前"}])


@pytest.fixture
def share(home: Path, db: None, tmp_path: Path) -> Path:
    """A folder that home.yaml says to watch."""
    folder = tmp_path / "share"
    folder.mkdir()
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"watched:\n  - {{folder: '{folder}', carrier: 町民課, rest_seconds: 0}}\n")
    return folder


def test_a_new_file_of_a_watched_folder_is_received(as_person: As, home: Path, share: Path) -> None:
    (share / NAME).write_bytes(GOOD)
    os.utime(share / NAME, (1_793_500_000, 1_793_500_000))
    assert look_into_watched_folders() == []
    [job] = look_into_watched_folders()
    assert (job.asked_by, job.arguments["as_of"]) == ("受け取りフォルダ", "2026-10-31")
    run_job(job.pk, 1)
    assert [load.file_name for load in loads(home)] == [NAME]
    assert look_into_watched_folders() == []
    page = as_person("hantei").get("/month/2026-10-31/").content.decode()
    assert "から受け取ったファイル 1件" in page and str(share) in page
    assert "受け取れなかったもの" not in page


def test_the_desk_says_why_a_file_of_a_folder_was_refused(as_person: As, home: Path, share: Path) -> None:
    (share / NAME).write_bytes(b"<html></html>")
    look_into_watched_folders()
    assert "書きかけかもしれないので待っています" in as_person("hantei").get("/month/2026-10-31/").content.decode()
    [job] = look_into_watched_folders()
    assert "受領を待っています" in as_person("hantei").get("/month/2026-10-31/").content.decode()
    run_job(job.pk, 1)
    page = as_person("hantei").get("/month/2026-10-31/").content.decode()
    assert "うち受け取れなかったもの 1件" in page and "HTML" in page


def test_the_desk_says_when_a_folder_is_gone_or_holds_something_unknown(as_person: As, home: Path, share: Path) -> None:
    (share / "席次表.xlsx").write_bytes(b"x")
    look_into_watched_folders()
    assert (
        "席次表.xlsx</span> は、このフォルダで受け取るデータの名前と合わない"
        in as_person("hantei").get("/month/2026-10-31/").content.decode()
    )
    (share / "席次表.xlsx").unlink()
    share.rmdir()
    look_into_watched_folders()
    assert (
        f'フォルダ <span class="place">{share}</span> が見えません'
        in as_person("hantei").get("/month/2026-10-31/").content.decode()
    )


def test_a_tray_that_a_crash_left_without_a_job_is_asked_for_once(home: Path, db: None) -> None:
    slip = Slip(as_of=date(2026, 10, 31), by="hantei")
    forgotten = put_in_tray(home, slip, [(NAME, lambda path: path.write_bytes(GOOD))])
    known = put_in_tray(home, slip, [(NAME, lambda path: path.write_bytes(GOOD))])
    ask_to_receive(known.key, slip.as_of, by="hantei")
    assert receive_forgotten_trays(older_than=time.time() - 3600) == []
    assert [job.arguments["tray"] for job in receive_forgotten_trays(older_than=time.time() + 1)] == [forgotten.key]
    assert receive_forgotten_trays(older_than=time.time() + 1) == []
    assert Job.objects.count() == 2


def test_what_a_killed_worker_left_of_a_folder_goes_on_but_not_for_ever(home: Path, share: Path) -> None:
    (share / NAME).write_bytes(GOOD)
    look_into_watched_folders()
    [job] = look_into_watched_folders()
    handed_in = ask_to_receive(job.arguments["tray"], date(2026, 10, 31), by="hantei")
    assert go_on_with_watched_folders() == []
    Job.objects.update(state=State.INTERRUPTED)
    assert [again.pk for again in go_on_with_watched_folders()] == [job.pk]
    handed_in.refresh_from_db()
    assert handed_in.state == State.INTERRUPTED
    Job.objects.update(state=State.INTERRUPTED, attempt=ATTEMPTS)
    assert go_on_with_watched_folders() == []


def test_a_locked_file_of_a_folder_is_taken_once_somebody_handed_it_in(as_person: As, home: Path, share: Path) -> None:
    name = "JUKI_KOJIN_20261031.zip"
    (share / name).write_bytes(locked_zip(NAME, GOOD, aes=True))
    os.utime(share / name, (1_793_500_000, 1_793_500_000))
    look_into_watched_folders()
    [job] = look_into_watched_folders()
    run_job(job.pk, 1)
    [before] = folders_of(home, date(2026, 10, 31)).files
    assert (before.refused, before.outcome == TAKEN) == (True, False)
    receive([share / name], home=home, pack=load_pack("standard"), received_on=date(2026, 10, 31), password=PASSWORD)
    [after] = folders_of(home, date(2026, 10, 31)).files
    assert (after.refused, after.outcome) == (False, TAKEN)


def in_folder(share: Path, name: str, data: bytes) -> None:
    """Put a file there, have it found and received."""
    (share / name).write_bytes(data)
    os.utime(share / name, (1_793_500_000, 1_793_500_000))
    look_into_watched_folders()
    [job] = look_into_watched_folders()
    run_job(job.pk, 1)


BOTH = {NAME: GOOD, FILE_NAMES["kaigo"]: file_bytes("kaigo", [plain("kaigo")])}
ZIP = "JUKI_KOJIN_20261031.zip"


@pytest.mark.parametrize(
    ("beside", "outcome", "refused"),
    [
        ({}, f"{TAKEN}（中の2個）", False),
        ({"Thumbs.db": b"x"}, f"{TAKEN}（中の2個）", False),
        ({"メモ.txt": b"memo"}, "中の3個のうち2個を受け取りました。受け取れなかったもの：メモ.txt（", True),
    ],
)
def test_a_zip_of_a_folder_is_told_by_what_became_of_its_files(
    home: Path, share: Path, beside: dict[str, bytes], outcome: str, refused: bool
) -> None:
    in_folder(share, ZIP, packed({**BOTH, **beside}))
    [told] = folders_of(home, date(2026, 10, 31)).files
    assert (told.name, told.refused) == (ZIP, refused)
    assert told.outcome.startswith(outcome) if refused else told.outcome == outcome
    assert told.key in {line.key for line in receipt_lines(home)}


def test_a_zip_of_a_folder_waits_as_long_as_one_of_its_files_does(home: Path, share: Path) -> None:
    in_folder(share, ZIP, packed(BOTH))
    in_folder(share, ZIP, packed({**BOTH, NAME: OTHER}))
    [told] = folders_of(home, date(2026, 10, 31)).files
    assert (told.outcome, told.refused) == (f"{NEEDS_A_WORD}（中の2個）", False)
    [tray] = [tray for tray in trays(home) if tray.waits_for_a_person]
    receive_tray(home, load_pack("kaisei"), tray, replace="訂正")
    [told] = folders_of(home, date(2026, 10, 31)).files
    assert told.outcome == f"{TAKEN}（中の2個）"


def test_a_refused_file_of_a_folder_does_not_wait_because_another_of_its_name_does(home: Path, share: Path) -> None:
    in_folder(share, NAME, b"<html></html>")
    slip, pack = Slip(as_of=date(2026, 10, 31), by="hantei"), load_pack("kaisei")
    for data in (GOOD, OTHER):
        receive_tray(home, pack, put_in_tray(home, slip, [(NAME, lambda path, data=data: path.write_bytes(data))]))
    assert [tray.waits_for_a_person for tray in trays(home)] == [True]
    [told] = folders_of(home, date(2026, 10, 31)).files
    assert (told.refused, "HTML" in told.outcome) == (True, True)


def test_a_slip_of_the_pen_in_the_watched_folders_keeps_nothing_else_from_being_done(home: Path, db: None) -> None:
    slip = Slip(as_of=date(2026, 10, 31), by="hantei")
    kept, forgotten = (
        put_in_tray(home, slip, [(NAME, lambda path: path.write_bytes(GOOD))], held=held) for held in (True, False)
    )
    for path in (kept.folder / "held", forgotten.folder):
        os.utime(path, (0, 0))
    broken = Job.objects.create(
        kind="receive",
        arguments={"tray": "0" * 16, "as_of": "2026-10-31"},
        asked_by="受け取りフォルダ",
        asked_at=clock.now(),
        state=State.INTERRUPTED,
    )
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write("watched:\n  - {forlder: x}\n")
    Rounds(every=0)()
    assert [tray.key for tray in trays(home)] == [forgotten.key], "what nobody completed went"
    assert Job.objects.filter(arguments__tray=forgotten.key).count() == 1
    broken.refresh_from_db()
    assert broken.state != State.INTERRUPTED


def test_the_daily_list_of_protected_people_from_a_folder_is_on_the_page_of_its_month(
    as_person: As, home: Path, share: Path, at: Any
) -> None:
    at("2026-11-05 09:00")
    in_folder(share, "SHIENSOCHI.csv", file_bytes("shiensochi", [plain("shiensochi")]))
    assert [load.received_on for load in loads(home)] == [date(2026, 11, 5)], "it counts from the day it came"
    page = as_person("hantei").get("/month/2026-11-30/").content.decode()
    assert "から受け取ったファイル 1件" in page and "SHIENSOCHI.csv</a>" in page


def test_of_a_zip_of_a_folder_the_desk_says_what_will_not_be_taken(home: Path, share: Path) -> None:
    in_folder(share, ZIP, packed({**BOTH, "メモ.txt": b"memo", "別紙.txt": b"x"}))
    known = ReceivedBytes(home)
    package = known.package(sha256_of_file(share / ZIP))
    assert package is not None
    outcomes = []
    for one in known.missing(package):
        note_unwanted(home, package, [one], by="hantei", reason="説明だけのため")
        outcomes += [(told.outcome, told.refused) for told in folders_of(home, date(2026, 10, 31)).files]
    [(first, still_refused), second] = outcomes
    assert first.startswith(
        "中の4個のうち2個を受け取りました。1個（メモ.txt）は受け取らないと決めました。受け取れなかったもの：別紙.txt（"
    )
    assert still_refused
    assert second == ("中の4個のうち2個を受け取り、2個（メモ.txt、別紙.txt）は受け取らないと決めました", False)
