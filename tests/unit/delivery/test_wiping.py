"""消去: only what the home can give back is wiped, it is gone afterwards, and the record cannot be rewritten unseen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import BY_HAND, BrokenWipesError, load_of_bytes, note_wiped_by_hand, wipe_copy, wipes

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
    for path in (link, tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(RefusedError) as refused:
            wipe_copy(counter.home, path, medium="", by="田中")
        assert refused.value.code == "K003"
    assert copy.exists()


def test_what_a_person_wiped_is_written_down(counter: Counter, copy: Path) -> None:
    load = load_of_bytes(counter.home, wipe_hash(counter))
    assert load is not None
    note_wiped_by_hand(counter.home, load, medium="USBメモリ", how=BY_HAND[1], by="田中")
    assert [(one.how, one.place) for one in wipes(counter.home)] == [(BY_HAND[1], "")]
    for how, by in (("捨てた", "田中"), (BY_HAND[0], " ")):
        with pytest.raises(RefusedError) as refused:
            note_wiped_by_hand(counter.home, load, medium="", how=how, by=by)
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
