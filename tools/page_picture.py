"""Take the pictures of the manual from the demo that `make demo SERVE=no` left: `make picture`.

It refuses a picture larger than MOST_BYTES: people read the manual over slow lines and from paper.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tools import pack_in_a_day
from tools.first_month import SCENES, walk
from tools.play import Play
from tools.vendor_files import write_vendor_files

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
MANUAL = ROOT / "docs" / "操作手引き"
PICTURE = MANUAL / "検討対象者一覧.png"
PAIR_PICTURE = MANUAL / "同一人確認.png"
VALUE_PICTURE = MANUAL / "値を直す.png"
PAGES = {MANUAL / "社会資源.png": ("center", "/resources/"), MANUAL / "使える制度.png": ("teate", "/entitlements/")}
"""Pictures of one page as it opens: who looks, and where."""
WIDTH, HEIGHT, PAIR_HEIGHT = 1366, 600, 768
MOST_BYTES = 200_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


def picture_of(scene: str) -> Path:
    """Where the picture of a scene of the first month stands."""
    return MANUAL / f"ひと月{SCENES.index(scene) + 1}-{scene}.png"


def picture_of_the_pack(scene: str) -> Path:
    """Where the picture of a scene of the day on which a town makes its pack stands."""
    return MANUAL / f"宣言{pack_in_a_day.SCENES.index(scene) + 1}-{scene}.png"


def main() -> int:
    """The list of the demo, the first month of an empty home with the demo's files, and a new town's pack."""
    if not (DEMO / "home" / "home.yaml").is_file():
        print("先に make demo SERVE=no DEMO_EARLIER=2026-09 を実行してください。", file=sys.stderr)
        return 1
    at_the_screen(DEMO / "home", "center", _the_list)
    at_the_screen(DEMO / "home", "hantei", _the_pair)
    at_the_screen(DEMO / "home", "center", _the_value)
    for picture, (username, path) in PAGES.items():
        at_the_screen(DEMO / "home", username, _opened(path, picture))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run([_tsunagu(), "init", str(home), "--demo", "--on", "2026-04-01"], check=True, capture_output=True)
        at_the_screen(home, "hantei", _the_first_month)
    take_the_pack()
    too_large = 0
    shown = (PICTURE, PAIR_PICTURE, VALUE_PICTURE, *PAGES)
    for picture in (*shown, *map(picture_of, SCENES), *map(picture_of_the_pack, pack_in_a_day.SCENES)):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}  {size:,} B")
        too_large += size > MOST_BYTES
    return 1 if too_large else 0


def _the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/worklist/")
    page.screenshot(path=str(PICTURE))


def _the_pair(page: Page, address: str) -> None:
    page.set_viewport_size(
        {"width": WIDTH, "height": PAIR_HEIGHT}
    )  # the whole screen: the pair, the answers, the reason
    page.goto(f"{address}/identity/")
    page.screenshot(path=str(PAIR_PICTURE))


def _the_value(page: Page, address: str) -> None:
    page.set_viewport_size({"width": WIDTH, "height": PAIR_HEIGHT})
    page.goto(f"{address}/worklist/")
    page.click("main a[href^='/children/'] >> nth=0")
    page.click("a:has-text('データの値を直す')")
    page.click("a:has-text('直す・取り下げる') >> nth=0")
    page.wait_for_selector("#id_why")
    page.screenshot(path=str(VALUE_PICTURE))


def _opened(path: str, picture: Path) -> Callable[[Page, str], None]:
    def look(page: Page, address: str) -> None:
        page.goto(f"{address}{path}")
        page.screenshot(path=str(picture))

    return look


def _the_first_month(page: Page, _address: str) -> None:
    def take(scene: str) -> None:
        if scene == "進み具合":
            page.wait_for_selector("ol.flow li.done")
        page.screenshot(path=str(picture_of(scene)))

    walk(page, DEMO / "town" / "inbox", day="2026-10-31", capacity=5, at=take)


def take_the_pack() -> None:
    """A new town of the standard pack, and three files nobody declared."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = ["init", str(folder / "home"), "--pack", "standard", "--demo", "--on", "2026-04-01"]
        subprocess.run([_tsunagu(), *words], check=True, capture_output=True)

        def look(page: Page, _address: str) -> None:
            def take(scene: str) -> None:
                page.screenshot(path=str(picture_of_the_pack(scene)))

            pack_in_a_day.walk(page, write_vendor_files(folder / "files"), day="2026-10-31", at=take)

        at_the_screen(folder / "home", "hantei", look)


def at_the_screen(home: Path, username: str, look: Callable[[Page, str], None]) -> None:
    """Let somebody of the demo log in to a served home and look."""
    with served(home) as address, sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        look(at_a_page(chromium, address, username), address)
        chromium.close()


def start_chromium(playwright: Playwright) -> Browser:
    """The machine's own Chromium, without a window."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


def at_a_page(chromium: Browser, address: str, username: str, *, height: int = HEIGHT) -> Page:
    """A page at which somebody of the demo has logged in."""
    page = chromium.new_page(viewport={"width": WIDTH, "height": height}, locale="ja-JP")
    page.goto(f"{address}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", f"tsunagu-demo-{username}")
    page.click("button.first")
    page.fill("#id_code", page.inner_text("#demo-code"))
    page.click("button.first")
    page.wait_for_url(f"{address}/")
    return page


@contextmanager
def playing(
    home: Path, moment: str = "", at: Callable[[Page, str], None] = lambda _page, _scene: None
) -> Iterator[Play]:
    """A play in a home that is served while the block runs; `moment` and `at` as in `served` and `Play`."""
    with served(home, moment) as address, sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        try:
            yield Play(lambda who: at_a_page(chromium, address, who), at)
        finally:
            chromium.close()


@contextmanager
def served(home: Path, moment: str = "") -> Iterator[str]:
    """The address of a home that is served while the block runs, at this moment or as if it were another."""
    address = f"http://127.0.0.1:{_free_port()}"
    words = ["serve", "--home", str(home), "--port", address.rpartition(":")[2]]
    called = [*at_the_time(moment), *words, "--no-worker"] if moment else [_tsunagu(), *words]
    server = subprocess.Popen(called, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def at_the_time(moment: str) -> list[str]:
    """How tsunagu is called so that it believes in another moment."""
    return [sys.executable, "-m", "tools.at_the_time", moment]


def _tsunagu() -> str:
    return str(Path(sys.executable).parent / "tsunagu")


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
