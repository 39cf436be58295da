"""Where the columns of a file of fixed width begin: the first lines as a masked picture under a ruler, borders that move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import checked_name
from tsunagu.drafting import NEW, Draft, LookOrder
from tsunagu.intake import Hints
from tsunagu_web.layouts.drafts import absent, draft_or_absent
from tsunagu_web.layouts.work import ask_to_look
from tsunagu_web.month_desk.uploading import HandedOver, too_large_files
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show

BLANK_ROWS = 3
MOST_COLUMNS = 300
LONGEST = 60
NO_FILE = RefusedError(
    "N005",
    "ファイルが選ばれていません",
    "ファイルは残していません。区切りを直して調べなおすには、同じファイルを選んでください",
)


@dataclass(frozen=True)
class Cut:
    """One column: its name, and its last byte."""

    number: int
    name: str
    end: str
    start: str


def cuts(request: HttpRequest, name: str) -> HttpResponse:
    """Move the borders of a draft's columns, and have the file looked at again under them."""
    draft = draft_or_absent(request, name)
    if draft.layout.format != "fixed":
        raise absent(request)
    problem: TsunaguError | None = None
    if request.method == "POST":
        try:
            return _look_again(request, draft)
        except TsunaguError as error:
            problem = error
    ends = [str(end) for end in _ends(draft)]
    names = [column.heading for column in draft.columns]
    if request.method == "POST":
        ends = [request.POST.get(f"end_{n}", "") for n in range(MOST_COLUMNS) if f"end_{n}" in request.POST]
        names = [request.POST.get(f"name_{n}", "") for n in range(len(ends))]
    blank = [""] * (0 if request.method == "POST" else BLANK_ROWS)
    told = [*ends, *blank]
    starts = ["1", *(str(int(end) + 1) if end.isdecimal() else "" for end in told)]
    rows = [Cut(n, label, end, starts[n]) for n, (label, end) in enumerate(zip([*names, *blank], told, strict=True))]
    width = _ends(draft)[-1]
    context: dict[str, Any] = {
        "draft": draft,
        "rows": rows,
        "width": width,
        "tens": "".join(f"{at:>10}" for at in range(10, width + 10, 10))[:width],
        "ruler": "".join("|" if at % 10 == 0 else "+" if at % 5 == 0 else "-" for at in range(1, width + 1)),
        "marks": _marks(width, _ends(draft)),
        "problem": problem,
    }
    return show(request, "layouts/cuts.html", context, thing=f"layout:{name}", status=400 if problem else 200)


def _ends(draft: Draft) -> list[int]:
    return list(accumulate(column.column.bytes_wide or 0 for column in draft.columns))


def _marks(width: int, ends: Sequence[int]) -> str:
    """A sign under the first byte of each column."""
    starts = {0, *ends}
    return "".join("^" if at in starts else " " for at in range(width))


def _look_again(request: HttpRequest, draft: Draft) -> HttpResponse:
    told = request.POST
    pairs = [
        (told.get(f"end_{n}", "").strip(), told.get(f"name_{n}", "").strip()[:LONGEST]) for n in range(MOST_COLUMNS)
    ]
    wanted = sorted((int(end), label) for end, label in pairs if end.isdecimal() and len(end) < 6)
    ends = [end for end, _ in wanted]
    if len(ends) < 2 or len(set(ends)) < len(ends) or any(end and not end.isdecimal() for end, _ in pairs):
        raise RefusedError(
            "Y019",
            "区切りが読めません",
            "列ごとに、終わりのバイトを1つずつ、違う数字で書いてください。2列以上に分けてください",
        )
    names = [label or f"列{n}" for n, (_, label) in enumerate(wanted, 1)]
    twice = next((label for label in names if names.count(label) > 1), None)
    if twice is not None:
        raise RefusedError("Y019", f"「{twice}」という名前の列が二つあります", "列ごとに違う名前を付けてください")
    too_large: list[str] = getattr(request, "too_large", [])
    files: Sequence[HandedOver] = request.FILES.getlist("files")  # type: ignore[assignment]
    if too_large or not files:
        raise too_large_files(too_large) if too_large else NO_FILE
    order = LookOrder(
        by=request.user.get_username(),
        on=clock.today(),
        names=(checked_name(str(files[0].name)),),
        of=draft.of or NEW,
        hints=Hints(cuts=tuple(ends), names=tuple(names)),
        replaces=draft.name,
    )
    with acting(request, f"layout:{draft.name}"):
        return redirect("job", ask_to_look(order, [files[0].give_to]).pk)
