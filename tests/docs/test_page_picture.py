"""The pictures of pages in the manual: there, as wide as the screens they are about, light, and with words beside them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.prove import play_pictures
from tools import pack_in_a_day
from tools.first_month import SCENES
from tools.page_picture import (
    HEIGHT,
    MANUAL,
    MOST_BYTES,
    PAGES,
    PAIR_HEIGHT,
    PAIR_PICTURE,
    PICTURE,
    VALUE_PICTURE,
    WIDTH,
    picture_of,
    picture_of_the_pack,
)

OF_PLAYS = tuple(
    play_pictures.picture_of(play, scene) for play, scenes in play_pictures.PLAYS.items() for scene in scenes
)
PICTURES = (
    PICTURE,
    PAIR_PICTURE,
    VALUE_PICTURE,
    *PAGES,
    *map(picture_of, SCENES),
    *map(picture_of_the_pack, pack_in_a_day.SCENES),
    *OF_PLAYS,
)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_the_picture_is_a_light_png_of_a_page(picture: Path) -> None:
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (
        WIDTH,
        PAIR_HEIGHT if picture in (PAIR_PICTURE, VALUE_PICTURE) else HEIGHT,
    )
    assert len(data) <= (play_pictures.MOST_BYTES if picture in OF_PLAYS else MOST_BYTES)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_the_manual_shows_it_with_words_beside_it(picture: Path) -> None:
    manual = "".join(page.read_text(encoding="utf-8") for page in sorted(MANUAL.glob("*.md")))
    words = manual.partition(f"]({picture.name})")[0].rpartition("![")[2]
    assert len(words) > 20
