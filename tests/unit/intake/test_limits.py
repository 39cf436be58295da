"""受領の上限 as a town's setting: what is larger is refused with a sentence, what is not is taken; defaults for all others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from support.counter import DAY, FILE_NAMES, Counter, file_bytes, plain
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import IntakeLimits, limits_of
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
        with pytest.raises(RefusedError, match="N003") as refusal:
            limits_of({"limits": wrong})
        assert next(iter(wrong)) in str(refusal.value)
