"""A damaged record, or a slip of the pen in home.yaml, is said on the page it concerns; every page still opens, nothing is wiped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.counter import FILE_NAMES, file_bytes, plain
from support.packages import packed
from support.web_people import As, make_home
from tsunagu.base.errors import TsunaguError
from tsunagu.base.hashing import sha256_of_bytes, sha256_of_file
from tsunagu.catalog import load_pack
from tsunagu.delivery import ReceivedBytes, Slip, note_unwanted, put_in_tray, receive_tray, trays, wipe_copy, wipes
from tsunagu.intake import loads, receipt_key_of_load
from tsunagu.purpose import seed_from_pack
from tsunagu_web.receipts import copies as copies_module

AS_OF, DESK = date(2026, 10, 31), "/month/2026-10-31/"
NAME = FILE_NAMES["juki_kojin"]
GOOD = file_bytes("juki_kojin", [plain("juki_kojin")])
BY_HAND = "媒体を初期化した"


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home with a run, and a zip of which one file was taken and the other is not wanted; its copy lies in a watched folder."""
    home = settings.TSUNAGU_HOME = make_home(tmp_path / "home")
    pack = load_pack("kaisei")
    seed_from_pack(home, pack, date(2026, 4, 1))
    copy = copy_of(home)
    copy.parent.mkdir()
    copy.write_bytes(packed({NAME: GOOD, "メモ.txt": b"memo"}))
    with (home / "home.yaml").open("a", encoding="utf-8") as written:
        written.write(f"watched:\n  - {{folder: '{copy.parent}'}}\n")
    tray = put_in_tray(home, Slip(as_of=AS_OF, by="hantei"), [(copy.name, lambda path: copyfile(copy, path))])
    receive_tray(home, pack, tray)
    known = ReceivedBytes(home)
    package = known.package(sha256_of_file(copy))
    assert package is not None
    note_unwanted(home, package, known.missing(package), by="hantei", reason="説明だけのため")
    return home


def copy_of(home: Path) -> Path:
    """The zip in the watched folder."""
    return home.parent / "share" / "まとめ.zip"


def page_of(home: Path) -> str:
    """The address of the receipt of the file that was taken."""
    [load] = [load for load in loads(home) if load.file_name == NAME]
    return f"/receipts/{receipt_key_of_load(load)}/"


def damage(home: Path, record: str) -> None:
    """Change a line of a record, or make one that is none."""
    path = home / "deliveries" / record
    old = path.read_text(encoding="utf-8") if path.exists() else '{"hantei":1}\n'
    path.write_text(old.replace("hantei", "sekinin"), encoding="utf-8")


def test_with_a_damaged_record_of_what_is_not_wanted_every_page_opens_and_no_copy_goes(
    as_person: As, home: Path
) -> None:
    clerk, copy, receipt = as_person("hantei"), copy_of(home), page_of(home)
    assert "この写しを消して、記録する" in clerk.get(receipt).content.decode()
    damage(home, "unwanted.jsonl")
    pages = {url: clerk.get(url) for url in ("/", "/overview/", DESK, "/receipts/", receipt)}
    assert {url: page.status_code for url, page in pages.items()} == dict.fromkeys(pages, 200)
    said = {url for url, page in pages.items() if "K010" in page.content.decode()}
    assert said == {DESK, "/receipts/", receipt}
    assert "この写しを消して、記録する" not in pages[receipt].content.decode(), "nothing counts as not wanted"
    with pytest.raises(TsunaguError, match="K010"):
        wipe_copy(home, copy, medium="USBメモリ", by="hantei")
    for how in ("unwanted", BY_HAND):
        told = {"how": how, "file": sha256_of_bytes(b"memo"), "reason": "説明だけのため"}
        answer = clerk.post(f"{receipt}wipe/", told)
        assert (answer.status_code, "K010" in answer.content.decode()) == (409, True)
    assert (copy.exists(), wipes(home)) == (True, [])
    record = clerk.get("/receipts/wipes/")
    assert (record.status_code, "K010" in record.content.decode()) == (503, True)


def test_a_damaged_record_of_wiping_is_said_on_a_receipt(as_person: As, home: Path) -> None:
    clerk, receipt = as_person("hantei"), page_of(home)
    assert clerk.post(f"{receipt}wipe/", {"how": BY_HAND}).status_code == 302
    damage(home, "wipes.jsonl")
    for answer, status in ((clerk.get(receipt), 200), (clerk.post(f"{receipt}wipe/", {"how": BY_HAND}), 409)):
        assert (answer.status_code, "K001" in answer.content.decode()) == (status, True)


def test_with_a_damaged_record_of_held_files_nothing_is_put_beside_what_nobody_can_sweep(
    as_person: As, home: Path
) -> None:
    damage(home, "held.jsonl")
    told = {"files": [SimpleUploadedFile(NAME, GOOD)], "medium": "庁内の共有フォルダ", "carrier": ""}
    answer = as_person("hantei").post(f"{DESK}hand-in/", told)
    assert (answer.status_code, "K008" in answer.content.decode(), trays(home)) == (400, True, [])


def test_a_slip_of_the_pen_in_the_watched_folders_is_said_on_a_receipt(as_person: As, home: Path) -> None:
    receipt, settings_file = page_of(home), home / "home.yaml"
    settings_file.write_text(settings_file.read_text(encoding="utf-8").replace("folder:", "forlder:"), encoding="utf-8")
    for person, said in (("hantei", True), ("sekinin", False)):
        answer = as_person(person).get(receipt)
        assert (answer.status_code, "N002" in answer.content.decode()) == (200, said), "who wipes is told"


def test_a_copy_out_of_reach_costs_no_page_and_a_known_one_is_not_read_anew(
    as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt, read = page_of(home), []

    def out_of_reach(path: Path) -> str:
        read.append(path)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(copies_module, "sha256_of_file", out_of_reach)
    answer = as_person("hantei").get(receipt)
    assert (answer.status_code, "この写しを消して" in answer.content.decode(), len(read)) == (200, False, 1)
    assert as_person("sekinin").get(receipt).status_code == 200
    assert len(read) == 1, "who may not wipe has nothing read"
    state, digest = copy_of(home).stat(), sha256_of_file(copy_of(home))
    noted = copies_module.SeenFile(size=state.st_size, changed_ns=state.st_mtime_ns, since=0, sha256=digest)
    monkeypatch.setattr(copies_module, "seen_in_folders", lambda _: {str(copy_of(home)): noted})
    assert "この写しを消して" in as_person("hantei").get(receipt).content.decode()
    assert len(read) == 1, "the look at the folder knows it"
