"""A package that imports its files late offers the same as one that imports them at once, and starts none before its time."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import tsunagu
from tsunagu.base.late_exports import late_exports

SOURCE = Path(tsunagu.__file__).parent
LATE = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py") if "late_exports(" in path.read_text("utf-8"))


def loaded_after(statement: str) -> set[str]:
    """Our own modules that are there after a statement in a fresh process."""
    asked = f"{statement}\nimport sys; print(*(name for name in sys.modules if name.startswith('tsunagu.')))"
    return set(subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split())


def test_there_are_such_packages() -> None:
    assert "month" in LATE


@pytest.mark.parametrize("package", LATE)
def test_the_files_named_to_the_reader_are_those_that_are_imported(package: str) -> None:
    tree = ast.parse((SOURCE / package / "__init__.py").read_text(encoding="utf-8"))
    told = {
        name.name: str(one.module)
        for block in tree.body
        if isinstance(block, ast.If)
        for one in block.body
        if isinstance(one, ast.ImportFrom)
        for name in one.names
    }
    at_once = {
        name.asname or name.name
        for one in tree.body
        if isinstance(one, ast.ImportFrom) and str(one.module).startswith(f"tsunagu.{package}.")
        for name in one.names
    }
    face = importlib.import_module(f"tsunagu.{package}")
    assert sorted({*told, *at_once}) == sorted(face.__all__)
    assert not at_once & told.keys()
    for name, module in told.items():
        assert getattr(face, name) is getattr(importlib.import_module(module), name)


def test_only_the_file_of_the_name_asked_for_is_started() -> None:
    assert "tsunagu.month.run" not in loaded_after("import tsunagu.month")
    assert "tsunagu.month.run" not in loaded_after("from tsunagu.month import Home")
    assert "tsunagu.month.run" in loaded_after("from tsunagu.month import run_month")


def test_a_name_nobody_offers_is_an_error_of_its_own() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'judge'"):
        late_exports("tsunagu.month", {"home": "Home"})("judge")


def test_a_file_that_bears_the_name_of_what_it_offers_is_refused() -> None:
    """Importing such a file would put the file in the place of the name."""
    with pytest.raises(AssertionError, match="a file bears the name"):
        late_exports("tsunagu.mart", {"build": "build"})
