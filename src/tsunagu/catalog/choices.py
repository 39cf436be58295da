"""Words a clerk may choose for a coded column, each of which the intake reads back as the code it stands for."""

from __future__ import annotations

from tsunagu.catalog.model import Code, CodeList


def choices(codes: CodeList) -> tuple[str, ...]:
    """One word per code still in force, in the list's order: the code itself where it is a word or a mark, else its label.

    A label that would mean two things gives way to the code.
    """
    return tuple(explained(codes))


def explained(codes: CodeList) -> dict[str, str]:
    """The same words, each with the list's label for it."""
    words: dict[str, str] = {}
    means: dict[str, set[str]] = {}
    for code in codes.codes:
        means.setdefault(code.label, set()).add(code.value or code.meaning)
    for code in codes.codes:
        if not code.valid_to:
            words.setdefault(_word(code, len(means[code.label]) == 1), code.label)
    return words


def _word(code: Code, is_plain: bool) -> str:
    says_itself = not code.code.isascii() or code.code == "-"
    return code.code if says_itself or not is_plain else code.label
