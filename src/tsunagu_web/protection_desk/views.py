"""支援措置: take a newer list at any moment of the day, and see why addresses are or are not shown."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.intake import named_sources, receive, refuse_foreign_file
from tsunagu.month import (
    PROTECTION_TABLE,
    BrokenLeftOutError,
    BrokenLimitsError,
    Home,
    agree_to_show_left_out,
    ask_to_show_left_out,
    asked_about,
    came_before,
    limits_set,
    names_of_lists,
    newest_list,
    overlay_now,
    renew_protection,
    set_limit,
    watching,
)
from tsunagu.serving import open_serving
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.month_desk.uploading import HandedOver, too_large_files, uploads_folder
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading.protection import read_feed
from tsunagu_web.town import home_folder

MEDIUM = "画面から（支援措置）"


class LimitForm(forms.Form):
    """Hours and why."""

    hours = forms.IntegerField(
        error_messages={"required": "時間を入力してください。", "invalid": "時間を数字で入力してください。"}
    )
    reason = forms.CharField(max_length=400, error_messages={"required": "わけを入力してください。"})


def protection(request: HttpRequest) -> HttpResponse:
    """Which list counts, how old it is, what it hides."""
    return _shown(request)


def take(request: HttpRequest) -> HttpResponse:
    """Receive one list and lay it over the pages at once: the next request already heeds it."""
    home = Home(home_folder())
    try:
        if names := getattr(request, "too_large", []):
            raise too_large_files(names)
        file = request.FILES.get("files")
        if not isinstance(file, HandedOver):
            raise RefusedError("P005", "ファイルを選んでいません", "支援措置の一覧（F03）のファイルを選んでください")
        with acting(request, PageObject("protection")):
            _receive(home, file, again=request.POST.get("again") == "yes")
    except TsunaguError as error:
        return _shown(request, problem=error, status=409)
    return redirect("protection")


def _receive(home: Home, file: HandedOver, *, again: bool) -> None:
    """As `tsunagu protect` does. Whatever goes wrong after the file was taken shows less, never more."""
    pack, name = home.pack(), Path(str(file.name)).name
    if not any(PROTECTION_TABLE in pack.sources[one].tables() for one in named_sources(pack, name)):
        raise RefusedError(
            "P006",
            f"{name} は、支援措置の一覧のファイル名ではありません",
            f"支援措置の一覧（F03）なら、名前を {names_of_lists(pack)} の形（* は何でもよい）に直して、もう一度選んでください。"
            "ほかのファイルは「月の処理」で出します",
        )
    with tempfile.TemporaryDirectory(dir=uploads_folder()) as folder, home.locked():
        path = Path(folder) / name
        file.give_to(path)
        refuse_foreign_file(home.folder, path)
        old = came_before(home.folder, sha256_of_file(path))
        if old is not None and not again:
            raise RefusedError(
                "P007",
                f"{old.received_on:%Y年%-m月%-d日}に読み込んだものと同じ中身で、そのあとに別の一覧が来ています",
                "古いファイルでないか確かめ、いまの一覧だと分かったら「前と同じ中身でも読み込む」に印をつけてください",
            )
        with watching(home, quiet=True) as watch:
            receive([path], home=home.folder, pack=pack, received_on=clock.today(), progress=watch, medium=MEDIUM)
            renew_protection(home)


def show_left_out(request: HttpRequest) -> HttpResponse:
    """Ask that whom only older lists protect be shown again. A second person decides."""
    reason = request.POST.get("reason", "")[:400]
    return _about_left_out(
        request, lambda home, by: ask_to_show_left_out(home, newest_list(home), by=by, reason=reason), renew=False
    )


def agree_left_out(request: HttpRequest) -> HttpResponse:
    """Agree as the second person: the newest list alone says who is protected, from the next request on."""
    return _about_left_out(request, lambda home, by: agree_to_show_left_out(home, newest_list(home), by=by), renew=True)


def _about_left_out(request: HttpRequest, act: Callable[[Path, str], None], *, renew: bool) -> HttpResponse:
    home = Home(home_folder())
    try:
        with acting(request, PageObject("protection")), home.locked():
            act(home.folder, request.user.get_username())
            if renew:
                renew_protection(home)
    except TsunaguError as error:
        return _shown(request, problem=error, status=409)
    return redirect("protection")


def limit(request: HttpRequest) -> HttpResponse:
    """Let another number of hours count, with the reason."""
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _shown(request, form=form, status=400)
    try:
        with acting(request, PageObject("protection_limit")):
            told = form.cleaned_data
            set_limit(home_folder(), told["hours"], by=request.user.get_username(), reason=told["reason"])
    except TsunaguError as error:
        return _shown(request, form=form, problem=error, status=409)
    return redirect("protection")


def _shown(
    request: HttpRequest, *, form: LimitForm | None = None, problem: TsunaguError | None = None, status: int = 200
) -> HttpResponse:
    try:
        decided = limits_set(home_folder())
    except BrokenLimitsError as error:
        decided, problem = [], error
    state = _state()
    try:
        asked = asked_about(home_folder())
    except BrokenLeftOutError as error:
        asked, problem = [], error
    newest = state["newest"].load.load_id if state["newest"] and state["newest"].load else ""
    waiting = next((one for one in asked if one.load == newest and not one.agreed_by), None)
    context: dict[str, Any] = {
        **state,
        "waiting": waiting,
        "waits_for_me": waiting is not None and waiting.asked_by != request.user.get_username(),
        "agreed": [one for one in reversed(asked) if one.agreed_by],
        "decided": list(reversed(decided)),
        "hours": Home(home_folder()).protection_hours,
        "form": form,
        "problem": problem,
        "may_take": authorize(request.user, "protection.take", PageObject("protection_take")).allowed,
        "may_set": authorize(request.user, "protection.limit", PageObject("protection_limit")).allowed,
    }
    return show(request, "protection_desk/protection.html", context, status=status)


def _state() -> dict[str, Any]:
    """How the newest list stands to the run the pages show; before the first run only whether one came."""
    try:
        with open_serving(home_folder()) as serving:
            meta = serving.meta("run")
    except (RefusedError, OSError, ValueError):
        return {"meta": None, "newest": newest_list(home_folder()), "feed": None, "overlay": None}
    feed = read_feed(meta["snapshot_id"])
    newest = feed.newest
    overlay = overlay_now(home_folder(), meta["snapshot_id"], newest)
    return {"meta": meta, "newest": newest, "feed": feed, "overlay": overlay}
