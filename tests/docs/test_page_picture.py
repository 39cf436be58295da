"""The picture of a page in the manual: there, as wide as the screens it is about, and light."""

from __future__ import annotations

import struct

from tools.page_picture import HEIGHT, MOST_BYTES, PICTURE, WIDTH


def test_the_picture_is_a_light_png_of_a_page() -> None:
    data = PICTURE.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    assert len(data) <= MOST_BYTES


def test_the_manual_shows_it_with_words_beside_it() -> None:
    manual = (PICTURE.parent / "3-一覧を見る.md").read_text(encoding="utf-8")
    words = manual.partition(f"]({PICTURE.name})")[0].rpartition("![")[2]
    assert len(words) > 20
