"""What may be chosen in 支援 is declared: a mistake in it is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.support.declared import FILE, load_support

STANDARD = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE


def test_both_reports_kinds_of_support_are_there() -> None:
    support = load_support(load_pack("kaisei"))
    words = [label for _, label in support.kinds]
    assert "町内の団体・食料支援の案内" in words and "こども食堂・地域食堂の紹介" in words
    assert [key for key, _ in support.outcomes] == ["改善", "変化なし", "悪化", "終結"]


def test_how_long_a_child_may_go_unseen() -> None:
    rules = load_support(load_pack("kaisei")).rules.sighting
    days = [
        rules.days_for(age, state) for age, state in ((0, "received"), (5, "supporting"), (6, "asked"), (6, "urgent"))
    ]
    assert days == [30, 60, 90, 2]


@pytest.mark.parametrize(
    ("code", "old", "new", "line"),
    [
        ("C041", "kinds: support_menu", "kinds: menu_of_support", 6),
        ("D003", "    - {days: 90}", "    - {until_age: 17, days: 90}", 65),
        ("D003", "    way: phone", "    way: telephone", 20),
        ("D003", "    - {days: 90}", "    - {days: 0}", 68),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, code: str, old: str, new: str, line: int) -> None:
    text = STANDARD.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_support(load_pack("kaisei", tmp_path))
    assert (caught.value.code, caught.value.line) == (code, line)


def test_a_pack_without_it_is_told() -> None:
    pack = load_pack("kaisei")
    nothing = type(pack).documents
    assert nothing(pack, FILE), "the standard pack has it"

    class Bare:
        layers = pack.layers

        def documents(self, _name: str) -> list[object]:
            return []

    with pytest.raises(DeclarationError, match="C040"):
        load_support(Bare())  # type: ignore[arg-type]
