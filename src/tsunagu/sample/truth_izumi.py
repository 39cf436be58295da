"""The right answers of Izumi's questions, told from what was lived, as `truth` does for Kaisei's."""

from __future__ import annotations

from collections.abc import Callable

from tsunagu.base.dates import add_months, age_on
from tsunagu.base.missing import Missing
from tsunagu.sample.lives.infancy import Checkup
from tsunagu.sample.lives.school_eyes import screening_of
from tsunagu.sample.truth import Answer, Case

MODEL_SCHOOLS = ("101", "103", "105", "107", "109", "301", "303")
"""The invented city's five elementary and two junior high schools that hand over sheets of their own."""


def iz_assistance_three(case: Case) -> Answer:
    members = {person.number for person in case.home.members}
    paid = {
        row.person.number
        for row in case.facts.assistance(case.home)
        if row.ends_on is None and row.suspended_on is None
    }
    return len(paid & members) >= 3


def _at_checkup(case: Case, kind: str, months: int, answer: Callable[[Checkup], Answer]) -> Answer:
    if case.months_old < months:
        return False
    held = [checkup for checkup in case.checkups if checkup.kind == kind]
    return answer(held[0]) if held else case.nothing_on_record(add_months(case.child.birth, months))


def iz_nurse_support_4m(case: Case) -> Answer:
    def said(checkup: Checkup) -> Answer:
        if checkup.nurse_follow is not None:
            return checkup.nurse_follow
        return Missing.NOT_EXAMINED if checkup.day is None else Missing.BLANK

    return _at_checkup(case, "3_4m", 4, said)


def iz_body_concern_3y(case: Case) -> Answer:
    return _at_checkup(
        case, "3y", 42, lambda checkup: Missing.NOT_EXAMINED if checkup.day is None else checkup.draw > 0.95
    )


def iz_overall_missing_3y(case: Case) -> Answer:
    return _at_checkup(case, "3y", 42, lambda checkup: checkup.day is None or checkup.overall is None)


def iz_one_adult(case: Case) -> Answer:
    return sum(age_on(person.birth, case.as_of) >= 18 for person in case.home.members) <= 1


def iz_household_five(case: Case) -> Answer:
    return len(case.home.members) >= 5


def _marked(case: Case, heading: str, marks: str) -> Answer:
    """What the class teacher wrote on the sheet of a model school."""
    if case.grade is None:
        return False
    facts = case.facts
    school = facts.roster.school_in(case.child, facts.fiscal_year)
    if school is not None and school.code not in MODEL_SCHOOLS:
        return Missing.NOT_DELIVERED
    # The sheet has no number: of two pupils of one name and birth date nobody can say whose row it is.
    if (
        school is None
        or case.child.namesake
        or not facts.roster.enrolled(case.child, facts.fiscal_year, case.as_of.month)
    ):
        return Missing.NO_RECORD
    months = facts.roster.months_of(case.child, facts.fiscal_year)
    arrears = any(note.lunch_arrears for note in facts.watch_notes(case.child))
    absent, late = sum(month.absent or 0 for month in months), sum(month.late or 0 for month in months)
    return screening_of(facts.seed, case.child, facts.fiscal_year, absent, late, arrears)[heading] in marks


def iz_school_assistance(case: Case) -> Answer:
    return _marked(case, "生活保護", "○")


def iz_school_development(case: Case) -> Answer:
    return _marked(case, "発達", "○◎")


def iz_school_clothes(case: Case) -> Answer:
    return _marked(case, "服装", "○")


def iz_school_late(case: Case) -> Answer:
    return _marked(case, "遅刻", "○◎")


def iz_model_school(case: Case) -> Answer:
    if case.grade is None:
        return False
    school = case.facts.roster.school_in(case.child, case.facts.fiscal_year)
    return school is not None and school.code in MODEL_SCHOOLS


def ex_registered_now(case: Case) -> Answer:
    registered = case.facts.support_case(case.child)
    return registered is not None and registered.released_on is None


QUESTIONS: tuple[Callable[[Case], Answer], ...] = (
    iz_assistance_three,
    iz_nurse_support_4m,
    iz_body_concern_3y,
    iz_overall_missing_3y,
    iz_one_adult,
    iz_household_five,
    iz_school_assistance,
    iz_school_development,
    iz_school_clothes,
    iz_school_late,
    iz_model_school,
)
EXCLUSIONS: tuple[Callable[[Case], Answer], ...] = (ex_registered_now,)
