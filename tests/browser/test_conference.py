"""From the list to four decisions on three households, through the screen: こども家庭センター decides, 指導主事 reads pupils."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from support.paper_text import pages_of_paper
from support.web_people import make_home

pytestmark = pytest.mark.browser

DECISIONS = {
    "K-0001": {"C-0001": "要支援", "C-0002": "支援不要"},
    "K-0002": {"C-0003": "調査継続"},
    "K-0006": {"C-0009": "経過観察"},
}
STATES = {"K-0001": "支援中", "K-0002": "調査継続", "K-0006": "経過観察"}


@pytest.fixture
def served(sites: Any, tmp_path: Path) -> str:
    """A home whose list nobody has received yet, in a town with schools of the demo's names."""
    sites.serve(tmp_path.name, make_home(tmp_path / "home"))
    return tmp_path.name


def receive_and_bring(page: Any) -> dict[str, str]:
    """受理 of the list and カンファレンスにかける for three households; household → path of its case."""
    page.click("text=ケース >> nth=0")
    page.click("button:has-text('一覧を受理する')")
    paths = {}
    for household in DECISIONS:
        row = page.locator("tr", has_text=household)
        paths[household] = row.locator("a").get_attribute("href")
        row.locator("a").click()
        page.check("label:has-text('カンファレンスにかける') input")
        page.click("button:has-text('が進める')")
        page.wait_for_selector("text=カンファレンス待ち")
        page.click(".crumbs >> text=ケース")
    return paths


def decide(page: Any, household: str) -> None:
    """Fill in and send the form of the household the page shows."""
    for code, decision in DECISIONS[household].items():
        for name in {one.get_attribute("name") for one in page.locator(f"input[name^='{code}-check_']").all()}:
            page.check(f"input[name='{name}'][value='right']")
        page.check(f"input[name='{code}-decision'][value='{decision}']")
    page.fill("#id_reason", "欠席がふえ、給食費の滞納があると担任から聞いた")
    page.fill("#id_human_source", "担任（面談）")
    with page.expect_navigation():
        page.click("button:has-text('決定を記録する')")


def test_three_households_are_decided_through_the_screen(person: Any, served: str) -> None:
    centre = person(served, "center")
    page = centre.page
    paths = receive_and_bring(page)
    page.click("nav.side >> text=会議")
    page.select_option("#id_kind", label="カンファレンス")
    page.fill("#id_held_on", "2026-12-10")
    page.click("button:has-text('会議を開く')")
    agenda = page.locator("h2:has-text('議題')")
    agenda.wait_for()
    page.select_option("#id_user", label="学校教育課　井上")
    page.click("button:has-text('出席者に加える')")
    page.click("button:has-text('この部数の資料に番号をつける')")
    page.wait_for_selector("label:has-text('2番')")
    meeting = page.url
    page.locator("table.listed a").first.click()
    assert violations(page) == []
    page.click("button:has-text('決定を記録する')")
    page.wait_for_selector("[role=alert]")
    assert violations(page) == []
    for _ in DECISIONS:
        household = page.inner_text("p.lead").split()[1]
        decide(page, household)
    page.wait_for_url(meeting)
    assert len(re.findall(r"要支援|調査継続|経過観察|支援不要", page.inner_text("table.listed >> nth=0"))) == 4
    page.fill("#id_words", "三世帯について話し合った。")
    page.click("button:has-text('議事録を残す')")
    page.wait_for_selector("text=第1版")
    page.fill("#id_next_on", "2027-01-14")
    page.click("button:has-text('会議を閉じる')")
    page.wait_for_selector("text=次に開く日：2027年1月14日")
    for household, path in paths.items():
        centre.open(path)
        assert STATES[household] in page.inner_text("h1")
        assert "会議と決定" in page.inner_text("main")

    adviser = person(served, "shido")
    adviser.open(meeting.removeprefix(adviser.site.address))
    assert "K-0001" in adviser.page.inner_text("main") and "K-0002" not in adviser.page.inner_text("main")
    adviser.page.click("table.listed a >> nth=0")
    words = adviser.page.inner_text("main")
    assert "要支援" in words and "理由は、この役割では表示しません" in words
    assert adviser.page.locator("button:has-text('決定を記録する')").count() == 0
    assert centre.outside == [] and adviser.complaints == []


def test_a_locked_copy_is_taken_out_by_who_called_the_meeting(person: Any, served: str) -> None:
    centre = person(served, "center")
    page = centre.page
    receive_and_bring(page)
    centre.open("/conferences/")
    page.fill("#id_held_on", "2026-12-17")
    page.select_option("#id_kind", label="カンファレンス")
    page.click("button:has-text('会議を開く')")
    page.fill("#id_name", "青木")
    page.fill("#id_section", "スクールカウンセラー")
    page.select_option("#id_ground", "council")
    page.check("input[name='duty']")
    page.click("button:has-text('出席者に加える')")
    page.fill("input.few >> nth=1", "2")
    page.click("button:has-text('この部数の資料に番号をつける')")
    page.wait_for_selector("label:has-text('3番')")
    assert violations(page) == []
    with page.expect_download() as taken:
        page.click("button:has-text('選んだ資料をひとつのPDFで取り出す')")
    pages = pages_of_paper(Path(taken.value.path()).read_bytes())
    assert [number for number in (1, 2, 3) if any(f"資料番号 {number}／3部" in text for text in pages)] == [1, 2, 3]
    page.click("button:has-text('かぎ付きで送る') >> nth=0")
    page.wait_for_selector("code.password")
    assert violations(page) == []
    with page.expect_download() as locked:
        page.click("text=かぎ付きPDFを取り出す")
    pdf = Path(locked.value.path()).read_bytes()
    assert "青木" in "".join(pages_of_paper(pdf, page.inner_text("code.password")))
    assert centre.outside == [] and centre.complaints == []
