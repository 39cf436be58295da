"""Takes the password off a zip or an Excel workbook, inside the child process and its limits. Knows no package to import from.

A zip becomes the same zip without a password: ZipCrypto by the standard library, WinZip's AES (AE-1, AE-2) here. A workbook
is opened by msoffcrypto. The password stands in memory only; nothing of it is written anywhere.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
AES_METHOD, AES_FIELD = 99, 0x9901
_PIECE = 1 << 20
_BLOCK = 16
_MAC_BYTES = 10
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the copy, so that the same file opened twice gives the same bytes."""
_CONTENT_TYPES = "[Content_Types].xml"
_NO_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, zlib.error)


class WrongPassword(Exception):
    """It does not open with this password."""


def is_locked(path: Path) -> bool:
    """Whether a zip or a workbook has a password. What is neither, or is broken, has none here: reading it says what it is."""
    with path.open("rb") as stream:
        head = stream.read(8)
        if head == OLE2:
            return _holds(stream, ENCRYPTED)
    if not head.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return any(member.flag_bits & 1 for member in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _holds(stream: BinaryIO, sign: bytes) -> bool:
    """Whether the sign stands in what is left of the stream, which may be larger than the memory of this process."""
    tail = b""
    while piece := stream.read(_PIECE):
        if sign in tail + piece:
            return True
        tail = piece[1 - len(sign) :]
    return False


def open_lock(path: Path, target: Path, password: str) -> None:
    """Write to `target` what `path` holds without its password. Raises WrongPassword; the caller has looked at the sizes."""
    if not password:
        raise WrongPassword
    with path.open("rb") as stream:
        is_workbook = stream.read(8) == OLE2
    if is_workbook:
        _open_workbook(path, target, password)
        return
    # People type letters that Windows and macOS turn into different bytes.
    spellings = dict.fromkeys(password.encode(encoding, errors="replace") for encoding in ("utf-8", "cp932"))
    for spelled in spellings:
        try:
            _open_zip(path, target, spelled)
            return
        except WrongPassword:
            continue
    raise WrongPassword


def locked_members(path: Path, work: Path) -> list[str]:
    """Full names of the members of a zip that are zips or workbooks with a password of their own. A workbook is a zip too, but
    one file: it has none, and so has a zip that is broken or still locked. The caller has looked at the sizes."""
    try:
        with zipfile.ZipFile(path) as package:
            if _CONTENT_TYPES in package.namelist():
                return []
            return [member.filename for member in package.infolist() if _is_locked_member(package, member, work)]
    except _NO_ZIP:
        return []


def _is_locked_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, work: Path) -> bool:
    with package.open(member) as stream:
        if not stream.read(8).startswith((b"PK", OLE2)):
            return False
    inside = work / "member.bin"
    _lay_out(package, member, inside)
    return is_locked(inside)


def open_members(path: Path, target: Path, password: str, work: Path, *, look: Callable[[Path], object]) -> None:
    """Write to `target` the same zip with every locked member opened, each under its name. Raises WrongPassword where one does
    not open: then all are left as they are. The caller has looked at the sizes; `look` does at those in each locked member."""
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in package.infolist():
            if member.is_dir():
                continue
            inside, opened = work / "member.bin", work / "member-open.bin"
            _lay_out(package, member, inside)
            if is_locked(inside):
                look(inside)
                open_lock(inside, opened, password)
                inside = opened
            info = _as_copied(member)
            with inside.open("rb") as stream, copy.open(info, "w", force_zip64=True) as written:
                shutil.copyfileobj(stream, written, _PIECE)


def _lay_out(package: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    with package.open(member) as stream, target.open("wb") as written:
        shutil.copyfileobj(stream, written, _PIECE)


def _as_copied(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(_name(member), _EARLIEST)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    return info


def _open_workbook(path: Path, target: Path, password: str) -> None:
    import msoffcrypto  # only here: most deliveries hold nothing locked
    from msoffcrypto.exceptions import InvalidKeyError

    with path.open("rb") as stream, target.open("wb") as plain:
        book = msoffcrypto.OfficeFile(stream)
        try:
            book.load_key(password=password, verify_password=True)
            book.decrypt(plain)
        except InvalidKeyError:
            raise WrongPassword from None


def _open_zip(path: Path, target: Path, password: bytes) -> None:
    with (
        zipfile.ZipFile(path) as package,
        path.open("rb") as raw,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for member in package.infolist():
            if member.is_dir():
                continue
            info = _as_copied(member)
            with copy.open(info, "w", force_zip64=member.file_size >= 1 << 31) as written:
                for piece in _pieces(package, raw, member, password):
                    written.write(piece)


def _name(member: zipfile.ZipInfo) -> str:
    """As it was meant: Windows writes CP932 without a sign, macOS UTF-8 without one."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    written = member.filename.encode("cp437", errors="replace")
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("cp932", errors="replace")


def _pieces(package: zipfile.ZipFile, raw: BinaryIO, member: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    if member.compress_type == AES_METHOD:
        try:
            yield from _inflated(_deciphered(raw, member, password), _aes(member)[2], member)
        except zlib.error:  # one wrong password in 65,536 passes the first look of AES
            raise WrongPassword from None
        return
    try:
        with package.open(member, pwd=password if member.flag_bits & 1 else None) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
        # One wrong password in 256 passes the first look of ZipCrypto; then what comes out is no content.
        raise WrongPassword from None


def _aes(member: zipfile.ZipInfo) -> tuple[int, int, int]:
    """(AE version, bytes of the key, method of compression) of a member by its extra field."""
    extra, at = member.extra, 0
    while at + 4 <= len(extra):
        field, size = struct.unpack_from("<HH", extra, at)
        if field == AES_FIELD and size >= 7:
            version, _, strength, method = struct.unpack_from("<H2sBH", extra, at + 4)
            if strength in (1, 2, 3):
                return version, 8 + 8 * strength, method
        at += 4 + size
    raise zipfile.BadZipFile("no AES field")


def _deciphered(raw: BinaryIO, member: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    """The compressed bytes of an AES member; WrongPassword before the first, BadZipFile after the last when they were changed."""
    _, key_bytes, _ = _aes(member)
    raw.seek(member.header_offset)
    header = raw.read(30)
    raw.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    salt, check = raw.read(key_bytes // 2), raw.read(2)
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * key_bytes + 2)
    if not hmac.compare_digest(keys[-2:], check):
        raise WrongPassword
    seal = hmac.new(keys[key_bytes:-2], digestmod="sha1")
    cipher, first = _encryptor(keys[:key_bytes]), 1
    left = member.compress_size - len(salt) - 2 - _MAC_BYTES
    while left > 0:
        piece = raw.read(min(_PIECE, left))
        if not piece:
            raise zipfile.BadZipFile("cut short")
        left -= len(piece)
        seal.update(piece)
        blocks = -(-len(piece) // _BLOCK)
        stream = cipher.update(b"".join(number.to_bytes(16, "little") for number in range(first, first + blocks)))
        first += blocks
        yield _exclusive_or(piece, stream[: len(piece)])
    if not hmac.compare_digest(seal.digest()[:_MAC_BYTES], raw.read(_MAC_BYTES)):
        raise zipfile.BadZipFile("changed since it was packed")


def _encryptor(key: bytes) -> Any:
    """AES block by block: WinZip counts with the lowest byte first, which no library's counter mode does."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.ECB()).encryptor()


def _exclusive_or(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).to_bytes(len(one), "little")


def _inflated(pieces: Iterator[bytes], method: int, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What was compressed, never more than the member claims to hold."""
    if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("unknown compression")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if method == zipfile.ZIP_DEFLATED else None
    held = 0
    for piece in pieces:
        rest = piece
        while rest:
            plain = inflater.decompress(rest, _PIECE) if inflater else rest
            rest = inflater.unconsumed_tail if inflater else b""
            held += len(plain)
            if held > member.file_size:
                raise zipfile.BadZipFile("more than it claims")
            yield plain
    if inflater:
        yield inflater.flush()
