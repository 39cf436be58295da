"""Atomic writing and hashing, and the reasons for missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base import files, hashing
from tsunagu.base.missing import Missing, missing_by_key


def test_bytes_arrive_whole_with_their_mode(tmp_path: Path) -> None:
    target = tmp_path / "a" / "key"
    files.write_bytes(target, b"old")
    files.write_bytes(target, b"new", mode=0o600)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["key"]


def test_a_failed_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), files.new_folder(tmp_path / "made") as building:
        (building / "half").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_invisible_until_whole_and_never_replaced(tmp_path: Path) -> None:
    final = tmp_path / "made"
    with files.new_folder(final) as building:
        (building / "part").write_text("x")
        assert not final.exists()
    assert (final / "part").read_text() == "x"
    with pytest.raises(FileExistsError), files.new_folder(final):
        pass
    assert (final / "part").read_text() == "x"


def test_two_writers_of_one_folder_the_first_wins(tmp_path: Path) -> None:
    final = tmp_path / "made"
    with pytest.raises(FileExistsError), files.new_folder(final) as slow:
        (slow / "who").write_text("slow")
        with files.new_folder(final) as fast:
            (fast / "who").write_text("fast")
    assert (final / "who").read_text() == "fast"


def test_what_a_crash_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"{files.TEMPORARY_PREFIX}x").mkdir()
    (tmp_path / f"{files.TEMPORARY_PREFIX}y").write_text("")
    (tmp_path / "kept").write_text("")
    assert files.sweep_unfinished(tmp_path) == [".unfinished-x", ".unfinished-y"]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_lines_are_appended(tmp_path: Path) -> None:
    files.append_line(tmp_path / "log", "一")
    files.append_line(tmp_path / "log", "二")
    assert (tmp_path / "log").read_text(encoding="utf-8") == "一\n二\n"


def test_hashes_agree_however_the_bytes_come(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("あ".encode() * 1_000_000)
    assert hashing.sha256_of_file(path) == hashing.sha256_of_text("あ" * 1_000_000)


def test_equal_values_have_one_json_text() -> None:
    assert (
        hashing.canonical_json({"b": 1, "a": "あ"}) == hashing.canonical_json({"a": "あ", "b": 1}) == '{"a":"あ","b":1}'
    )


def test_every_reason_has_a_label_a_key_and_a_stable_number() -> None:
    assert {reason.key: int(reason) for reason in Missing} == {
        "not_delivered": 10,
        "no_such_relative": 11,
        "before_move_in": 12,
        "no_record": 13,
        "partly_held": 14,
        "not_obtainable": 15,
        "relative_left": 16,
        "parent_not_known": 17,
        "not_examined": 20,
        "no_answer": 21,
        "not_asked": 22,
        "refused": 23,
        "unknown_code": 24,
        "unreadable": 25,
        "unknown_date": 26,
        "blank": 27,
        "deleted": 28,
        "link_withdrawn": 29,
    }
    assert len({reason.label for reason in Missing}) == len(Missing)
    assert all(missing_by_key(reason.key) is reason for reason in Missing)
