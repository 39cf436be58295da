"""F04 番号の対応表: which number of which system belongs to whom. No header, as the machine writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft

MADE_ON = date(2024, 4, 1)


def files(office: Office) -> Iterator[Draft]:
    """BANGO_TAIO.csv."""
    yield office.draft("bango_taio", "BANGO_TAIO.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        yield from _numbers(office, person)
    yield from _pupils(office)


def _numbers(office: Office, person: Person) -> Iterator[Row]:
    for term in office.facts.care(person)[:1]:
        yield _row(person, "被保険者番号", term.insured_no, term.starts_on, "KAIGO")
    for decision in office.facts.services(person)[:1]:
        yield _row(person, "受給者証番号", decision.beneficiary_no, decision.starts_on, "SHOGAI")
    case = office.facts.support_case(person)
    if case is not None and not case.numbered and case_number_known(office, person):
        yield _row(person, "ケース番号", case.case_no, case.registered_on, "JIDO")
    if person.former_number is not None:
        yield _row(person, "旧宛名番号", f"{person.former_number:015d}", person.resident_since, "ATENA")
    if person.former_number is None and share(office.seed, "candidate", person.number) < 0.0006:
        candidate = office.everybody[int(share(office.seed, "candidate of", person.number) * 200)]
        yield (
            person.number,
            {
                **_row(person, "被保険者番号", f"9{person.number:09d}", MADE_ON, "KAIGO")[1],
                "同一人候補": candidate.number,
            },
        )


def _pupils(office: Office) -> Iterator[Row]:
    """学籍番号 of the one school that keeps them."""
    school = office.town.schools.numbered
    pupils: dict[int, Person] = {}
    now = office.facts.fiscal_year
    for year in (now - 2, now - 1, now):
        pupils.update(
            {
                seat.pupil.number: seat.pupil
                for seat in office.facts.roster.seats[year].values()
                if seat.school is school and seat.pupil.number > 0
            }
        )
    for number in sorted(pupils):
        pupil = pupils[number]
        yield _row(
            pupil,
            "学籍番号",
            pupil_number(pupil),
            max(date(pupil.school_year + 7, 4, 1), pupil.resident_since),
            "GAKKO",
        )


def _row(person: Person, kind: str, number: str, since: date, system: str) -> Row:
    return person.number, {
        "宛名番号": person.number,
        "番号種別": kind,
        "番号": number,
        "有効開始": since,
        "業務コード": system,
        "作成日": min(since, MADE_ON),
    }


def pupil_number(pupil: Person) -> str:
    """学籍番号, eight digits; pupils from outside have numbers of their own."""
    return f"{pupil.number % 100_000_000:08d}" if pupil.number > 0 else f"9{-pupil.number:07d}"


def case_number_known(office: Office, person: Person) -> bool:
    """Whether the table of numbers knows the child's ケース番号."""
    return share(office.seed, "case number", person.number) < 0.3
