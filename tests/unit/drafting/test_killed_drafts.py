"""A process killed at any write leaves a draft old or new, a layout in force or not, and whoever comes next can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support import killed
from tools.vendor_files import CANTEEN_FILE, canteen
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import load_pack
from tsunagu.drafting import (
    BrokenConfirmationsError,
    Draft,
    Matcher,
    change,
    confirm,
    confirmations,
    confirmed,
    digest_of,
    discard,
    draft_of,
    drafts,
    keep,
    open_draft,
    withdraw,
)
from tsunagu.drafting.declaring import PURPOSE_FIELDS
from tsunagu.purpose import live_items

NAME = "own_source"
WHO = {"by": "町民課 山田", "reason": "課の様式書と照らした"}
LATER = date(2027, 3, 1)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_pack("standard"))


@pytest.fixture
def home(tmp_path: Path, matcher: Matcher) -> Path:
    """A home with the draft of a new source, ready to be confirmed."""
    file = tmp_path / CANTEEN_FILE
    file.write_bytes(canteen())
    told = dict.fromkeys(PURPOSE_FIELDS, "根拠") | {"starts_on": "2026-04-01", "ends_on": "2027-03-31"}
    found = draft_of(file, matcher, tmp_path).model_copy(update={"owner": "生涯学習課", "purpose": told})
    keep(tmp_path, matcher.pack, found, by="町民課 山田", on=date(2026, 10, 31))
    return tmp_path


def every_kill(act: Callable[[], Any], home: Path) -> Iterator[int]:
    """Kill at one step in the declarations and the ledger after another."""
    return killed.every_kill(act, home, ("pack", "purpose"))


def test_a_change_killed_at_any_step_leaves_one_whole_draft(home: Path, matcher: Matcher) -> None:
    old = open_draft(home, NAME)
    whole = {digest_of(home, NAME)}
    new = old.model_copy(update={"label": "直した"})
    change(home, matcher.pack, new)
    whole.add(digest_of(home, NAME))
    steps = 0
    for _ in every_kill(lambda: change(home, matcher.pack, _other(home, old, new)), home):
        steps += 1
        discarding = open_after_the_next(home, matcher)
        assert discarding in whole
    assert (steps > 5, len(whole)) == (True, 2)


def _other(home: Path, old: Draft, new: Draft) -> Draft:
    return old if open_draft(home, NAME).label == new.label else new


def open_after_the_next(home: Path, matcher: Matcher) -> str:
    """The draft's digest after the next one who changes anything here has put things right."""
    with pytest.raises(RefusedError, match="Y008"):
        discard(home, "no_such")
    assert not list((home / "pack" / "drafts").glob(".*"))
    return digest_of(home, NAME)


def test_a_discard_killed_at_any_step_is_done_again(home: Path, matcher: Matcher) -> None:
    first = open_draft(home, NAME)
    for _ in every_kill(lambda: discard(home, NAME), home):
        if drafts(home):
            discard(home, NAME)
        keep(home, matcher.pack, first, by="町民課 山田", on=date(2026, 10, 31))
        assert not list((home / "pack" / "drafts").glob(".*"))
    assert drafts(home) == []


def test_a_confirmation_killed_at_any_step_is_in_force_with_a_name_or_not_at_all(home: Path) -> None:
    seen = set()
    for _ in every_kill(lambda: confirm(home, "standard", NAME, **WHO), home):
        in_force = [one.name for one in confirmed(home)]
        last = confirmations(home)[-1:]
        assert [(one.what, one.by) for one in last if one.what == "confirmed"] == [
            ("confirmed", WHO["by"]) for _ in in_force
        ]
        seen.add(bool(in_force))
        if in_force:
            withdraw(home, "standard", NAME, **WHO)
            assert confirmations(home)[-1].what == "withdrawn"
    assert seen == {True, False}


def test_withdrawing_ends_the_purpose_of_a_new_source(home: Path) -> None:
    confirm(home, "standard", NAME, **WHO)
    assert live_items(home, LATER).allows(NAME)
    withdraw(home, "standard", NAME, **WHO)
    assert not live_items(home, LATER).allows(NAME)
    confirm(home, "standard", NAME, **WHO)
    assert live_items(home, LATER).allows(NAME)


def test_a_changed_line_of_the_log_is_told_and_nobody_confirms_over_it(home: Path) -> None:
    confirm(home, "standard", NAME, **WHO)
    withdraw(home, "standard", NAME, **WHO)
    log = home / "pack" / "confirmations.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("山田", "鈴木", 1), encoding="utf-8")
    with pytest.raises(BrokenConfirmationsError, match="Y010"):
        confirm(home, "standard", NAME, **WHO)
    assert confirmed(home) == []


def test_only_what_was_seen_is_confirmed(home: Path, matcher: Matcher) -> None:
    seen = digest_of(home, NAME)
    change(home, matcher.pack, open_draft(home, NAME).model_copy(update={"owner": "別の課"}))
    with pytest.raises(RefusedError, match="Y009"):
        confirm(home, "standard", NAME, **WHO, seen=seen)
    assert confirmed(home) == []
    confirm(home, "standard", NAME, **WHO, seen=digest_of(home, NAME))
    assert [one.name for one in confirmed(home)] == [NAME]
