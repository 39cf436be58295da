"""Where the columns of a file of fixed width begin: the first lines as a masked picture under a ruler, borders that move."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import checked_name
from tsunagu.drafting import (
    NEW,
    ColumnDraft,
    Draft,
    LookOrder,
    digest_of,
    ends_of,
    held_file,
    held_until,
    lost_by,
    must_be_as_seen,
)
from tsunagu.intake import Hints
from tsunagu_web.layouts.drafts import absent, draft_or_absent
from tsunagu_web.layouts.work import ask_to_look
from tsunagu_web.month_desk.uploading import NO_FILE, HandedOver, too_large_files
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder

BLANK_ROWS = 3
MOST_COLUMNS = 300
MOST_DIGITS = 5
"""Of a border: no line is longer."""
LONGEST = 60
HEAD = 1 << 16
"""Bytes of a file that tell how wide its lines are."""


@dataclass(frozen=True)
class Cut:
    """One column: its name, its first and its last byte, and what somebody decided about it."""

    number: int
    name: str
    end: str
    start: str
    decided: str = ""


def cuts(request: HttpRequest, name: str) -> HttpResponse:
    """Move the borders of a draft's columns, and have the file looked at again under them."""
    draft = draft_or_absent(request, name)
    if draft.layout.format != "fixed":
        raise absent(request)
    held = held_file(home_folder(), draft)
    problem: TsunaguError | None = None
    lost: list[int] = []
    if request.method == "POST":
        try:
            ends, names = _to_the_end(request, draft, *_borders(request))
            lost = lost_by(draft, ends)
            _names_must_differ(draft, names, lost)
            _loss_must_be_known(request, draft, lost)
            return _look_again(request, draft, ends, names, held)
        except TsunaguError as error:
            problem = error
    now = ends_of(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "rows": _rows(request, draft),
        "width": now[-1],
        "tens": "".join(f"{at:>10}" for at in range(10, now[-1] + 10, 10))[: now[-1]],
        "ruler": "".join("|" if at % 10 == 0 else "+" if at % 5 == 0 else "-" for at in range(1, now[-1] + 1)),
        "marks": _marks(now[-1], now),
        "held_until": held_until(held) if held else None,
        "decided": any(column.decided_by for column in draft.columns),
        "lost": [draft.columns[place] for place in lost],
        "lost_places": _as_told(lost),
        "seen": digest_of(home_folder(), name),
        "problem": problem,
    }
    return show(request, "layouts/cuts.html", context, thing=f"layout:{name}", status=400 if problem else 200)


def _rows(request: HttpRequest, draft: Draft) -> list[Cut]:
    """The columns as they are, or as they were typed and refused; beside each what was decided about the one there now."""
    ends = [str(end) for end in ends_of(draft)]
    names = [column.heading for column in draft.columns]
    blank = [""] * BLANK_ROWS
    if request.method == "POST":
        ends = [request.POST.get(f"end_{n}", "") for n in range(MOST_COLUMNS) if f"end_{n}" in request.POST]
        names = [request.POST.get(f"name_{n}", "") for n in range(len(ends))]
        blank = []
    told = [*ends, *blank]
    starts = ["1", *(str(int(end) + 1) if _is_border(end) else "" for end in told)]
    decided = [_in_words(column) for column in draft.columns] + [""] * len(told)
    rows = zip([*names, *blank], told, strict=True)
    return [Cut(n, label, end, starts[n], decided[n]) for n, (label, end) in enumerate(rows)]


def _in_words(column: ColumnDraft) -> str:
    """What somebody decided about a column; empty where nobody did."""
    if not column.decided_by:
        return ""
    return f"{f'「{column.label}」として受け取る' if column.to else '使わない'}（{column.decided_by}）"


def _marks(width: int, ends: Sequence[int]) -> str:
    """A sign under the first byte of each column."""
    starts = {0, *ends}
    return "".join("^" if at in starts else " " for at in range(width))


def _borders(request: HttpRequest) -> tuple[list[int], list[str]]:
    """The last byte and the name of every column, as typed. Raises RefusedError (Y019)."""
    told = request.POST
    pairs = [
        (told.get(f"end_{n}", "").strip(), told.get(f"name_{n}", "").strip()[:LONGEST]) for n in range(MOST_COLUMNS)
    ]
    wanted = sorted((int(end), label) for end, label in pairs if _is_border(end))
    ends = [end for end, _ in wanted]
    if len(ends) < 2 or len(set(ends)) < len(ends) or any(end and not _is_border(end) for end, _ in pairs):
        raise RefusedError(
            "Y019",
            "区切りが読めません",
            f"列ごとに、終わりのバイトを1つずつ、{MOST_DIGITS}桁までの違う数字で書いてください。2列以上に分けてください",
        )
    return ends, [label or f"列{n}" for n, (_, label) in enumerate(wanted, 1)]


def _to_the_end(request: HttpRequest, draft: Draft, ends: list[int], names: list[str]) -> tuple[list[int], list[str]]:
    """What stands behind the last border typed is a column as well, up to the end of the line: it loses nothing that was decided
    about it where it begins and ends as before."""
    before = ends_of(draft)
    width = _width(request, draft) or before[-1]
    if ends[-1] >= width:
        return ends, names
    stands = (ends[-1], width) == (before[-2], before[-1])
    return [*ends, width], [*names, draft.columns[-1].heading if stands else f"列{len(ends) + 1}"]


def _width(request: HttpRequest, draft: Draft) -> int:
    """Bytes of a line of the file chosen now, as far as its beginning tells, without the sign of its kind; 0 without one."""
    files: Sequence[HandedOver] = request.FILES.getlist("files")  # type: ignore[assignment]
    if not files:
        return 0
    files[0].seek(0)
    lines = [line.rstrip(b"\r") for line in files[0].read(HEAD).split(b"\n")[:-1]]
    files[0].seek(0)
    kinds = draft.layout.record_types is not None
    return max(map(len, lines[1:] if kinds else lines), default=0) - (1 if kinds and lines[1:] else 0)


def _is_border(typed: str) -> bool:
    return typed.isdecimal() and len(typed) <= MOST_DIGITS


def _names_must_differ(draft: Draft, names: Sequence[str], lost: Sequence[int]) -> None:
    """Raises RefusedError (Y019) for one name twice, also where somebody gave it to a column that stays."""
    kept = [column for place, column in enumerate(draft.columns) if column.decided_by and place not in lost]
    given = [column.label for column in kept if draft.is_new_source and column.to and column.label != column.heading]
    told = [*names, *given]
    twice = next((label for label in told if told.count(label) > 1), None)
    if twice is not None:
        raise RefusedError("Y019", f"「{twice}」という名前の列が二つあります", "列ごとに違う名前を付けてください")


def _loss_must_be_known(request: HttpRequest, draft: Draft, lost: Sequence[int]) -> None:
    """Raises RefusedError (Y009, Y020): nobody's decision goes without a person having read that it will."""
    must_be_as_seen(home_folder(), draft.name, request.POST.get("seen", ""))
    if lost and request.POST.get("lose") != _as_told(lost):
        told = "".join(f"「{draft.columns[place].heading}」" for place in lost)
        raise RefusedError(
            "Y020",
            f"区切りを動かすと、決めたことが無くなる列があります（{told}）",
            "無くなってよければ、下の「無くなってもよい」にしるしを付けて、もう一度押してください。"
            "よくなければ、その列の区切りをもとに戻してください",
        )


def _as_told(places: Sequence[int]) -> str:
    return ",".join(map(str, places))


def _look_again(
    request: HttpRequest, draft: Draft, ends: Sequence[int], names: Sequence[str], held: Path | None
) -> HttpResponse:
    too_large: list[str] = getattr(request, "too_large", [])
    files: Sequence[HandedOver] = request.FILES.getlist("files")  # type: ignore[assignment]
    if too_large or not (files or held):
        raise too_large_files(too_large) if too_large else NO_FILE
    order = LookOrder(
        by=request.user.get_username(),
        on=clock.today(),
        names=(checked_name(str(files[0].name)) if files else draft.file,),
        of=draft.of or NEW,
        hints=Hints(cuts=tuple(ends), names=tuple(names)),
        replaces=draft.name,
        seen=request.POST.get("seen", ""),
    )

    def same_bytes(path: Path) -> None:
        """The kept file under a second name: the time it came stays with it, so that it is kept no longer for this."""
        try:
            os.link(held or "", path)
        except FileNotFoundError:
            raise NO_FILE from None

    with acting(request, f"layout:{draft.name}"):
        return redirect("job", ask_to_look(order, [files[0].give_to if files else same_bytes]).pk)
