"""`tsunagu source draft | drafts | take | confirm | withdraw`: a layout without code, from an unknown file to a person's word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Source
from tsunagu.cli.options import HomeOption
from tsunagu.drafting import (
    NEW,
    Choices,
    Draft,
    Matcher,
    change,
    confirm,
    confirmations,
    confirmed,
    drafts,
    drafts_of,
    keep_all,
    merged,
    open_draft,
    revise,
    withdraw,
)
from tsunagu.intake import Hints, refuse_strange_files
from tsunagu.month import find_home

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="下書きの名前（tsunagu source drafts で並びます）")]
ByOption = Annotated[str, typer.Option("--by", help="確かめた人")]
ReasonOption = Annotated[str, typer.Option("--reason", help="何と照らして確かめたか")]


def draft(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="調べるファイル（CSV、Excel、固定長、JSON、それらを入れた zip。いくつでも）"
        ),
    ],
    of: Annotated[
        str,
        typer.Option("--of", help="どの提供データかが分かっているとき（F30、screening など。どれでもなければ new）"),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="下書きの名前（screening.midori など。書かなければ自動）")] = "",
    heading_row: Annotated[int, typer.Option("--heading-row", help="見出しの行（1から数える。書かなければ探す）")] = 0,
    by: Annotated[str, typer.Option("--by", help="調べた人")] = "",
    home: HomeOption = None,
) -> None:
    """Draft the layouts of unknown files; files with the same headings make one draft. A file that cannot be read is told last."""
    found = find_home(home)
    refuse_strange_files(found.folder)
    absent = [str(file) for file in files if not file.is_file()]
    if absent:
        raise RefusedError("R003", f"ファイルがありません：{'、'.join(absent)}", "名前とフォルダを確かめてください")
    pack = found.pack()
    source = of if of in ("", NEW) else _source_id(pack.sources, of)
    with found.locked():
        matcher = Matcher(pack)
        hints = Hints(heading_row=heading_row)
        looked: list[Draft] = []
        unread: list[RefusedError] = []
        for file in files:
            try:
                looked += drafts_of(file, matcher, found.folder, of=source, name=name, hints=hints)
            except RefusedError as error:
                unread.append(error)
        for kept in keep_all(found.folder, pack, merged(looked), by=by, on=clock.today()) if looked else ():
            typer.echo(_told(kept))
            typer.echo(f"宣言の下書き：{found.folder / 'pack' / 'drafts' / kept.name}")
            typer.echo(f"よければ：tsunagu source confirm {kept.name} --by 名前 --reason 何と照らしたか\n")
    for further in unread[1:]:
        typer.echo(f"{further.message}。{further.remedy}（{further.code}）", err=True)
    if unread:
        raise unread[0]


def _source_id(sources: dict[str, Source], named: str) -> str:
    """The source with this id, number or label. Raises RefusedError (Y002)."""
    found = [name for name, source in sources.items() if named in (name, source.no, source.label)]
    if len(found) != 1:
        known = "、".join(f"{source.no} {source.label}（{name}）" for name, source in sources.items())
        raise RefusedError("Y002", f"提供データ「{named}」が決まりません", f"次の名前から選んでください：{known}")
    return found[0]


def _told(one: Draft) -> str:
    """The draft as lines: what it is, every column with its confidence and reason, what is open."""
    what = f"新しい提供データ「{one.label}」" if one.is_new_source else one.label
    lines = [
        f"■ {one.name}　{what}",
        f"  {one.file}{''.join(f'、{more}' for more in one.more_files)}：{one.rows:,}行、{len(one.columns)}列"
        + (f"、見出しの上に{one.title_rows}行" if one.title_rows else ""),
        f"  どの提供データか［{one.confidence_label}］{one.reason}",
        f"  行を見分ける項目：{one.key_reason}",
    ]
    for column in one.columns:
        goes = "、".join(column.to) or "（使わない）"
        lines.append(f"  ［{column.confidence_label}］{column.heading} → {column.label or '—'} {goes}")
        lines.append(f"      {column.reason}{'。' + column.codes_reason if column.codes_reason else ''}")
        if column.unknown_codes:
            codes = "、".join(f"{code.code}（{code.rows:,}行）" for code in column.unknown_codes)
            lines.append(f"      意味の分からないコード：{codes}")
    left_out = [column.heading for column in one.columns if one.is_new_source and column.is_left_out]
    if left_out:
        lines.append(f"  ★ 決め手がないので使わないことにした列：{'、'.join(left_out)}")
        lines.append(f"     要る列は：tsunagu source take {one.name} {left_out[0]} --by 名前")
    if one.lacking:
        lines.append(f"  ★ なくてはならない項目が見つかりません：{'、'.join(one.lacking)}")
    if one.is_new_source:
        lines.append("  ★ 保有する課と、利用目的・法的根拠（要確認）を書くまで、確認できません")
    return "\n".join(lines)


def take(
    name: NameArgument,
    headings: Annotated[list[str], typer.Argument(metavar="HEADING…", help="受け取る列の見出し（いくつでも）")],
    by: ByOption,
    home: HomeOption = None,
) -> None:
    """Receive columns of a new source that were left out."""
    found = find_home(home)
    pack = found.pack()
    with found.locked():
        waits = open_draft(found.folder, name)
        known = [column.heading for column in waits.columns]
        absent = [heading for heading in headings if heading not in known]
        if absent or not waits.is_new_source:
            told = f"列「{'、'.join(absent)}」がありません" if absent else "もうある提供データの様式です"
            remedy = (
                f"いまある列：{'、'.join(known)}" if absent else "どの項目かを、画面の「様式の下書き」で選んでください"
            )
            raise RefusedError("Y011", told, remedy)
        wanted = {known.index(heading): "own" for heading in headings}
        change(found.folder, pack, revise(waits, Matcher(pack), Choices(by=by, targets=wanted)))
    typer.echo(f"{name} で受け取る列にしました：{'、'.join(headings)}")


def list_drafts(home: HomeOption = None) -> None:
    """Drafts that wait, those in force, and who confirmed them."""
    folder = find_home(home).folder
    for state, given in (("下書き", drafts(folder)), ("確認ずみ", confirmed(folder))):
        for one in given:
            typer.echo(f"{one.name}\t{state}\t{one.label}\t{one.file}")
    for line in confirmations(folder):
        what = "確認" if line.what == "confirmed" else "取り下げ"
        typer.echo(f"{line.at}\t{what}\t{line.name}\t{line.by}\t{line.reason}")


def confirm_draft(name: NameArgument, by: ByOption, reason: ReasonOption, home: HomeOption = None) -> None:
    """Put a draft in force."""
    found = find_home(home)
    with found.locked():
        done = confirm(found.folder, str(found.settings()["pack"]), name, by=by, reason=reason)
    typer.echo(f"{done.label}（{name}）を使いはじめました。{done.file} を受け取れます。")


def withdraw_draft(name: NameArgument, by: ByOption, reason: ReasonOption, home: HomeOption = None) -> None:
    """Take a confirmed draft out of force."""
    found = find_home(home)
    with found.locked():
        withdraw(found.folder, str(found.settings()["pack"]), name, by=by, reason=reason)
    typer.echo(f"{name} を下書きに戻しました。")
