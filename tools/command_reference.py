"""Write docs/reference/commands.md from the commands themselves.

python -m tools.command_reference --write     make the page say what the commands offer
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from tsunagu.cli import build_app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "commands.md"
HEAD = "# 命令の一覧\n\nこのページは命令そのものから作られます（`make fix`）。手で直しません。\n"


def page() -> str:
    """The whole page: one section per command, its sentence, its arguments and options."""
    command = typer.main.get_command(build_app())
    return HEAD + "".join(_section(path, one) for path, one in _commands(command, "tsunagu"))


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    # Typer brings the classes of commands along privately, so they are told apart by what they have.
    if hasattr(command, "commands"):
        for name, one in sorted(command.commands.items()):
            yield from _commands(one, f"{path} {name}")
    elif not command.hidden:
        yield path, command


def _section(path: str, command: Any) -> str:
    lines = [f"\n## {path}\n", f"\n{(command.help or '').strip()}\n"]
    rows = [row for parameter in command.params if (row := _row(parameter))]
    if rows:
        lines += ["\n| 書き方 | 意味 | 書かないとき |\n", "|---|---|---|\n", *rows]
    return "".join(lines)


def _row(parameter: Any) -> str:
    if parameter.name == "help":
        return ""
    written = ", ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])
    if not parameter.opts[0].startswith("-"):
        written = f"`{parameter.name.upper()}`"
    told = getattr(parameter, "help", None) or ""
    default = "必ず書く" if parameter.required else _default(parameter.default)
    return f"| {written} | {told} | {default} |\n".replace("  ", " ")


def _default(value: object) -> str:
    if value is None or value == "" or callable(value) or isinstance(value, bool) or "UNSET" in repr(value).upper():
        return ""
    return f"`{value}`"


def main(arguments: list[str]) -> int:
    wanted = page()
    if "--write" in arguments:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print("docs/reference/commands.md is not what the commands say: run make fix", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
