"""データ受領: for those who prepare the data; where and what, never a resident's value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.web_loads import plant_receipt
from support.web_people import As


@pytest.fixture
def received(home: Path) -> str:
    """One receipt with a fault; its key."""
    return plant_receipt(home)


def test_every_file_with_its_counts(as_person: As, received: str) -> None:
    page = as_person("hantei").get("/receipts/").content.decode()
    assert "出欠_月別_開成小学校_2026.csv" in page
    assert "取り込んだ行 1,203 ＋ 戻した行 1" in page
    assert "まだ届いていないもの" in page


def test_one_month_at_a_time_and_what_asks_for_something_first(as_person: As, home: Path, received: str) -> None:
    earlier = json.loads((home / "receipts" / f"{received}.json").read_text(encoding="utf-8"))
    earlier |= {"file": "出欠_前の月.csv", "received_on": "2026-09-30"}
    (home / "receipts" / "cccc-earlier.json").write_text(json.dumps(earlier), encoding="utf-8")
    client = as_person("hantei")
    newest, before, nonsense = (
        client.get(f"/receipts/{asked}").content.decode() for asked in ("", "?month=2026-09", "?month=x")
    )
    assert "出欠_前の月.csv" not in newest
    assert "出欠_前の月.csv" in before
    assert "出欠_前の月.csv" not in nonsense
    table = newest.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.index("受け取れません") < table.index("受け取りました")


def test_the_month_of_the_run_comes_first_although_a_list_came_since(as_person: As, home: Path, received: str) -> None:
    later = json.loads((home / "receipts" / f"{received}.json").read_text(encoding="utf-8"))
    later |= {"file": "SHIENSOCHI.csv", "received_on": "2026-11-02"}
    (home / "receipts" / "cccc-later.json").write_text(json.dumps(later), encoding="utf-8")
    client = as_person("hantei")
    assert "SHIENSOCHI.csv" not in client.get("/receipts/").content.decode()
    assert "SHIENSOCHI.csv" in client.get("/receipts/?month=2026-11").content.decode()


def test_a_receipt_says_where_what_and_what_to_do(as_person: As, received: str) -> None:
    page = as_person("sekinin").get(f"/receipts/{received}/").content.decode()
    for words in ("12行目", "生年月日", "cell.bad_date", "日付として読めません", "元の帳票を確かめてください"):
        assert words in page


def test_kinds_of_faults_are_told_in_words_most_first(as_person: As, home: Path, received: str) -> None:
    path = home / "receipts" / f"{received}.json"
    told = json.loads(path.read_text(encoding="utf-8")) | {"counts": {"cell.bad_date": 2, "file.bom": 5}}
    path.write_text(json.dumps(told), encoding="utf-8")
    page = as_person("hantei").get(f"/receipts/{received}/").content.decode()
    counts = page.partition("種類ごとの数</h2>")[2].partition("</table>")[0]
    assert counts.index("file.bom") < counts.index("cell.bad_date</th><td>日付として読めません</td>")


def test_a_file_that_was_refused_says_so(as_person: As, received: str) -> None:
    page = as_person("hantei").get("/receipts/bbbb-refused-file.not_what_it_claims/").content.decode()
    assert "受け取れません" in page


def test_no_cell_reaches_the_screen(as_person: As, received: str) -> None:
    assert "カナリア三太" not in as_person("hantei").get(f"/receipts/{received}/").content.decode()


def test_others_do_not_see_what_arrived(as_person: As, received: str) -> None:
    for person in ("center", "shido", "kansa"):
        for url in ("/receipts/", f"/receipts/{received}/"):
            assert as_person(person).get(url).status_code == 404


def test_nothing_outside_the_folder_is_read(as_person: As, home: Path) -> None:
    for key in ("..", "home", "%2e%2e%2fhome"):
        assert as_person("hantei").get(f"/receipts/{key}/").status_code in (301, 404)
