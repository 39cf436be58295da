"""お知らせ文: drafted, sent to the second person, approved or returned. Sending itself is not done here."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.entitlements.finding import households_of, why_no_letter
from tsunagu_web.entitlements.models import Letter
from tsunagu_web.reading import RunView

MOVES: dict[str, tuple[str, ...]] = {
    "ask": ("下書き",),
    "approve": ("承認待ち",),
    "return": ("承認待ち",),
    "drop": ("下書き", "承認待ち"),
}
"""Move → the states it begins from."""
SECOND = ("approve", "return")
"""Moves of the second person."""
CHECKED = ("ask", "approve")
"""Moves before which it is asked anew whether the letter is still right, and may go out at all."""


def draft(run: RunView, rule: dict[str, Any], household_code: str, by: User) -> Letter:
    """Prepare a letter to a household of the rule. Call inside the recording transaction.

    Raises RefusedError E010 (the household does not qualify now), E011 (no paper may go there), E012 (one is open, be it for a
    moment: of two presses at once the store lets one through).
    """
    children = _still_unused(run, rule["id"], household_code)
    try:
        with transaction.atomic():
            return Letter.objects.create(
                rule=rule["id"],
                service=rule["service"],
                section=rule["owner"],
                household_code=household_code,
                child_codes=",".join(children),
                run_id=run.meta["run_id"],
                about=rule["about"],
                how=rule["how"],
                drafted_by=by,
                drafted_at=clock.now(),
            )
    except IntegrityError:
        raise RefusedError("E012", "この世帯のお知らせ文は、もう用意されています", "画面を開き直してください") from None


def move(letter: Letter, run: RunView, by: User, step: str, words: str = "") -> None:
    """Take one step of MOVES. Call inside the recording transaction.

    Raises RefusedError E010, E011, E016 (before asking and approving: the children are others now), E013 (not from this state), E014 (the second person must
    be somebody else), E015 (returning and dropping need a reason).
    """
    held = Letter.objects.select_for_update().get(pk=letter.pk)
    if held.state not in MOVES[step]:
        raise RefusedError("E013", f"いま「{held.state}」のお知らせ文です", "画面を開き直してください")
    if step in SECOND and by.pk in (held.drafted_by_id, held.asked_by_id):
        raise RefusedError(
            "E014", "自分で作ったか頼んだお知らせ文は、承認も差し戻しもできません", "同じ所属のほかの人に頼んでください"
        )
    if step in ("return", "drop") and len(words) < 5:
        raise RefusedError("E015", "わけが書かれていません", "わけを5文字より長く書いてください")
    if step in CHECKED:
        check_right(held, run)
    now = clock.now()
    if step == "ask":
        held.asked_by, held.asked_at = by, now
    elif step == "drop":
        held.dropped_by, held.dropped_at, held.words = by, now, words
    else:
        held.decided_by, held.decided_at, held.approved = by, now, step == "approve"
        held.words = words or None
    held.save()


def _still_unused(run: RunView, rule_id: str, household_code: str) -> list[str]:
    """Codes of the household's children who could use the service now, and to whom a paper may go."""
    children = households_of(run, rule_id).get(household_code, [])
    if not children:
        raise RefusedError(
            "E010",
            "いまのデータでは、この世帯は「当てはまり使っていない」ではありません",
            "画面を開き直してください。下書きがあれば取りやめてください",
        )
    check_paper(run, household_code)
    return [child.child_code for child in children]


def check_right(letter: Letter, run: RunView) -> None:
    """Ask anew whether a letter is still right, and may go out at all. Raises RefusedError E010, E011, E016."""
    if _still_unused(run, letter.rule, letter.household_code) != letter.codes:
        drop = "取りやめて、" if letter.is_open else ""
        raise RefusedError("E016", "下書きのあとで、当てはまるこどもが変わりました", f"{drop}新しく下書きしてください")


def check_paper(run: RunView, household_code: str) -> None:
    """Ask whether a paper may go to a household at this moment. Raises RefusedError E011."""
    why = why_no_letter(run, household_code)
    if why:
        raise RefusedError(
            "E011", why.rstrip("。"), "こども家庭センターか、支援措置の一覧を受け取る課に相談してください"
        )
