"""What a sheet asks is declared: a mistake in it is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.inquiries.declared import FILE, load_inquiry

STANDARD = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE


def test_what_is_asked_follows_from_the_difficulty_and_from_whom_is_asked() -> None:
    rules = load_inquiry(load_pack("kaisei"))
    school = {one.key for one in rules.asked("school", ["poverty"])}
    assert {"lunch_unpaid", "fees_unpaid", "clothes", "wish_to_die", "concerns", "other_words"} <= school
    assert not school & {"cares_for_family", "pickup"}
    assert "lunch_unpaid" not in {one.key for one in rules.asked("person", ["poverty"])}
    assert "pickup" in {one.key for one in rules.asked("nursery", ["abuse"])}


def test_questions_come_group_by_group() -> None:
    rules = load_inquiry(load_pack("kaisei"))
    groups = [one.group for one in rules.asked("school", [one.key for one in rules.types])]
    assert list(dict.fromkeys(groups)) == ["child", "family", "money", "free"] and groups == sorted(
        groups, key=["child", "family", "money", "free"].index
    )


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("C021", "key: clothes", "key: late"),
        ("C021", "group: money\n    asks: number", "group: cash\n    asks: number"),
        ("C021", "types: [developmental]", "types: [development]"),
        ("D003", "danger: [◎, ○]", "danger: [はい]"),
        ("D003", "asks: number", "asks: date"),
        ("D003", "paper_days: 7", "paper_days: -1"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, code: str, old: str, new: str) -> None:
    text = STANDARD.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_inquiry(load_pack("kaisei", tmp_path))
    assert caught.value.code == code and caught.value.line > 1


def test_a_pack_without_it_is_told() -> None:
    pack = load_pack("kaisei")

    class Bare:
        layers = pack.layers

        def documents(self, _name: str) -> list[object]:
            return []

    with pytest.raises(DeclarationError, match="C020"):
        load_inquiry(Bare())  # type: ignore[arg-type]
