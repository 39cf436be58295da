"""Izumi's two stages through the screen: one child to 要対協 and many agencies, one to SSW and school without registration.

Every move is made on the page by the role whose turn it is; the play imports no model and looks at nothing but pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.axe import violations
from support.izumi_town import household_of, make_izumi_home
from support.web_loads import receive_protection

pytestmark = pytest.mark.browser

REGISTERED, AT_SCHOOL = household_of("モデル校、発達◎と服装○"), household_of("モデル校、学校の印：生活保護○")
BOTH = (REGISTERED, AT_SCHOOL)
WHY = "担任から、同じ服が続き、朝に一人で来ると聞いた"
REQUEST = "基準以上（児童虐待）。SSWに、行政関与が要るかの判断をお願いします"
DUE = "2099-01-15"
STEP_ROWS = "table:has(caption:has-text('段ごとのこどもと世帯')) tbody tr"


@pytest.fixture
def served(sites: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Izumi's home, whose list nobody has received yet."""
    home = make_izumi_home(tmp_path_factory.mktemp("izumi") / "home")
    receive_protection(home, "2026-10-31 00:00", snapshot="snapshot")
    sites.serve("izumi", home)
    return "izumi"


def moved(page: Any, move: str, state: str, **told: str) -> None:
    """Choose a move on the case's page, fill in what it asks and send it; the page then shows the state it led to."""
    page.check(f"label:has-text('{move}') input")
    for name, value in told.items():
        field = page.locator(f"#id_{name}")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)
    with page.expect_navigation():
        page.click("button:has-text('が進める')")
    assert state in page.inner_text("h1"), page.inner_text("main")


def received(page: Any) -> dict[str, str]:
    """受理 of the list; household → path of its case."""
    page.click("text=ケース >> nth=0")
    with page.expect_navigation():
        page.click("button:has-text('一覧を受理する')")
    return {one: str(page.locator("tr", has_text=one).locator("a").first.get_attribute("href")) for one in BOTH}


def decided_at_the_joint_meeting(page: Any) -> None:
    """SSW連絡会: 要支援 for both households, each with its decider, reason and human source."""
    page.click("nav.side >> text=会議")
    page.select_option("#id_kind", label="SSW連絡会（絞り込み②）")
    page.fill("#id_held_on", "2026-12-20")
    page.click("button:has-text('会議を開く')")
    page.wait_for_selector("h2:has-text('議題')")
    page.locator("table.listed a").first.click()
    for _ in BOTH:
        page.wait_for_selector("button:has-text('決定を記録する')")
        for name in {one.get_attribute("name") for one in page.locator("input[name*='-check_']").all()}:
            page.check(f"input[name='{name}'][value='right']")
        for name in {one.get_attribute("name") for one in page.locator("input[name$='-decision']").all()}:
            page.check(f"input[name='{name}'][value='要支援']")
        page.fill("#id_reason", WHY)
        page.fill("#id_human_source", "SSW（担任への聞き取り）")
        with page.expect_navigation():
            page.click("button:has-text('決定を記録する')")


def test_two_children_go_through_both_stages_as_each_role(person: Callable[..., Any], served: str) -> None:
    centre, board = person(served, "center"), person(served, "shido")
    paths = received(centre.page)
    for path in paths.values():
        centre.open(path)
        moved(centre.page, "学校教育室へ渡す", "学校教育室の受け取り待ち", words=REQUEST, due=DUE)
        board.open(path)
        assert REQUEST in board.page.inner_text("main")
        assert violations(board.page) == []
        moved(board.page, "学校教育室が受け取り、管理職へ渡した", "学校管理職の受け取り待ち", due=DUE)
        moved(board.page, "管理職が受け取り、SSWへ渡した", "SSWの受け取り待ち", due=DUE)
        moved(board.page, "SSWが受け取った", "絞り込み①", due=DUE)
        moved(board.page, "①行政関与が要る", "絞り込み②待ち", words=WHY)
    decided_at_the_joint_meeting(centre.page)

    centre.open(paths[REGISTERED])
    page = centre.page
    assert "登録の要否を決める" in page.inner_text("h1") and violations(page) == []
    moved(
        page, "養育的なリスクが大いにある", "要対協に登録",
        words=WHY, registered_on="2024-10-30", registered_as="要支援", ledger_row="31",
    )  # fmt: skip
    assert "要支援として登録（進行管理台帳 31番" in page.inner_text("main")
    moved(page, "多機関で支える", "多機関：情報収集と調整", words=WHY)
    moved(page, "会議と校内の調整ができた", "個別ケース会議待ち")
    moved(page, "個別ケース会議で方針と役割分担を決め", "多機関で見守り・支援中", words=WHY)

    centre.open(paths[AT_SCHOOL])
    moved(page, "福祉的課題のみ", "SSWと学校：情報収集", words=WHY)
    moved(page, "関係課から情報を集めた", "SSWと学校：支援方針の確認")
    board.open(paths[AT_SCHOOL])
    moved(board.page, "SSWに伝え、支援方針を確かめた", "校内ケース会議待ち", words=WHY)
    moved(board.page, "校内ケース会議を開き、始めた", "SSWと学校で見守り・支援中", words=WHY)
    words = board.page.inner_text("main")
    assert "要対協の登録" not in words and "絞り込み①" in words
    assert centre.outside == board.outside == [] and centre.complaints == board.complaints == []
    answered_by_the_ssw(person(served, "ssw"))
    counted_for_the_centre(centre)


def answered_by_the_ssw(ssw: Any) -> None:
    """アンケート: the SSW of the school finds both households and answers about the first."""
    ssw.page.click("nav.side >> text=担当するこども")
    assert "まだ答えていない世帯が 2" in ssw.page.inner_text("main")
    ssw.page.click("main >> text=アンケート")
    form = ssw.page.locator("form.stack").first
    form.locator("button").click()
    assert "答えていない問いがあります" in ssw.page.inner_text("[role=alert]")
    for place in range(3):
        form.locator("fieldset").nth(place).locator("input[value='分からない']").check()
    form.locator("button").click()
    ssw.page.wait_for_selector("button:has-text('答え直す')")
    assert violations(ssw.page) == [] and ssw.outside == []


def counted_for_the_centre(centre: Any) -> None:
    """一覧から支援まで and 成果の表: one child registered, both supported, the days told, the answers not yet split."""
    page = centre.page
    page.click("nav.side >> text=一覧から支援まで")
    reached = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in page.locator(STEP_ROWS).all()
    }
    assert (reached["要対協に登録した"], reached["見守り・支援が始まった"], reached["結果が出た"]) == ("1", "2", "0")
    assert violations(page) == []
    page.click("main >> text=図表7-3")
    words = page.inner_text("main")
    assert "のうち決まった 2件" in words and "答えのある 1件（SSW 1人）" in words
    assert "だれの答えか分かるので出しません" in words and violations(page) == []
