"""The month: receive, link, seal, ask, judge, cut, assemble, publish. One function; every station may be repeated."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu import __version__
from tsunagu.base.errors import RefusedError
from tsunagu.base.files import new_folder
from tsunagu.base.hashing import canonical_json, sha256_of_text
from tsunagu.base.progress import Progress
from tsunagu.catalog import Pack
from tsunagu.criteria import Judged, Judgement, check_blind_share, judge, load_judgement
from tsunagu.delivery import laid_out, opened_packages, sweep_trays
from tsunagu.drift import report_of
from tsunagu.entitlements import OfferedServices, answer_entitlements, load_entitlements, offered_in
from tsunagu.indicators import evaluate, evidence, schema_of
from tsunagu.intake import Receipt, receive
from tsunagu.mart import Snapshot, build
from tsunagu.month.drifting import Accepting, DriftError, stop_at_drift
from tsunagu.month.handing_on import HandOn
from tsunagu.month.home import Home
from tsunagu.month.lawful import barred_items
from tsunagu.month.protection import lay_newest_list_over, protection_of_run, renew_protection
from tsunagu.month.register import earlier_runs, make_current, note_run
from tsunagu.month.summary import RunResult, receipts_of_run, summary_of
from tsunagu.month.watch import Watch, watching
from tsunagu.purpose import live_items, verify
from tsunagu.serving import RunFacts, RunFolders, build_serving

STATIONS = ("受領", "時点データ", "判定", "理由", "検討対象者一覧", "先月との違い", "画面用の記録")
"""The stations of a run in order, as progress names them."""


@dataclass(frozen=True)
class Month:
    """What one run is made of; its id follows from it, so the same month asked again is the same run."""

    as_of: date
    capacity: int
    pack: Pack
    judgement: Judgement
    snapshot: Snapshot
    receipts: Sequence[Receipt]
    previous: Path | None
    protection: dict[str, Any]
    """The list of protected people the snapshot was made with, as `protection_of_run` tells it."""
    offered: OfferedServices = OfferedServices(())
    """Rules of services asked beside the judgement, which reads nothing of them."""

    @property
    def run_id(self) -> str:
        """12 hex digits over everything that can change a byte of the run."""
        made_of = [
            self.snapshot.snapshot_id,
            self.pack.declarations_hash,
            self.as_of.isoformat(),
            self.capacity,
            __version__,
            self.previous.name if self.previous else None,
            receipts_of_run(self.receipts),
            [rule.id for rule in self.offered.rules],
        ]
        return sha256_of_text(canonical_json(made_of))[:12]


def run_month(
    home: Home,
    inbox: Path | None,
    *,
    as_of: date,
    capacity: int | None = None,
    quiet: bool = False,
    onlooker: Progress | None = None,
    accepting: Accepting | None = None,
    hand_on: HandOn | None = None,
) -> RunResult:
    """Take the files of `inbox` (None: those the home received this month) to the list, and turn the pages to it.

    Without `capacity` the declared one counts. `onlooker` is told every step and may stop the work. `accepting` accepts
    what differs from last month by more than is declared, with a name and a reason. `hand_on` receives what people entered
    on the pages, after the departments' files, which it may carry on.

    Raises RefusedError R001 (no inbox), R002 (no files), H003 (another run is at work), DriftError R004 (differences that
    nobody has accepted), CancelledError, and what the stations raise. Whatever happens, the pages show the old run or the
    new one, never half of one.
    """
    files = files_of(inbox) if inbox is not None else []
    pack = home.pack()
    judgement, entitlements = load_judgement(pack), load_entitlements(pack)
    capacity = judgement.rules.capacity if capacity is None else capacity
    with ExitStack() as open_until_done:
        open_until_done.enter_context(home.locked())
        watch = open_until_done.enter_context(watching(home, quiet=quiet, onlooker=onlooker))
        if inbox is None:
            if hand_on is not None:
                hand_on(home, pack, as_of)  # received files are laid out from the home, these among them
            files = files_received(open_until_done.enter_context(laid_out(home.folder, as_of)), as_of)
        sweep_trays(home.folder)
        live = live_items(home.folder, as_of)
        check_blind_share(judgement.rules.blind_share, live.row_ids)
        offered = offered_in(pack, entitlements, live)
        with watch.timed("受領"):
            receipts = _received(home, pack, files, as_of, watch, from_outside=inbox is not None)
            if inbox is not None and hand_on is not None:
                receipts += hand_on(home, pack, as_of)
        with watch.timed("時点データ"):
            snapshot = build(home.folder, pack, as_of, watch, barred_items(live, pack))
        earlier = earlier_runs(home, as_of)
        month = Month(
            as_of,
            capacity,
            pack,
            judgement,
            snapshot,
            receipts,
            earlier[-1] if earlier else None,
            protection_of_run(home.folder, pack, snapshot),
            offered,
        )
        folder = home.runs / month.run_id
        repeated = folder.exists()
        if not repeated:
            with new_folder(folder) as building:
                judge_month(home, month, building, watch)
        try:
            stop_at_drift(home, pack, folder, capacity, accepting)
        except DriftError:
            # The old run stays on the pages; a newer list of protected people among the files holds for it at once.
            renew_protection(home)
            raise
        lay_newest_list_over(home.folder, snapshot)
        note_run(
            home, run_id=month.run_id, as_of=as_of, capacity=capacity, times=watch.times, ledger=verify(home.folder)
        )
        make_current(home, run_id=month.run_id, snapshot_id=snapshot.snapshot_id)
    return RunResult(folder, repeated)


def _received(
    home: Home, pack: Pack, files: list[Path], as_of: date, watch: Watch, *, from_outside: bool
) -> list[Receipt]:
    """Receive the files. Those the home holds already were opened when they came `from_outside`."""
    with opened_packages(home.folder, files if from_outside else [], pack) as opened:
        given = opened.files if from_outside else files
        return receive(given, home=home.folder, pack=pack, received_on=as_of, progress=watch, packages=opened.packages)


def judge_month(home: Home, month: Month, folder: Path, watch: Watch) -> None:
    """Fill the run's folder: answers, reasons, findings, list, what differs from last month, serving file, summary."""
    snapshot, judgement = month.snapshot, month.judgement
    schema = schema_of(month.pack)
    with station(watch, "判定"):
        evaluate(snapshot, judgement.indicators, schema, folder / "answers.parquet")
        evaluate(snapshot, judgement.exclusions, schema, folder / "exclusions.parquet")
    with station(watch, "理由"):
        evidence(snapshot, judgement.indicators, schema, folder / "answers.parquet", folder / "reasons.parquet")
    with station(watch, "検討対象者一覧"):
        judged = judge(
            snapshot,
            judgement,
            folder,
            run=month.run_id,
            as_of=month.as_of,
            capacity=month.capacity,
            previous=month.previous,
        )
    with station(watch, "先月との違い"):
        report_of(home.folder, month.pack, snapshot, judged.counts, month.previous, folder)
    with station(watch, "画面用の記録"):
        answer_entitlements(snapshot, month.offered.rules, schema, folder)
        write_serving(month, folder)
    write_summary(month, judged, folder)


@contextmanager
def station(watch: Watch, title: str) -> Iterator[None]:
    """One station shown as a single step, and timed."""
    watch.station(title, 1)
    with watch.timed(title):
        yield
    watch.step()


def write_serving(month: Month, folder: Path) -> None:
    """Assemble the one file the pages read."""
    facts = RunFacts(
        run_id=month.run_id,
        as_of=month.as_of,
        capacity=month.capacity,
        code_version=__version__,
        receipts_summary=summary_of(month.receipts, month.pack, month.snapshot),
        protection=month.protection,
        offered=month.offered,
    )
    build_serving(month.snapshot, month.pack, month.judgement, RunFolders(folder, month.previous), facts)


def write_summary(month: Month, judged: Judged, folder: Path) -> None:
    """run.json: the object `run --json` ends with, and which files it came from."""
    counts = judged.counts
    files = summary_of(month.receipts, month.pack, month.snapshot)
    summary: dict[str, Any] = {
        "run": month.run_id,
        "snapshot": month.snapshot.snapshot_id,
        "as_of": month.as_of.isoformat(),
        "capacity": month.capacity,
        "municipality": month.pack.municipality,
        "files": files["files"],
        "files_refused": files["files_refused"],
        "rows_in": files["rows_in"],
        "rows_accepted": files["rows_accepted"],
        "rows_refused": files["rows_refused"],
        "missing_sources": files["missing_sources"],
        "older_sources": files["older_sources"],
        "refused_files": files["refused_files"],
        "children": counts["children"],
        "undeterminable": counts["undeterminable"],
        "flagged": counts["flagged_any"],
        "findings": {kind: one["flagged"] for kind, one in counts["per_type"].items()},
        "households": len(judged.worklist["listed"]),
        "households_flagged": counts["flagged_households"],
        "waiting": sum(row.rows for row in month.snapshot.manifest.waiting),
        "types": {criterion.type: criterion.label for criterion in month.judgement.criteria_on(month.as_of)},
        "receipts": receipts_of_run(month.receipts),
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")


def files_of(inbox: Path) -> list[Path]:
    """The delivery, in the order of names; names starting with a dot or ~$ are the operating system's or Excel's own."""
    if not inbox.is_dir():
        raise RefusedError(
            "R001", f"受領フォルダ {inbox} がありません", "各課のファイルを置いたフォルダを指定してください"
        )
    files = in_order(inbox)
    if not files:
        raise RefusedError(
            "R002", f"受領フォルダ {inbox} にファイルがありません", "各課のファイルを置いてから実行してください"
        )
    return files


def files_received(folder: Path, as_of: date) -> list[Path]:
    """The month's files as the home laid them out, in the same order as if they lay in an inbox."""
    files = in_order(folder)
    if not files:
        raise RefusedError(
            "R002",
            f"{as_of.year}年{as_of.month}月に受け取ったファイルがありません",
            "各課のファイルを受け取ってから実行してください",
        )
    return files


def in_order(folder: Path) -> list[Path]:
    """All files below a folder, by name."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))]
    return sorted(files, key=lambda path: unicodedata.normalize("NFC", str(path.relative_to(folder))))
