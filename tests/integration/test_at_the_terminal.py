"""The month at a clerk's terminal: what is asked, refused, stopped, repeated, and said while it happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tests.prove.folders import sealed_bytes
from tsunagu.base.hashing import sha256_of_file
from tsunagu.cli import main
from tsunagu.intake import receipts
from tsunagu.month import create_home
from tsunagu.purpose import end_row

AS_OF = "2026-10-31"
COMMAND = [sys.executable, "-c", "from tsunagu.cli import main; main()"]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """October of a town of sixty children, with a file that is not what it claims."""
    folder = tmp_path_factory.mktemp("town")
    given = ["--pack", "kaisei", "--seed", "3", "--children", "60", "--month", "2026-10", "--dirt", "0.02"]
    assert tsunagu("sample", folder / "town", *given).returncode == 0
    (folder / "town" / "inbox" / "介護認定.csv").write_bytes(b"<html>session</html>")
    return folder / "town" / "inbox"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    done = tsunagu("init", tmp_path / "home", "--pack", "kaisei", "--on", "2026-04-01")
    assert (done.returncode, "開成町 のホームを作りました" in done.stdout) == (0, True)
    return tmp_path / "home"


def tsunagu(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False)


def month(home: Path, inbox: Path) -> list[str]:
    return ["run", str(inbox), "--as-of", AS_OF, "--capacity", "5", "--home", str(home)]


def started(home: Path, inbox: Path) -> subprocess.Popen[str]:
    """A run that has begun to receive files."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([*COMMAND, *month(home, inbox)], stdout=pipe, stderr=pipe, text=True)
    while not (home / "run-progress.json").exists() and process.poll() is None:
        time.sleep(0.01)
    return process


def test_the_month_names_what_it_did_not_take_and_repeated_gives_the_same_bytes(home: Path, inbox: Path) -> None:
    first = tsunagu(*month(home, inbox))
    assert first.returncode == 0
    assert "　受け取れなかったファイル　介護認定.csv：中身はホームページ用のHTML" in first.stdout
    assert f"受領記録は {home / 'receipts'} にあります" in first.stdout
    assert "前と同じ判定です" not in first.stdout
    sealed = sealed_bytes(home)
    again = tsunagu(*month(home, inbox))
    assert again.returncode == 0
    assert "前と同じ判定です" in again.stdout
    assert sealed_bytes(home) == sealed


def test_a_month_in_one_zip_is_the_month_and_repeated_gives_the_same_bytes(
    home: Path, inbox: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "packed"
    packed.mkdir()
    names = [path for path in sorted(inbox.iterdir()) if path.name != "介護認定.csv"]
    with zipfile.ZipFile(packed / "10月.zip", "w", zipfile.ZIP_DEFLATED) as written:
        for path in names:
            written.write(path, f"各課/{path.name}")
    first = tsunagu(*month(home, packed))
    assert (first.returncode, "10月.zip" in first.stdout) == (0, False)
    told = receipts(home)
    assert {one.file for one in told} == {path.name for path in names}
    assert sum(one.taken for one in told) > len(names) // 2
    assert {one.package_sha256 for one in told} == {sha256_of_file(packed / "10月.zip")}
    sealed = sealed_bytes(home)
    again = tsunagu(*month(home, packed))
    assert (again.returncode, "前と同じ判定です" in again.stdout) == (0, True)
    assert sealed_bytes(home) == sealed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_so_and_the_same_command_goes_on(home: Path, inbox: Path, number: int) -> None:
    process = started(home, inbox)
    os.kill(process.pid, number)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "きりのよいところで止めます" in errors
    assert "[R130]" in errors and "続けるときは同じ命令" in errors and "Traceback" not in errors
    assert not (home / "CURRENT").exists()
    assert not (home / "run-progress.json").exists()
    refused = [path.name for path in (home / "receipts").glob("*-file.other.json")]
    assert refused == [], "a file in hand when the signal came is not a bad file"
    assert tsunagu(*month(home, inbox)).returncode == 0


def test_asked_twice_it_stops_at_once_and_nothing_is_half(home: Path, inbox: Path) -> None:
    process = started(home, inbox)
    for _ in range(2):
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.01)
    assert process.communicate()[0] == ""
    assert process.returncode in (130, -signal.SIGINT), "the second signal may meet a process that is already leaving"
    assert tsunagu(*month(home, inbox)).returncode == 0
    assert list(home.rglob(".unfinished-*")) == []


def test_one_at_a_time_and_cancelled_from_elsewhere(home: Path, inbox: Path) -> None:
    process = started(home, inbox)
    for arguments in (month(home, inbox), ["intake", inbox / "SHIENSOCHI.csv", "--home", home]):
        second = tsunagu(*arguments)
        if process.poll() is None:
            assert (second.returncode, "[H003]" in second.stderr) == (2, True)
    if process.poll() is not None:
        pytest.skip("the month was over before the others had started")
    assert "止めるように伝えました" in tsunagu("cancel", "--home", home).stdout
    _, errors = process.communicate()
    assert (process.returncode, "[R130]" in errors) == (130, True)


def test_nothing_runs_nothing_to_cancel_even_after_a_crash(home: Path) -> None:
    (home / "run-progress.json").write_text("{}", encoding="utf-8")
    assert "動いている処理はありません" in tsunagu("cancel", "--home", home).stdout
    assert not (home / "cancel").exists()


def test_the_same_file_again_another_file_and_the_reason_for_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / FILE_NAMES["bango_taio"]
    file.write_bytes(file_bytes("bango_taio", [plain("bango_taio")]))
    take = ["intake", file, "--home", home, "--received", AS_OF]
    assert "1行のうち1行を受け取りました" in tsunagu(*take).stdout
    again = tsunagu(*take)
    assert (again.returncode, "受領済みです" in again.stdout) == (0, True)
    file.write_bytes(file_bytes("bango_taio", [plain("bango_taio", 番号="0000000002")]))
    other = tsunagu(*take)
    assert (other.returncode, "[file.other_bytes_same_period]" in other.stdout) == (2, True)
    assert "[I001]" in tsunagu(*take, "--replace").stderr
    assert tsunagu(*take, "--replace", "--reason", "出し直し").returncode == 0


def test_a_file_without_purpose_is_refused_by_name(tmp_path: Path) -> None:
    home = create_home(tmp_path / "home", "kaisei", on=date.fromisoformat("2026-04-01"))
    end_row(
        home.folder,
        "bango_taio",
        last_day=date.fromisoformat("2026-10-01"),
        reason="終了",
        by="課長",
        on=date.fromisoformat("2026-09-01"),
    )
    file = Counter(tmp_path / "c").put(FILE_NAMES["bango_taio"], file_bytes("bango_taio", [plain("bango_taio")]))
    refused = tsunagu("intake", file, "--home", home.folder, "--received", AS_OF)
    assert refused.returncode == 2
    assert "有効な利用目的の行が台帳にありません" in refused.stdout
    assert tsunagu("intake", file, "--home", home.folder, "--received", "2026-10-01").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["run"], 2, "[C002] --as-of が書かれていません"),
        (["run", "x", "--as-of"], 2, "[C004] --as-of の値が"),
        (["run", "x", "--as-off", AS_OF], 2, "[C003] --as-off という指定はありません（「--as-of」のことですか）"),
        (["run", "x", "--as-of", AS_OF, "--capacity", "0"], 2, "[C004] --capacity の値が"),
        (["rum"], 2, "[C005] 「rum」という命令はありません（「run」のことですか）"),
        (["init", "a", "b"], 2, "[C005] 命令の書き方が違います（b）"),
        (["snapshot"], 2, "使い方：tsunagu snapshot 命令"),
        (["intake", "nowhere.csv", "--home", "HOME"], 2, "[R003] ファイルがありません：nowhere.csv"),
    ],
)  # fmt: skip
def test_wrongly_called_it_says_what_is_wrong_in_japanese(
    home: Path, arguments: list[str], status: int, said: str
) -> None:
    done = tsunagu(*(str(home) if one == "HOME" else one for one in arguments))
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert not {"Error", "Usage", "Missing", "Try"} & set(done.stderr.split())


def test_help_is_in_japanese_the_months_work_first(home: Path) -> None:
    shown = tsunagu("--help").stdout
    assert shown.index("毎月のしごと") < shown.index("  run ") < shown.index("用意と点検") < shown.index("  doctor ")
    assert "…\n" not in shown.split("命令 …", 1)[1], "no sentence is cut"
    one = tsunagu("run", "--help").stdout
    assert "使い方：tsunagu run --as-of …" in one
    assert "いつ時点の判定か（例 2026-10-31）［必須］" in one


def test_an_error_nobody_thought_of_shows_neither_traceback_nor_data(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("佐藤　葵")

    monkeypatch.setattr("tsunagu.cli.doctor.examine", fail)
    monkeypatch.setattr("sys.argv", ["tsunagu", "doctor", "--home", str(home)])
    with pytest.raises(SystemExit) as stop:
        main()
    said = capsys.readouterr().err
    assert stop.value.code == 70
    assert "[X001]" in said and "ZeroDivisionError" in said
    assert "佐藤" not in said and "Traceback" not in said


def test_the_doctor_says_what_it_looked_at_and_what_to_do(home: Path) -> None:
    done = tsunagu("doctor", "--home", home)
    for subject in ("時計", "空き容量", "ディスクの暗号化", "SQLite", "日本語フォント", "ホームの権限"):
        assert subject in done.stdout
    assert done.returncode == (1 if "要対応" in done.stdout else 0)
    home.chmod(0o755)
    open_to_all = tsunagu("doctor", "--home", home)
    assert open_to_all.returncode == 1
    assert f"chmod 700 {home}" in open_to_all.stdout
