"""A month that differs too much from the last stops, on real files; an ordinary one passes. The full counts: make prove-drift."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.prove import drift
from tests.prove.folders import differences, sealed_bytes
from tests.support.drifted import PLANTINGS, Planting
from tsunagu.month import Accepting

CLI = "from tsunagu.cli import main; main()"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> drift.Pair:
    """A clean town with September run."""
    prepared = drift.Pair(tmp_path_factory.mktemp("drift"), seed=1, children=300, dirt=0.0)
    prepared.prepare()
    return prepared


def test_an_ordinary_next_month_passes_and_the_first_has_nothing_to_compare(pair: drift.Pair) -> None:
    assert [outcome.problems for outcome in drift.ordinary(pair, later=False)] == [[]]


@pytest.mark.parametrize("seed", [2, 3])
def test_a_dirty_town_passes_too(tmp_path: Path, seed: int) -> None:
    dirty = drift.Pair(tmp_path, seed=seed, children=200, dirt=0.02)
    dirty.prepare()
    assert [outcome.problems for outcome in drift.ordinary(dirty, later=False)] == [[]]


@pytest.mark.parametrize("planting", PLANTINGS, ids=lambda planting: planting.kind)
def test_a_changed_file_stops_the_month_until_somebody_accepts(pair: drift.Pair, planting: Planting) -> None:
    assert drift.changed(pair, planting).problems == []


def test_the_twin_that_looks_at_the_wrong_month_is_caught(pair: drift.Pair) -> None:
    assert drift.twin_misses(pair, PLANTINGS[0])


def test_accepting_changes_no_byte_of_the_run(pair: drift.Pair) -> None:
    inbox = drift.planted(pair, PLANTINGS[0])
    once, later = pair.fresh("at-once"), pair.fresh("later")
    as_of = drift.MONTHS[1][1]
    assert not drift.stopped(once, inbox, as_of, Accepting("山本", "確かめた"))
    assert drift.stopped(later, inbox, as_of)
    assert not drift.stopped(later, inbox, as_of, Accepting("佐藤", "別の日に確かめた"))
    # While the month waited, the newest list of protected people was laid over the old run as well.
    differing = [line for line in differences(later.folder, sealed_bytes(once.folder)) if "protection/" not in line]
    assert differing == []


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """A `tsunagu` command."""
    return subprocess.run([sys.executable, "-c", CLI, *words], capture_output=True, text=True, check=False)


def test_the_commands_say_accept_and_go_on(pair: drift.Pair) -> None:
    inbox, home = drift.planted(pair, PLANTINGS[1]), pair.fresh("commands")
    where = ("--home", str(home.folder))
    month = ("run", str(inbox), "--as-of", "2026-10-31", "--capacity", "5", *where)
    refused = command(*month)
    assert (refused.returncode, "[R004]" in refused.stderr, "体重" in refused.stderr) == (2, True, True)
    assert command(*month, "--accept-drift", "確かめた").returncode == 2
    shown = command("drift", "show", *where)
    assert "認められるのを待っています" in shown.stdout and "体重" in shown.stdout
    accepted = command("drift", "accept", "--by", "山本", "--reason", "体重計の故障と確認", *where)
    assert accepted.returncode == 0, accepted.stderr
    assert command("drift", "accept", "--by", "山本", "--reason", "もう一度", *where).returncode == 2
    assert command(*month).returncode == 0
    listed = command("drift", "accepted", *where).stdout
    assert "山本" in listed and "体重計の故障と確認" in listed
    assert "待っています" not in command("drift", "show", *where).stdout
