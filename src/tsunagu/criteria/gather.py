"""Read the candidates of a run from its answers, findings and snapshot: a handful of questions, each over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base.dates import add_months
from tsunagu.base.missing import Missing
from tsunagu.criteria.affiliation import affiliation_sql
from tsunagu.criteria.candidates import Candidate, Decision, Gathered, Nomination, Reason
from tsunagu.criteria.contacts import read_contacts
from tsunagu.criteria.load import Judgement
from tsunagu.criteria.model import Criterion
from tsunagu.criteria.rules import WorklistRules
from tsunagu.criteria.tree_path import met_with_yes
from tsunagu.criteria.trees import TreeCriterion
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text
from tsunagu.mart import Snapshot


@dataclass(frozen=True)
class RunFiles:
    """The files of a run that the list is made from. `previous` is the findings file of the run before, if any."""

    answers: Path
    exclusions: Path
    findings: Path
    reasons: Path
    previous: Path | None = None


def gather(
    engine: Engine,
    snapshot: Snapshot,
    judgement: Judgement,
    criteria: Sequence[Criterion],
    files: RunFiles,
    as_of: date,
) -> Gathered:
    """Everything the ranking needs about flagged and nominated children.

    The engine must be open for the snapshot and the run folders. Makes temporary views and the table `candidate`.
    """
    _open_views(engine, snapshot, files)
    outside = _choose_candidates(engine, judgement.rules, as_of)
    points = _points(engine, criteria)
    answers = _answers(engine, judgement.indicator_ids)
    reasons = _reasons(engine, judgement.item_ids)
    exclusions = _exclusions(engine, judgement.rules)
    decisions = _decisions(engine, as_of)
    nominations = _nominations(engine)
    contacts = read_contacts(engine, as_of)
    previous = _points(engine, criteria, "previous_finding") if files.previous is not None else None
    unknown = _unknown_before(engine, criteria) if files.previous is not None else {}
    candidates = []
    for person, child_code, household_code, birth_date, age, total, affiliation, school in _people(
        engine, judgement.item_ids
    ):
        texts, has_contact = contacts.get(person, ((), False))
        candidates.append(
            Candidate(
                person_id=person,
                child_code=child_code,
                household_code=household_code,
                birth_date=birth_date,
                age=age,
                points=points.get(person, {}),
                total_items=total,
                affiliation=affiliation,
                school=school,
                yes=tuple(name for name, answer in answers[person].items() if answer == 1),
                on_way={
                    one.type: met_with_yes(one, answers[person]) for one in criteria if isinstance(one, TreeCriterion)
                },
                reasons=tuple(reasons.get(person, ())),
                contacts=texts,
                has_contact=has_contact,
                exclusions=tuple(exclusions.get(person, ())),
                decision=decisions.get(person),
                nomination=nominations.get(person),
                previous_points=None if previous is None else previous.get(person, {}),
                previous_unknown=frozenset(unknown.get(person, ())),
            )
        )
    return Gathered(candidates, nominations_outside=outside, unchecked=_unchecked(engine, judgement.rules))


def _open_views(engine: Engine, snapshot: Snapshot, files: RunFiles) -> None:
    views = {"answer": files.answers, "exclusion": files.exclusions, "finding": files.findings, "reason": files.reasons}
    tables = (
        "children",
        "child_codes",
        "household_codes",
        "cases_decisions",
        "cases_nominations",
        "consultations",
        "support_cases",
        "infant_checkups",
        "disability_services",
        "medical_subsidies",
        "childcare",
        "school_register",
        "deliveries",
    )
    views |= {f"s_{name}": snapshot.table_path(name) for name in tables}
    if files.previous is not None:
        views["previous_finding"] = files.previous
    for name, path in views.items():
        engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({quoted_path(path)})")


def _choose_candidates(engine: Engine, rules: WorklistRules, as_of: date) -> int:
    """Make `candidate`; returns how many nominations are about people outside the target children."""
    since = add_months(as_of, -rules.nominations.valid_months)
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE nomination AS
        SELECT person_id, nominated_on, coalesce(section, '課の記載なし') AS section, certainty
        FROM s_cases_nominations
        WHERE nominated_on > DATE '{since}' AND nominated_on <= DATE '{as_of}'
        QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY nominated_on DESC, line DESC) = 1""")
    engine.execute("""
        CREATE OR REPLACE TEMP TABLE candidate AS
        SELECT c.*, k.code AS child_code, h.code AS household_code
        FROM s_children AS c
        JOIN s_child_codes AS k USING (person_id) JOIN s_household_codes AS h USING (household_id)
        WHERE person_id IN (SELECT person_id FROM finding WHERE state = 'flagged' UNION SELECT person_id FROM nomination)
        ORDER BY person_id""")
    row = engine.execute(
        "SELECT count(*) FROM nomination WHERE person_id NOT IN (SELECT person_id FROM s_children)"
    ).fetchone()
    return int(row[0]) if row else 0


def _people(engine: Engine, indicator_ids: Sequence[str]) -> list[tuple[Any, ...]]:
    total = " + ".join(f"(a.{quoted_name(name)} = 1)::INTEGER" for name in indicator_ids)
    return engine.execute(f"""
        SELECT c.person_id, c.child_code, c.household_code, c.birth_date, c.age, {total},
            {affiliation_sql("c", "s_deliveries")}, c.school
        FROM candidate AS c JOIN answer AS a USING (household_id, person_id) ORDER BY c.person_id""").fetchall()


def _points(engine: Engine, criteria: Sequence[Criterion], view: str = "finding") -> dict[int, dict[str, int]]:
    """person → type → points, only where flagged, types in the order of the criteria."""
    rows = engine.execute(
        f"SELECT person_id, criterion, points FROM {view} SEMI JOIN candidate USING (person_id) WHERE state = 'flagged'"
    ).fetchall()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    by_person = {(person, criterion): points for person, criterion, points in rows}
    for criterion in criteria:
        for (person, name), points in by_person.items():
            if name == criterion.criterion:
                found[person][criterion.type] = points
    return found


def _unknown_before(engine: Engine, criteria: Sequence[Criterion]) -> dict[int, set[str]]:
    """person → types that were 情報不足 in the run before."""
    types, found = {one.criterion: one.type for one in criteria}, defaultdict[int, set[str]](set)
    rows = engine.execute(
        "SELECT person_id, criterion FROM previous_finding SEMI JOIN candidate USING (person_id)"
        " WHERE state = 'undeterminable'"
    ).fetchall()
    for person, criterion in rows:
        if criterion in types:
            found[person].add(types[criterion])
    return found


def _answers(engine: Engine, indicator_ids: Sequence[str]) -> dict[int, dict[str, int]]:
    listed = ", ".join(quoted_name(name) for name in indicator_ids)
    rows = engine.execute(f"SELECT person_id, {listed} FROM answer SEMI JOIN candidate USING (person_id)").fetchall()
    return {person: dict(zip(indicator_ids, told, strict=True)) for person, *told in rows}


def _reasons(engine: Engine, indicator_ids: Sequence[str]) -> dict[int, list[Reason]]:
    items = ", ".join(map(quoted_text, indicator_ids))
    rows = engine.execute(f"""
        SELECT person_id, indicator, sentence, limited_to, max(fact_on) FROM reason SEMI JOIN candidate USING (person_id)
        WHERE indicator IN ({items}) GROUP BY ALL ORDER BY ALL""").fetchall()
    found: dict[int, list[Reason]] = defaultdict(list)
    for person, indicator, sentence, limited_to, fact_on in rows:
        found[person].append(Reason(indicator, sentence, fact_on, limited_to))
    return found


def _exclusions(engine: Engine, rules: WorklistRules) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for left in rules.left_out:
        key = "person_id" if left.covers == "child" else "household_id"
        rows = engine.execute(f"""
            SELECT person_id FROM candidate
            WHERE {key} IN (SELECT {key} FROM exclusion WHERE {quoted_name(left.indicator)} = 1)""").fetchall()
        for (person,) in rows:
            found[person].append(left.reason)
    return found


def _unchecked(engine: Engine, rules: WorklistRules) -> dict[str, int]:
    """Reason → candidates whose exclusion is unknown because its source never came. Unknown leaves nobody out."""
    found = {}
    for left in rules.left_out:
        rows = engine.execute(
            "SELECT count(*) FROM candidate JOIN exclusion USING (household_id, person_id) "
            f"WHERE {quoted_name(left.indicator)} = {int(Missing.NOT_DELIVERED)}"
        ).fetchone()
        found[left.reason] = int(rows[0]) if rows else 0
    return found


def _decisions(engine: Engine, as_of: date) -> dict[int, Decision]:
    rows = engine.execute(f"""
        SELECT person_id, decided_on, decision, review_on, facts_hash
        FROM s_cases_decisions SEMI JOIN candidate USING (person_id)
        WHERE decided_on <= DATE {quoted_text(as_of.isoformat())} AND decision IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY decided_on DESC, line DESC) = 1""").fetchall()
    return {person: Decision(*rest) for person, *rest in rows}


def _nominations(engine: Engine) -> dict[int, Nomination]:
    rows = engine.execute(
        "SELECT person_id, nominated_on, section, certainty FROM nomination SEMI JOIN candidate USING (person_id)"
    ).fetchall()
    return {person: Nomination(*rest) for person, *rest in rows}
