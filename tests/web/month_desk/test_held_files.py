"""What was handed in is kept while something is missing: on what it came, who carried it, the password."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.counter import FILE_NAMES, file_bytes, plain
from support.killed import every_kill
from support.locked_files import PASSWORD, locked_book, locked_package, locked_zip
from support.packages import packed
from support.web_people import As
from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import IntakeLimits
from tsunagu.delivery import (
    BY_TIME,
    TAKEN_BACK,
    Slip,
    at_work_on,
    drop_held,
    dropped,
    held_since,
    put_in_tray,
    sweep_held,
    sweep_trays,
    trays,
    unlock_files,
    wipe_copy,
)
from tsunagu.delivery import held as held_module
from tsunagu.delivery import tray as tray_module
from tsunagu.intake import loads, take_off_password
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.month_desk.work import receive_forgotten_trays, take_away_what_nobody_completed
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.running import run_job

DESK, AS_OF = "/month/2026-10-31/", date(2026, 10, 31)
NAME = FILE_NAMES["juki_kojin"]
GOOD = file_bytes("juki_kojin", [plain("juki_kojin")])
ZIP = "JUKI_KOJIN_20261031.zip"
CARE, CARE_GOOD = FILE_NAMES["kaigo"], file_bytes("kaigo", [plain("kaigo")])
SHARE = "庁内の共有フォルダ"


def hand_in(clerk: Any, *files: tuple[str, bytes], **told: str) -> Any:
    """Upload as the form does."""
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return clerk.post(f"{DESK}hand-in/", {"files": given, "medium": SHARE, "carrier": "", **told})


def work() -> None:
    """Do the newest job, as the worker would."""
    job = Job.objects.latest("pk")
    run_job(job.pk, job.attempt)


def held(home: Path) -> list[str]:
    """Names of the files that are held."""
    return [path.name for tray in trays(home) if tray.is_held for path in tray.files()]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"medium": ""}, "何で受け取ったかを選んでください"),
        ({"medium": "伝書鳩"}, "何で受け取ったかを選んでください"),
        ({"medium": "USBメモリ"}, "運んだ人の名前を入力してください"),
    ],
)
def test_files_are_kept_while_something_is_missing(as_person: As, home: Path, told: dict[str, str], asked: str) -> None:
    clerk = as_person("hantei")
    answer = hand_in(clerk, (NAME, GOOD), **told)
    page = answer.content.decode()
    assert (answer.status_code, asked in page, "とってあります" in page) == (400, True, True)
    assert held(home) == [NAME]
    assert not Job.objects.exists()
    assert hand_in(clerk, medium="USBメモリ", carrier="町民課 山田").status_code == 302
    work()
    [load] = loads(home)
    assert load.file_name == NAME
    assert held(home) == []


def test_nothing_is_chosen_beforehand(as_person: As, home: Path) -> None:
    page = as_person("hantei").get(DESK).content.decode()
    assert '<option value="">選んでください</option>' in page
    assert "selected" not in page.partition('id="id_medium"')[2].partition("</select>")[0]


def test_nobody_else_receives_what_is_held_or_sees_it_at_the_desk(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), (NAME, GOOD), medium="")
    other = as_person("sekinin")
    assert NAME not in other.get(DESK).content.decode()
    [tray] = trays(home)
    told = {"tray": tray.key, "place": f"0001/{NAME}", "what": "replace", "reason": "x"}
    assert as_person("hantei").post(f"{DESK}decide/", told).status_code == 409
    assert receive_forgotten_trays(older_than=1e12) == []
    assert not Job.objects.exists()


def test_held_files_are_taken_back_one_by_one_or_together(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD), ("a.csv", b"x"), ("b.csv", b"x"), medium="")
    [tray] = trays(home)
    assert (
        clerk.post(f"{DESK}decide/", {"tray": tray.key, "place": "0002/a.csv", "what": "give_back"}).status_code == 302
    )
    assert held(home) == [NAME, "b.csv"]
    assert clerk.post(f"{DESK}decide/", {"what": "give_back_held"}).status_code == 302
    assert trays(home) == []
    told = [(one.files, one.by, one.reason, one.whole) for one in dropped(home)]
    assert told == [(("a.csv",), "hantei", TAKEN_BACK, False), ((NAME, "b.csv"), "hantei", TAKEN_BACK, True)]


def test_a_tray_that_is_said_to_be_gone_is_never_received_and_the_worker_finishes(
    as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill right after the line was written: the files still lie there, by name and whole."""
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD), medium="")
    [tray] = trays(home)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", killed)
        drop_held(home, tray, by="yamada", reason="まちがえて出した")
    assert hand_in(clerk, medium="USBメモリ", carrier="山田").status_code == 400
    assert (held(home), Job.objects.count(), loads(home)) == ([NAME], 0, [])
    take_away_what_nobody_completed()
    assert (trays(home), [one.by for one in dropped(home)]) == ([], ["yamada"])


def test_files_that_lost_their_name_to_a_kill_go_with_the_workers_next_round(
    as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(as_person("hantei"), (NAME, GOOD), medium="")
    with monkeypatch.context() as patched:
        patched.setattr(held_module, "rmtree", lambda *_, **__: None)
        drop_held(home, trays(home)[0], by="yamada", reason="まちがえて出した")
    assert list((home / "deliveries" / "trays").rglob(NAME))
    take_away_what_nobody_completed()
    assert not list((home / "deliveries" / "trays").rglob(NAME))


@pytest.mark.parametrize("form", ["aes", "zipcrypto", "excel"])
def test_a_password_typed_at_hand_in_opens_the_file(as_person: As, home: Path, form: str) -> None:
    clerk = as_person("hantei")
    book = locked_book(file_bytes("jido_sodan", [plain("jido_sodan")]))
    name, data = {
        "aes": (ZIP, locked_zip(NAME, GOOD, aes=True)),
        "zipcrypto": (ZIP, locked_zip(NAME, GOOD, aes=False)),
        "excel": (FILE_NAMES["jido_sodan"], book),
    }[form]
    asked = hand_in(clerk, (name, data)).content.decode()
    assert "N010" in asked and name in asked
    wrong = hand_in(clerk, password="himitsu").content.decode()
    assert "N011" in wrong and name in wrong
    assert "himitsu" not in wrong
    assert hand_in(clerk, password=PASSWORD).status_code == 302
    work()
    [load] = loads(home)
    assert (load.file_name, load.rows_accepted) == (name, 1)
    copy = home.parent / name
    copy.write_bytes(data)
    assert wipe_copy(home, copy, medium="USBメモリ", by="hantei").file == name, "what came is known by its own bytes"


@pytest.mark.parametrize("form", ["excel", "zip", "both", "alone"])
def test_a_password_on_a_file_inside_a_zip_is_asked_for_and_opened(as_person: As, home: Path, form: str) -> None:
    clerk, book = as_person("hantei"), FILE_NAMES["jido_sodan"]
    locked = locked_book(file_bytes("jido_sodan", [plain("jido_sodan")]))
    came = {
        "excel": packed({NAME: GOOD, book: locked}),
        "zip": packed({ZIP: locked_zip(NAME, GOOD, aes=True), CARE: CARE_GOOD}),
        "both": locked_package([(NAME, GOOD), (book, locked)], aes=True),
        "alone": packed({book: locked}),
    }[form]
    asked = hand_in(clerk, ("まとめ.zip", came)).content.decode()
    assert ("N010" in asked, "まとめ.zip" in asked, held(home)) == (True, True, ["まとめ.zip"])
    wrong = hand_in(clerk, password="himitsu").content.decode()
    assert ("N011" in wrong, held(home), trays(home)[0].files()[0].read_bytes()) == (True, ["まとめ.zip"], came)
    assert hand_in(clerk, password=PASSWORD).status_code == 302
    work()
    assert [load.rows_accepted for load in loads(home)] == [1] * (1 if form == "alone" else 2)
    assert trays(home) == []
    copy = home.parent / "stick.zip"
    copy.write_bytes(came)
    assert wipe_copy(home, copy, medium="USBメモリ", by="hantei").file == "まとめ.zip", "known by the bytes that came"


def test_the_password_is_kept_nowhere(as_person: As, home: Path, caplog: pytest.LogCaptureFixture) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (ZIP, locked_zip(NAME, GOOD, aes=True)), password="himitsu")
    hand_in(clerk, password=PASSWORD)
    work()
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    told = repr([*Job.objects.values(), *AuditRow.objects.values(), dict(clerk.session)]) + caplog.text
    for password in (PASSWORD, "himitsu"):
        assert password.encode() not in kept
        assert password not in told


def test_a_file_too_large_costs_the_others_nothing(as_person: As, home: Path, settings: Any) -> None:
    settings.UPLOAD_FILE_BYTES = 1000
    clerk = as_person("hantei")
    assert "N004" in hand_in(clerk, (NAME, GOOD), ("大きい.csv", b"x" * 200_000)).content.decode()
    assert held(home) == [NAME]
    assert hand_in(clerk).status_code == 302


def test_two_locked_files_of_one_name_are_each_known_by_what_came(as_person: As, home: Path) -> None:
    """The second is refused: nobody has its rows, so its copy outside is the only one and is not wiped."""
    clerk = as_person("hantei")
    taken, never = locked_zip(NAME, GOOD, aes=True), locked_zip(NAME, b"x", aes=True)
    assert hand_in(clerk, (ZIP, taken), (ZIP, never), password=PASSWORD).status_code == 302
    work()
    assert len(loads(home)) == 1
    copies = [home.parent / "taken.zip", home.parent / "never.zip"]
    for copy, data in zip(copies, (taken, never), strict=True):
        copy.write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        wipe_copy(home, copies[1], medium=SHARE, by="hantei")
    assert (refused.value.code, copies[1].read_bytes()) == ("K002", never)
    assert wipe_copy(home, copies[0], medium=SHARE, by="hantei").file == ZIP


@pytest.mark.parametrize("killed_at", ["slip", "replace"])
def test_a_kill_while_a_password_is_taken_off_loses_neither_file_nor_what_came(
    as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    """Whatever step was the last one done, the next try ends the same, and what came is still known."""
    clerk, data = as_person("hantei"), locked_zip(NAME, GOOD, aes=True)
    hand_in(clerk, (ZIP, data))
    [tray] = trays(home)
    [path] = tray.files()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        if killed_at == "slip":
            patched.setattr(tray_module, "write_text", killed)
        else:
            keep = Path.replace
            patched.setattr(Path, "replace", lambda self, to: killed() if to == path else keep(self, to))
        unlock_files(tray, PASSWORD, limits=IntakeLimits())
    assert path.read_bytes() == data
    assert hand_in(clerk, password=PASSWORD).status_code == 302
    work()
    copy = home.parent / ZIP
    copy.write_bytes(data)
    assert wipe_copy(home, copy, medium="USBメモリ", by="hantei").file == ZIP


def test_what_a_kill_left_open_in_a_tray_is_swept_after_an_hour(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), (ZIP, locked_zip(NAME, GOOD, aes=True)))
    [tray] = trays(home)

    def killed() -> None:
        """The rest of a kill: the folder stays, for nothing cleans up."""
        [left] = tray.folder.glob(".*")
        copytree(left, tray.folder / f"{left.name}x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_off_password(tray.files()[0], PASSWORD, limits=IntakeLimits(), work=tray.folder, first=killed)
    [left] = tray.folder.glob(".*")
    assert list(left.iterdir()), "the file without its password"
    assert sweep_trays(home) == [], "somebody may be opening it right now"
    os.utime(left, (0, 0))
    assert sweep_trays(home) == [left.name]
    assert held(home) == [ZIP]


RECEIPTS = "/receipts/"
A_WEEK = 7 * 24 * 3600


def aged(home: Path, seconds: float) -> None:
    """Let the held trays have come so long ago."""
    for tray in trays(home):
        then = (tray.folder / "held").stat().st_mtime - seconds
        os.utime(tray.folder / "held", (then, then))


def test_everybody_with_the_role_sees_whose_files_are_held_and_until_when(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), (NAME, GOOD), ("何か.csv", b"x"), medium="")
    since = held_since(trays(home)[0])
    told = [f"{day.month}月{day.day}日 {day.hour}時{day:%M}分" for day in (since, since + timedelta(days=7))]
    page = as_person("sekinin").get(RECEIPTS).content.decode()
    for words in (NAME, "何か.csv", "hantei", *told):
        assert words in page
    assert "/receipts/held/" not in page, "who only looks after it takes nothing away"
    assert "/receipts/held/" in as_person("hantei").get(RECEIPTS).content.decode()
    section = as_person("hoyu").get(RECEIPTS)
    own = section.content.decode()
    assert (section.status_code, "何か.csv" in own) == (200, False), "nobody knows whose it is"


def test_the_limit_is_a_setting_of_the_home_and_the_sweep_writes_down_what_it_takes(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD), medium="")
    aged(home, A_WEEK - 600)
    assert (take_away_what_nobody_completed(), held(home)) == ([], [NAME])
    settings_file = home / "home.yaml"
    plain_settings = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(plain_settings + "limits:\n  held_days: 30\n", encoding="utf-8")
    aged(home, 600)
    assert (take_away_what_nobody_completed(), held(home)) == ([], [NAME])
    assert "30日たつと消えます" in clerk.get(RECEIPTS).content.decode()
    settings_file.write_text(plain_settings, encoding="utf-8")
    assert len(take_away_what_nobody_completed()) == 1
    assert list((home / "deliveries" / "trays").iterdir()) == []
    [line] = dropped(home)
    assert (line.files, line.given_by, line.by, line.as_of) == ((NAME,), "hantei", BY_TIME, AS_OF)
    page = as_person("kansa").get(f"{RECEIPTS}wipes/").content.decode()
    assert ("受け取らずに消したファイル" in page, NAME in page, BY_TIME in page) == (True, True, True)
    assert NAME not in clerk.get(RECEIPTS).content.decode()


def test_held_files_are_taken_away_by_hand_with_a_reason(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), (NAME, GOOD), medium="")
    [tray] = trays(home)
    url = f"{RECEIPTS}held/{tray.key}/"
    other = as_person("hantei")
    refused = other.post(url, {"reason": " "})
    assert (refused.status_code, "N014" in refused.content.decode(), held(home)) == (400, True, [NAME])
    assert as_person("sekinin").post(url, {"reason": "x"}).status_code == 404
    assert held(home) == [NAME]
    assert other.post(url, {"reason": "課が出しなおす"}).status_code == 302
    assert (trays(home), dropped(home)[0].reason) == ([], "課が出しなおす")
    assert AuditRow.objects.filter(action="held.drop", user="hantei", result="ok").exists()
    assert other.post(url, {"reason": "x"}).status_code == 409


def test_what_is_being_received_is_not_taken_away_nor_received_twice(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD), medium="")
    [tray] = trays(home)
    aged(home, A_WEEK)
    with at_work_on(tray) as free:
        assert free
        assert take_away_what_nobody_completed() == []
        assert "N015" in clerk.post(f"{RECEIPTS}held/{tray.key}/", {"reason": "x"}).content.decode()
        assert "N003" in hand_in(clerk).content.decode()
    assert (held(home), dropped(home), Job.objects.count()) == ([NAME], [], 0)
    assert hand_in(clerk).status_code == 302
    assert take_away_what_nobody_completed() == [], "it is let go: its job receives it"
    work()
    assert len(loads(home)) == 1


def test_a_changed_record_keeps_what_is_held_and_is_said(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), (NAME, GOOD), medium="")
    (home / "deliveries" / "held.jsonl").write_text('{"x":1}\n', encoding="utf-8")
    aged(home, A_WEEK)
    assert (take_away_what_nobody_completed(), held(home)) == ([], [NAME])
    assert "K008" in as_person("sekinin").get(RECEIPTS).content.decode()


def test_a_kill_while_the_sweep_takes_files_away_leaves_them_or_nothing_and_one_line(tmp_path: Path) -> None:
    seen = set()
    (tmp_path / "home").mkdir()
    home = tmp_path / "home"

    def sweep() -> None:
        sweep_held(home, IntakeLimits(), clock.now())

    put_in_tray(home, Slip(as_of=AS_OF, by="hantei"), [(NAME, lambda path: path.write_bytes(GOOD))], held=True)
    aged(home, A_WEEK)
    for number, _ in enumerate(every_kill(sweep, home, ("deliveries",)), start=1):
        seen.add(len(trays(home)))
        assert [tray.files()[0].read_bytes() for tray in trays(home)] in ([], [GOOD]), "whole or gone"
        sweep()
        for left in (home / "deliveries" / "trays").iterdir():
            os.utime(left, (0, 0))
        sweep_trays(home)
        assert (trays(home), list((home / "deliveries" / "trays").iterdir())) == ([], [])
        assert len(dropped(home)) == number
        put_in_tray(home, Slip(as_of=AS_OF, by="hantei"), [(NAME, lambda path: path.write_bytes(GOOD))], held=True)
        aged(home, A_WEEK)
    assert seen == {0, 1}
