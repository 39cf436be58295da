"""知らせる、始める、書き直す、終える: the only ways a pregnancy changes, each appended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append, move_case, open_case, open_cases, raise_alarm
from tsunagu_web.casework.process import ALARM, current_process
from tsunagu_web.casework.reading import things_of
from tsunagu_web.expecting.models import Notice, NoticeAnswered, Pregnancy, PregnancyEnded, PregnancyTold, Woman
from tsunagu_web.expecting.women import WomanMeant, keep_woman
from tsunagu_web.reading import RunView

CLOSE = "close_pregnancy"
"""The move of process.yaml that ends the case together with the pregnancy."""
BEGUN, CHANGED, OVER, OVER_BACK = "pregnancy", "preg_told", "preg_over", "preg_back"


@dataclass(frozen=True)
class Told:
    """What is known of a pregnancy: the day it is due, or why that is not known; the items; and on what people base it."""

    due_on: date | None
    no_due_why: str
    grounds: Mapping[str, str]
    words: str


def open_pregnancies() -> QuerySet[Pregnancy]:
    """Those nobody closed, or that were opened again."""
    over = PregnancyEnded.objects.filter(takes_back__isnull=True, taken_back__isnull=True).values("pregnancy")
    return Pregnancy.objects.exclude(pk__in=over).select_related("case", "woman")


def ended_since(case: Case, moment: datetime) -> list[Woman]:
    """Women whose pregnancy the case carried at a moment and somebody closed after it."""
    over = PregnancyEnded.objects.filter(takes_back__isnull=True, taken_back__isnull=True)
    return [
        one.pregnancy.woman
        for one in over.filter(pregnancy__case=case, at__gte=moment).select_related("pregnancy__woman")
    ]


def is_open(pregnancy: Pregnancy) -> bool:
    """Whether nobody closed it."""
    return open_pregnancies().filter(pk=pregnancy.pk).exists()


def tell(meant: WomanMeant, user: User, role: str, told: dict[str, object]) -> tuple[Notice, Case | None]:
    """Keep what a section noticed. A dangerous kind opens a case at once and takes it out of the monthly cycle; that case.

    Call inside the recording transaction. Raises RefusedError C134.
    """
    woman = keep_woman(meant, user, role)
    notice = Notice.objects.create(at=clock.now(), by=user, role=role, section=user.section, woman=woman, **told)
    if notice.kind not in current_process().alarm_notes:
        return notice, None
    carried = open_pregnancies().filter(woman=woman, case__ended_at__isnull=True).first()
    household = carried.case.household_code if carried else _household(woman, meant)
    case = raise_alarm(user, role, household, [], str(notice.text), {"notice": notice.pk})
    if carried is None:
        carried = _carry(case, woman, user, role)
    NoticeAnswered.objects.create(at=clock.now(), by=user, role=role, notice=notice, pregnancy=carried)
    return notice, case


def set_aside(notice: Notice, user: User, role: str, words: str) -> None:
    """No case is begun for a notice. Call inside the recording transaction. Raises RefusedError C135 (answered before)."""
    _refuse_answered(notice)
    NoticeAnswered.objects.create(at=clock.now(), by=user, role=role, notice=notice, words=words)


def begin(meant: WomanMeant, user: User, role: str, told: Told, notice: Notice | None = None) -> Pregnancy:
    """Carry a pregnancy: in her household's open case, or in one that is opened. Call inside the recording transaction.

    Raises RefusedError C134, C135 (the notice was answered before), C136 (her pregnancy is carried already), C144 (the notice is about
    another woman; one that names nobody of the register may turn out to be about any).
    """
    woman = keep_woman(meant, user, role)
    Woman.objects.select_for_update().get(pk=woman.pk)
    if notice is not None:
        _refuse_answered(notice)
        if notice.woman.person_id is not None and notice.woman_id != woman.pk:
            raise RefusedError("C144", "知らせの人と、氏名か生年月日が違います", "知らせのとおりか、確かめてください")
    if open_pregnancies().filter(woman=woman, case__ended_at__isnull=True).exists():
        raise RefusedError("C136", "この人の妊娠のケースは、もう開いています", "そのケースに書き足してください")
    household = _household(woman, meant)
    case = open_cases().select_for_update().filter(household_code=household).first()
    if case is None:
        case = open_case(user, role, household, [], Case.PREGNANCY, words=told.words, told={"woman": woman.code})
    pregnancy = _carry(case, woman, user, role)
    _write(pregnancy, user, role, told, 1)
    if notice is not None:
        NoticeAnswered.objects.create(at=clock.now(), by=user, role=role, notice=notice, pregnancy=pregnancy)
    return pregnancy


def change(pregnancy: Pregnancy, user: User, role: str, told: Told, *, seen: int) -> None:
    """Another version of what is known. `seen`: number of the newest one on the page. Call inside the recording transaction.

    Raises RefusedError C137 (somebody wrote another one since), C138 (it is closed).
    """
    case = Case.objects.select_for_update().get(pk=pregnancy.case_id)
    _refuse_closed(pregnancy)
    if pregnancy.versions.count() != seen:
        raise RefusedError("C137", "ほかの人が先に書き直しました", "いまの内容を見て、もう一度書いてください")
    _write(pregnancy, user, role, told, seen + 1)
    append(case, user, role, CHANGED, case.state, case.due_at, told={"woman": pregnancy.woman.code})


def end(
    run: RunView, pregnancy: Pregnancy, user: User, role: str, kind: str, words: str, *, case_too: bool, seen: int
) -> None:
    """Close it, and with `case_too` the case. `seen`: number of the newest line of the 経過. Call inside the recording
    transaction.

    Raises RefusedError C138 (closed already), and where the case is to end C145 (a child is in it), C146 (nobody has seen her
    safe) and as move_case.
    """
    case = Case.objects.select_for_update().get(pk=pregnancy.case_id)
    _refuse_closed(pregnancy)
    PregnancyEnded.objects.create(at=clock.now(), by=user, role=role, pregnancy=pregnancy, kind=kind, words=words)
    told: dict[str, object] = {"woman": pregnancy.woman.code, "kind": kind}
    if case_too:
        _refuse_to_end(run, case)
        thing = things_of(case, run)[0]
        move_case(case, user, thing, CLOSE, seen=seen, words=words, told=told, through="expecting")
        return
    append(case, user, role, OVER, case.state, case.due_at, words=words, told=told)


def open_again(pregnancy: Pregnancy, user: User, role: str, words: str) -> None:
    """That it was closed was a mistake. Call inside the recording transaction.

    Raises RefusedError C139 (it is open, or the case has ended and must be opened again first).
    """
    case = Case.objects.select_for_update().get(pk=pregnancy.case_id)
    newest = pregnancy.endings.filter(takes_back__isnull=True, taken_back__isnull=True).first()
    if newest is None or case.ended_at is not None:
        raise RefusedError(
            "C139",
            "妊娠の経過は閉じていないか、ケースが終わっています",
            "ケースが終わっていれば、先にケースを開き直してください",
        )
    others = open_pregnancies().filter(woman=pregnancy.woman_id, case__ended_at__isnull=True)
    if others.exists():
        raise RefusedError("C136", "この人の妊娠のケースは、もう開いています", "そのケースに書き足してください")
    PregnancyEnded.objects.create(
        at=clock.now(), by=user, role=role, pregnancy=pregnancy, kind=newest.kind, words=words, takes_back=newest
    )
    append(case, user, role, OVER_BACK, case.state, case.due_at, words=words, told={"woman": pregnancy.woman.code})


def has_child(run: RunView, case: Case) -> bool:
    """Whether the case is about a child as well, or the household of it has one."""
    return bool(case.children) or bool(run.serving.children_of(case.household_code))


def is_alarmed(case: Case) -> bool:
    """Whether somebody said that there is danger, and nobody yet that she is safe."""
    alarm = current_process().move(ALARM)
    return alarm is not None and case.state == alarm.to


def _refuse_to_end(run: RunView, case: Case) -> None:
    if has_child(run, case):
        raise RefusedError(
            "C145", "こどものいるケースは、妊娠の経過といっしょには終えられません", "妊娠の経過だけを終えてください"
        )
    if is_alarmed(case):
        raise RefusedError(
            "C146",
            "危険があるとされたままのケースは、ここでは終えられません",
            "先にケースの画面で、安全を確かめたことを書いてください",
        )


def _carry(case: Case, woman: Woman, user: User, role: str) -> Pregnancy:
    pregnancy = Pregnancy.objects.create(at=clock.now(), by=user, role=role, case=case, woman=woman)
    case.refresh_from_db()
    append(case, user, role, BEGUN, case.state, case.due_at, told={"woman": woman.code})
    return pregnancy


def _write(pregnancy: Pregnancy, user: User, role: str, told: Told, seq: int) -> None:
    PregnancyTold.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        pregnancy=pregnancy,
        seq=seq,
        due_on=told.due_on,
        no_due_why="" if told.due_on else told.no_due_why,
        grounds=dict(told.grounds),
        words=told.words,
    )


def _household(woman: Woman, meant: WomanMeant) -> str:
    """The code of her household where it has one; else her own stands for it until a child is born."""
    return (meant.registered.household_code if meant.registered else None) or woman.code


def _refuse_answered(notice: Notice) -> None:
    if NoticeAnswered.objects.filter(notice=notice).exists():
        raise RefusedError("C135", "この知らせは、もう扱われています", "画面を開き直してください")


def _refuse_closed(pregnancy: Pregnancy) -> None:
    if not is_open(pregnancy) or pregnancy.case.ended_at is not None:
        raise RefusedError("C138", "妊娠の経過は、もう閉じられています", "画面を開き直してください")
