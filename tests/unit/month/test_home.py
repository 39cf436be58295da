"""A home is made once, found again, and changed by one process at a time."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter, file_bytes, plain
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import laid_out
from tsunagu.intake import OWN_FILES
from tsunagu.month import Home, create_home, find_home
from tsunagu.month.home import PROTECTION_FOLDER

DAY = date(2026, 10, 1)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    """A home that receives files."""
    return Counter(tmp_path)


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


def test_a_training_home_is_found_as_it_was_made(tmp_path: Path) -> None:
    made = tmp_path / "JUKI.csv"
    made.write_bytes(b"1")
    home = create_home(tmp_path / "home", "kaisei", on=DAY, only=[made])
    assert find_home(home.folder).is_training and home.is_demo
    assert not create_home(tmp_path / "real", "kaisei", on=DAY).is_training


def test_no_home_is_turned_into_a_training_home_or_back(counter: Counter, tmp_path: Path) -> None:
    made = tmp_path / "JUKI.csv"
    made.write_bytes(b"1")
    training = create_home(tmp_path / "training", "kaisei", on=DAY, only=[made])
    real = create_home(tmp_path / "real", "kaisei", on=DAY)
    _say(real, "training: true\n")
    assert _refused_as(real) == "H007", "nobody made it as one"
    own = (training.folder / OWN_FILES).read_bytes()
    (real.folder / OWN_FILES).write_bytes(own)
    assert find_home(real.folder).is_training, "a home that never received anything has nothing to mix"
    counter.take_rows("juki_kojin", [plain("juki_kojin")])
    shutil.copytree(counter.home / "loads", real.folder / "loads", dirs_exist_ok=True)
    assert _refused_as(real) == "H007", "it holds what the list does not name"
    text = training.settings_file.read_text(encoding="utf-8").replace("training: true", "training: false")
    training.settings_file.write_text(text, encoding="utf-8")
    assert _refused_as(training) == "H007"


def _say(home: Home, line: str) -> None:
    home.settings_file.write_text(home.settings_file.read_text(encoding="utf-8") + line, encoding="utf-8")


def _refused_as(home: Home) -> str:
    with pytest.raises(RefusedError) as refused:
        find_home(home.folder)
    return refused.value.code


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


KILLED_WITH_THE_MONTH_OPEN = """
import os, signal, sys
from datetime import date
from pathlib import Path
from tsunagu.delivery import laid_out
from tsunagu.intake import OWN_FILES
from tsunagu.month import Home
home = Home(Path(sys.argv[1]))
with home.locked(), laid_out(home.folder, date(2026, 10, 31)) as folder:
    assert any(folder.iterdir())
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_opened_files_of_a_killed_month_go_and_the_month_keeps_them_sealed(counter: Counter) -> None:
    counter.take("JUKI_KOJIN_202610.csv", file_bytes("juki_kojin", [plain("juki_kojin")]), day=date(2026, 10, 31))
    place = counter.home / "deliveries"
    killed = subprocess.run([sys.executable, "-c", KILLED_WITH_THE_MONTH_OPEN, str(counter.home)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(place.glob(".unfinished-month-*"))) == 1
    (place / ".unfinished-note").write_text("being written without the lock", encoding="utf-8")
    Home(counter.home).sweep()
    assert [path.name for path in place.iterdir()] == [".unfinished-note"]
    with laid_out(counter.home, date(2026, 10, 31)) as folder:
        assert [path.name for path in folder.iterdir()] == ["JUKI_KOJIN_202610.csv"]
    os.utime(place / ".unfinished-note", (0, 0))
    Home(counter.home).sweep()
    assert list(place.iterdir()) == []


def test_a_month_at_work_keeps_its_opened_files(counter: Counter) -> None:
    with Home(counter.home).locked(), laid_out(counter.home, date(2026, 10, 31)) as folder:
        Home(counter.home).sweep()
        assert folder.is_dir()
