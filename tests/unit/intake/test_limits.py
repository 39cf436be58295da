"""受領の上限 as a town's setting: what is larger is refused with a sentence, what is not is taken; defaults for all others."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from support.counter import DAY, FILE_NAMES, Counter, cells, file_bytes, plain, workbook
from support.roster_zip import PAGES, zipped
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import IntakeLimits, limits_of, load_pack
from tsunagu.intake import workbook_reader
from tsunagu.month import create_home

JUKI = "juki_kojin"
LARGE = file_bytes(JUKI, [plain(JUKI, 宛名番号=f"{number:015}") for number in range(10_000)])


def test_a_file_is_held_to_the_setting(counter: Counter) -> None:
    assert 1 << 20 < len(LARGE) < 2 << 20
    counter.pack = replace(counter.pack, limits=IntakeLimits(csv_mb=1))
    refused = counter.take(FILE_NAMES[JUKI], LARGE)
    assert (refused.status, list(refused.counts)) == ("refused", ["file.too_large"])
    counter.pack = replace(counter.pack, limits=IntakeLimits(csv_mb=2))
    assert counter.take(FILE_NAMES[JUKI], LARGE).status == "accepted"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (IntakeLimits(columns=20), "file.too_large"),
        (IntakeLimits(cell_characters=3), "cell.too_long"),
    ],
)
def test_columns_and_cells_are_held_to_the_setting(counter: Counter, limits: IntakeLimits, code: str) -> None:
    small = file_bytes(JUKI, [plain(JUKI)])
    usual = counter.pack
    counter.pack = replace(usual, limits=limits)
    assert code in counter.take(FILE_NAMES[JUKI], small).counts
    counter.pack = usual
    assert counter.take("JUKI_KOJIN_20261130.csv", small).counts == {}


def test_the_home_says_it_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=DAY)
    assert home.pack().limits == IntakeLimits()
    settings = home.settings()
    home.settings_file.write_text(yaml.safe_dump(settings | {"limits": {"xlsx_mb": 50}}, allow_unicode=True))
    assert (home.pack().limits.most_bytes("xlsx"), home.pack().limits.most_bytes("csv")) == (50 << 20, 2048 << 20)
    for wrong in ({"xlsx_gb": 1}, {"xlsx_mb": 0}, {"xlsx_mb": "many"}):
        with pytest.raises(RefusedError, match="N009") as refusal:
            limits_of({"limits": wrong})
        assert next(iter(wrong)) in str(refusal.value)


def member_of(data: bytes) -> bytes:
    """A zip of the roster and one member more, which is no text."""
    target = io.BytesIO(zipped(PAGES))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("more.bin", data)
    return target.getvalue()


def test_a_zip_is_held_to_what_it_unpacks_to(tmp_path: Path) -> None:
    counter = Counter(tmp_path, replace(load_pack("standard"), limits=IntakeLimits(unpacked_mb=1)))
    refused = counter.take("oneroster_jp.zip", member_of(os.urandom(1 << 20)))
    assert list(refused.counts) == ["file.too_large"] and "大きくなりすぎます" in refused.sentence
    assert counter.take("oneroster_jp.zip", member_of(os.urandom(1 << 19))).status == "accepted"


def test_a_member_larger_than_the_memory_of_the_child_is_unpacked_to_disk(tmp_path: Path) -> None:
    package = member_of(bytes(300 << 20))
    counter = Counter(tmp_path, load_pack("standard"))
    counter.pack = replace(counter.pack, limits=IntakeLimits(child_memory_mb=256, unpacked_mb=200, ratio=2000))
    assert list(counter.take("oneroster_jp.zip", package).counts) == ["file.too_large"]
    counter.pack = replace(counter.pack, limits=IntakeLimits(child_memory_mb=256, unpacked_mb=400, ratio=2000))
    receipt = counter.take("oneroster_jp.zip", package)
    assert receipt.status == "accepted", receipt.sentence


def test_a_workbook_that_writes_out_larger_than_it_says_is_too_large_and_not_broken(counter: Counter) -> None:
    book = workbook([("台帳", cells("jido_sodan", [plain("jido_sodan")])), ("メモ", [["あ" * 1000]] * 600)])
    counter.pack = replace(counter.pack, limits=IntakeLimits(unpacked_mb=1))
    refused = counter.take("家児相_相談台帳.xlsx", book)
    assert list(refused.counts) == ["file.too_large"] and "unpacked_mb" in refused.sentence
    counter.pack = replace(counter.pack, limits=IntakeLimits(unpacked_mb=3))
    assert counter.take("家児相_相談台帳.xlsx", book).status == "accepted"


def test_a_workbook_whose_sheets_only_together_are_too_large(counter: Counter) -> None:
    sheets = [(f"メモ{number}", [["あ" * 1000]] * 300) for number in (1, 2)]
    book = workbook([("台帳", cells("jido_sodan", [plain("jido_sodan")])), *sheets])
    counter.pack = replace(counter.pack, limits=IntakeLimits(unpacked_mb=1))
    assert list(counter.take("家児相_相談台帳.xlsx", book).counts) == ["file.too_large"]
    counter.pack = replace(counter.pack, limits=IntakeLimits(unpacked_mb=3))
    assert counter.take("家児相_相談台帳.xlsx", book).status == "accepted"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_is_not_the_fault_of_the_file(number: int) -> None:
    assert workbook_reader._failed(OSError(number, "x"), "ZIP") == {"errno": number}
    assert workbook_reader._failed(OSError(errno.EFBIG, "x"), "ZIP")["code"] == "file.too_large"
    assert workbook_reader._failed(OSError(errno.EINVAL, "x"), "ZIP")["code"] == "file.archive_broken"
