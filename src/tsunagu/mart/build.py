"""Build a snapshot: choose deliveries, link, write in household order, seal, publish in one step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import publish_folder
from tsunagu.base.progress import Progress, Silent
from tsunagu.catalog import Pack
from tsunagu.engines import Engine, open_engine, quoted_text
from tsunagu.identity import IdentityJudgement, in_force, judgements, link_rows
from tsunagu.intake import Load, loads
from tsunagu.mart.building import new_building, only_builder, set_aside, spill_folder, sweep_orphans
from tsunagu.mart.codes import trust_codes
from tsunagu.mart.facts import fact_tables
from tsunagu.mart.inputs import NOTHING_BARRED, Barred, choose_loads, held_on, lawful
from tsunagu.mart.known_rows import make_known_rows
from tsunagu.mart.manifest import ENTRY_DIGITS, MANIFEST_FILE, Input, Manifest, Waiting
from tsunagu.mart.protection import mark_protected
from tsunagu.mart.snapshot import Snapshot, list_snapshots, problems_of, snapshots_folder
from tsunagu.mart.tables import TABLES_ABOUT_PEOPLE, write_tables

"""The code list that names the town's schools."""


def build(
    home: Path, pack: Pack, as_of: date, progress: Progress | None = None, barred: Barred = NOTHING_BARRED
) -> Snapshot:
    """The snapshot of a day from everything received by then. Asked again for the same inputs it is the same snapshot.

    `barred` is what the purpose ledger no longer covers: its rows are left out as if they had not arrived.

    Raises RefusedError (S004) when no register of residents was received by that day.
    """
    report = progress or Silent()
    with only_builder(home):
        sweep_orphans(home)
        held = lawful(held_on(loads(home), as_of, pack.declarations_hash), barred)
        chosen = choose_loads(held)
        given = judgements(home, as_of)
        if not any("residents" in load.tables for load in chosen):
            raise RefusedError(
                "S004",
                f"{as_of.isoformat()} までに受け取った住民の台帳（住民基本台帳）がありません",
                "住民基本台帳のファイルを受け取ってから、もう一度実行してください",
            )
        before = [snapshot for snapshot in list_snapshots(home) if snapshot.as_of <= as_of]
        same = [snapshot for snapshot in before if _made_of(snapshot) == _wanted(pack, chosen, as_of, barred, given)]
        previous = before[-1] if before else None
        if same:
            if not problems_of(same[-1].path):
                report.station("時点データ", 1)
                report.step("公開ずみ")
                return same[-1]
            previous = next((s for s in before if s.snapshot_id == same[-1].manifest.previous_snapshot), None)
            set_aside(home, same[-1].path)
        report.station("時点データ", 4 + len(TABLES_ABOUT_PEOPLE) + len(fact_tables(pack.tables)))
        if previous is not None:
            trust_codes(previous)
        return _build_new(home, pack, as_of, held, chosen, previous, report, barred, given)


def code_version() -> str:
    """Version of this software, as the manifest names it."""
    return version("tsunagu")


def _inputs(chosen: list[Load]) -> tuple[Input, ...]:
    return tuple(
        Input(
            load_id=load.load_id,
            sha256=load.sha256,
            source=load.source,
            part=load.part,
            period=load.period,
            rows=load.rows_accepted,
        )
        for load in chosen
    )


def _wanted(
    pack: Pack, chosen: list[Load], as_of: date, barred: Barred, given: list[IdentityJudgement]
) -> tuple[object, ...]:
    return as_of, _inputs(chosen), pack.declarations_hash, code_version(), barred.named(), _counting(given)


def _counting(given: list[IdentityJudgement]) -> tuple[str, ...]:
    """The answers in force, as the manifest names them."""
    return tuple(sorted(one.entry[:ENTRY_DIGITS] for one in in_force(given).values()))


def _made_of(snapshot: Snapshot) -> tuple[object, ...]:
    manifest = snapshot.manifest
    return (
        manifest.as_of,
        manifest.inputs,
        manifest.declarations_hash,
        manifest.code_version,
        manifest.barred,
        manifest.judgements,
    )


def _build_new(
    home: Path,
    pack: Pack,
    as_of: date,
    held: list[Load],
    chosen: list[Load],
    previous: Snapshot | None,
    report: Progress,
    barred: Barred,
    given: list[IdentityJudgement],
) -> Snapshot:
    with _building(home) as folder, _engine(home) as engine:
        make_known_rows(engine, pack.tables, home, chosen, held, as_of, barred, pack.sources)
        report.step("受け取った行")
        link_rows(engine, pack.tables, as_of, pack.school_names(), given, pack.municipality, entered="entered_number")
        report.step("同一人の確認")
        mark_protected(engine, f"DATE {quoted_text(as_of.isoformat())}")
        files = write_tables(engine, pack.tables, folder, as_of, chosen, previous, report)
        manifest = Manifest(
            as_of=as_of,
            inputs=_inputs(chosen),
            declarations_hash=pack.declarations_hash,
            code_version=code_version(),
            files=files,
            waiting=_waiting(engine),
            previous_snapshot=previous.snapshot_id if previous else None,
            barred=barred.named(),
            judgements=_counting(given),
        )
        (folder / MANIFEST_FILE).write_text(manifest.text(), encoding="utf-8")
        report.step("封をする")
        final = snapshots_folder(home) / manifest.snapshot_id()
        if final.exists():
            set_aside(home, final)
        publish_folder(folder, final)
        report.step("公開")
        return Snapshot(final, manifest)


@contextmanager
def _building(home: Path) -> Iterator[Path]:
    folder = new_building(home)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _engine(home: Path) -> Iterator[Engine]:
    engine = open_engine([home], spill=spill_folder(home))
    try:
        yield engine
    finally:
        engine.close()
        shutil.rmtree(spill_folder(home), ignore_errors=True)


def _waiting(engine: Engine) -> tuple[Waiting, ...]:
    rows = engine.execute("""
        SELECT k.source, l.method, count(*) FROM link AS l
        JOIN row_key AS k ON k.table_name = l.table_name AND k.row_id = l.row_id
        WHERE l.person_id IS NULL GROUP BY ALL ORDER BY ALL""").fetchall()
    return tuple(Waiting(source=source, reason=reason, rows=count) for source, reason, count in rows)
