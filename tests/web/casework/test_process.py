"""進め方 is a declaration: what is wrong in it is named with file and line before any case can run into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Pack, load_pack
from tsunagu_web.casework.process import ALARM, DECIDED, FILE, NO_LONGER_DECLARED, load_process

SHIPPED = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE


def written(tmp_path: Path, old: str, new: str) -> Path:
    """A town's own 進め方 with one thing changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path


def test_the_declared_process_holds() -> None:
    process = load_process(load_pack("kaisei"))
    assert [move.key for move in process.moves_from("ready")] == [
        "ask",
        "decide",
        "alarm",
        "transfer",
        "close_pregnancy",
    ]
    assert process.after(["支援不要", "調査継続"]) == "continuing"
    assert process.after(["支援不要"]) == "ended"


@pytest.mark.parametrize(
    ("code", "old", "new", "line"),
    [
        ("C011", "from: [received, asked], to: ended", "from: [recieved], to: ended", 24),
        ("C011", "{decision: 要支援, to: supporting}", "{decision: 要支援, to: support}", 39),
        ("C012", ", to: urgent,", ", to: ready,", 16),
        ("C013", "from: [supporting], to: ended", "from: [ready], to: ended", 13),
        ("C011", "supported: supporting", "supported: supported", 65),
        ("C014", "after: {urgent: danger_told}", "after: {urgent: calmed}", 34),
        ("C055", "alarm_notes: [緊急]", "alarm_notes: [火急]", 62),
        ("D003", "by: [family_centre, school_board], asks: [due]", "by: [everybody], asks: [due]", 22),
        ("D003", "{key: finish,", "{key: ask,", 21),
        ("D003", "label: 役割分担,", "label: 役割分担, attendees: [family_centre, auditor],", 49),
        ("D003", "label: 役割分担,", "label: 役割分担, attendees: [manager],", 49),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, code: str, old: str, new: str, line: int) -> None:
    own = written(tmp_path, old, new)
    if code == "C013":
        text = (
            (own / FILE).read_text(encoding="utf-8").replace("watching, supporting], to: ready", "watching], to: ready")
        )
        (own / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_process(load_pack("kaisei", own))
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize("name", ["standard", "izumi"])
def test_no_deadline_can_be_met_only_by_ending_the_case(name: str) -> None:
    """A household that is looked after for a year would be late for eleven months, and what is late in earnest would not be seen."""
    process = load_process(load_pack(name))
    for state in process.states:
        ways = [one for one in process.moves_from(state.key) if one.key not in (ALARM, "danger_told")]
        on = [one for one in ways if one.to == DECIDED or not process.state(one.to).ended]
        assert state.ended or on, state.label


def test_every_town_starts_with_a_process() -> None:
    assert load_process(load_pack("standard")) == load_process(load_pack("kaisei"))


def test_a_pack_without_a_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pack, "documents", lambda self, name: [])
    with pytest.raises(DeclarationError, match="C010"):
        load_process(load_pack("kaisei"))


def test_a_state_that_is_no_longer_declared_stays_to_be_seen() -> None:
    process = load_process(load_pack("kaisei"))
    assert (process.state("before").label, process.state("before").next) == ("before", NO_LONGER_DECLARED)
    assert [move.key for move in process.moves_from("before")] == ["alarm", "transfer", "close_pregnancy"]
