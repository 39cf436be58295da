"""使える制度 stay apart from every judgement: no other code names them, and the search that says so finds what does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
MAY_NAME = (
    "tsunagu/entitlements/",
    "tsunagu/serving/__init__.py",
    "tsunagu/serving/build.py",
    "tsunagu/serving/entitled.py",
    "tsunagu/serving/meta.py",
    "tsunagu/serving/reader.py",
    "tsunagu/serving/schema.py",
    "tsunagu/month/run.py",
    "tsunagu_web/entitlements/",
    # The gate, the pages' names and their addresses: no answer passes through them.
    "tsunagu_web/access/",
    "tsunagu_web/pages/navigation.py",
    "tsunagu_web/settings.py",
    "tsunagu_web/urls.py",
    # The invented town lives through them; it reads neither declarations nor answers.
    "tsunagu/sample/",
)
"""Files in which the word may stand. Nothing that judges, lists, gives reasons, counts or draws bands is among them."""
JUDGING = ("criteria", "evaluation", "learning", "drift", "indicators")


def names_in(text: str) -> list[int]:
    """Lines on which code names 使える制度: an import, a name, an attribute, an argument or a text it could ask by."""
    found = []
    for node in ast.walk(ast.parse(text)):
        told = [
            value
            for name in ("id", "attr", "name", "module", "arg", "value")
            if isinstance(value := getattr(node, name, None), str)
        ]
        if any("entitle" in one.lower() for one in told):
            found.append(getattr(node, "lineno", 0))
    return found


def test_no_code_outside_names_them() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.relative_to(SOURCE).as_posix().startswith(MAY_NAME)
        and "/migrations/" not in path.as_posix()
        and (lines := names_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_judgement_of_any_pack_names_them() -> None:
    packs = SOURCE / "tsunagu_packs"
    judging = [path for pattern in ("*/criteria/*", "*/indicators/*", "*/worklist.yaml", "*/exclusions.yaml", "*/effects.yaml")
               for path in packs.glob(pattern)]  # fmt: skip
    assert len(judging) > 10
    assert [path for path in judging if "entitle" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "written",
    [
        "from tsunagu.entitlements import load_entitlements",
        "import tsunagu.entitlements",
        "answers = run.serving.entitlement_answers('school_aid')",
        "told = serving.meta('entitlements')",
        "sql = 'SELECT answers FROM entitlements'",
        "path = folder / 'entitlements.parquet'",
        "getattr(serving, 'entitlement_' + 'answers')",
    ],
)
def test_the_search_finds_a_judgement_that_reads_them(written: str) -> None:
    judging = (SOURCE / "tsunagu" / "criteria" / "findings.py").read_text(encoding="utf-8")
    assert names_in(judging) == []
    assert names_in(f"{judging}\n{written}\n") != []


@pytest.mark.parametrize("package", JUDGING)
def test_no_package_that_judges_is_allowed_to_import_them(package: str) -> None:
    table = (SOURCE.parent / "docs" / "adr" / "0001-layout-and-one-way-imports.md").read_text(encoding="utf-8")
    row = next(line for line in table.splitlines() if line.startswith(f"| {package} |"))
    assert "entitlements" not in row
