"""Fill the tables between `<!-- evidence:SUBJECT … -->` and `<!-- /evidence -->` in the documents from evidence/*.json, those
between `<!-- headlines:LANGUAGE -->` and `<!-- /headlines -->` with the figures README begins with, and those between `<!-- steps:PLAY -->` (clicks and characters) or `<!-- keys:PLAY -->` (keys and characters) and `<!-- /steps -->` in
the manual from the steps of evidence/plays.json.

    python -m tools.readme_tables --check     the documents say what was measured, or exit 1
    python -m tools.readme_tables --write     make them say it

A marker without subjects takes every figure on record; one with subjects takes those.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tools.evidence import FOLDER, ROOT, Figure, Value, read
from tools.headlines import HEADLINES

DOCUMENTS = (
    "README.md",
    "README.ja.md",
    "SECURITY.md",
    "docs/reference/measured.md",
    "docs/adr/0002-own-sql-text-and-a-walk.md",
    "docs/操作手引き/10-会議で決める.md",
    "docs/操作手引き/11-支援.md",
    "docs/操作手引き/16-和泉市の二段の絞り込み.md",
)
STEPS = re.compile(r"(<!-- (steps|keys):(\w+) -->\n).*?(<!-- /steps -->)", re.DOTALL)
COSTS = {"steps": {"clicks": "クリック", "characters": "文字"}, "keys": {"keys": "キー", "characters": "文字"}}
"""What a table of steps counts, by its marker."""
ROLES = {
    "center": "こども家庭センター",
    "shido": "学校教育課（指導主事）",
    "kocho": "学校管理職",
    "ssw": "SSW",
    "boshi": "母子保健",
    "en": "園",
}
"""Who the people of a play are, as the manual calls them."""
FIRST = re.compile(r"(<!-- headlines:(en|ja) -->\n).*?(<!-- /headlines -->)", re.DOTALL)
HEADS = {
    "en": ("what", "measured", "goal", "", "of", "measured by"),
    "ja": ("何を", "結果", "目標", "", "数", "測った命令"),
}
VERDICTS = {"en": {True: "met", False: "**missed**", None: ""}, "ja": {True: "達成", False: "**未達**", None: ""}}
BLOCK = re.compile(r"(<!-- evidence:([^>]*?)-->\n).*?(<!-- /evidence -->)", re.DOTALL)


def filled(text: str, figures: list[Figure], plays: dict[str, list[dict[str, Any]]]) -> str:
    """`text` with every marked table made anew."""
    text = STEPS.sub(lambda match: match[1] + steps_table(plays.get(match[3], []), COSTS[match[2]]) + match[4], text)
    text = FIRST.sub(lambda match: match[1] + headlines(figures, match[2]) + match[3], text)
    return BLOCK.sub(lambda match: match[1] + table(figures, match[2].split()) + match[3], text)


def steps_table(steps: list[dict[str, Any]], counted: dict[str, str]) -> str:
    """A row for each thing somebody does, in the order of its first time, with the least and the most it cost."""
    if not steps:
        return "\nまだ数えていません。\n\n"
    rows = [_row(("すること", "だれが", "前", "後", "回数", *counted.values())), _row(("---",) * 7)]
    for name, who in dict.fromkeys((one["name"], one["who"]) for one in steps):
        done = [one for one in steps if (one["name"], one["who"]) == (name, who)]
        costs = (_span([one[cost] for one in done]) for cost in counted)
        rows.append(_row((name, ROLES.get(who, who), done[0]["before"], done[0]["after"], str(len(done)), *costs)))
    return "\n" + "".join(rows) + "\n"


def _span(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least}〜{most}"


def headlines(figures: list[Figure], language: str) -> str:
    """The table of the figures a reader asks for first; one that is not on record is left out."""
    known = {(figure.subject, figure.name): figure for figure in figures}
    rows = [_row(HEADS[language]), _row(("---",) * len(HEADS[language]))]
    for one in HEADLINES:
        if figure := known.get((one.subject, one.name)):
            label = one.ja if language == "ja" else one.en
            verdict = VERDICTS[language][figure.met]
            rows.append(
                _row((label, _written(figure.value), figure.goal, verdict, _count(figure), f"`{figure.command}`"))
            )
    return "\n" + "".join(rows) + "\n"


def table(figures: list[Figure], subjects: list[str]) -> str:
    """A Markdown table of the figures of `subjects` (all when none are named), one row a figure, goal beside value."""
    wanted = [figure for figure in figures if not subjects or figure.subject in subjects]
    if not wanted:
        return "\nまだ測っていません。\n\n"
    head = ("何を", "結果", "目標", "", "数", "乱数の種", "測った命令", "版", "コア数")
    rows = [_row(head), _row(tuple("---" for _ in head))]
    return "\n" + "".join(rows + [_row(_cells(figure)) for figure in wanted]) + "\n"


def _cells(figure: Figure) -> tuple[str, ...]:
    mark = {True: "達成", False: "未達", None: ""}[figure.met]
    seed = "" if figure.seed is None else str(figure.seed)
    return (
        f"{figure.subject}: {figure.name}", _written(figure.value), figure.goal, mark,
        _count(figure), seed, f"`{figure.command}`", f"`{figure.commit}`", str(figure.cores),
    )  # fmt: skip


def _count(figure: Figure) -> str:
    return f"{figure.n:,}" if isinstance(figure.n, int) else figure.n


def _written(value: Value) -> str:
    if isinstance(value, dict):
        return "、".join(f"{name} {_written(part)}" for name, part in value.items())
    if isinstance(value, (bool, str)):
        return str(value)
    return f"{value:,}"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def stale(root: Path = ROOT, folder: Path = FOLDER) -> list[tuple[Path, str]]:
    """The documents whose tables differ from the figures on record, each with the text it should have."""
    figures, kept = read(folder), folder / "plays.json"
    plays = json.loads(kept.read_text(encoding="utf-8")).get("steps", {}) if kept.exists() else {}
    found = []
    for name in DOCUMENTS:
        path = root / name
        if path.exists() and (text := path.read_text(encoding="utf-8")) != (wanted := filled(text, figures, plays)):
            found.append((path, wanted))
    return found


def main(arguments: list[str]) -> int:
    documents = stale()
    if "--write" in arguments:
        for path, wanted in documents:
            path.write_text(wanted, encoding="utf-8")
        return 0
    for path, _ in documents:
        print(f"{path.name}: 表が evidence/ の記録と違います。make fix を実行してください。", file=sys.stderr)
    return 1 if documents else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
