"""Long tables in pages of fifty."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Paging:
    """Which part of `total` rows a page shows. Pages count from 1."""

    page: int
    total: int
    size: int = SIZE

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.size

    @property
    def last_page(self) -> int:
        """At least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """Number of the first row shown, from 1; 0 when there is none."""
        return self.offset + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """Number of the last row shown."""
        return min(self.offset + self.size, self.total)

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if any."""
        return self.page + 1 if self.page < self.last_page else None


def paging(request: HttpRequest, total: int, size: int = SIZE) -> Paging:
    """The page asked for by `?page=`; anything else than a page there is means the nearest one."""
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    last = max(1, -(-total // size))
    return Paging(min(max(page, 1), last), total, size)
