"""What used a link that people made: runs and their findings, and files of numbers that left. Asked when it was wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.base.errors import TsunaguError
from tsunagu.engines import open_engine, quoted_path
from tsunagu.identity import IdentityJudgement, Returned, Standing, returns
from tsunagu.mart import ENTRY_DIGITS, Snapshot, find_snapshot
from tsunagu.month.home import Home
from tsunagu.month.register import logged_runs


@dataclass(frozen=True)
class UsedFinding:
    """One finding of a run made with the link, about the person or about a child whose reasons stand on the person's rows:
    the child's code, the criterion, its state and points.
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
    unknown: tuple[tuple[str, str, str], ...] = ()
    """(run, day, why) of runs whose 時点データ is gone or damaged: nobody can say whether they used the answer."""


def uses_of(home: Home, judgement: IdentityJudgement) -> LinkUses:
    """Runs whose snapshot names the answer among those in force, their findings that may rest on it, and files that left.

    Of 別人 and 保留: what had used the link they doubt, so the runs whose snapshot links the record to the person.
    """
    doubts = judgement.answer.standing is not Standing.POSITIVE and judgement.pair.person is not None
    returned = tuple(one for one in returns(home.folder) if judgement.entry in one.entries)
    runs: list[tuple[str, str]] = []
    findings: list[UsedFinding] = []
    codes: list[str] = []
    shown_from = ""
    unknown: list[tuple[str, str, str]] = []
    for logged in logged_runs(home):
        folder = home.runs / str(logged["run"])
        if (logged["run"], logged["as_of"]) in runs or not (folder / "run.json").is_file():
            continue
        summary = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        run = (str(logged["run"]), str(logged["as_of"]))
        try:
            snapshot = find_snapshot(home.folder, summary["snapshot"])
            named = judgement.entry[:ENTRY_DIGITS] in snapshot.manifest.judgements
            if not (_links(snapshot, judgement) if doubts else named):
                continue
            found = _findings(home, snapshot, run, judgement, home.pack().sources_of(judgement.table))
        except TsunaguError as error:
            unknown.append((*run, error.message))
            continue
        runs.append(run)
        shown_from = shown_from or str(logged["finished_at"])
        findings += found
        codes += [one.child_code for one in found if one.child_code and one.child_code not in codes]
    return LinkUses(tuple(runs), shown_from, tuple(codes), tuple(findings), returned, tuple(unknown))


def _links(snapshot: Snapshot, judgement: IdentityJudgement) -> bool:
    """Whether the snapshot ties the record to whom the answer means, also under a newer number; False before it kept that."""
    try:
        records = quoted_path(snapshot.table_path("linked_records"))
    except KeyError:
        return False
    engine = open_engine([snapshot.path])
    try:
        row = engine.execute(
            f"""
            SELECT count(*) FROM read_parquet({records}) WHERE record_key = $record AND (person_id = $person
                OR person_id IN (SELECT person_id FROM read_parquet({quoted_path(snapshot.table_path("identifiers"))})
                    WHERE kind = '旧宛名番号' AND TRY_CAST(number AS BIGINT) = $person))""",
            {"record": judgement.pair.record, "person": judgement.pair.person},
        ).fetchone()
    finally:
        engine.close()
    return bool(row and row[0])


def _findings(
    home: Home, snapshot: Snapshot, run: tuple[str, str], judgement: IdentityJudgement, sources: Sequence[str]
) -> list[UsedFinding]:
    """Findings about whom the answer means in the snapshot, also under a newer number, and about the children of their household and kin
    for whom a row of the record's kind of file gives a reason, where a judged row of that kind is the person's.

    A reason names only the last of its rows, so one of the kind is enough: a finding too many is looked at once more, one too
    few is never told. What no row says (none, fewer than) is traced to the person alone.
    """
    if judgement.pair.person is None:
        return []
    folder = home.runs / run[0]
    tables = ("child_codes", "persons", "identifiers", "children", "kin", "links")
    read = {name: f"read_parquet({quoted_path(snapshot.table_path(name))})" for name in tables}
    read |= {name: f"read_parquet({quoted_path(folder / f'{name}.parquet')})" for name in ("findings", "reasons")}
    engine = open_engine([snapshot.path, folder])
    try:
        rows = engine.execute(
            f"""
            WITH meant AS (
                SELECT person_id FROM {read["persons"]}
                WHERE coalesce(birth_date = $born::DATE, $born IS NULL) AND (person_id = $person OR person_id IN (
                    SELECT person_id FROM {read["identifiers"]}
                    WHERE kind = '旧宛名番号' AND TRY_CAST(number AS BIGINT) = $person))),
            linked AS (
                SELECT l.person_id FROM {read["links"]} AS l JOIN meant USING (person_id)
                WHERE (l.method = 'judged' OR $doubts) AND list_contains($sources, l.source)),
            reached AS (
                SELECT c.person_id FROM {read["children"]} AS c JOIN {read["persons"]} AS p USING (household_id)
                WHERE p.person_id IN (FROM linked)
                UNION SELECT person_id FROM {read["kin"]} WHERE relative_id IN (FROM linked)),
            resting AS (
                SELECT r.person_id FROM {read["reasons"]} AS r JOIN reached USING (person_id)
                WHERE r.file IS NOT NULL AND list_contains($sources, r.source))
            SELECT coalesce(c.code, ''), f.criterion, f.state, coalesce(f.points, 0)
            FROM {read["findings"]} AS f LEFT JOIN {read["child_codes"]} AS c USING (person_id)
            WHERE f.person_id IN (FROM meant UNION FROM resting)
            ORDER BY f.person_id NOT IN (FROM meant), f.person_id, f.criterion""",
            {
                "person": judgement.pair.person,
                "born": judgement.born,
                "sources": list(sources),
                "doubts": judgement.answer.standing is not Standing.POSITIVE,
            },
        ).fetchall()
    finally:
        engine.close()
    return [UsedFinding(*run, *row) for row in rows]
