"""An error code means one thing: a code given in two packages is listed here with its one meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
NO_ERRORS = ("tsunagu/sample/lives",)
"""Codes of illnesses stand there."""
SHARED = {
    "D003": "宣言の値が正しくない",
    "H003": "別の処理が動いている",
    "K004": "消し方か消した人がない",
    "N005": "ファイルが選ばれていない",
    "R003": "ファイルがない",
    "R004": "先月との違いが決まりをこえている",
    "R005": "違いを認められない",
    "T002": "認めた記録に要るものがない",
    "V001": "公開したデータがない",
    "Y009": "画面を開いたあとで下書きが直された",
}
_CODE = re.compile(r"[\"']([A-Z]\d{3})[\"']")


def packages_of(codes_in: dict[str, str]) -> dict[str, set[str]]:
    """Code → packages that give it; `codes_in` is path below src → text."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in codes_in.items():
        for code in _CODE.findall(text):
            found[code].add("/".join(path.split("/")[:2]))
    return found


def with_two_meanings(codes_in: dict[str, str]) -> list[str]:
    """Codes given in more than one package and not listed as shared."""
    return sorted(code for code, where in packages_of(codes_in).items() if len(where) > 1 and code not in SHARED)


def test_no_code_has_two_meanings() -> None:
    texts = {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    assert with_two_meanings({p: t for p, t in texts.items() if not p.startswith(NO_ERRORS)}) == []


def test_a_code_with_two_meanings_is_found() -> None:
    twice = {"tsunagu/a/x.py": 'RefusedError("Q001", "a")', "tsunagu/b/y.py": 'RefusedError("Q001", "b")'}
    assert with_two_meanings(twice) == ["Q001"]
    assert with_two_meanings({"tsunagu/a/x.py": '"Q001"', "tsunagu/a/y.py": '"Q001"'}) == []
