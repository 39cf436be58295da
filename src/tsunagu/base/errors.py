"""Errors people can act on. Every one carries a stable code, a place, what was expected and what to do — in Japanese."""

from __future__ import annotations

from pathlib import Path


class TsunaguError(Exception):
    """Base of every error shown to a person without a traceback.

    `code` is stable for ever; `remedy` says what to do next. Messages never hold a resident's data.
    """

    exit_status = 1

    def __init__(self, code: str, message: str, remedy: str) -> None:
        self.code = code
        self.message = message
        self.remedy = remedy
        super().__init__(f"[{code}] {message}。{remedy}。")


class DeclarationError(TsunaguError):
    """A declaration (YAML or code list) does not follow the rules."""

    exit_status = 3

    def __init__(self, code: str, path: Path, line: int, message: str, remedy: str) -> None:
        self.path = path
        self.line = line
        self.said = message
        super().__init__(code, f"{path} {line}行目: {message}", remedy)


class RefusedError(TsunaguError):
    """The request was understood and refused; nothing was changed."""

    exit_status = 2
