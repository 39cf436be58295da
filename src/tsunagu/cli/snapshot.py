"""`tsunagu snapshot`: build, list, verify and compare 時点データ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from tsunagu.cli.options import AsOfOption, HomeOption, as_date
from tsunagu.identity import WaitingReason
from tsunagu.mart import (
    TABLES_ABOUT_PEOPLE,
    SnapshotDifference,
    build,
    child_codes,
    diff,
    list_snapshots,
    open_snapshot,
    verify,
)
from tsunagu.month import barred_items, find_home, watching
from tsunagu.purpose import live_items

NamedSnapshot = Annotated[str, typer.Argument(help="時点データの番号")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="時点データ（○月末時点のデータ）を作る・調べる・比べる。", no_args_is_help=True)
    app.add_typer(group, name="snapshot")

    @group.command("build")
    def build_command(as_of: AsOfOption, home: HomeOption = None) -> None:
        """受け取ったファイルから、その日の時点データを作る。同じ日・同じファイルなら同じものになる。"""
        found = find_home(home)
        with found.locked(), watching(found, quiet=False) as watch:
            pack = found.pack()
            day = as_date(as_of, "--as-of")
            snapshot = build(found.folder, pack, day, watch, barred_items(live_items(found.folder, day), pack))
        typer.echo(f"{snapshot.as_of.isoformat()} 時点データ {snapshot.snapshot_id}")
        typer.echo(f"住民 {snapshot.rows('members'):,}人　対象のこども {snapshot.rows('children'):,}人")
        for waiting in snapshot.manifest.waiting:
            source = pack.sources[waiting.source].label if waiting.source in pack.sources else waiting.source
            typer.echo(f"確認待ち {source} {waiting.rows:,}行（{WaitingReason(waiting.reason).label}）")

    @group.command("list")
    def list_command(home: HomeOption = None) -> None:
        """時点データの一覧。"""
        for snapshot in list_snapshots(find_home(home).folder):
            typer.echo(f"{snapshot.snapshot_id}　{snapshot.as_of.isoformat()}　こども {snapshot.rows('children'):,}人")

    @group.command("verify")
    def verify_command(
        snapshot_id: Annotated[str | None, typer.Argument(help="番号（書かなければ全部）")] = None,
        home: HomeOption = None,
    ) -> None:
        """公開したときから1バイトも変わっていないかを調べる。"""
        checked = verify(find_home(home).folder, snapshot_id)
        for name, problems in checked.items():
            typer.echo(f"{name}　{'、'.join(problems) if problems else '公開したときのままです'}")
        if any(checked.values()):
            raise typer.Exit(4)

    @group.command("diff")
    def diff_command(earlier: NamedSnapshot, later: NamedSnapshot, home: HomeOption = None) -> None:
        """2つの時点データの違い：表ごとの増減と、増えたこども・いなくなったこども。"""
        found = find_home(home)
        before, after = open_snapshot(found.folder, earlier), open_snapshot(found.folder, later)
        labels = {**TABLES_ABOUT_PEOPLE, **{name: table.label for name, table in found.pack().tables.items()}}
        for line in _told(diff(before, after), {**child_codes(before), **child_codes(after)}, labels):
            typer.echo(line)


def _told(difference: SnapshotDifference, codes: Mapping[int, str], labels: Mapping[str, str]) -> list[str]:
    """Sentences for a person: tables by their labels, children by their 整理番号, never by 宛名番号."""
    lines = [
        f"{labels.get(table.table, table.table)}　増えた行 {table.added:,}　減った行 {table.removed:,}"
        for table in difference.tables
        if table.added or table.removed
    ]
    for what, children in (("対象に入った", difference.children_entered), ("対象から外れた", difference.children_left)):
        named = "、".join(sorted(codes[child] for child in children))
        lines.append(f"{what}こども　{len(children):,}人　{named}".rstrip("　"))
    changed = any(table.added or table.removed for table in difference.tables)
    return lines if changed else ["2つの時点データに違いはありません。"]
