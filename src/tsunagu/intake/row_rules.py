"""Rules over whole rows of `typed`: keys present, keys once, sums, one owner per number. Refused rows leave the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tsunagu.catalog import Source
from tsunagu.engines import Engine, quoted_text
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged, Typed
from tsunagu.intake.text_table import on_pages
from tsunagu.intake.written_numbers import likely_slip

Sheets = Sequence[str | None]
"""Sheet names by number (None for files without sheets)."""


def slot_named(slots: Sequence[Slot], name: str) -> Slot | None:
    """The slot of a table column."""
    return next((slot for slot in slots if slot.name == name), None)


def slot_under(slots: Sequence[Slot], header: str) -> Slot | None:
    """The first slot fed by the column under a heading."""
    return next((slot for slot in slots if slot.written.header == header), None)


def refuse_rows_without_key(
    typed: Typed, slots: Sequence[Slot], sheets: Sheets, pages: Sequence[str], book: FaultBook
) -> int:
    """Rows whose required cells are empty or unreadable leave the table; how many. A page requires its own cells only."""
    required = [slot for slot in slots if slot.written.required]
    if not required:
        return 0
    lost_cells = [f"(v{slot.index} IS NULL AND {_on_page(pages, slot.written.page)})" for slot in required]
    rows = typed.engine.execute(
        f"SELECT n, s, line, {', '.join(lost_cells)} FROM typed WHERE {' OR '.join(lost_cells)}"
    ).fetchall()
    for _, s, line, *lost in rows:
        for slot, is_lost in zip(required, lost, strict=True):
            if is_lost and slot == slot_under(slots, slot.written.header):
                book.note("row.key_missing", sheet=sheets[s], line=line, column=slot.written.header)
    typed.drop([n for n, *_ in rows])
    return len(rows)


def _on_page(pages: Sequence[str], page: str) -> str:
    return on_pages(pages, {page}) if page else "TRUE"


def refuse_second_rows(
    typed: Typed, source: Source, slots: Sequence[Slot], sheets: Sheets, pages: Sequence[str], book: FaultBook
) -> int:
    """Of rows with the same declared key the first stays; how many left. Rows with an unknown part of the key are kept."""
    if not source.pages:
        return _refuse_second(typed, source.key, slots, "TRUE", sheets, book)
    return sum(
        _refuse_second(
            typed,
            page.key,
            [slot for slot in slots if slot.written.page == page.page],
            _on_page(pages, page.page),
            sheets,
            book,
        )
        for page in source.pages
    )


def _refuse_second(
    typed: Typed, key: Sequence[str], slots: Sequence[Slot], here: str, sheets: Sheets, book: FaultBook
) -> int:
    keys = [slot for slot in (slot_named(slots, name) for name in key) if slot is not None]
    if len(keys) < len(key) or not keys:
        return 0
    values = ", ".join(f"v{slot.index}" for slot in keys)
    known = " AND ".join([here, *(f"v{slot.index} IS NOT NULL" for slot in keys)])
    # Two keys of one hash are looked for first: numbers are compared sooner than texts, and most files have none.
    alike = f"SELECT 1 FROM typed WHERE {known} GROUP BY hash({values}) HAVING count(*) > 1 LIMIT 1"
    if typed.engine.execute(alike).fetchone() is None:
        return 0
    doubled = f"SELECT {values} FROM typed WHERE {known} GROUP BY {values} HAVING count(*) > 1"
    rows = typed.engine.execute(
        f"SELECT n, s, line FROM ("
        f"SELECT n, s, line, row_number() OVER (PARTITION BY {values} ORDER BY n) AS nth FROM typed "
        f"WHERE {here} AND ({values}) IN ({doubled})) WHERE nth > 1 ORDER BY n"
    ).fetchall()
    for _, s, line in rows:
        book.note("row.duplicate_key", sheet=sheets[s], line=line, column=keys[0].written.header)
    typed.drop([n for n, *_ in rows])
    return len(rows)


def note_wrong_sums(engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook) -> None:
    """合計が合わない rows, at the total's heading. Unknown parts make no statement."""
    for rule in source.sums:
        total = slot_under(slots, rule.total)
        parts = [slot_under(slots, header) for header in rule.parts]
        known = [part for part in parts if part is not None]
        if total is None or len(known) < len(parts):
            continue
        added = " + ".join(f"v{part.index}" for part in known)
        for s, line in engine.execute(f"SELECT s, line FROM typed WHERE v{total.index} <> {added}").fetchall():
            book.note("row.sum_mismatch", sheet=sheets[s], line=line, column=rule.total)


def note_blank_marks(engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook) -> None:
    """Rows without a single mark in a group of marks, at the group's last heading; rows of nobody examined make no statement."""
    rule = source.not_examined
    absent = slot_under(slots, rule.header) if rule else None
    there = "true"
    if rule is not None and absent is not None and absent.lookup is not None:
        values = [absent.lookup.exact[code] for code in rule.codes if code in absent.lookup.exact]
        named = ", ".join(quoted_text(str(value)) for value in values)
        there = f"coalesce(v{absent.index} NOT IN ({named}), true)" if named else "true"
    for group in source.mark_groups:
        marks = [slot for slot in (slot_under(slots, header) for header in group.columns) if slot is not None]
        if not marks:
            continue
        none = " AND ".join(f"NOT coalesce(v{slot.index}, false)" for slot in marks)
        for s, line in engine.execute(f"SELECT s, line FROM typed WHERE {none} AND {there}").fetchall():
            book.note("cell.blank_mark", sheet=sheets[s], line=line, column=marks[-1].written.header)


def note_conflicting_owners(
    engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook
) -> None:
    """Numbers that this file gives to two persons: every row that says so."""
    rule = source.one_owner
    if rule is None:
        return
    numbers = [slot for slot in (slot_named(slots, name) for name in rule.number) if slot is not None]
    owner = slot_named(slots, rule.owner)
    if owner is None or len(numbers) < len(rule.number):
        return
    values = ", ".join(f"v{slot.index}" for slot in numbers)
    doubtful = f"SELECT {values} FROM typed GROUP BY {values} HAVING count(DISTINCT v{owner.index}) > 1"
    for s, line in engine.execute(f"SELECT s, line FROM typed WHERE ({values}) IN ({doubtful})").fetchall():
        book.note("row.identifier_conflict", sheet=sheets[s], line=line, column=numbers[-1].written.header)


def note_odd_cells(staged: Staged, sheets: Sheets, book: FaultBook) -> None:
    """Every occurrence of a cell that `read_cell` had something to say about. A column feeding two targets tells once."""
    told: set[tuple[int, int, str, str]] = set()
    fed = Counter(slot.written.header for slot in staged.slots)
    for slot in staged.slots:
        shown = staged.shown.get(slot.index)
        noted = {text: cell.codes for text, cell in shown.read.items() if cell.codes} if shown else {}
        if not shown or not noted:
            continue
        header = slot.written.header
        cells = list(shown.places(noted))
        for (s, line), (_, text) in zip(staged.where([row for row, _ in cells]), cells, strict=True):
            for code in noted[text]:
                if fed[header] > 1:
                    if (s, line, header, code) in told:
                        continue
                    told.add((s, line, header, code))
                book.note(
                    code,
                    sheet=sheets[s],
                    line=line,
                    column=header,
                    cell=text,
                    detail=likely_slip(text, slot.column) if code == "cell.out_of_range" else "",
                )
