"""Closing faults, the returns to departments, and the record of wiping: who may, what is kept, and what never leaves."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from support.counter import FILE_NAMES, cells, csv_bytes, file_bytes, plain
from support.individual_numbers import my_number
from support.locked_files import PASSWORD, locked_zip
from support.packages import packed
from support.web_people import As, make_home
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu.catalog import load_pack
from tsunagu.delivery import Slip, put_in_tray, receive_tray, unwanted, wipe_copy, wipes, wiping
from tsunagu.intake import Receipt, receipt_key, receive
from tsunagu.purpose import seed_from_pack
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.receipts.models import FaultDecision

JUKI = "juki_kojin"
CANARY = "カナリア三太"
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home before its first month, with a purpose ledger."""
    settings.TSUNAGU_HOME = make_home(tmp_path / "home", run=False)
    seed_from_pack(tmp_path / "home", load_pack("kaisei"), date(2026, 4, 1))
    return tmp_path / "home"


def take(home: Path, day: date, *births: str, medium: str = "USBメモリ") -> Receipt:
    """Receive the register of a month; one row per birth date as written."""
    rows = [
        plain(JUKI) | {"宛名番号": f"{number:015d}", "生年月日": birth}
        for number, birth in enumerate(births, start=101)
    ]
    path = home.parent / f"JUKI_KOJIN_{day:%Y%m%d}.csv"
    path.write_bytes(file_bytes(JUKI, rows))
    return receive([path], home=home, pack=load_pack("kaisei"), received_on=day, medium=medium, carrier="山田")[0]


def marks(page: str) -> list[str]:
    """The boxes of a page."""
    return [part.partition('"')[0] for part in page.split('name="mark" value="')[1:]]


def test_a_closed_fault_stays_closed_next_month_until_its_value_changes(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    october = receipt_key(take(home, OCTOBER, CANARY, "2015-04-01"))
    [mark] = marks(clerk.get(f"/receipts/{october}/").content.decode())
    told = {"mark": [mark], "what": "close", "reason": "外国籍で生年月日が不明（町民課に確認）"}
    answer = clerk.post(f"/receipts/{october}/decide/", told)
    assert (answer.status_code, answer["Location"]) == (302, f"/receipts/{october}/")
    assert re.search("確認ずみ</b>（[^（]+（hantei）、", clerk.get(f"/receipts/{october}/").content.decode())
    november = receipt_key(take(home, NOVEMBER, CANARY, "2015-04-01", "2016-01-01"))
    assert "外国籍で生年月日が不明" in clerk.get(f"/receipts/{november}/").content.decode()
    december = receipt_key(take(home, date(2026, 12, 31), "べつの値", "2015-04-01"))
    assert "外国籍で生年月日が不明" not in clerk.get(f"/receipts/{december}/").content.decode()


def test_a_decision_can_be_taken_back_and_both_stay_on_record(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, CANARY))
    [mark] = marks(clerk.get(f"/receipts/{key}/").content.decode())
    for what in ("close", "reopen"):
        assert clerk.post(f"/receipts/{key}/decide/", {"mark": mark, "what": what, "reason": what}).status_code == 302
    page = clerk.get(f"/receipts/{key}/").content.decode()
    assert "<b>確認ずみ</b>" not in page
    assert list(FaultDecision.objects.order_by("pk").values_list("closed", "reason", "by")) == [
        (True, "close", "hantei"),
        (False, "reopen", "hantei"),
    ]


def test_without_a_reason_or_a_choice_nothing_is_decided(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, CANARY))
    [mark] = marks(clerk.get(f"/receipts/{key}/").content.decode())
    for told in ({"mark": mark, "reason": " "}, {"reason": "x"}, {"mark": "0" * 64, "reason": "x"}):
        answer = clerk.post(f"/receipts/{key}/decide/", told | {"what": "close"})
        assert answer.status_code == 400
        assert 'role="alert"' in answer.content.decode()
    assert not FaultDecision.objects.exists()


def test_nothing_kept_about_a_decision_names_a_resident(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, CANARY))
    [mark] = marks(clerk.get(f"/receipts/{key}/").content.decode())
    clerk.post(f"/receipts/{key}/decide/", {"mark": mark, "what": "close", "reason": "確認"})
    kept = str(list(FaultDecision.objects.values()))
    assert CANARY not in kept
    assert "000000000000101" not in kept


def test_a_department_s_return_as_page_and_as_workbook(as_person: As, home: Path) -> None:
    take(home, OCTOBER, CANARY)
    clerk = as_person("hantei")
    overview = clerk.get("/receipts/departments/2026-10/").content.decode()
    assert "町民課" in overview
    address = overview.partition('href="/receipts/departments/2026-10/')[2].partition('"')[0]
    page = clerk.get(f"/receipts/departments/2026-10/{address}").content.decode()
    assert "次回はこう直してください" in page
    assert "生年月日" in page
    file = clerk.get(f"/receipts/departments/2026-10/{address}file/")
    assert file["Content-Disposition"].startswith("attachment; filename=\"receipts.xlsx\"; filename*=UTF-8''")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).sheet_names
    assert sheets == ["次回はこう直してください", "場所", "値のない欄"]
    assert CANARY not in overview + page
    assert CANARY.encode() not in file.content


def test_a_closed_fault_is_left_out_of_the_return(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, CANARY))
    [mark] = marks(clerk.get(f"/receipts/{key}/").content.decode())
    clerk.post(f"/receipts/{key}/decide/", {"mark": mark, "what": "close", "reason": "確認"})
    overview = clerk.get("/receipts/departments/2026-10/").content.decode()
    address = overview.partition('href="/receipts/departments/2026-10/')[2].partition('"')[0]
    assert "直してほしい点はありません" in clerk.get(f"/receipts/departments/2026-10/{address}").content.decode() or (
        "生年月日" not in clerk.get(f"/receipts/departments/2026-10/{address}").content.decode()
    )


def test_wiping_by_hand_is_recorded(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, "2015-04-01"))
    assert "まだ消した記録がありません" in clerk.get(f"/receipts/{key}/").content.decode()
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"}).status_code == 302
    assert "媒体を初期化した（USBメモリ）" in clerk.get(f"/receipts/{key}/").content.decode()
    assert "媒体を初期化した" in clerk.get("/receipts/wipes/").content.decode()
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "窓から捨てた"}).status_code == 400
    assert len(wipes(home)) == 1


def test_a_copy_in_a_watched_folder_is_wiped_by_one_button(as_person: As, home: Path) -> None:
    receipt = take(home, OCTOBER, "2015-04-01")
    key, share = receipt_key(receipt), home.parent / "share"
    share.mkdir()
    (home.parent / receipt.file).replace(share / receipt.file)
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"watched:\n  - {{folder: '{share}'}}\n")
    clerk = as_person("hantei")
    assert "この写しを消して、記録する" in clerk.get(f"/receipts/{key}/").content.decode()
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "watched"}).status_code == 302
    assert not (share / receipt.file).exists()
    assert wipes(home)[0].place == str(share / receipt.file)
    assert "この写しを消して、記録する" not in clerk.get(f"/receipts/{key}/").content.decode()
    again = clerk.post(f"/receipts/{key}/wipe/", {"how": "watched"})
    assert (again.status_code, "K007" in again.content.decode(), len(wipes(home))) == (409, True, 1)


def test_a_locked_copy_in_a_watched_folder_is_known_to_be_received_and_wiped(as_person: As, home: Path) -> None:
    """The folder opens no passwords; somebody handed the same file in at the desk."""
    share = home.parent / "share"
    share.mkdir()
    copy = share / "JUKI_KOJIN_20261031.zip"
    rows = file_bytes("juki_kojin", [plain("juki_kojin")])
    copy.write_bytes(locked_zip(FILE_NAMES["juki_kojin"], rows, aes=True))
    other = share / "other" / copy.name
    other.parent.mkdir()
    other.write_bytes(locked_zip(FILE_NAMES["juki_kojin"], rows + b"x", aes=True))
    [receipt] = receive([copy], home=home, pack=load_pack("standard"), received_on=OCTOBER, password=PASSWORD)
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"watched:\n  - {{folder: '{share}'}}\n  - {{folder: '{other.parent}'}}\n")
    clerk, key = as_person("hantei"), receipt_key(receipt)
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "watched"}).status_code == 302
    assert (copy.exists(), other.exists()) == (False, True)
    assert [one.place for one in wipes(home)] == [str(copy)]


def take_zip(home: Path, files: dict[str, bytes], *, into: Path) -> dict[str, Receipt]:
    """Receive a zip that also lies in a watched folder; its receipts by file."""
    into.mkdir()
    copy = into / "まとめ.zip"
    copy.write_bytes(packed(files))
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"watched:\n  - {{folder: '{into}'}}\n")
    slip = Slip(as_of=OCTOBER, medium="USBメモリ", carrier="山田", by="hantei")
    tray = put_in_tray(home, slip, [(copy.name, lambda path: copyfile(copy, path))])
    return {one.file: one for one in receive_tray(home, load_pack("kaisei"), tray)}


def take_zip_of(home: Path, files: list[tuple[str, bytes]]) -> dict[str, Receipt]:
    """Receive a zip whose files may have equal names, in folders; the receipt of the last of each name."""
    slip = Slip(as_of=OCTOBER, medium="USBメモリ", carrier="山田", by="hantei")
    tray = put_in_tray(home, slip, [("まとめ.zip", lambda path: path.write_bytes(packed(dict(files))))])
    return {one.file: one for one in receive_tray(home, load_pack("kaisei"), tray)}


BOTH = {name: file_bytes(source, [plain(source)]) for source, name in FILE_NAMES.items() if source in (JUKI, "kaigo")}
BOTH_OTHERS = [(name, data) for name, data in BOTH.items() if name != FILE_NAMES[JUKI]]


def test_a_zip_in_a_watched_folder_is_wiped_from_any_of_its_receipts(as_person: As, home: Path) -> None:
    share = home.parent / "share"
    given = take_zip(home, BOTH, into=share)
    clerk, [key, other] = as_person("hantei"), [receipt_key(one) for one in given.values()]
    page = clerk.get(f"/receipts/{key}/").content.decode()
    assert "まとめ.zip</span> で、いっしょに2個届いたうちの1個です" in page
    assert "この写しを消して、記録する" in page and "消去を記録する" in page
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "watched"}).status_code == 302
    assert not list(share.iterdir())
    [told] = wipes(home)
    assert (told.file, told.source) == ("まとめ.zip", "juki_kojin、kaigo")
    assert str(share / "まとめ.zip") in clerk.get(f"/receipts/{other}/").content.decode()


def test_a_zip_wiped_by_hand_is_recorded_as_the_zip(as_person: As, home: Path) -> None:
    given = take_zip(home, BOTH, into=home.parent / "share")
    clerk, key = as_person("hantei"), receipt_key(next(iter(given.values())))
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"}).status_code == 302
    assert [one.file for one in wipes(home)] == ["まとめ.zip"]


def test_a_zip_with_a_file_nobody_took_is_not_offered_for_wiping(as_person: As, home: Path) -> None:
    share = home.parent / "share"
    given = take_zip(home, {**BOTH, "メモ.txt": b"memo"}, into=share)
    clerk, key = as_person("hantei"), receipt_key(given[FILE_NAMES[JUKI]])
    page = clerk.get(f"/receipts/{key}/").content.decode()
    memo = sha256_of_bytes(b"memo")
    assert f'name="file" value="{memo}" checked> <span class="place">メモ.txt' in page
    assert "この写しを消して" not in page and "消去を記録する" not in page
    answers = [clerk.post(f"/receipts/{key}/wipe/", {"how": how}) for how in ("watched", "媒体を初期化した")]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "K002" in answers[1].content.decode()
    assert (len(list(share.iterdir())), wipes(home)) == (1, [])
    for told in ({"file": memo}, {"reason": "説明だけのため"}, {"file": ["0" * 64, memo], "reason": "説明だけのため"}):
        assert clerk.post(f"/receipts/{key}/wipe/", {"how": "unwanted"} | told).status_code == 409
    told = {"how": "unwanted", "file": memo, "reason": "説明だけのため"}
    assert clerk.post(f"/receipts/{key}/wipe/", told).status_code == 302
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "watched"}).status_code == 302
    assert ([one.by for one in unwanted(home)], list(share.iterdir())) == (["hantei"], [])
    assert clerk.post(f"/receipts/{key}/wipe/", told).status_code == 409, "nothing is left to decide"


def test_a_file_that_was_refused_alone_is_not_wiped_for_its_copy_may_be_all_there_is(as_person: As, home: Path) -> None:
    path = home.parent / FILE_NAMES[JUKI]
    path.write_bytes(b"<html></html>")
    [refused] = receive([path], home=home, pack=load_pack("kaisei"), received_on=OCTOBER)
    clerk, url = as_person("hantei"), f"/receipts/{receipt_key(refused)}/"
    assert "消去を記録する" not in clerk.get(url).content.decode()
    assert (clerk.post(f"{url}wipe/", {"how": "媒体を初期化した"}).status_code, wipes(home)) == (400, [])


def test_what_was_decided_not_to_be_taken_is_on_every_receipt_of_the_zip_and_in_the_record(
    as_person: As, home: Path
) -> None:
    given = take_zip(home, {**BOTH, "メモ.txt": b"memo"}, into=home.parent / "share")
    clerk = as_person("hantei")
    before = clerk.get("/receipts/").content.decode()
    told = {"how": "unwanted", "file": sha256_of_bytes(b"memo"), "reason": "説明だけのため"}
    clerk.post(f"/receipts/{receipt_key(given['メモ.txt'])}/wipe/", told)
    for one in given.values():
        page = clerk.get(f"/receipts/{receipt_key(one)}/").content.decode()
        assert "受け取らないと決めたもの：" in page and "（hantei）" in page and "説明だけのため" in page
    record = as_person("kansa").get("/receipts/wipes/").content.decode()
    assert all(words in record for words in ("メモ.txt", "まとめ.zip", "（hantei）", "説明だけのため"))
    after = clerk.get("/receipts/").content.decode()
    assert ["受け取れなかったファイルが 1件" in page for page in (before, after)] == [True, False]
    assert "受け取らないと決めました" in after
    month = clerk.get("/month/2026-10-31/").content.decode()
    assert "受け取らないと決めたファイル 1件" in month and "受け取れなかったファイル" not in month
    returns = clerk.get("/receipts/departments/2026-10/").content.decode()
    assert "課が分からないファイル" not in returns


def test_of_a_zip_with_individual_numbers_the_page_says_to_give_it_back_or_wipe_it(as_person: As, home: Path) -> None:
    given = take_zip(home, {**BOTH, "JUKI_KOJIN_20261130.csv": with_numbers(JUKI)}, into=home.parent / "share")
    assert "file.my_number" in given["JUKI_KOJIN_20261130.csv"].counts
    page = as_person("hantei").get(f"/receipts/{receipt_key(given[FILE_NAMES[JUKI]])}/").content.decode()
    assert "JUKI_KOJIN_20261130.csv</span></label>：<b>個人番号が入っていて、受け取れません" in page
    assert "届けた課に返すか、すぐ消してください" in page
    assert "受け取らないと決めて、記録する" in page


def with_numbers(source: str, first: int = 0) -> bytes:
    """A table with a column of Individual Numbers behind it."""
    rows = cells(source, [plain(source, 宛名番号=f"{first + place:015}") for place in range(12)])
    numbers = ["備考", *(my_number(30_000_000_000 + 7919 * place) for place in range(12))]
    return csv_bytes([[*row, one] for row, one in zip(rows, numbers, strict=True)])


def test_a_zip_with_individual_numbers_and_a_file_still_to_come_is_not_said_to_go(as_person: As, home: Path) -> None:
    numbers, broken = with_numbers(JUKI), b"<html></html>"
    files = {"JUKI_KOJIN_20261130.csv": numbers, FILE_NAMES["kaigo"]: broken, FILE_NAMES[JUKI]: BOTH[FILE_NAMES[JUKI]]}
    given = take_zip(home, files, into=home.parent / "share")
    clerk, url = as_person("hantei"), f"/receipts/{receipt_key(given[FILE_NAMES[JUKI]])}/"
    page = clerk.get(url).content.decode()
    assert "すぐ消してください" not in page and "圧縮ファイルは消さないでください" in page
    assert f'value="{sha256_of_bytes(numbers)}" checked' in page, "what may never be taken"
    assert f'value="{sha256_of_bytes(broken)}"> <span class="place">{FILE_NAMES["kaigo"]}' in page
    assert given[FILE_NAMES["kaigo"]].sentence in page
    told = {"how": "unwanted", "reason": "個人番号のため", "file": sha256_of_bytes(numbers)}
    assert clerk.post(f"{url}wipe/", told).status_code == 302
    assert clerk.post(f"{url}wipe/", {"how": "媒体を初期化した"}).status_code == 409, "one is still to come"
    assert [file.file for one in unwanted(home) for file in one.files] == ["JUKI_KOJIN_20261130.csv"]


def test_a_zip_of_which_nothing_may_be_taken_is_settled_and_given_back_from_any_of_its_receipts(
    as_person: As, home: Path
) -> None:
    files = {FILE_NAMES[JUKI]: with_numbers(JUKI), "JUKI_KOJIN_20261130.csv": with_numbers(JUKI, 500)}
    given = take_zip(home, files, into=home.parent / "share")
    assert all("file.my_number" in one.counts for one in given.values())
    clerk, [url, other] = as_person("hantei"), [f"/receipts/{receipt_key(one)}/" for one in given.values()]
    assert clerk.post(f"{url}wipe/", {"how": "媒体を返した（渡した課が消す）"}).status_code == 409
    every = [sha256_of_bytes(data) for data in files.values()]
    told = {"how": "unwanted", "reason": "個人番号のため", "file": every}
    assert clerk.post(f"{url}wipe/", told).status_code == 302
    assert "この写しを消して、記録する" in clerk.get(other).content.decode()
    assert clerk.post(f"{other}wipe/", {"how": "媒体を返した（渡した課が消す）"}).status_code == 302
    assert [(one.file, one.how) for one in wipes(home)] == [("まとめ.zip", "媒体を返した（渡した課が消す）")]


def test_a_file_with_individual_numbers_that_came_alone_is_given_back_with_a_record(as_person: As, home: Path) -> None:
    path = home.parent / FILE_NAMES[JUKI]
    path.write_bytes(with_numbers(JUKI))
    [refused] = receive([path], home=home, pack=load_pack("kaisei"), received_on=OCTOBER, medium="USBメモリ")
    clerk, url = as_person("hantei"), f"/receipts/{receipt_key(refused)}/"
    assert "元の写しは、届けた課に返すか、すぐ消して、ここに記録してください" in clerk.get(url).content.decode()
    assert clerk.post(f"{url}wipe/", {"how": "媒体を返した（渡した課が消す）"}).status_code == 302
    assert "媒体を返した（渡した課が消す）（USBメモリ）" in clerk.get(url).content.decode()
    [told] = wipes(home)
    assert (told.file, told.sha256, told.by) == (path.name, refused.sha256, "hantei")


def test_a_file_of_a_zip_waits_by_its_bytes_and_not_by_its_name(as_person: As, home: Path) -> None:
    """Of two files with one name one waits for a reason; the other was refused for good and may be settled."""
    take(home, OCTOBER, "2015-04-01")
    name = "JUKI_KOJIN_20261031.csv"
    other = file_bytes(JUKI, [plain(JUKI) | {"氏名": "別 人"}])
    given = take_zip_of(home, [(f"a/{name}", other), (f"b/{name}", b"<html></html>"), *BOTH_OTHERS])
    clerk, url = as_person("hantei"), f"/receipts/{receipt_key(given[FILE_NAMES['kaigo']])}/"
    page = clerk.get(url).content.decode()
    assert sha256_of_bytes(b"<html></html>") in page and sha256_of_bytes(other) not in page
    assert "差し替えの返事を待っています" in page
    told = {"how": "unwanted", "reason": "壊れているため", "file": sha256_of_bytes(b"<html></html>")}
    waits = told | {"file": sha256_of_bytes(other)}
    assert [clerk.post(f"{url}wipe/", one).status_code for one in (waits, told)] == [409, 302]


def test_a_wipe_without_an_end_is_said_until_somebody_looked(
    as_person: As, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = take(home, OCTOBER, "2015-04-01")
    key, clerk, copy = receipt_key(receipt), as_person("hantei"), home.parent / receipt.file

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(wiping, "_overwrite", killed)
        wipe_copy(home, copy, medium="USBメモリ", by="hantei")
    page = clerk.get("/receipts/wipes/").content.decode()
    assert "終わりの記録がないものが1件" in page
    assert str(copy) in page
    assert clerk.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"}).status_code == 302
    assert "終わりの記録がない" not in clerk.get("/receipts/wipes/").content.decode()


def test_a_changed_record_of_wiping_is_said(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, "2015-04-01"))
    clerk.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"})
    path = home / "deliveries" / "wipes.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("hantei", "sekinin"), encoding="utf-8")
    answer = clerk.get("/receipts/wipes/")
    assert (answer.status_code, "K001" in answer.content.decode()) == (503, True)


def test_who_may(as_person: As, home: Path) -> None:
    key = receipt_key(take(home, OCTOBER, CANARY))
    manager = as_person("sekinin")
    page = manager.get(f"/receipts/{key}/").content.decode()
    assert marks(page) == []
    assert manager.post(f"/receipts/{key}/decide/", {"mark": "x", "what": "close", "reason": "x"}).status_code == 404
    assert manager.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"}).status_code == 404
    assert manager.get("/receipts/wipes/").status_code == 200
    assert as_person("kansa").get("/receipts/wipes/").status_code == 200
    for person in ("center", "shido", "kansa"):
        for url in ("/receipts/departments/2026-10/", f"/receipts/{key}/"):
            assert as_person(person).get(url).status_code == 404
    assert wipes(home) == []


def test_every_act_leaves_its_row(as_person: As, home: Path) -> None:
    clerk, key = as_person("hantei"), receipt_key(take(home, OCTOBER, CANARY))
    [mark] = marks(clerk.get(f"/receipts/{key}/").content.decode())
    clerk.post(f"/receipts/{key}/decide/", {"mark": mark, "what": "close", "reason": "確認"})
    clerk.post(f"/receipts/{key}/wipe/", {"how": "媒体を初期化した"})
    rows = list(AuditRow.objects.order_by("seq").values_list("action", "result"))
    assert rows == [("receipt.look", "ok"), ("receipt.decide", "ok"), ("receipt.wipe", "ok")]
    assert FILE_NAMES[JUKI]
