"""A filled-in Excel file back into answers. A file that is not this sheet's is refused as a whole, with what to do."""

from __future__ import annotations

import unicodedata

from tsunagu_web.inquiries.asking import Received, questions_of
from tsunagu_web.inquiries.declared import UNKNOWN
from tsunagu_web.inquiries.forms import AnswerForm
from tsunagu_web.inquiries.models import Answer, Issue, Sheet
from tsunagu_web.inquiries.workbook import CONFIRMED, FORMAT, PAGE, TOLD_BY, copy_of, label_of
from tsunagu_web.papers.workbooks import YES, not_ours, returned, unreadable

_SAME = str.maketrans({"〇": "○", "◯": "○", "ー": "-", "―": "-", "‐": "-", "−": "-"})
_UNKNOWN_SPELLINGS = ("わからない", "分らない", "判らない", "不明")


def read_back(sheet: Sheet, pages: dict[str, list[list[str]]]) -> tuple[Issue, Received]:
    """Which issue came back, and what it says.

    Raises RefusedError C025 (no sheet of ours), C026 (another sheet or child), C027 (the questions are not those asked),
    C028 (a cell that cannot be read).
    """
    found = returned(pages, PAGE)
    found.must_be(FORMAT, sheet.name)
    issued = sheet.issues.filter(number=found.number).first() if found.number is not None else None
    if issued is None:
        raise not_ours()
    found.must_be_copy(copy_of(sheet, issued.number), [(one.key, label_of(one)) for one in questions_of(sheet)])
    return issued, _received(sheet, found.cells)


def _received(sheet: Sheet, cells: dict[str, str]) -> Received:
    questions, told = questions_of(sheet), {"seen": "0", "told_by": cells.get(TOLD_BY, "")}
    told |= {"confirmed": "1"} if cells.get(CONFIRMED) == YES else {}
    for one in questions:
        value = cells.get(one.key, "")
        folded = unicodedata.normalize("NFKC", value).translate(_SAME)
        if folded in _UNKNOWN_SPELLINGS or folded == UNKNOWN:
            told |= {f"q_{one.key}": UNKNOWN} if one.choices else {f"u_{one.key}": "1"}
        else:
            told[f"q_{one.key}"] = folded if one.asks != "text" else value
    form = AnswerForm(told, questions=questions, complete=False, for_others=True)
    if form.is_valid():
        return Received(Answer.EXCEL, form.cleaned_data["told_by"], form.told())
    labels = {f"q_{one.key}": label_of(one) for one in questions}
    labels |= {"confirmed": "根拠と守秘義務の確認", "told_by": "答えた人", "__all__": "答え"}
    raise unreadable([labels[name] for name in form.errors if name in labels])
