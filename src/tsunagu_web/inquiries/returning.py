"""A filled-in Excel file back into answers. A file that is not this sheet's is refused as a whole, with what to do."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from tsunagu.base.errors import RefusedError
from tsunagu_web.inquiries.asking import Received, questions_of
from tsunagu_web.inquiries.declared import UNKNOWN
from tsunagu_web.inquiries.forms import AnswerForm
from tsunagu_web.inquiries.models import Answer, Issue, Sheet
from tsunagu_web.inquiries.workbook import CONFIRMED, FORMAT, MARK, NAME, PAGE, TOLD_BY, YES, label_of, seal_of

_SAME = str.maketrans({"〇": "○", "◯": "○", "ー": "-", "―": "-", "‐": "-", "−": "-"})
_UNKNOWN_SPELLINGS = ("わからない", "分らない", "判らない", "不明")
MOST_TOLD = 5


@dataclass(frozen=True)
class Line:
    """One row of the file: the words of the question, what was filled in, and our key beside it."""

    label: str
    value: str
    key: str


def read_back(sheet: Sheet, pages: dict[str, list[list[str]]]) -> tuple[Issue, Received]:
    """Which issue came back, and what it says.

    Raises RefusedError C025 (no sheet of ours), C026 (another sheet or child), C027 (the questions are not those asked),
    C028 (a cell that cannot be read).
    """
    marks = {row[0]: row[1] for row in pages.get(MARK, []) if len(row) > 1}
    lines = [Line(*(cell.strip() for cell in (row[0], row[1], row[3]))) for row in pages.get(PAGE, []) if len(row) > 3]
    issued = _issue_of(sheet, marks)
    name = next((one.value for one in lines if one.key == NAME), "")
    file, named = seal_of(sheet, issued.number, name)
    if marks.get("照合") != file:
        raise not_ours()
    if marks.get("氏名の照合") != named:
        raise _of_another()
    _check_questions(sheet, lines)
    return issued, _received(sheet, {one.key: one.value for one in lines if one.key})


def _issue_of(sheet: Sheet, marks: dict[str, str]) -> Issue:
    if marks.get("様式") != FORMAT:
        raise not_ours()
    if marks.get("シート") != sheet.name:
        raise _of_another()
    number = marks.get("発行番号", "")
    issued = sheet.issues.filter(number=int(number)).first() if number.isdecimal() else None
    if issued is None:
        raise not_ours()
    return issued


def _check_questions(sheet: Sheet, lines: list[Line]) -> None:
    asked = [(one.key, label_of(one)) for one in questions_of(sheet)]
    found = [(one.key, one.label) for one in lines if one.key and not one.key.startswith("_")]
    if found != asked:
        raise RefusedError(
            "C027",
            "問いの文や並びが、出したときと違います",
            "このシートのExcelをもう一度渡し、答えの欄だけに書いてもらってください",
        )


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
    wrong = [labels[name] for name in form.errors if name in labels]
    more = f"ほか{len(wrong) - MOST_TOLD}か所" if len(wrong) > MOST_TOLD else ""
    raise RefusedError(
        "C028",
        f"読み取れない欄か、書かれていない欄があります（{'、'.join(wrong[:MOST_TOLD])}{more}）",
        "何も取りこんでいません。その欄を直したExcelを出し直すか、画面で書き写してください",
    )


def not_ours() -> RefusedError:
    """What is said of a file we never wrote for this sheet, or that cannot be opened."""
    return RefusedError(
        "C025",
        "このシートのために出したExcelではありません",
        "この画面から出したExcelに書いてもらい、それを選んでください",
    )


def _of_another() -> RefusedError:
    return RefusedError(
        "C026",
        "ほかのシートか、ほかのこどものExcelです",
        "ファイルの氏名とシートの番号を見て、そのシートの画面で読み込んでください",
    )
