"""`tsunagu prefecture …`: towns without a common number — a town's extract, the prefecture's proposals, and their way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.cli.options import HomeOption, JsonOption
from tsunagu.engines import LOCAL
from tsunagu.identity import PairEngine, link_municipalities, read_parameters
from tsunagu.month import extract_for_prefecture, find_home, read_proposals


def register(app: typer.Typer) -> None:
    """Add `tsunagu prefecture …`."""
    commands = typer.Typer(
        help="共通の番号がない市町村どうしで、同じ人かもしれない記録を並べます。決めるのは人です。",
        no_args_is_help=True,
    )
    app.add_typer(commands, name="prefecture")
    commands.command("extract", help="（市町村）県に渡す抽出を作ります。支援措置の人は入りません。")(extract)
    commands.command("link", help="（県）市町村の抽出を照合し、候補を並べます。ひも付けはしません。")(link)
    commands.command("read", help="（市町村）県から届いた候補を、自分の町の宛名番号で読みます。")(read)


def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="作るファイル（例 抽出.parquet）")],
    by: Annotated[str, typer.Option("--by", help="作る人")],
    purpose: Annotated[str, typer.Option("--purpose", help="県に渡す根拠となる台帳の行の名前")],
    newcomers: Annotated[
        int,
        typer.Option(
            "--newcomers", min=0, max=18, help="こどもと暮らしていなくても入れる、転入から何年以内の大人（0は入れない）"
        ),
    ] = 0,
    home: HomeOption = None,
) -> None:
    """Write one town's extract; the home's log notes who made it."""
    found = find_home(home)
    with found.locked():
        made = extract_for_prefecture(found, file, by=by, purpose=purpose, newcomers=newcomers)
    typer.echo(
        f"{made.rows:,}人（うちこども{made.children:,}人）を {file} に書きました。住所と宛名番号は入っていません。"
    )
    typer.echo(f"支援措置の一覧により入れなかった人：{made.left_out}人。一覧が変わったら、作りなおして渡してください。")


def link(
    extracts: Annotated[list[Path], typer.Argument(metavar="FILE…", help="市町村ごとの抽出")],
    out: Annotated[Path, typer.Option("--out", help="候補を書く新しいフォルダ")],
    engine: Annotated[str, typer.Option("--engine", help="duckdb か spark")] = PairEngine.DUCKDB.value,
    parameters: Annotated[
        Path | None, typer.Option("--parameters", help="m と u の宣言（書かなければ付属のもの）")
    ] = None,
    master: Annotated[str, typer.Option("--master", help="Spark をどこで動かすか")] = LOCAL,
    threads: Annotated[int, typer.Option("--threads", min=1, help="DuckDB が使うコアの数")] = 1,
) -> None:
    """Weigh the pairs of all municipalities and write the proposals."""
    if engine not in set(PairEngine):
        raise RefusedError("C001", f"--engine の「{engine}」は使えません", "duckdb か spark を書いてください")
    missing = [str(path) for path in extracts if not path.is_file()]
    if missing:
        raise RefusedError(
            "R003", f"ファイルがありません：{'、'.join(missing)}", "名前とフォルダを確かめて、もう一度実行してください"
        )
    linked = link_municipalities(
        extracts,
        out,
        read_parameters(parameters),
        on=PairEngine(engine),
        now=clock.now(),
        master=master,
        threads=threads,
    )
    typer.echo(
        f"{linked.municipalities}市町村の{linked.records:,}人から、候補{linked.proposals:,}組（こども{linked.of_children:,}組）を"
        f" {out} に書きました。どれもまだ同じ人とは決まっていません。"
    )
    typer.echo(f"別の市町村に前の世帯の大人がいるかもしれないこども：{linked.families}組。")
    typer.echo(f"支援措置により市町村が入れなかった人：{linked.left_out}人。")


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="県から届いた 候補.csv か 別の市町村の家族.csv")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the proposals about this town's people by 宛名番号; whoever is protected by now is not named."""
    found = find_home(home)
    with found.locked():
        proposals, held = read_proposals(found, file)
    if as_json:
        plain = [
            {"resident_no": one.resident_no, "municipality": one.municipality, "record": one.record, "told": one.told}
            for one in proposals
        ]
        typer.echo(json.dumps({"proposals": plain, "held_back": held}, ensure_ascii=False, indent=1))
        return
    for place, one in enumerate(proposals):
        if not place:
            typer.echo("\t".join(("宛名番号", "相手の市町村", "相手の記録", *one.told)))
        typer.echo("\t".join((one.resident_no, one.municipality, one.record, *one.told.values())))
    typer.echo(
        f"{len(proposals)}行。支援措置などにより表示しないもの：{held}行。相手の市町村に確かめるまで、同じ人とは決まりません。"
    )
