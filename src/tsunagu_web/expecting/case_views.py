"""妊娠の経過: one pregnancy as a case carries it; what is known, the children born, and its end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, Decision, Field, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import may_move
from tsunagu_web.casework.places import hides_places, must_name_no_place, with_gaps
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import look_at, things_of
from tsunagu_web.expecting.births import answer_birth, left_open, proposals, standing_answers, take_back_answer
from tsunagu_web.expecting.carrying import CLOSE, change, end, has_child, is_alarmed, is_open, open_again
from tsunagu_web.expecting.declared import ANSWERS, Choice, current_expecting, label_of
from tsunagu_web.expecting.forms import BirthForm, EndForm, ToldForm
from tsunagu_web.expecting.models import BirthAnswer, Pregnancy
from tsunagu_web.expecting.views import ground_rows
from tsunagu_web.expecting.women import is_sheltered
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run

LOOK, CHANGE, END, BIRTH = "pregnancy.look", "pregnancy.change", "pregnancy.end", "pregnancy.birth"


@with_run
def pregnancy(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The pregnancies of a case, the newest open."""
    found, decision = _found(request, run, number, LOOK)
    return _page(request, run, found, decision)


@with_run
def pregnancy_change(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Write down what is known now."""
    found, decision = _found(request, run, number, CHANGE)
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _page(request, run, found, decision, form=form, status=400)
    try:
        with acting(request, found):
            must_name_no_place(found.case, run, form)
            seen = form.cleaned_data["seen"] or 0
            change(found, user_of(request), decision.role_key, form.told, seen=seen)
    except RefusedError as error:
        return _page(request, run, found, decision, form=form, problem=error, status=409)
    return redirect("pregnancy", number)


@with_run
def pregnancy_end(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Close the pregnancy, the case with it where no child is in it; or open it again."""
    found, decision = _found(request, run, number, END)
    form, user = EndForm(request.POST), user_of(request)
    if not form.is_valid() or form.cleaned_data["which"] != found.pk:
        return _page(request, run, found, decision, end_form=form, status=400)
    said = form.cleaned_data
    try:
        with acting(request, found):
            must_name_no_place(found.case, run, form)
            if said["kind"] == "again":
                open_again(found, user, decision.role_key, said["words"])
            else:
                told, case_too, seen = (said["kind"], said["words"]), said["case_too"], said["seen"]
                end(run, found, user, decision.role_key, *told, case_too=case_too, seen=seen)
    except RefusedError as error:
        return _page(request, run, found, decision, end_form=form, problem=error, status=409)
    return redirect("pregnancy", number)


@with_run
def pregnancy_birth(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Say yes or no to one proposal, or take one answer back."""
    found, decision = _found(request, run, number, BIRTH)
    form, user = BirthForm(request.POST), user_of(request)
    if not form.is_valid():
        return _page(request, run, found, decision, birth_form=form, status=400)
    said, role = form.cleaned_data, decision.role_key
    try:
        if said["run"] != run.meta["run_id"]:
            raise RefusedError(
                "C142", "画面を開いたあとに、新しい判定が出ました", "いまの提案を見て、選び直してください"
            )
        must_name_no_place(found.case, run, form, but=("run", "child"))
        if said["answer"] == BirthAnswer.BACK:
            mine = found.answers.filter(pk=said["which"], takes_back__isnull=True)
            answer = mine.select_related("pregnancy__woman").first()
            if answer is None:
                raise _not_waiting()
            with acting(request, f"child:{answer.child_code}"):
                take_back_answer(answer, user, role, said["words"])
        else:
            waiting = proposals(run, [found]) if is_open(found) else []
            proposal = next((one for one in waiting if one.child.child_code == said["child"]), None)
            if proposal is None:
                raise _not_waiting()
            with acting(request, f"child:{said['child']}"):
                answer_birth(proposal, user, role, joins=said["answer"] == BirthAnswer.JOINED, words=said["words"])
    except RefusedError as error:
        return _page(request, run, found, decision, birth_form=form, problem=error, status=409)
    return redirect("pregnancy", number)


def _not_waiting() -> RefusedError:
    return RefusedError("C143", "この提案は、いまはありません", "画面を開き直してください")


def _found(request: HttpRequest, run: RunView, number: str, action: str) -> tuple[Pregnancy, Decision]:
    """The case's newest pregnancy, if this person may do this with the case. Raises Refused as for one that does not exist."""
    case = Case.objects.filter(number=number).first()
    found = case.pregnancies.select_related("case", "woman").order_by("-id").first() if case else None
    roles = None if action == LOOK else current_expecting().beginners
    decisions = (
        authorize(request.user, action, thing, roles=roles) for thing in (things_of(case, run) if case else ())
    )
    decision = next((one for one in decisions if one.allowed), None)
    if found is None or decision is None:
        raise Refused(action, f"case:{number}", Decision(False, "ない、または範囲の外"))
    return found, decision


def _page(
    request: HttpRequest,
    run: RunView,
    found: Pregnancy,
    decision: Decision,
    *,
    status: int = 200,
    form: ToldForm | None = None,
    **shown: Any,
) -> HttpResponse:
    user, case, rules = user_of(request), found.case, current_expecting()
    case.refresh_from_db()
    look = next(one for thing in things_of(case, run) if (one := authorize(user, LOOK, thing)).allowed)
    abuse, health = look.grants.get(Field.ABUSE), Field.HEALTH in look.grants
    reads = health or (abuse is not None and abuse.reads_words)
    ended = found.endings.filter(takes_back__isnull=True, taken_back__isnull=True).select_related("by").first()
    hides = hides_places(case, run)
    ended = with_gaps(ended, run, hides=hides) if ended else None
    versions = [with_gaps(one, run, hides=hides) for one in found.versions.select_related("by").order_by("-seq")]
    newest = versions[0] if versions else None
    opened = is_open(found) and case.ended_at is None
    waiting = proposals(run, [found]) if opened else []
    answers = standing_answers().filter(pregnancy=found).select_related("by", "case")
    may = {
        name: any(authorize(user, action, thing, roles=rules.beginners).allowed for thing in things_of(case, run))
        for name, action in (("change", CHANGE), ("end", END), ("birth", BIRTH))
    }
    move = current_process().move(CLOSE)
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "state": current_process().state(case.state),
        "pregnancy": found,
        "woman": found.woman,
        "sheltered": found.woman.person_id is not None and is_sheltered(run, found.woman),
        "feed": run.feed,
        "opened": opened,
        "newest": newest,
        "due_why": label_of(rules.no_due_date, newest.no_due_why) if newest else "",
        "told_grounds": _grounds(newest.grounds if newest and reads else None),
        "versions": versions[1:],
        "reads": reads,
        "files": run.serving.expecting(found.woman.person_id) if health and found.woman.person_id else None,
        "reads_health": health,
        "waiting": [(one, age_and_grade(one.child.sex, one.child.age, one.child.grade)) for one in waiting],
        "answered": [
            (with_gaps(one, run, hides=hides), authorize(user, "child.look", _thing(run, one.child_code)).allowed)
            for one in answers
        ],
        "left_open": [one for one in left_open(found) if look_at(one, run, user)],
        "ended": ended,
        "ending_label": label_of(rules.endings, ended.kind) if ended else "",
        "may": may,
        "may_end_case": move is not None
        and not has_child(run, case)
        and not is_alarmed(case)
        and any(may_move(user, thing, move).allowed for thing in things_of(case, run)),
        "rules": rules,
        "beginners": rules.beginner_labels,
        "grounds": ground_rows(form, newest.grounds if newest else {}),
        "answers": ANSWERS,
        "form": form,
        "seen": case.events.count(),
        "told": newest.seq if newest else 0,
        **shown,
    }
    told = {one.child.child_code for one in waiting if may["birth"]}
    codes = told | {one.child_code for one in answers} | {found.woman.code}
    return show(
        request,
        "expecting/pregnancy.html",
        context,
        children=sorted(codes),
        thing=f"case:{case.number}:{found.woman}",
        decision=look,
        status=status,
    )


def _thing(run: RunView, code: str) -> CaseObject:
    child = run.serving.child(code)
    return run.case(child) if child else CaseObject(code, "", False, None)


def _grounds(kept: dict[str, str] | None) -> list[tuple[str, str]]:
    """Label and answer in words; empty where they are not this person's to read."""
    if kept is None:
        return []
    words = dict(ANSWERS)
    choices: tuple[Choice, ...] = current_expecting().grounds
    return [(one.label, words.get(kept.get(one.key, "unknown"), "わからない")) for one in choices]
