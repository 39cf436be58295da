"""A command starts the files it needs, and is the same command as in the whole application."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from tsunagu.cli import app_for, build_app
from tsunagu.cli.help_page import help_text

WHOLE = typer.main.get_group(build_app())


def loaded_by(*words: str) -> set[str]:
    """Our own modules that a fresh process has after telling the help of a command."""
    code = (
        "import sys\nfrom tsunagu.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('tsunagu')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_load_starts_no_judging_and_no_pages() -> None:
    started = loaded_by("intake", "--help")
    assert "tsunagu.intake.receiving" in started
    for needless in (
        "tsunagu.criteria",
        "tsunagu.indicators",
        "tsunagu.mart",
        "tsunagu_web.commands",
        "tsunagu.cli.run",
    ):
        assert needless not in started


def test_a_word_that_is_no_command_of_its_own_file_starts_all() -> None:
    """`receipts` stands beside `intake`, `options` is a file without a command, `serve` is the web's."""
    for words in (["receipts"], ["options"], ["help_page"], ["serve"], ["--help"], []):
        assert set(typer.main.get_group(app_for(words)).commands) == set(WHOLE.commands)


@pytest.mark.parametrize("name", sorted(WHOLE.commands))
def test_the_command_is_the_same_either_way(name: str) -> None:
    one = typer.main.get_group(app_for([name])).commands[name]
    asked, whole = (typer.Context(command, info_name=f"tsunagu {name}") for command in (one, WHOLE.commands[name]))
    assert help_text(one, asked) == help_text(WHOLE.commands[name], whole)
