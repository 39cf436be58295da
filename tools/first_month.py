"""A clerk's first month on the pages, step by step: what the manual tells, its pictures show and the browser test promises.

`docs/操作手引き/0-画面だけでひと月.md` and this walk say the same thing; whoever changes one changes the other.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

SCENES = ("月を開く", "ファイルを出す", "受け取った結果", "進み具合", "一覧が開く")
"""What the page shows, in order, at each call of `at`."""

PATIENCE = 300_000
"""Milliseconds after which a step counts as hanging."""


def walk(page: Page, inbox: Path, *, day: str, capacity: int, at: Callable[[str], None]) -> None:
    """From the front page of a home without any file to the list of the month. `page` is logged in as 判定担当.

    `at` is called with each of SCENES when the page shows it.
    """
    page.click("nav.side >> text=月の処理")
    page.fill("#id_day", day)
    at("月を開く")
    page.click("text=この月を開く")
    page.set_input_files("#id_files", sorted(inbox.iterdir()))
    page.select_option("#id_medium", "USBメモリ")
    page.fill("#id_carrier", "町民課 山田")
    at("ファイルを出す")
    page.click("button:text-is('受け取る')")
    page.wait_for_url(lambda url: "received=" in url, timeout=PATIENCE)
    at("受け取った結果")
    page.fill("#id_capacity", str(capacity))
    page.click("text=この内容で始める")
    # The worker may be quicker than the page, so this scene shows a job that waits, runs, or is already over.
    page.wait_for_selector("ol.flow", timeout=PATIENCE)
    at("進み具合")
    page.wait_for_url("**/worklist/", timeout=PATIENCE)
    at("一覧が開く")
