"""Pairs of an invented prefecture on DuckDB: whose they are, what they weigh, and what people are told. Spark: `make prove-spark`."""

from __future__ import annotations

import csv
import json
import sys
from datetime import timedelta
from math import log2
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from support.invented_prefecture import NOW, Prefecture, invent_prefecture
from tsunagu.base.errors import RefusedError
from tsunagu.engines import open_engine
from tsunagu.identity import (
    PROPOSAL_HEADINGS,
    PairEngine,
    PrefectureParameters,
    link_municipalities,
    prepare_extracts,
    read_parameters,
    weigh_on_duckdb,
)

FAMILIES = 300
LEAST_FOUND = 0.95


@pytest.fixture(scope="module")
def prefecture(tmp_path_factory: pytest.TempPathFactory) -> Prefecture:
    return invent_prefecture(tmp_path_factory.mktemp("prefecture"), seed=7, towns=4, families=FAMILIES)


def link(prefecture: Prefecture, folder: Path, **more: object) -> list[dict[str, str]]:
    link_municipalities(prefecture.extracts, folder, read_parameters(), on=PairEngine.DUCKDB, now=NOW, **more)  # type: ignore[arg-type]
    with (folder / "候補.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_people_who_moved_are_proposed_with_reasons_and_nothing_else_leaves(
    prefecture: Prefecture, tmp_path: Path
) -> None:
    proposals = link(prefecture, tmp_path / "out")
    place = {f"架空{number}町": number - 1 for number in range(1, 5)}
    told = {(place[row["市町村1"]], row["記録1"], place[row["市町村2"]], row["記録2"]) for row in proposals}
    truth = prefecture.pairs()
    assert len(truth & told) >= LEAST_FOUND * len(truth)
    assert all(one[0] != one[2] for one in told), "nobody is linked within a town"
    weights = [float(row["重み"]) for row in proposals]
    assert weights == sorted(weights, reverse=True)
    assert all(row["合う項目"] for row in proposals)
    assert tuple(proposals[0]) == PROPOSAL_HEADINGS
    names = {name for path in prefecture.extracts for name in parquet.read_table(path)["name"].to_pylist()}
    text = (tmp_path / "out" / "候補.csv").read_text(encoding="utf-8-sig")
    assert not any(name in text for name in names), "no name is among the proposals"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "候補.csv",
        "別の市町村の家族.csv",
        "候補について.json",
    }
    about = json.loads((tmp_path / "out" / "候補について.json").read_text(encoding="utf-8"))
    assert about["proposals"] == len(proposals) and len(about["inputs"]) == 4


def test_the_same_extracts_give_the_same_bytes(prefecture: Prefecture, tmp_path: Path) -> None:
    link(prefecture, tmp_path / "one")
    link(prefecture, tmp_path / "two", threads=2)
    assert (tmp_path / "one" / "候補.csv").read_bytes() == (tmp_path / "two" / "候補.csv").read_bytes()


def test_a_weight_is_the_sum_of_the_declared_ones(prefecture: Prefecture) -> None:
    parameters = without_frequencies(read_parameters())
    with open_engine([prefecture.extracts[0].parent]) as engine:
        found = weigh_on_duckdb(engine, prepare_extracts(engine, prefecture.extracts), parameters, -20.0).to_pylist()
    assert len(found) > 100
    for pair in found:
        expected = log2(1 / (parameters.one_in - 1))
        for field in parameters.fields:
            level = pair[f"gamma_{field.field}"]
            if level >= 0:
                declared = field.levels[len(field.levels) - 1 - level]
                expected += log2(declared.m / declared.u)
        assert pair["match_weight"] == pytest.approx(expected, abs=1e-9)


def without_frequencies(parameters: PrefectureParameters) -> PrefectureParameters:
    fields = tuple(
        field.model_copy(
            update={"levels": tuple(one.model_copy(update={"by_frequency": False}) for one in field.levels)}
        )
        for field in parameters.fields
    )
    return parameters.model_copy(update={"fields": fields})


def test_columns_for_distances_have_one_byte_a_letter(prefecture: Prefecture) -> None:
    with open_engine([prefecture.extracts[0].parent]) as engine:
        tables = prepare_extracts(engine, prefecture.extracts)
    for table in tables:
        for column in ("family", "given", "given_loose", "birth"):
            assert all(text.isascii() for text in table[column].to_pylist() if text)


@pytest.mark.parametrize(
    ("late", "few", "code"),
    [(timedelta(days=4), False, "Z007"), (timedelta(hours=-1), False, "Z007"), (timedelta(0), True, "Z006")],
)
def test_extracts_that_may_not_be_linked(
    prefecture: Prefecture, tmp_path: Path, late: timedelta, few: bool, code: str
) -> None:
    given = prefecture.extracts[:1] * 2 if few else prefecture.extracts
    with pytest.raises(RefusedError) as refused:
        link_municipalities(given, tmp_path / "out", read_parameters(), on=PairEngine.DUCKDB, now=NOW + late)
    assert refused.value.code == code
    assert not (tmp_path / "out").exists()


def test_what_is_no_extract(prefecture: Prefecture, tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    parquet.write_table(parquet.read_table(prefecture.extracts[0]).drop(["sex"]), other)
    for file in (other, Path(__file__)):
        with pytest.raises(RefusedError, match=file.name) as refused:
            link_municipalities(
                [prefecture.extracts[0], file], tmp_path / "out", read_parameters(), on=PairEngine.DUCKDB, now=NOW
            )
        assert refused.value.code == "Z005"


def test_a_folder_that_is_there_is_left_alone(prefecture: Prefecture, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        link_municipalities(prefecture.extracts, tmp_path, read_parameters(), on=PairEngine.DUCKDB, now=NOW)
    assert refused.value.code == "Z008"


def test_without_splink_the_missing_part_is_named(
    prefecture: Prefecture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(RefusedError, match="tsunagu\\[prefecture\\]") as refused:
        link_municipalities(prefecture.extracts, tmp_path / "out", read_parameters(), on=PairEngine.DUCKDB, now=NOW)
    assert refused.value.code == "Z004"
    assert not (tmp_path / "out").exists()
