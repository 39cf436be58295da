"""`tsunagu snapshot …` and `tsunagu links` as a clerk meets them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from support.loads import MadeHome, make_home, resident
from tsunagu.catalog import load_pack
from tsunagu.cli import main
from tsunagu.purpose import seed_from_pack


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeHome:
    """September: child 2. October: child 2 has left, child 3 has come; one shot is nobody's."""
    mother = resident(1, household=10, born="1985-05-01")
    child, other = (resident(n, household=10, born="2015-06-01", relation="20") for n in (2, 3))
    made = make_home(tmp_path, {"residents": [mother, child]}, as_of=date(2026, 9, 30))
    shots = [{"resident_no": number, "vaccine": "MR", "given_on": "2017-01-01"} for number in (3, 99)]
    made.add({"residents": [mother, other], "vaccinations": shots}, received_on=date(2026, 10, 31))
    seed_from_pack(made.folder, load_pack("kaisei"), date(2026, 4, 1))
    (made.folder / "home.yaml").write_text("schema: 1\npack: kaisei\nmunicipality: 開成町\n", encoding="utf-8")
    monkeypatch.setenv("TSUNAGU_HOME", str(made.folder))
    return made


def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output, errors of one command."""
    monkeypatch.setattr("sys.argv", ["tsunagu", *arguments])
    try:
        main()
        status = 0
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, errors = capsys.readouterr()
    return status, out, errors


def test_build_list_verify_diff(
    home: MadeHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = said(capsys, monkeypatch, "snapshot", "build", "--as-of", "2026-09-30")
    assert status == 0 and "対象のこども 1人" in out
    status, out, _ = said(capsys, monkeypatch, "snapshot", "build", "--as-of", "2026-10-31")
    assert "確認待ち 予防接種 1行（住民登録に見当たらない（住民登録待ち・区域外））" in out
    status, out, _ = said(capsys, monkeypatch, "snapshot", "list")
    september, october = (line.split("　")[0] for line in out.splitlines())
    status, out, _ = said(capsys, monkeypatch, "snapshot", "verify")
    assert status == 0 and out.count("公開したときのままです") == 2
    status, out, _ = said(capsys, monkeypatch, "snapshot", "diff", september, october)
    assert "対象に入ったこども　1人　C-0002" in out and "対象から外れたこども　1人　C-0001" in out
    assert "予防接種　増えた行 1　減った行 0" in out and "vaccinations" not in out
    status, out, _ = said(capsys, monkeypatch, "snapshot", "diff", october, october)
    assert (status, out) == (0, "2つの時点データに違いはありません。\n")
    assert "00000" not in out
    victim = home.folder / "mart" / "snapshots" / october / "persons.parquet"
    victim.write_bytes(victim.read_bytes()[:-1])
    status, out, _ = said(capsys, monkeypatch, "snapshot", "verify", october)
    assert status == 4 and "persons.parquet の中身が公開したときと違います" in out
    status, _, errors = said(capsys, monkeypatch, "snapshot", "diff", september, october)
    assert status == 4 and "[S002]" in errors and "Traceback" not in errors


def test_links_name_every_row_once(
    home: MadeHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.build(date(2026, 10, 31))
    status, out, _ = said(capsys, monkeypatch, "links")
    assert status == 0
    assert out.splitlines() == [
        "source,file,sheet,line,resident_no,method",
        "juki_kojin,juki_kojin.csv,,2,000000000000001,number",
        "juki_kojin,juki_kojin.csv,,3,000000000000003,number",
        "yobosesshu,yobosesshu.csv,,2,000000000000003,number",
        "yobosesshu,yobosesshu.csv,,3,,not_resident",
    ]
    status, out, _ = said(capsys, monkeypatch, "links", "--json")
    assert json.loads(out)[-1] == {
        "source": "yobosesshu",
        "file": "yobosesshu.csv",
        "sheet": "",
        "line": 3,
        "resident_no": "",
        "method": "not_resident",
    }


def test_what_does_not_exist_is_refused_in_a_sentence(
    home: MadeHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments, code in (
        (("links",), "S001"),
        (("snapshot", "verify", "nothing"), "S001"),
        (("snapshot", "build", "--as-of", "2020-01-01"), "S004"),
        (("snapshot", "build", "--as-of", "yesterday"), "C001"),
    ):
        status, _, errors = said(capsys, monkeypatch, *arguments)
        assert status == 2 and f"[{code}]" in errors
