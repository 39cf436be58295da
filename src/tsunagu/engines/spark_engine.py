"""The one place where Spark is opened: one process on this machine or a cluster that is given, nothing fetched, no pages served."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tsunagu.base.errors import RefusedError, TsunaguError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
DRIVER_MEMORY = "4g"
PARTITIONS = 4
"""Pieces a shuffle is cut into on one machine: Spark's own 200 cost more than the rows of a prefecture."""


@contextmanager
def open_spark(
    spill: Path, *, master: str = LOCAL, jars: Sequence[str] = (), partitions: int = PARTITIONS
) -> Iterator[SparkSession]:
    """A session that ends with the block. `spill` (emptied afterwards) takes what does not fit in memory: it is personal data.

    Raises RefusedError Z001 (no pyspark), Z002 (no Java), TsunaguError Z003 (Spark did not start).
    """
    require_spark()
    from pyspark.sql import SparkSession

    spill.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        "spark.jars": ",".join(jars),
        "spark.local.dir": str(spill),
        "spark.sql.warehouse.dir": str(spill / "warehouse"),
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.default.parallelism": str(partitions),
        "spark.sql.session.timeZone": "UTC",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    try:
        try:
            session = SparkSession.builder.appName("tsunagu").master(master).config(map=settings).getOrCreate()
        except Exception as error:
            raise TsunaguError(
                "Z003",
                f"Spark を始められません（{type(error).__name__}）",
                "Java の版（17）と --master を確かめるか、--engine duckdb にしてください",
            ) from error
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield session
        finally:
            session.stop()
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def require_spark() -> None:
    """Raises RefusedError Z001 (no pyspark) or Z002 (no Java)."""
    if find_spec("pyspark") is None:
        raise RefusedError(
            "Z001",
            "Spark で動かすのに要る部品 pyspark が入っていません",
            "pip install 'tsunagu[spark]' で入れるか、--engine duckdb にしてください",
        )
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise RefusedError(
            "Z002",
            "Spark に要る Java が見つかりません",
            "Java 17 を入れる（Debian では openjdk-17-jre-headless）か、JAVA_HOME を設定するか、--engine duckdb にしてください",
        )
