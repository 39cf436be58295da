"""What used a link that people made: runs and their findings, and files of numbers that left. Asked when it was wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tsunagu.engines import open_engine, quoted_path
from tsunagu.identity import IdentityJudgement, Returned, returns
from tsunagu.mart import ENTRY_DIGITS, Snapshot, find_snapshot
from tsunagu.month.home import Home
from tsunagu.month.register import logged_runs


@dataclass(frozen=True)
class UsedFinding:
    """One finding about the person, of a run made with the link: the child's code (empty where the person is no target
    child), the criterion, and whether a reason of it stands on a row of the record's kind of file.
    """

    run: str
    as_of: str
    child_code: str
    criterion: str
    state: str
    points: int


@dataclass(frozen=True)
class LinkUses:
    """Everything in the home that rested on an answer."""

    runs: tuple[tuple[str, str], ...]
    """(run, day it stands for), in the order they were made."""
    shown_from: str
    """When the first of these runs was shown, as ISO text; empty when none was."""
    child_codes: tuple[str, ...]
    findings: tuple[UsedFinding, ...]
    returned: tuple[Returned, ...]


def uses_of(home: Home, judgement: IdentityJudgement) -> LinkUses:
    """Runs whose snapshot names the answer among those in force, their findings about the person, and files that left."""
    returned = tuple(one for one in returns(home.folder) if judgement.entry in one.entries)
    runs: list[tuple[str, str]] = []
    findings: list[UsedFinding] = []
    codes: list[str] = []
    shown_from = ""
    for logged in logged_runs(home):
        folder = home.runs / str(logged["run"])
        if (logged["run"], logged["as_of"]) in runs or not (folder / "run.json").is_file():
            continue
        summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        snapshot = find_snapshot(home.folder, summary["snapshot"])
        if judgement.entry[:ENTRY_DIGITS] not in snapshot.manifest.judgements:
            continue
        runs.append((str(logged["run"]), str(logged["as_of"])))
        shown_from = shown_from or str(logged["finished_at"])
        found = _findings(home, snapshot, runs[-1], judgement.pair.person)
        findings += found
        codes += [one.child_code for one in found if one.child_code and one.child_code not in codes]
    return LinkUses(tuple(runs), shown_from, tuple(codes), tuple(findings), returned)


def _findings(home: Home, snapshot: Snapshot, run: tuple[str, str], person: int | None) -> list[UsedFinding]:
    if person is None:
        return []
    folder = home.runs / run[0]
    engine = open_engine([snapshot.path, folder])
    try:
        rows = engine.execute(
            f"""
            SELECT coalesce(c.code, ''), f.criterion, f.state, coalesce(f.points, 0)
            FROM read_parquet({quoted_path(folder / "findings.parquet")}) AS f
            LEFT JOIN read_parquet({quoted_path(snapshot.table_path("child_codes"))}) AS c USING (person_id)
            WHERE f.person_id = ? ORDER BY f.criterion""",
            [person],
        ).fetchall()
    finally:
        engine.close()
    return [UsedFinding(*run, *row) for row in rows]
