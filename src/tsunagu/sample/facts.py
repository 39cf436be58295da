"""What the town has been told by a day: the lived events, cut at what happened, what was reported and who still lives here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tsunagu.base.dates import fiscal_year_of
from tsunagu.sample.lives import casework, disability, infancy, schooling, welfare
from tsunagu.sample.people import Household, Person
from tsunagu.sample.randomness import share
from tsunagu.sample.roster import Roster
from tsunagu.sample.settling import Pregnancy, Register


class AssistanceRow(NamedTuple):
    """One member of a household on 生活保護."""

    person: Person
    case: welfare.Assistance
    starts_on: date
    suspended_on: date | None
    ends_on: date | None


class AllowanceRow(NamedTuple):
    """One child for whom 児童扶養手当 is or was paid."""

    child: Person
    allowance: welfare.RearingAllowance
    paid_from: date
    ended_on: date | None


class SubsidyRow(NamedTuple):
    """One 福祉医療 entitlement; `ends_on` only when it is over or fixed from the start."""

    scheme: str
    starts_on: date
    ends_on: date | None
    issued_on: date


@dataclass
class Facts:
    """Everything known of people and households on `as_of`. Answers are made anew on each call unless said otherwise."""

    seed: int
    register: Register
    as_of: date
    children_wanted: int

    @cached_property
    def fiscal_year(self) -> int:
        """年度 of `as_of`."""
        return fiscal_year_of(self.as_of)

    @cached_property
    def roster(self) -> Roster:
        """Who sits in which class (kept)."""
        return Roster(self.seed, self.register, self.as_of, self.children_wanted)

    def over(self, *ends: date | None) -> date | None:
        """The earliest of the ends, if it has come; else None: nobody knows of it yet."""
        known = [end for end in ends if end is not None and end <= self.as_of]
        return min(known) if known else None

    def assistance(self, home: Household) -> list[AssistanceRow]:
        """生活保護 rows of everybody who was in the household while it was paid."""
        case = welfare.assistance_of(self.seed, home)
        if case is None or case.starts_on > self.as_of:
            return []
        rows = []
        for person in home.ever:
            if not welfare.on_case(case, person, home):
                continue
            starts = max(case.starts_on, person.known_on)
            gone = person.left_on if person.apart_since is None or person.household is home else person.apart_since
            if (
                starts > self.as_of
                or (gone is not None and gone <= starts)
                or (case.ends_on is not None and case.ends_on <= starts)
            ):
                continue
            if person.household is home and person.apart_since is not None and person.apart_since > starts:
                starts = person.apart_since
            rows.append(
                AssistanceRow(person, case, starts, self.over(case.suspended_on), self.over(case.ends_on, gone))
            )
        return rows

    def allowances(self, home: Household) -> list[AllowanceRow]:
        """児童扶養手当 rows of the household's children."""
        allowance = welfare.rearing_allowance_of(self.seed, home)
        if allowance is None or allowance.approved_on > self.as_of:
            return []
        rows = []
        for child in home.ever:
            ends = welfare.end_of_support(child)
            young = child.relation[-1:] == ("20",) and child.school_year > 1999 and ends > allowance.paid_from
            here = child.known_on <= allowance.approved_on and (
                child.left_on is None or child.left_on > allowance.paid_from
            )
            if young and here:
                ended = self.over(ends, child.left_on, allowance.lost_on)
                rows.append(AllowanceRow(child, allowance, allowance.paid_from, ended))
        return rows

    def subsidies(self, person: Person) -> list[SubsidyRow]:
        """福祉医療 of a person, as far as the card has been sent."""
        found: list[welfare.Subsidy | None] = []
        if self.fiscal_year - person.school_year <= 22 and person.school_year > 2001:
            found = [
                welfare.child_medical_of(person),
                welfare.single_parent_medical_of(self.seed, person),
                welfare.newborn_medical_of(person),
            ]
        for certificate in disability.certificates_of(self.seed, person):
            if certificate.grade in ("1", "2", "A1", "A2", "A3") and certificate.issued_on.year > 2005:
                starts = max(certificate.issued_on, person.resident_since)
                if certificate.given_up_on is None or certificate.given_up_on > starts:
                    found.append(welfare.Subsidy("障がい者", starts, certificate.given_up_on, starts))
                break
        rows = []
        for subsidy in found:
            if (
                subsidy is None
                or max(subsidy.issued_on, subsidy.starts_on) > self.as_of
                or (subsidy.ends_on is not None and subsidy.ends_on <= subsidy.starts_on)
            ):
                continue
            if person.left_on is None or person.left_on > subsidy.starts_on:
                rows.append(
                    SubsidyRow(
                        subsidy.scheme, subsidy.starts_on, self.over(subsidy.ends_on, person.left_on), subsidy.issued_on
                    )
                )
        return rows

    def certificates(self, person: Person) -> list[disability.Certificate]:
        """手帳 handed out by now."""
        return [
            c
            for c in disability.certificates_of(self.seed, person)
            if c.issued_on <= self.as_of and (person.left_on is None or c.issued_on < person.left_on)
        ]

    def services(self, person: Person) -> list[disability.ServiceDecision]:
        """支給決定 that have begun."""
        return [
            d
            for d in disability.services_of(self.seed, person)
            if d.starts_on <= self.as_of and (person.left_on is None or d.starts_on < person.left_on)
        ]

    def care(self, person: Person) -> list[disability.CareCertification]:
        """要介護認定 decided by now."""
        return [
            c
            for c in disability.care_of(self.seed, person)
            if c.decided_on <= self.as_of and (person.left_on is None or c.decided_on < person.left_on)
        ]

    def checkups(self, child: Person) -> list[infancy.Checkup]:
        """Infant checkups held, or missed for good, by now."""
        return [
            c
            for c in infancy.checkups_of(self.seed, child)
            if c.known_on <= self.as_of and (child.left_on is None or c.known_on < child.left_on)
        ]

    def doses(self, child: Person) -> list[infancy.Dose]:
        """Vaccinations on record by now."""
        return [
            d
            for d in infancy.doses_of(self.seed, child)
            if d.given_on <= self.as_of and (child.left_on is None or d.given_on < child.left_on)
        ]

    @cached_property
    def pregnancies_of_mother(self) -> dict[int, list[Pregnancy]]:
        """Known pregnancies by the mother's number (kept)."""
        by_mother: dict[int, list[Pregnancy]] = defaultdict(list)
        for pregnancy in self.register.pregnancies:
            by_mother[pregnancy.mother.number].append(pregnancy)
        return by_mother

    def pregnancies(self, mother: Person) -> list[tuple[Pregnancy, infancy.Expecting]]:
        """妊娠届 handed in by now, with the visits that have taken place; of births long past only the first visit was kept."""
        found = []
        for pregnancy in self.pregnancies_of_mother.get(mother.number, ()):
            expecting = infancy.expecting_of(self.seed, pregnancy)
            if expecting.notified_on > self.as_of or (
                mother.left_on is not None and expecting.notified_on >= mother.left_on
            ):
                continue
            last = min(self.as_of, mother.left_on) if mother.left_on else self.as_of
            visits = tuple(v for v in expecting.visits if v.visited_on <= last)
            if self.as_of.year - pregnancy.born_on.year > infancy.YEARS_KEPT:
                visits = visits[:1]
            found.append((pregnancy, expecting._replace(visits=visits)))
        return found

    @cached_property
    def consultations_about(self) -> dict[int, list[casework.Consultation]]:
        """Consultations by the number of the person they are about (kept)."""
        return group_by_person(
            c for home in self.register.households for c in casework.consultations_of(self.seed, home, until=self.as_of)
        )

    def support_case(self, child: Person) -> casework.SupportCase | None:
        """The child's line in the 要対協 ledger, if it has one by now."""
        if child.school_year < 2001:
            return None
        case = casework.support_case_of(self.seed, child)
        if (
            case is None
            or case.registered_on > self.as_of
            or (child.left_on is not None and child.left_on <= case.registered_on)
        ):
            return None
        return case._replace(released_on=self.over(case.released_on, child.left_on))

    def class_kind(self, pupil: Person) -> str:
        """学級区分 of a pupil of the town's schools."""
        seed = self.seed
        if pupil.number < 0 or schooling.goes_private(seed, pupil) or not disability.develops_differently(seed, pupil):
            return "通常"
        draw = share(seed, "class kind", pupil.number)
        return "特別支援" if draw < 0.28 else "通級" if draw < 0.48 else "通常"

    def school_aid(self, pupil: Person, fiscal_year: int) -> schooling.SchoolAid | None:
        """就学援助 decided for a pupil of the town's schools in a 年度, if approved by now."""
        if pupil.number < 0 or self.roster.school_in(pupil, fiscal_year) is None:
            return None
        case = welfare.assistance_of(self.seed, pupil.household)
        on_assistance = (
            case is not None
            and welfare.on_case(case, pupil, pupil.household)
            and case.starts_on < date(fiscal_year, 7, 1)
            and (case.ends_on is None or case.ends_on > date(fiscal_year, 7, 1))
        )
        aid = schooling.school_aid_of(self.seed, pupil, fiscal_year, on_assistance)
        if (
            aid is None
            or aid.approved_on > self.as_of
            or (pupil.left_on is not None and pupil.left_on <= aid.approved_on)
        ):
            return None
        return aid

    def watch_notes(self, child: Person) -> list[casework.WatchNote]:
        """見守り情報 about the child."""
        until = self.as_of if child.left_on is None else min(self.as_of, child.left_on)
        return casework.watch_notes_of(self.seed, child, until=until)


def group_by_person(consultations: Iterable[casework.Consultation]) -> dict[int, list[casework.Consultation]]:
    """Consultations by the number of whom they are about."""
    by_person: dict[int, list[casework.Consultation]] = defaultdict(list)
    for consultation in consultations:
        by_person[consultation.about.number].append(consultation)
    return by_person
