"""Every spec is asked twice: of the slow reference and of DuckDB. Both must say what the spec says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spec.telling import Case, answers_in_words, case_of
from support.indicator_world import answers_of_duckdb, answers_of_reference


@pytest.fixture
def spec(tmp_path: Path) -> Any:
    """Call it with tables, ask and answers, as `spec.telling.case_of` describes."""

    def run(**told: Any) -> Case:
        case = case_of(**told)
        world, indicator = case.world(), case.indicator()
        reference = answers_in_words(answers_of_reference(world, [indicator]), indicator)
        duckdb = answers_in_words(answers_of_duckdb(world, [indicator], tmp_path, children_per_range=2), indicator)
        wanted = {person: case.answers.get(person, reference[person]) for person in reference}
        assert reference == wanted, "参照（遅い読み方）の答え"
        assert duckdb == wanted, "DuckDB の答え"
        return case

    return run
