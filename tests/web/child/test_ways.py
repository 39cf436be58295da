"""決定木の道すじ on a child's page: the questions met and their answers, never a share, and what nobody knows stays visible."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from support.izumi_town import code_of, make_izumi_home
from support.web_loads import receive_protection
from support.web_people import LIST_CAME, log_in

FLAGGED, UNKNOWN = code_of("モデル校、発達◎と服装○"), code_of("モデル校、3歳の記録がない")
SHARES = re.compile(r"0\.[0-9]{2,3}\b|[0-9] ?[%％]|[0-9]点")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_izumi_home(tmp_path_factory.mktemp("izumi") / "home")


@pytest.fixture
def home(judged: Path, tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """A copy of Izumi's home with the list of protected people, made the one the pages show."""
    settings.TSUNAGU_HOME = Path(shutil.copytree(judged, tmp_path / "home"))
    receive_protection(tmp_path / "home", LIST_CAME)
    at("2026-10-31 09:00")
    return tmp_path / "home"


def words(page: bytes) -> str:
    """The page as it is read."""
    text = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", page.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(text))


def test_the_way_is_told_by_its_questions_without_a_share(home: Path) -> None:
    page = words(log_in("hantei").get(f"/children/{FLAGGED}/").content)
    way = page[page.index("判定までの道すじ") :]
    assert "児童虐待 基準以上" in page and "（モデル校の決まり）" in way
    met = [
        "生活保護を受ける人が世帯に3人以上",
        "4か月児健診で保健師の支援が必要",
        "世帯の18歳以上が1人以下",
        "3歳6か月児健診の「その他身体面」に課題",
        "学校の印：生活保護が○",
        "学校の印：発達が○か◎",
        "学校の印：服装が○",
    ]
    places = [way.index(question) for question in met]
    assert places == sorted(places)
    assert "行き着いた集団は、基準以上です。" in way
    assert not SHARES.search(page[page.index("なぜ対象になったか") :]), SHARES.findall(page)
    assert "モデル校に在籍 こどもを分けるための問い（数えません）" in page


def test_an_unknown_question_keeps_its_reason_and_decides_nothing(home: Path) -> None:
    page = words(log_in("hantei").get(f"/children/{UNKNOWN}/").content)
    way = page[page.index("判定までの道すじ") :]
    assert "児童虐待 情報不足のため判定せず" in page or "情報不足のため判定していません" in page
    assert re.search(r"総合判定が書かれていない ？ わからない：[^？]*記録", way)
    assert "わからない問いがあり、基準以上かどうか決められません" in way
    assert "わからない問いは、はいとも、いいえとも数えず、どちらの先も見ています" in way


def test_whoever_may_see_the_band_only_is_told_no_way(home: Path) -> None:
    page = words(log_in("shido").get(f"/children/{FLAGGED}/").content)
    assert "児童虐待 基準以上" in page
    assert "判定までの道すじ" not in page and "学校の印" not in page


def test_the_page_of_the_type_tells_the_published_groups_with_their_counts(home: Path) -> None:
    page = words(log_in("hantei").get("/types/abuse/").content)
    assert "モデル校は2つの木の平均が0.1以上、モデル校以外は0.431以上" in page
    assert "生活保護を受ける人が世帯に3人以上：はい 691 298 0.431" in page
    assert "合わせて 113,735 2,979" in page and "合わせて 2,574 71" in page
    assert "点 " not in page[page.index("わかる") : page.index("木が分けた集団")]


def test_the_list_gives_the_type_and_reasons_without_points(home: Path) -> None:
    page = words(log_in("hantei").get("/worklist/").content)
    assert "児童虐待" in page and "スクリーニングシートの発達の欄が○か◎" in page
    assert "同じ世帯の18歳以上の人" not in page and "該当 2／10項目" in page
    assert not re.search(r"[0-9]点", page), re.findall(r".{10}[0-9]点.{10}", page)
