"""`tsunagu intake`: receive files, each with a receipt; `tsunagu receipts`: print those of the last run."""

from __future__ import annotations

import csv
import gc
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.cli.asking_password import password_for
from tsunagu.cli.options import EXIT_REFUSED, HomeOption, JsonOption, as_date
from tsunagu.cli.recorded import record_leaving
from tsunagu.cli.spreadsheet_text import as_text, row_as_text
from tsunagu.delivery import last_day, opened_packages
from tsunagu.intake import RECEIPTS, Receipt, receipt_text, receipts, receipts_of_files, receive
from tsunagu.month import Home, find_home, renew_protection, watching

COLUMNS = (
    *("file", "sheet", "line", "column", "kind", "cell", "status", "rows_in", "rows_accepted", "rows_refused"),
    *("cause", "remedy"),
)


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command()
    def intake(
        files: Annotated[list[Path], typer.Argument(help="受け取るファイル（いくつでも）")],
        home: HomeOption = None,
        received: Annotated[str, typer.Option("--received", help="受領日（書かなければ、その月の末日）")] = "",
        month: Annotated[str, typer.Option("--month", help="どの月の分か（例 2026-10。書かなければ今月）")] = "",
        replace: Annotated[
            bool, typer.Option("--replace", help="同じ月の別の中身と差し替える（--reason が要ります）")
        ] = False,
        reason: Annotated[str, typer.Option("--reason", help="差し替える理由")] = "",
        medium: Annotated[str, typer.Option("--medium", help="何で受け取ったか（USBメモリ、共有フォルダなど）")] = "",
        carrier: Annotated[str, typer.Option("--carrier", help="運んだ人")] = "",
        password_file: Annotated[
            Path | None,
            typer.Option("--password-file", help="パスワードの掛かったファイルを開く、パスワードを書いたファイル"),
        ] = None,
        as_json: JsonOption = False,
    ) -> None:
        """ファイルを受け取り、一件ごとに受領記録を出す。受け取れないファイルがあると終了コードは2。"""
        if replace and not reason.strip():
            raise RefusedError("I001", "差し替える理由がありません", "--reason に理由を書いてください")
        found = find_home(home)
        pack = found.pack()
        folders = [str(file) for file in files if file.is_dir()]
        if folders:
            raise RefusedError(
                "R007",
                f"ファイルではなくフォルダです：{'、'.join(folders)}",
                "フォルダの中のファイルを書くか（例 フォルダ/*）、ひと月分なら tsunagu run フォルダ を実行してください",
            )
        absent = [str(file) for file in files if not file.is_file()]
        if absent:
            raise RefusedError(
                "R003",
                f"ファイルがありません：{'、'.join(absent)}",
                "名前とフォルダを確かめて、もう一度実行してください",
            )
        day = _day_of_receipt(received, month)
        # Modules and declarations live as long as this process: looking through them for garbage at every turn is for nothing.
        gc.freeze()
        password = password_for(found, files, password_file)
        with (
            found.locked(),
            watching(found, quiet=as_json) as watch,
            opened_packages(found.folder, files, pack, password=password) as opened,
        ):
            given = receive(
                opened.files,
                home=found.folder,
                pack=pack,
                received_on=day,
                replace=reason.strip() if replace else None,
                progress=watch,
                medium=medium.strip() or None,
                carrier=carrier.strip() or None,
                password=password,
                packages=opened.packages,
            )
            renew_protection(found)
        if as_json:
            typer.echo(_as_json(given))
        else:
            for receipt in given:
                typer.echo(receipt_text(receipt, pack.faults))
            typer.echo(f"{day.year}年{day.month}月分として受け取りました。{_total(given)}")
            for receipt in given:
                if not receipt.taken:
                    typer.echo(f"受け取れなかったもの：{receipt.file}（{receipt.sentence.rstrip('。')}）")
            typer.echo(f"受領記録は {found.folder / RECEIPTS} にあります（1ファイルごとに HTML と JSON）")
        if not all(receipt.taken for receipt in given):
            raise typer.Exit(EXIT_REFUSED)

    _register_receipts(app)


def _register_receipts(app: typer.Typer) -> None:
    @app.command(name="receipts")
    def print_receipts(home: HomeOption = None, as_json: JsonOption = False) -> None:
        """直近の実行の受領記録を、不備一つを一行として出す。"""
        found = find_home(home)
        kept = receipts_of_last_run(found)
        record_leaving(found, "receipts")
        if as_json:
            typer.echo(_as_json(kept))
            return
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for receipt in kept:
            ending = (receipt.status, receipt.rows_in, receipt.rows_accepted, receipt.rows_refused)
            if not receipt.faults:
                writer.writerow(row_as_text((receipt.file, "", "", "", "", "", *ending, "", "")))
            for fault in receipt.faults:
                place = (
                    receipt.file,
                    fault.sheet or "",
                    fault.line or "",
                    fault.column or "",
                    fault.code,
                    as_text(fault.cell or ""),
                )
                writer.writerow(row_as_text((*place, *ending, fault.cause, fault.remedy)))


def _day_of_receipt(received: str, month: str) -> date:
    """The day the files count as received: the one given, else the last day of the month named or, without one, of this month.

    As when they are handed in on a page or by a run: a file of a month that has not ended meets the others of its month.

    Raises RefusedError I002 when both are given or the month cannot be read, C001 for the day.
    """
    if received and month:
        raise RefusedError("I002", "--received と --month は一緒に書けません", "どちらか一つを書いてください")
    if received:
        return as_date(received, "--received")
    try:
        return last_day(date.fromisoformat(f"{month}-01") if month else clock.today())
    except ValueError:
        raise RefusedError(
            "I002", f"--month の「{month}」は月として読めません", "2026-10 のように書いてください"
        ) from None


def receipts_of_last_run(home: Home) -> list[Receipt]:
    """Receipts of the files of the run the pages show; before the first run those of the latest day."""
    run = home.current_run()
    if run is None:
        return receipts(home.folder)
    told = json.loads((run / "run.json").read_text(encoding="utf-8"))["receipts"]
    return receipts_of_files(home.folder, [(one["file"], one["sha256"], one["load"]) for one in told])


def _as_json(given: Sequence[Receipt]) -> str:
    told = [receipt.model_dump(mode="json") for receipt in given]
    for receipt in told:
        for fault in receipt["faults"]:
            fault["kind"] = fault["code"]
    return json.dumps(told, ensure_ascii=False)


def _total(given: Sequence[Receipt]) -> str:
    rows = [sum(getattr(receipt, name) for receipt in given) for name in ("rows_in", "rows_accepted", "rows_refused")]
    taken = sum(receipt.taken for receipt in given)
    return f"{len(given)}件のうち{taken}件を受領。入った行 {rows[0]:,} ＝ 受け取った行 {rows[1]:,} ＋ 受け取れない行 {rows[2]:,}"
