"""What was entered up to a month's day, as one file per source in its screen layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from tsunagu.base import clock
from tsunagu.catalog import Pack, Source, in_screen_layout, screen_file_name, screen_sources
from tsunagu.engines import open_engine, quoted_path, quoted_text
from tsunagu.identity import NOT_LIVING_HERE
from tsunagu.intake import Load, ScreenEntry, entered_text, in_force
from tsunagu.mart import find_snapshot, held_on
from tsunagu.month import Home
from tsunagu_web.casework.handing_on import OURS, FileMade
from tsunagu_web.values.models import FATHER, MOTHER, SELF, EnteredVersion

REGISTER = "residents"
"""The table of who lives here."""


def newest_until(day: date) -> list[EnteredVersion]:
    """Of every row entered its newest version up to and including a day."""
    after = datetime.combine(day + timedelta(days=1), time(), clock.JAPAN)
    versions = EnteredVersion.objects.filter(at__lt=after).select_related("entered").order_by("entered_id", "seq")
    return list({one.entered_id: one for one in versions}.values())


def files_until(home: Home, pack: Pack, as_of: date, known: list[Load]) -> Iterator[FileMade]:
    """A file for every source of which anything counts, or of which an earlier file must be taken back by an empty one."""
    by_source: dict[str, list[EnteredVersion]] = defaultdict(list)
    for version in newest_until(as_of):
        if not version.is_over:
            by_source[version.entered.source].append(version)
    numbers = _numbers(home) if by_source else {}
    residents = _residents(home, pack, as_of, known) if by_source else None
    for name, source in sorted(screen_sources(pack.sources).items()):
        before = [load for load in known if load.source == name and load.entered and load.received_on <= as_of]
        if by_source[name] or before:
            stands = any(load.entered for load in in_force(known, name, f"{as_of:%Y-%m}", as_of))
            screen = in_screen_layout(source, pack.tables)
            yield FileMade(
                screen_file_name(source, as_of), _text(pack, screen, by_source[name], numbers, residents), stands
            )


def _added(version: EnteredVersion) -> bool:
    """Nothing of a file lies below it: its row was added, or left the file and was kept."""
    return not version.load_id


def _text(
    pack: Pack,
    screen: Source,
    versions: list[EnteredVersion],
    numbers: Mapping[tuple[str, str], int],
    residents: frozenset[int] | None,
) -> str:
    subject = next(
        (
            column.header
            for column in screen.columns
            if any(target.split(".", 1)[1] == pack.tables[screen.tables()[0]].subject for target in column.to)
        ),
        None,
    )
    rows: list[Mapping[str, str]] = []
    entries = []
    for version in versions:
        entry = ScreenEntry(
            entry=version.key,
            act="add" if _added(version) else "withdraw" if version.act == EnteredVersion.WITHDRAW else "correct",
            load_id=version.load_id or None,
            sheet=version.sheet,
            at_line=version.line,
            absent=residents is not None and numbers.get((version.entered.child_code, SELF)) not in residents,
        )
        if entry.act != "withdraw":
            cells = dict(version.cells)
            number = numbers.get((version.entered.child_code, version.entered.about))
            if _added(version) and subject and number is not None:
                cells[subject] = f"{number:015d}"
            rows.append(cells)
            told = {"line": len(rows), "changed": tuple(cells), "missing": dict(version.missing)}
            entry = entry.model_copy(update=told | ({"number": number} if _added(version) else {}))
        entries.append(entry)
    return entered_text(screen, rows, entries, OURS)


def _residents(home: Home, pack: Pack, as_of: date, known: list[Load]) -> frozenset[int] | None:
    """宛名番号 of those the month's register of residents says live here; None where none was received: nobody is missed then."""
    registers = [name for name, source in pack.sources.items() if source.tables() == (REGISTER,)]
    held = held_on(known, as_of, pack.declarations_hash)
    month = [one for one in held if one.source in registers and one.period == f"{as_of:%Y-%m}"]
    if not month:
        return None
    gone = ", ".join(map(quoted_text, NOT_LIVING_HERE))
    paths = [one.table_path(home.folder, REGISTER) for one in month]
    engine = open_engine([one.folder(home.folder) for one in month])
    try:
        rows = [
            row
            for path in paths
            for row in engine.execute(
                f"SELECT DISTINCT TRY_CAST(resident_no AS BIGINT) FROM read_parquet({quoted_path(path)})"
                f" WHERE coalesce(resident_state NOT IN ({gone}), TRUE)"
            ).fetchall()
        ]
    finally:
        engine.close()
    return frozenset(number for (number,) in rows if number is not None)


def _numbers(home: Home) -> dict[tuple[str, str], int]:
    """(整理番号, 本人・母・父) → 宛名番号, as the newest snapshot knows them; nobody is guessed."""
    snapshot = find_snapshot(home.folder, None)
    engine = open_engine([snapshot.path])
    try:
        given, kin = (f"read_parquet({quoted_path(snapshot.table_path(name))})" for name in ("child_codes", "kin"))
        own = engine.execute(f"SELECT code, person_id FROM {given}").fetchall()
        parents = engine.execute(
            f"SELECT c.code, k.relation, min(k.relative_id) FROM {given} AS c JOIN {kin} AS k USING (person_id)"
            f" WHERE k.relation IN ('{MOTHER}', '{FATHER}') AND k.relative_id IS NOT NULL GROUP BY ALL"
            " HAVING count(DISTINCT k.relative_id) = 1"
        ).fetchall()
    finally:
        engine.close()
    return {(code, SELF): int(person) for code, person in own} | {
        (code, relation): int(person) for code, relation, person in parents
    }
