"""The project's files as a reader of the repository sees them."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


# What a clone without git (an archive from a medium) may hold besides the project.
IGNORED = {".git", ".venv", ".anchors", ".spark", "demo", "build", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis",
           ".import_linter_cache", "wheelhouse"}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in the repository or about to be, sorted; generated and ignored ones are not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
        found = [ROOT / name for name in sorted(set(listed.split("\0"))) if name]
    except (OSError, subprocess.CalledProcessError):
        found = sorted(path for path in ROOT.rglob("*") if not IGNORED & set(path.relative_to(ROOT).parts))
    return tuple(path for path in found if path.is_file() and ".egg-info" not in str(path))


def texts(*endings: str) -> Iterator[tuple[Path, str]]:
    """The files with one of these endings, each with its text."""
    for path in files():
        if path.suffix in endings:
            yield path, path.read_text(encoding="utf-8")


def prose(path: Path, text: str) -> str:
    """What a file says to people: all of Markdown; of Python its comments and docstrings; of YAML its comments."""
    if path.suffix == ".md":
        return text
    if path.suffix == ".py":
        comments = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
        return "\n".join([*comments, *_docstrings(text)])
    return "\n".join(line.partition("#")[2] for line in text.splitlines() if "#" in line)


def _docstrings(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""
