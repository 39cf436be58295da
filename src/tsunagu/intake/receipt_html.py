"""The receipt as one Japanese page that needs nothing else: to print, or to hand back to the department."""

from __future__ import annotations

from html import escape

from tsunagu.intake.empty_cells import IN_WORDS
from tsunagu.intake.folding import first_places, folded
from tsunagu.intake.receipt import STATUS_LABELS, FaultBook, Receipt

_SHOWN = 500
"""Lines of places on one page."""
_STYLE = """
body{font-family:"Noto Sans JP","Noto Sans CJK JP",sans-serif;line-height:1.7;color:#1a1a1a;background:#fff;max-width:72rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.75rem}h2{font-size:1.25rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;padding:.5rem;text-align:left;vertical-align:top}
th{background:#f2f2f2}td.n{text-align:right;white-space:nowrap}.status{font-weight:700}
@media print{body{margin:0}}
"""


def receipt_html(receipt: Receipt, book: FaultBook) -> str:
    """The page. Everything from the file is escaped; nothing is loaded from anywhere."""
    title = f"受領記録 {receipt.file}"
    return (
        f'<!doctype html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>受領記録</h1>\n"
        f'<p class="status">{STATUS_LABELS[receipt.status]}：{escape(receipt.sentence)}</p>\n'
        f"{_facts(receipt)}{_counts(receipt, book)}{_empty(receipt)}{_places(receipt, book)}</main>\n</body>\n</html>\n"
    )


def _facts(receipt: Receipt) -> str:
    facts = [
        ("ファイル", receipt.file),
        ("提供データ", receipt.label),
        ("所管", receipt.owner),
        ("学校", receipt.part),
        ("対象の月", receipt.period),
        ("媒体", receipt.medium),
        ("運んだ人", receipt.carrier),
        ("受領日", receipt.received_on.isoformat()),
        ("入った行", f"{receipt.rows_in:,}"),
        ("受け取った行", f"{receipt.rows_accepted:,}"),
        ("受け取れない行", f"{receipt.rows_refused:,}"),
        ("差し替えると", receipt.compared.told if receipt.compared else None),
        ("差し替えの理由", receipt.replace_reason),
        ("使わなかった列", "、".join(receipt.dropped_columns)),
        ("照合値（SHA-256）", receipt.sha256),
        ("パスワードを外す前の照合値", receipt.locked_sha256),
        ("いっしょに届いた圧縮ファイルの照合値", receipt.package_sha256),
    ]
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{escape(value)}</td></tr>\n' for name, value in facts if value)
    return f"<h2>このファイル</h2>\n<table>\n{rows}</table>\n"


def _counts(receipt: Receipt, book: FaultBook) -> str:
    if not receipt.counts:
        return "<p>不備はありません。</p>\n"
    levels = {"file": "ファイル", "row": "行", "cell": "欄", "note": "注意"}
    rows = "".join(
        f'<tr><td>{escape(book.label(code))}</td><td>{levels[book.level(code)]}</td><td class="n">{count:,}件</td>'
        f"<td>{escape(book.remedy(code))}</td><td>{escape(code)}</td></tr>\n"
        for code, count in receipt.counts.items()
    )
    return (
        '<h2>次回はこう直してください</h2>\n<table>\n<thead><tr><th scope="col">不備</th><th scope="col">及ぶところ</th>'
        f'<th scope="col">件数</th><th scope="col">対応</th><th scope="col">コード</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n'
    )


def _empty(receipt: Receipt) -> str:
    """値のない欄, column by column and reason by reason; nothing of a file that was refused."""
    if receipt.empty is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(cells.column)}</th><td>{reason.label}</td><td class="n">{count:,}件</td>'
        f"<td>{IN_WORDS[reason]}</td></tr>\n"
        for cells in receipt.empty
        for reason, count in cells.told
    )
    table = (
        '<table>\n<thead><tr><th scope="col">列</th><th scope="col">わけ</th><th scope="col">件数</th>'
        f'<th scope="col">読み方</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n'
        if rows
        else "<p>どの列のどの行にも値がありました。</p>\n"
    )
    unasked = (
        f"<p>この様式では聞いていないもの：{escape('、'.join(receipt.never_asked))}</p>\n"
        if receipt.never_asked
        else ""
    )
    return f"<h2>値のない欄</h2>\n{table}{unasked}"


def _places(receipt: Receipt, book: FaultBook) -> str:
    """Every place; the same fault with the same cell, or none, is one line with its first places."""
    if not receipt.faults:
        return ""
    lines = folded(receipt.faults, lambda fault: (fault.code, fault.column, fault.cause, fault.cell))
    rows = "".join(
        f"<tr><td>{escape(first_places(faults))}</td><td>{escape(faults[0].column or '')}</td>"
        f'<td>{escape(book.label(faults[0].code))}</td><td class="n">{len(faults):,}件</td>'
        f"<td>{escape(faults[0].cell or '')}</td><td>{escape(faults[0].cause)}</td></tr>\n"
        for faults in lines[:_SHOWN]
    )
    more = sum(len(faults) for faults in lines[_SHOWN:])
    told = f"<p>ほか{more:,}件は同じ名前のJSONと、課に渡すExcelにあります。</p>\n" if more else ""
    return (
        '<h2>場所</h2>\n<table>\n<thead><tr><th scope="col">場所</th><th scope="col">列</th><th scope="col">不備</th>'
        '<th scope="col">件数</th><th scope="col">書かれていた値</th><th scope="col">原因</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n{told}"
    )
