"""The right answer of every indicator for every child, told from what was lived and reported, before any file is written.

One plain function per indicator. An answer is True, False, or the reason why the town cannot know (a Missing). Nothing here
reads a declaration of an indicator: the functions are what the declarations are judged by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tsunagu.base.dates import add_months, age_in_months
from tsunagu.base.missing import Missing
from tsunagu.sample.facts import Facts
from tsunagu.sample.lives.infancy import Checkup
from tsunagu.sample.lives.schooling import nursery_of
from tsunagu.sample.people import Household, Person, grade_in, is_child

Answer = bool | Missing
DEVELOPMENTAL = ("F8", "F90")


@dataclass
class Case:
    """One child, the family it lives with and what is known."""

    child: Person
    facts: Facts
    undelivered: frozenset[str] = frozenset()
    """Codes of the schools whose attendance did not arrive this month."""

    @property
    def home(self) -> Household:
        """The household the child lives in."""
        return self.child.household

    @property
    def as_of(self) -> date:
        """The day the question is asked for."""
        return self.facts.as_of

    @property
    def others(self) -> list[Person]:
        """Everybody of the household but the child."""
        return [person for person in self.home.members if person is not self.child]

    @cached_property
    def grade(self) -> str | None:
        """P1 to J3, or None."""
        return grade_in(self.child, self.facts.fiscal_year)

    @cached_property
    def months_old(self) -> int:
        """月齢."""
        return age_in_months(self.child.birth, self.as_of)

    @cached_property
    def mother(self) -> Person | None:
        """The mother, if she lives in the child's household."""
        mother = self.child.mother
        return mother if mother is not None and mother.left_on is None and mother.household is self.home else None

    @cached_property
    def checkups(self) -> list[Checkup]:
        """The infant checkups the town has on record."""
        return self.facts.checkups(self.child)

    def nothing_on_record(self, looked_from: date) -> Missing:
        """Why a record is missing: the child came only after the day from which one looks, or there simply is none."""
        return Missing.BEFORE_MOVE_IN if self.child.resident_since > looked_from else Missing.NO_RECORD


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if one is yes; else unknown, with the first reason in order, if one is unknown; else no."""
    reasons: list[Missing] = []
    for answer in answers:
        if answer is True:
            return True
        if isinstance(answer, Missing):
            reasons.append(answer)
    return min(reasons) if reasons else False


def _at_least(values: list[int | None], limit: int) -> Answer:
    """A sum against a limit when some of the values are not filled in."""
    known = sum(value for value in values if value is not None)
    if known >= limit:
        return True
    return Missing.BLANK if any(value is None for value in values) else False


def item01_yotaikyo(case: Case) -> Answer:
    return case.facts.support_case(case.child) is not None


def item02_custody(case: Case) -> Answer:
    registered = case.facts.support_case(case.child)
    if registered is not None and registered.custody == "あり":
        return True
    if registered is not None and registered.custody in (None, "不明"):
        return Missing.BLANK if registered.custody is None else Missing.UNKNOWN_CODE
    return Missing.PARTLY_HELD


def item03_school_exam(case: Case) -> Answer:
    if case.grade is None:
        return False
    health = case.facts.roster.health_of(case.child)
    if health is None:
        return Missing.NO_RECORD
    return Missing.BLANK if health.needs_exam is None else health.needs_exam


def _developmental(case: Case, people: Iterable[Person]) -> Answer:
    answers: list[Answer] = []
    for person in people:
        for certificate in case.facts.certificates(person):
            if certificate.kind == "精神" and certificate.valid_on(case.as_of):
                told = certificate.main_disorder.startswith(DEVELOPMENTAL) or certificate.second_disorder.startswith(
                    DEVELOPMENTAL
                )
                answers.append(Missing.BLANK if not told and not certificate.main_disorder else told)
    return any_of(answers)


def item04_1_others_developmental(case: Case) -> Answer:
    return _developmental(case, case.others)


def item04_2_self_developmental(case: Case) -> Answer:
    return _developmental(case, [case.child])


def _child_service(case: Case, people: Iterable[Person]) -> bool:
    return any(decision.decision == "障害児通所" for person in people for decision in case.facts.services(person))


def item05_1_others_child_service(case: Case) -> Answer:
    return _child_service(case, case.others)


def item05_2_self_child_service(case: Case) -> Answer:
    return _child_service(case, [case.child])


def _days_at_school(case: Case, what: str, limit: int) -> Answer:
    if case.grade is None:
        return False
    school = case.facts.roster.school_in(case.child, case.facts.fiscal_year)
    if school is not None and school.code in case.undelivered:
        return Missing.NOT_DELIVERED
    months = case.facts.roster.months_of(case.child, case.facts.fiscal_year)
    if not months:
        return case.nothing_on_record(date(case.facts.fiscal_year, 4, 1))
    return _at_least([getattr(month, what) for month in months], limit)


def item06_absence30(case: Case) -> Answer:
    return _days_at_school(case, "absent", 30)


def item07_others_care(case: Case) -> Answer:
    return any(
        term.level.startswith("要介護") and term.starts_on <= case.as_of < term.ends_on
        for person in case.others
        for term in case.facts.care(person)
    )


def item08_public_assistance(case: Case) -> Answer:
    members = set(map(id, case.home.members))
    return any(
        id(row.person) in members and row.ends_on is None and row.suspended_on is None
        for row in case.facts.assistance(case.home)
    )


def item09_child_rearing_allowance(case: Case) -> Answer:
    members = set(map(id, case.home.members))
    return any(
        id(row.child) in members
        and row.allowance.kind != "全部停止"
        and row.paid_from <= case.as_of
        and row.ended_on is None
        for row in case.facts.allowances(case.home)
    )


def item10_special_class(case: Case) -> Answer:
    return case.grade is not None and case.facts.class_kind(case.child) == "特別支援"


def _subsidy(case: Case, scheme: str) -> bool:
    return any(row.scheme == scheme and row.ends_on is None for row in case.facts.subsidies(case.child))


def item11_single_parent_medical(case: Case) -> Answer:
    return _subsidy(case, "ひとり親")


def item12_disability_medical(case: Case) -> Answer:
    return _subsidy(case, "障がい者")


def item13_school_aid(case: Case) -> Answer:
    if case.grade is None:
        return False
    aid = case.facts.school_aid(case.child, case.facts.fiscal_year - 1)
    return aid is not None and aid.kind in ("要保護", "準要保護")


def item14_moved_in(case: Case) -> Answer:
    since = add_months(case.as_of, -12)
    return any(move.reason in ("国内転入", "国外転入") and move.moved_on > since for move in case.child.moves)


def _consulted(case: Case, desk: str, kind: str) -> bool:
    since = add_months(case.as_of, -24)
    about = case.facts.consultations_about
    return any(
        c.desk == desk and c.kind == kind and since < c.received_on <= case.as_of
        for person in case.home.members
        for c in about.get(person.number, ())
    )


def item15_poverty_consult(case: Case) -> Answer:
    return _consulted(case, "福祉相談", "生活困窮")


def item16_disability_consult(case: Case) -> Answer:
    return _consulted(case, "福祉相談", "障がい者")


def item17_abuse_consult(case: Case) -> Answer:
    return _consulted(case, "児童相談", "児童虐待")


def item18_care_consult(case: Case) -> Answer:
    return _consulted(case, "児童相談", "養護")


def item19_many_children(case: Case) -> Answer:
    return sum(is_child(person, case.facts.fiscal_year) for person in case.home.members) >= 3


def _asked_at_checkups(case: Case, answer: Callable[[Checkup], Answer | None]) -> Answer:
    """A question of the checkup sheets, over every checkup on record; None is an answer left empty."""
    if case.months_old < 4:
        return False
    if not case.checkups:
        return case.nothing_on_record(add_months(case.child.birth, 4))
    return _over_checkups(case, answer)


def _over_checkups(case: Case, answer: Callable[[Checkup], Answer | None]) -> Answer:
    answers: list[Answer] = []
    for checkup in case.checkups:
        said = answer(checkup)
        answers.append((Missing.NOT_EXAMINED if checkup.day is None else Missing.NO_ANSWER) if said is None else said)
    return any_of(answers)


def _event(case: Case, event: str) -> Answer:
    return _asked_at_checkups(case, lambda checkup: None if checkup.events is None else event in checkup.events)


def item20_1_left_alone(case: Case) -> Answer:
    return _event(case, "left_alone")


def item20_2_no_food(case: Case) -> Answer:
    return _event(case, "no_food")


def item20_3_mouth(case: Case) -> Answer:
    return _event(case, "mouth")


def item20_4_shaken(case: Case) -> Answer:
    return _event(case, "shaken")


def item20_5_not_examined(case: Case) -> Answer:
    return _asked_at_checkups(case, lambda checkup: checkup.attendance == "未受診")


def _school_teeth(case: Case) -> Answer:
    health = case.facts.roster.health_of(case.child)
    if health is None:
        return Missing.NO_RECORD
    return any_of(
        Missing.BLANK if teeth is None else teeth >= 1
        for teeth in (health.untreated_milk, health.untreated, health.treated)
    )


def _infant_teeth(case: Case) -> Answer:
    at_three = [checkup for checkup in case.checkups if checkup.kind == "3y"]
    if not at_three:
        return Missing.NO_RECORD
    return any_of(
        checkup.caries >= 1
        if checkup.caries is not None
        else Missing.NOT_EXAMINED
        if checkup.day is None
        else Missing.BLANK
        for checkup in at_three
    )


def item21_1_caries(case: Case) -> Answer:
    if not 4 <= case.facts.fiscal_year - case.child.school_year <= 15:
        return False
    return any_of((_school_teeth(case), _infant_teeth(case)))


def item21_2_mother_smoking(case: Case) -> Answer:
    if case.mother is None:
        told: Answer = Missing.NO_SUCH_RELATIVE
    else:
        known = case.facts.pregnancies(case.mother)
        told = (
            any_of(Missing.NO_ANSWER if e.smoking is None else e.smoking == "吸う" for _, e in known)
            if known
            else Missing.NO_RECORD
        )
    asked = _over_checkups(case, lambda checkup: checkup.mother_smokes) if case.checkups else Missing.NO_RECORD
    return any_of((told, asked))


def item22_no_affiliation(case: Case) -> Answer:
    if not 4 <= case.facts.fiscal_year - case.child.school_year <= 6:
        return False
    return not _in_nursery(case)


def _in_nursery(case: Case) -> bool:
    stay = nursery_of(case.facts.seed, case.child)
    return stay is not None and stay.entered_on <= case.as_of <= stay.left_on


def _certificate(case: Case, people: Iterable[Person]) -> bool:
    return any(certificate.valid_on(case.as_of) for person in people for certificate in case.facts.certificates(person))


def item23_family_certificate(case: Case) -> Answer:
    return _certificate(case, case.others)


def item24_own_certificate(case: Case) -> Answer:
    return _certificate(case, [case.child])


def item25_vaccination(case: Case) -> Answer:
    if not 12 <= case.months_old <= 83:
        return False
    return not any(dose.vaccine == "MR" and dose.given for dose in case.facts.doses(case.child))


def item26_prenatal(case: Case) -> Answer:
    if not 0 <= case.months_old <= 24:
        return False
    if case.mother is None:
        return Missing.NO_SUCH_RELATIVE
    birth = case.child.birth
    visits = [
        visit
        for _, expecting in case.facts.pregnancies(case.mother)
        for visit in expecting.visits
        if add_months(birth, -10) <= visit.visited_on <= add_months(birth, 1)
    ]
    if not visits:
        return case.nothing_on_record(birth)
    attended = sum(visit.kind in ("受診", "他自治体で受診") for visit in visits)
    unsure = sum(visit.kind is None for visit in visits)
    return False if attended >= 5 else Missing.BLANK if attended + unsure >= 5 else True


def item27_late(case: Case) -> Answer:
    return _days_at_school(case, "late", 10)


def item28_fee_arrears(case: Case) -> Answer:
    stay = nursery_of(case.facts.seed, case.child)
    if stay is None or not _in_nursery(case):
        return False
    return Missing.BLANK if stay.arrears is None else stay.arrears


def item29_hard_to_raise(case: Case) -> Answer:
    return _asked_at_checkups(
        case, lambda checkup: None if checkup.hard_to_raise is None else checkup.hard_to_raise == "いつも"
    )


def item30_lunch_arrears(case: Case) -> Answer:
    since = add_months(case.as_of, -12)
    return any(note.lunch_arrears and note.happened_on > since for note in case.facts.watch_notes(case.child))


def ex_in_support(case: Case) -> Answer:
    registered = case.facts.support_case(case.child)
    return registered is not None and registered.released_on is None


def ex_checkup_follow(case: Case) -> Answer:
    """A missed checkup has no day on any sheet: nobody can say that it lies outside the six months, or what came of it."""
    since = add_months(case.as_of, -6)
    recent = [checkup for checkup in case.checkups if checkup.day is None or checkup.day > since]
    if not recent:
        return case.nothing_on_record(since + timedelta(days=1))
    return any_of(
        Missing.NOT_EXAMINED
        if checkup.day is None
        else Missing.BLANK
        if checkup.nurse_follow is None
        else checkup.nurse_follow
        for checkup in recent
    )


def ex_disability_service(case: Case) -> Answer:
    return any(
        d.decision == "障害児通所" and d.starts_on <= case.as_of < d.ends_on for d in case.facts.services(case.child)
    )


QUESTIONS: tuple[Callable[[Case], Answer], ...] = (
    item01_yotaikyo,
    item02_custody,
    item03_school_exam,
    item04_1_others_developmental,
    item04_2_self_developmental,
    item05_1_others_child_service,
    item05_2_self_child_service,
    item06_absence30,
    item07_others_care,
    item08_public_assistance,
    item09_child_rearing_allowance,
    item10_special_class,
    item11_single_parent_medical,
    item12_disability_medical,
    item13_school_aid,
    item14_moved_in,
    item15_poverty_consult,
    item16_disability_consult,
    item17_abuse_consult,
    item18_care_consult,
    item19_many_children,
    item20_1_left_alone,
    item20_2_no_food,
    item20_3_mouth,
    item20_4_shaken,
    item20_5_not_examined,
    item21_1_caries,
    item21_2_mother_smoking,
    item22_no_affiliation,
    item23_family_certificate,
    item24_own_certificate,
    item25_vaccination,
    item26_prenatal,
    item27_late,
    item28_fee_arrears,
    item29_hard_to_raise,
    item30_lunch_arrears,
)
EXCLUSIONS: tuple[Callable[[Case], Answer], ...] = (ex_in_support, ex_checkup_follow, ex_disability_service)
