"""利用者: who may do what, and changes that take two people."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.change_forms import ChangeForm
from tsunagu_web.accounts.changes import ask_change, decide_change, label_of
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import AccountChange, User
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show

NEWEST = 30


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with roles and last days, what waits, and what was decided."""
    return _people(request)


def person_change(request: HttpRequest) -> HttpResponse:
    """Ask for a change. Nothing changes yet."""
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _people(request, form=form, status=400)
    change = form.change(user_of(request))
    try:
        with acting(request, f"user:{change.user.username}"):
            ask_change(change)
    except RefusedError as error:
        return _people(request, form=form, problem=error, status=409)
    return redirect("people")


def person_decide(request: HttpRequest) -> HttpResponse:
    """Agree to a change somebody else asked for, or refuse it."""
    number, answer = request.POST.get("change", ""), request.POST.get("answer", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10) or answer not in ("yes", "no"):
        return _people(request, status=400)
    try:
        with transaction.atomic():
            password = decide_change(int(number), user_of(request), answer == "yes")
            if password:
                # Shown on this answer alone; its row in the record is the change's.
                return _people(request, thing=f"change:{number}", given=(int(number), password))
            with acting(request, f"change:{number}"):
                pass
    except RefusedError as error:
        return _people(request, problem=error, status=409)
    return redirect("people")


def _people(
    request: HttpRequest,
    *,
    form: ChangeForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
    thing: object = None,
    given: tuple[int, str] | None = None,
) -> HttpResponse:
    today, me = clock.today(), user_of(request)
    changes = AccountChange.objects.select_related("user", "asked_by", "decided_by").order_by("-id")
    context = {
        "rows": [(one, _roles(one), _state(one)) for one in User.objects.order_by("username")],
        "waiting": [
            (one, label_of(one), me.pk not in (one.asked_by_id, one.user_id)) for one in changes.filter(decided_at=None)
        ],
        "decided": [(one, label_of(one)) for one in changes.exclude(decided_at=None)[:NEWEST]],
        "others": User.objects.exclude(pk=me.pk).order_by("username"),
        "kinds": AccountChange.KINDS,
        "roles": [(key.value, ROLES[key].label) for key in RoleKey],
        "form": form or ChangeForm(),
        "asked": form is not None,
        "problem": problem,
        "day": today,
        "given": (changes.get(pk=given[0]).user, given[1]) if given else None,
    }
    return show(request, "accounts/people.html", context, thing=thing, status=status)


def _roles(user: User) -> list[str]:
    held = {(one.role, one.ends_on) for one in user.assignments_on(clock.today())}
    return sorted(
        f"{ROLES[RoleKey(role)].label}（{f'{end:%Y/%m/%d}まで' if end else '期限なし'}）" for role, end in held
    )


def _state(user: User) -> str:
    if not user.is_active:
        return "閉じた"
    if not user.may_log_in_on(clock.today()):
        return "期限がすぎた"
    return "二つめの確認あり" if user.second_factors.exists() else "二つめの確認がまだ"
