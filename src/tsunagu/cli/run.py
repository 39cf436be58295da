"""`tsunagu run`: one command for the month; `tsunagu cancel`: stop it from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.cli.options import AsOfOption, HomeOption, JsonOption, as_date
from tsunagu.intake import RECEIPTS
from tsunagu.month import Accepting, find_home, handed_on_by_the_pages, run_month, said_at_start


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command()
    def run(
        as_of: AsOfOption,
        inbox: Annotated[
            Path | None,
            typer.Argument(help="各課のファイルを置いたフォルダ（書かなければ、その月に受け取ってあるファイル）"),
        ] = None,
        capacity: Annotated[
            int | None, typer.Option("--capacity", min=1, help="今月話し合える世帯の数（書かなければ宣言の数）")
        ] = None,
        home: HomeOption = None,
        accept_drift: Annotated[
            str, typer.Option("--accept-drift", help="先月との違いが決まりをこえていても進める理由（--by が要ります）")
        ] = "",
        by: Annotated[str, typer.Option("--by", help="先月との違いを認める人")] = "",
        as_json: JsonOption = False,
    ) -> None:
        """ひと月分：受領から検討対象者一覧まで、まとめて行う。途中で止めても、もう一度実行すれば続きから進む。"""
        found = find_home(home)
        if warning := said_at_start(found.folder):
            typer.echo(warning, err=True)
        if accept_drift and not by:
            raise RefusedError("T002", "認める人がありません", "--by に、違いを認める人の名前を書いてください")
        day = as_date(as_of, "--as-of")
        if day > clock.now().date():
            typer.echo(
                f"基準日（{day.year}年{day.month}月{day.day}日）はまだ来ていません。いまあるデータで続けます。",
                err=True,
            )
        result = run_month(
            found,
            inbox,
            as_of=day,
            capacity=capacity,
            quiet=as_json,
            accepting=Accepting(by, accept_drift) if accept_drift else None,
            hand_on=handed_on_by_the_pages(),
        )
        if as_json:
            typer.echo(json.dumps(result.summary, ensure_ascii=False, sort_keys=True))
            return
        for line in result.lines():
            typer.echo(line)
        typer.echo(f"　受領記録は {found.folder / RECEIPTS} にあります（1ファイルごとに HTML と JSON）")

    @app.command()
    def cancel(home: HomeOption = None) -> None:
        """動いている「run」を、きりのよいところで止める。"""
        found = find_home(home)
        if not found.is_busy():
            typer.echo("動いている処理はありません。始めたばかりのときは、数秒おいてもう一度打ってください。")
            return
        found.cancel_file.touch()
        typer.echo("止めるように伝えました。公開ずみのデータは元のままです。")
