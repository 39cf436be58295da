"""`tsunagu doctor`: is this machine fit for a town's data?"""

from __future__ import annotations

import typer

from tsunagu.cli.options import HomeOption
from tsunagu.month import examine, find_home


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def doctor(home: HomeOption = None) -> None:
        """このサーバーで使ってよいかを調べる（時計・容量・暗号化・SQLite・フォント・権限）。"""
        checks = examine(find_home(home))
        for check in checks:
            typer.echo(f"{check.verdict:　<3} {check.subject}：{check.found}")
            if check.remedy:
                typer.echo(f"　　　→ {check.remedy}")
        if any(check.verdict == "要対応" for check in checks):
            raise typer.Exit(1)
