"""The manual of the indicator language, made from the specs: each test is a paragraph.

python tests/spec/manual.py --write     write docs/reference/indicator-language.md
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "tests") not in sys.path:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from spec.telling import FAMILY, Case, case_of  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "indicator-language.md"
CONTENTS = (
    "whose.test_scope", "whose.test_applies", "which.test_where", "when.test_period", "together.test_aggregate",
    "combined.test_combination", "unknown.test_reasons",
)  # fmt: skip
"""Sections of the manual, in order. A spec file that is not named here fails a test."""

TIES = {
    "mother": "母", "father": "父", "guardian": "保護者", "sibling": "きょうだい", "half_sibling": "きょうだい（片親が同じ）",
}  # fmt: skip
NOT_SEEN = {
    "withheld_sibling": "支援措置のために名前を出さない人がいる", "gone_sibling": "町を転出した人がいる",
}  # fmt: skip

HEAD = """# 指標の書き方

このページは `tests/spec` の仕様から作られます（`make fix`）。手で直しません。例はすべて試験で、ゆっくり読む参照と DuckDB の
両方が、書いてあるとおりに答えることを確かめています。

指標は、ある日のあるこどもについての問いです。答えは「はい」「いいえ」「わからない」の3つで、「わからない」には理由が1つ付きます。
問いは「だれの（scope）、どの表の（table）、どの記録を（where）、いつの分で（period）、どうまとめて（aggregate）、どう比べるか
（compare）」の順に書きます。表と列とコードは [データ項目の辞書](data-dictionary.md) にあります。書き方の手順は
[指標を足す](../how-to/add-an-indicator.md) にあります。

```yaml
schema: 1
indicators:
  - id: item06_absence30
    no: "6"
    label: 小・中学校の年間欠席日数が30日以上である
    basic_item: 11                       # 基本連携データ項目の番号。なければ null
    evidence: "{period}の欠席が{value}日"   # 「はい」の理由の文。担当課と日付は後ろに付く
    applies: {grades: [P1, P2, P3, P4, P5, P6, J1, J2, J3]}
    ask:
      scope: self
      table: attendance
      period: {fiscal_year: 0}
      aggregate: {sum: absent}
      compare: {at_least: 30}
```

`evidence` の文には `{value}`（件数・合計・値）、`{period}`（期間のことば）、`{date}`（いちばん新しい記録の日）、`{rows}`（記録の数）と、
コード・数・日付の列の名前を `{ }` で書けます。氏名・住所・番号・自由記述の列は書けません。

## 例に出てくる家族

断りのない例の基準日は令和8年10月31日（2026-10-31）です。問われるこどもは 1・2・3 です。

"""
TAIL = """
## 読み方の決めごと

ここまでの例に現れにくい細かい決まりです。参照（`src/tsunagu/indicators/reference`）がそのとおりに書かれています。

- 当てはまるかどうかは `where`・`period`・`sources` のすべてで決まり、SQL と同じ3つの値（当てはまる・外れる・わからない）で計算します。
- 理由は、わからない記録で問いが見た空欄の理由のうち、順の先のものです。番号や文字の列のように理由を持たない空欄は「空欄」です。
- 件数は［確かな件数, ありうる件数］、合計・最大は空欄があれば上に、最小は下に開いた範囲として比べます。範囲のどこでも同じ答えなら、その答えです。
- `count_distinct` のありうる数は、ありうる記録のちがう値の数に、値の空欄の記録を1つずつ加えたものです。
- `sum` は負にならない列（表の宣言に `min: 0`）だけに使えます。小数は第4位までを正確に足します。
- `latest` は、当てはまるかわからない記録が1つでもあれば「わからない」です。同じ日付では、提供データ名、行、ファイル名、シート、読み込み、宛名番号の順で後のものを取ります。
- 記録の表で「記録がある」とは、期間の外とは言い切れない記録があることです。`where` に合わない記録も、見た証拠になります。
- 要る提供データが届いていないとき、`count`・`sum`・`max` は上に、`min` は下に開きます。そのうえで確かに「はい」でなければ「未着」です。
- 学校ごとに届くデータは、こどもの在籍校の分が要ります。在籍校のないこどもには、どこか1校でも届いていれば「未着」にしません。
- 「一部保有」になるのは「いいえ」になるはずの答えだけです。空欄でわからない答えは、その欄の理由のままです。
- 世帯は基準日にいまいる人の世帯です。転出・死亡した人の記録は、だれの世帯にも入りません。続柄（母・父・保護者・きょうだい）でたどるのも、基準日に町に住む人だけです。母・父・保護者が転出していれば「わからない」、きょうだいは町に住む人だけで答えます。
"""


class _Recorder:
    """Stands in for the fixture and keeps what a spec tells."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def __call__(self, **told: Any) -> Case:
        self.cases.append(case_of(**told))
        return self.cases[-1]


def page() -> str:
    """The whole manual."""
    family = "\n".join(_table_lines(FAMILY))
    return HEAD + family + "\n" + "".join(_section(module) for module in modules()) + TAIL


def modules() -> list[ModuleType]:
    """The spec files, in the order of the manual."""
    return [importlib.import_module(f"spec.{name}") for name in CONTENTS]


def _section(module: ModuleType) -> str:
    paragraphs = "".join(_paragraph(test) for test in _tests(module))
    return f"\n## {(module.__doc__ or '').strip()}\n{paragraphs}"


def _tests(module: ModuleType) -> Iterator[Any]:
    for name, value in vars(module).items():
        if name.startswith("test_"):
            yield value


def _paragraph(test: Any) -> str:
    recorder = _Recorder()
    test(recorder)
    told = "".join(
        _told(case, again=number > 0 and case.tables == recorder.cases[number - 1].tables)
        for number, case in enumerate(recorder.cases)
    )
    return f"\n{inspect.cleandoc(test.__doc__ or '')}\n{told}"


def _told(case: Case, *, again: bool) -> str:
    """One case; `again`: asked of the same rows as the one before, which are not told twice."""
    lines = []
    for block in ("" if again else case.tables or "").split("\n\n"):
        name, _, rows = block.strip().partition("\n")
        if name:
            lines += [f"\n表 `{name}`\n\n" + "\n".join(_table_lines(rows)) + "\n"]
    applies = f"applies: {case.applies}\n" if case.applies and case.applies.startswith("{") else None
    if case.applies and applies is None:
        applies = "applies: {" + case.applies + "}\n"
    ask = "\n".join(f"  {line}" for line in case.ask.splitlines())
    lines.append(f"\n```yaml\n{applies or ''}ask:\n{ask}\n```\n")
    lines += [f"\n{sentence}\n" for sentence in _circumstances(case)]
    people = " | ".join(str(person) for person in case.answers)
    answers = " | ".join(case.answers.values())
    lines.append(f"\n| こども | {people} |\n|---|{'---|' * len(case.answers)}\n| 答え | {answers} |\n")
    return "".join(lines)


def _circumstances(case: Case) -> Iterator[str]:
    if case.as_of != Case.as_of:
        yield f"基準日は {case.as_of.isoformat()} とします。"
    for name in case.not_arrived:
        told = f"`{name}`" if isinstance(name, str) else f"`{name[0]}` の学校 {name[1]} の分"
        yield f"{told} は届いていないとします。"
    for name in case.partial:
        yield f"`{name}` は一部保有とします。"
    for child, relation, relative in case.kin:
        if relative is None:
            yield f"{child} のきょうだいには、{NOT_SEEN[relation]}とします。"
        else:
            yield f"{child} の{TIES[relation]}は {relative} とします。"
    for child in case.both_parents:
        yield f"{child} のもう一人の親は、町の記録からわかっていて、亡くなったとします。"
    for child in case.strangers:
        yield f"{child} の母も父もきょうだいもわからないとします。"


def _table_lines(text: str) -> Iterator[str]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    for number, row in enumerate(rows):
        yield "| " + " | ".join(f"（{cell[1:]}）" if cell.startswith("?") else cell for cell in row) + " |"
        if number == 0:
            yield "|" + "---|" * len(row)


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else 1)
