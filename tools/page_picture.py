"""Take the picture of a page that stands in the manual, from the demo that `make demo SERVE=no` left: `make picture`.

It refuses a picture larger than MOST_BYTES: people read the manual over slow lines and from paper.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
HOME = ROOT / "demo" / "home"
PICTURE = ROOT / "docs" / "操作手引き" / "検討対象者一覧.png"
WIDTH, HEIGHT = 1366, 600
MOST_BYTES = 200_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


def main() -> int:
    """Serve the demo, log in, open the list, take the picture."""
    if not (HOME / "home.yaml").is_file():
        print("先に make demo SERVE=no DEMO_EARLIER=2026-09 を実行してください。", file=sys.stderr)
        return 1
    port = _free_port()
    command = [str(Path(sys.executable).parent / "tsunagu"), "serve", "--home", str(HOME), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}", server)
        _take(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}  {size:,} B")
    return 0 if size <= MOST_BYTES else 1


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=FLAGS
        )
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP")
        page.goto(f"{address}/login/")
        page.fill("#id_username", "center")
        page.fill("#id_password", "tsunagu-demo-center")
        page.click("button.first")
        page.goto(f"{address}/worklist/")
        page.screenshot(path=str(PICTURE))
        chromium.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/login/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}") from None
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    sys.exit(main())
