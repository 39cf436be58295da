"""今日, 月の処理 and データ受領 tell the same numbers of one month, and say refused files apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.counter import FILE_NAMES, file_bytes, plain
from support.locked_files import PASSWORD, locked_zip
from support.web_people import As
from tsunagu.catalog import load_pack
from tsunagu.delivery import month_files
from tsunagu.intake import Receipt, receive
from tsunagu.purpose import seed_from_pack

OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)
JUKI, AID = "juki_kojin", "kaigo"


def take(home: Path, name: str, data: bytes, *, day: date = OCTOBER, **told: str) -> Receipt:
    """Receive one file."""
    path = home.parent / name
    path.write_bytes(data)
    return receive([path], home=home, pack=load_pack("kaisei"), received_on=day, **told)[0]


def fill(home: Path) -> None:
    """Beside the protected list of the fixture (4 rows): three taken files of 4 rows, one of them replaced once; one refused for good, one refused and taken since; one of September."""
    seed_from_pack(home, load_pack("kaisei"), date(2026, 4, 1))
    rows = [plain(JUKI), plain(JUKI) | {"宛名番号": "000000000000102"}]
    take(home, FILE_NAMES[JUKI], file_bytes(JUKI, [plain(JUKI)]))
    take(home, FILE_NAMES[JUKI], file_bytes(JUKI, rows), replace="訂正分")
    take(home, FILE_NAMES[AID], file_bytes(AID, [plain(AID)]))
    take(home, "なぞ.csv", b"a,b\r\n1,2\r\n")
    locked = locked_zip("保育入所.csv", file_bytes("hoiku", [plain("hoiku")]), aes=False)
    take(home, "保育入所.zip", locked)
    take(home, "保育入所.zip", locked, password=PASSWORD)
    take(home, "むかし.csv", b"a,b\r\n3,4\r\n", day=SEPTEMBER)


def test_three_pages_and_one_count(as_person: As, home: Path) -> None:
    fill(home)
    counted = month_files(home, OCTOBER)
    assert (len(counted.taken), counted.rows_in, len(counted.refused)) == (4, 8, 1)
    clerk = as_person("hantei")
    today, desk, receipts = (
        clerk.get(url).content.decode() for url in ("/", "/month/2026-10-31/", "/receipts/?month=2026-10")
    )
    assert "<b>受領</b>4ファイル" in today and "1件 受け取れず" in today and "8行" in today
    assert "4ファイル、8行を受け取りました" in desk and "受け取れなかったファイルが 1件" in desk
    assert "受け取ったファイル 4件、8行" in receipts and "受け取れなかったファイルが 1件" in receipts
    assert "むかし.csv" not in desk + receipts


def test_a_file_nobody_knows_stands_in_the_month_it_was_handed_in_for(as_person: As, home: Path) -> None:
    fill(home)
    clerk = as_person("hantei")
    desk = clerk.get("/month/2026-10-31/").content.decode()
    assert "/receipts/?month=2026-10" in desk
    page = clerk.get("/receipts/?month=2026-10").content.decode()
    assert "なぞ.csv" in page and "月の書かれていない" not in page
    key = page.partition("なぞ.csv")[0].rpartition("/receipts/")[2].partition("/")[0]
    assert 'href="/receipts/?month=2026-10">データ受領' in clerk.get(f"/receipts/{key}/").content.decode()


def test_a_file_that_waits_for_a_reason_is_not_counted_as_refused(as_person: As, home: Path) -> None:
    fill(home)
    before = month_files(home, OCTOBER)
    take(home, FILE_NAMES[AID], file_bytes(AID, [plain(AID) | {"要介護状態区分": "22"}]))
    assert len(month_files(home, OCTOBER).refused) == len(before.refused) + 1, "nobody waits for it: it is refused"
