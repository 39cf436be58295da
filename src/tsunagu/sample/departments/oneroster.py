"""F33 名簿連携: the zip a school's system hands out by OneRoster's Japan profile. Identifiers are UUIDs that stay the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.places import School
from tsunagu.sample.randomness import stream
from tsunagu.sample.roster import Seat
from tsunagu.sample.writing import Draft, Value

NAME = "oneroster_jp.zip"
MANIFEST = "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,1.2_JP\r\n"


def files(office: Office) -> Iterator[Draft]:
    """oneroster_jp.zip, page by page."""
    yield Draft(
        office.pack.sources["oneroster"], office.pack, NAME, [], [], [], sheet="manifest.csv", raw=MANIFEST.encode()
    )
    seats = _seats(office)
    for page, rows in (
        ("orgs.csv", _orgs(office)),
        ("academicSessions.csv", _terms(office)),
        ("classes.csv", _classes(office, seats)),
        ("users.csv", _users(office, seats)),
        ("roles.csv", _roles(office, seats)),
        ("enrollments.csv", _enrollments(office, seats)),
        ("demographics.csv", _demographics(office, seats)),
    ):
        yield office.draft("oneroster", NAME, rows, sheet=page, quote_all=True)


def _seats(office: Office) -> list[Seat]:
    year, roster = office.facts.fiscal_year, office.facts.roster
    seats = [seat for seat in roster.seats[year].values() if roster.enrolled(seat.pupil, year, office.as_of.month)]
    return sorted(seats, key=lambda seat: (seat.school.code, seat.grade, seat.room, seat.number))


def _uuid(office: Office, kind: str, *keys: int) -> str:
    """A UUID of version 4 that hangs on whom it is about."""
    return str(UUID(int=stream(office.seed, f"uuid {kind}", *keys).getrandbits(128), version=4))


def _school(office: Office, school: School) -> str:
    return _uuid(office, "school", int(school.code))


def _class(office: Office, seat: Seat) -> str:
    return _uuid(office, "class", int(seat.school.code), ord(seat.grade[0]), int(seat.grade[1:]), seat.room)


def _user(office: Office, seat: Seat) -> str:
    return _uuid(office, "user", seat.pupil.number)


def _term(office: Office) -> str:
    return _uuid(office, "term", office.facts.fiscal_year)


def _year(office: Office) -> tuple[date, date]:
    return date(office.facts.fiscal_year, 4, 1), date(office.facts.fiscal_year + 1, 3, 31)


def _orgs(office: Office) -> Iterator[Row]:
    board = _uuid(office, "board", 0)
    yield None, {"sourcedId": board, "name": "見本市教育委員会", "type": "教育委員会"}
    for school in office.town.schools.all:
        yield (
            None,
            {
                "sourcedId": _school(office, school),
                "name": office.school_name(school),
                "type": "学校",
                "identifier": school.code,
                "parentSourcedId": board,
            },
        )


def _terms(office: Office) -> Iterator[Row]:
    first, last = _year(office)
    yield (
        None,
        {
            "sourcedId": _term(office),
            "title": f"{office.facts.fiscal_year}年度",
            "type": "年度",
            "startDate": first,
            "endDate": last,
            "schoolYear": office.facts.fiscal_year,
        },
    )


def _classes(office: Office, seats: list[Seat]) -> Iterator[Row]:
    for seat in {_class(office, seat): seat for seat in seats}.values():
        yield (
            None,
            {
                "sourcedId": _class(office, seat),
                "title": f"{seat.grade[1:]}年{seat.room}組",
                "grades": seat.grade,
                "classType": "ホームルーム",
                "schoolSourcedId": _school(office, seat.school),
                "termSourcedIds": _term(office),
                "metadata.jp.specialNeeds": False,
            },
        )


def _users(office: Office, seats: list[Seat]) -> Iterator[Row]:
    for seat in seats:
        pupil = seat.pupil
        yield (
            _resident(seat),
            {
                "sourcedId": _user(office, seat),
                "enabledUser": True,
                "username": _user(office, seat)[:8],
                "familyName": pupil.family.written,
                "givenName": pupil.given.written,
                "metadata.jp.kanaFamilyName": pupil.family.kana,
                "metadata.jp.kanaGivenName": pupil.given.kana,
                "grades": seat.grade,
                "userMasterIdentifier": _uuid(office, "master", pupil.number),
                "primaryOrgSourcedId": _school(office, seat.school),
                "metadata.jp.homeClass": _class(office, seat),
            },
        )


def _resident(seat: Seat) -> int | None:
    return seat.pupil.number if seat.pupil.number > 0 else None


def _roles(office: Office, seats: list[Seat]) -> Iterator[Row]:
    for seat in seats:
        yield (
            _resident(seat),
            {
                "sourcedId": _uuid(office, "role", seat.pupil.number),
                "userSourcedId": _user(office, seat),
                "roleType": "primary",
                "role": "児童生徒",
                "orgSourcedId": _school(office, seat.school),
                **_from_to(office, seat, "beginDate", "endDate"),
            },
        )


def _from_to(office: Office, seat: Seat, begins: str, ends: str) -> dict[str, Value]:
    first, last = _year(office)
    return {begins: max(first, seat.pupil.resident_since), ends: last}


def _enrollments(office: Office, seats: list[Seat]) -> Iterator[Row]:
    for seat in seats:
        yield (
            _resident(seat),
            {
                "sourcedId": _uuid(office, "enrollment", seat.pupil.number, office.facts.fiscal_year),
                "classSourcedId": _class(office, seat),
                "schoolSourcedId": _school(office, seat.school),
                "userSourcedId": _user(office, seat),
                "role": "児童生徒",
                "primary": "true",
                "metadata.jp.ShussekiNo": seat.number,
                **_from_to(office, seat, "beginDate", "endDate"),
            },
        )


def _demographics(office: Office, seats: list[Seat]) -> Iterator[Row]:
    for seat in seats:
        yield (
            _resident(seat),
            {"sourcedId": _user(office, seat), "birthDate": seat.pupil.birth, "sex": seat.pupil.sex},
        )
