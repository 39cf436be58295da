"""benchmarks/identity at smoke size: the town holds what it says, and a matcher that links wrongly is caught."""

from __future__ import annotations

import filecmp
import subprocess
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from benchmarks.identity import __main__ as benchmark
from benchmarks.identity import month, town
from benchmarks.identity.judge import judge
from benchmarks.identity.rates import ABSENT, MODES
from benchmarks.process import Cost, anchor_python

SMALL = (20_000, 4_000)


def splink_is_there() -> bool:
    found = subprocess.run([anchor_python(), "-c", "import splink, recordlinkage"], capture_output=True, check=False)
    return found.returncode == 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    town.write(1, folder)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    town.write(3, folder, *SMALL)
    return folder


def columns(folder: Path, name: str) -> dict[str, list[object]]:
    return parquet.read_table(folder / f"{name}.parquet").to_pydict()


def test_every_failure_mode_has_five_hundred_rows(whole: Path) -> None:
    truth = columns(whole, "truth")
    assert len(truth["row_id"]) == town.ROWS
    counts = Counter(truth["mode"])
    assert set(counts) == set(MODES)
    assert min(counts.values()) >= 500, counts
    assert all(sum(map(bool, truth[mark])) >= 500 for mark in ("twin", "namesake", "protected", "close_sibling"))
    assert 0.02 < truth["resident_no"].count(None) / town.ROWS < 0.045


def test_every_row_is_a_residents_or_says_nobodys(whole: Path) -> None:
    register, rows, truth = (columns(whole, name) for name in ("register", "school_rows", "truth"))
    assert 199_000 < len(set(register["resident_no"])) == len(register["resident_no"]) < 201_000
    assert rows["row_id"] == truth["row_id"] == list(range(town.ROWS))
    residents = set(register["resident_no"])
    for number, mode in zip(truth["resident_no"], truth["mode"], strict=True):
        assert (number is None) == (mode in ABSENT)
        assert number is None or number in residents
    whose: dict[object, set[object]] = {}
    for pupil, number in zip(truth["pupil"], truth["resident_no"], strict=True):
        whose.setdefault(pupil, set()).add(number)
    assert all(len(numbers) == 1 for numbers in whose.values())


def test_a_row_without_a_mistake_tells_the_residents_own_words(whole: Path) -> None:
    register, rows, truth = (columns(whole, name) for name in ("register", "school_rows", "truth"))
    place = {number: at for at, number in enumerate(register["resident_no"])}
    seen = 0
    for row, (number, mode, second) in enumerate(
        zip(truth["resident_no"], truth["mode"], truth["second_mode"], strict=True)
    ):
        at = place.get(number, -1)
        if mode != "clean" or second or register["birth_date"][at] is None or register["name_roman"][at]:
            continue
        seen += 1
        assert str(register["birth_date"][at]) == rows["birth_date"][row]
        if "●" not in str(register["name"][at]) and register["kana"][at] is not None:
            blanks = str.maketrans("", "", "　 ")
            assert str(rows["kana"][row]).translate(blanks) == str(register["kana"][at]).translate(blanks)
    assert seen > 10_000


def test_twins_and_namesakes_are_what_they_are_called(whole: Path) -> None:
    register, truth = columns(whole, "register"), columns(whole, "truth")
    births = Counter(zip(register["household_no"], register["birth_date"], strict=True))
    of_number = dict(
        zip(register["resident_no"], zip(register["household_no"], register["birth_date"], strict=True), strict=True)
    )
    for number, twin in zip(truth["resident_no"], truth["twin"], strict=True):
        if number is not None and of_number[number][1] is not None and births[of_number[number]] > 1:
            assert twin
    assert sum(truth["namesake"]) > 500


def test_a_seed_is_the_same_again_and_another_seed_is_another_town(small: Path, tmp_path: Path) -> None:
    town.write(3, tmp_path / "again", *SMALL)
    town.write(4, tmp_path / "other", *SMALL)
    names = ["register.parquet", "school_rows.parquet", "truth.parquet"]
    assert filecmp.cmpfiles(small, tmp_path / "again", names, shallow=False) == (names, [], [])
    assert filecmp.cmpfiles(small, tmp_path / "other", names, shallow=False)[1] == names
    shares = [Counter(columns(folder, "truth")["mode"]) for folder in (small, tmp_path / "other")]
    assert shares[0] != shares[1]


def result_of(folder: Path, links: pa.Table) -> benchmark.Sides:
    """The benchmark's result as if our side had left these links and Splink had found nothing."""
    parquet.write_table(links, folder / "links.parquet")
    verdict = judge(folder, folder / "links.parquet")
    nothing = benchmark.Verdict(rows=verdict.rows, residents_rows=verdict.residents_rows)
    return benchmark.Sides(
        SMALL[0], ours=[verdict], splink={(kind, 0.5): [nothing] for kind in benchmark.KINDS}, exact=[nothing]
    )


def right_links(folder: Path) -> pa.Table:
    truth = parquet.read_table(folder / "truth.parquet").filter(pc.field("resident_no").is_valid())
    count = len(truth)
    return pa.table(
        {
            "record_id": truth["row_id"], "person_id": truth["resident_no"], "kind": ["auto"] * count,
            "rank": [1] * count, "step": ["truth"] * count,
        }
    )  # fmt: skip


def test_right_links_keep_every_gate(small: Path) -> None:
    result = result_of(small, right_links(small))
    assert benchmark.missed(result) == []
    assert result.ours[0].recall == 1.0


def test_shuffled_links_are_caught_and_each_is_printed_with_its_mode(small: Path) -> None:
    """The first broken twin: every row gets the person of another."""
    links = right_links(small)
    shifted = pa.chunked_array(
        [links["person_id"].combine_chunks().slice(1), links["person_id"].combine_chunks().slice(0, 1)]
    )
    result = result_of(small, links.set_column(1, "person_id", shifted))
    assert any("precision" in sentence for sentence in benchmark.missed(result))
    assert any("twins" in sentence for sentence in benchmark.missed(result))
    assert len(result.ours[0].wrong) == result.ours[0].wrong_count > 0
    assert "→" in result.ours[0].wrong[0]


def test_kana_and_birth_date_alone_are_caught(small: Path, tmp_path: Path) -> None:
    """The second: a matcher that asks for no independent field, as towns match today."""
    benchmark._python("exact", str(small), str(tmp_path / "exact.parquet"), folder=tmp_path)
    result = result_of(small, parquet.read_table(tmp_path / "exact.parquet"))
    assert any("precision" in sentence for sentence in benchmark.missed(result))
    assert result.ours[0].wrong_by_mode["absent_double"] > 0


def test_a_queue_of_everybody_and_a_right_person_too_far_down_are_caught(small: Path) -> None:
    """The third: nothing is linked, everybody is proposed, the right one in the fourth place."""
    links = right_links(small)
    links = links.set_column(2, "kind", pa.array(["review"] * len(links))).set_column(
        3, "rank", pa.array([4] * len(links))
    )
    result = result_of(small, links)
    result.splink["full", 0.5] = [benchmark.Verdict(rows=1, residents_rows=1, automatic=1, automatic_right=1)]
    sentences = " ".join(benchmark.missed(result))
    assert "queue" in sentences and "recall 0.0000" in sentences


def costs_of(peak: float, hoarded: float) -> benchmark.Sides:
    """A size whose sides cost so much memory, and a hundredth of Splink's CPU."""
    costs = {
        "ours": [Cost(1, 1, peak, "")],
        "splink full": [Cost(100, 1, 1, "")],
        "hoarding": [Cost(1, 1, hoarded, "")],
    }
    return benchmark.Sides(2_000_000, costs=costs)


def test_the_memory_gate_is_enforced_and_its_twin_must_not_pass() -> None:
    limit = benchmark.GOALS["peak_mib"]
    assert benchmark.missed_cost(costs_of(limit, limit + 1)) == []
    assert "peak" in benchmark.missed_cost(costs_of(limit + 1, limit + 2))[0]
    assert "nobody notices" in benchmark.missed_cost(costs_of(limit - 2, limit - 1))[0]


def test_the_rules_of_a_month_link_nobody_wrongly_and_the_twin_holds_more(small: Path, tmp_path: Path) -> None:
    """Whoever takes the register out of the engine is seen to, also in a small town."""
    month.main(small, tmp_path / "month.parquet")
    found = judge(small, tmp_path / "month.parquet")
    assert found.wrong == [] and found.automatic_recall > 0.5 and found.recall > 0.95
    result = benchmark.Sides(SMALL[0])
    for side in ("ours", "hoarding"):
        benchmark._inside(result, side, small, tmp_path)
    assert result.peak("hoarding") > result.peak("ours")


@pytest.mark.skipif(not splink_is_there(), reason="Splink is in the anchors' environment: make anchors")
def test_splink_and_the_baseline_run_on_the_town_and_on_other_peoples_data(tmp_path: Path) -> None:
    result = benchmark.measure([5], *SMALL, tmp_path, ("splink full", "exact"))
    splink, exact = result.splink_at("full", 0.5), benchmark.total(result.exact)
    assert splink.automatic_recall > exact.automatic_recall > 0.3
    assert splink.precision > 0.9
    assert "splink full at 0.5" in benchmark.told(result)
    (other,) = benchmark.febrl(tmp_path, "exact", (1,))
    assert (other.number, other.verdict.rows) == (1, 500)
    assert other.splink > 0.95 and other.ours > 0.95 and other.recall > 0
