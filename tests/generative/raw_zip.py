"""Zip packages written by hand, for what no honest writer writes: bombs, false sizes, members that share their bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple


class Member(NamedTuple):
    """One member: its deflated bytes, and what the package says of them."""

    name: str
    deflated: bytes
    size: int
    checksum: int
    flags: int = 0


def member(name: str, data: bytes, *, claims: int | None = None, flags: int = 0) -> Member:
    """An ordinary member; `claims`: the unpacked size it pretends to have."""
    pressed = zlib.compressobj(6, zlib.DEFLATED, -15)
    deflated = pressed.compress(data) + pressed.flush()
    return Member(name, deflated, len(data) if claims is None else claims, zlib.crc32(data), flags)


def bomb(name: str, head: bytes, blanks: int, tail: bytes, *, claims: int | None = None) -> Member:
    """`head`, so many MiB of blanks, `tail`: a few kilobytes for each hundred MiB. Nothing of that size is laid out here."""
    pressed = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = pressed.compress(head) + pressed.flush(zlib.Z_FULL_FLUSH)
    mebibyte = pressed.compress(b" " * (1 << 20)) + pressed.flush(zlib.Z_FULL_FLUSH)
    last = pressed.compress(tail) + pressed.flush(zlib.Z_FINISH)
    size = len(head) + (blanks << 20) + len(tail)
    return Member(name, first + mebibyte * blanks + last, size if claims is None else claims, 0)


def package(members: Sequence[Member], *, overlapping: bool = False) -> bytes:
    """The zip. `overlapping`: every entry of the directory points at the first member's bytes."""
    body, directory, places = b"", b"", []
    for one in members:
        places.append(0 if overlapping else len(body))
        if not overlapping or not body:
            body += b"PK\3\4" + _fields(one) + one.name.encode() + one.deflated
    for one, place in zip(members, places, strict=True):
        directory += b"PK\1\2" + struct.pack("<H", 20) + _fields(one) + struct.pack("<HHHII", 0, 0, 0, 0, place)
        directory += one.name.encode()
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def _fields(one: Member) -> bytes:
    """What local header and directory entry have in common, from the version needed to the length of the extra field."""
    return struct.pack(
        "<HHHHHIIIHH",
        20, one.flags, zlib.DEFLATED, 0, 0x21, one.checksum, len(one.deflated), one.size, len(one.name.encode()), 0,
    )  # fmt: skip
