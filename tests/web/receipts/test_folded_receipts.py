"""The same note hundreds of times is one line with its count and first places; every one of them is still there."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from support.counter import FILE_NAMES, file_bytes, plain
from support.web_people import As, make_home
from tsunagu.catalog import load_pack
from tsunagu.intake import Receipt, receipt_html, receipt_key, receive
from tsunagu.intake.receipt import FaultBook
from tsunagu.purpose import seed_from_pack
from tsunagu_web.receipts.models import FaultDecision

CHECKUP, DAY, MANY = "kenshin_3_4m", date(2026, 10, 31), 120


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A home before its first month, with a purpose ledger."""
    settings.TSUNAGU_HOME = make_home(tmp_path / "home", run=False)
    seed_from_pack(tmp_path / "home", load_pack("kaisei"), date(2026, 4, 1))
    return tmp_path / "home"


@pytest.fixture
def receipt(home: Path) -> Receipt:
    """A file with 120 cells of one unknown code in one column, and one odd cell in another."""
    rows = [
        plain(CHECKUP) | {"宛名番号": f"{n:015d}", "母喫煙": "7" if n <= MANY else "2"} for n in range(1, MANY + 151)
    ]
    rows[-1] = rows[-1] | {"身長": "ろくじゅう", "体重": ""}
    path = home.parent / FILE_NAMES[CHECKUP]
    path.write_bytes(file_bytes(CHECKUP, rows))
    return receive([path], home=home, pack=load_pack("kaisei"), received_on=DAY)[0]


def boxes(page: str, name: str) -> list[str]:
    """The values of the boxes with this name."""
    return [part.partition('"')[0] for part in page.split(f'name="{name}" value="')[1:]]


def test_the_same_note_is_one_line_with_its_count_and_first_places(as_person: As, receipt: Receipt) -> None:
    page = as_person("hantei").get(f"/receipts/{receipt_key(receipt)}/").content.decode()
    assert page.count("cell.unknown_code</td>") == 1
    assert f"2行目、3行目、4行目 ほか{MANY - 3}件" in page
    assert len(boxes(page, "line")) == 1
    assert len(boxes(page, "mark")) == 1, "the odd cell of another column stands alone"


def test_each_of_them_can_be_asked_for(as_person: As, receipt: Receipt) -> None:
    clerk, address = as_person("hantei"), f"/receipts/{receipt_key(receipt)}/"
    kind = clerk.get(address).content.decode().partition("?kind=")[2].partition('"')[0]
    first = clerk.get(f"{address}?kind={kind}").content.decode()
    second = clerk.get(f"{address}?kind={kind}&page=2").content.decode()
    assert len(boxes(first, "mark")) + len(boxes(second, "mark")) == MANY
    assert "身長" not in second.partition("気づいた点")[2].partition("値のない欄")[0]


def test_a_line_is_closed_whole_and_one_of_it_can_be_opened_again(as_person: As, receipt: Receipt) -> None:
    clerk, address = as_person("hantei"), f"/receipts/{receipt_key(receipt)}/"
    page = clerk.get(address).content.decode()
    told = {"line": boxes(page, "line"), "what": "close", "reason": "町のコード7は「やめた」（課に確認）"}
    assert clerk.post(f"{address}decide/", told).status_code == 302
    assert FaultDecision.objects.count() == MANY, "and not the odd cell beside it"
    kind = page.partition("?kind=")[2].partition('"')[0]
    [first, *_] = boxes(clerk.get(f"{address}?kind={kind}").content.decode(), "mark")
    again = clerk.post(f"{address}decide/", {"mark": first, "kind": kind, "what": "reopen", "reason": "ちがった"})
    assert again["Location"] == f"{address}?kind={kind}"
    page = clerk.get(address).content.decode()
    assert page.count("cell.unknown_code</td>") == 2, "one open, the rest closed"
    assert f"ほか{MANY - 4}件" in page


def test_a_line_nobody_chose_or_that_is_none_decides_nothing(as_person: As, receipt: Receipt) -> None:
    clerk, address = as_person("hantei"), f"/receipts/{receipt_key(receipt)}/"
    answer = clerk.post(f"{address}decide/", {"line": "0" * 16, "what": "close", "reason": "x"})
    assert (answer.status_code, FaultDecision.objects.count()) == (400, 0)


def test_the_workbook_keeps_each_and_the_kept_page_folds_them(as_person: As, receipt: Receipt) -> None:
    clerk = as_person("hantei")
    overview = clerk.get("/receipts/departments/2026-10/").content.decode()
    key = overview.partition('href="/receipts/departments/2026-10/')[2].partition('"')[0]
    data = clerk.get(f"/receipts/departments/2026-10/{key}file/").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    places = [row for row in book.get_sheet_by_name("場所").to_python() if row[5] == "cell.unknown_code"]
    assert [row[2] for row in places] == [float(line) for line in range(2, MANY + 2)]
    empty = book.get_sheet_by_name("値のない欄").to_python()
    assert [FILE_NAMES[CHECKUP], "母喫煙", "不明コード", float(MANY)] in [row[:4] for row in empty]
    kept = receipt_html(receipt, FaultBook(load_pack("kaisei").faults))
    assert f"ほか{MANY - 3}件" in kept
    assert kept.count("コード表にない値</td>") <= 2


def test_why_cells_have_no_value_is_told_in_words(as_person: As, receipt: Receipt) -> None:
    page = as_person("hantei").get(f"/receipts/{receipt_key(receipt)}/").content.decode()
    assert f"不明コード {MANY}" in page
    assert "何か書かれていますが、値として読めません" in page
    assert "「0」は値で、空欄ではありません" in page
    assert "答えたくない" not in page, "nobody refused here"
    assert "この様式では聞いていないもの" in page


def test_a_receipt_of_an_earlier_version_says_that_nobody_counted(as_person: As, home: Path, receipt: Receipt) -> None:
    path = home / "receipts" / f"{receipt_key(receipt)}.json"
    older = receipt.model_dump(mode="json") | {"empty": None}
    path.write_text(Receipt.model_validate(older).model_dump_json(), encoding="utf-8")
    page = as_person("hantei").get(f"/receipts/{receipt_key(receipt)}/").content.decode()
    assert "数えていません" in page
