"""Take the manual's picture of every step of the plays, each just before it is sent: part of `make picture`.

A month of Kaisei in a small town, and Izumi's two stages. A picture is the window a person has, at what the step is about.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from tests.prove.plays import CALLED_FOR, DUE, IZUMI, MOMENT, make_home
from tools import izumi_walk, kaisei_year
from tools.page_picture import MANUAL, playing

MOST_BYTES = 120_000
COLOURS = 64
"""Pages have few: more make the picture heavier and no clearer."""
MOVING, DECIDING = "h2:has-text('進める')", "fieldset.child >> nth=0"
ABOUT = {
    "所属が答える": "h2:has-text('問い')",
    "紙で来た回答を書き写す": "summary:has-text('書き写す')",
    "カンファレンスにかける": MOVING,
    "出席者を加える": "h2:has-text('出席者と資料')",
    "資料に番号をつける": "h2:has-text('出席者と資料')",
    "要支援と決める": "fieldset.child:has(input[value=要支援]:checked) >> nth=0",
    "調査継続と決める": "fieldset.child:has(input[value=調査継続]:checked) >> nth=0",
    "経過観察と決める": "fieldset.child:has(input[value=経過観察]:checked) >> nth=0",
    "支援不要と決める": "fieldset.child:has(input[value=支援不要]:checked) >> nth=0",
    "議事録を残す": "h2:has-text('議事録')",
    "会議を閉じる": "h2:has-text('会議を閉じる')",
    "サポートプランを書く": "summary:has-text('プランを書く')",
    "家族に見せて合意する": "h2:has-text('家族に見せたことを書く')",
    "訪問して姿を見る": "p:has(> #id_with_whom)",
    "対応事項を終える": "h2:has-text('終える')",
    "支援を終える": MOVING,
    "②SSW連絡会で決める": DECIDING,
    **dict.fromkeys(
        (one[0] for one in (*izumi_walk.TO_THE_SSW, *izumi_walk.BY_MANY, *izumi_walk.AT_SCHOOL)), MOVING
    ),
}  # fmt: skip
"""What the window shows at its top; the head of the page where nothing is named."""
PLAYS = {"ケース": kaisei_year.SCENES, "和泉": izumi_walk.SCENES}


def picture_of(play: str, scene: str) -> Path:
    """Where the picture of a step stands."""
    return MANUAL / f"{play}{PLAYS[play].index(scene) + 1:02}-{scene}.png"


def taker(play: str) -> Callable[[Any, str], None]:
    """Takes each scene's picture the first time it is shown."""
    taken: set[str] = set()

    def take(page: Any, scene: str) -> None:
        if scene in taken:
            return
        taken.add(scene)
        page.evaluate("scrollTo(0, 0)")
        if scene in ABOUT:
            page.locator(ABOUT[scene]).first.evaluate("one => { one.scrollIntoView(); scrollBy(0, -12) }")
        path = picture_of(play, scene)
        page.screenshot(path=str(path))
        Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)

    return take


def take_all() -> None:
    """Both plays, each in a home of its own."""
    with tempfile.TemporaryDirectory() as folder:
        kaisei_year.play_every_scene(Path(folder), taker("ケース"))
    take = taker("和泉")
    with tempfile.TemporaryDirectory() as folder, playing(make_home(Path(folder) / "home"), MOMENT, take) as play:
        izumi_walk.walk(play, *IZUMI, held_on=CALLED_FOR, due=DUE)


def main(_arguments: Sequence[str]) -> int:
    take_all()
    sizes = {
        path.name: path.stat().st_size for path in (picture_of(play, one) for play in PLAYS for one in PLAYS[play])
    }
    for name, size in sizes.items():
        print(f"{name}  {size:,} B")
    print(f"{sum(sizes.values()):,} B")
    return 1 if max(sizes.values()) > MOST_BYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
