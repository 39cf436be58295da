"""The kinds of dirt a department's file may hold, and the page about them: `python -m tsunagu.catalog.kinds_of_dirt --check` or
`--write`. What intake does is declared in `dirt.csv`; code, weight and national rule come from `faults.csv`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tsunagu.catalog.model import KindOfDirt
from tsunagu.catalog.pack import Pack, load_pack

PAGE = Path("docs/reference/kinds-of-dirt.md")
_LEVELS = {"note": "値は使う", "cell": "欄を除く", "row": "行を戻す", "file": "ファイルを戻す"}


def page_text(pack: Pack) -> str:
    """The page as Markdown. The same pack gives the same text."""
    lines = [
        "# 汚れの種類\n",
        "この頁は宣言（`src/tsunagu_packs/standard/dirt.csv` と `faults.csv`）から作られます。直すときは宣言を直し、"
        "`python -m tsunagu.catalog.kinds_of_dirt --write` を実行してください。\n",
        "規則は「行政データにおける機械可読性に関するルール」の番号です。— は、当たる規則がないものです。",
        "見本の町には、番号を選んで入れられます（`tsunagu sample DIR --dirt-kinds 9,41`）。\n",
        "| 番号 | 汚れ | 例 | 受領がすること | 符号 | 重さ | 規則 |",
        "|---|---|---|---|---|---|---|",
        *(_row(pack, kind) for kind in pack.dirt.values()),
    ]
    return "\n".join(lines) + "\n"


def _row(pack: Pack, kind: KindOfDirt) -> str:
    codes = [pack.faults[code] for code in pack.codes_of_dirt(kind.kind)]
    cells = (
        str(kind.kind),
        kind.label,
        kind.example,
        kind.intake,
        "<br>".join(f"`{code.code}`" for code in codes),
        "<br>".join(_LEVELS[code.level] for code in codes),
        "<br>".join(_rules(code.rule for code in codes)),
    )
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"


def _rules(rules: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(rule for rule in rules if rule)) or ["—"]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the page is as the declarations say (or was written), 1 when it is stale."""
    parser = argparse.ArgumentParser(description="汚れの種類の頁を宣言から作る")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="頁が宣言と合っているか確かめる")
    action.add_argument("--write", action="store_true", help="頁を書き直す")
    given = parser.parse_args(arguments)
    text = page_text(load_pack("standard"))
    if given.write:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        told = f"{PAGE} が宣言と合っていません。python -m tsunagu.catalog.kinds_of_dirt --write を実行してください。"
        print(f"[D040] {told}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
