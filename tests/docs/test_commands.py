"""Every `tsunagu …` command written in the documents exists, with every option written behind it, and has help."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from support.tree import ROOT, texts
from tsunagu.cli import build_app

WRITTEN = re.compile(r"(?:^|[`\s/])tsunagu ([a-z][^`\n#。）」]*)", re.MULTILINE)


@cache
def application() -> typer.Typer:
    """The whole command, as a user's shell would find it."""
    return build_app()


def written_commands() -> list[tuple[str, str]]:
    """(document, what stands behind `tsunagu`) for every command in code spans and code blocks of the documents."""
    found = set()
    for path, text in texts(".md"):
        code = re.findall(r"```(?:sh|text)?\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
        for piece in code:
            found |= {(str(path.relative_to(ROOT)), match[1].strip()) for match in WRITTEN.finditer(piece)}
    return sorted(found)


def complaint(line: str) -> str | None:
    """What is wrong with a written command, or None."""
    command: Any = typer.main.get_command(application())
    words = shlex.split(line.replace("…", ""))
    path = []
    while words and hasattr(command, "commands"):
        word = words.pop(0)
        if word not in command.commands:
            return f"there is no command {' '.join([*path, word])}"
        command = command.commands[word]
        path.append(word)
    known = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]} | {
        "--help"
    }
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    if unknown:
        return f"{' '.join(path)} has no option {', '.join(unknown)}"
    done = CliRunner().invoke(application(), [*path, "--help"])
    return (
        None if done.exit_code == 0 and done.output.strip() else f"{' '.join(path)} --help ends with {done.exit_code}"
    )


def test_documents_name_commands() -> None:
    assert {line.split()[0] for _, line in written_commands()} >= {"init", "run", "doctor"}


def test_every_written_command_exists_with_its_options() -> None:
    wrong = [f"{place}: {found}" for place, line in written_commands() if (found := complaint(line))]
    assert wrong == []


@pytest.mark.parametrize("line", ["gone HOME", "run INBOX --gone", "snapshot gone"])
def test_a_command_that_is_gone_would_be_found(line: str) -> None:
    assert complaint(line)


def test_every_command_is_in_the_reference() -> None:
    """docs/reference/commands.md is generated; `make fix` writes it."""
    from tools.command_reference import PAGE, page

    assert Path(PAGE).read_text(encoding="utf-8") == page()
