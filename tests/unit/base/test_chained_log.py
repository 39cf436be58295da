"""A chained log: a crash while a line is written locks nothing, and whatever a hand did to whole lines is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tsunagu.base.chained_log import append_to_chain, cut_short, read_chain
from tsunagu.base.errors import TsunaguError


def broken(path: Path, line: int, what: str) -> TsunaguError:
    """The error of this log."""
    return TsunaguError("Z001", f"{line}行目が{what}", "戻してください")


def add(path: Path, what: str) -> None:
    """One more entry."""
    append_to_chain(path, broken, event="done", on="2026-10-31", by="田中", body={"what": what})


def told(path: Path) -> list[str]:
    """What the entries say."""
    return [entry.body["what"] for entry in read_chain(path, broken)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Three entries."""
    for what in ("一", "二", "三"):
        add(tmp_path / "log.jsonl", what)
    return tmp_path / "log.jsonl"


def test_cut_anywhere_the_last_line_was_never_written_and_the_next_follows(log: Path) -> None:
    whole = log.read_bytes()
    start = whole.rstrip(b"\n").rindex(b"\n") + 1
    for end in range(start + 1, len(whole) - 1):
        log.write_bytes(whole[:end])
        log.with_name("log.jsonl.cut").unlink(missing_ok=True)
        assert (told(log), cut_short(log)) == (["一", "二"], 1)
        assert log.read_bytes() == whole[:end], "reading changes nothing"
        add(log, "四")
        assert (told(log), cut_short(log)) == (["一", "二", "四"], 1)
        kept = whole[start:end].decode("utf-8", errors="replace")
        assert log.with_name("log.jsonl.cut").read_text(encoding="utf-8") == kept + "\n"


def test_a_whole_line_without_its_line_end_is_written(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-1])
    assert (told(log), cut_short(log)) == (["一", "二", "三"], 0)
    add(log, "四")
    assert told(log) == ["一", "二", "三", "四"]


def test_a_first_line_cut_short_leaves_an_empty_log(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:10])
    assert told(log) == []
    add(log, "一")
    assert told(log) == ["一"]


def changed(lines: list[bytes]) -> dict[str, bytes]:
    """What a hand may do to whole lines, with and without the last line end."""
    edited = lines[2].replace("三".encode(), "参".encode())
    return {
        "last edited": b"\n".join([*lines[:2], edited, b""]),
        "last edited, without its end": b"\n".join([*lines[:2], edited]),
        "last with more behind it": b"\n".join(lines) + b"x",
        "last cut, but ended": b"\n".join([*lines[:2], lines[2][:-20], b""]),
        "first removed": b"\n".join([*lines[1:], b""]),
        "middle removed": b"\n".join([lines[0], lines[2], b""]),
        "middle removed, last without its end": b"\n".join([lines[0], lines[2]]),
        "middle cut": b"\n".join([lines[0], lines[1][:-20], lines[2], b""]),
        "something else at the end": b"\n".join([*lines, b"cut"]),
    }


KINDS = tuple(changed([b"", b"", b"\xe4\xb8\x89"]))


def refused(read: Callable[[Path], object], log: Path) -> bool:
    """Whether reading refuses."""
    try:
        read(log)
    except TsunaguError as error:
        return error.code == "Z001"
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_whole_lines_that_were_changed_or_removed_are_refused(log: Path, kind: str) -> None:
    log.write_bytes(changed(log.read_bytes().splitlines())[kind])
    assert refused(told, log)
    before = log.read_bytes()
    assert refused(lambda path: add(path, "四"), log)
    assert log.read_bytes() == before


def forgiving(log: Path) -> list[str]:
    """The twin: whatever stands last and does not hold counts as cut short."""
    lines = log.read_bytes().splitlines(keepends=True)
    try:
        return told(log)
    except TsunaguError:
        log.write_bytes(b"".join(lines[:-1]))
        return told(log)


def test_the_twin_that_forgives_any_last_line_is_caught(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    let_pass = []
    for kind in KINDS:
        log.write_bytes(changed(lines)[kind])
        if not refused(forgiving, log):
            let_pass.append(kind)
    assert "last edited" in let_pass
