"""The invented town: an inbox of department files for one month, and the truth about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import Progress, Silent
from tsunagu.catalog import Pack, load_pack
from tsunagu.sample.answers import Links, write_answers
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.dirt import Soil
from tsunagu.sample.facts import Facts
from tsunagu.sample.town import Town, build_town
from tsunagu.sample.writing import write_draft

__all__ = ["Town", "Written", "build_town", "write_sample"]


@dataclass(frozen=True)
class Written:
    """What write_sample put down."""

    as_of: date
    people: int
    children: int
    files: int
    rows: int
    faults: int


def write_sample(
    folder: Path,
    *,
    pack: str | Pack,
    seed: int,
    children: int,
    month: date,
    dirt: float,
    dirt_kinds: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write `folder`/inbox and `folder`/truth for one month of the invented town.

    `dirt` is the share of rows that carry a planted fault (0: none); `dirt_kinds` are the numbers of the kinds of dirt that
    are planted (None: all). Same arguments, same bytes.
    Raises RefusedError S101–S104 and S106 for arguments out of range and for a folder that already holds an inbox.
    """
    if not 0 <= dirt <= 1:
        raise RefusedError("S103", "汚れの割合は0から1までの数です", "--dirt を見直してください")
    inbox, truth = folder / "inbox", folder / "truth"
    if inbox.exists() and any(inbox.iterdir()):
        raise RefusedError(
            "S104", f"{inbox} にはすでにファイルがあります", "空のフォルダを指定するか、中を片付けてください"
        )
    declared = load_pack(pack) if isinstance(pack, str) else pack
    unknown = set(dirt_kinds or ()) - declared.dirt.keys()
    if unknown:
        told_numbers = "・".join(map(str, sorted(unknown)))
        raise RefusedError(
            "S106",
            f"汚れの番号 {told_numbers} はありません",
            "docs/reference/kinds-of-dirt.md の番号から選んでください",
        )
    told = progress or Silent()
    told.station("架空の町を作る", (month.year - 2024) * 12 + month.month - 3)
    town = build_town(seed, children, month, told.step)
    inbox.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    facts = Facts(seed, town.register, town.as_of, children)
    office = Office(town, facts, declared)
    soil = Soil(seed, town.as_of, dirt, dirt_kinds, declared.faults)
    undelivered = frozenset(school.code for school in soil.late_schools(town.schools))
    sources = [name for name, source in declared.sources.items() if name in DEPARTMENTS and source.enabled]
    told.station("課のファイルを書く", len(sources) + 1)
    told.step("truth/answers.csv")
    write_answers(truth, town.children, facts, undelivered, declared.name)
    files, rows = _write_files(office, soil, undelivered, sources, inbox, truth, told)
    faults = soil.write(truth / "faults.csv")
    return Written(town.as_of, len(town.residents), len(town.children), files, rows, faults)


def _write_files(
    office: Office,
    soil: Soil,
    undelivered: frozenset[str],
    sources: list[str],
    inbox: Path,
    truth: Path,
    progress: Progress,
) -> tuple[int, int]:
    links = Links(truth / "links.csv")
    files = rows = 0
    try:
        for source in sources:
            for draft in DEPARTMENTS[source](office):
                if source == "shukketsu" and _school_of(draft.rows, draft.headers) in undelivered:
                    continue
                for sown in soil.sow(draft):
                    write_draft(sown, inbox)
                    links.add(sown)
                    files, rows = files + 1, rows + len(sown.rows)
            progress.step(source)
    finally:
        links.close()
    return files, rows


def _school_of(rows: list[list[str]], headers: list[str]) -> str:
    return rows[0][headers.index("学校コード")] if rows else ""
