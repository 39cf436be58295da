"""benchmarks/run.py at smoke size: both sides read the same rows, and every station is in the breakdown."""

from __future__ import annotations

from pathlib import Path

from benchmarks import run
from benchmarks.twins import below_titles, tables, write_twins


def test_both_sides_do_the_same_work_and_stations_are_told(tmp_path: Path) -> None:
    result = run.measure(60, 1, tmp_path)
    assert result.rows > 0
    assert abs(result.anchor_rows - result.rows) <= 0.02 * result.rows, (
        "the anchor must load the rows that the run reads"
    )
    assert result.ratio > 0
    assert sum(result.stations.values()) > 0
    assert all(seconds >= 0 for seconds in result.stations.values())
    assert sum(result.stations.values()) <= result.ours[0].cpu * 1.05


def test_twins_keep_rows_and_drop_titles(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.csv").write_bytes('令和8年度\r\n宛名番号,氏名\r\n1,髙橋\r\n2,"山﨑,花"\r\n\r\n'.encode("cp932"))
    assert write_twins(inbox, tmp_path / "twins") == 2
    text = (tmp_path / "twins" / "a.csv..csv").read_text(encoding="utf-8")
    assert text.splitlines() == ["宛名番号_0,氏名_1", "1,髙橋", '2,"山﨑,花"']


def test_json_rows_become_a_table(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text('{"schema": 1, "source": "mimamori", "rows": [{"a": "1", "b": "2"}]}', encoding="utf-8")
    assert below_titles(tables(path)[0][1]) == (["a", "b"], [["1", "2"]])
