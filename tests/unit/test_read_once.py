"""What pages ask for often is read once, and anew as soon as somebody writes it."""

from __future__ import annotations

import os
from pathlib import Path

from tsunagu.base.read_once import ReadOnce


def test_a_file_is_read_once_until_it_is_written_anew(tmp_path: Path) -> None:
    read: list[str] = []

    def words(path: Path) -> str:
        read.append(path.name)
        return path.read_text(encoding="utf-8")

    known = ReadOnce(words)
    assert known.every(tmp_path / "nowhere") == []
    for name, said in (("b.json", "二"), ("a.json", "一"), (".unfinished-c.json", "三"), ("d.txt", "四")):
        (tmp_path / name).write_text(said, encoding="utf-8")
    assert known.every(tmp_path) == ["一", "二"], "by name, nothing unfinished and nothing else"
    assert known.every(tmp_path) == ["一", "二"]
    assert read == ["a.json", "b.json"]
    (tmp_path / "new").write_text("壱", encoding="utf-8")
    then = (tmp_path / "a.json").stat()
    os.utime(tmp_path / "new", ns=(then.st_atime_ns, then.st_mtime_ns))
    (tmp_path / "new").replace(tmp_path / "a.json")
    (tmp_path / "b.json").unlink()
    assert known.every(tmp_path) == ["壱"]
    assert read == ["a.json", "b.json", "a.json"]


def test_the_file_of_each_folder(tmp_path: Path) -> None:
    known = ReadOnce(lambda path: path.read_text(encoding="utf-8"))
    for name in ("1", "0", ".unfinished-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "load.json").write_text(name, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert known.every(tmp_path, "load.json") == ["0", "1"], "a folder without the file is none yet"
