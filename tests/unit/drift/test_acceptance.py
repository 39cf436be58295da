"""Who accepted what, when and why: appended, bound to exactly these differences, and nobody rewrites it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.drift import (
    Breach,
    BrokenAcceptancesError,
    DriftReport,
    Measures,
    accept,
    acceptance_of,
    acceptances,
)

BREACH = Breach("rows", "jido_fuyo", "", "", 400.0, 100.0, 0.3)
LABELS = {"jido_fuyo": "児童扶養手当"}


def report(*breaches: Breach, as_of: str = "2026-10-31") -> DriftReport:
    """A report with these breaches."""
    nothing = Measures(sources={}, children=0, flagged={}, undeterminable={})
    return DriftReport(as_of, "before", nothing, breaches)


def test_what_was_accepted_stays_accepted(tmp_path: Path) -> None:
    assert acceptance_of(tmp_path, report(BREACH)) is None
    accept(tmp_path, report(BREACH), LABELS, by="山本", reason="県の認定が遅れている（福祉班に確認）")
    found = acceptance_of(tmp_path, report(BREACH))
    assert found is not None
    assert (found.by, found.reason, found.breaches) == ("山本", "県の認定が遅れている（福祉班に確認）", 1)


def test_other_differences_or_another_month_are_not_accepted(tmp_path: Path) -> None:
    accept(tmp_path, report(BREACH), LABELS, by="山本", reason="確認ずみ")
    other = Breach("rows", "jido_fuyo", "", "", 400.0, 99.0, 0.3)
    assert acceptance_of(tmp_path, report(other)) is None
    assert acceptance_of(tmp_path, report(BREACH, other)) is None
    assert acceptance_of(tmp_path, report(BREACH, as_of="2026-11-30")) is None


@pytest.mark.parametrize(("by", "reason"), [("", "確認"), ("山本", " ")])
def test_nobody_and_nothing_accept_nothing(tmp_path: Path, by: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        accept(tmp_path, report(BREACH), LABELS, by=by, reason=reason)
    assert refused.value.code == "T002"
    assert acceptances(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new"), [("山本", "佐藤"), ("確認ずみ", "確認していない"), ('"previous":"0', '"previous":"1')]
)
def test_a_changed_line_is_named_and_nothing_counts_any_more(tmp_path: Path, old: str, new: str) -> None:
    accept(tmp_path, report(BREACH), LABELS, by="山本", reason="確認ずみ")
    path = tmp_path / "drift" / "accepted.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenAcceptancesError) as broken:
        acceptance_of(tmp_path, report(BREACH))
    assert (broken.value.code, broken.value.line) == ("T001", 1)


def test_a_removed_line_is_noticed_by_the_next(tmp_path: Path) -> None:
    for reason in ("一", "二", "三"):
        accept(tmp_path, report(BREACH), LABELS, by="山本", reason=reason)
    path = tmp_path / "drift" / "accepted.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0] + lines[2], encoding="utf-8")
    with pytest.raises(BrokenAcceptancesError):
        acceptances(tmp_path)
