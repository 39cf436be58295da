"""A clerk's month without a terminal: from an empty home to the list, in a real browser against a real server and worker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.axe import violations
from support.web_people import let_in
from tools.first_month import PATIENCE, SCENES, walk

pytestmark = pytest.mark.browser
CLI = "from tsunagu.cli import main; main()"


def tsunagu(*words: str) -> None:
    """A command of the preparation."""
    subprocess.run([sys.executable, "-c", CLI, *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`inbox`, and a demo home before its first file."""
    folder = tmp_path_factory.mktemp("clerk")
    tsunagu("sample", str(folder), "--seed", "3", "--children", "120", "--month", "2026-10")
    tsunagu("init", str(folder / "home"), "--demo", "--on", "2026-04-01")
    return folder


@pytest.fixture(scope="module")
def site(town: Path, sites: Any) -> Any:
    """The home, served with its worker."""
    return sites.serve("clerk", town / "home")


@pytest.fixture
def clerk(site: Any, person: Any) -> Any:
    """判定担当 in front of the screen."""
    return person("clerk", "hantei")


def choose_files(page: Any, town: Path) -> None:
    """Everything the departments brought on a stick."""
    page.set_input_files("#id_files", sorted((town / "inbox").iterdir()))
    page.select_option("#id_medium", "USBメモリ")


def refused(home: Path) -> int:
    """How many receipts say that a file was not taken."""
    told = [json.loads(path.read_text(encoding="utf-8")) for path in (home / "receipts").glob("*.json")]
    return sum(receipt["status"] == "refused" for receipt in told)


def test_from_an_empty_home_to_the_list(clerk: Any, town: Path) -> None:
    page = clerk.page
    seen = []

    def look(scene: str) -> None:
        seen.append(scene)
        assert violations(page) == [], scene
        if scene == "受け取った結果":
            files = len(list((town / "inbox").iterdir()))
            assert page.locator("section[aria-labelledby=received] tbody tr").count() == files
            assert page.locator("section[aria-labelledby=refused] tbody tr").count() == refused(town / "home") >= 2

    walk(page, town / "inbox", day="2026-10-31", capacity=3, at=look)
    assert tuple(seen) == SCENES
    assert "検討対象者一覧" in page.locator("h1").inner_text()
    assert page.locator("tbody tr").count() >= 3
    assert clerk.outside == []
    assert clerk.complaints == []


def test_files_on_a_stick_need_the_name_of_who_brought_them(clerk: Any, town: Path) -> None:
    page = clerk.page
    clerk.open("/month/2026-10-31/")
    choose_files(page, town)
    page.click("button:text-is('受け取る')")
    assert "運んだ人の名前を入力してください" in page.locator("[role=alert]").inner_text()
    assert violations(page) == []


def test_without_scripts_the_pages_go_on_by_themselves(browser: Browser, site: Any, town: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"{site.address}/login/")
    let_in(page, "hantei")
    page.goto(f"{site.address}/month/2026-10-31/")
    page.click("text=この内容で始める")
    page.wait_for_url("**/worklist/", timeout=PATIENCE)
    context.close()


def test_a_cancelled_month_changes_nothing_and_can_be_asked_for_again(clerk: Any, site: Any) -> None:
    before = (site.home / "CURRENT").read_text(encoding="utf-8")
    page = clerk.page
    clerk.open("/month/2026-10-31/")
    page.fill("#id_capacity", "4")
    page.click("text=この内容で始める")
    page.click("text=取り消す")
    page.wait_for_selector("text=もう一度実行する", timeout=PATIENCE)
    assert "取り消しました" in page.locator("h1").inner_text()
    assert violations(page) == []
    assert (site.home / "CURRENT").read_text(encoding="utf-8") == before
    page.click("text=もう一度実行する")
    page.wait_for_url("**/worklist/", timeout=PATIENCE)
    assert (site.home / "CURRENT").read_text(encoding="utf-8") != before


def test_the_manual_s_words_stand_on_the_buttons(clerk: Any) -> None:
    clerk.open("/month/2026-10-31/")
    text = clerk.page.locator("main").inner_text()
    assert all(words in text for words in ("ファイルを出す", "受け取る", "月の処理を始める", "この内容で始める"))
