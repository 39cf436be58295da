"""What a PDF says, read by a reader that had no part in making it."""

from __future__ import annotations

import pypdfium2


def pages_of_paper(pdf: bytes, password: str | None = None) -> list[str]:
    """The text of each page. Raises pypdfium2.PdfiumError where the password does not open it."""
    with pypdfium2.PdfDocument(pdf, password=password) as opened:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in opened]


def text_of_paper(pdf: bytes, password: str | None = None) -> str:
    """All of it, without the breaks of lines, which differ from font to font."""
    return "".join("".join(pages_of_paper(pdf, password)).split("\n"))
