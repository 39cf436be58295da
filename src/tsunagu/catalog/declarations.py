"""Read YAML declarations so that every complaint can name the file and the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tsunagu.base.errors import DeclarationError

Model = TypeVar("Model", bound=BaseModel)

SCHEMA_VERSION = 1


class PlainLoader(yaml.CSafeLoader):
    """The safe loader, without YAML 1.1's habit of reading the words yes, no, on, off (our keys `no:`, `on:`) as booleans."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


class Document:
    """One YAML document: its plain value, its path, and the line each key stands on."""

    def __init__(self, path: Path, value: Any, lines: dict[tuple[Any, ...], int]) -> None:
        self.path = path
        self.value = value
        self._lines = lines

    def line_of(self, location: tuple[Any, ...]) -> int:
        """The line (from 1) of the deepest part of `location` that stands in the file."""
        for end in range(len(location), -1, -1):
            line = self._lines.get(tuple(location[:end]))
            if line is not None:
                return line
        return 1

    def part(self, *location: Any) -> Document:
        """The document's value under `location`, still knowing its own lines."""
        value = self.value
        for step in location:
            value = value[step]
        depth = len(location)
        lines = {key[depth:]: line for key, line in self._lines.items() if key[:depth] == location}
        return Document(self.path, value, lines)


def read_document(path: Path) -> Document:
    """Read one declaration file.

    Raises DeclarationError (D001) with file and line when it is not YAML, and D002 when its schema version is not ours.
    """
    text = path.read_text(encoding="utf-8")
    try:
        node, value = _read_once(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise DeclarationError(
            "D001", path, line, f"YAMLとして読めません（{problem}）", "字下げと記号を見直してください"
        ) from None
    lines: dict[tuple[Any, ...], int] = {}
    _note_lines(path, node, (), lines)
    document = Document(path, value, lines)
    if not isinstance(value, dict) or value.get("schema") != SCHEMA_VERSION:
        raise DeclarationError(
            "D002",
            path,
            document.line_of(("schema",)),
            f"先頭に schema: {SCHEMA_VERSION} が必要です",
            f"「schema: {SCHEMA_VERSION}」を書いてください",
        )
    return document


def _read_once(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a YAML text, which know their lines, and the value made of them. Raises yaml.YAMLError."""
    loader = PlainLoader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def _note_lines(path: Path, node: Any, location: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> None:
    if node is None:
        return
    lines[location] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            here = (*location, key_node.value)
            line = key_node.start_mark.line + 1
            if here in lines:
                raise DeclarationError(
                    "D004",
                    path,
                    line,
                    f"項目「{key_node.value}」が二度書かれています（{lines[here]}行目にもあります）",
                    "どちらか一方を消してください",
                )
            _note_lines(path, value_node, here, lines)
            lines[here] = line
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note_lines(path, item, (*location, index), lines)


def parse(model: type[Model], document: Document) -> Model:
    """Turn a document into a declared model, or say in Japanese what is wrong and where (D003, all faults at once)."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        problems = []
        for fault in error.errors():
            location = tuple(step for step in fault["loc"])
            line = document.line_of(_narrowed(location, fault["msg"]))
            problems.append((line, ".".join(str(step) for step in location), in_japanese(fault)))
        problems.sort(key=lambda problem: problem[0])
        told = "／".join(f"{line}行目 {where}: {message}" for line, where, message in problems)
        raise DeclarationError(
            "D003",
            document.path,
            problems[0][0],
            f"宣言の書き方が決まりと違います（{told}）",
            "示した行の項目名と値を見直してください",
        ) from None


def _narrowed(location: tuple[Any, ...], message: str) -> tuple[Any, ...]:
    """A rule about a whole mapping names its key first (`start: …`): point at that key's line."""
    named = message.removeprefix("Value error, ").split(":", 1)[0]
    return (*location, named)


_SENTENCES = {
    "missing": "必要な項目がありません",
    "extra_forbidden": "この項目は決まりにありません",
    "string_type": "文字で書いてください（引用符で囲みます）",
    "string_too_short": "空にはできません",
    "string_pattern_mismatch": "書き方が決まりと違います（日付は 2026-10-31 のように）",
    "int_type": "整数で書いてください",
    "int_parsing": "整数で書いてください",
    "float_type": "数で書いてください",
    "float_parsing": "数で書いてください",
    "bool_type": "true か false で書いてください",
    "bool_parsing": "true か false で書いてください",
    "tuple_type": "並び（[…]）で書いてください",
    "list_type": "並び（[…]）で書いてください",
    "dict_type": "項目: 値 の形で書いてください",
    "model_type": "項目: 値 の形で書いてください",
    "too_short": "一つ以上書いてください",
}


def in_japanese(fault: Any) -> str:
    """What pydantic found, in words a clerk can act on; our own rules already speak Japanese."""
    kind = fault["type"]
    if kind == "literal_error":
        return f"{fault['ctx']['expected'].replace(' or ', ', ')} のどれかを書いてください"
    if kind == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    return _SENTENCES.get(kind, str(fault["msg"]))
