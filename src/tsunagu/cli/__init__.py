"""The `tsunagu` command: thin commands, one file per station; the web's commands join by entry point."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from importlib.metadata import entry_points

import typer

from tsunagu.base.errors import TsunaguError
from tsunagu.cli.usage import usage_sentence

__all__ = ["build_app", "main"]


def build_app() -> typer.Typer:
    """Every command of every station. Each module beside this one may offer `register(app)`."""
    app = typer.Typer(
        help="つなぐ：課がもつファイルを月ごとに受け取り、話し合う世帯の一覧をつくります。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        register = getattr(importlib.import_module(f"{__name__}.{module}"), "register", None)
        if register is not None:
            register(app)
    for entry in sorted(entry_points(group="tsunagu.commands"), key=lambda entry: entry.name):
        entry.load()(app)
    return app


def main() -> None:
    """Run a command. A TsunaguError becomes one Japanese sentence with its code, and the error's exit status."""
    try:
        status = build_app()(standalone_mode=False)
    except TsunaguError as error:
        print(str(error), file=sys.stderr)
        sys.exit(error.exit_status)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        print("[R130] 止めました。公開ずみのデータは元のままです。", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        if not hasattr(error, "exit_code"):
            raise
        # Only usage errors of the command line library carry an exit code here.
        print(usage_sentence(error), file=sys.stderr)
        sys.exit(int(error.exit_code))
    # Outside its own stand-alone mode the command line returns the status of a typer.Exit instead of raising it.
    if isinstance(status, int) and status:
        sys.exit(status)
