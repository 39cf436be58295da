"""Files with a password, as departments send them: zips by ZipCrypto and by WinZip's AES, and Excel workbooks."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import struct
import zipfile
import zlib
from itertools import starmap

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile

PASSWORD = "ひみつ-2026"
_UTF8_NAME = 0x800


def locked_book(plain: bytes, password: str = PASSWORD) -> bytes:
    """An Excel workbook with a password (agile encryption, as Excel writes it)."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, target)
    return target.getvalue()


def locked_zip(name: str, data: bytes, password: str = PASSWORD, *, aes: bool, cp932: bool = False) -> bytes:
    """A zip of one member; `cp932`: its name, and the password, in the letters of old Windows, without any sign."""
    return locked_package([(name, data)], password, aes=aes, cp932=cp932)


def locked_package(
    files: list[tuple[str, bytes]], password: str = PASSWORD, *, aes: bool, cp932: bool = False
) -> bytes:
    """As locked_zip, of several members."""
    body, central = b"", b""
    for name, data in files:
        entry, listed = _locked_member(name, data, password, at=len(body), aes=aes, cp932=cp932)
        body, central = body + entry, central + listed
    count = len(files)
    return body + central + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(central), len(body), 0)


def _locked_member(name: str, data: bytes, password: str, *, at: int, aes: bool, cp932: bool) -> tuple[bytes, bytes]:
    """A member as it stands at an offset, and its line in the directory."""
    letters = "cp932" if cp932 else "utf-8"
    spelled, secret = name.encode(letters), password.encode(letters)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    flags = 1 | (0 if cp932 else _UTF8_NAME)
    if aes:
        method, extra, checksum = 99, struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8), 0
        body = _by_aes(packed, secret)
    else:
        method, extra, checksum = 8, b"", zlib.crc32(data)
        body = _by_zipcrypto(packed, secret, checksum)
    told = (51, flags, method, 0, 0x21, checksum, len(body), len(data), len(spelled), len(extra))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", *told) + spelled + extra + body
    return local, struct.pack("<4s6H3I5H2I", b"PK\1\2", 51, *told, 0, 0, 0, 0, at) + spelled + extra


def _by_aes(packed: bytes, secret: bytes) -> bytes:
    salt = os.urandom(16)
    keys = hashlib.pbkdf2_hmac("sha1", secret, salt, 1000, 66)
    cipher = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()
    counted = b"".join(number.to_bytes(16, "little") for number in range(1, len(packed) // 16 + 2))
    sealed = bytes(starmap(int.__xor__, zip(packed, cipher.update(counted), strict=False)))
    return salt + keys[64:] + sealed + hmac.new(keys[32:64], sealed, "sha1").digest()[:10]


def _by_zipcrypto(packed: bytes, secret: bytes, checksum: int) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [_row_of_table(number) for number in range(256)]

    def turn(letter: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ letter) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

    for letter in secret:
        turn(letter)
    sealed = bytearray()
    for letter in os.urandom(11) + bytes([checksum >> 24]) + packed:
        mixed = (keys[2] | 2) & 0xFFFF
        sealed.append(letter ^ (mixed * (mixed ^ 1) >> 8 & 255))
        turn(letter)
    return bytes(sealed)


def _row_of_table(number: int) -> int:
    for _ in range(8):
        number = number >> 1 ^ (0xEDB88320 if number & 1 else 0)
    return number


def members_of(data: bytes) -> dict[str, bytes]:
    """What a zip without a password holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {member.filename: package.read(member) for member in package.infolist()}
