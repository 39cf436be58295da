"""m and u of our own: declared with their source, and refused by file and line where they cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import standard_file
from tsunagu.identity import read_parameters


def declared(tmp_path: Path, old: str, new: str) -> Path:
    text = standard_file("prefecture.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "prefecture.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_parameters_are_sound_and_say_where_they_are_from() -> None:
    parameters = read_parameters()
    assert parameters.reference and all(field.source for field in parameters.fields)
    for field in parameters.fields:
        agreeing = [level.m / level.u for level in field.levels if level.says == "agrees"]
        differing = [level.m / level.u for level in field.levels if level.says == "differs"]
        assert min(agreeing) > 1 > max(differing), field.field


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{when: other, label: ちがう, m: 0.003, u: 0.5, says: differs}", "{when: other, label: ちがう, m: 0.5, u: 0.5, says: differs}", "合計が1ではありません"),
        ("{when: same,  label: 同じ,   m: 0.997, u: 0.5, says: agrees}", "{when: alike,  label: 同じ,   m: 0.997, u: 0.5, says: agrees}", "この順に"),
        ("field: sex", "field: height", "どれかを書いて"),
        ("field: sex", "field: given", "この順に"),
        ("reference:", "note:", "決まりにありません"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = declared(tmp_path, old, new)
    with pytest.raises(DeclarationError, match=said) as refused:
        read_parameters(path)
    assert refused.value.code == "D003"
    assert refused.value.line > 1
