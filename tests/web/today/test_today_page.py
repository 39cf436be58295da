"""今日: where the month stands, for each role as far as it reaches."""

from __future__ import annotations

import re
from pathlib import Path

from support.web_people import As, meta_of


def test_the_stations_of_the_month(home: Path, as_person: As) -> None:
    flagged = meta_of(home, "counts")["flagged_any"]
    page = as_person("hantei").get("/").content.decode()
    for words in (
        "120,345行",
        "戻した行 44",
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
    page = as_person("kansa").get("/").content.decode()
    assert "件数を表示しません" in page
    for hidden in ("K-0001", f"{meta_of(home, 'counts')['flagged_any']}人", "120,345", "C-0001"):
        assert hidden not in page
