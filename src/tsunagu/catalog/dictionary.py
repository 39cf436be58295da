"""The data dictionary page, made from the declarations: `python -m tsunagu.catalog.dictionary --check` or `--write`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tsunagu.catalog.column_types import KEY_WORDS, TYPE_WORDS
from tsunagu.catalog.model import Column, PurposeRow, Source, SourceColumn, Table
from tsunagu.catalog.pack import Pack, load_pack

PAGE = Path("docs/reference/data-dictionary.md")
LONG_LIST = 200
"""Codes from which on a list is told by its number of rows: nobody reads all municipalities on a page."""

_HELD = {"full": "保有", "via": "経由", "partial": "一部保有"}
_MEANINGS = {
    "value": "",
    "yes": "はい",
    "no": "いいえ",
    "unknown": "不明",
    "no_answer": "無回答",
    "not_asked": "聞いていない",
    "refused": "拒否",
    "not_examined": "未受診",
    "before_move_in": "転入前",
    "not_obtainable": "取得不可",
}
_KNOWN_ON = {"delivery": "受け取った日", "month_end": "その月の末日"}
_LEVELS = {
    "note": "値は使う（お知らせ）",
    "cell": "その欄だけ除く",
    "row": "その行を受け取らない",
    "file": "ファイルを受け取らない",
}


def dictionary_text(pack: Pack) -> str:
    """The whole page as Markdown. The same pack gives the same text."""
    parts = [
        f"# データ項目一覧（{pack.label}）\n",
        "この頁は宣言から作られます。直すときは `src/tsunagu_packs` の宣言を直し、"
        "`python -m tsunagu.catalog.dictionary --write` を実行してください。\n",
        f"提供データ {len(pack.sources)}種類、標準テーブル {len(pack.fed_tables())}、コード表 {len(pack.used_code_lists())}、"
        f"不備の種類 {len(pack.faults)}。\n",
        "## 提供データ\n",
        *_sources(pack),
        *_layouts(pack),
        "## 標準テーブル\n",
    ]
    for table in pack.fed_tables().values():
        parts += _table(pack, table)
    parts += ["## コード表\n", "コード表は提供データの列ごとに決めます。同じ番号でも、列が違えば意味が違います。\n"]
    parts += _code_lists(pack)
    parts += ["## 不備の種類\n", *_faults(pack), "## 利用目的・法的根拠\n", *_purposes(pack.purposes)]
    parts += ["## 国や先行自治体の項目との対応\n", *_coverage(pack)]
    if pack.notes:
        parts += ["## 仮定\n", "".join(f"- {note}\n" for note in pack.notes)]
    return "\n".join(parts)


def _rows(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    lines += ["| " + " | ".join(cell.replace("|", "／").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _sources(pack: Pack) -> Iterator[str]:
    yield _rows(
        (
            "番号",
            "提供データ",
            "保有する課",
            "保有の形",
            "ファイル名",
            "文字コード",
            "標準テーブル",
            "利用目的の行",
            "保存期間",
        ),
        (
            (
                source.no,
                source.label,
                source.owner,
                _HELD[source.held],
                "、".join(f"`{name}`" for name in source.layout.file_names),
                source.layout.encoding if source.layout.format == "csv" else source.layout.format,
                "、".join(pack.tables[table].label for table in source.tables()),
                "、".join(
                    row.id
                    for row in pack.purposes
                    if any(item.partition(".")[0] == source.source for item in row.items)
                ),
                f"{source.retention_months}か月",
            )
            for source in pack.sources.values()
        ),
    )
    noted = [f"- {source.label}: {source.held_note}\n" for source in pack.sources.values() if source.held_note]
    if noted:
        yield "".join(noted)


def _layouts(pack: Pack) -> Iterator[str]:
    """Further layouts; the entry sheet every source has is told in one sentence."""
    further = {layout.name: layout for layout in pack.further_layouts}
    rows = [
        (
            source.no,
            source.label,
            reading.layout_label,
            "、".join(f"`{name}`" for name in reading.layout.file_names),
            reading.layout.format if reading.layout.format != "csv" else reading.layout.encoding,
            str(len(reading.columns)),
            further[reading.layout_name].status,
            further[reading.layout_name].reference,
        )
        for name, source in pack.sources.items()
        for reading in pack.layouts[name]
        if reading.layout_name in further
    ]
    if rows:
        yield "### ほかの様式\n"
        yield "同じ提供データを、別のシステムや年代の様式でも受け取ります。行き先と利用目的は同じです。\n"
        yield _rows(
            ("番号", "提供データ", "様式", "ファイル名", "形式", "列", "確かさ", "出どころと確かめること"), rows
        )


def _table(pack: Pack, table: Table) -> Iterator[str]:
    yield f"### {table.label}（`{table.table}`）\n"
    absent = "行がないことは「いいえ」" if table.absent_row == "register" else "行がないことは「不明」"
    known = _KNOWN_ON.get(table.known_on) or f"「{table.columns[table.known_on].label}」の日"
    yield f"把握日は{known}。{absent}。\n"
    yield _rows(
        ("項目", "名前", "型", "番号の種類", "区分", "範囲", "元の見出し（コード表）"),
        (
            (
                column.label,
                f"`{name}`",
                TYPE_WORDS[column.type],
                KEY_WORDS[column.key] if column.key else "",
                table.sensitivity_of(name),
                _range(column),
                "、".join(_origins(pack, f"{table.table}.{name}")) or "（計算）",
            )
            for name, column in table.columns.items()
        ),
    )


def _range(column: Column) -> str:
    ends = [f"{end:g}" if end is not None else "" for end in (column.min, column.max)]
    return "〜".join(ends) if any(ends) else ""


def _origins(pack: Pack, target: str) -> Iterator[str]:
    for source in pack.sources.values():
        if target in source.consts:
            yield f"{source.no} 「{source.consts[target]}」"
        for column in source.columns:
            if target in column.to:
                yield _origin(source, column)


def _origin(source: Source, column: SourceColumn) -> str:
    codes = f"（{column.codes}）" if column.codes else ""
    held = f"・{_HELD[column.held]}" if column.held != "full" else ""
    return f"{source.no} {column.header}{codes}{held}"


def _code_lists(pack: Pack) -> Iterator[str]:
    for name, codes in pack.used_code_lists().items():
        yield f"### `{name}`\n"
        if len(codes.codes) > LONG_LIST:
            yield f"{len(codes.codes):,}件。`codes/{name}.csv` にあります。\n"
            continue
        yield _rows(
            ("コード", "表示", "値", "意味", "有効期間", "確かさ", "出どころ"),
            (
                (
                    code.code,
                    code.label,
                    code.value,
                    _MEANINGS[code.meaning],
                    f"{code.valid_from}〜{code.valid_to}" if code.valid_from or code.valid_to else "",
                    code.status,
                    code.source,
                )
                for code in codes.codes
            ),
        )


def _faults(pack: Pack) -> Iterator[str]:
    yield _rows(
        ("コード", "不備", "扱い", "原因", "どうするか", "国の決まり"),
        (
            (f"`{kind.code}`", kind.label, _LEVELS[kind.level], kind.cause, kind.remedy, kind.rule)
            for kind in pack.faults.values()
        ),
    )


def _purposes(rows: Iterable[PurposeRow]) -> Iterator[str]:
    yield _rows(
        ("行", "項目", "保有する課", "根拠", "目的", "期間", "補足"),
        (
            (
                row.id,
                "、".join(row.items),
                row.owner,
                row.legal_basis,
                row.purpose,
                f"{row.starts_on}〜{row.ends_on}",
                row.basis_note,
            )
            for row in rows
        ),
    )


def _coverage(pack: Pack) -> Iterator[str]:
    for listed in pack.coverage:
        yield f"### {listed.label}\n"
        yield f"出どころ：{listed.reference}。\n"
        yield _rows(
            ("番号", "項目", "元の見出し"),
            ((item.no, item.item, "、".join(_asked(pack, name) for name in item.columns)) for item in listed.items),
        )


def _asked(pack: Pack, name: str) -> str:
    source, _, header = name.partition(".")
    if source not in pack.sources:
        return f"{source}の{header}（この町では選んでいない）"
    return f"{pack.sources[source].no} {header}"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the page is as the declarations say (or was written), 1 when it is stale."""
    parser = argparse.ArgumentParser(description="データ項目一覧を宣言から作る")
    parser.add_argument("--pack", default="kaisei", help="パックの名前かフォルダ")
    parser.add_argument("--page", type=Path, default=PAGE, help="書き出す頁")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="頁が宣言と合っているか確かめる")
    action.add_argument("--write", action="store_true", help="頁を書き直す")
    given = parser.parse_args(arguments)
    text = dictionary_text(load_pack(given.pack))
    if given.write:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text(text, encoding="utf-8")
        return 0
    if not given.page.is_file() or given.page.read_text(encoding="utf-8") != text:
        print(
            f"[D040] {given.page} が宣言と合っていません。python -m tsunagu.catalog.dictionary --write を実行してください。",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
