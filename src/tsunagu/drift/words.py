"""A breach as a sentence a clerk can check against the department's file."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu.catalog import Pack
from tsunagu.drift.compare import Breach
from tsunagu.drift.measure import Measures


def labels_of(pack: Pack, measures: Measures, types: dict[str, str]) -> dict[str, str]:
    """What people call the files, columns and types of a report. `types`: key of a type of hardship → its name."""
    schools = pack.school_names()
    found = dict(types)
    for name, measured in measures.sources.items():
        source, _, part = name.partition("/")
        found[name] = pack.sources[source].label + (f"（{schools.get(part, part)}）" if part else "")
        found |= {target: pack.column(target).label for target in measured.columns}
    return found


def sentences(breaches: Iterable[Breach], labels: dict[str, str]) -> list[str]:
    """One sentence per breach. `labels`: what people call files (`source/part`), columns (`table.column`) and types."""
    return [sentence(breach, labels) for breach in breaches]


def sentence(breach: Breach, labels: dict[str, str]) -> str:
    """The sentence, without its full stop."""
    subject = labels.get(breach.subject, breach.subject)
    column = labels.get(breach.column, breach.column)
    shares = f"{_percent(breach.before)} から {_percent(breach.now)} に"
    limit = f"（決まりは {_percent(breach.limit)} まで）"
    if breach.kind == "rows":
        change = f"{(breach.now - breach.before) / breach.before:+.0%}、" if breach.before else ""
        counted = f"{breach.before:,.0f} から {breach.now:,.0f} に"
        return f"{subject}：行が {counted}変わりました（{change}決まりは ±{breach.limit:.0%}）"
    if breach.kind == "refused":
        return f"{subject}：戻した行の割合が {shares}変わりました{limit}"
    if breach.kind == "empty":
        return f"{subject}「{column}」：空の欄・読めない値の割合が {shares}変わりました{limit}"
    if breach.kind == "value":
        return f"{subject}「{column}」：「{breach.value}」の割合が {shares}変わりました{limit}"
    if breach.kind == "new_value":
        return f"{subject}「{column}」：先月はなかった「{breach.value}」が {_percent(breach.now)} あります"
    if breach.kind == "lost_value":
        return f"{subject}「{column}」：先月は {_percent(breach.before)} あった「{breach.value}」がありません"
    what = "該当するこども" if breach.kind == "flagged" else "情報不足で判定できないこども"
    return f"{subject}：{what}の割合が {shares}変わりました（決まりは変わり方 {breach.limit:.0%} まで）"


def _percent(share: float) -> str:
    return f"{share:.1%}"
