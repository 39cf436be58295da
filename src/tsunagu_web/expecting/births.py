"""生まれた子: a child whom the newest month's register ties to the woman is proposed to the case. People say yes or no, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu.serving import Birth, ServedChild
from tsunagu_web.access import Field
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append, end_unbegun, is_untouched, open_case, open_cases
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.expecting.carrying import open_pregnancies
from tsunagu_web.expecting.models import BirthAnswer, Pregnancy, PregnancyTold
from tsunagu_web.expecting.women import LETTER, is_womans
from tsunagu_web.reading import RunView

EARLIEST = timedelta(days=126)
"""How long before the day it was due a child may be born and live: 22 of 40 weeks."""
JOINED, REFUSED, BACK = "birth_joined", "birth_refused", "birth_back"


@dataclass(frozen=True)
class Proposal:
    """One child that may be the one of this pregnancy. `other`: its household's case where that is another one."""

    pregnancy: Pregnancy
    child: ServedChild
    born_on: date
    other: Case | None

    @property
    def needs_case(self) -> bool:
        """Whether the child is registered in another household than the case's, and that one has no open case."""
        return self.other is None and _lives_elsewhere(self.pregnancy.case, self.child)


def proposals(run: RunView, pregnancies: Iterable[Pregnancy] | None = None) -> list[Proposal]:
    """Of each open pregnancy the children born to the woman since that nobody said yes or no to, eldest first."""
    carried = list(open_pregnancies().filter(case__ended_at__isnull=True) if pregnancies is None else pregnancies)
    births = run.serving.births() if carried else []
    if not births:
        return []
    ids = [one.pk for one in carried]
    versions = PregnancyTold.objects.filter(pregnancy__in=ids).order_by("seq")
    newest = {row.pregnancy_id: row for row in versions}
    standing = {(row.pregnancy_id, row.child_code) for row in standing_answers().filter(pregnancy__in=ids)}
    joined = set(standing_answers().filter(answer=BirthAnswer.JOINED).values_list("child_code", flat=True))
    cases = {case.household_code: case for case in open_cases()}
    found = []
    mothers: dict[str, set[tuple[str, str]]] = {}
    for pregnancy in carried:
        since, there = _since(pregnancy, newest.get(pregnancy.pk)), joined | set(pregnancy.case.children)
        asked = [
            one
            for one in births
            if one.born_on >= since and one.child_code not in there and (pregnancy.pk, one.child_code) not in standing
        ]
        for birth in _births_of(run, pregnancy, asked, mothers):
            child = run.serving.child(birth.child_code)
            if child is not None:
                case = cases.get(child.household_code)
                other = case if case is not None and case.pk != pregnancy.case_id else None
                found.append(Proposal(pregnancy, child, birth.born_on, other))
    return sorted(found, key=lambda one: (one.pregnancy.pk, one.born_on, one.child.child_code))


def standing_answers() -> QuerySet[BirthAnswer]:
    """Answers that nobody took back."""
    return BirthAnswer.objects.filter(takes_back__isnull=True, taken_back__isnull=True)


def answer_birth(proposal: Proposal, user: User, role: str, *, joins: bool, words: str) -> BirthAnswer:
    """The child joins, or is not hers. Where its household is another one, the child is in the open case of that, or in one
    opened for it, and both say so.

    Call inside the recording transaction. Raises RefusedError C140 (answered since).
    """
    pregnancy, code = proposal.pregnancy, proposal.child.child_code
    case = Case.objects.select_for_update().get(pk=pregnancy.case_id)
    others = open_cases().filter(household_code=proposal.child.household_code).exclude(pk=case.pk)
    here = others.first()
    if standing_answers().filter(pregnancy=pregnancy, child_code=code).exists() or here != proposal.other:
        raise _answered_since()
    goes_to, before = case, case.household_code
    told: dict[str, object] = {"woman": pregnancy.woman.code, "child": code}
    other = proposal.other
    if joins and other is None and _lives_elsewhere(case, proposal.child):
        other = _open_for(proposal.child, user, role, told)
    if joins and other is not None:
        goes_to = Case.objects.select_for_update().get(pk=other.pk)
        done = {"opened": proposal.other is None, "was_in": proposal.other is not None and code in goes_to.children}
        _add(goes_to, code)
        append(goes_to, user, role, JOINED, goes_to.state, goes_to.due_at, told={**told, **done, "from": case.number})
        told = {**told, "case": goes_to.number}
    elif joins:
        _add(case, code)
        if is_womans(before):
            Case.objects.filter(pk=case.pk).update(household_code=proposal.child.household_code)
    append(case, user, role, JOINED if joins else REFUSED, case.state, case.due_at, words=words or None, told=told)
    return BirthAnswer.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        pregnancy=pregnancy,
        child_code=code,
        answer=BirthAnswer.JOINED if joins else BirthAnswer.REFUSED,
        case=goes_to,
        before=before,
        words=words or None,
    )


def take_back_answer(answer: BirthAnswer, user: User, role: str, words: str) -> None:
    """An answer was a mistake: the case is again as it was, and the proposal stands as before. A case that was opened for the
    child ends, unless people wrote more in it since: that they decide (see left_open). Call inside the recording transaction.

    Raises RefusedError C141 (taken back before, a case has ended, or something was decided about the child since).
    """
    case = Case.objects.select_for_update().get(pk=answer.pregnancy.case_id)
    goes_to = Case.objects.select_for_update().get(pk=answer.case_id)
    decided = ChildDecision.objects.filter(child_code=answer.child_code, item__case=goes_to, at__gt=answer.at).exists()
    if decided or case.ended_at or goes_to.ended_at or not standing_answers().filter(pk=answer.pk).exists():
        raise RefusedError(
            "C141",
            "もう取り消されたか、ケースが終わったか、このこどもの決定があとからされています",
            "決定があるときは、カンファレンスで直してください",
        )
    if answer.answer == BirthAnswer.JOINED:
        if not _joining(goes_to, answer).get("was_in"):
            goes_to.children = [one for one in goes_to.children if one != answer.child_code]
            Case.objects.filter(pk=goes_to.pk).update(children=goes_to.children)
        still = standing_answers().filter(pregnancy=answer.pregnancy, answer=BirthAnswer.JOINED, case=case)
        if goes_to.pk == case.pk and not still.exclude(pk=answer.pk).exists():
            # Twins: the household stays for as long as one of them is in the case.
            first = answer.pregnancy.answers.filter(answer=BirthAnswer.JOINED, before__startswith=f"{LETTER}-").first()
            before = first.before if first else answer.before
            Case.objects.filter(pk=case.pk).update(household_code=before)
    BirthAnswer.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        pregnancy=answer.pregnancy,
        child_code=answer.child_code,
        answer=BirthAnswer.BACK,
        case=goes_to,
        before=case.household_code,
        words=words,
        takes_back=answer,
    )
    told: dict[str, object] = {"woman": answer.pregnancy.woman.code, "child": answer.child_code}
    append(case, user, role, BACK, case.state, case.due_at, words=words, told=told)
    if goes_to.pk == case.pk:
        return
    if _opened_by_joining(goes_to) and not goes_to.children and is_untouched(goes_to, {JOINED, BACK}):
        end_unbegun(goes_to, user, role, BACK, words=words, told=told)
    else:
        append(goes_to, user, role, BACK, goes_to.state, goes_to.due_at, words=words, told=told)


def left_open(pregnancy: Pregnancy) -> list[Case]:
    """Cases that were opened for a child whose joining was taken back, and that stay open because more was written in them."""
    taken_back = pregnancy.answers.filter(answer=BirthAnswer.JOINED, taken_back__isnull=False)
    kept = Case.objects.filter(born_into__in=taken_back, ended_at__isnull=True).exclude(pk=pregnancy.case_id)
    standing = set(standing_answers().filter(answer=BirthAnswer.JOINED).values_list("case_id", flat=True))
    return [one for one in kept.distinct().order_by("pk") if one.pk not in standing and _opened_by_joining(one)]


def _joining(case: Case, answer: BirthAnswer) -> Mapping[str, object]:
    """What the line of the 経過 says of how the child came into this case; empty for one written before it said so."""
    lines = [one.told for one in case.events.filter(move=JOINED) if one.told.get("child") == answer.child_code]
    return lines[-1] if lines else {}


def _opened_by_joining(case: Case) -> bool:
    return any(one.told.get("opened") for one in case.events.filter(move=JOINED))


def _answered_since() -> RefusedError:
    return RefusedError(
        "C140",
        "この提案は、もう答えられているか、この子の世帯のケースが開いたか終わっています",
        "画面を開き直してください",
    )


def _lives_elsewhere(case: Case, child: ServedChild) -> bool:
    """A case reaches the children of its household: one registered in another would stand on no page of it."""
    return not is_womans(case.household_code) and case.household_code != child.household_code


def _open_for(child: ServedChild, user: User, role: str, told: dict[str, object]) -> Case:
    try:
        return open_case(user, role, child.household_code, [child.child_code], Case.PREGNANCY, told=told)
    except IntegrityError:
        raise _answered_since() from None


def _add(case: Case, code: str) -> None:
    if code not in case.children:
        Case.objects.filter(pk=case.pk).update(children=[*case.children, code])


def _births_of(
    run: RunView, pregnancy: Pregnancy, births: list[Birth], mothers: dict[str, set[tuple[str, str]]]
) -> list[Birth]:
    """By the number of the register; of a woman who is not in it, by the mother's name and birth date as the child's record has it.

    `mothers`: by child, what was read already; each record is opened once for all women.
    """
    woman = pregnancy.woman
    if woman.person_id is not None:
        return [one for one in births if one.mother_id == woman.person_id]
    wanted = ("".join(str(woman.name).split()), str(woman.born))
    for one in births:
        if one.child_code not in mothers:
            mothers[one.child_code] = _mothers(run, one.child_code)
    return [one for one in births if wanted in mothers[one.child_code]]


def _mothers(run: RunView, code: str) -> set[tuple[str, str]]:
    names = run.serving.records(code, [Field.NAME]).get(Field.NAME, {})
    people = [*names.get("members", []), *names.get("elsewhere", [])]
    return {("".join(one["name"].split()), one.get("birth_date") or "") for one in people if one["relation"] == "母"}


def _since(pregnancy: Pregnancy, told: PregnancyTold | None) -> date:
    """From which birth date on a child may be the one: older brothers and sisters are not."""
    if told is not None and told.due_on is not None:
        return told.due_on - EARLIEST
    # Written down late, or after the birth: a proposal too many is refused by a person, one that never comes by nobody.
    noticed = [answer.notice.happened_on for answer in pregnancy.notices.select_related("notice")]
    return min([pregnancy.at.date(), *noticed]) - EARLIEST
