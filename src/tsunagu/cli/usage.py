"""A command written wrongly, told in Japanese: what is missing or unknown, and where to look the command up."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"'([^']*)'|\(([^)]*)\)")


def usage_sentence(error: Exception) -> str:
    """The sentence for a usage error of the command line library, with its stable code C002–C005.

    The library's own classes are private to it, so they are told apart by name.
    """
    command = getattr(getattr(error, "ctx", None), "command_path", None) or "tsunagu"
    help_at = f"使い方は {command} --help で見られます。"
    kind, named = type(error).__name__, _named(error)
    if kind == "MissingParameter":
        return f"[C002] {named} が書かれていません。{help_at}"
    if kind == "NoSuchOption":
        return f"[C003] {named} という指定はありません{_near(getattr(error, 'possibilities', None) or [])}。{help_at}"
    if kind in ("BadParameter", "BadOptionUsage"):
        return f"[C004] {named} の値が書かれていないか、読めません。{help_at}"
    if "command" in str(error) and (words := _words(error)):
        return f"[C005] 「{words[0]}」という命令はありません{_near(words[1:])}。{help_at}"
    return f"[C005] 命令の書き方が違います（{named}）。{help_at}"


def _named(error: Exception) -> str:
    """What the error is about: an option, an argument's title, or the word that was not understood."""
    parameter = getattr(error, "param", None)
    if parameter is not None:
        options = [name for name in parameter.opts if name.startswith("-")]
        return options[0] if options else (getattr(parameter, "help", "") or parameter.opts[0])
    option = getattr(error, "option_name", None)
    if option:
        return str(option)
    words = _words(error)
    return words[-1] if words else str(error)


def _words(error: Exception) -> list[str]:
    """What the library quotes or puts in brackets."""
    return [quoted or bracketed for quoted, bracketed in _QUOTED.findall(str(error))]


def _near(names: Sequence[str]) -> str:
    """The name that was probably meant, as the library guesses."""
    return f"（「{names[0]}」のことですか）" if names else ""
