"""A home is made once, found again, and changed by one process at a time."""

from datetime import date
from pathlib import Path

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.month import Home, create_home, find_home
from tsunagu.month.home import PROTECTION_FOLDER

DAY = date(2026, 10, 1)


def test_a_new_home_knows_its_pack_and_is_private(tmp_path: Path) -> None:
    home = create_home(tmp_path / "町", "kaisei", on=DAY)
    assert find_home(tmp_path / "町").pack().name == "kaisei"
    assert not home.is_demo
    assert home.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "大事な表.xlsx").write_bytes(b"1")
    with pytest.raises(RefusedError) as refused:
        create_home(tmp_path, "kaisei", on=DAY)
    assert refused.value.code == "H004"
    assert [path.name for path in tmp_path.iterdir()] == ["大事な表.xlsx"]


def test_a_folder_that_is_no_home_is_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        find_home(tmp_path)
    assert refused.value.code == "H001" and str(tmp_path) in str(refused.value)


def test_without_option_or_environment_the_home_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TSUNAGU_HOME", raising=False)
    with pytest.raises(RefusedError) as refused:
        find_home(None)
    assert refused.value.code == "H005"


def test_a_home_of_another_version_is_refused(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=DAY)
    home.settings_file.write_text("schema: 99\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        find_home(home.folder)
    assert refused.value.code == "H002"


def test_only_one_process_changes_a_home(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=DAY)
    with home.locked():
        with pytest.raises(RefusedError) as refused, Home(home.folder).locked():
            pass
        assert refused.value.code == "H003"
    with home.locked():
        pass


def test_what_a_killed_process_left_half_written_goes_with_the_next_lock(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=DAY)
    whole = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    (home.folder / PROTECTION_FOLDER).mkdir()
    for place in (home.folder, home.runs, home.folder / PROTECTION_FOLDER):
        (place / ".unfinished-x").write_text("half", encoding="utf-8")
    (home.runs / ".unfinished-run").mkdir()
    with home.locked():
        left = list(home.folder.rglob(".unfinished-*"))
    assert left == []
    assert {path: path.read_bytes() for path in whole} == whole
