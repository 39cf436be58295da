"""A file of fixed width from a system nobody declared. Every person is invented."""

from __future__ import annotations

from collections.abc import Sequence

FIXED_FILE = "住民固定長_202610.txt"
NAMES = ("佐藤　葵", "鈴木　陽菜", "高橋　海", "田中　結衣", "長谷川　湊")


def fixed(encoding: str = "cp932", *, kinds: bool = False) -> bytes:
    """Number, name in 20 bytes, kana in 12, a day, a sign: 51 bytes a line."""
    lines = []
    for n in range(12):
        name = NAMES[n % 5].encode(encoding)
        name += "　".encode(encoding) * ((20 - len(name)) // len("　".encode(encoding)))
        kana = ("ｻﾄｳ ｱｵｲ", "ｽｽﾞｷ ﾋﾅ", "ﾀｶﾊｼ ｶｲ")[n % 3].encode("cp932").ljust(12)
        lines.append(
            f"{1_000_000_000 + 7 * n}".encode()
            + name.ljust(20)
            + kana
            + f"201{n % 10}0{1 + n % 9}1{n % 9}".encode()
            + b"12"[n % 2 : n % 2 + 1]
        )
    if kinds:
        lines = [b"0" + b"20261031".ljust(51), *(b"1" + line for line in lines), b"9" + b"000012".ljust(51)]
    return b"".join(line + b"\r\n" for line in lines)


def glued(numbers: Sequence[str]) -> bytes:
    """A number of ten digits and one of `numbers` with nothing between them, name in 20 bytes."""
    lines = []
    for n, number in enumerate(numbers):
        name = NAMES[n % 5].encode("cp932")
        lines.append(f"{1_000_000_000 + 7 * n}".encode() + number.encode("cp932") + name.ljust(20))
    return b"".join(line + b"\r\n" for line in lines)
