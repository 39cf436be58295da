"""The web's commands: `tsunagu serve`, `worker`, `users demo`, `audit verify`. Django is loaded only when one runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from tsunagu_web import answering, audit_commands, training_commands, user_commands
from tsunagu_web.answering import MOST
from tsunagu_web.database import STORE, keep_to_one_store, refuse_another_store
from tsunagu_web.operations.supervising import Supervisor

if TYPE_CHECKING:
    from tsunagu.catalog import Pack
    from tsunagu.intake import Receipt
    from tsunagu.month import Home

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="ホームのフォルダ（書かなければ環境変数 TSUNAGU_HOME）")
]


def register(app: typer.Typer) -> None:
    """Join the console script (entry point tsunagu.commands)."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("pages", hidden=True)(pages)
    user_commands.register(app, set_up)
    audit_commands.register(app, set_up)
    training_commands.register(app, set_up)


def set_up(home: Path | None) -> Path:
    """Point Django at a home and bring its case store up to date.

    Raises RefusedError (H…) when there is no home there, or a training home would share another's case store.
    """
    from tsunagu.month import find_home

    found = find_home(home)
    if found.is_training:
        refuse_another_store()
    keep_to_one_store(found.folder)
    os.environ["TSUNAGU_HOME"] = str(found.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu_web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return found.folder


def hand_on(home: Home, pack: Pack, as_of: date) -> list[Receipt]:
    """Join a month run at the terminal (entry point tsunagu.handing_on): what was entered on the pages goes into it.

    A home whose pages were never opened has no case store, and none is made.
    """
    if not _has_store(home):
        return []
    set_up(home.folder)
    from tsunagu_web.casework.handing_on import hand_on

    return hand_on(home, pack, as_of)


def record_leaving(home: Home, command: str, children: Collection[str] | None) -> None:
    """Write the row of what a command is about to tell (entry point tsunagu.recording), under the account of the server.

    A home whose pages were never opened has no record yet, and nobody who would read it.
    """
    if not _has_store(home):
        return
    set_up(home.folder)
    from tsunagu_web.audit.terminal import record_told

    record_told(command, children)


def _has_store(home: Home) -> bool:
    """Raises RefusedError H010, H011 where the records lie elsewhere than the environment says."""
    keep_to_one_store(home.folder)
    return bool(os.environ.get("TSUNAGU_DATABASE_URL")) or (home.folder / STORE).is_file()


def serve(
    home: HomeOption = None,
    host: Annotated[str, typer.Option("--host", help="待ち受けるアドレス")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="待ち受けるポート", min=1, max=65535)] = 8000,
    threads: Annotated[int, typer.Option("--threads", help="同時に応える数", min=1, max=64)] = 8,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            help=f"応えるプログラムの数（書かなければ、SQLiteで1、PostgreSQLでコアの数、{MOST}まで）",
            min=1,
            max=64,
        ),
    ] = None,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="処理係（月の処理を行うプログラム）もいっしょに動かす")
    ] = True,
) -> None:
    """画面を開く（止めるときは Ctrl+C）。"""
    folder = set_up(home)
    from django.conf import settings

    from tsunagu.month import said_at_start
    from tsunagu_web.accounts.demo import ALL_DEMO_PEOPLE, make_demo_users
    from tsunagu_web.database import describe
    from tsunagu_web.resources.demo import make_demo_directory
    from tsunagu_web.town import is_demo, is_training

    typer.echo(describe(settings.DATABASE_URL))
    if warning := said_at_start(folder):
        typer.echo(warning)
    if is_training():
        typer.echo("研修用：架空の町です。利用者番号とパスワードは、研修用のホームを作ったときに表示したものです。")
    elif is_demo():
        make_demo_users(ALL_DEMO_PEOPLE)
        make_demo_directory()
        typer.echo("架空のデータのデモです。次の人でログインできます：")
        for person in ALL_DEMO_PEOPLE:
            typer.echo(f"  {person.username:<10} {person.password:<24} {person.role_label}（{person.section}）")
    if not settings.BEHIND_TLS and host not in ("127.0.0.1", "localhost", "::1"):
        typer.echo(
            "注意：暗号化されていない通信で、ほかの機械からも開けます。TLSの中継を置き、TSUNAGU_TLS=yes にしてください。"
        )
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"画面：http://{shown}:{port}/")
    signal.signal(signal.SIGTERM, _end)
    supervisor = Supervisor(folder) if with_worker else None
    if supervisor:
        supervisor.start()
    try:
        answering.serve(folder, host, port, threads, answering.processes_for(settings.DATABASE_URL, processes))
    finally:
        if supervisor:
            supervisor.stop()


def pages(
    home: HomeOption = None,
    sockets: Annotated[list[int] | None, typer.Option("--socket", hidden=True)] = None,
    threads: Annotated[int, typer.Option("--threads", hidden=True)] = 8,
    parent: Annotated[int | None, typer.Option("--parent", hidden=True)] = None,
) -> None:
    """画面に応えるプログラムの一つ（serve が動かすもので、人が打つことはない）。"""
    set_up(home)
    signal.signal(signal.SIGTERM, _end)
    answering.answer_with(sockets or [], threads, parent)


def worker(
    home: HomeOption = None,
    parent: Annotated[int | None, typer.Option("--parent", hidden=True, help="いっしょに終わる親の番号")] = None,
) -> None:
    """画面から頼まれた処理を一つずつ行う（serve がいっしょに動かすので、ふつうは要らない）。"""
    folder = set_up(home)
    from tsunagu_web.operations.worker import work

    work(folder, parent)


def _end(signum: int, frame: FrameType | None) -> None:
    """Ended politely (systemd, a test): leave as Ctrl+C does, so that the worker is told."""
    raise SystemExit(0)
