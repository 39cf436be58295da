"""The picture of 研修 in the manual: as wide as the screens it is about, light, and with words beside it."""

from __future__ import annotations

import struct

from tools.page_picture import MANUAL, MOST_BYTES, WIDTH
from tools.training_picture import HEIGHT, LINE, PICTURE, WHO


def test_the_picture_is_a_light_png_of_the_page_with_words_beside_it() -> None:
    data = PICTURE.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) <= MOST_BYTES
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    words = (MANUAL / "14-研修で試す.md").read_text(encoding="utf-8").partition(f"]({PICTURE.name})")[0]
    assert len(words.rpartition("![")[2]) > 20


def test_the_password_is_read_off_the_printed_line() -> None:
    assert LINE.findall(f"…：\n  {WHO}     abcd-efgh  活用・担任（みどり小学校）\n  en   x  園\n") == ["abcd-efgh"]
