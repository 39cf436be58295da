"""What Spark needs and a town has not: told by name, before anything is read."""

from __future__ import annotations

import shutil

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.engines import require_spark, spark_engine


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: None)
    with pytest.raises(RefusedError, match="tsunagu\\[spark\\]") as refused:
        require_spark()
    assert refused.value.code == "Z001"


def test_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(RefusedError, match="Java 17") as refused:
        require_spark()
    assert refused.value.code == "Z002"


def test_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_engine, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/java")
    require_spark()
