"""Take the manual's picture of 研修 from a training home made on the way: `make picture`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.page_picture import MANUAL, MOST_BYTES, ROOT, WIDTH, served, start_chromium

PICTURE = MANUAL / "研修.png"
HEIGHT = 720
WHO = "tannin"
LINE = re.compile(rf"^  {WHO}\s+(\S+)", re.MULTILINE)


def main() -> int:
    """The exercise of a class teacher, its first step done."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        words = [str(Path(sys.executable).parent / "tsunagu"), "training", "make", str(home)]
        printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        password = LINE.findall(printed)[0]
        with served(home) as address, sync_playwright() as playwright:
            chromium = start_chromium(playwright)
            page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP")
            log_in(page, address, password)
            page.goto(f"{address}/inquiries/")
            page.goto(f"{address}/training/")
            page.screenshot(path=str(PICTURE))
            chromium.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}  {size:,} B")
    return 1 if size > MOST_BYTES else 0


def log_in(page: Page, address: str, password: str) -> None:
    """As the printed sheet says."""
    page.goto(f"{address}/login/")
    page.fill("#id_username", WHO)
    page.fill("#id_password", password)
    page.click("button.first")
    page.fill("#id_code", page.inner_text("#demo-code"))
    page.click("button.first")
    page.wait_for_url(f"{address}/")


if __name__ == "__main__":
    sys.exit(main())
