"""The desk: the next question, an answer by one key, and the second person's own look at the same pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.catalog import Pack
from tsunagu.identity import (
    BrokenJudgementsError,
    IdentityAnswer,
    IdentityJudgement,
    LinkMethod,
    WaitingReason,
    judgement_of,
    judgements,
    second,
    undo,
)
from tsunagu.month import (
    Desk,
    Home,
    Question,
    answer_question,
    desk_of,
    entries_read,
    find_question,
    question_of,
    record_asked,
    seconds_left,
)
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.review_desk.comparing import compared
from tsunagu_web.review_desk.looking import looked_at_by_others, pair_named, person_mark
from tsunagu_web.review_desk.places import reason_without_place
from tsunagu_web.town import home_folder

LONGEST = 200
MEANWHILE = RefusedError(
    "M010", "画面を開いたあとに、この組はほかの人が答えました", "次の組が出ています。そのまま続けてください"
)
NOT_SHOWN = RefusedError(
    "M014",
    "1人目が見た組を、いまの月では同じに見せられません",
    "1人目の答えを「これまでの答え」で取り消し、組を開きなおしてください",
)
ANSWERS_DIFFER = "2人の答えが分かれました"
"""Begins the reason of an undo by a second person; what both said follows in the log, and on no page while the pair is open."""
NO_ANSWER = RefusedError("M011", "答えが選ばれていません", "1〜5のキーか、ボタンで答えてください")


@dataclass(frozen=True)
class Key:
    """One answer, the key that gives it, and when to give it and what it does."""

    key: str
    answer: IdentityAnswer
    means: str


KEYS = (
    Key("1", IdentityAnswer.SAME, "この子の記録になります。学籍番号も覚えます"),
    Key("2", IdentityAnswer.OTHER, "この組は二度と出ません。ほかの答えより強い"),
    Key("3", IdentityAnswer.LATER, "何も決めません。ほかの組のあとにまた出ます"),
    Key("4", IdentityAnswer.AWAITING_REGISTRATION, "転入の届けがまだ。次の月もまだなら、また出ます"),
    Key("5", IdentityAnswer.OUT_OF_AREA, "住民ではない。もう聞きません"),
)
_METHODS = frozenset(str(method) for method in LinkMethod)
NEEDS_NOBODY = tuple(key for key in KEYS if key.answer.names_a_person is not True)
FIELDS_TOLD = {
    "kana": "カナ",
    "kanji": "氏名",
    "birth_date": "生年月日",
    "sex": "性別",
    "school": "学校・学年",
    "guardian": "保護者",
    "town": "町字",
}


@with_run
def pairs(request: HttpRequest, run: RunView) -> HttpResponse:
    """The next open question."""
    return _desk(request, run)


@with_run
def answer(request: HttpRequest, run: RunView) -> HttpResponse:
    """Append the answer to the question that was shown, and go on to the next."""
    home = Home(home_folder())
    try:
        said = _said(request)
        pack = home.pack()
        asked = find_question(run.serving, pack, request.POST.get("record", ""), _person(request, run))

        def still(given: list[IdentityJudgement]) -> None:
            desk = desk_of(run.serving, given, pack, entries_read(home, run.serving))
            if asked.pair not in {question.pair for question in desk.open}:
                raise MEANWHILE

        with acting(request, pair_named(asked)):
            by, why = request.user.get_username(), request.POST.get("why", "")[:LONGEST]
            reason_without_place(asked.record.record_key, why)
            judged = answer_question(home, asked, said, by=by, why=why, still=still)
        return redirect(f"{reverse('pairs')}?answered={judged.entry}")
    except TsunaguError as error:
        return _desk(request, run, problem=error, status=409 if error is MEANWHILE else 400)


@with_run
def second_look(request: HttpRequest, run: RunView) -> HttpResponse:
    """The first answer that waits for a second person and is not one's own; what was answered is not shown."""
    return _second(request, run)


@with_run
def second_answer(request: HttpRequest, run: RunView) -> HttpResponse:
    """The same answer brings the first into force; another takes it back, and the pair is open again."""
    home, by = Home(home_folder()), request.user.get_username()
    try:
        said = _said(request)
        judged = judgement_of(home.folder, request.POST.get("entry", ""))
        question = _seen_by_first(run, judged, home.pack())
        with acting(request, pair_named(question)):
            if said is judged.answer or not judged.waits_for_second or judged.by == by:
                second(home.folder, judged.entry, by=by)
            else:
                undo(
                    home.folder,
                    judged.entry,
                    by=by,
                    why=f"{ANSWERS_DIFFER}（{judged.answer.label}と{said.label}）",
                )
        return redirect(f"{reverse('pairs_second')}?answered={judged.entry}&said={said}")
    except TsunaguError as error:
        return _second(request, run, problem=error, status=400)


def _seen_by_first(run: RunView, judged: IdentityJudgement, pack: Pack) -> Question:
    """The very pair the first person answered about. Raises RefusedError M014 where this run cannot show it."""
    record = record_asked(run.serving, judged.pair.record)
    question = question_of(record, judged.asked, pack) if record else None
    if question is None or question.pair.person != judged.asked:
        raise NOT_SHOWN
    return question


def _person(request: HttpRequest, run: RunView) -> int | None:
    """Whom the form asked about; None where it asked about nobody. Raises RefusedError M010 when the run on the pages proposes
    that person no more: a new month may have been shown between the look and the answer, and another may stand in the place."""
    record, mark = record_asked(run.serving, request.POST.get("record", "")), request.POST.get("person", "")
    if record is None or not mark:
        return None
    found = (int(one["person_id"]) for one in record.people if person_mark(one) == mark)
    person = next(found, None)
    if person is None:
        raise MEANWHILE
    return person


def _said(request: HttpRequest) -> IdentityAnswer:
    try:
        return IdentityAnswer(request.POST.get("answer", ""))
    except ValueError:
        raise NO_ANSWER from None


def _desk(
    request: HttpRequest, run: RunView, *, problem: TsunaguError | None = None, status: int = 200
) -> HttpResponse:
    home = Home(home_folder())
    pack, by = home.pack(), request.user.get_username()
    given, problem, status = _given(home, problem, status)
    desk = _desk_now(run, home, given, pack)
    taken = looked_at_by_others(by)
    free = (one for one in desk.open if one.record.record_key[:12] not in taken)
    question = next(free, desk.open[0] if desk.open else None)
    left = seconds_left(given or [], len(desk.open), by, clock.today())
    context: dict[str, Any] = {
        "run": run,
        "question": question,
        "keys": _keys(question),
        "total": desk.total,
        "settled": desk.settled,
        "open": len(desk.open),
        "put_off": sum(one.put_off for one in desk.open),
        "minutes": -(-left // 60),
        "second": len(desk.second) + len(desk.unshown),
        "own_second": sum(judged.by == by for judged, _ in desk.second),
        "answered": _answered(request, run, pack, given, desk.open, question),
        "problem": problem,
        "why": request.POST.get("why", "")[:LONGEST] if question and _is_asked(request, question) else "",
        "may_answer": authorize(request.user, "pair.answer", PageObject("pair_answer")).allowed,
        **side_by_side(question, pack),
    }
    return show(
        request, "review_desk/desk.html", context, thing=_named(question), children=_children(question), status=status
    )


def _second(
    request: HttpRequest, run: RunView, *, problem: TsunaguError | None = None, status: int = 200
) -> HttpResponse:
    home = Home(home_folder())
    pack, by = home.pack(), request.user.get_username()
    given, problem, status = _given(home, problem, status)
    desk = _desk_now(run, home, given, pack)
    others = [(judged, question) for judged, question in desk.second if judged.by != by]
    judged, question = others[0] if others else (None, None)
    context: dict[str, Any] = {
        "run": run,
        "judged": judged,
        "question": question,
        "keys": [key for key in KEYS if key in _keys(question) and key.answer is not IdentityAnswer.LATER],
        "waits": len(others),
        "own": len(desk.second) - len(others),
        "unshown": len(desk.unshown),
        "answered": _answered(request, run, pack, given, desk.open, None),
        "problem": problem,
        **side_by_side(question, pack),
    }
    return show(
        request, "review_desk/second.html", context, thing=_named(question), children=_children(question), status=status
    )


def _given(
    home: Home, problem: TsunaguError | None, status: int
) -> tuple[list[IdentityJudgement] | None, TsunaguError | None, int]:
    """All answers; None where the log is broken, and the page says so and shows no pair: it may have been answered."""
    try:
        return judgements(home.folder), problem, status
    except BrokenJudgementsError as error:
        return None, error, 503


def _desk_now(run: RunView, home: Home, given: list[IdentityJudgement] | None, pack: Pack) -> Desk:
    if given is None:
        return Desk([], [], 0, [])
    return desk_of(run.serving, given, pack, entries_read(home, run.serving))


def _is_asked(request: HttpRequest, question: Question) -> bool:
    """Whether the form was about this question: of another nothing typed is carried over."""
    return question.record.record_key == request.POST.get("record")


def _keys(question: Question | None) -> tuple[Key, ...]:
    """The answers this question may have: 同一人 only once everybody of the same name and birth date was looked at."""
    if question is None or question.person is None:
        return NEEDS_NOBODY
    return tuple(key for key in KEYS if key.answer is not IdentityAnswer.SAME or not question.unseen)


def _named(question: Question | None) -> str | None:
    return pair_named(question) if question else None


def side_by_side(question: Question | None, pack: Pack) -> dict[str, Any]:
    """What the page shows of a question's record and person."""
    if question is None:
        return {}
    record = question.record
    return {
        "rows": compared(question),
        "table": pack.tables[record.table].label,
        "mark": person_mark(question.person) if question.person else "",
        "reason": _reason(record.reason),
        "linked": record.reason in _METHODS,
        "not_unique": record.reason == WaitingReason.NOT_UNIQUE,
        "hidden": bool(question.person and question.person["protected"]),
        "protected_among": any(person["protected"] for person in record.people),
    }


def _reason(reason: str) -> str:
    """Why the record waits, or how it was linked, in words."""
    return {str(one): one.label for one in (*WaitingReason, *LinkMethod)}.get(reason, reason)


def _children(question: Question | None) -> list[str]:
    """Whom the page shows."""
    code = question.person["child_code"] if question and question.person else None
    return [code] if code else []


def _answered(
    request: HttpRequest,
    run: RunView,
    pack: Pack,
    given: list[IdentityJudgement] | None,
    open_now: list[Question],
    next_one: Question | None,
) -> dict[str, Any] | None:
    """The answer just given; once it is in force and not put off, with what agrees and differs in the pair.

    What still waits for another person is told to nobody but whoever gave it, and the comparison to nobody: the pair is not
    decided. A second person who said something else reads the own answer alone, never the first one's: the pair is open again.
    """
    entry, by = request.GET.get("answered", ""), request.user.get_username()
    judged = next((one for one in given or [] if one.entry == entry), None)
    if judged is None or (judged.waits_for_second and judged.by != by):
        return None
    if not judged.active and judged.two_people and judged.second is None and judged.by != by:
        own = next((one for one in IdentityAnswer if one == request.GET.get("said")), None)
        return {"differed": own} if own else None
    record = record_asked(run.serving, judged.pair.record)
    person = question_of(record, judged.pair.person, pack).person if record else None
    if not judged.in_force or judged.answer is IdentityAnswer.LATER:
        person = None
    told = {
        side: "・".join(FIELDS_TOLD.get(word, word) for word in (person or {}).get(side) or [])
        for side in ("agrees", "differs")
    }
    again = next((one for one in open_now if one.record.record_key == judged.pair.record), None)
    return {
        "judged": judged,
        "again": again if judged.answer is IdentityAnswer.OTHER else None,
        "is_next": again is not None and again is next_one,
        **told,
    }
