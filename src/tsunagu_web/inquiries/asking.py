"""シートを出す、取りやめる、答えを受け取る: the only ways a sheet comes to be and changes. Nothing of it is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import move_or_tell, raise_alarm
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.casework.process import ALARM, SENT, current_process
from tsunagu_web.inquiries.declared import Question, current_inquiry
from tsunagu_web.inquiries.models import Answer, DangerWeighed, Sheet, Stopped
from tsunagu_web.inquiries.scope import MOVE, Addressee, addressees, place_of
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class Request:
    """What is asked of whom about one child."""

    child: ServedChild
    to: str
    due_on: date
    ground: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One answer. `unknown`: 分からない was said. A question without one was left empty."""

    value: str = ""
    unknown: bool = False


@dataclass(frozen=True)
class Received:
    """All answers of a sheet, by key of the question, and how they came."""

    way: str
    told_by: str
    told: Mapping[str, Told] = field(default_factory=dict)


def ask(case: Case, run: RunView, user: User, request: Request, *, seen: int) -> Sheet:
    """Send a sheet and move the case by ASK where that leads on. `seen`: number of the newest event the person saw.

    Call inside the recording transaction. Raises RefusedError C004, C005, C008, C009 as move_case, C022 (it cannot go there),
    C024 (the case has ended).
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.ended_at is not None:
        raise asked_no_more()
    to = _addressee(case, run, user, request)
    thing = run.case(request.child, in_hand=True)
    number = case.sheets.count() + 1
    words = f"情報収集シート {case.number}-{number}"
    told: dict[str, object] = {"sheet": number}
    event = move_or_tell(case, user, thing, MOVE, SENT, seen=seen, words=words, due=request.due_on, told=told)
    return _keep(case, run, user, event.role, request, to, number)


def _addressee(case: Case, run: RunView, user: User, request: Request) -> Addressee:
    found = next((one for one in addressees(run, case, request.child, user) if one.key == request.to), None)
    if found is None:
        raise cannot_go_there()
    return found


def _keep(case: Case, run: RunView, user: User, role: str, request: Request, to: Addressee, number: int) -> Sheet:
    rules = current_inquiry()
    groups = {group.key: group.label for group in rules.groups}
    kind = "person" if to.holder else "nursery" if to.to_role == "nursery" else "school"
    return Sheet.objects.create(
        case=case,
        number=number,
        at=clock.now(),
        by=user,
        role=role,
        child_code=request.child.child_code,
        to_role=to.to_role,
        place=None if to.holder else place_of(run, request.child),
        school_class=to.school_class,
        holder=to.holder,
        kind=kind,
        due_on=request.due_on,
        ground=request.ground,
        version=rules.version,
        asked=[
            one.model_copy(update={"group": groups[one.group]}).model_dump(mode="json")
            for one in rules.asked(kind, request.types)
        ],
    )


def questions_of(sheet: Sheet) -> list[Question]:
    """The questions as they were asked; `group` holds the group's words."""
    return [Question.model_validate(one) for one in sheet.asked]


def take_answer(sheet: Sheet, user: User, role: str, received: Received, *, seen: int) -> Answer:
    """Keep what came back. A danger nobody told on this sheet before, or one told again after the household was found safe,
    takes it out of the monthly cycle at once; nothing else moves by itself. `seen`: how many answers there were when the person began.

    Call inside the recording transaction. Raises RefusedError C023 (somebody answered since), C024 (asked no more).
    """
    sheet = lock_open(sheet)
    if sheet.answers.count() != seen:
        raise RefusedError(
            "C023", "ほかの人が先に答えました", "いまの答えを見て、変えるところがあれば答え直してください"
        )
    kept = {key: {"value": one.value, "unknown": one.unknown} for key, one in received.told.items()}
    known = {key for one in sheet.answers.filter(dangerous=True, weighed__isnull=True) for key in dangers_in(one)}
    answer = Answer.objects.create(
        sheet=sheet,
        seq=seen + 1,
        at=clock.now(),
        by=user,
        role=role,
        way=received.way,
        told_by=received.told_by,
        confirmed=True,
        told=json.dumps(kept, ensure_ascii=False),
        dangerous=any(is_danger(one, received.told.get(one.key)) for one in questions_of(sheet)),
    )
    alarm, dangers = current_process().move(ALARM), dangers_in(answer)
    if alarm is not None and dangers and (dangers - known or sheet.case.state != alarm.to):
        words = f"情報収集シート {sheet.name} に、危険と決めた回答があった"
        raise_alarm(user, role, sheet.case.household_code, [sheet.child_code], words, {"sheet": sheet.number})
    return answer


def must_name_no_place_in(received: Received, sheet: Sheet, run: RunView) -> None:
    """As must_name_no_place of what came back; a declared danger is taken in, in whatever words. Raises RefusedError C195."""
    if not any(is_danger(one, received.told.get(one.key)) for one in questions_of(sheet)):
        # Who answers on the page goes by the name of the account.
        by = [] if received.way == Answer.PAGE else [received.told_by]
        must_name_no_place(sheet.case, run, *by, *(one.value for one in received.told.values()))


def dangers_in(answer: Answer) -> set[str]:
    """Keys of the questions answered with a declared danger."""
    told = told_in(answer)
    return {one.key for one in questions_of(answer.sheet) if is_danger(one, told.get(one.key))}


def told_in(answer: Answer) -> dict[str, Told]:
    """The answers by key of the question."""
    return {key: Told(one["value"], one["unknown"]) for key, one in json.loads(str(answer.told)).items()}


def is_danger(question: Question, told: Told | None) -> bool:
    """Whether this answer was declared a danger; 分からない is none."""
    return told is not None and not told.unknown and told.value in question.danger


def stop(sheet: Sheet, user: User, role: str, why: str) -> Stopped:
    """Ask no more. Call inside the recording transaction. Raises RefusedError C024 (stopped before, or the case has ended)."""
    return Stopped.objects.create(sheet=lock_open(sheet), at=clock.now(), by=user, role=role, why=why)


def weigh(sheet: Sheet, user: User, role: str, why: str) -> None:
    """Somebody who decides found the dangerous answers of a sheet to be none. Call inside the recording transaction.

    Raises RefusedError C029 (nothing to weigh).
    """
    waiting = list(sheet.answers.filter(dangerous=True, weighed__isnull=True))
    if not waiting:
        raise RefusedError("C029", "判断を待っている危険な回答ではありません", "画面を開き直してください")
    for answer in waiting:
        DangerWeighed.objects.create(answer=answer, at=clock.now(), by=user, role=role, why=why)


def lock_open(sheet: Sheet) -> Sheet:
    """The sheet, kept from others until the transaction ends. Raises RefusedError C024."""
    Case.objects.select_for_update().get(pk=sheet.case_id)
    found = Sheet.objects.select_related("case", "by", "holder").get(pk=sheet.pk)
    if found.case.ended_at is not None or hasattr(found, "stopped"):
        raise asked_no_more()
    return found


def asked_no_more() -> RefusedError:
    """What whoever comes too late is told."""
    return RefusedError(
        "C024", "ケースが終わっているか、シートが取りやめになっています", "シートを出した人に確かめてください"
    )


def cannot_go_there() -> RefusedError:
    """What is said where the child is not, or may not be said to be, where the sheet would go."""
    return RefusedError(
        "C022",
        "その宛先には出せません",
        "所属が変わったか、所属を名指しできないこどもです。宛先を選び直すか、聞く人を名指してください",
    )
