"""Read code lists, fault kinds and kinds of dirt: CSV, UTF-8, one header line. Every complaint names file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog.declarations import in_japanese
from tsunagu.catalog.model import Code, CodeList, FaultKind, HeadingWord, KindOfDirt

Row = TypeVar("Row", bound=BaseModel)

CODE_COLUMNS = ("code", "label", "value", "meaning", "valid_from", "valid_to", "status", "source")
DIRT_COLUMNS = ("kind", "label", "example", "intake")
FAULT_COLUMNS = ("code", "dirt", "level", "label", "cause", "remedy", "rule")
WORD_COLUMNS = ("word", "means")


def read_code_list(path: Path) -> CodeList:
    """One code list, named like its file.

    Raises DeclarationError: D005 wrong heading or row, D006 a code twice, D007 value and meaning do not fit.
    """
    codes: dict[str, Code] = {}
    for line, code in _rows(path, CODE_COLUMNS, Code):
        if code.code in codes:
            raise DeclarationError("D006", path, line, f"コード「{code.code}」が二度あります", "片方を消してください")
        _check_value(path, line, code)
        codes[code.code] = code
    return CodeList(name=path.stem, codes=tuple(codes.values()))


def _check_value(path: Path, line: int, code: Code) -> None:
    holds_value = code.meaning in ("value", "yes", "no")
    if holds_value != bool(code.value):
        raise DeclarationError(
            "D007",
            path,
            line,
            f"コード「{code.code}」の意味 {code.meaning} と値「{code.value}」が合いません",
            "値のあるコードには value を書き、無回答などのコードでは空にしてください",
        )
    if code.valid_from and code.valid_to and code.valid_from > code.valid_to:
        raise DeclarationError(
            "D007",
            path,
            line,
            f"コード「{code.code}」の終わり {code.valid_to} が始まり {code.valid_from} より前です",
            "有効期間を見直してください",
        )
    if code.meaning in ("yes", "no") and code.value != code.meaning:
        raise DeclarationError(
            "D007",
            path,
            line,
            f"コード「{code.code}」の意味は {code.meaning} ですが値は「{code.value}」です",
            "はい・いいえの値は yes か no にしてください",
        )


def read_fault_kinds(path: Path) -> dict[str, FaultKind]:
    """Fault kinds by code, in file order. Raises DeclarationError D005, D006."""
    kinds: dict[str, FaultKind] = {}
    for line, kind in _rows(path, FAULT_COLUMNS, FaultKind):
        if kind.code in kinds:
            raise DeclarationError(
                "D006", path, line, f"不備のコード「{kind.code}」が二度あります", "片方を消してください"
            )
        kinds[kind.code] = kind
    return kinds


def read_kinds_of_dirt(path: Path) -> dict[int, KindOfDirt]:
    """Kinds of dirt by number, in file order. Raises DeclarationError D005, D006."""
    kinds: dict[int, KindOfDirt] = {}
    for line, kind in _rows(path, DIRT_COLUMNS, KindOfDirt):
        if kind.kind in kinds:
            raise DeclarationError("D006", path, line, f"汚れの番号 {kind.kind} が二度あります", "片方を消してください")
        kinds[kind.kind] = kind
    return kinds


def read_heading_words(path: Path) -> dict[str, str]:
    """Word of a heading → the word it stands for. Raises DeclarationError D005, D006."""
    words: dict[str, str] = {}
    for line, row in _rows(path, WORD_COLUMNS, HeadingWord):
        if row.word in words:
            raise DeclarationError("D006", path, line, f"言葉「{row.word}」が二度あります", "片方を消してください")
        words[row.word] = row.means
    return words


def _rows(path: Path, columns: tuple[str, ...], model: type[Row]) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        heading = tuple(next(reader, []))
        if heading != columns:
            raise DeclarationError(
                "D005", path, 1, f"見出しが {','.join(columns)} ではありません", "1行目をこの見出しにしてください"
            )
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(columns):
                raise DeclarationError(
                    "D005",
                    path,
                    line,
                    f"欄が{len(cells)}個あります（{len(columns)}個のはず）",
                    "カンマの数を見直してください",
                )
            try:
                yield line, model.model_validate(dict(zip(columns, cells, strict=True)))
            except ValidationError as error:
                fault = error.errors()[0]
                raise DeclarationError(
                    "D005", path, line, f"{fault['loc'][0]}: {in_japanese(fault)}", "示した欄の値を見直してください"
                ) from None
