"""Fill the tables between `<!-- evidence:SUBJECT … -->` and `<!-- /evidence -->` in the documents from evidence/*.json.

    python -m tools.readme_tables --check     the documents say what was measured, or exit 1
    python -m tools.readme_tables --write     make them say it

A marker without subjects takes every figure on record; one with subjects takes those.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools.evidence import FOLDER, ROOT, Figure, Value, read

DOCUMENTS = ("README.md", "README.ja.md", "SECURITY.md", "docs/adr/0002-own-sql-text-and-a-walk.md")
BLOCK = re.compile(r"(<!-- evidence:([^>]*?)-->\n).*?(<!-- /evidence -->)", re.DOTALL)


def filled(text: str, figures: list[Figure]) -> str:
    """`text` with every marked table made anew."""
    return BLOCK.sub(lambda match: match[1] + table(figures, match[2].split()) + match[3], text)


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
    count = f"{figure.n:,}" if isinstance(figure.n, int) else figure.n
    return (
        f"{figure.subject}: {figure.name}", _written(figure.value), figure.goal, mark,
        count, seed, f"`{figure.command}`", f"`{figure.commit}`", str(figure.cores),
    )  # fmt: skip


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
    figures = read(folder)
    found = []
    for name in DOCUMENTS:
        path = root / name
        if path.exists() and (text := path.read_text(encoding="utf-8")) != (wanted := filled(text, figures)):
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
