"""What may be used on a day: the rows of the ledger that have begun and not ended, asked by source and heading."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack, PurposeRow
from tsunagu.purpose.ledger import FIRST_PREVIOUS, append_after, append_entry, read_entries


@dataclass(frozen=True)
class LiveItems:
    """The rows in force on `on`. `named` are the items that any row, live or over, names: these hang on their own rows.
    `offering`: rows in force that allow telling families of services, and nothing else."""

    on: date
    rows: tuple[PurposeRow, ...]
    named: frozenset[str]
    offering: tuple[PurposeRow, ...] = ()

    @property
    def row_ids(self) -> frozenset[str]:
        """Ids of the rows in force, for uses that name their row (the blind share)."""
        return frozenset(row.id for row in (*self.rows, *self.offering))

    def row_for(self, source: str, header: str | None = None) -> PurposeRow | None:
        """The row under which an item may be used, or None when there is none in force. Without `header`: the whole file's."""
        item = f"{source}.{header}" if header is not None else source
        wanted = item if item in self.named else source
        return next((row for row in self.rows if wanted in row.items), None)

    def allows(self, source: str, header: str | None = None) -> bool:
        """Whether an item may be used. No row in force, no use."""
        return self.row_for(source, header) is not None

    def offers(self, row_id: str, sources: Collection[str]) -> bool:
        """Whether the row named allows each of these whole files to be read for telling families of a service."""
        row = next((one for one in self.offering if one.id == row_id), None)
        return row is not None and set(sources) <= set(row.items)

    def allows_any_of(self, source: str) -> bool:
        """Whether anything of this file may be used; otherwise the file itself is refused."""
        return any(item.partition(".")[0] == source for row in self.rows for item in row.items)


@dataclass(frozen=True)
class LedgerState:
    """What verify found: how many entries hold together, and the hash to keep elsewhere as proof of the whole."""

    entries: int
    head: str


def verify(home: Path) -> LedgerState:
    """Check the whole chain. Raises BrokenLedgerError (L001) with the line that does not hold.

    A ledger cut short at its end still holds together: compare `head` and `entries` with what the last run wrote down.
    """
    entries, head = 0, FIRST_PREVIOUS
    for entry in read_entries(home):
        entries, head = entry.line, entry.hash
    return LedgerState(entries, head)


def rows_of(home: Path) -> dict[str, PurposeRow]:
    """Every row by id as it stands now, over or not. Raises BrokenLedgerError (L001)."""
    rows: dict[str, PurposeRow] = {}
    for entry in read_entries(home):
        if entry.event == "row":
            row = PurposeRow.model_validate(entry.body)
            rows[row.id] = row
        else:
            row = rows[entry.body["id"]]
            rows[row.id] = row.model_copy(update={"ends_on": entry.body["ends_on"]})
    return rows


def live_items(home: Path, on: date) -> LiveItems:
    """What may be used on a day. Raises BrokenLedgerError (L001): a ledger that was tampered with allows nothing."""
    rows = rows_of(home)
    day = on.isoformat()
    live = [row for row in rows.values() if row.starts_on <= day <= row.ends_on]
    return LiveItems(
        on,
        tuple(row for row in live if row.use == "judge"),
        frozenset(item for row in rows.values() if row.use == "judge" for item in row.items),
        tuple(row for row in live if row.use == "offer"),
    )


def seed_from_pack(home: Path, pack: Pack, on: date) -> int:
    """Lay down the rows a pack proposes for its enabled sources, in the pack's order; how many.

    Rows whose id the ledger already has are left as they are: what people decided is never overwritten.
    """
    known = rows_of(home)
    head = verify(home).head
    laid = 0
    for row in pack.purposes:
        if row.id in known or not all(pack.sources[item.partition(".")[0]].enabled for item in row.items):
            continue
        body = row.model_dump(mode="json")
        head = append_after(
            home, head, event="row", on=on.isoformat(), by=f"パック {pack.name} {pack.version}", body=body
        )
        laid += 1
    return laid


def add_row(home: Path, row: PurposeRow, *, by: str, on: date) -> None:
    """Lay down a row, or replace the one of the same id from now on. The old line stays in the ledger."""
    append_entry(home, event="row", on=on.isoformat(), by=by, body=row.model_dump(mode="json"))


def end_row(home: Path, row_id: str, *, last_day: date, reason: str, by: str, on: date) -> None:
    """Set a row's last day. Raises RefusedError (L002) when there is no such row."""
    if row_id not in rows_of(home):
        raise RefusedError(
            "L002",
            f"利用目的・法的根拠台帳に「{row_id}」の行がありません",
            "tsunagu purpose list で行の名前を確かめてください",
        )
    body = {"id": row_id, "ends_on": last_day.isoformat(), "reason": reason}
    append_entry(home, event="end", on=on.isoformat(), by=by, body=body)
