"""Splink over the extracts of several municipalities, on DuckDB or Spark, with our own m and u. Nothing here is ever a link."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from tsunagu.engines import LOCAL, Engine, open_spark, require_spark
from tsunagu.identity.prefecture.parameters import PrefectureParameters
from tsunagu.identity.prefecture.preparing import prepare_extracts
from tsunagu.identity.prefecture.splink_settings import import_splink, splink_settings

Weigh = Callable[[Sequence[pyarrow.Table], PrefectureParameters, float], pyarrow.Table]
"""Prepared tables, parameters and the least weight → the pairs as Splink gives them."""


DECIMALS = 9
"""Engines add up weights in different orders; what that leaves must not decide which of two proposals comes first."""


class PairEngine(StrEnum):
    """Where the pairs are weighed."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def weigh_pairs(
    engine: Engine,
    extracts: Sequence[Path],
    parameters: PrefectureParameters,
    *,
    on: PairEngine = PairEngine.DUCKDB,
    master: str = LOCAL,
    spill: Path | None = None,
) -> None:
    """Leaves weighed_pair: municipality_l, record_l, municipality_r, record_r, weight, and gamma_<field> for each field.

    Municipalities are numbers, the places of their extracts. gamma is -1 where a field says nothing, else the place of its
    level counted from the last (0). One pair once, the municipality that was given first on the left.
    Raises RefusedError Z001, Z002, Z004 and TsunaguError Z003 where a part is missing.
    """
    import_splink()
    tables = prepare_extracts(engine, extracts)
    if on is PairEngine.DUCKDB:
        pairs = weigh_on_duckdb(engine, tables, parameters, parameters.least_weight)
    else:
        with (
            tempfile.TemporaryDirectory(prefix="tsunagu-spark-", dir=spill) as folder,
            weighing_on_spark(Path(folder), master) as weigh,
        ):
            pairs = weigh(tables, parameters, parameters.least_weight)
    keep_pairs(engine, pairs, parameters)


def keep_pairs(engine: Engine, pairs: pyarrow.Table, parameters: PrefectureParameters) -> None:
    """Make weighed_pair of what Splink gave."""
    gammas = ", ".join(f"gamma_{one.field}::INTEGER AS gamma_{one.field}" for one in parameters.fields)
    engine.register("splink_pairs", pairs)
    engine.execute(f"""
        CREATE OR REPLACE TABLE weighed_pair AS
        SELECT {_place("l")} AS municipality_l, record_l, {_place("r")} AS municipality_r, record_r,
            round(match_weight, {DECIMALS}) AS weight, {gammas}
        FROM splink_pairs ORDER BY ALL""")
    engine.unregister("splink_pairs")


def weigh_on_duckdb(
    engine: Engine, tables: Sequence[pyarrow.Table], parameters: PrefectureParameters, least_weight: float
) -> pyarrow.Table:
    """The pairs of prepared tables as Splink gives them."""
    from splink import DuckDBAPI

    return _predict(DuckDBAPI(engine), tables, parameters, least_weight)


@contextmanager
def weighing_on_spark(folder: Path, master: str = LOCAL) -> Iterator[Weigh]:
    """As weigh_on_duckdb on one Spark, as often as asked. What it needs on disk lies in `folder`, which is emptied afterwards:
    a cluster must see it under the same name.

    The similarity functions are in a jar that Splink brings: nothing is downloaded.
    """
    # pyspark is asked for first: Splink's own part for Spark cannot be imported without it, nor find its jar.
    require_spark()
    from splink.backends.spark import SparkAPI, similarity_jar_location

    asked = count()
    with open_spark(folder, master=master, jars=[similarity_jar_location()]) as spark:
        spark.sparkContext.setCheckpointDir(str(folder / "between"))

        def weigh(
            tables: Sequence[pyarrow.Table], parameters: PrefectureParameters, least_weight: float
        ) -> pyarrow.Table:
            # A session of its own: names of tables are taken once. Tables go by file, or each step would carry their rows.
            session, place = spark.newSession(), folder / f"tables{next(asked)}"
            place.mkdir()
            read = []
            for number, table in enumerate(tables):
                file = place / f"{_dataset(number)}.parquet"
                parquet.write_table(table, file)
                read.append(session.read.parquet(str(file)))
            return _predict(
                SparkAPI(spark_session=session, break_lineage_method="parquet"), read, parameters, least_weight
            )

        yield weigh


def _predict(api: Any, tables: Sequence[Any], parameters: PrefectureParameters, least_weight: float) -> pyarrow.Table:
    from splink import Linker

    registered = [api.register(table, dataset_display_name=_dataset(place)) for place, table in enumerate(tables)]
    linker = Linker(registered, splink_settings(parameters), log_level="ERROR")
    return linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never").as_pyarrow_table()


def _dataset(place: int) -> str:
    # Digits of one width: Splink orders datasets by their name.
    return f"m{place:04d}"


def _place(side: str) -> str:
    return f"substr(source_dataset_{side}, 2)::INTEGER"
