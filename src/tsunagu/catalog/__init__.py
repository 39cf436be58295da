"""What exists: sources, tables, columns, code lists, fault codes — read from declarations, never written in code."""

from tsunagu.catalog.declarations import SCHEMA_VERSION, Document, parse, read_document
from tsunagu.catalog.model import (
    ANSWER_TYPES,
    Code,
    CodeList,
    Column,
    ColumnType,
    Declared,
    FaultKind,
    FieldClass,
    Held,
    KeyKind,
    Layout,
    MarkGroup,
    NotExamined,
    OneOwner,
    PurposeRow,
    Source,
    SourceColumn,
    SumRule,
    Table,
)
from tsunagu.catalog.pack import Pack, load_pack

__all__ = [
    "ANSWER_TYPES", "Code", "CodeList", "Column", "ColumnType", "Declared", "Document", "FaultKind", "FieldClass", "Held",
    "KeyKind", "Layout", "MarkGroup", "NotExamined", "OneOwner", "Pack", "PurposeRow", "SCHEMA_VERSION", "Source",
    "SourceColumn", "SumRule", "Table", "load_pack", "parse", "read_document",
]
