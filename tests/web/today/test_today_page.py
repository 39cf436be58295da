"""今日: where the month stands, for each role as far as it reaches."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.web_drift import plant_drift
from support.web_loads import plant_receipt
from support.web_people import As, meta_of

DRIFT = "/month/2026-10-31/drift/"


def test_the_stations_of_the_month(home: Path, as_person: As) -> None:
    plant_receipt(home)
    flagged = meta_of(home, "counts")["flagged_any"]
    page = as_person("hantei").get("/").content.decode()
    for words in (
        "1,204行",
        "戻した行 1",
        "確認待ち 3行",
        f"24人中 {flagged}人",
        "保健（開成南小学校）",
        "検討対象者一覧へ",
    ):
        assert words in page


def test_own_households_only(as_person: As) -> None:
    page = as_person("shido").get("/").content.decode()
    assert "K-0001" in page
    assert "K-0002" not in page
    assert not re.search(r"\d点", page)
    assert "ほかに 1世帯" in page


def test_the_auditor_sees_no_counts(home: Path, as_person: As) -> None:
    plant_receipt(home)
    page = as_person("kansa").get("/").content.decode()
    assert "件数を表示しません" in page
    assert "対象 0〜18歳" not in page + as_person("kansa").get("/overview/").content.decode()
    assert "対象 0〜18歳" in as_person("hantei").get("/").content.decode()
    for hidden in ("K-0001", f"{meta_of(home, 'counts')['flagged_any']}人", "1,204行", "C-0001"):
        assert hidden not in page


def test_a_day_without_anything_to_do_says_so_and_where_to_write(as_person: As) -> None:
    page = as_person("tannin").get("/").content.decode()
    assert "いま、あなたに届いているものはありません" in page and 'href="/notes/">見守り情報</a>に書きます' in page
    assert "あなたに届いているものは" not in as_person("kansa").get("/").content.decode(), "who writes no 見守り情報"


def test_the_next_month_is_spoken_of_once_it_is_over_and_to_those_who_work_at_it(as_person: As, at: Any) -> None:
    """The fixture's run is of 2026-10-31."""
    for day in ("2026-11-01", "2026-11-30"):
        at(f"{day} 09:00")
        assert "月の処理は、まだです" not in as_person("hantei").get("/").content.decode()
    at("2026-12-03 09:00")
    page = as_person("hantei").get("/").content.decode()
    assert "2026/11/30 時点の月の処理は、まだです" in page and "/month/2026-11-30/" in page
    assert "期限を過ぎても" not in page
    at("2026-12-28 09:00")
    late = as_person("sekinin").get("/").content.decode()
    assert "期限を過ぎても届かないもの" in late and "町民課" in late
    for other in ("shido", "kansa"):
        assert "月の処理は、まだです" not in as_person(other).get("/").content.decode()


def test_the_front_page_says_it_too_and_leads_there_those_who_may_look(as_person: As, home: Path) -> None:
    plant_drift(home)
    page = as_person("hantei").get("/").content.decode()
    assert "まだ画面に出していません" in page and DRIFT in page
    assert DRIFT not in as_person("shido").get("/").content.decode()


def test_the_front_page_says_nothing_when_nothing_waits(as_person: As) -> None:
    assert "まだ画面に出していません" not in as_person("hantei").get("/").content.decode()
