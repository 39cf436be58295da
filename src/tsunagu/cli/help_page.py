"""The help of every command, in Japanese and whole: the library's own page is half English and cuts long sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

MENU = {
    "毎月のしごと": ("run", "cancel", "intake", "receipts", "list", "serve"),
    "結果をとり出す": ("answers", "findings", "worklist", "links"),
    "用意と点検": (
        "init",
        "doctor",
        "users",
        "snapshot",
        "purpose",
        "audit",
        "catalog",
        "source",
        "sample",
        "training",
    ),
}
OTHERS = "そのほか"
_NAME_WIDTH = 14


def speak_japanese(command: Any) -> Any:
    """Let a command and all below it explain themselves in Japanese; returns it.

    Typer brings its classes of commands along privately, so they are told apart by what they have.
    """
    command.get_help = lambda context: help_text(command, context)
    for below in getattr(command, "commands", {}).values():
        speak_japanese(below)
    return command


def help_text(command: Any, context: Any) -> str:
    """How a command is written, what it does, and each argument, option or command below it."""
    parameters = [one for one in command.params if not getattr(one, "hidden", False)]
    commands = getattr(command, "commands", {})
    written = [
        context.command_path,
        *(_written(one) for one in parameters if one.required),
        "命令 …" if commands else "",
    ]
    lines = [f"使い方：{' '.join(filter(None, written))}", "", *(command.help or "").strip().splitlines(), ""]
    for title, rows in _menu(commands) if commands else _parameters(parameters):
        lines += [f"{title}：", *(f"  {_padded(name)}  {told}" for name, told in rows), ""]
    return "\n".join(lines).rstrip()


def help_of(error: Any) -> str | None:
    """The help of a group of commands that was called without any; None for every other error."""
    return str(error.format_message()) if type(error).__name__ == "NoArgsIsHelpError" else None


def _menu(commands: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    placed = {name for names in MENU.values() for name in names}
    titles = {**MENU, OTHERS: tuple(sorted(set(commands) - placed))}
    if "run" not in commands:  # a group below the first menu
        titles = {"命令": tuple(commands)}
    for title, names in titles.items():
        there = [commands[name] for name in names if name in commands and not commands[name].hidden]
        if there:
            yield title, [(one.name, _first_sentence(one.short_help or one.help or "")) for one in there]


def _parameters(parameters: list[Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    rows = [
        (_plain(one), (one.help or "") + ("［必須］" if one.required else ""))
        for one in parameters
        if one.name not in ("help",)
    ]
    yield "書き込むもの", [*rows, ("--help", "この説明を出す")]


def _written(parameter: Any) -> str:
    return _plain(parameter) if parameter.param_type_name == "argument" else f"{parameter.opts[0]} …"


def _plain(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper()
    return str(parameter.opts[0])


def _first_sentence(text: str) -> str:
    return text.strip().partition("。")[0].partition("\n")[0]


def _padded(name: str) -> str:
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name)
    return name + " " * (_NAME_WIDTH - width)
