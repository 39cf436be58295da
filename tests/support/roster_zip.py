"""A OneRoster zip of one pupil, member by member, for tests of zips."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from support.counter import csv_bytes
from tsunagu.catalog import load_pack

PAGES: Mapping[str, list[dict[str, str]]] = {
    "orgs.csv": [{"sourcedId": "o-1", "name": "みどり小学校", "type": "school", "identifier": "101"}],
    "academicSessions.csv": [
        {"sourcedId": "t-1", "type": "schoolYear", "startDate": "2026-04-01", "schoolYear": "2026"}
    ],
    "classes.csv": [{"sourcedId": "c-1", "title": "1年1組", "grades": "P1", "classType": "homeroom"}],
    "users.csv": [{"sourcedId": "u-1", "givenName": "葵", "familyName": "佐藤", "password": "ひみつ", "grades": "P1"}],
    "roles.csv": [{"sourcedId": "r-1", "userSourcedId": "u-1", "role": "student"}],
    "enrollments.csv": [
        {"sourcedId": "e-1", "classSourcedId": "c-1", "userSourcedId": "u-1", "metadata.jp.ShussekiNo": "7"},
        {"sourcedId": "e-2", "classSourcedId": "c-1", "metadata.jp.ShussekiNo": "8"},
    ],
}


def written(page: str, rows: list[dict[str, str]]) -> bytes:
    """A member with every heading of the profile."""
    declared = next(declared for declared in load_pack("standard").sources["oneroster"].pages if declared.page == page)
    headings = [column.header for column in declared.columns]
    return csv_bytes([headings, *([row.get(heading, "") for heading in headings] for row in rows)])


def zipped(pages: Mapping[str, list[dict[str, str]]], **more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, table in pages.items():
            package.writestr(f"export/{name}", written(name, table))
        for name, data in more.items():
            package.writestr(name.replace("__", "."), data)
    return target.getvalue()
