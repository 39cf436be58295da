"""An error code means one thing: a code given in two packages is listed here with its one meaning."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
NO_ERRORS = ("tsunagu/sample/lives",)
"""Codes of illnesses stand there."""
SHARED = {
    "A001": "控えが読めない",
    "D003": "宣言の値が正しくない",
    "H003": "別の処理が動いている",
    "K004": "消し方か消した人がない",
    "M006": "取り消せる答えがない",
    "N005": "ファイルが選ばれていない",
    "P001": "支援措置の一覧のファイル名ではない",
    "R003": "ファイルがない",
    "R004": "先月との違いが決まりをこえている",
    "R005": "違いを認められない",
    "T002": "認めた記録に要るものがない",
    "V001": "公開したデータがない",
    "Y009": "画面を開いたあとで下書きが直された",
}
WORDED = {
    "C001": "オプションに書かれた値が読めない",
    "C009": "期限の日がないか、過ぎている",
    "C052": "名指されたこどもが、いないか、一人に決まらない",
    "D003": "宣言の値が正しくない",
    "D005": "コード表や一覧の行や見出しが正しくない",
    "D006": "同じものが二度ある",
    "D007": "コードの値と意味、始まりと終わりが合わない",
    "D012": "行き先の表や列がない",
    "D024": "利用目的の行が名指す提供データや見出しがない",
    "D026": "様式の名前か、様式が名指す提供データがない",
    "I002": "受領日か月の書き方が違う",
    "I103": "問いの条件が列に合わない",
    "I105": "問いが表に届かない",
    "I106": "問いの日付の指定が表に合わない",
    "M002": "答える人の名前か理由がない",
    "M006": "取り消せる答えがない",
    "N001": "ファイルの名前が使えない",
    "N002": "受け取りフォルダの書き方が違う",
    "R002": "受け取ったファイルがない",
    "S001": "その時点データがない",
    "S002": "時点データが公開したときのままでない",
    "U007": "自分に関わる変更は、自分で頼めず認められない",
    "U008": "役割の最後の日がないか、すぎている",
    "Y001": "調べるファイルが読めない",
    "Y003": "下書きの名前が使えない",
    "Y005": "名前と理由がない",
    "Y013": "新しい列の名前や型が決まらない",
    "Y014": "印や言葉の意味が決まらない",
    "Y015": "受け取るファイル名が決まらない",
    "Y019": "列の区切りが決まらない",
}
"""Codes that one package says in several wordings, each with the one meaning of all of them."""
_CODE = re.compile(r"[\"']([A-Z]\d{3})[\"']")


def packages_of(codes_in: dict[str, str]) -> dict[str, set[str]]:
    """Code → packages that give it; `codes_in` is path below src → text."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, text in codes_in.items():
        for code in _CODE.findall(text):
            found[code].add("/".join(path.split("/")[:2]))
    return found


def with_two_meanings(codes_in: dict[str, str]) -> list[str]:
    """Codes given in more than one package and not listed as shared."""
    return sorted(code for code, where in packages_of(codes_in).items() if len(where) > 1 and code not in SHARED)


def wordings(codes_in: dict[str, str]) -> dict[tuple[str, str], set[str]]:
    """(code, package) → the messages it is given with; what stands in braces is one gap, a message made elsewhere its place."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, text in codes_in.items():
        # The message is the first Japanese text behind the code: some errors name a file and a line before it.
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and len(node.args) > 1):
            code = call.args[0]
            if isinstance(code, ast.Constant) and _CODE.fullmatch(repr(code.value)):
                told = next((said for one in call.args[1:] if not (said := _wording(one)).isascii()), "")
                found[code.value, "/".join(path.split("/")[:2])].add(told or f"{path}:{call.lineno}")
    return found


def _wording(message: ast.expr) -> str:
    if isinstance(message, ast.Constant):
        return str(message.value)
    if isinstance(message, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "◯" for one in message.values)
    return ""


def said_in_two_ways(codes_in: dict[str, str]) -> list[str]:
    """Codes that one package gives with several messages, and of which nobody wrote down the one meaning."""
    return sorted({code for (code, _), told in wordings(codes_in).items() if len(told) > 1 and code not in WORDED})


def sources() -> dict[str, str]:
    """Every file of ours that may hold a code of an error."""
    texts = {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    return {path: text for path, text in texts.items() if not path.startswith(NO_ERRORS)}


def test_no_code_has_two_meanings_inside_a_package() -> None:
    assert said_in_two_ways(sources()) == []


def test_a_code_said_in_two_ways_is_found_and_a_list_of_meanings_holds_nothing_else() -> None:
    twice = {
        "tsunagu/a/x.py": 'f("Q001", "あ")',
        "tsunagu/a/y.py": 'f("Q001", p, f"い{1}")',
        "tsunagu/b/z.py": 'f("Q002", "う")',
    }
    assert said_in_two_ways(twice) == ["Q001"]
    assert said_in_two_ways({"tsunagu/a/x.py": 'f("Q001", "あ")\nf("Q001", p, "あ")'}) == []
    several = {code for (code, _), told in wordings(sources()).items() if len(told) > 1}
    assert several == WORDED.keys(), "a code that is said in one way only needs no line here"


def test_no_code_has_two_meanings() -> None:
    assert with_two_meanings(sources()) == []


def test_a_code_with_two_meanings_is_found() -> None:
    twice = {"tsunagu/a/x.py": 'RefusedError("Q001", "a")', "tsunagu/b/y.py": 'RefusedError("Q001", "b")'}
    assert with_two_meanings(twice) == ["Q001"]
    assert with_two_meanings({"tsunagu/a/x.py": '"Q001"', "tsunagu/a/y.py": '"Q001"'}) == []
