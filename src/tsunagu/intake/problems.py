"""A file that cannot be taken: raised anywhere while reading, turned into a refused receipt by `receiving`."""

from __future__ import annotations


class FileRefused(Exception):
    """The whole file is refused with the stable `code` of the catalog; `detail` is a Japanese sentence about this file.

    `line` (1-based, physical), `column` (heading) and `sheet` say where, when there is such a place.
    The detail holds no resident's data.
    """

    def __init__(
        self, code: str, detail: str, *, line: int | None = None, column: str | None = None, sheet: str | None = None
    ) -> None:
        self.code = code
        self.detail = detail
        self.line = line
        self.column = column
        self.sheet = sheet
        super().__init__(f"{code}: {detail}")
