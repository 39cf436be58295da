"""The import contract: read from the table of ADR 0001, written to .importlinter, with two checks import-linter lacks.

python -m tools.import_contract --check     .importlinter is what the table says; faces and reference are kept
python -m tools.import_contract --write     make .importlinter say it
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "adr" / "0001-layout-and-one-way-imports.md"
CONTRACT = ROOT / ".importlinter"
OWN_ROOTS = ("tsunagu_web", "tsunagu_packs")
# Names of the mart that change what is stored. Who may only read the mart may not import them.
WRITING = {"mart": frozenset({"build", "sweep", "publish", "reseal"})}
# Packages without an inside: their named files are their face.
OPEN = frozenset({"base"})
HEAD = (
    "# Generated from docs/adr/0001-layout-and-one-way-imports.md by make fix. Change the table there, not this file.\n"
)


@dataclass(frozen=True)
class Rule:
    """What one package may import. `reading` names those of which only reading is allowed."""

    package: str
    allowed: frozenset[str]
    reading: frozenset[str]


@dataclass(frozen=True)
class Import:
    """One import of our own code: where it stands, the module it names and, for `from … import`, the names taken."""

    path: Path
    line: int
    module: str
    names: tuple[str, ...]


def rules(table: Path = TABLE) -> dict[str, Rule]:
    """The rows of the table, by package."""
    found = {}
    for match in re.finditer(r"^\| ([a-z_]+) \|([^|]*)\|$", table.read_text(encoding="utf-8"), re.MULTILINE):
        package, cell = match[1], match[2]
        if package == "package":
            continue
        words = [word.strip() for word in cell.split(",") if word.strip()]
        reading = frozenset(word.removesuffix(" (reading)") for word in words if word.endswith("(reading)"))
        found[package] = Rule(package, frozenset(word.removesuffix(" (reading)") for word in words), reading)
    return found


def packages(source: Path = ROOT / "src") -> list[str]:
    """The packages that exist: those inside tsunagu by their short name, then tsunagu_web."""
    inside = sorted(path.parent.name for path in (source / "tsunagu").glob("*/__init__.py"))
    return inside + [name for name in OWN_ROOTS if (source / name / "__init__.py").exists()]


def module_of(package: str) -> str:
    """The dotted name of a package of the table."""
    return package if package in OWN_ROOTS else f"tsunagu.{package}"


def contract(table: dict[str, Rule], there: list[str]) -> str:
    """The text of .importlinter: for every package that exists, one contract naming all it may not import."""
    roots = ["tsunagu", *(name for name in there if name in OWN_ROOTS)]
    lines = [HEAD, "[importlinter]", "root_packages =", *(f"    {root}" for root in roots), ""]
    for package in there:
        if package == "tsunagu_packs":
            continue
        allowed = table[package].allowed | {package, "tsunagu_packs"}
        forbidden = [module_of(other) for other in there if other not in allowed]
        if not forbidden:
            continue
        lines += [
            f"[importlinter:contract:{package}]",
            f"name = {package} imports only {', '.join(sorted(table[package].allowed)) or 'nothing of ours'}",
            "type = forbidden",
            "allow_indirect_imports = True",
            "source_modules =",
            f"    {module_of(package)}",
            "forbidden_modules =",
            *(f"    {module}" for module in forbidden),
            "",
        ]
    return "\n".join(lines)


def imports(source: Path) -> Iterator[tuple[str, Import]]:
    """Every import of our own code below `source`, with the package it stands in."""
    for path in sorted([*source.glob("tsunagu/**/*.py"), *source.glob("tsunagu_web/**/*.py")]):
        parts = path.relative_to(source).parts
        package = parts[0] if parts[0] in OWN_ROOTS else (parts[1] if len(parts) > 2 else "")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield package, Import(path, node.lineno, alias.name, ())
            elif isinstance(node, ast.ImportFrom):
                module = _absolute(node, parts)
                yield package, Import(path, node.lineno, module, tuple(alias.name for alias in node.names))


def _absolute(node: ast.ImportFrom, parts: tuple[str, ...]) -> str:
    if not node.level:
        return node.module or ""
    base = parts[: len(parts) - node.level]
    return ".".join([*base, *([node.module] if node.module else [])])


def breaches(source: Path = ROOT / "src") -> list[str]:
    """What import-linter cannot say: an import past a face, a reader that imports a writer, a reference with a friend."""
    table = rules()
    found = []
    for package, one in imports(source):
        place = f"{one.path.relative_to(source)}:{one.line}"
        words = one.module.split(".")
        if words[0] == "tsunagu" and len(words) > 1 and words[1] != package:
            if len(words) > 2 and words[1] not in OPEN:
                found.append(
                    f"{place}: import from the face, `from tsunagu.{words[1]} import …`, not from {one.module}"
                )
            if package in table and words[1] in table[package].reading & WRITING.keys():
                taken = sorted(WRITING[words[1]] & set(one.names))
                found += [f"{place}: {package} may only read {words[1]}, not import {name}" for name in taken]
        if is_reference(one.path, source) and _ours(words) and not _model_or_base(one):
            found.append(f"{place}: the reference evaluator imports only the model and base, not {one.module}")
    return found


def is_reference(path: Path, source: Path) -> bool:
    """Whether a file belongs to the reference evaluator of the indicators."""
    parts = path.relative_to(source).with_suffix("").parts
    return parts[:3] == ("tsunagu", "indicators", "reference")


def _ours(words: list[str]) -> bool:
    return words[0].startswith("tsunagu") or words[0] in {"duckdb", "pyarrow"}


def _model_or_base(one: Import) -> bool:
    if one.module in {"tsunagu.indicators", "tsunagu.base"}:
        return set(one.names) <= {"model", "errors", "missing", "dates", "reference"}
    inside = ("tsunagu.base.", "tsunagu.indicators.model", "tsunagu.indicators.reference")
    return one.module.startswith(inside)


def main(arguments: list[str]) -> int:
    wanted = contract(rules(), packages())
    if "--write" in arguments:
        CONTRACT.write_text(wanted, encoding="utf-8")
    problems = breaches()
    if not CONTRACT.exists() or CONTRACT.read_text(encoding="utf-8") != wanted:
        problems.append(".importlinter is not what the table of ADR 0001 says: run make fix")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
