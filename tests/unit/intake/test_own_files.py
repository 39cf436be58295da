"""A training home takes what was made for it, and nothing else by any name; every other home takes any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.counter import DAY, FILE_NAMES, Counter, file_bytes, plain
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import Slip, put_in_tray, watched_folders
from tsunagu.drafting import LookOrder, put_order
from tsunagu.intake import OWN_FILES, close_home, loads, own_files, receive, refuse_strange_files

OWN, STRANGE = plain("shiensochi"), plain("shiensochi", 宛名番号="000000000000777")
SOURCE = "shiensochi"


@pytest.fixture
def closed(tmp_path: Path) -> Counter:
    """A training home that may take one file."""
    counter = Counter(tmp_path)
    close_home(counter.home, [counter.put(FILE_NAMES[SOURCE], file_bytes(SOURCE, [OWN]))])
    return counter


def test_what_was_made_for_it_is_taken_under_any_name(closed: Counter) -> None:
    assert closed.take_rows(SOURCE, [OWN]).status == "accepted"
    assert closed.take("SHIENSOCHI_2.csv", file_bytes(SOURCE, [OWN])).status == "already_received"


def test_any_other_file_is_refused_with_a_receipt_and_leaves_nothing(closed: Counter) -> None:
    before = closed.published()
    receipt = closed.take_rows(SOURCE, [STRANGE])
    assert (receipt.status, set(receipt.counts)) == ("refused", {"file.not_of_this_town"})
    assert "架空の町のファイルではありません" in receipt.sentence and "町のホームで受け取って" in receipt.sentence
    assert closed.published() == before and loads(closed.home) == []
    everything = b"".join(path.read_bytes() for path in closed.home.rglob("*") if path.is_file())
    assert b"000000000000777" not in everything


def test_a_home_that_is_no_training_home_takes_both(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    assert counter.take_rows(SOURCE, [OWN]).taken and counter.take_rows(SOURCE, [STRANGE]).taken
    assert own_files(counter.home) is None
    refuse_strange_files(counter.home)


def test_what_the_pages_wrote_is_taken_and_may_come_back(closed: Counter) -> None:
    path = closed.put(FILE_NAMES[SOURCE], file_bytes(SOURCE, [STRANGE]))
    told = {"home": closed.home, "pack": closed.pack, "received_on": DAY}
    assert receive([path], **told, ours=True)[0].status == "accepted"  # type: ignore[arg-type]
    assert receive([path], **told)[0].status == "already_received"  # type: ignore[arg-type]


def test_no_unknown_file_is_looked_at_there(closed: Counter) -> None:
    with pytest.raises(RefusedError) as refused:
        refuse_strange_files(closed.home)
    assert refused.value.code == "H006"


def test_the_tray_and_the_desk_of_drafts_keep_nothing_of_another_towns_file(closed: Counter) -> None:
    own, strange = file_bytes(SOURCE, [OWN]), file_bytes(SOURCE, [STRANGE])
    slip = Slip(as_of=DAY, by="hantei")
    tray = put_in_tray(closed.home, slip, [(FILE_NAMES[SOURCE], lambda target: target.write_bytes(own))])
    assert [path.name for path in tray.files()] == [FILE_NAMES[SOURCE]]
    before = sorted(closed.home.rglob("*"))
    with pytest.raises(RefusedError) as refused:
        put_in_tray(closed.home, slip, [(FILE_NAMES[SOURCE], lambda target: target.write_bytes(strange))])
    assert refused.value.code == "H009" and "残していません" in str(refused.value)
    with pytest.raises(RefusedError) as refused:
        put_order(
            closed.home, LookOrder(by="hantei", on=DAY, names=("x.csv",)), [lambda target: target.write_bytes(b"1")]
        )
    assert refused.value.code == "H006"
    assert sorted(closed.home.rglob("*")) == before


def test_a_training_home_watches_no_folder() -> None:
    settings: dict[str, object] = {"watched": [{"folder": "/share"}]}
    assert len(watched_folders(settings)) == 1
    assert watched_folders(settings | {"training": True}) == []


def test_a_list_that_cannot_be_read_allows_nothing(closed: Counter) -> None:
    (closed.home / OWN_FILES).write_text("no list", encoding="utf-8")
    assert closed.take_rows(SOURCE, [OWN]).status == "refused"
