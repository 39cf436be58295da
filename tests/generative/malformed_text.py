"""Files of text that are refused as a whole: not what they claim, undecodable, cut, without headings, endless."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from generative.malformed_rows import CARE, JUKI, LEDGER, SCHOOL, WATCH, Damaged, Kind, clean, clean_rows, my_numbers
from support.counter import cells, csv_bytes, file_bytes, plain

CLAIM = ("file.not_what_it_claims",)
UNREADABLE = ("file.undecodable",)
NO_HEADINGS = ("file.header_missing",)


def _starting(*starts: bytes) -> Callable[[Random], bytes]:
    """Bytes of another kind of file, told by how they start."""
    return lambda rng: rng.choice(starts) + rng.randbytes(rng.randint(60, 2000))


def _html(rng: Random) -> bytes:
    start = rng.choice((b"<html>", b"<!DOCTYPE html>", b"\r\n<table>", b'<?xml version="1.0"?><Workbook>'))
    return start + bytes(rng.randint(32, 126) for _ in range(200))


def _recoded(source: str, *encodings: str) -> Callable[[Random], bytes]:
    written = "cp932" if source == SCHOOL else "utf-8"
    return lambda rng: clean(rng, source).decode(written).encode(rng.choice(encodings))


def _behind_a_comma(source: str, *pieces: bytes) -> Callable[[Random], Damaged]:
    """Put bytes behind the first comma of a random row."""

    def make(rng: Random) -> Damaged:
        lines = clean(rng, source).split(b"\r\n")
        index = rng.randint(1, len(lines) - 2)
        head, comma, rest = lines[index].partition(b",")
        lines[index] = head + comma + rng.choice(pieces) + rest
        return Damaged(b"\r\n".join(lines), line=index + 1)

    return make


def _then(source: str, first: str, second: str) -> Callable[[Random], Damaged]:
    """The same rows in one encoding and then in another: two files glued together."""

    def make(rng: Random) -> Damaged:
        text = clean(rng, source).decode("cp932" if source == SCHOOL else "utf-8")
        return Damaged(text.encode(first) + text.encode(second), line=text.count("\n") + 1)

    return make


def _half_a_letter_at_the_end(rng: Random) -> Damaged:
    data = clean(rng, SCHOOL).rstrip(b"\r\n")
    return Damaged(data + rng.choice((b"\x8d", b"\xe0", b"\x96")), line=data.count(b"\n") + 1)


def _cut(rng: Random) -> Damaged:
    """Cut inside the last row, before half of its cells."""
    data = clean(rng, JUKI)
    start = data.rstrip(b"\r\n").rindex(b"\n") + 1
    return Damaged(data[: start + 3 + int(rng.random() * 20)], line=data.count(b"\n"))


def _endless_line(rng: Random) -> Damaged:
    data = clean(rng, JUKI)
    return Damaged(data + b"x" * rng.randint((1 << 20) + 1, 3 << 20), line=data.count(b"\n") + 1)


def _gigabytes(rng: Random) -> Damaged:
    """One line of up to the largest size a file may have, or a file beyond it."""
    data = clean(rng, JUKI)
    size = rng.choice((100 << 20, 1 << 30, (2 << 30) - 1, (2 << 30) + 1, 5 << 30))
    return Damaged(data, line=data.count(b"\n") + 1 if size < 2 << 30 else None, grown_to=size)


def _titles(rng: Random) -> bytes:
    return b"".join(b"title %d\r\n" % n for n in range(rng.randint(45, 90))) + clean(rng, JUKI)


def _many_headings(rng: Random) -> Damaged:
    table = cells(JUKI, clean_rows(rng, JUKI))
    table[0] += [f"x{number}" for number in range(rng.randint(1_000, 30_000))]
    return Damaged(csv_bytes(table), line=1)


def _lost_heading(rng: Random) -> Damaged:
    lost = rng.choice(("宛名番号", "世帯番号"))
    return Damaged(clean(rng, JUKI).replace(lost.encode(), b"X", 1), line=1, column=lost)


def _other_separator(rng: Random) -> Damaged:
    return Damaged(clean(rng, JUKI).replace(b",", rng.choice((b"\t", b";", b"|", "，".encode()))), line=1)


def _unknown_record(rng: Random) -> Damaged:
    data = file_bytes(CARE, [plain(CARE)])
    return Damaged(data.replace(b"3,1\r\n", rng.choice((b"7,1\r\n", b"x\r\n", b"22,1\r\n"))), line=3)


def _named(*names: str) -> Callable[[Random], Damaged]:
    """A sound file whose name nobody declared; some names are not even readable."""
    return lambda rng: Damaged(clean(rng, JUKI), name=rng.choice(names))


def _json(*texts: bytes) -> Callable[[Random], bytes]:
    return lambda rng: rng.choice(texts)


def _json_rows(rows: bytes) -> bytes:
    return b'{"schema":1,"source":"mimamori","rows":[' + rows + b"]}"


TEXT_KINDS: dict[str, Kind] = {
    "empty": Kind(JUKI, lambda rng: rng.choice((b"", b"\r\n", b"   ", b"\x1a", b"\0" * 900)), ("file.empty",)),
    "headings only": Kind(JUKI, lambda rng: csv_bytes(cells(JUKI, [])), ("file.empty",)),
    "html as csv": Kind(JUKI, _html, CLAIM),
    "html as xlsx": Kind(LEDGER, _html, CLAIM),
    "old .xls as csv": Kind(JUKI, _starting(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), CLAIM),
    "pdf": Kind(JUKI, _starting(b"%PDF-1.7\n"), CLAIM),
    "picture": Kind(JUKI, _starting(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"), CLAIM),
    "other archive": Kind(JUKI, _starting(b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"), CLAIM),
    "program or database": Kind(JUKI, _starting(b"MZ\x90\0", b"SQLite format 3\0"), CLAIM),
    "xlsx as csv": Kind(JUKI, lambda rng: clean(rng, LEDGER), CLAIM),
    "csv as xlsx": Kind(LEDGER, lambda rng: clean(rng, JUKI), CLAIM),
    "another source": Kind(
        JUKI, lambda rng: Damaged(file_bytes("kenshin_3_4m", [plain("kenshin_3_4m")] * rng.randint(1, 4)), line=1), CLAIM
    ),
    "no row of the source": Kind(
        JUKI, lambda rng: file_bytes(JUKI, [plain(JUKI, 宛名番号="")] * rng.randint(1, 9)), CLAIM
    ),
    "no headings": Kind(JUKI, lambda rng: Damaged(clean(rng, JUKI).partition(b"\r\n")[2], line=1), NO_HEADINGS),
    "headings far below titles": Kind(JUKI, _titles, NO_HEADINGS),
    "needed heading lost": Kind(JUKI, _lost_heading, NO_HEADINGS),
    "thousands of headings": Kind(JUKI, _many_headings, ("file.too_large",)),
    "other separator": Kind(JUKI, _other_separator, NO_HEADINGS),
    "utf-7": Kind(JUKI, _recoded(JUKI, "utf-7"), (*NO_HEADINGS, *UNREADABLE)),
    "utf-16": Kind(JUKI, _recoded(JUKI, "utf-16", "utf-16-le", "utf-16-be"), (*UNREADABLE, "file.nul_bytes")),
    "utf-32": Kind(JUKI, _recoded(JUKI, "utf-32", "utf-32-be"), (*UNREADABLE, "file.nul_bytes")),
    "euc-jp": Kind(SCHOOL, _recoded(SCHOOL, "euc_jp"), UNREADABLE),
    "iso-2022-jp": Kind(SCHOOL, _recoded(SCHOOL, "iso2022_jp"), UNREADABLE),
    "chinese or korean": Kind(SCHOOL, _recoded(SCHOOL, "gb18030"), (*UNREADABLE, *NO_HEADINGS)),
    "utf-8 then cp932": Kind(JUKI, _then(JUKI, "utf-8", "cp932"), UNREADABLE),
    "cp932 then utf-8": Kind(SCHOOL, _then(SCHOOL, "cp932", "utf-8"), UNREADABLE),
    "broken letter": Kind(JUKI, _behind_a_comma(JUKI, b"\xff", b"\xc3", b"\xe3\x81", b"\xf8\x88"), UNREADABLE),
    "letter longer than allowed": Kind(
        JUKI, _behind_a_comma(JUKI, b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"), UNREADABLE
    ),
    "trap bytes in cp932": Kind(SCHOOL, _behind_a_comma(SCHOOL, b"\x80", b"\xa0", b"\xfd", b"\xff"), UNREADABLE),
    "half a letter at the end": Kind(SCHOOL, _half_a_letter_at_the_end, UNREADABLE),
    "nul": Kind(JUKI, _behind_a_comma(JUKI, b"\0", b"\0\0\0"), ("file.nul_bytes",)),
    "cut short": Kind(JUKI, _cut, ("file.truncated",)),
    "line without end": Kind(JUKI, _endless_line, ("file.too_large",)),
    "gigabytes": Kind(JUKI, _gigabytes, ("file.too_large",)),
    "individual numbers": Kind(JUKI, my_numbers, ("file.my_number",)),
    "trailer lost": Kind(CARE, lambda rng: file_bytes(CARE, [plain(CARE)]).rpartition(b"3,")[0], ("file.truncated",)),
    "record of no type": Kind(CARE, _unknown_record, NO_HEADINGS),
    "name nobody declared": Kind(JUKI, _named("memo.csv", "あ" * 80 + ".csv", "..csv", "名\n前.csv"), ("file.unknown_source",)),
    "name in CP932 bytes": Kind(
        JUKI, _named("住民.csv".encode("cp932").decode("utf-8", "surrogateescape")), ("file.unknown_source",)
    ),
}  # fmt: skip
JSON_KINDS: dict[str, Kind] = {
    "json torn": Kind(
        WATCH,
        lambda rng: b'{"schema":1,"source":"mimamori","rows":[{"' + rng.randbytes(3).hex().encode(),
        ("file.truncated", *CLAIM),
    ),
    "json too deep": Kind(WATCH, lambda rng: b"[" * rng.randint(100_000, 200_000), CLAIM),
    "json of another shape": Kind(
        WATCH,
        _json(b"1", b"[]", b'{"rows": 3}', b'{"source":"mimamori"}', b"null", b'"mimamori"', _json_rows(b"}{")),
        CLAIM,
    ),
    "json with endless number": Kind(WATCH, lambda rng: _json_rows(b'{"x":' + b"9" * rng.randint(5_000, 9_000) + b"}"), CLAIM),
    "json with other headings": Kind(
        WATCH, _json(_json_rows(b'{"a":1,"b":2}'), _json_rows(b'{"\\ud842":"\\ud842"}')), NO_HEADINGS
    ),
    "csv as json": Kind(WATCH, lambda rng: clean(rng, JUKI), CLAIM),
}  # fmt: skip
