"""消去: only what the home can give back is wiped, it is gone afterwards, and the record cannot be rewritten unseen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import (
    BY_HAND,
    BrokenWipesError,
    note_wiped_by_hand,
    received_copy,
    unfinished_wipes,
    wipe_copy,
    wipes,
    wiping,
)

JUKI = "juki_kojin"
GOOD = file_bytes(JUKI, [plain(JUKI)])


@pytest.fixture
def copy(counter: Counter, tmp_path: Path) -> Path:
    """The copy on the stick, received."""
    counter.take_rows(JUKI, [plain(JUKI)])
    path = tmp_path / FILE_NAMES[JUKI]
    path.write_bytes(GOOD)
    return path


def test_a_received_copy_is_overwritten_and_gone(counter: Counter, copy: Path, tmp_path: Path) -> None:
    os.link(copy, tmp_path / "same-bytes-on-the-disk")
    wipe = wipe_copy(counter.home, copy, medium="USBメモリ", by="田中")
    assert not copy.exists()
    assert (tmp_path / "same-bytes-on-the-disk").read_bytes() == bytes(len(GOOD))
    assert (wipe.file, wipe.medium, wipe.by, wipe.place) == (FILE_NAMES[JUKI], "USBメモリ", "田中", str(copy))
    assert wipes(counter.home) == [wipe]


def test_what_was_never_received_is_not_touched(counter: Counter, copy: Path) -> None:
    copy.write_bytes(GOOD + b"\r\n")
    with pytest.raises(RefusedError) as refused:
        wipe_copy(counter.home, copy, medium="", by="田中")
    assert refused.value.code == "K002"
    assert copy.read_bytes() == GOOD + b"\r\n"
    assert wipes(counter.home) == []


def test_nothing_is_wiped_when_the_home_cannot_give_it_back(counter: Counter, copy: Path) -> None:
    [original] = (counter.home / "originals").iterdir()
    original.write_bytes(original.read_bytes()[:-1] + b"x")
    with pytest.raises(TsunaguError) as broken:
        wipe_copy(counter.home, copy, medium="", by="田中")
    assert broken.value.code == "I010"
    assert copy.read_bytes() == GOOD


def test_a_link_or_a_folder_is_refused(counter: Counter, copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(copy)
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (link, tmp_path, tmp_path / "gone.csv", tmp_path / "no" / "folder.csv", tmp_path / "pipe.csv"):
        with pytest.raises(RefusedError) as refused:
            wipe_copy(counter.home, path, medium="", by="田中")
        assert refused.value.code == "K003"
    assert copy.exists()


def test_what_a_person_wiped_is_written_down(counter: Counter, copy: Path) -> None:
    received = received_copy(counter.home, wipe_hash(counter), "")
    note_wiped_by_hand(counter.home, received, medium="USBメモリ", how=BY_HAND[1], by="田中")
    assert [(one.how, one.place) for one in wipes(counter.home)] == [(BY_HAND[1], "")]
    for how, by in (("捨てた", "田中"), (BY_HAND[0], " ")):
        with pytest.raises(RefusedError) as refused:
            note_wiped_by_hand(counter.home, received, medium="", how=how, by=by)
        assert refused.value.code == "K004"


def wipe_hash(counter: Counter) -> str:
    """The digest of the only original."""
    [original] = (counter.home / "originals").iterdir()
    return original.name


def test_a_changed_record_is_named(counter: Counter, copy: Path) -> None:
    wipe_copy(counter.home, copy, medium="USBメモリ", by="田中")
    path = counter.home / "deliveries" / "wipes.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("田中", "佐藤"), encoding="utf-8")
    with pytest.raises(BrokenWipesError) as broken:
        wipes(counter.home)
    assert (broken.value.code, broken.value.line) == ("K001", 1)


NEWER = GOOD + b"\r\n"


def to_a_link(copy: Path) -> Path:
    """The copy's name now leads to a file nobody received."""
    other = copy.with_name("other.csv")
    other.write_bytes(NEWER)
    copy.unlink()
    copy.symlink_to(other)
    return other


def to_a_newer_file(copy: Path) -> Path:
    """The department put a newer file in its place."""
    arriving = copy.with_name("arriving.csv")
    arriving.write_bytes(NEWER)
    return arriving.replace(copy)


def to_other_bytes(copy: Path) -> Path:
    """The department's program wrote into the very file."""
    with copy.open("r+b") as stream:
        stream.write(NEWER)
    return copy


SWAPS = (to_a_link, to_a_newer_file, to_other_bytes)


@pytest.mark.parametrize("swap", SWAPS)
def test_a_copy_swapped_after_it_was_hashed_survives(
    counter: Counter, copy: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path], Path]
) -> None:
    read = wiping.read_original

    def swapped_while_decrypting(home: Path, digest: str) -> bytes:
        swap(copy)
        return read(home, digest)

    monkeypatch.setattr(wiping, "read_original", swapped_while_decrypting)
    with pytest.raises(RefusedError) as refused:
        wipe_copy(counter.home, copy, medium="", by="田中")
    assert refused.value.code == "K006"
    assert copy.read_bytes() == NEWER
    assert (wipes(counter.home), unfinished_wipes(counter.home)) == ([], [])


@pytest.mark.parametrize("swap", SWAPS[:2])
def test_a_newer_file_under_the_name_is_not_removed(
    counter: Counter, copy: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path], Path]
) -> None:
    os.link(copy, copy.with_name("same-bytes-on-the-disk"))
    overwrite = wiping._overwrite

    def swapped_while_overwriting(opened: int, length: int) -> None:
        overwrite(opened, length)
        swap(copy)

    monkeypatch.setattr(wiping, "_overwrite", swapped_while_overwriting)
    wipe = wipe_copy(counter.home, copy, medium="", by="田中")
    assert copy.read_bytes() == NEWER
    assert copy.with_name("same-bytes-on-the-disk").read_bytes() == bytes(len(GOOD))
    assert wipe.how == wiping.OVERWRITTEN_ONLY


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("step", ["fsync", "unlink"])
def test_a_wipe_that_was_cut_short_is_on_record(
    counter: Counter, copy: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def overwrite_and_die(*_: object) -> None:
        raise Killed

    done = os.unlink

    def remove_and_die(name: str, **where: int) -> None:
        done(name, **where)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        if step == "unlink":
            patched.setattr(wiping.os, "unlink", remove_and_die)
        else:
            patched.setattr(wiping, "_overwrite", overwrite_and_die)
        wipe_copy(counter.home, copy, medium="USBメモリ", by="田中")
    [left] = unfinished_wipes(counter.home)
    assert (left.file, left.place, left.by, left.how) == (FILE_NAMES[JUKI], str(copy), "田中", wiping.UNFINISHED)
    assert wipes(counter.home) == []
    note_wiped_by_hand(
        counter.home, received_copy(counter.home, wipe_hash(counter), ""), medium="USBメモリ", how=BY_HAND[0], by="田中"
    )
    assert unfinished_wipes(counter.home) == []
    assert [one.how for one in wipes(counter.home)] == [BY_HAND[0]]
