"""Izumi's published trees: our declaration, as SQL over all children and child by child, says what the tables say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from support.published_trees import EVERY_MARK, FLAGS, MARKS, NUMBERS, TABLES, answers_of, judged, leaf_of
from tsunagu.catalog import load_pack
from tsunagu.criteria import TreeCriterion, findings_sql, judge_by_trees, load_judgement
from tsunagu.criteria.tree_path import way_through
from tsunagu.criteria.trees import Node, Tree
from tsunagu.engines import Engine, open_engine

CHILDREN = 400
SEED = 20240431


@pytest.fixture(scope="module")
def izumi() -> TreeCriterion:
    (criterion,) = load_judgement(load_pack("izumi")).criteria
    assert isinstance(criterion, TreeCriterion)
    return criterion


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine([])


def a_child(chance: random.Random, unknown: bool = True) -> dict[str, Any]:
    """Every answer on both sides of its line, and where `unknown` a good part of them not known."""
    known: dict[str, Any] = {
        name: chance.choice((low - 1, low, high, high + 2)) for name, (low, high) in NUMBERS.items()
    }
    known |= {name: chance.random() < 0.4 for name in FLAGS}
    known |= {name: chance.choice(EVERY_MARK) for name in MARKS}
    known["model_school"] = chance.random() < 0.6
    share = chance.choice((0.0, 0.1, 0.3)) if unknown else 0.0
    return {name: None if chance.random() < share else value for name, value in known.items()}


def by_sql(engine: Engine, criterion: TreeCriterion, children: list[Mapping[str, int]]) -> list[tuple[Any, ...]]:
    """(state, points, known, items) of every child."""
    names = list(children[0])
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE answer(household_id INT, person_id INT, {', '.join(f'{n} UTINYINT' for n in names)})"
    )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE child AS SELECT r::INT AS household_id, r::INT AS person_id, 10 AS fiscal_age FROM range(10000) AS t(r)"
    )
    engine.executemany(
        f"INSERT INTO answer VALUES ({', '.join('?' * (len(names) + 2))})",
        [[number, number, *answers.values()] for number, answers in enumerate(children)],
    )  # fmt: skip
    sql = findings_sql([criterion], names, answers="answer", children="child")
    return engine.execute(f"SELECT state, points, known, items FROM ({sql}) ORDER BY person_id").fetchall()


def differences(engine: Engine, criterion: TreeCriterion, rounds: int = CHILDREN) -> int:
    """Children of whom SQL, the walk and the tables do not say the same."""
    chance = random.Random(SEED)
    made = [a_child(chance) for _ in range(rounds)]
    answers = [answers_of(child, chance.choice((10, 12, 13, 20))) for child in made]
    found = [row[0] for row in by_sql(engine, criterion, answers)]
    walked = [judge_by_trees(criterion, one)[0] for one in answers]
    expected = [judged(child) for child in made]
    assert set(expected) == {"flagged", "not_flagged", "undeterminable"}
    return sum(len({*three}) > 1 for three in zip(found, walked, expected, strict=True))


def test_sql_walk_and_tables_agree_on_generated_children(engine: Engine, izumi: TreeCriterion) -> None:
    assert differences(engine, izumi) == 0


@pytest.mark.parametrize("tree", [0, 1])
def test_the_broken_twin_with_one_split_turned_round_is_caught(engine: Engine, izumi: TreeCriterion, tree: int) -> None:
    trees = list(izumi.trees)
    trees[tree] = trees[tree].model_copy(update={"root": turned(trees[tree].root, 0)})
    assert differences(engine, izumi.model_copy(update={"trees": tuple(trees)}), 150) > 0


def turned(node: Node, position: int) -> Node:
    """The tree below with its question number `position` (from the top, yes before no) turned round."""
    if node.if_yes is None or node.if_no is None:
        return node
    if position == 0:
        return node.model_copy(update={"if_yes": node.if_no, "if_no": node.if_yes})
    left = len(list(node.if_yes.splits()))
    if position <= left:
        return node.model_copy(update={"if_yes": turned(node.if_yes, position - 1)})
    return node.model_copy(update={"if_no": turned(node.if_no, position - 1 - left)})


def misplaced(tree: Tree, published: str) -> int:
    """Fully known children that end in another group than the table says."""
    chance = random.Random(SEED)
    wrong = 0
    for _ in range(400):
        child = a_child(chance, unknown=False)
        (leaf,) = way_through(tree, answers_of(child)).leaves
        wrong += leaf.children != leaf_of(published, child)["n"]
    return wrong


@pytest.mark.parametrize(("tree", "published", "splits"), [(0, "city_wide_tree", 7), (1, "model_school_tree", 4)])
def test_children_end_where_the_tables_say_and_any_one_split_turned_round_is_caught(
    izumi: TreeCriterion, tree: int, published: str, splits: int
) -> None:
    declared = izumi.trees[tree]
    assert len(list(declared.root.splits())) == splits
    assert misplaced(declared, published) == 0
    for position in range(splits):
        twin = declared.model_copy(update={"root": turned(declared.root, position)})
        assert misplaced(twin, published) > 0, position


def test_a_missing_answer_taken_for_no_is_caught(engine: Engine, izumi: TreeCriterion) -> None:
    chance = random.Random(SEED)
    made = [a_child(chance) for _ in range(150)]
    taken_for_no = [{name: 0 if answer >= 10 else answer for name, answer in answers_of(one).items()} for one in made]
    found = [row[0] for row in by_sql(engine, izumi, taken_for_no)]
    assert found != [judged(child) for child in made]


def test_every_published_leaf_stands_in_the_declaration_with_its_counts(izumi: TreeCriterion) -> None:
    for tree, name in zip(izumi.trees, ("city_wide_tree", "model_school_tree"), strict=True):
        published = TABLES[name]
        assert (tree.children, tree.registered) == (published["population"], published["registered"])
        told = [(one["n"], one["registered"], Fraction(str(one["rate_printed"]))) for one in published["leaves"]]
        assert sorted((leaf.children, leaf.registered, Fraction(leaf.share)) for leaf in tree.root.leaves()) == sorted(
            told
        )


def test_a_child_above_the_line_has_one_point_and_knows_what_was_asked_of_its_group(
    engine: Engine, izumi: TreeCriterion
) -> None:
    everything = dict.fromkeys((*izumi.asked, *izumi.membership), 0)
    elsewhere = {**everything, "iz_assistance_three": 1, **dict.fromkeys([n for n in everything if "school_" in n], 10)}
    in_model = {**elsewhere, "iz_model_school": 1}
    nowhere_known = {**elsewhere, "iz_model_school": 12}
    rows = by_sql(engine, izumi, [elsewhere, in_model, nowhere_known])
    # Whichever the school: 0.431 alone is above the one line, and half of it above the other.
    assert rows == [("flagged", 1, 6, 6), ("flagged", 1, 6, 10), ("flagged", 1, 6, 10)]
