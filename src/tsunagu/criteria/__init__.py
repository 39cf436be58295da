"""By what a town judges: dated criteria, findings with reasons, and the month's list cut by capacity."""

from tsunagu.criteria.affiliation import affiliation_sql
from tsunagu.criteria.blind import check_blind_share
from tsunagu.criteria.facts import HASH_LENGTH, facts_hash
from tsunagu.criteria.findings import findings_sql, write_findings
from tsunagu.criteria.judge import (
    ANSWERS,
    COUNTS,
    EXCLUSIONS,
    FINDINGS,
    RANKING,
    REASONS,
    WORKLIST,
    Judged,
    judge,
    place_of_households,
    recut,
)
from tsunagu.criteria.load import Judgement, load_judgement
from tsunagu.criteria.model import Criterion, Item, PointsCriterion
from tsunagu.criteria.rules import JUDGED_BEFORE, WorklistRules
from tsunagu.criteria.tree_path import Placed, Step, Way, judge_by_trees
from tsunagu.criteria.trees import TreeCriterion

__all__ = [
    "ANSWERS",
    "COUNTS",
    "EXCLUSIONS",
    "FINDINGS",
    "HASH_LENGTH",
    "JUDGED_BEFORE",
    "RANKING",
    "REASONS",
    "WORKLIST",
    "Criterion",
    "Item",
    "Judged",
    "Judgement",
    "Placed",
    "PointsCriterion",
    "Step",
    "TreeCriterion",
    "Way",
    "WorklistRules",
    "affiliation_sql",
    "check_blind_share",
    "facts_hash",
    "findings_sql",
    "judge",
    "judge_by_trees",
    "load_judgement",
    "place_of_households",
    "recut",
    "write_findings",
]
