"""A folder is declared without touching what else home.yaml says; what cannot be a watched folder is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from support.counter import Counter
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import WatchedFolder, unwatch_folder, watch_folder, watched_folders

WRITTEN = (
    "# 町の情報担当が決めた\nschema: 1\npack: kaisei\nwatched:\n  # 古いもの\n  - folder: /old\ndemo: false  # 本番\n"
)


@pytest.fixture
def settings(counter: Counter) -> Path:
    """A home.yaml with notes of its own and one folder."""
    path = counter.home / "home.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder outside the home."""
    (tmp_path / "共有 フォルダ").mkdir()
    return tmp_path / "共有 フォルダ"


def declared(settings: Path) -> list[WatchedFolder]:
    """What home.yaml says now."""
    return watched_folders(yaml.safe_load(settings.read_text(encoding="utf-8")))


def test_a_folder_is_added_changed_and_taken_out_again(counter: Counter, settings: Path, share: Path) -> None:
    watch_folder(settings, counter.pack, WatchedFolder(folder=share, sources=("juki_kojin",), carrier="町民課"))
    assert [one.folder for one in declared(settings)] == [Path("/old"), share]
    with pytest.raises(RefusedError) as refused:
        watch_folder(settings, counter.pack, WatchedFolder(folder=share))
    assert refused.value.code == "N012" and "juki_kojin" in refused.value.message and "町民課" in refused.value.message
    assert declared(settings)[1].carrier == "町民課", "nothing was written over"
    watch_folder(settings, counter.pack, WatchedFolder(folder=share), again=True)
    assert [(one.folder, one.sources) for one in declared(settings)] == [(Path("/old"), ()), (share, ())]
    unwatch_folder(settings, share)
    unwatch_folder(settings, Path("/old"))
    assert declared(settings) == []
    for kept in ("# 町の情報担当が決めた", "demo: false  # 本番"):
        assert kept in settings.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_watched_is_refused_and_nothing_is_written(
    counter: Counter, settings: Path, share: Path
) -> None:
    for folder in (share / "gone", counter.home, counter.home / "loads", counter.home.parent):
        with pytest.raises(RefusedError) as refusal:
            watch_folder(settings, counter.pack, WatchedFolder(folder=folder))
        assert refusal.value.code == "N006"
    with pytest.raises(RefusedError) as unknown:
        watch_folder(settings, counter.pack, WatchedFolder(folder=share, sources=("jyuki",)))
    assert (unknown.value.code, "jyuki" in unknown.value.message) == ("N007", True)
    with pytest.raises(RefusedError) as unwatched:
        unwatch_folder(settings, share)
    assert unwatched.value.code == "N008"
    assert settings.read_text(encoding="utf-8") == WRITTEN


def test_notes_within_and_behind_the_folders_stay(counter: Counter, settings: Path, share: Path) -> None:
    behind = "\n# 年度末に見直す（情報担当）\n"
    settings.write_text(WRITTEN.replace("demo:", f"{behind}demo:") + "# おわり\n", encoding="utf-8")
    for step in range(2):
        watch_folder(settings, counter.pack, WatchedFolder(folder=share), again=bool(step))
        told = settings.read_text(encoding="utf-8")
        assert [told.count(note) for note in ("# 古いもの", behind, "# おわり")] == [1, 1, 1]
    for folder in (Path("/old"), share):
        unwatch_folder(settings, folder)
    told = settings.read_text(encoding="utf-8")
    assert declared(settings) == [] and behind in told and "# おわり" in told


def test_lines_written_in_another_shape_are_refused_rather_than_lost(
    counter: Counter, settings: Path, share: Path
) -> None:
    odd = f"{{schema: 1, pack: kaisei, watched: [{{folder: '{share}'}}]}}\n"
    settings.write_text(odd, encoding="utf-8")
    with pytest.raises(RefusedError) as refusal:
        watch_folder(settings, counter.pack, WatchedFolder(folder=share, sources=("juki_kojin",)), again=True)
    assert refusal.value.code == "N002"
    assert settings.read_text(encoding="utf-8") == odd
