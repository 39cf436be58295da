"""A town's own pack in a day, on the pages: what the manual tells, its pictures show and the browser test promises.

`docs/操作手引き/5-町の宣言を1日で.md` and this walk say the same thing; whoever changes one changes the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Page

from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, SCREENING_FILE

SCENES = (
    "下書きが並ぶ",
    "列ごとの提案",
    "確認ずみの様式",
    "学校の印",
    "使わない列",
    "列をくわしく直す",
    "ファイルの決まり",
    "新しいデータ",
    "届いたファイル",
)
"""What the page shows, in order, at each call of `at`."""
PATIENCE = 300_000
"""Milliseconds after which a step counts as hanging."""
MARKS = {"A": "◎", "B": "○", "C": "△"}
"""What the school says its letters mean."""
WORDS = {"希望する": "はい", "しない": "いいえ"}
"""What the section says its words about taking food home mean."""
ITEMS = {"休み": "欠席", "遅刻": "遅刻", "忘れ物": "持ち物", "学習": "学力", "身なり": "服装"}
PURPOSE = {
    "保有する課": "こども支援課",
    "法的根拠": "個人情報保護法第69条第2項第2号",
    "利用目的": "支援の要るこどもを早く見つける",
    "臨時性": "年度ごとに見直す",
    "必要な限度": "来た回数と最後に来た日だけを使う",
    "相当の理由": "ほかの方法では分からない",
    "権利利益を不当に侵害しないこと": "担当者だけが見る",
    "承認した人": "こども支援課長",
    "使いはじめる日": "2026-04-01",
    "使える最後の日": "2027-03-31",
}


def walk(page: Page, files: Sequence[Path], *, day: str, at: Callable[[str], None]) -> None:
    """From three files nobody declared to their receipts. `page` is logged in as 判定担当, in a home of the standard pack.

    `at` is called with each of SCENES when the page shows it.
    """
    page.click("nav.side >> text=様式の下書き")
    page.set_input_files("#id_files", list(files))
    page.click("button:text-is('調べる')")
    page.wait_for_selector("section[aria-labelledby=waiting] tbody tr", timeout=PATIENCE)
    page.locator("section[aria-labelledby=waiting] tbody tr").last.scroll_into_view_if_needed()
    at("下書きが並ぶ")
    _the_register(page, at)
    _the_school(page, at)
    _the_canteen(page, at)
    _received(page, files, day, at)


def _open(page: Page, file: str) -> None:
    page.click("nav.side >> text=様式の下書き")
    page.click(f"section[aria-labelledby=waiting] tr:has-text('{file}') a")
    page.wait_for_selector("h2:has-text('列ごとの提案')")


def _confirm(page: Page, reason: str) -> None:
    page.fill("#id_reason", reason)
    page.click("button:text-is('確認して使いはじめる')")
    page.wait_for_selector("h1:has-text('確認ずみ')")


def _the_register(page: Page, at: Callable[[str], None]) -> None:
    _open(page, RESIDENTS_FILE)
    at("列ごとの提案")
    _confirm(page, "町民課の様式書と照らした")
    at("確認ずみの様式")


def _the_school(page: Page, at: Callable[[str], None]) -> None:
    _open(page, SCREENING_FILE)
    for heading, item in ITEMS.items():
        page.select_option(f"select[aria-label='{heading}の項目']", label=item)
    page.click("button:text-is('直したところを保存する')")
    page.wait_for_selector("label:has-text('「A」')")
    first = page.locator("tr", has=page.locator("select[aria-label='休みの項目']"))
    for letter, mark in MARKS.items():
        named = first.locator("p.code-line", has_text=f"「{letter}」").locator("select")
        named.select_option(named.locator("option", has_text=mark).first.get_attribute("value") or "")
    first.scroll_into_view_if_needed()
    at("学校の印")
    page.click("button:text-is('直したところを保存する')")
    page.wait_for_selector("h2:has-text('列ごとの提案')")
    _confirm(page, "みどり小学校の教頭に印の意味を聞いた")


def _the_canteen(page: Page, at: Callable[[str], None]) -> None:
    _open(page, CANTEEN_FILE)
    at("使わない列")
    page.click("button[aria-label='来た回数を受け取る']")
    page.wait_for_selector("text=使わないことにした列が3つ")
    _what_is_taken_home(page, at)
    _once_a_month(page, at)
    for label, words in PURPOSE.items():
        page.fill(f"p:has(> label:text-matches('^{label}')) input", words)
    page.locator("#id_owner").scroll_into_view_if_needed()
    at("新しいデータ")
    page.click("button:text-is('直したところを保存する')")
    page.wait_for_selector("h2:has-text('列ごとの提案')")
    _confirm(page, "こども支援課長の決裁")


def _what_is_taken_home(page: Page, at: Callable[[str], None]) -> None:
    page.click("button[aria-label='持ち帰りをくわしく直す']")
    page.check("#id_received")
    page.select_option("#id_kind", label="はい・いいえ")
    for row, (word, meaning) in enumerate(WORDS.items()):
        page.fill(f"#id_code_{row}", word)
        page.select_option(f"#id_meaning_{row}", label=meaning)
    at("列をくわしく直す")
    page.click("button:text-is('決めて、下書きにもどる')")
    page.wait_for_selector("text=使わないことにした列が2つ")


def _once_a_month(page: Page, at: Callable[[str], None]) -> None:
    page.click("button:text-is('ファイルの決まりを直す')")
    page.fill("#id_label", "こども食堂の利用者")
    page.check("text=最後に来た日")
    page.fill("#id_day", "20")
    page.locator("#id_file_names").scroll_into_view_if_needed()
    at("ファイルの決まり")
    page.click("button:text-is('決めて、下書きにもどる')")
    page.wait_for_selector("h2:has-text('列ごとの提案')")


def _received(page: Page, files: Sequence[Path], day: str, at: Callable[[str], None]) -> None:
    page.click("nav.side >> text=月の処理")
    page.fill("#id_day", day)
    page.click("text=この月を開く")
    page.set_input_files("#id_files", list(files))
    page.select_option("#id_medium", "庁内の共有フォルダ")
    page.click("button:text-is('受け取る')")
    page.wait_for_url(lambda url: "received=" in url, timeout=PATIENCE)
    at("届いたファイル")
