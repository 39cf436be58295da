"""The `tsunagu` command: thin commands, one file per station; the web's commands join by entry point."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

import typer

from tsunagu.base.errors import TsunaguError
from tsunagu.cli.help_page import help_of, speak_japanese
from tsunagu.cli.usage import usage_sentence

__all__ = ["app_for", "build_app", "main"]

STOPPED = 130
UNEXPECTED = 70


def build_app() -> typer.Typer:
    """Every command of every station. Each module beside this one may offer `register(app)`."""
    app = _empty_app()
    for file in _FILES:
        _register_file(app, file)
    for entry in sorted(entry_points(group="tsunagu.commands"), key=lambda entry: entry.name):
        entry.load()(app)
    return app


def app_for(words: Sequence[str]) -> typer.Typer:
    """The app that answers what was typed. A command whose file bears its name starts without the files of all others."""
    if words and words[0] in _FILES:
        app = _empty_app()
        _register_file(app, words[0])
        if words[0] in typer.main.get_group(app).commands:
            return app
    return build_app()


_FILES = sorted(module.name for module in pkgutil.iter_modules(__path__))


def _empty_app() -> typer.Typer:
    return typer.Typer(
        help="つなぐ：課がもつファイルを月ごとに受け取り、話し合う世帯の一覧をつくります。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def _register_file(app: typer.Typer, file: str) -> None:
    register = getattr(importlib.import_module(f"{__name__}.{file}"), "register", None)
    if register is not None:
        register(app)


def main() -> None:
    """Run a command. Whatever goes wrong becomes one Japanese sentence with its code, and an exit status."""
    try:
        # A group, also where one command alone was started: its name is to be typed all the same.
        command = speak_japanese(typer.main.get_group(app_for(sys.argv[1:])))
        # Outside its own stand-alone mode the command line returns the status of a typer.Exit instead of raising it.
        status = command(standalone_mode=False, prog_name="tsunagu")
    except TsunaguError as error:
        _end(str(error), error.exit_status)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        status = STOPPED
    except Exception as error:
        # Only usage errors of the command line library carry an exit code here.
        if not hasattr(error, "exit_code"):
            _end_unexpected(error)
        _end(help_of(error) or usage_sentence(error), int(error.exit_code))
    if status == STOPPED:
        _end(
            "[R130] 止めました。公開ずみのデータは元のままです。続けるときは同じ命令をもう一度実行してください。",
            STOPPED,
        )
    if isinstance(status, int) and status:
        sys.exit(status)


def _end(sentence: str, status: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(status)


def _end_unexpected(error: Exception) -> NoReturn:
    """An error nobody thought of. Its text may hold what stands in a file, so only its kind and its place are told."""
    if os.environ.get("TSUNAGU_DEBUG"):
        raise error
    place = traceback.extract_tb(error.__traceback__)[-1]
    _end(
        f"[X001] 思いがけない誤りで止まりました（{type(error).__name__}、{Path(place.filename).name} {place.lineno}行目）。"
        "公開ずみのデータは元のままです。この文を情報担当に知らせてください。",
        UNEXPECTED,
    )
