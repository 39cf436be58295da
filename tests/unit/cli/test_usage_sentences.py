"""Every way to mistype a command is told in Japanese, with a code and the place to look it up."""

from __future__ import annotations

import pytest

from tsunagu import cli

WRONG = {
    "nothing given": (["run"], "[C002] --as-of が書かれていません"),
    "an unknown option": (["run", "x", "--nope"], "[C003] --nope という指定はありません"),
    "an option without value": (["run", "x", "--as-of"], "[C004] --as-of の値が"),
    "no number": (["run", "x", "--as-of", "2026-10-31", "--capacity", "many"], "[C004] --capacity の値が"),
    "an unknown command": (["nope"], "[C005] 「nope」という命令はありません"),
    "one word too many": (["run", "a", "b", "--as-of", "2026-10-31"], "[C005] 命令の書き方が違います（b）"),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=list(WRONG))
def test_a_mistyped_command(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tsunagu", *words])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = capsys.readouterr()
    assert stopped.value.code == 2
    assert sentence in said.err
    assert "--help で見られます" in said.err
    assert said.out == ""


def test_a_command_written_rightly_says_nothing_of_this(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tsunagu", "run", "--help"])
    cli.main()
    assert "[C0" not in capsys.readouterr().err
