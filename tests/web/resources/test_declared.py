"""What may be chosen of 社会資源 is declared: a mistake in it is named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.resources.declared import FILE, load_resources

STANDARD = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE


def test_every_step_leads_on_or_is_an_end() -> None:
    rules = load_resources(load_pack("kaisei"))
    assert [step.key for step in rules.steps if step.ends] == ["refused", "not_wanted", "dropped", "ended"]
    assert all(step.ends or step.days for step in rules.steps), (
        "nothing waits without a day on which somebody looks again"
    )
    assert {step.key for step in rules.steps if step.gap} == {"full", "refused"}


def test_a_step_the_declarations_lost_can_be_left() -> None:
    assert "ended" in load_resources(load_pack("kaisei")).step("gone").next


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("C171", 'support: "21"', 'support: "77"'),
        ("C172", "next: [told, not_wanted, dropped]", "next: [tell, not_wanted, dropped]"),
        ("C172", "first: planned", "first: ended"),
        ("D003", "{key: meals,", "{key: food,"),
        ("D003", "confirm_days: 180", "confirm_days: 0"),
        ("D003", "keepers: [family_centre", "keepers: [analyst"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, code: str, old: str, new: str) -> None:
    text = STANDARD.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_resources(load_pack("kaisei", tmp_path))
    assert caught.value.code == code and caught.value.line > 1


def test_a_pack_without_it_is_told() -> None:
    class Bare:
        layers = load_pack("kaisei").layers

        def documents(self, _name: str) -> list[object]:
            return []

    with pytest.raises(DeclarationError, match="C170"):
        load_resources(Bare())  # type: ignore[arg-type]
