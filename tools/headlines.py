"""The figures a reader of README asks for first, in the words of that reader. All figures stand in docs/reference/measured.md."""

from __future__ import annotations

from typing import NamedTuple


class Headline(NamedTuple):
    """A figure on record (`subject`, `name`) as README calls it in each language."""

    subject: str
    name: str
    en: str
    ja: str


_SQLITE, _POSTGRES = "20 people on SQLite, 26,000 children", "50 people on PostgreSQL, 26,000 children"

HEADLINES = (
    Headline(
        "identity-benchmark", "wrong automatic links, 200,000 residents",
        "rows linked to the wrong person", "ちがう人につないだ行",
    ),
    Headline(
        "identity-benchmark", "recall of automatic links and three proposals, 200,000 residents",
        "rows found or proposed", "つないだか、候補に正しい人がいた行の割合",
    ),
    Headline(
        "identity-benchmark", "CPU over Splink with all columns, 200,000 residents",
        "CPU over Splink's", "Splink に対する計算時間の比",
    ),
    Headline("dirty-town", "silently wrong answers (no row held back or damaged)", "silently wrong answers of dirty towns",
             "だまってまちがえた答え（よごれたファイルの町）"),
    Headline("dirty-town", "recall of planted faults, %", "planted faults told at their line, %", "植えた不備のうち、行まで示したもの（％）"),
    Headline("malformed", "crashes and tracebacks", "crashes on malformed files", "こわれたファイルで落ちた回数"),
    Headline("indicators", "answers that differ", "answers unlike a plain replay", "すなおな計算とちがった答え"),
    Headline("indicators-benchmark", "CPU over hand-written SQL, 5M children × 40", "CPU over hand-written SQL, 5 million children",
             "手書きの SQL に対する計算時間の比（こども500万人）"),
    Headline("run-benchmark", "CPU over DuckDB's raw load, 60,000 children", "CPU of a whole month over DuckDB's raw load",
             "1か月の全処理の、DuckDB の素の読み込みに対する計算時間の比"),
    Headline("kill", "kills after which anything was wrong", "kill −9 in the midst, after which anything was wrong", "途中で止めたあと、何かおかしかった回数"),
    Headline("protection", "looks that told where somebody protected or doubtful is",
             "looks that told where a protected child is", "支援措置のこどもの居所が出た画面・紙"),
    Headline("looks", "requests without exactly one row", "requests, with kills, without exactly one row in the record",
             "見た記録がちょうど1行でない求め（途中で止めても）"),
    Headline("audit", "tamperings found, first bad row named", "tamperings of the record found", "見た記録の書きかえを見つけた数"),
    Headline("load", f"p95 of a list, ms, {_POSTGRES}", "a list, 50 people at once on PostgreSQL, p95 ms", "一覧、同時に50人（PostgreSQL）、95％点（ms）"),
    Headline("load", f"p95 of a child, ms, {_POSTGRES}", "a child, the same", "こどもの画面、同じとき（ms）"),
    Headline("load", f"p95 of a list, ms, {_SQLITE}", "a list, 20 people at once on SQLite, p95 ms", "一覧、同時に20人（SQLite）、95％点（ms）"),
    Headline("plays", "kaisei: steps that led where they declare", "a year's last two months played in the browser, steps that led where declared",
             "年度の最後の2か月をブラウザで通した歩み"),
    Headline("plays", "izumi: steps that led where they declare", "Izumi's two stages, the same", "和泉市の二段の絞り込みを通した歩み"),
    Headline("plays", "conference_by_keys: times the mouse was used", "a month's conference by keyboard: times the mouse was used",
             "キーだけで会議を開いたとき、マウスを使った回数"),
)  # fmt: skip
