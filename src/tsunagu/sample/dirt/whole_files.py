"""Faults of a file as a whole: its encoding, its head, its columns, and files that are something else."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tsunagu.sample.randomness import pick
from tsunagu.sample.writing import GROUPS, Draft


def cp932_extension(draft: Draft, rng: Random) -> bool:
    """A ① or ㈱ in a text cell of a CP932 file."""
    places = [
        index
        for index, column in enumerate(draft.columns())
        if draft.column_type(column) in ("text", "long_text")
        and not column.width
        and not column.codes
        and not column.required
    ]
    if draft.encoding != "cp932" or draft.source.layout.format != "csv" or not places or not draft.rows:
        return False
    row = draft.rows[int(rng.random() * len(draft.rows))]
    place = next((place for place in places if row[place]), None)
    if place is None:
        return False
    row[place] += pick(rng, "①㈱")
    return True


def bom(draft: Draft, rng: Random) -> bool:
    """A byte order mark before the first heading of a UTF-8 file."""
    if draft.source.layout.encoding != "utf-8" or draft.source.layout.format != "csv":
        return False
    draft.bom = True
    return True


def encoding_differs(draft: Draft, rng: Random) -> bool:
    """UTF-8 where CP932 is agreed."""
    if draft.encoding != "cp932" or draft.source.layout.format != "csv" or not draft.source.layout.header:
        return False
    draft.encoding = "utf-8"
    return True


def title_rows(draft: Draft, rng: Random) -> bool:
    """A title and an empty line above the header."""
    if draft.title_rows or not draft.source.layout.header or draft.source.layout.format != "csv":
        return False
    draft.title_rows = [f"{draft.source.label}　一覧", "※取扱注意", ""][: 2 + int(rng.random() * 2)]
    return True


def two_level_header(draft: Draft, rng: Random) -> bool:
    """Groups of columns under a common heading, where the headings name groups at all."""
    if not draft.source.layout.header or draft.source.layout.format not in ("csv", "xlsx"):
        return False
    if not any("_" in header or header in GROUPS for header in draft.headers):
        return False
    draft.two_levels = True
    return True


def packed(draft: Draft, rng: Random) -> bool:
    """Handed over in a zip that Windows made, the name of the file inside in CP932."""
    layout = draft.source.layout
    if layout.format != "csv" or layout.per != "town" or draft.name.isascii():
        return False
    draft.member, draft.name = draft.name, f"{draft.name.removesuffix('.csv')}.zip"
    return True


def duplicate_header(draft: Draft, rng: Random) -> bool:
    """One more column with a heading that is there already."""
    if (
        not draft.source.layout.header
        or draft.source.layout.format == "json"
        or len(draft.headers) > len(draft.columns())
    ):
        return False
    free = [
        column.header for column in draft.columns() if draft.column_type(column) in ("text", "long_text", "code", "int")
    ]
    if not free:
        return False
    return _append(draft, pick(rng, free))


def extra_column(draft: Draft, rng: Random) -> bool:
    """One more column that nobody declared."""
    if (
        not draft.source.layout.header
        or draft.source.layout.format == "json"
        or len(draft.headers) > len(draft.columns())
    ):
        return False
    return _append(draft, "連絡欄")


def _append(draft: Draft, header: str) -> bool:
    draft.headers = [*draft.headers, header]
    for row in draft.rows:
        row.append("")
    return True


FILE_FAULTS: tuple[tuple[str, Callable[[Draft, Random], bool]], ...] = (
    ("file.cp932_extension", cp932_extension),
    ("file.bom", bom),
    ("file.encoding_differs", encoding_differs),
    ("file.member_names_cp932", packed),
    ("file.title_rows", title_rows),
    ("file.two_level_header", two_level_header),
    ("file.duplicate_header", duplicate_header),
    ("file.extra_column", extra_column),
)
"""Stable code and how it is planted."""

MISCOUNTED = "row.record_count_mismatch"


def miscount(draft: Draft) -> bool:
    """Kind 35: a trailer that counts one record more than there is."""
    if draft.source.layout.format != "csv" or not draft.source.layout.record_types or not draft.rows:
        return False
    draft.counted_too_many = 1
    return True


OPPOSITE = "cell.opposite_code"


def opposite_column(draft: Draft) -> str | None:
    """Kind 25: the first heading under which a number means no that means yes elsewhere in the file, as departments do write it."""
    meant: dict[str, dict[str, str]] = {"yes": {}, "no": {}}
    for column in draft.columns():
        for code in draft.pack.code_lists[column.codes].codes if column.codes else ():
            if code.meaning in meant:
                meant[code.meaning].setdefault(code.code, column.header)
    both = meant["yes"].keys() & meant["no"].keys()
    return meant["no"][min(both)] if both else None


HTML = (
    '<html><head><meta charset="Shift_JIS"><title>ダウンロード</title></head><body>\r\n'
    "<p>セッションの有効期限が切れました。もう一度ログインしてください。</p>\r\n</body></html>\r\n"
).encode("cp932")
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "福祉相談".encode("utf-16-le") + b"\0" * 496
IMPOSTORS = {
    "jido_teate": ("児童手当受給者一覧_控.csv", HTML),
    "fukushi_sodan": ("福祉相談_相談台帳_旧.xlsx", OLD_EXCEL),
}
"""Kind 51: an extra file that is a web page or an old Excel file, whatever its name says."""


def impostor(draft: Draft) -> Draft | None:
    """The file beside this one that is not what it claims to be."""
    found = IMPOSTORS.get(draft.source.source)
    if found is None:
        return None
    name, content = found
    return Draft(draft.source, draft.pack, name, [], [], [], raw=content, encoding=draft.encoding)


def headless(draft: Draft) -> Draft | None:
    """Kind 34: beside the register of pupils, the same list from another system, without a heading."""
    if draft.source.source != "gakureibo" or draft.source.layout.format != "csv":
        return None
    lines = [",".join(row) for row in draft.rows[:2]]
    content = "".join(f"{line}\r\n" for line in lines).encode(draft.encoding, errors="replace")
    return Draft(draft.source, draft.pack, "学齢簿_見出しなし.csv", [], [], [], raw=content, encoding=draft.encoding)
