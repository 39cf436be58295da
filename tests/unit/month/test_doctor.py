"""The doctor says what is wrong with a machine, and says nothing is wrong when nothing is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tsunagu.cli import build_app
from tsunagu.month import doctor, font_files, said_at_start
from tsunagu.month.home import Home

NOON = 1_793_880_000.0  # 2026-11-05


def test_a_clock_before_this_release_is_refused(tmp_path: Path) -> None:
    assert doctor.check_clock(Home(tmp_path), now=1_000_000_000.0).verdict == "要対応"


def test_a_clock_behind_the_newest_file_is_refused(tmp_path: Path) -> None:
    import os

    newer = tmp_path / "CURRENT"
    newer.write_text("x")
    os.utime(newer, (NOON + 86_400, NOON + 86_400))
    assert doctor.check_clock(Home(tmp_path), now=NOON).verdict == "要対応"
    assert doctor.check_clock(Home(tmp_path), now=NOON + 90_000).verdict == "よい"


def test_a_record_whose_last_line_a_crash_cut_short_is_said(tmp_path: Path) -> None:
    assert doctor.check_records(tmp_path).verdict == "よい"
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / "wipes.jsonl").write_text('{"body":{"file', encoding="utf-8")
    told = doctor.check_records(tmp_path)
    assert (told.verdict, "wipes.jsonl に1行" in told.found) == ("注意", True)


def test_a_full_disk_is_refused_and_a_roomy_one_is_not(tmp_path: Path) -> None:
    assert doctor.check_disk(tmp_path, free_bytes=2 * 2**30).verdict == "要対応"
    assert doctor.check_disk(tmp_path, free_bytes=50 * 2**30).verdict == "よい"


def test_missing_disk_encryption_is_said_aloud(tmp_path: Path) -> None:
    missing = doctor.check_encryption(tmp_path, mapper_uuids=["LVM-abc"])
    assert missing.verdict == "要対応" and "暗号化" in missing.found and missing.remedy
    assert doctor.check_encryption(tmp_path, mapper_uuids=["CRYPT-LUKS2-abc"]).verdict == "よい"


def test_a_run_says_it_before_anything_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home.yaml").write_text("schema: 1\npack: kaisei\n", encoding="utf-8")
    words = ["run", str(tmp_path / "none"), "--as-of", "2026-10-31", "--home", str(tmp_path)]
    for uuids, said in (([], True), (["CRYPT-LUKS2-abc"], False)):
        monkeypatch.setattr(doctor, "_device_mapper_uuids", lambda uuids=uuids: uuids)
        assert ("ディスクの暗号化" in CliRunner().invoke(build_app(), words).stderr) is said
        assert bool(said_at_start(tmp_path)) is said


def test_the_clock_is_told_as_people_in_japan_read_it(tmp_path: Path) -> None:
    assert doctor.check_clock(Home(tmp_path), now=NOON).found == "2026-11-05 21:00（日本時間）"


def test_an_old_sqlite_is_named_with_what_follows() -> None:
    assert "ロールバックジャーナル" in doctor.check_sqlite((3, 40, 1)).found
    assert doctor.check_sqlite((3, 51, 3)).verdict == "よい"


def test_a_machine_without_japanese_fonts_is_told_so(tmp_path: Path) -> None:
    home, system = home_with(tmp_path, ""), tmp_path / "system"
    system.mkdir()
    assert doctor.check_fonts(home, (system,)).verdict == "注意"
    (system / "NotoSansCJK-Regular.ttc").write_bytes(b"")
    assert doctor.check_fonts(home, (system,)).verdict == "よい"


def test_the_towns_folder_of_fonts_is_looked_into(tmp_path: Path) -> None:
    home, system = home_with(tmp_path, "fonts: own\n"), tmp_path / "system"
    for _ in range(2):
        told = doctor.check_fonts(home, (system,))
        assert told.verdict == "要対応" and "own" in told.found and "fonts:" in told.remedy
        (tmp_path / "own").mkdir(exist_ok=True)
    (tmp_path / "own" / "ipamjm.ttf").write_bytes(b"")
    assert doctor.check_fonts(home, (system,)).found == "ipamjm.ttf"


def test_a_sign_is_looked_for_in_the_towns_fonts_first_and_last_in_those_always_there(tmp_path: Path) -> None:
    home, system = home_with(tmp_path, "fonts: own\n"), tmp_path / "system"
    for place in ("own/B.otf", "own/A.TTF", "own/read.txt", "system/BIZUDPGothic-Bold.ttf", "system/ipaexg.ttf"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_bytes(b"")
    assert [path.name for path in font_files(home, (system,))] == [
        "A.TTF",
        "B.otf",
        "BIZUDPGothic-Bold.ttf",
        "ipaexg.ttf",
    ]


def home_with(folder: Path, more: str) -> Home:
    """A home with these further settings."""
    (folder / "home.yaml").write_text(f"schema: 1\npack: kaisei\n{more}", encoding="utf-8")
    return Home(folder)


def test_a_home_others_can_read_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert doctor.check_permissions(tmp_path).verdict == "要対応"
    tmp_path.chmod(0o700)
    assert doctor.check_permissions(tmp_path).verdict == "よい"
