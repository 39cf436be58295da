"""The glossary's check finds a package or noun without a line, and refused words; and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_glossary import problems

GLOSSARY = """
| Code word | 日本語 | Meaning |
|---|---|---|
| `intake` | 受領 | bytes to rows |
| `Receipt`, `Fault` | 受領記録、不備 | what happened |

## Words we do not use

| Write | Refused |
|---|---|
| 健診後フォローアップ | 検診後フォロー |
| `resident_no` | `atena_no` |
| a name for the subject | `utils.py` |
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one package that keeps to its glossary."""
    (tmp_path / "GLOSSARY.md").write_text(GLOSSARY, encoding="utf-8")
    package = tmp_path / "src" / "tsunagu" / "intake"
    package.mkdir(parents=True)
    face = '__all__ = ["Fault", "Receipt", "receive", "LIMIT"]\n'
    (package / "__init__.py").write_text(face, encoding="utf-8")
    (package / "read.py").write_text("from django.utils import timezone\n", encoding="utf-8")
    return tmp_path


def test_a_project_that_keeps_to_its_glossary_has_no_problems(project: Path) -> None:
    assert problems(project) == []


@pytest.mark.parametrize(
    ("file", "text", "wanted"),
    [
        ("tsunagu/mart/__init__.py", "", "the package mart has no line"),
        ("tsunagu/intake/__init__.py", '__all__ = ["Faults"]', "Faults is public but has no line"),
        ("tsunagu/intake/utils.py", "", "the name says utils"),
        ("tsunagu/intake/utils/read.py", "", "the name says utils"),
        ("tsunagu/intake/number.py", "old_atena_no = 1", "number.py:1: atena_no; write `resident_no`"),
        ("tsunagu_web/list.html", "検診後フォロー", "list.html:1: 検診後フォロー; write 健診後フォローアップ"),
    ],
)
def test_each_kind_of_problem_is_found(project: Path, file: str, text: str, wanted: str) -> None:
    path = project / "src" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert any(wanted in problem for problem in problems(project)), problems(project)
