"""待っている移管のファイル: read in before there is a case; it goes to the case somebody opens with it, or is thrown away."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.serving import ServedChild
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.by_hand import ByHand, open_by_hand
from tsunagu_web.casework.models import Case
from tsunagu_web.support.tasks import lock_open
from tsunagu_web.transfers.coming import CameData, read_before, rows_of
from tsunagu_web.transfers.models import CameFile, WaitingFile


def keep_waiting(user: User, role: str, path: Path, name: str, data: str) -> WaitingFile:
    """Keep the file as it came, sealed. Call inside the recording transaction. Raises RefusedError C266 (it was read in before)."""
    told = {
        "at": clock.now(),
        "by": user,
        "role": role,
        "name": name,
        "kept": base64.b64encode(path.read_bytes()).decode("ascii"),
        "data": data,
    }
    made, fresh = WaitingFile.objects.get_or_create(sha256=sha256_of_file(path), defaults=told)
    if not fresh:
        raise read_before()
    return made


def data_of(waiting: WaitingFile) -> CameData:
    """What the file holds."""
    return CameData.model_validate_json(str(waiting.data))


def kinds_of(data: CameData) -> list[tuple[str, int]]:
    """What came: heading and number of lines."""
    return [(label, len(lines)) for label, lines in rows_of(data) if lines]


def open_with(waiting: WaitingFile, user: User, role: str, child: ServedChild, *, on: date, reason: str) -> Case:
    """Open a case for one child's household, to which the file goes as whoever read it in left it. Call inside the recording transaction.

    Raises RefusedError C270 (another was quicker), C246 (a day still to come), C003 (the household has an open case).
    """
    held = _lock(waiting)
    papers = f"かぎ付きのPDF（要約値 {held.sha256[:16]}）、{held.by.display_name}が読み込んだ"
    told = ByHand(Case.MOVED_IN, data_of(held).from_[:100], on, reason, papers)
    case = open_by_hand(user, role, child, told)
    _put_to(case, held)
    return case


def put_to_open(waiting: WaitingFile, case: Case) -> None:
    """Put the file to a case that was open already: the password is not kept, so that nobody could read it in anew there. Call inside
    the recording transaction. Raises RefusedError C270 (another was quicker), C044 (the case ended), C266 (it was read in there)."""
    held = _lock(waiting)
    lock_open(case)
    if case.came_files.filter(sha256=held.sha256).exists():
        raise read_before()
    _put_to(case, held)


def throw_away(waiting: WaitingFile) -> None:
    """Nothing of it stays. Call inside the recording transaction. Raises RefusedError C270 (another was quicker)."""
    _lock(waiting).delete()


def waiting_files(user: object) -> list[WaitingFile]:
    """Files that wait for a case, for whoever may open one; the oldest first."""
    may = authorize(user, "came.begin", PageObject("came_begin")).allowed
    return list(WaitingFile.objects.only("at").order_by("id")) if may else []


def _put_to(case: Case, held: WaitingFile) -> None:
    whole = {name: getattr(held, name) for name in ("at", "by", "role", "name", "sha256", "kept", "data")}
    CameFile.objects.create(case=case, **whole)
    held.delete()


def _lock(waiting: WaitingFile) -> WaitingFile:
    held = WaitingFile.objects.select_for_update().filter(pk=waiting.pk).first()
    if held is None:
        raise RefusedError(
            "C270", "この移管のファイルは、もうケースに付けられたか、捨てられました", "「ケース」の一覧を見てください"
        )
    return held
