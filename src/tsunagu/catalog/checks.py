"""Checks across files of a pack: each says file, line, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog.declarations import Document, read_document
from tsunagu.catalog.layers import Layers
from tsunagu.catalog.layouts import in_layout
from tsunagu.catalog.model import CodeList, CoverageList, FurtherLayout, PurposeRow, Source, SourceColumn, Table

Tables = dict[str, tuple[Table, Document]]
Sources = dict[str, tuple[Source, Document]]
Layouts = dict[str, tuple[FurtherLayout, Document]]
CodeLists = dict[str, CodeList]
Purposes = dict[str, tuple[PurposeRow, Document]]

CODED_TYPES = ("code", "flag", "key", "int", "text")


def check_pack(
    layers: Layers, tables: Tables, sources: Sources, layouts: Layouts, code_lists: CodeLists, purposes: Purposes
) -> None:
    """Raise DeclarationError for the first thing that does not fit between files."""
    for table, document in tables.values():
        _check_table(table, document)
    for source, document in sources.values():
        _check_source(source, document, tables, code_lists)
    for further, document in layouts.values():
        _check_further_layout(further, document, sources, tables, code_lists)
    _check_lists_are_used(layers, sources, layouts, code_lists)
    _check_declaration(layers, sources, layouts)
    _check_purposes(purposes, sources)


def check_coverage(coverage: dict[str, tuple[CoverageList, Document]], sources: Sources) -> None:
    """Raise DeclarationError (D034) for the first item that comes from a column nobody declared."""
    for listed, document in coverage.values():
        for number, item in enumerate(listed.items):
            for name in item.columns:
                source, _, header = name.partition(".")
                if source not in sources or sources[source][0].column(header) is None:
                    _wrong(
                        "D034",
                        document,
                        ("items", number, "columns"),
                        f"「{item.item}」の元になる {name} が宣言にありません",
                        "提供データの名前と見出しを「提供データ.見出し」の形で書いてください",
                    )


def _wrong(code: str, document: Document, location: tuple[Any, ...], message: str, remedy: str) -> NoReturn:
    raise DeclarationError(code, document.path, document.line_of(location), message, remedy)


def _check_table(table: Table, document: Document) -> None:
    for role in ("start", "end", "known_on"):
        name = getattr(table, role)
        if name in table.columns and table.columns[name].type not in ("date", "month"):
            _wrong(
                "D030",
                document,
                (role,),
                f"{role}: {name} は日付の列ではありません",
                "type: date か month の列を書いてください",
            )
    if table.subject is not None and table.columns[table.subject].key != "resident_no":
        _wrong(
            "D031",
            document,
            ("subject",),
            f"subject: {table.subject} は宛名番号の列ではありません",
            "key: resident_no の列を書くか、null にしてください",
        )


def _check_further_layout(
    further: FurtherLayout, document: Document, sources: Sources, tables: Tables, code_lists: CodeLists
) -> None:
    if further.of not in sources:
        _wrong(
            "D026", document, ("of",), f"提供データ {further.of} がありません", "sources/ にある名前を書いてください"
        )
    if further.name.partition(".")[0] != further.of:
        _wrong(
            "D026",
            document,
            ("name",),
            f"様式の名前 {further.name} が「{further.of}.」で始まりません",
            f"{further.of}.名前 の形にしてください",
        )
    _check_source(in_layout(sources[further.of][0], further), document, tables, code_lists)


def _check_source(source: Source, document: Document, tables: Tables, code_lists: CodeLists) -> None:
    headers: dict[str, int] = {}
    for place, column in _columns_at(source):
        if column.header in headers:
            _wrong(
                "D011",
                document,
                place,
                f"見出し「{column.in_file}」が二度あります",
                "別の見出しにするか、片方を消してください",
            )
        headers[column.header] = len(headers)
        _check_targets(column, document, place, tables)
        _check_codes(column, document, place, tables, code_lists)
        _check_way_of_writing(source, column, document, place, tables)
    for target in source.consts:
        _check_target(target, document, ("consts", target), tables)
    _check_pages_keep_apart(source, document)
    _check_named_headings(source, document, headers)
    _check_named_columns(source, document, tables)


def _check_pages_keep_apart(source: Source, document: Document) -> None:
    fed: dict[str, str] = {}
    for place, column in _columns_at(source):
        for table in {target.partition(".")[0] for target in column.to}:
            if fed.setdefault(table, column.page) != column.page:
                _wrong(
                    "D033",
                    document,
                    place,
                    f"標準テーブル {table} に、二つの表（{fed[table]}・{column.page}）が入ります",
                    "表ごとに別の標準テーブルを書いてください",
                )


def _columns_at(source: Source) -> Iterator[tuple[tuple[Any, ...], SourceColumn]]:
    """Every column with its place in the document: under `columns`, or under its page."""
    if not source.pages:
        yield from ((("columns", index), column) for index, column in enumerate(source.columns))
        return
    columns = iter(source.columns)
    for number, page in enumerate(source.pages):
        for index in range(len(page.columns)):
            yield ("pages", number, "columns", index), next(columns)


def _check_way_of_writing(
    source: Source, column: SourceColumn, document: Document, place: tuple[Any, ...], tables: Tables
) -> None:
    layout, cells = source.layout, column.taken_from == "cell"
    if (layout.format == "fixed") != (column.bytes_wide is not None) and cells and layout.format != "xlsx":
        _wrong(
            "D027",
            document,
            place,
            f"「{column.in_file}」の幅（bytes_wide:）は、固定長（format: fixed）の列だけに、必ず書きます",
            "様式の形式と列の幅をそろえてください",
        )
    if not cells and not any("*" in name for name in layout.file_names):
        _wrong(
            "D028",
            document,
            (*place, "taken_from"),
            f"「{column.in_file}」をファイル名から取りますが、file_names: に * がありません",
            "学校名などの入るところを * にしてください",
        )
    types = _types_of(column, tables)
    if column.several and (column.codes is None or types != {"text"}):
        _wrong(
            "D029",
            document,
            (*place, "several"),
            f"「{column.in_file}」の several: は、コード表のある文字の列だけに書けます",
            "codes: を書くか、several: を消してください",
        )


def _types_of(column: SourceColumn, tables: Tables) -> set[str]:
    return {tables[table][0].columns[name].type for table, name in (target.split(".", 1) for target in column.to)}


def _check_targets(column: SourceColumn, document: Document, place: tuple[Any, ...], tables: Tables) -> None:
    for target in column.to:
        _check_target(target, document, (*place, "to"), tables)


def _check_target(target: str, document: Document, place: tuple[Any, ...], tables: Tables) -> None:
    table, _, name = target.partition(".")
    if table not in tables:
        _wrong(
            "D012",
            document,
            place,
            f"行き先 {target} の標準テーブル {table} がありません",
            "tables/ にある名前を書いてください",
        )
    if name not in tables[table][0].columns:
        near = "、".join(tables[table][0].columns)
        _wrong(
            "D012", document, place, f"行き先 {target} の列がありません", f"{table} の列（{near}）から選んでください"
        )


def _check_codes(
    column: SourceColumn, document: Document, place: tuple[Any, ...], tables: Tables, code_lists: CodeLists
) -> None:
    types = _types_of(column, tables)
    if column.codes is None:
        if types & {"code", "flag"}:
            _wrong(
                "D013",
                document,
                place,
                f"「{column.header}」はコードの列ですが、コード表がありません",
                "codes: にコード表の名前を書いてください",
            )
        return
    if column.codes not in code_lists:
        _wrong(
            "D014",
            document,
            (*place, "codes"),
            f"コード表 {column.codes} がありません",
            f"codes/{column.codes}.csv を作ってください",
        )
    if not types & set(CODED_TYPES):
        _wrong(
            "D015",
            document,
            (*place, "codes"),
            f"「{column.header}」の行き先はコードの列ではありません",
            "codes: を消すか、行き先の列の型を見直してください",
        )
    codes = code_lists[column.codes].codes
    strange = [sign for sign in column.examples if sign not in {code.code for code in codes}]
    if strange:
        _wrong(
            "D036",
            document,
            (*place, "examples"),
            f"「{column.in_file}」の例にある「{strange[0]}」は、コード表 {column.codes} にありません",
            "コード表にある印の例だけを書いてください",
        )
    strange = [sign for sign in column.alarm if sign not in {code.code for code in codes}]
    if strange:
        _wrong(
            "D037",
            document,
            (*place, "alarm"),
            f"「{column.in_file}」ですぐに知らせる「{strange[0]}」は、コード表 {column.codes} にありません",
            "コード表にある印だけを書いてください",
        )
    if "int" in types and not all(code.value.isascii() and code.value.isdigit() for code in codes if code.value):
        _wrong(
            "D032",
            document,
            (*place, "codes"),
            f"「{column.in_file}」は整数の列ですが、コード表 {column.codes} に整数でない値があります",
            "値（value）を整数にするか、列の型を見直してください",
        )
    meanings = {code.meaning for code in codes}
    if "flag" in types and not meanings & {"yes", "no"}:
        _wrong(
            "D016",
            document,
            (*place, "codes"),
            f"コード表 {column.codes} には はい・いいえ の意味がありません",
            "意味（meaning）に yes と no を書いたコード表にしてください",
        )


def _check_named_headings(source: Source, document: Document, headers: dict[str, int]) -> None:
    named: list[tuple[tuple[Any, ...], str]] = []
    for place, column in _columns_at(source):
        prefix = column.header.removesuffix(column.in_file)
        named += [((*place, "joined"), prefix + header) for header in (*column.joined, *column.otherwise)]
    for index, group in enumerate(source.mark_groups):
        named += [(("mark_groups", index, "columns"), header) for header in group.columns]
    for index, rule in enumerate(source.sums):
        named += [(("sums", index), header) for header in (rule.total, *rule.parts)]
    if source.not_examined is not None:
        named.append((("not_examined", "header"), source.not_examined.header))
    for place, header in named:
        if header not in headers:
            _wrong(
                "D017",
                document,
                place,
                f"見出し「{header}」は columns: にありません",
                "columns: にある見出しを書いてください",
            )


def _check_named_columns(source: Source, document: Document, tables: Tables) -> None:
    known = {name for table in source.tables() for name in tables[table][0].columns}
    named: list[tuple[tuple[Any, ...], str]] = [(("key",), name) for name in source.key]
    named += [(("pages", number, "key"), name) for number, page in enumerate(source.pages) for name in page.key]
    named += [(("once_across_parts",), name) for name in source.once_across_parts]
    if source.one_owner is not None:
        named += [(("one_owner",), name) for name in (*source.one_owner.number, source.one_owner.owner)]
    if source.one_household is not None:
        rule = source.one_household
        named += [(("one_household",), name) for name in (rule.household, rule.birth, *rule.address)]
    if source.layout.part_from is not None:
        named.append((("layout", "part_from"), source.layout.part_from))
    elif source.layout.per == "school":
        _wrong(
            "D019",
            document,
            ("layout", "per"),
            "学校ごとのファイルですが part_from: がありません",
            "学校の列を書いてください",
        )
    for place, name in named:
        if name not in known:
            _wrong(
                "D018",
                document,
                place,
                f"列 {name} は行き先の標準テーブルにありません",
                "標準テーブルの列名を書いてください",
            )


def _check_lists_are_used(layers: Layers, sources: Sources, layouts: Layouts, code_lists: CodeLists) -> None:
    used: set[str | None] = {column.codes for source, _ in sources.values() for column in source.columns}
    used |= layers.kept_codes
    used |= {column.codes for further, _ in layouts.values() for column in further.columns}
    for path in layers.files("codes", ".csv"):
        if path.stem not in used:
            raise DeclarationError(
                "D020",
                path,
                1,
                f"コード表 {path.stem} を使う列がありません",
                "使う提供データの codes: に書くか、ファイルを消してください",
            )


def _check_declaration(layers: Layers, sources: Sources, layouts: Layouts) -> None:
    declaration = layers.declaration
    document = read_document(layers.file)
    for index, name in enumerate(declaration.sources):
        if name not in sources:
            _wrong(
                "D021",
                document,
                ("sources", index),
                f"提供データ {name} がありません",
                "sources/ にある名前を書いてください",
            )
        if not declaration.owners.get(name, sources[name][0].owner).strip():
            _wrong(
                "D022",
                document,
                ("owners", name),
                f"提供データ {name} の保有する課がありません",
                "owners: に課の名前を書いてください",
            )
    for source, name in declaration.layouts.items():
        if name not in layouts or layouts[name][0].of != source:
            _wrong(
                "D026",
                document,
                ("layouts", source),
                f"提供データ {source} の様式 {name} がありません",
                "layouts/ にある名前を書いてください",
            )
    for place, name in _sources_named(layers):
        if name not in sources:
            _wrong("D021", document, place, f"提供データ {name} がありません", "sources/ にある名前を書いてください")
    for item in declaration.held_columns:
        name, _, header = item.partition(".")
        if sources[name][0].column(header) is None:
            _wrong(
                "D023",
                document,
                ("held_columns", item),
                f"{name} に見出し「{header}」がありません",
                "宣言にある見出しを書いてください",
            )


def _sources_named(layers: Layers) -> Iterator[tuple[tuple[Any, ...], str]]:
    declaration = layers.declaration
    for index, name in enumerate(declaration.enable):
        yield ("enable", index), name
    for part in ("layouts", "owners", "held", "held_notes", "expected", "drift"):
        for name in getattr(declaration, part):
            yield (part, name), name
    for item in declaration.held_columns:
        yield ("held_columns", item), item.partition(".")[0]


def _check_purposes(purposes: Purposes, sources: Sources) -> None:
    for row, document in purposes.values():
        for index, item in enumerate(row.items):
            name, _, header = item.partition(".")
            if name not in sources:
                _wrong(
                    "D024",
                    document,
                    ("items", index),
                    f"提供データ {name} がありません",
                    "sources/ にある名前を書いてください",
                )
            if header and sources[name][0].column(header) is None:
                _wrong(
                    "D024",
                    document,
                    ("items", index),
                    f"{name} に見出し「{header}」がありません",
                    "宣言にある見出しを書いてください",
                )
        if row.starts_on > row.ends_on:
            _wrong(
                "D025",
                document,
                ("ends_on",),
                f"期限 {row.ends_on} が開始 {row.starts_on} より前です",
                "日付を見直してください",
            )
