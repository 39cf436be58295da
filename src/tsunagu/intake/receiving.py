"""受領: each file to one receipt. All of a file is taken or nothing; what was published before never changes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX, new_folder, sweep_unfinished, write_bytes
from tsunagu.base.hashing import sha256_of_bytes, sha256_of_file
from tsunagu.base.progress import CancelledError, Progress, Silent
from tsunagu.catalog import ON_SCREEN, SCREEN_LAYOUT, Pack, Source, in_screen_layout, screen_source_of, screen_sources
from tsunagu.engines import Engine, is_of_the_machine, open_engine
from tsunagu.intake.across_loads import ListsOfMonths, in_force, note_double_enrolment, note_overwritten
from tsunagu.intake.alarmed_rows import count_alarms
from tsunagu.intake.beside_earlier import compared_with
from tsunagu.intake.column_notes import note_codes_out_of_force, note_columns_without_codes, note_kana_columns
from tsunagu.intake.empty_counts import never_asked
from tsunagu.intake.entered import ScreenEntry, entries_in, said_of, write_entries
from tsunagu.intake.file_notes import note_opposite_codes, note_row_faults
from tsunagu.intake.key_rules import refuse_rows
from tsunagu.intake.limits import held_to
from tsunagu.intake.load_files import typed_columns, write_tables
from tsunagu.intake.loads import LOADS, RECEIPT_FILE, Load, load_id_of, load_json, loads
from tsunagu.intake.locked_file import could_be_locked
from tsunagu.intake.no_table import as_note, refuse_what_is_no_table
from tsunagu.intake.originals import ORIGINALS, keep_original
from tsunagu.intake.own_files import NOT_OF_THIS_TOWN, note_own_file, own_files
from tsunagu.intake.packed_file import Unpacked, unpacked
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.reading import read_file
from tsunagu.intake.receipt import FaultBook, Receipt, count_by_code
from tsunagu.intake.receipt_store import RECEIPTS, keep_receipt, keep_receipt_of_load
from tsunagu.intake.received import note_reception
from tsunagu.intake.row_rules import (
    note_blank_marks,
    note_conflicting_owners,
    note_filled_cells,
    note_odd_cells,
    note_split_households,
    note_wrong_sums,
)
from tsunagu.intake.screening import refuse_individual_numbers
from tsunagu.intake.slots import Slot, headings_withheld, slots_of
from tsunagu.intake.sniff import bytes_of
from tsunagu.intake.staging import Staged, Typed
from tsunagu.intake.text_table import TextTable
from tsunagu.intake.total_rows import leave_out_totals
from tsunagu.intake.typed_columns import first_filled
from tsunagu.intake.which_layout import settle_layout
from tsunagu.intake.which_source import period_of, readable_name, readings_by_name
from tsunagu.intake.xlsx_reading import WorkbookReader
from tsunagu.purpose import LiveItems, live_items

NEWER_LIST = "いつでも届く一覧の、新しいもの"
"""Why a renewed source's file takes the place of the one before."""


@dataclass
class Desk:
    """What receiving needs for every file of a delivery."""

    home: Path
    pack: Pack
    received_on: date
    replace: str | None
    engine: Engine
    work: Path
    workbooks: WorkbookReader
    live: LiveItems
    medium: str | None = None
    carrier: str | None = None
    password: str | None = field(default=None, repr=False)
    """In memory only, while somebody waits: never kept, never said."""
    locked: Mapping[Path, str] = field(default_factory=dict)
    packages: Mapping[Path, str] = field(default_factory=dict)
    entered: bool = False
    """The files were written by our own pages, as 画面で入力した値."""
    ours: bool = False
    """The files were written by our own program."""
    closed: bool = False
    """A training home: it takes only what was made for it."""
    known: list[Load] = field(default_factory=list)
    listed: ListsOfMonths = field(default_factory=dict)
    slots: dict[tuple[str, str], tuple[Slot, ...]] = field(default_factory=dict)
    """By source and layout, with what their texts were read as."""


def receive(
    files: Sequence[Path],
    *,
    home: Path,
    pack: Pack,
    received_on: date,
    replace: str | None = None,
    progress: Progress | None = None,
    medium: str | None = None,
    carrier: str | None = None,
    password: str | None = None,
    locked: Mapping[Path, str] | None = None,
    packages: Mapping[Path, str] | None = None,
    entered: bool = False,
    ours: bool = False,
) -> list[Receipt]:
    """Receive files one by one, each with a receipt, in the order given.

    `medium` and `carrier` say on what and by whom they were brought; the receipts name both.
    `password` opens the files that have one; `locked`: by file the SHA-256 of what came, where a password was taken off
    before; `packages`: the same, where it came in a zip with others. `entered`: our own pages wrote them (only then 画面で入力した値 is
    taken); `ours`: our own program wrote them (a training home takes no others but its maker's). `replace` is the reason to take another file for a source, school and month already received. Nothing a file holds
    makes this raise. BrokenLedgerError (L001) does when the purpose ledger was tampered with, CancelledError when asked to
    stop, TsunaguError (I003) when the machine fails (disk full, no memory): a healthy file is never refused for that.
    """
    progress = progress or Silent()
    # Arrow's own pool gives every freed block back to the system, which must then lay it out anew for the next one.
    pa.set_memory_pool(pa.system_memory_pool())
    home.mkdir(parents=True, exist_ok=True)
    sweep(home)
    work = home / LOADS / f"{TEMPORARY_PREFIX}work"
    work.mkdir(parents=True, mode=0o700)
    workbooks = WorkbookReader()
    engine = open_engine([home], spill=work / "spill")
    live = live_items(home, received_on)
    desk = Desk(
        home,
        pack,
        received_on,
        replace,
        engine,
        work,
        workbooks,
        live,
        medium,
        carrier,
        password,
        locked or {},
        packages or {},
        entered,
        ours or entered,
        own_files(home) is not None,
    )
    desk.known = loads(home)
    progress.station("受領", len(files))
    receipts: list[Receipt] = []
    try:
        with held_to(pack.limits):
            for file in files:
                receipts.append(_receive_one(desk, file))
                progress.step(file.name)
    finally:
        workbooks.close()
        engine.close()
        shutil.rmtree(work, ignore_errors=True)
    return receipts


def sweep(home: Path) -> list[str]:
    """Remove what a crash left: half-written folders, and originals that no load refers to. Names removed."""
    swept = [name for folder in (LOADS, ORIGINALS, RECEIPTS, "keys") for name in sweep_unfinished(home / folder)]
    kept = {load.sha256 for load in loads(home)}
    for path in sorted((home / ORIGINALS).glob("*")) if (home / ORIGINALS).exists() else []:
        if path.name not in kept:
            path.unlink()
            swept.append(path.name)
    return swept


def _receive_one(desk: Desk, file: Path) -> Receipt:
    """One file to one receipt, whatever the file is."""
    book = FaultBook(desk.pack.faults)
    name = readable_name(file.name)
    receipt = Receipt(file=name, sha256="", received_on=desk.received_on, status="refused", sentence="")
    receipt.medium, receipt.carrier = desk.medium, desk.carrier
    receipt.package_sha256 = desk.packages.get(file)
    for leftover in desk.work.glob("*.*"):
        leftover.unlink()
    try:
        refuse_what_is_no_table(name)
        data = _bytes_from(file)
        receipt.sha256 = sha256_of_bytes(data)
        if desk.password is not None and could_be_locked(file):
            plain = desk.workbooks.unlock(file, desk.work, desk.password)
            if plain != file:
                data = plain.read_bytes()
                receipt.locked_sha256, receipt.sha256 = receipt.sha256, sha256_of_bytes(data)
        receipt.locked_sha256 = receipt.locked_sha256 or desk.locked.get(file)
        _refuse_what_is_not_ours(desk, receipt)
        inside = unpacked(data, name, desk.pack, desk.work, desk.workbooks, book)
        readings = _from_our_pages(desk, inside.name, receipt.sha256) or readings_by_name(desk.pack, inside.name)
        first = readings[0]
        receipt.source, receipt.label, receipt.owner = first.source, first.label, first.owner
        receipt.period = period_of(first, inside.name, desk.received_on)
        _take(desk, data, inside, readings, receipt, book)
    except FileRefused as refused:
        receipt.sha256 = receipt.sha256 or _digest_of(file)
        _refuse(receipt, book, as_note(name, refused))
    except (CancelledError, KeyboardInterrupt):
        raise
    except TsunaguError as error:
        _refuse(receipt, book, FileRefused("file.other", error.message))
    except Exception as error:  # a receipt never fails to be produced; the kind of error helps whoever looks into it
        if is_of_the_machine(error):
            raise _machine_failed(name, error) from error
        _refuse(receipt, book, FileRefused("file.other", f"想定していない中身です（{type(error).__name__}）"))
    if receipt.status == "refused":
        keep_receipt(desk.home, receipt, book)
    if receipt.source is not None:
        note_reception(
            desk.home,
            load_id=receipt.load_id,
            source=receipt.source,
            tables=desk.pack.sources[receipt.source].tables(),
            day=desk.received_on,
        )
    return receipt


def _refuse_what_is_not_ours(desk: Desk, receipt: Receipt) -> None:
    """A training home takes what its maker or its own pages wrote, and what it has taken before (a file out of a zip comes back
    without it). FileRefused for all else."""
    if not desk.closed or receipt.sha256 in {load.sha256 for load in desk.known}:
        return
    if desk.ours:
        note_own_file(desk.home, receipt.sha256)
    elif {receipt.sha256, receipt.locked_sha256, receipt.package_sha256}.isdisjoint(own_files(desk.home) or ()):
        raise FileRefused(NOT_OF_THIS_TOWN, "研修用のホームが作った架空の町のファイルではありません")


def _from_our_pages(desk: Desk, name: str, digest: str) -> tuple[Source, ...]:
    """The source as our pages write it, where the file is one they handed on now or before; else none: nobody else may say
    what was entered on screen."""
    ours = desk.entered or any(load.entered and load.sha256 == digest for load in desk.known)
    named = screen_source_of(name) if ours else None
    if named is None:
        return ()
    source = screen_sources(desk.pack.sources).get(named)
    return (in_screen_layout(source, desk.pack.tables),) if source else ()


def _bytes_from(file: Path) -> bytes:
    """The file's bytes. FileRefused when there is no such file or the medium does not give them."""
    if not file.is_file():
        raise FileRefused("file.unreadable", "ファイルがありません（またはフォルダです）")
    try:
        return bytes_of(file)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileRefused("file.unreadable", f"ファイルを読めません（{why}）") from error


def _digest_of(file: Path) -> str:
    """What a file is known by that was refused before its bytes were looked at; '' where the medium does not give them."""
    try:
        return sha256_of_file(file) if file.is_file() else ""
    except OSError:
        return ""


def _machine_failed(name: str, error: Exception) -> TsunaguError:
    """A healthy file is never refused because the disk was full or somebody interrupted: the whole work stops instead."""
    return TsunaguError(
        "I003",
        f"『{name}』の受領中に、ファイルではなくこの機械の側の不具合で止まりました（{type(error).__name__}）。"
        "受け取り済みのファイルと公開ずみのデータは元のままです",
        "ディスクの空きとメモリを tsunagu doctor で確かめて、同じ命令をもう一度実行してください",
    )


def _take(
    desk: Desk, original: bytes, inside: Unpacked, readings: Sequence[Source], receipt: Receipt, book: FaultBook
) -> None:
    """Read, check and publish what is `inside` the original; fills the receipt. Raises FileRefused, with nothing changed."""
    data = inside.data
    source = readings[0]
    if not desk.live.allows_any_of(source.source):
        raise FileRefused("file.no_purpose", f"『{source.label}』の有効な利用目的の行が台帳にありません")
    standing = in_force(desk.known, source.source, receipt.period or "", desk.received_on)
    earlier = next((load for load in standing if _read_before(load, receipt, desk.pack)), None)
    if earlier is not None:
        _already(desk, receipt, earlier)
        return
    source = settle_layout(data, readings, work=desk.work, workbooks=desk.workbooks)
    receipt.layout = source.layout_label or None
    book.withheld = headings_withheld(source, desk.pack.tables)
    slots, dropped = _lawful_slots(desk, source, book)
    table, staged, receipt.encoding = read_file(
        data,
        source,
        desk.pack,
        slots,
        engine=desk.engine,
        work=desk.work,
        workbooks=desk.workbooks,
        book=book,
        name=inside.name,
    )
    sheets, pages = [sheet.sheet for sheet in table.sheets], [sheet.page for sheet in table.sheets]
    uncut = note_row_faults(table.faults, book)
    typed = staged.typed
    receipt.rows_in = typed.count + uncut
    if receipt.rows_in == 0 and source.layout.format != "json":
        raise FileRefused("file.empty", "見出しだけで、データの行がありません")
    refuse_individual_numbers(desk.engine, staged, book)
    totals = leave_out_totals(staged, slots, sheets, pages, book)
    unlisted = note_columns_without_codes(staged, book)
    note_odd_cells(staged, sheets, book, totals, unlisted)
    note_kana_columns(staged, book)
    note_codes_out_of_force(staged, desk.pack.tables, sheets, book)
    note_filled_cells(staged, sheets, book, totals)
    note_opposite_codes(source, desk.pack.code_lists, book)
    note_blank_marks(desk.engine, source, slots, sheets, book)
    note_wrong_sums(typed, source, slots, sheets, book)
    note_conflicting_owners(desk.engine, source, slots, sheets, book)
    note_split_households(desk.engine, source, slots, sheets, desk.received_on, book)
    refuse_rows(typed, source, slots, sheets, pages, book)
    receipt.rows_accepted = typed.count
    if receipt.rows_in and not receipt.rows_accepted:
        raise FileRefused(
            "file.not_what_it_claims", f"{receipt.rows_in}行のどれも『{source.label}』の行として読めません"
        )
    receipt.part = ON_SCREEN if source.layout_name == SCREEN_LAYOUT else _part(typed, source, slots)
    reason = desk.replace or (NEWER_LIST if source.renewed else None)
    try:
        replaced = _replaced(desk, receipt, reason)
    except FileRefused as refused:
        if refused.code == "file.other_bytes_same_period":
            made_of = typed_columns(source, desk.pack.tables, staged, frozenset(dropped), table)
            receipt.compared = compared_with(
                desk.engine, desk.home, made_of, desk.pack.tables, _standing(desk, receipt)[-1]
            )
        raise
    receipt.dropped_columns = list(dropped) + [name for sheet in table.sheets for _, name in sheet.headings.extra]
    entries = entries_in(data) if source.layout_name == SCREEN_LAYOUT else None
    note_double_enrolment(desk.engine, source, slots, sheets, book, desk.home, desk.known, receipt, desk.listed)
    note_overwritten(desk.engine, source, slots, book, desk.home, desk.known, receipt)
    _publish(desk, original, source, staged, dropped, table, receipt, replaced, book, entries)


def _read_before(load: Load, receipt: Receipt, pack: Pack) -> bool:
    """Whether a load is of these very bytes, read under the declarations of today."""
    return load.sha256 == receipt.sha256 and load.declarations_hash == pack.declarations_hash


def _already(desk: Desk, receipt: Receipt, earlier: Load) -> None:
    receipt.status, receipt.load_id, receipt.part = "already_received", earlier.load_id, earlier.part
    receipt.rows_in, receipt.rows_accepted, receipt.rows_refused = (
        earlier.rows_in,
        earlier.rows_accepted,
        earlier.rows_refused,
    )
    receipt.sentence = f"受領済みです（{earlier.received_on.year}年{earlier.received_on.month}月分として、同じ中身を受け取っています）。何も変えていません"
    receipt.counts = {"file.already_received": 1}
    keep_receipt_of_load(desk.home, desk.pack, earlier)


def _lawful_slots(desk: Desk, source: Source, book: FaultBook) -> tuple[tuple[Slot, ...], tuple[str, ...]]:
    """The slots that may be read, and the headings that may not. A required column without purpose: FileRefused."""
    barred = [c for c in source.columns if c.to and not desk.live.allows(source.source, c.ledger_item)]
    for column in barred:
        if column.required:
            raise FileRefused(
                "file.no_purpose",
                f"なくてはならない項目「{column.header}」の有効な利用目的の行が台帳にありません",
                column=column.header,
            )
        book.note("item.no_purpose", column=column.header)
    headings = {column.header for column in barred}
    layout = (source.source, source.layout_name)
    if layout not in desk.slots:
        desk.slots[layout] = slots_of(source, desk.pack.tables, desk.pack.code_lists)
    slots = desk.slots[layout]
    lawful = tuple(slot for slot in slots if slot.written.header not in headings)
    if not lawful:
        raise FileRefused("file.no_purpose", f"『{source.label}』のどの項目にも有効な利用目的の行がありません")
    return lawful, tuple(column.header for column in barred)


def _part(typed: Typed, source: Source, slots: Sequence[Slot]) -> str | None:
    """The school a per-school file is from: the one in its first accepted row."""
    if source.layout.per != "school" or source.layout.part_from is None:
        return None
    slot = next((slot for slot in slots if slot.name == source.layout.part_from), None)
    if slot is None:
        raise FileRefused("file.header_missing", "どの学校のファイルかを示す列がありません")
    found = first_filled(typed.rows[f"v{slot.index}"])
    if found is None:
        raise FileRefused("file.not_what_it_claims", "どの学校のファイルか分かりません", column=slot.written.header)
    return str(found)


def _replaced(desk: Desk, receipt: Receipt, reason: str | None) -> Load | None:
    """The load in force for the same source, school and month.

    FileRefused without a reason to replace it, and with a reason where there is nothing to replace.

    The same bytes read again under newer declarations replace nothing: both readings stay, the newer one counts.
    """
    same = _standing(desk, receipt)
    where = f"『{receipt.label}』{f'（学校 {receipt.part}）' if receipt.part else ''}の{receipt.period}分"
    if not same and desk.replace:
        raise FileRefused("file.nothing_to_replace", f"{where}はまだ受け取っていないので、差し替えるものがありません")
    if not same or any(load.sha256 == receipt.sha256 for load in same):
        return None
    if not reason:
        raise FileRefused("file.other_bytes_same_period", f"{where}はもう受け取っています")
    receipt.replace_reason = reason
    return same[-1]


def _standing(desk: Desk, receipt: Receipt) -> list[Load]:
    """The loads in force for the receipt's source, school and month."""
    known = in_force(desk.known, receipt.source or "", receipt.period or "", desk.received_on)
    return [load for load in known if load.part == receipt.part]


def _publish(
    desk: Desk,
    data: bytes,
    source: Source,
    staged: Staged,
    dropped: Sequence[str],
    table: TextTable,
    receipt: Receipt,
    replaced: Load | None,
    book: FaultBook,
    entries: Sequence[ScreenEntry] | None,
) -> None:
    """Original first, then the load in one rename, then the receipt's copies: a crash between leaves no half load."""
    assert receipt.period is not None
    load_id = load_id_of(
        receipt.sha256,
        source.source,
        receipt.part,
        receipt.period,
        desk.pack.declarations_hash,
        replaced.load_id if replaced else None,
    )
    receipt.status, receipt.load_id = "accepted", load_id
    receipt.rows_refused = receipt.rows_in - receipt.rows_accepted
    receipt.replaces = replaced.load_id if replaced else None
    receipt.sentence = f"{receipt.rows_in:,}行のうち{receipt.rows_accepted:,}行を受け取りました"
    if entries is not None:
        receipt.sentence = said_of(entries)
    elif alarms := count_alarms(desk.pack, source, staged.typed, staged.slots):
        receipt.sentence += f"。うち{alarms:,}行に、すぐに知らせる印があります"
    receipt.faults = book.sorted(column.header for column in source.columns)
    receipt.counts = count_by_code(receipt.faults)
    _say_how_it_came(desk, receipt)
    load = Load(
        load_id=load_id,
        source=source.source,
        part=receipt.part,
        period=receipt.period,
        received_on=desk.received_on,
        file_name=receipt.file,
        sha256=receipt.sha256,
        rows_in=receipt.rows_in,
        rows_accepted=receipt.rows_accepted,
        rows_refused=receipt.rows_refused,
        tables=list(source.tables()),
        receipt=RECEIPT_FILE,
        replaces=receipt.replaces,
        replace_reason=receipt.replace_reason,
        declarations_hash=desk.pack.declarations_hash,
        dropped_columns=receipt.dropped_columns,
        locked_sha256=receipt.locked_sha256,
        package_sha256=receipt.package_sha256,
    )
    keep_original(desk.home, data, receipt.sha256)
    with new_folder(load.folder(desk.home)) as building:
        receipt.empty = write_tables(source, desk.pack.tables, staged, frozenset(dropped), table, building)
        if entries is not None:
            write_entries(source, entries, building)
        receipt.never_asked = never_asked(source, desk.pack.tables)
        told = receipt.model_dump_json()
        (building / RECEIPT_FILE).write_text(told, encoding="utf-8")
        write_bytes(building / "load.json", load_json(load).encode("utf-8"))
    desk.known.append(load)
    keep_receipt(desk.home, receipt, book, told=told)


def _say_how_it_came(desk: Desk, receipt: Receipt) -> None:
    """A file read again under newer declarations came but once: the new receipt names the medium and carrier of then, and as
    what it came."""
    earlier = next((load for load in desk.known if load.sha256 == receipt.sha256), None)
    if receipt.medium or receipt.carrier or earlier is None:
        return
    then = Receipt.model_validate_json((earlier.folder(desk.home) / earlier.receipt).read_bytes())
    receipt.medium, receipt.carrier = then.medium, then.carrier
    receipt.locked_sha256 = receipt.locked_sha256 or then.locked_sha256
    receipt.package_sha256 = receipt.package_sha256 or then.package_sha256


def _refuse(receipt: Receipt, book: FaultBook, refused: FileRefused) -> None:
    book.note(refused.code, sheet=refused.sheet, line=refused.line, column=refused.column, detail=refused.detail)
    receipt.status, receipt.load_id = "refused", None
    receipt.rows_accepted, receipt.rows_refused = 0, receipt.rows_in
    receipt.sentence = f"{refused.detail}。{book.remedy(refused.code)}"
    receipt.faults = book.sorted(())
    receipt.counts = count_by_code(receipt.faults)
