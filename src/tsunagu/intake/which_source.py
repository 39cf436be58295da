"""Which declared source a file is, and which month and school it is for: by its name first, by its headings to check."""

from __future__ import annotations

import fnmatch
import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from tsunagu.catalog import Pack, Source
from tsunagu.intake.headings import score
from tsunagu.intake.problems import FileRefused

_SURE = 0.8
_ENDINGS_IN_ZIPS = (".csv", ".xlsx", ".txt", ".dat")
"""A file handed over in a zip has its name, but for the ending."""
_DAY = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MONTH_BEHIND = re.compile(r"[_\- ]*20\d{2}(?:0[1-9]|1[0-2])?(?:\d{2})?$")
_COPY_MARKS = re.compile(r"(?:\s*\(\d+\)|\s*（\d+）| - コピー(?: \(\d+\))?|のコピー)(?=\.[^.]+$)")


def readable_name(file_name: str) -> str:
    """The name as people read it: NFC, no control characters. Names on old Windows media are CP932, not UTF-8."""
    try:
        file_name.encode("utf-8")
    except UnicodeEncodeError:
        file_name = os.fsencode(file_name).decode("cp932", errors="replace")
    return _UNPRINTABLE.sub("\ufffd", unicodedata.normalize("NFC", file_name))


def plain_name(file_name: str) -> str:
    """The NFC name without the marks that copying adds (`(1)`, ` - コピー`)."""
    return _COPY_MARKS.sub("", unicodedata.normalize("NFC", file_name))


def readings_by_name(pack: Pack, file_name: str) -> tuple[Source, ...]:
    """The one source a pattern of which fits the name, in every layout that has such a pattern.

    Raises FileRefused: file.unknown_source, file.ambiguous_source, file.source_disabled.
    """
    name = plain_name(file_name)
    readings = [reading for source in pack.sources for reading in pack.readings(source)]
    fitting = [reading for reading in readings if _fits(reading, name)]
    if not fitting and name.lower().endswith(".zip"):
        fitting = [reading for reading in readings if any(_fits(reading, name[:-4] + end) for end in _ENDINGS_IN_ZIPS)]
    if not fitting:
        raise FileRefused("file.unknown_source", "このファイルの名前は、どの提供データの名前の決まりとも合いません")
    labels = dict.fromkeys(reading.label for reading in fitting)
    if len({reading.source for reading in fitting}) > 1:
        told = "、".join(f"『{label}』" for label in labels)
        raise FileRefused("file.ambiguous_source", f"{told}のどれにも当てはまります")
    if not fitting[0].enabled:
        raise FileRefused("file.source_disabled", f"『{fitting[0].label}』は、この町では使わないことになっています")
    return tuple(fitting)


def named_sources(pack: Pack, file_name: str) -> tuple[str, ...]:
    """Names of the source a file's name stands for; empty where the intake would refuse it for its name."""
    try:
        return tuple(dict.fromkeys(reading.source for reading in readings_by_name(pack, readable_name(file_name))))
    except FileRefused:
        return ()


def named_in(patterns: Sequence[str], file_name: str) -> str:
    """What the name tells besides its kind and month: the text that the last `*` of the fitting pattern stands for."""
    name = plain_name(file_name)
    for pattern in patterns:
        before, star, after = unicodedata.normalize("NFC", pattern).rpartition("*")
        pieces = ".*".join(re.escape(piece) for piece in before.split("*"))
        found = re.fullmatch(f"{pieces}(.*){re.escape(after)}", name) if star else None
        if found:
            return _MONTH_BEHIND.sub("", found[1]).strip("_- ")
    return ""


def _fits(source: Source, name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, unicodedata.normalize("NFC", pattern)) for pattern in source.layout.file_names)


def other_source(pack: Pack, claimed: Source, rows: list[list[str]]) -> Source | None:
    """The source whose headings these rows clearly hold although the name claims another, or None."""
    best = max(
        (source for source in pack.sources.values() if source.source != claimed.source),
        key=lambda source: score(rows, source),
        default=None,
    )
    if best is None or score(rows, best) < _SURE or score(rows, claimed) >= score(rows, best):
        return None
    return best


def period_of(source: Source, file_name: str, received_on: date) -> str:
    """YYYY-MM: the month in the file's name where the pattern leaves room for one, else the month it was received."""
    if any("*" in pattern for pattern in source.layout.file_names):
        return month_in_name(file_name) or f"{received_on:%Y-%m}"
    return f"{received_on:%Y-%m}"


def month_in_name(file_name: str) -> str | None:
    """YYYY-MM of the last day or month written in a file's name; None when there is none."""
    days = _DAY.findall(plain_name(file_name).rsplit(".", 1)[0])
    return f"{days[-1][0]}-{days[-1][1]}" if days else None
