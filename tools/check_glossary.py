"""Do code and GLOSSARY.md speak of the same things by the same words?

    python -m tools.check_glossary     exit 1 and a sentence per problem, else silence

A package and a class on a package's public face need a line in the glossary; a refused word may not appear in names or
texts of `src/`, a refused file name (written `like_this.py`) only not as the name of a file or folder.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFUSED_HEADING = "## Words we do not use"
TEXTS = ("*.py", "*.yaml", "*.csv", "*.html")


def code_words(glossary: str) -> set[str]:
    """The words in backticks in the first column of the tables before the refused ones."""
    told = glossary.split(REFUSED_HEADING)[0]
    cells = re.findall(r"^\| ([^|]*`[^|]*) \|", told, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def refused_words(glossary: str) -> dict[str, str]:
    """Refused word → what to write."""
    told = glossary.split(REFUSED_HEADING)[1]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", told, re.MULTILINE)
    return {right.strip(" `"): left.strip() for left, right in rows if right.strip() not in {"Refused", "---"}}


def faces(source: Path) -> dict[str, Path]:
    """Package → its `__init__.py`."""
    found = {path.parent.name: path for path in source.glob("tsunagu/*/__init__.py")}
    return found | {path.parent.name: path for path in source.glob("tsunagu_*/__init__.py")}


def public_classes(face: Path) -> list[str]:
    """The names in CamelCase that a face exports in `__all__`."""
    for node in ast.parse(face.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            names = [str(name) for name in ast.literal_eval(node.value)]  # type: ignore[attr-defined]
            return [name for name in names if re.fullmatch(r"([A-Z][a-z0-9]+)+", name)]
    return []


def problems(root: Path = ROOT) -> list[str]:
    """What differs, one sentence each."""
    glossary = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    known = code_words(glossary)
    found = []
    for package, face in sorted(faces(root / "src").items()):
        if package not in known:
            found.append(f"{face.parent.relative_to(root)}: the package {package} has no line in GLOSSARY.md")
        for name in public_classes(face):
            if name not in known:
                found.append(f"{face.relative_to(root)}: {name} is public but has no line in GLOSSARY.md")
    return found + refused(root, refused_words(glossary))


def refused(root: Path, words: dict[str, str]) -> list[str]:
    """Where a refused word stands in a name or a text of `src/`."""
    found = []
    for path in sorted(path for kind in TEXTS for path in (root / "src").rglob(kind)):
        place = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        for word, write in words.items():
            if word.endswith(".py"):
                if word.removesuffix(".py") in place.with_suffix("").parts:
                    found.append(f"{place}: the name says {word.removesuffix('.py')}; write {write}")
                continue
            # A Latin word counts as a whole word or as a part between underscores; a Japanese one anywhere.
            latin = word.isascii()
            pattern = rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" if latin else re.escape(word)
            if re.search(pattern, str(place)):
                found.append(f"{place}: the name says {word}; write {write}")
            for number, line in enumerate(text.splitlines(), 1):
                if re.search(pattern, line):
                    found.append(f"{place}:{number}: {word}; write {write}")
    return found


def main() -> int:
    found = problems()
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
