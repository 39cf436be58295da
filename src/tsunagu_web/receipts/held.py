"""Taking files away that were handed in and never completed: by anybody at the desk, with a reason, written down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import drop_held, open_tray
from tsunagu.month import Home
from tsunagu_web.pages.acting import acting
from tsunagu_web.receipts.views import show_receipts
from tsunagu_web.town import home_folder

LONGEST = 200
NOT_HELD = RefusedError(
    "N015",
    "そのファイルは、もうとってありません",
    "何も消していません。出した人がいま受け取っているところかもしれません。画面を開きなおして確かめてください",
)


def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Take one held tray away unreceived."""
    home = Home(home_folder())
    tray = open_tray(home.folder, key)
    if tray is None or not tray.is_held:
        return show_receipts(request, problem=NOT_HELD, status=409)
    try:
        with acting(request, f"month:{tray.slip.as_of}:{key}"), home.locked():
            reason = request.POST.get("reason", "")[:LONGEST]
            if not drop_held(home.folder, tray, by=request.user.get_username(), reason=reason):
                raise NOT_HELD
    except TsunaguError as error:
        return show_receipts(request, problem=error, status=400)
    return redirect("receipts")
