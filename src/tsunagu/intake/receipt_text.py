"""The receipt in the terminal: one headline, then each kind of fault with its first places and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tsunagu.base.missing import Missing
from tsunagu.catalog import FaultKind
from tsunagu.intake.receipt import STATUS_LABELS, Fault, Receipt

_PLACES = 5
_CAUSES = 3
_COLUMNS = 4


def receipt_text(receipt: Receipt, kinds: Mapping[str, FaultKind]) -> str:
    """Several lines of Japanese; holds no cell values."""
    lines = [f"{STATUS_LABELS[receipt.status]}  {receipt.file}" + (f"（{receipt.label}）" if receipt.label else "")]
    lines.append(f"  {receipt.sentence}")
    if receipt.compared:
        lines.append(f"  {receipt.compared.told}")
    if receipt.status == "accepted":
        lines.append(
            f"  入った行 {receipt.rows_in:,} ＝ 受け取った行 {receipt.rows_accepted:,} ＋ 受け取れない行 {receipt.rows_refused:,}"
        )
    by_code: dict[str, list[Fault]] = defaultdict(list)
    for fault in receipt.faults:
        by_code[fault.code].append(fault)
    for code, faults in by_code.items():
        kind = kinds[code]
        rule = f"（機械可読性ルール {kind.rule}）" if kind.rule else ""
        lines.append(f"  ・[{code}] {kind.label} {len(faults):,}件{rule}")
        lines.append(f"    場所: {places(faults)}")
        lines.append(f"    原因: {causes(faults, kind)}")
        lines.append(f"    対応: {kind.remedy}")
    lines += _empty(receipt)
    return "\n".join(lines)


def _empty(receipt: Receipt) -> list[str]:
    """One line per reason why cells have no value, with the columns that have most of them."""
    by_reason: dict[Missing, list[tuple[int, str]]] = defaultdict(list)
    for cells in receipt.empty or []:
        for reason, count in cells.told:
            by_reason[reason].append((-count, cells.column))
    lines = ["  ・値のない欄"] if by_reason else []
    for reason in sorted(by_reason):
        columns = sorted(by_reason[reason])
        told = "、".join(f"「{column}」{-count:,}件" for count, column in columns[:_COLUMNS])
        more = f" ほか{len(columns) - _COLUMNS}列" if len(columns) > _COLUMNS else ""
        lines.append(f"    {reason.label}: {told}{more}")
    return lines


def causes(faults: list[Fault], kind: FaultKind) -> str:
    """What is known of the first places, and the cause of this kind."""
    told = list(dict.fromkeys(fault.cause.removesuffix(kind.cause).rstrip("。") for fault in faults))
    details = [detail for detail in told if detail]
    more = "など。" if len(details) > _CAUSES else "。"
    return ("、".join(details[:_CAUSES]) + more if details else "") + kind.cause


def places(faults: list[Fault]) -> str:
    """The first places in words, and how many more."""
    told = "、".join(dict.fromkeys(place(fault) for fault in faults[: _PLACES * 4]))
    shown = "、".join(told.split("、")[:_PLACES])
    return shown + (f" ほか{len(faults) - _PLACES:,}件" if len(faults) > _PLACES else "")


def place(fault: Fault) -> str:
    """Sheet, line and heading of one fault, or ファイル全体."""
    parts = [
        f"シート「{fault.sheet}」" if fault.sheet else "",
        f"{fault.line}行目" if fault.line else "",
        f"「{fault.column}」" if fault.column else "",
    ]
    return "".join(parts) or "ファイル全体"
