"""The engine reaches the folders it was given and nothing else (probes P1–P4)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tsunagu.engines import Engine, open_engine, quoted_name, quoted_path, quoted_text


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    (tmp_path / "home").mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    return open_engine([tmp_path / "home"], spill=tmp_path / "home" / "spill")


def test_it_reads_and_writes_in_its_own_folder(engine: Engine, tmp_path: Path) -> None:
    target = tmp_path / "home" / "x.parquet"
    engine.execute(f"COPY (SELECT 1 AS a) TO {quoted_path(target)} (FORMAT parquet)")
    assert engine.execute(f"SELECT a FROM read_parquet({quoted_path(target)})").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM read_text('{outside}/home/../secret.csv')",
        "SELECT * FROM read_blob('/proc/self/environ')",
        "SELECT * FROM glob('{outside}/*')",
        "COPY (SELECT 1) TO '{outside}/stolen.csv'",
        "ATTACH '{outside}/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('https://example.invalid/a.csv')",
        "SET enable_external_access = true",
        "SET threads = 8",
        "SET memory_limit = '100GB'",
        "SET temp_directory = '/tmp'",
        "RESET lock_configuration",
        "SELECT * FROM hidden_variable",
    ],
)
def test_everything_else_is_refused(engine: Engine, tmp_path: Path, attack: str) -> None:
    hidden_variable = [1]
    with pytest.raises(duckdb.Error):
        engine.execute(attack.format(outside=tmp_path)).fetchall()
    assert not (tmp_path / "stolen.csv").exists()
    assert hidden_variable == [1]


def test_a_link_does_not_lead_outside(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "home" / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(duckdb.Error):
        engine.execute(f"SELECT * FROM read_csv('{tmp_path}/home/link.csv')").fetchall()


def test_an_engine_with_all_doors_open_is_caught(tmp_path: Path) -> None:
    """The broken twin: DuckDB as it comes reads the file our engine refuses."""
    (tmp_path / "secret.csv").write_text("a\n1\n")
    assert duckdb.connect().execute(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')").fetchall() == [(1,)]


def test_memory_is_limited(tmp_path: Path) -> None:
    engine = open_engine([tmp_path], memory_limit="20MB")
    with pytest.raises(duckdb.OutOfMemoryException):
        engine.execute(
            "SELECT list(a ORDER BY b) FROM (SELECT range AS a, hash(range) AS b FROM range(5000000))"
        ).fetchall()


def test_quoting_keeps_quotes_apart() -> None:
    assert quoted_text("a'b") == "'a''b'"
    assert quoted_name('a"b') == '"a""b"'
