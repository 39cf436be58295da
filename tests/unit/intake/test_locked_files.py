"""Files with a password: opened in the child process with what somebody typed, and never with anything else."""

from __future__ import annotations

import base64
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from support.counter import DAY, FILE_NAMES, Counter, file_bytes, plain
from support.locked_files import PASSWORD, locked_book, locked_zip, members_of
from support.packages import packed
from tsunagu.catalog import IntakeLimits
from tsunagu.intake import FileRefused, Receipt, locked_files, receive, take_off_password
from tsunagu.intake.lock_opener import ENCRYPTED, OLE2
from tsunagu.intake.xlsx_reading import WorkbookReader

JUKI, LEDGER = "juki_kojin", "jido_sodan"
NAME = FILE_NAMES[JUKI]
ROWS = file_bytes(JUKI, [plain(JUKI)])
OF_OTHERS = {
    "AES, by pyzipper 0.4.0": "UEsDBBQAAQBjADGUel0AAAAAMwAAADMAAAAIAAsAbGlzdC5jc3YBmQcAAgBBRQMIAI81bqrxZaFf6nt+wqh3ebBwxaZVAgURAvmnA/wJiz11iWIm4QD6Dc6g4EYeFM3nWP/ZTFBLAQIUAxQAAQBjADGUel0AAAAAMwAAADMAAAAIAAsAAAAAAAAAAACAAQAAAABsaXN0LmNzdgGZBwACAEFFAwgAUEsFBgAAAAABAAEAQQAAAGQAAAAAAA==",
    "ZipCrypto, by Info-ZIP 3.0": "UEsDBBQACQAIADGUel25gQjIIwAAADMAAAAIAAAAbGlzdC5jc3a0YzCStXiTDU9Ejog0AyhdF6ojMFPt6mHtfxfxR1RrVZxizFBLBwi5gQjIIwAAADMAAABQSwECHgMUAAkACAAxlHpduYEIyCMAAAAzAAAACAAAAAAAAAABAAAApIEAAAAAbGlzdC5jc3ZQSwUGAAAAAAEAAQA2AAAAWQAAAAAA",
}
"""Zips that other programs made, so that ours is not only held to itself."""


def hand_over(counter: Counter, name: str, data: bytes, password: str | None) -> Receipt:
    """Receive a file with somebody there to type."""
    path = counter.put(name, data)
    return receive([path], home=counter.home, pack=counter.pack, received_on=DAY, password=password)[0]


def locked_forms() -> dict[str, tuple[str, bytes]]:
    """Every form a password comes in."""
    return {
        "aes": ("JUKI_KOJIN_20261031.zip", locked_zip(NAME, ROWS, aes=True)),
        "zipcrypto": ("JUKI_KOJIN_20261031.zip", locked_zip(NAME, ROWS, aes=False)),
        "cp932": (
            "保育入所.zip",
            locked_zip("保育入所.csv", file_bytes("hoiku", [plain("hoiku")]), aes=False, cp932=True),
        ),
        "excel": (FILE_NAMES[LEDGER], locked_book(file_bytes(LEDGER, [plain(LEDGER)]))),
    }


FORMS = ("aes", "zipcrypto", "cp932", "excel")


@pytest.mark.parametrize("form", FORMS)
def test_the_right_password_opens_it(counter: Counter, form: str) -> None:
    name, data = locked_forms()[form]
    receipt = hand_over(counter, name, data, PASSWORD)
    assert (receipt.status, receipt.rows_accepted, receipt.file) == ("accepted", 1, name), receipt.sentence
    assert receipt.locked_sha256 == sha256(data).hexdigest() != receipt.sha256


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("password", ["himitsu", "", PASSWORD + " "])
def test_a_wrong_password_opens_nothing_and_says_so(counter: Counter, form: str, password: str) -> None:
    before = counter.published()
    receipt = hand_over(counter, *locked_forms()[form], password)
    assert list(receipt.counts) == ["file.wrong_password"]
    assert "パスワードが違います" in receipt.sentence
    assert counter.published() == before


@pytest.mark.parametrize("form", FORMS)
def test_without_a_password_it_is_refused_with_where_to_type_it(counter: Counter, form: str) -> None:
    receipt = hand_over(counter, *locked_forms()[form], None)
    assert list(receipt.counts) == ["file.password_protected"]
    assert "ファイルを出す" in receipt.sentence


@pytest.mark.parametrize("form", ["aes", "zipcrypto"])
def test_the_same_content_is_known_again_whatever_the_password(counter: Counter, form: str) -> None:
    name = "JUKI_KOJIN_20261031.zip"
    hand_over(counter, name, locked_forms()[form][1], PASSWORD)
    again = hand_over(counter, name, locked_zip(NAME, ROWS, "別の語", aes=True), "別の語")
    assert again.status == "already_received"


@pytest.mark.parametrize("form", FORMS)
def test_the_password_is_nowhere_in_the_home(counter: Counter, form: str) -> None:
    hand_over(counter, *locked_forms()[form], PASSWORD)
    kept = b"".join(path.read_bytes() for path in counter.home.rglob("*") if path.is_file())
    for letters in ("utf-8", "cp932"):
        assert PASSWORD.encode(letters) not in kept


def test_a_file_without_a_password_needs_none_and_takes_no_harm_from_one(counter: Counter) -> None:
    receipt = hand_over(counter, NAME, ROWS, PASSWORD)
    assert (receipt.status, receipt.locked_sha256) == ("accepted", None)


@pytest.mark.parametrize("maker", list(OF_OTHERS))
def test_what_other_programs_locked_opens(tmp_path: Path, maker: str) -> None:
    path = tmp_path / "list.zip"
    path.write_bytes(base64.b64decode(OF_OTHERS[maker]))
    assert locked_files([path], limits=IntakeLimits(), work=tmp_path) == [path]
    with pytest.raises(FileRefused) as refused:
        take_off_password(path, "himitsu-2026", limits=IntakeLimits(), work=tmp_path)
    assert refused.value.code == "file.wrong_password"
    take_off_password(path, "Himitsu-2026", limits=IntakeLimits(), work=tmp_path)
    assert members_of(path.read_bytes()) == {"list.csv": "番号,名前\r\n1,葵\r\n".encode("cp932") * 3}
    assert locked_files([path], limits=IntakeLimits(), work=tmp_path) == []


def test_a_byte_changed_on_the_way_is_a_broken_file(tmp_path: Path) -> None:
    data = bytearray(locked_zip(NAME, ROWS * 20, aes=True))
    data[-150 - len(NAME)] ^= 1
    path = tmp_path / "a.zip"
    path.write_bytes(bytes(data))
    with pytest.raises(FileRefused) as refused:
        take_off_password(path, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    assert refused.value.code in ("file.archive_broken", "file.wrong_password")
    assert path.read_bytes() == bytes(data), "the file stays as it came"


@pytest.mark.parametrize("aes", [True, False])
def test_a_bomb_with_a_password_is_still_a_bomb(tmp_path: Path, aes: bool) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(locked_zip("a.csv", b"0" * (12 << 20), aes=aes))
    with pytest.raises(FileRefused) as refused:
        take_off_password(path, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    assert refused.value.code == "file.too_large"


def test_a_bomb_with_a_password_inside_a_zip_is_still_a_bomb(tmp_path: Path) -> None:
    path, data = tmp_path / "a.zip", packed({"b.zip": locked_zip("a.csv", b"0" * (12 << 20), aes=True)})
    path.write_bytes(data)
    with pytest.raises(FileRefused) as refused:
        take_off_password(path, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    assert (refused.value.code, path.read_bytes()) == ("file.too_large", data)


def test_only_what_is_locked_in_a_zip_is_opened_and_nothing_in_a_workbook_is_looked_for(tmp_path: Path) -> None:
    book, locked = file_bytes(LEDGER, [plain(LEDGER)]), tmp_path / "a.zip"
    locked.write_bytes(packed({"x/b.xlsx": locked_book(book), "x/c.xlsx": book, "d.csv": ROWS}))
    free, workbook = tmp_path / "b.zip", tmp_path / "c.xlsx"
    free.write_bytes(packed({"c.xlsx": book, "d.csv": ROWS}))
    workbook.write_bytes(packed({"[Content_Types].xml": b"", "xl/embeddings/1.bin": locked_book(book)}))
    found = locked_files([locked, free, workbook], limits=IntakeLimits(), work=tmp_path)
    assert found == [locked]
    take_off_password(locked, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    assert members_of(locked.read_bytes()) == {"x/b.xlsx": book, "x/c.xlsx": book, "d.csv": ROWS}
    assert locked_files([locked], limits=IntakeLimits(), work=tmp_path) == []


def test_a_member_that_holds_more_than_it_claims_is_broken(tmp_path: Path) -> None:
    honest = locked_zip("a.csv", b"1,2,3\r\n" * 1000, aes=True)
    size = (7000).to_bytes(4, "little")
    path = tmp_path / "a.zip"
    path.write_bytes(honest.replace(size, (70).to_bytes(4, "little")))
    with pytest.raises(FileRefused) as refused:
        take_off_password(path, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    assert refused.value.code == "file.archive_broken"


def test_the_password_is_no_argument_of_any_process(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(locked_zip(NAME, ROWS, aes=True))
    reader = WorkbookReader()
    try:
        reader.unlock(path, tmp_path, PASSWORD)
        assert reader._child is not None
        for told in ("cmdline", "environ"):
            seen = Path(f"/proc/{reader._child.pid}/{told}").read_bytes()
            assert PASSWORD.encode() not in seen
            assert seen or told == "environ"
    finally:
        reader.close()


def test_several_pages_in_one_locked_zip_stay_together(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(locked_zip("フォルダ/a.csv", b"1", aes=True))
    take_off_password(path, PASSWORD, limits=IntakeLimits(), work=tmp_path)
    with zipfile.ZipFile(path) as package:
        assert package.namelist() == ["フォルダ/a.csv"]


@pytest.mark.parametrize("at", [300 << 20, (1 << 20) - 5 + 8])
def test_a_workbook_larger_than_the_memory_of_the_child_is_still_seen_to_be_locked(tmp_path: Path, at: int) -> None:
    limits = IntakeLimits(child_memory_mb=256)
    path, plain_book = tmp_path / "a.xls", tmp_path / "b.xls"
    for book, sign in ((path, ENCRYPTED), (plain_book, b"")):
        with book.open("wb") as stream:
            stream.write(OLE2)
            stream.truncate(at)
            stream.seek(at)
            stream.write(sign)
    assert locked_files([path, plain_book], limits=limits, work=tmp_path) == [path]


def test_what_cannot_be_judged_is_not_locked_and_costs_the_others_nothing(tmp_path: Path) -> None:
    """A list of members larger than the memory of the child: it says so, and the next file is judged as ever."""
    huge, book = tmp_path / "a.zip", tmp_path / "b.zip"
    with zipfile.ZipFile(huge, "w") as package:
        for number in range(60_000):
            package.writestr(zipfile.ZipInfo(f"{number:05d}" + "x" * 3_000), b"")
    book.write_bytes(locked_zip(NAME, ROWS, aes=True))
    limits = IntakeLimits(child_memory_mb=256)
    assert locked_files([huge, book], limits=limits, work=tmp_path) == [book]
    huge.unlink()
