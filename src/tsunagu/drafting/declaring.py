"""A draft as declarations: the YAML and CSV files that would be the town's own, each column with its reason beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import BaseModel

from tsunagu.catalog import Code, Column, Expected, Pack, Source, SourceColumn
from tsunagu.drafting.model import CONFIDENCES, TO_CONFIRM, ColumnDraft, Draft, OwnCode
from tsunagu.drafting.new_source import STRICTEST

CODE_COLUMNS = ("code", "label", "value", "meaning", "valid_from", "valid_to", "status", "source")


def declarations(draft: Draft, pack: Pack) -> dict[str, str]:
    """Path below the draft's folder → text."""
    columns, lists = _with_own_lists(draft, pack)
    files = {f"codes/{name}.csv": text for name, text in lists.items()}
    if draft.is_new_source:
        files[f"tables/{draft.name}.yaml"] = _table(draft)
        files[f"sources/{draft.name}.yaml"] = _source(draft, columns)
        files["purposes.yaml"] = _purposes(draft)
    else:
        files[f"layouts/{draft.name}.yaml"] = _further_layout(draft, columns, pack.sources[draft.of])
    return files


def _with_own_lists(draft: Draft, pack: Pack) -> tuple[list[ColumnDraft], dict[str, str]]:
    """The columns, those with added codes under lists of their own, and these lists."""
    columns: list[ColumnDraft] = []
    lists: dict[str, str] = {}
    for place, column in enumerate(draft.columns, start=1):
        text = _own_list(pack, column)
        if not text:
            columns.append(column)
            continue
        same = (known for known, said in lists.items() if said == text)
        name = next(same, f"{draft.name.replace('.', '_')}_{place:02d}")
        lists[name] = text
        columns.append(column.model_copy(update={"column": column.column.model_copy(update={"codes": name})}))
    return columns, lists


def _own_list(pack: Pack, column: ColumnDraft) -> str:
    """The column's codes as a list of its own; '' where it needs none."""
    if column.to and column.own_codes:
        return _as_csv(_code_of(one) for one in column.own_codes)
    base = column.column.codes
    if not column.added_codes or base is None:
        return ""
    known = {code.code: code for code in pack.code_lists[base].codes}
    added = {
        one.code: known[one.means].model_copy(update={"code": one.code, "status": "S", "source": ASKED})
        for one in column.added_codes
        if one.means in known
    }
    return _as_csv((known | added).values())


ASKED = "町が課に確かめた意味"


def _code_of(own: OwnCode) -> Code:
    value = own.label if own.meaning == "value" else own.meaning if own.meaning in ("yes", "no") else ""
    return Code(code=own.code, label=own.label, value=value, meaning=own.meaning, status="S", source=ASKED)


def _as_csv(codes: Iterable[Code]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CODE_COLUMNS)
    for code in codes:
        writer.writerow(_code_row(code))
    return text.getvalue()


def _code_row(code: Code) -> list[str]:
    return [str(getattr(code, name)) for name in CODE_COLUMNS]


def _further_layout(draft: Draft, columns: list[ColumnDraft], source: Source) -> str:
    headings = {target: one.header for one in draft.declared for target in one.to}
    said = {
        "schema": 1,
        "name": draft.name,
        "of": draft.of,
        "label": draft.label,
        "status": "I",
        "reference": f"{draft.file} から作った下書き（{draft.made_on}、{draft.made_by}）。{draft.reason}",
        "layout": _plain(draft.layout),
    }
    if draft.key:
        said["key"] = list(draft.key)
    if source.empty_tokens:
        said["empty_tokens"] = list(source.empty_tokens)
    return "".join([_head(said), _columns(draft, columns, source.empty_tokens), _rules(source, headings)])


def _rules(source: Source, headings: dict[str, str]) -> str:
    """The source's rules over several columns, under the file's own headings: without them a blank mark means nothing."""
    of = {column.header: headings.get(column.to[0], "") for column in source.columns if column.to}
    said: dict[str, Any] = {}
    groups = [[of[name] for name in group.columns if of.get(name)] for group in source.mark_groups]
    if any(groups):
        said["mark_groups"] = [{"columns": names} for names in groups if names]
    if source.not_examined and of.get(source.not_examined.header):
        said["not_examined"] = {
            "header": of[source.not_examined.header],
            "codes": list(source.not_examined.codes),
        }
    sums = [
        {"total": of[rule.total], "parts": [of[part] for part in rule.parts]}
        for rule in source.sums
        if all(of.get(name) for name in (rule.total, *rule.parts))
    ]
    if sums:
        said["sums"] = sums
    return _head(said) if said else ""


def _source(draft: Draft, columns: list[ColumnDraft]) -> str:
    said = {
        "schema": 1,
        "source": draft.name,
        "no": "町",
        "label": draft.label,
        "owner": draft.owner,
        "layout": _plain(draft.layout),
    }
    if draft.key:
        said["key"] = list(draft.key)
    if draft.expected != Expected():
        said["expected"] = draft.expected.model_dump(mode="json")
    return _head(said) + _columns(draft, columns, ())


SCHOOL = Column(type="key", label="学校", key="school")
"""What a new source takes from the file's name."""


def _table(draft: Draft) -> str:
    number = next((one for one in draft.columns if one.to and one.becomes and one.becomes.key == "resident_no"), None)
    own = {one.to[0].split(".", 1)[1]: _plain(one.becomes) for one in draft.columns if one.becomes and one.to}
    said = {
        "schema": 1,
        "table": draft.name,
        "label": draft.label,
        "absent_row": "record",
        "subject": number.to[0].split(".", 1)[1] if number else None,
        "sensitivity": STRICTEST,
        "known_on": "delivery",
        "columns": own | {one.to[0].split(".", 1)[1]: _plain(SCHOOL) for one in draft.from_name},
    }
    return _head(said)


PURPOSE_FIELDS = {
    "legal_basis": "法的根拠",
    "purpose": "利用目的",
    "temporary": "臨時性",
    "necessity": "必要な限度",
    "reasonable_ground": "相当の理由",
    "no_harm": "権利利益を不当に侵害しないこと",
    "approved_by": "承認した人",
    "starts_on": "使いはじめる日",
    "ends_on": "使える最後の日",
}


def _purposes(draft: Draft) -> str:
    told = {field: draft.purpose.get(field) or TO_CONFIRM for field in PURPOSE_FIELDS}
    row = {"id": draft.name, "items": [draft.name], "owner": draft.owner, **told}
    return _head({"schema": 1, "purposes": [row]})


def _columns(draft: Draft, columns: list[ColumnDraft], tokens: tuple[str, ...]) -> str:
    """One line a column, as the shipped declarations have it, with the reason behind it."""
    lines = ["columns:\n"]
    lines += [f"  - {_in_line(one, tokens)}  # ファイルの名前から取ります\n" for one in draft.from_name]
    for column in columns:
        told = f"{CONFIDENCES[column.confidence]}：{column.reason}"
        if column.codes_reason:
            told += f"／{column.codes_reason}"
        lines.append(f"  - {_in_line(column.column, tokens)}  # {' '.join(told.split())}\n")
    return "".join(lines)


def _in_line(column: SourceColumn, tokens: tuple[str, ...]) -> str:
    said = _plain(column)
    if tuple(said.get("empty_tokens", ())) == tokens:
        said.pop("empty_tokens", None)
    elif tokens and not column.empty_tokens:
        said["empty_tokens"] = []
    if len(said.get("to", ())) == 1:
        said["to"] = said["to"][0]
    return yaml.safe_dump(said, default_flow_style=True, allow_unicode=True, width=1_000_000, sort_keys=False).strip()


def _plain(one: BaseModel) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_defaults=True)


def _head(said: dict[str, Any]) -> str:
    return yaml.safe_dump(said, allow_unicode=True, width=1_000_000, sort_keys=False)
