"""One made child for every group at the end of Izumi's published trees, from the departments' rows to the finding."""

from __future__ import annotations

import pytest

from support.izumi_town import FAMILIES, JUDGEMENT, PACK, Made, town
from tsunagu.base.missing import Missing
from tsunagu.criteria import TreeCriterion, findings_sql, judge_by_trees
from tsunagu.engines import open_engine
from tsunagu.indicators import evaluate, schema_of


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[dict[str, int], str]]:
    """Number of a family → its child's answers and the state of its finding."""
    folder = tmp_path_factory.mktemp("izumi")
    snapshot = town().write(folder / "snapshot")
    answers = folder / "answers.parquet"
    evaluate(snapshot, JUDGEMENT.indicators, schema_of(PACK), answers)
    engine = open_engine([folder])
    sql = findings_sql(
        JUDGEMENT.criteria, JUDGEMENT.item_ids, answers=f"read_parquet('{answers}')",
        children=f"read_parquet('{snapshot.table_path('children')}')",
    )  # fmt: skip
    states = dict(engine.execute(f"SELECT person_id, state FROM ({sql})").fetchall())
    names = list(JUDGEMENT.indicator_ids)
    rows = engine.execute(f"SELECT person_id, {', '.join(names)} FROM read_parquet('{answers}')").fetchall()
    engine.close()
    return {
        person // 100: (dict(zip(names, told, strict=True)), states[person])
        for person, *told in rows
        if person % 100 == 0
    }


@pytest.mark.parametrize(("number", "family"), list(enumerate(FAMILIES, start=1)), ids=[one.line for one in FAMILIES])
def test_the_family_ends_where_the_tree_says(
    answered: dict[int, tuple[dict[str, int], str]], number: int, family: Made
) -> None:
    answers, state = answered[number]
    assert state == family.state, answers
    if not family.ends:
        return
    (criterion,) = JUDGEMENT.criteria
    assert isinstance(criterion, TreeCriterion)
    walked, placed = judge_by_trees(criterion, answers)
    assert walked == state
    (group,) = placed
    assert tuple(tuple(sorted(leaf.children for leaf in way.leaves)) for way in group.ways) == family.ends


def test_every_group_of_both_trees_is_reached_by_a_child_of_whom_everything_is_known() -> None:
    alone = {(at, end[0]) for family in FAMILIES for at, end in enumerate(family.ends) if len(end) == 1}
    (criterion,) = JUDGEMENT.criteria
    assert isinstance(criterion, TreeCriterion)
    assert alone == {(at, leaf.children) for at, tree in enumerate(criterion.trees) for leaf in tree.root.leaves()}


def test_an_unknown_keeps_its_reason(answered: dict[int, tuple[dict[str, int], str]]) -> None:
    of = {family.line: answered[number][0] for number, family in enumerate(FAMILIES, start=1)}
    assert of["4か月児健診を受けていない"]["iz_nurse_support_4m"] == Missing.NOT_EXAMINED
    assert of["健診の記録がない（転入など）"]["iz_overall_missing_3y"] == Missing.NO_RECORD
    assert of["モデル校、シートに名前がない"]["iz_school_assistance"] == Missing.NO_RECORD
    assert of["保護が3人"]["iz_school_assistance"] == Missing.NOT_DELIVERED, "another school's sheet never came"
