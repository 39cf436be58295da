"""What a run says of itself at the end: files, rows, children, findings per type, households."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tsunagu.catalog import ON_SCREEN, Pack
from tsunagu.intake import Receipt
from tsunagu.mart import Snapshot, values_entered


@dataclass(frozen=True)
class RunResult:
    """A finished run, read back from its sealed folder."""

    folder: Path
    repeated: bool = False
    """Nothing had changed since an earlier run, which this one found again."""

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The object `run --json` ends with."""
        return dict(json.loads((self.folder / "run.json").read_text(encoding="utf-8")))

    def lines(self) -> Iterator[str]:
        """The summary as a person reads it at the terminal."""
        told = self.summary
        yield f"{told['municipality']}　{told['as_of']} 時点"
        yield f"　受領　　　　{told['files']}件（受け取れなかったファイル {told['files_refused']}件）"
        yield f"　行　　　　　{told['rows_in']:,}行のうち {told['rows_accepted']:,}行を受け取り、{told['rows_refused']:,}行は受け取れませんでした"
        for refused in told["refused_files"]:
            yield f"　　受け取れなかったファイル　{refused['file']}：{refused['why']}"
        if told["missing_sources"]:
            yield "　未着　　　　" + "、".join(told["missing_sources"])
        for older in told["older_sources"]:
            yield f"　前の月のまま　{older['label']}（{older['period']}分を使っています）"
        yield f"　確認待ち　　{told['waiting']:,}行"
        yield f"　こども　　　{told['children']:,}人（情報不足のため判定せず {told['undeterminable']:,}人）"
        for kind, flagged in told["findings"].items():
            yield f"　　{told['types'][kind]}　{flagged:,}人"
        yield f"　いずれかの類型に該当　{told['flagged']:,}人（{told['households_flagged']:,}世帯）"
        yield f"　検討対象　　{told['households']}世帯（上限 {told['capacity']}世帯）"
        yield f"　時点データ {told['snapshot']}　判定 {told['run']}"
        if self.repeated:
            yield "　前と同じ判定です（ファイルも宣言も変わっていません）"


def receipts_of_run(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """The delivery's files as the run keeps them: the same whether a file came now or was already here."""
    return [
        {
            "file": receipt.file,
            "sha256": receipt.sha256,
            "source": receipt.source,
            "part": receipt.part,
            "period": receipt.period,
            "load": receipt.load_id,
            "rows_in": receipt.rows_in,
            "rows_accepted": receipt.rows_accepted,
            "rows_refused": receipt.rows_refused,
        }
        for receipt in receipts
    ]


def summary_of(receipts: Sequence[Receipt], pack: Pack, snapshot: Snapshot) -> dict[str, Any]:
    """Files and rows of the delivery, and what it lacks.

    `missing_sources` are labels of sources the snapshot has nothing of; `older_sources` those, per school, for which an
    earlier month's file stands in.
    """
    delivered = {given.source for given in snapshot.manifest.inputs if given.part != ON_SCREEN}
    return {
        "files": len(receipts),
        "files_refused": sum(not receipt.taken for receipt in receipts),
        "rows_in": sum(receipt.rows_in for receipt in receipts),
        "rows_accepted": sum(receipt.rows_accepted for receipt in receipts),
        "rows_refused": sum(receipt.rows_refused for receipt in receipts),
        "missing_sources": [
            source.label for name, source in pack.sources.items() if name not in delivered and source.expected.months
        ],
        "older_sources": older_sources(pack, snapshot),
        "refused_files": [{"file": receipt.file, "why": receipt.sentence} for receipt in receipts if not receipt.taken],
        **_entered(snapshot),
    }


def _entered(snapshot: Snapshot) -> dict[str, Any]:
    """`entered`: what people entered on the pages and what became of it, where anything was; no value of it is told."""
    return {"entered": rows} if (rows := values_entered(snapshot)) else {}


def older_sources(pack: Pack, snapshot: Snapshot) -> list[dict[str, str | None]]:
    """Sources of which the newest file is for a month before the snapshot's: said aloud, for their facts may be over."""
    month = f"{snapshot.as_of:%Y-%m}"
    return [
        {"source": given.source, "label": pack.sources[given.source].label, "part": given.part, "period": given.period}
        for given in snapshot.manifest.inputs
        if given.part != ON_SCREEN
        and given.period < month
        and given.source in pack.sources
        and pack.sources[given.source].expected.months
    ]
