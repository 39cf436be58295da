"""Indicators as a pack declares them: read, parsed and checked, every complaint with file and line."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Document, Pack
from tsunagu.indicators.check import DeclaredIndicator, check
from tsunagu.indicators.model import COMBINATION_TAGS, Indicator
from tsunagu.indicators.schema import schema_of

INDICATORS, EXCLUSIONS = "indicators", "exclusions.yaml"


def load_indicators(pack: Pack) -> tuple[Indicator, ...]:
    """The pack's indicators, in the order of files and of declaration.

    Raises DeclarationError: D003 for a wrong form, I… for what does not fit the tables (see `check`).
    """
    return _load(pack, pack.documents(INDICATORS))


def load_exclusions(pack: Pack) -> tuple[Indicator, ...]:
    """The questions that leave a child out of the list, in the same language. Raises as load_indicators."""
    return _load(pack, pack.documents(EXCLUSIONS))


def _load(pack: Pack, documents: Sequence[Document]) -> tuple[Indicator, ...]:
    declared = [one for document in documents for one in read_indicators(document)]
    check(declared, schema_of(pack))
    return tuple(one.indicator for one in declared)


def read_indicators(document: Document) -> list[DeclaredIndicator]:
    """The indicators of one file. Raises DeclarationError D003 with every fault of form in the file."""
    written = document.value.get("indicators")
    if not isinstance(written, list):
        raise DeclarationError(
            "D003",
            document.path,
            document.line_of(("indicators",)),
            "indicators: の下に指標の並びがありません",
            "indicators: に続けて「- id: …」と書いてください",
        )
    declared, faults = [], []
    for index in range(len(written)):
        part = document.part("indicators", index)
        try:
            declared.append(DeclaredIndicator(Indicator.model_validate(part.value), part))
        except ValidationError as error:
            faults += [_told(part, fault["loc"], fault["msg"]) for fault in error.errors()]
    if faults:
        faults.sort()
        told = "／".join(f"{line}行目 {message}" for line, message in faults)
        raise DeclarationError(
            "D003",
            document.path,
            faults[0][0],
            f"指標の書き方が決まりと違います（{told}）",
            "示した行の項目名と値を見直してください",
        )
    return declared


def _told(part: Document, location: tuple[int | str, ...], message: str) -> tuple[int, str]:
    written = tuple(step for step in location if step not in COMBINATION_TAGS)
    where = ".".join(str(step) for step in written)
    return part.line_of(written), f"{where}: {message.removeprefix('Value error, ')}"
