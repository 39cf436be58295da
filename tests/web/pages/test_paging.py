"""Pages of fifty: whatever is asked, a page that exists is shown."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from tsunagu_web.pages.paging import paging


@pytest.mark.parametrize(
    ("asked", "total", "page", "offset"),
    [
        ("1", 120, 1, 0),
        ("3", 120, 3, 100),
        ("4", 120, 3, 100),
        ("0", 120, 1, 0),
        ("-1", 120, 1, 0),
        ("x", 120, 1, 0),
        ("９", 120, 1, 0),
        ("99999999", 120, 1, 0),
        ("1", 0, 1, 0),
        ("2", 50, 1, 0),
        ("2", 51, 2, 50),
    ],
)
def test_the_nearest_page(asked: str, total: int, page: int, offset: int) -> None:
    found = paging(RequestFactory().get("/", {"page": asked}), total)
    assert (found.page, found.offset) == (page, offset)


def test_neighbours_and_rows() -> None:
    found = paging(RequestFactory().get("/", {"page": "2"}), 101)
    assert (found.previous, found.next, found.first_row, found.last_row, found.last_page) == (1, 3, 51, 100, 3)
    none = paging(RequestFactory().get("/"), 0)
    assert (none.previous, none.next, none.first_row, none.last_row) == (None, None, 0, 0)
