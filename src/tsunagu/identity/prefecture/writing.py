"""The proposals as files for people: a CSV that a spreadsheet opens, and a note of what they were made from."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import new_folder, write_bytes, write_text
from tsunagu.base.hashing import canonical_json, sha256_of_file, sha256_of_text
from tsunagu.engines import LOCAL, open_engine
from tsunagu.identity.prefecture.extracts import ExtractNote, read_notes
from tsunagu.identity.prefecture.families import FamilyElsewhere, find_families
from tsunagu.identity.prefecture.linking import PairEngine, weigh_pairs
from tsunagu.identity.prefecture.parameters import PrefectureParameters
from tsunagu.identity.prefecture.proposals import PrefectureProposal, propose_pairs

PROPOSALS_FILE = "候補.csv"
FAMILIES_FILE = "別の市町村の家族.csv"
ABOUT_FILE = "候補について.json"
PROPOSAL_HEADINGS = (
    "市町村1", "記録1", "市町村2", "記録2", "こども", "順位", "ほかの候補", "重み", "合う項目", "合わない項目", "どちらともいえない項目",
    "書かれていない項目",
)  # fmt: skip
FAMILY_HEADINGS = ("市町村1", "記録1", "市町村2", "記録2", "同じ世帯だった市町村", "重み")
"""A child (1) and a grown-up (2). Both files begin with two municipalities and two records."""
MEMORY = "4GB"


@dataclass(frozen=True)
class PrefectureLinked:
    """What was looked at: municipalities, records, people left out by their municipalities; and what came of it."""

    municipalities: int
    records: int
    left_out: int
    proposals: int
    of_children: int
    families: int


def link_municipalities(
    extracts: Sequence[Path],
    folder: Path,
    parameters: PrefectureParameters,
    *,
    on: PairEngine,
    now: datetime,
    master: str = LOCAL,
    threads: int = 1,
) -> PrefectureLinked:
    """Weigh the pairs of the extracts and publish `folder` with the proposals. Nothing is linked by it.

    Raises RefusedError Z005–Z007 (extracts), Z008 (the folder is there already), Z001, Z002, Z004, TsunaguError Z003 (parts).
    """
    if folder.exists():
        raise RefusedError("Z008", f"{folder} はもうあります", "新しい名前のフォルダを指定してください")
    notes = read_notes(extracts, now=now, list_days=parameters.list_days)
    with (
        new_folder(folder) as building,
        open_engine(
            [*{path.parent for path in extracts}], spill=building / "spill", memory_limit=MEMORY, threads=threads
        ) as engine,
    ):
        weigh_pairs(engine, extracts, parameters, on=on, master=master, spill=building / "spill")
        proposals, families = propose_pairs(engine, parameters), find_families(engine)
        counted = engine.execute("SELECT count(*) FROM extract_row").fetchone()
        linked = PrefectureLinked(
            len(notes),
            counted[0] if counted else 0,
            sum(note.left_out for note in notes),
            len(proposals),
            sum(one.child for one in proposals),
            len(families),
        )
        write_bytes(building / PROPOSALS_FILE, _csv(PROPOSAL_HEADINGS, _proposal_rows(proposals, notes)), mode=0o600)
        write_bytes(building / FAMILIES_FILE, _csv(FAMILY_HEADINGS, _family_rows(families, notes)), mode=0o600)
        about = _about(extracts, notes, parameters, on, linked)
        write_text(
            building / ABOUT_FILE, json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n", mode=0o600
        )
        engine.close()
        shutil.rmtree(building / "spill", ignore_errors=True)
    folder.chmod(0o700)
    return linked


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([headings, *rows])
    return text.getvalue().encode("utf-8-sig")


def _proposal_rows(proposals: Sequence[PrefectureProposal], notes: Sequence[ExtractNote]) -> Iterator[Sequence[object]]:
    for one in proposals:
        town, other = (notes[place].municipality for place in (one.municipality_l, one.municipality_r))
        told = ("、".join(words) for words in (one.agrees, one.differs, one.unclear, one.unknown))
        child = "○" if one.child else ""
        yield town, one.record_l, other, one.record_r, child, one.rank, one.rivals, f"{one.weight:.2f}", *told


def _family_rows(families: Sequence[FamilyElsewhere], notes: Sequence[ExtractNote]) -> Iterator[Sequence[object]]:
    for one in families:
        town, other, shared = (
            notes[place].municipality for place in (one.municipality_l, one.municipality_r, one.shared)
        )
        yield town, one.record_l, other, one.record_r, shared, f"{one.weight:.2f}"


def _about(
    extracts: Sequence[Path],
    notes: Sequence[ExtractNote],
    parameters: PrefectureParameters,
    on: PairEngine,
    linked: PrefectureLinked,
) -> dict[str, Any]:
    inputs = [
        {"municipality": note.municipality, "as_of": note.as_of.isoformat(), "sha256": sha256_of_file(path)}
        for path, note in zip(extracts, notes, strict=True)
    ]
    return {
        "inputs": inputs,
        "parameters": {
            "version": parameters.version,
            "sha256": sha256_of_text(canonical_json(parameters.model_dump(mode="json", by_alias=True))),
        },
        "engine": str(on),
        "records": linked.records,
        "left_out": linked.left_out,
        "proposals": linked.proposals,
        "families": linked.families,
    }
