"""What a town hands to the prefecture, and what comes back: children and who lived with them, nobody protected among them.

Each extract is noted in a chained log before it exists. Its codes lead to people in this home only.
"""

from __future__ import annotations

import csv
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.base.hashing import sha256_of_file
from tsunagu.base.keys import key_at
from tsunagu.catalog import Pack
from tsunagu.engines import open_engine, quoted_path, quoted_text
from tsunagu.identity import FAMILY_HEADINGS, PROPOSAL_HEADINGS, write_extract
from tsunagu.intake import Load, loads
from tsunagu.mart import Snapshot, first_birth_of_children, open_snapshot, sheltered_people
from tsunagu.month.home import Home
from tsunagu.month.lawful import barred_items
from tsunagu.month.protection import PROTECTION_TABLE, lay_newest_list_over, newest_list
from tsunagu.purpose import live_items

LOG = Path("prefecture") / "extracts.jsonl"
KEY = Path("keys") / "prefecture.key"
CODE_LETTERS = 16
REGISTER = "residents"
COLUMNS = ("name", "kana", "name_roman", "birth_date", "sex", "household_no", "resident_since")
"""Columns of 住民 an extract is made from: each needs a purpose in force."""


class BrokenExtractsError(TsunaguError):
    """The log of extracts was changed; until it is cleared up none is made."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "Z012",
            f"県への抽出の記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻してください。戻すまで、抽出は作れません",
        )


@dataclass(frozen=True)
class PrefectureExtract:
    """What was handed over: rows, children among them, and who was left out because of the list."""

    rows: int
    children: int
    left_out: int


@dataclass(frozen=True)
class ReturnedProposal:
    """A line about somebody of this town: their 宛名番号, the record of the other municipality, and the cells behind."""

    resident_no: str
    municipality: str
    record: str
    told: dict[str, str]


def extract_for_prefecture(home: Home, file: Path, *, by: str, purpose: str, newcomers: int = 0) -> PrefectureExtract:
    """Write the extract of the newest snapshot to `file` and note it in the log. Call it under the home's lock.

    `newcomers`: years within which grown-ups who moved in are handed over too, though they live without a child here: so
    long a parent who went to this town alone can be found.

    Raises RefusedError Z009 (no purpose in force), Z010 (the list of protected people is not fresh or not sure), Z011 (the
    file is there already), S001; BrokenExtractsError Z012; DamagedSnapshotError S002.
    """
    if file.exists():
        raise RefusedError("Z011", f"{file} はもうあります", "新しい名前を指定してください")
    _ask_purpose(home, home.pack(), purpose)
    snapshot = open_snapshot(home.folder)
    stands_for, hidden = _hidden_people(home, snapshot)
    code = _code_of(home)
    rows, left_out = _rows(snapshot, hidden, code, newcomers)
    municipality = str(home.settings()["municipality"])
    file.parent.mkdir(parents=True, exist_ok=True)
    building = file.with_name(f"{TEMPORARY_PREFIX}{file.name}")
    try:
        # Nobody else reads it while it is written either: the folder may be a shared one.
        building.touch(mode=0o600)
        write_extract(
            building, rows, municipality=municipality, as_of=snapshot.as_of, protected_by=stands_for, left_out=left_out
        )
        building.chmod(0o600)
        # First the record, then the file: nobody leaves unnoted.
        body = {
            "file": file.name,
            "sha256": sha256_of_file(building),
            "rows": rows.num_rows,
            "left_out": left_out,
            "purpose": purpose,
            "newcomers": newcomers,
            "snapshot": snapshot.snapshot_id,
        }
        on = clock.now().isoformat(timespec="seconds")
        append_to_chain(home.folder / LOG, BrokenExtractsError, event="extract", on=on, by=by, body=body)
        building.rename(file)
    finally:
        building.unlink(missing_ok=True)
    return PrefectureExtract(rows.num_rows, sum(rows["child"].to_pylist()), left_out)


def read_proposals(home: Home, file: Path) -> tuple[list[ReturnedProposal], int]:
    """The lines of a CSV of `tsunagu prefecture link` about this town's people, heaviest first, and how many are held back.

    The list of protected people is asked again: whoever is on it since is not named. A record nobody has here counts as held
    back too. Raises RefusedError Z013 (no such file of proposals, or not of this town), Z010, S001.
    """
    municipality = str(home.settings()["municipality"])
    snapshot = open_snapshot(home.folder)
    _, hidden = _hidden_people(home, snapshot)
    code = _code_of(home)
    with open_engine([snapshot.path]) as engine:
        persons = f"read_parquet({quoted_path(snapshot.table_path('persons'))})"
        people = engine.execute(
            f"SELECT person_id, coalesce(resident_no, person_id::VARCHAR) FROM {persons}"
        ).fetchall()
    numbers = {code(person): number for person, number in people if person not in hidden}
    found: list[ReturnedProposal] = []
    held = 0
    headings, rows = _read_csv(file, municipality)
    for row in rows:
        for own, other in ((0, 2), (2, 0)):
            if row[own] != municipality:
                continue
            if row[own + 1] not in numbers:
                held += 1
                continue
            found.append(
                ReturnedProposal(
                    numbers[row[own + 1]], row[other], row[other + 1], dict(zip(headings[4:], row[4:], strict=True))
                )
            )
    return found, held


def _read_csv(file: Path, municipality: str) -> tuple[list[str], list[list[str]]]:
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error):
        rows = []
    known = rows[:1] in ([list(PROPOSAL_HEADINGS)], [list(FAMILY_HEADINGS)])
    whole = known and all(len(row) == len(rows[0]) for row in rows)
    told = [row for row in rows[1:] if municipality in (row[0], row[2])] if whole else []
    if not whole or (rows[1:] and not told):
        raise RefusedError(
            "Z013",
            f"{file.name} は、{municipality}の人についての候補のファイルとして読めません",
            "県から届いた 候補.csv か 別の市町村の家族.csv を、書きかえずに指定してください",
        )
    return rows[0], told


def _ask_purpose(home: Home, pack: Pack, purpose: str) -> None:
    """A row of the ledger that somebody laid down for this: those a pack proposes are for use inside the town."""
    live = live_items(home.folder, clock.today())
    named = next((row for row in live.rows if row.id == purpose), None)
    sources = set(pack.sources_of(REGISTER))
    barred = barred_items(live, pack)
    used = {(source, f"{REGISTER}.{column}") for source in sources for column in COLUMNS}
    if (
        named is None
        or purpose in {row.id for row in pack.purposes}
        or not sources & {item.partition(".")[0] for item in named.items}
        or sources & barred.sources
        or used & barred.columns
    ):
        raise RefusedError(
            "Z009",
            f"利用目的・法的根拠台帳に、住民の台帳を県の照合に使える行「{purpose}」がありません",
            "台帳に県へ渡す目的と根拠の行を置いてから、その名前を --purpose に書いてください（tsunagu purpose list）",
        )


def _hidden_people(home: Home, snapshot: Snapshot) -> tuple[datetime, frozenset[int]]:
    """The moment the newest list stands for, and whom it keeps back. Raises RefusedError Z010 when it does not say for sure."""
    newest = newest_list(home.folder)
    limit = timedelta(hours=home.protection_hours)
    fresh = newest is not None and newest.load is not None and timedelta(0) <= clock.now() - newest.stands_for < limit
    overlay = lay_newest_list_over(home.folder, snapshot) if fresh else None
    if newest is None or newest.load is None or overlay is None or overlay.refused or overlay.waiting:
        raise RefusedError(
            "Z010",
            f"支援措置の一覧が、{home.protection_hours}時間以内のものではないか、受け取れない行・だれのことか決まらない行があります",
            "いまの一覧を tsunagu protect で受け取り、直してから、もう一度実行してください",
        )
    by_id: dict[str, Load] = {load.load_id: load for load in loads(home.folder)}
    paths = [by_id[name].table_path(home.folder, PROTECTION_TABLE) for name in newest.lists]
    listed = newest.load.table_path(home.folder, PROTECTION_TABLE)
    return newest.stands_for, sheltered_people(snapshot, listed, newest.load.received_on, paths)


def _code_of(home: Home) -> Callable[[int], str]:
    """person_id → the code it leaves under: the same each time, and nobody without the home's key can find the way back."""
    key = key_at(home.folder / KEY)
    return lambda person: hmac.new(key, str(person).encode("ascii"), sha256).hexdigest()[:CODE_LETTERS]


def _rows(
    snapshot: Snapshot, hidden: frozenset[int], code: Callable[[int], str], newcomers: int
) -> tuple[pyarrow.Table, int]:
    """The rows by code, and how many people were left out because of the list."""
    first = f"DATE {quoted_text(first_birth_of_children(snapshot.as_of).isoformat())}"
    with open_engine([snapshot.path]) as engine:
        for table in ("persons", "household_edges"):
            path = quoted_path(snapshot.table_path(table))
            engine.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({path})")
        engine.register("hidden_rows", pyarrow.table({"person_id": pyarrow.array(sorted(hidden), pyarrow.int64())}))
        engine.execute("""
            CREATE TEMP TABLE lived_with AS
            SELECT DISTINCT a.person_id, b.person_id AS other_id FROM household_edges AS a JOIN household_edges AS b
                ON a.household_id = b.household_id AND a.person_id <> b.person_id
                AND coalesce(a.from_on < b.to_on, TRUE) AND coalesce(b.from_on < a.to_on, TRUE)""")
        engine.execute(f"""
            CREATE TEMP TABLE chosen AS
            WITH child AS (SELECT person_id FROM persons WHERE birth_date BETWEEN {first} AND DATE '{snapshot.as_of}')
            FROM child UNION SELECT other_id FROM lived_with JOIN child USING (person_id)
            UNION SELECT person_id FROM persons WHERE resident AND resident_since > birth_date
                AND resident_since > DATE '{snapshot.as_of}' - INTERVAL {newcomers} YEAR""")
        people = engine.execute("SELECT person_id FROM chosen ANTI JOIN hidden_rows USING (person_id)").fetchall()
        out = engine.execute("SELECT count(*) FROM chosen SEMI JOIN hidden_rows USING (person_id)").fetchone()
        codes = [code(person) for (person,) in people]
        engine.register(
            "code_rows",
            pyarrow.table(
                {
                    "person_id": pyarrow.array([person for (person,) in people], pyarrow.int64()),
                    "record": pyarrow.array(codes, pyarrow.string()),
                }
            ),
        )
        rows = engine.execute(f"""
            WITH relative AS (
                SELECT w.person_id, list_sort(list(o.record)) AS relatives
                FROM lived_with AS w JOIN code_rows AS o ON o.person_id = w.other_id GROUP BY w.person_id)
            SELECT c.record, coalesce(p.birth_date >= {first}, FALSE) AS child, p.kana, p.name, p.name_roman, p.birth_date,
                p.sex, p.resident AS here, p.resident_since AS came_on,
                CASE WHEN NOT p.resident THEN p.left_on END AS left_on, coalesce(r.relatives, []) AS relatives
            FROM code_rows AS c JOIN persons AS p USING (person_id) LEFT JOIN relative AS r USING (person_id)
            ORDER BY c.record""").to_arrow_table()
    return rows, out[0] if out else 0
