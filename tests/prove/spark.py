"""The prefecture with no common number: do DuckDB and Spark give the same pairs and weights?

    python -m tests.prove.spark                                    seeds 101–103 of 6 towns, into evidence/prefecture.json
    python -m tests.prove.spark --seeds 101 --families 300 --dry
    python -m tests.prove.spark --measure --families 400                          m and u as counted in invented prefectures of seeds 1–5

Invented prefectures, every pair of at least `--least` weight compared: the same pairs, the same level of every field, weights
within 1e-9; and the whole command must write the same bytes on either. Broken twins the comparison must catch: kana left in three bytes, and one m changed on Spark only. How many of the
people who moved are among the proposals is printed beside it: generator and parameters are from one hand.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow

from tests.support.invented_prefecture import NOW, Prefecture, invent_prefecture
from tools.evidence import record
from tsunagu.base.text import kana_key
from tsunagu.engines import Engine, open_engine
from tsunagu.identity import (
    PairEngine,
    PrefectureParameters,
    keep_pairs,
    link_municipalities,
    one_byte,
    prepare_extracts,
    propose_pairs,
    read_parameters,
    weigh_on_duckdb,
    weighing_on_spark,
)
from tsunagu.identity.prefecture.splink_settings import splink_settings
from tsunagu.identity.prefecture.writing import FAMILIES_FILE, PROPOSALS_FILE

COMMAND = "make prove-spark"
TOLERANCE = 1e-9
LEAST = -15.0
"""Weight from which pairs are compared: far below any proposal, so that wrong levels show."""
TOWNS = 6
SMALL_TOWNS, SMALL_FAMILIES = 3, 300
MEASURED_SEEDS = range(1, 6)

Weighed = dict[tuple[str, ...], tuple[float, tuple[int, ...]]]


@dataclass
class Compared:
    """Two engines side by side."""

    pairs: int
    only_one: int
    other_level: int
    widest: float

    @property
    def same(self) -> bool:
        return self.pairs > 0 and not self.only_one and not self.other_level and self.widest <= TOLERANCE


def by_pair(found: pyarrow.Table, parameters: PrefectureParameters) -> Weighed:
    """Weight and level of every field, by pair."""
    names = ["source_dataset_l", "record_l", "source_dataset_r", "record_r", "match_weight"]
    columns = [found[name].to_pylist() for name in (*names, *(f"gamma_{one.field}" for one in parameters.fields))]
    return {row[:4]: (row[4], row[5:]) for row in zip(*columns, strict=True)}


def compare(one: Weighed, other: Weighed) -> Compared:
    """What differs between two engines."""
    both = one.keys() & other.keys()
    return Compared(
        pairs=len(both),
        only_one=len(one.keys() ^ other.keys()),
        other_level=sum(one[pair][1] != other[pair][1] for pair in both),
        widest=max((abs(one[pair][0] - other[pair][0]) for pair in both), default=0.0),
    )


def changed(parameters: PrefectureParameters) -> PrefectureParameters:
    """The twin's parameters: the same name is a little less telling."""
    field = next(one for one in parameters.fields if one.field == "given")
    same, *rest = field.levels
    levels = (
        same.model_copy(update={"m": same.m - 0.001}),
        *rest[:-1],
        rest[-1].model_copy(update={"m": rest[-1].m + 0.001}),
    )
    fields = tuple(one.model_copy(update={"levels": levels}) if one is field else one for one in parameters.fields)
    return parameters.model_copy(update={"fields": fields})


def proposed_share(
    prefecture: Prefecture, engine: Engine, found: pyarrow.Table, parameters: PrefectureParameters
) -> tuple[int, int, int]:
    """Pairs that are one person, those of them among the proposals, and all proposals."""
    heavy = found.filter(pyarrow.compute.greater_equal(found["match_weight"], parameters.least_weight))
    keep_pairs(engine, heavy, parameters)
    proposals = propose_pairs(engine, parameters)
    told = {(one.municipality_l, one.record_l, one.municipality_r, one.record_r) for one in proposals}
    truth = prefecture.pairs()
    return len(truth), len(truth & told), len(told)


def same_files(folder: Path, seed: int, parameters: PrefectureParameters) -> bool:
    """Whether the whole command, each engine started for itself, writes the same bytes for a small prefecture."""
    small = invent_prefecture(folder / "small", seed=seed, towns=SMALL_TOWNS, families=SMALL_FAMILIES)
    for engine in PairEngine:
        link_municipalities(small.extracts, folder / str(engine), parameters, on=engine, now=NOW)
    written = [
        [(folder / str(engine) / name).read_bytes() for name in (PROPOSALS_FILE, FAMILIES_FILE)]
        for engine in PairEngine
    ]
    return written[0] == written[1]


def fresh(folder: Path) -> Engine:
    """An engine for one linking."""
    return open_engine([folder], memory_limit="4GB", threads=2)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[101, 102, 103])
    parser.add_argument("--families", type=int, default=5000, help="families in one prefecture")
    parser.add_argument("--dry", action="store_true", help="record nothing")
    parser.add_argument("--measure", action="store_true", help="count m and u instead")
    options = parser.parse_args(arguments)
    parameters = read_parameters()
    if options.measure:
        return measure(parameters, options.families)
    same: list[Compared] = []
    uncoded: list[Compared] = []
    otherwise: list[Compared] = []
    true = right = proposed = people = 0
    # Before the sessions below: there is one Spark in a process, and the command ends its own.
    with tempfile.TemporaryDirectory(prefix="tsunagu-prefecture-") as name:
        alike = same_files(Path(name), options.seeds[0], parameters)
    print(f"files of proposals the same: {alike}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="tsunagu-prefecture-") as name,
        weighing_on_spark(Path(name) / "spark") as on_spark,
    ):
        for seed in options.seeds:
            folder = Path(name) / str(seed)
            prefecture = invent_prefecture(folder, seed=seed, towns=TOWNS, families=options.families)
            people += len(prefecture.truth)
            with fresh(folder) as engine:
                tables = prepare_extracts(engine, prefecture.extracts, code=one_byte)
                found = weigh_on_duckdb(engine, tables, parameters, LEAST)
                here = by_pair(found, parameters)
                share = proposed_share(prefecture, engine, found, parameters)
            true, right, proposed = true + share[0], right + share[1], proposed + share[2]
            same.append(compare(here, by_pair(on_spark(tables, parameters, LEAST), parameters)))
            other = by_pair(on_spark(tables, changed(parameters), LEAST), parameters)
            otherwise.append(compare(here, other))
            with fresh(folder) as engine:
                tables = prepare_extracts(engine, prefecture.extracts, code=kana_key)
                here = by_pair(weigh_on_duckdb(engine, tables, parameters, LEAST), parameters)
            uncoded.append(compare(here, by_pair(on_spark(tables, parameters, LEAST), parameters)))
            print(
                f"seed {seed}: {same[-1]} uncoded {uncoded[-1]} changed {otherwise[-1]} proposals {share}", flush=True
            )
    caught = not any(one.same for one in (*uncoded, *otherwise))
    if not options.dry:
        tell(options.seeds, people, same, uncoded, otherwise, (true, right, proposed))
        n = f"{SMALL_FAMILIES} families in {SMALL_TOWNS} towns"
        goal, seed = "= 1", options.seeds[0]
        record("prefecture", "the command writes the same bytes on DuckDB and on Spark", alike, goal, n, seed, COMMAND)
    return 0 if all(one.same for one in same) and caught and alike else 1


def tell(
    seeds: list[int],
    people: int,
    same: list[Compared],
    uncoded: list[Compared],
    otherwise: list[Compared],
    share: tuple[int, int, int],
) -> None:
    """Write the figures down."""
    seed, n = ", ".join(map(str, seeds)), f"{people:,} records of {TOWNS} towns each"
    true, right, proposed = share

    def put(figure: str, value: Any, goal: str) -> None:
        record("prefecture", figure, value, goal, n, seed, COMMAND)

    put("pairs weighed on DuckDB and on Spark", sum(one.pairs for one in same), "≥ 10,000")
    put("pairs only one engine gave", sum(one.only_one for one in same), "= 0")
    put("pairs with another level of a field", sum(one.other_level for one in same), "= 0")
    widest = max(one.widest for one in same)
    put("widest difference of two weights, in 1e-9", round(widest / TOLERANCE, 6), "≤ 1")
    put("broken twin (kana in three bytes) caught", all(not one.same for one in uncoded), "= 1")
    differing = sum(one.only_one + one.other_level for one in uncoded)
    put("broken twin (kana in three bytes): pairs that differ", differing, "≥ 1")
    put("broken twin (one m changed on Spark) caught", all(not one.same for one in otherwise), "= 1")
    put("people who moved: among the proposals, share", round(right / true, 4), "printed; one hand wrote both")
    put("proposals that are one person, share", round(right / proposed, 4), "printed; one hand wrote both")


def measure(parameters: PrefectureParameters, families: int) -> int:
    """Print for each level the share of pairs that are one person (m), of pairs that are two (u), and what is declared.

    Every record of a town beside every record of the others: without the blocks, which hold what is alike only.
    """
    counts: dict[tuple[str, int, bool], int] = {}
    for seed in MEASURED_SEEDS:
        with tempfile.TemporaryDirectory(prefix="tsunagu-prefecture-") as name:
            prefecture = invent_prefecture(Path(name), seed=seed, towns=TOWNS, families=families)
            with fresh(Path(name)) as engine:
                count_levels(prefecture, engine, parameters, counts)
    for field in parameters.fields:
        last = len(field.levels) - 1
        totals = {one: sum(counts.get((field.field, at, one), 0) for at in range(last + 1)) for one in (True, False)}
        for place, level in enumerate(field.levels):
            m, u = (counts.get((field.field, last - place, one), 0) / totals[one] for one in (True, False))
            print(f"{field.field:12}{level.when:10} m {m:.4f} ({level.m})  u {u:.7f} ({level.u})")
    return 0


def count_levels(
    prefecture: Prefecture,
    engine: Engine,
    parameters: PrefectureParameters,
    counts: dict[tuple[str, int, bool], int],
) -> None:
    """Add to counts (field, level, one person) the pairs of one prefecture; -1 is unknown."""
    from splink import DuckDBAPI, Linker

    settings = splink_settings(parameters)
    settings.blocking_rules_to_generate_predictions = ["1=1"]
    api = DuckDBAPI(engine)
    tables = prepare_extracts(engine, prefecture.extracts)
    registered = [api.register(table, dataset_display_name=f"m{place:04d}") for place, table in enumerate(tables)]
    found = Linker(registered, settings, log_level="ERROR").inference.predict(warning_mode="never").as_pyarrow_table()
    keep_pairs(engine, found, parameters)
    truth = pyarrow.table(
        {
            "municipality": pyarrow.array([town for town, _ in prefecture.truth], pyarrow.int32()),
            "record": pyarrow.array([code for _, code in prefecture.truth], pyarrow.string()),
            "who": pyarrow.array(list(prefecture.truth.values()), pyarrow.int64()),
        }
    )
    engine.register("truth", truth)
    for field in parameters.fields:
        rows = engine.execute(f"""
            SELECT p.gamma_{field.field}, l.who = r.who, count(*) FROM weighed_pair AS p
            JOIN truth AS l ON l.municipality = p.municipality_l AND l.record = p.record_l
            JOIN truth AS r ON r.municipality = p.municipality_r AND r.record = p.record_r GROUP BY ALL""").fetchall()
        for level, one, pairs in rows:
            counts[field.field, level, one] = counts.get((field.field, level, one), 0) + pairs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
