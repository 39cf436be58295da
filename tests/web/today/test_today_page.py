"""今日: where the month stands, for each role as far as it reaches."""

from __future__ import annotations

from support.web_people import As


def test_the_stations_of_the_month(as_person: As) -> None:
    page = as_person("hantei").get("/").content.decode()
    for words in (
        "120,345行",
        "戻した行 44",
        "確認待ち 3行",
        "24人中 12人",
        "保健（開成南小学校）",
        "検討対象者一覧へ",
    ):
        assert words in page


def test_own_households_only(as_person: As) -> None:
    page = as_person("shido").get("/").content.decode()
    assert "K-0001" in page
    assert "K-0002" not in page
    assert "3点" not in page
    assert "ほかに 1世帯" in page


def test_the_auditor_sees_no_counts(as_person: As) -> None:
    page = as_person("kansa").get("/").content.decode()
    assert "件数を表示しません" in page
    for hidden in ("K-0001", "12人", "120,345", "C-0001"):
        assert hidden not in page
