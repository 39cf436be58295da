"""Read the serving file of a run: the only door through which pages see judged children."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from tsunagu.base.errors import RefusedError
from tsunagu.base.missing import Missing
from tsunagu.criteria import facts_hash
from tsunagu.serving.entitled import EntitlementRules
from tsunagu.serving.schema import (
    FLAGGED,
    NO_AFFILIATION,
    NOT_FLAGGED,
    OUTSIDE,
    RECORD_CLASSES,
    SERVING_FILE,
    TABLES,
    UNDETERMINABLE,
    UNKNOWN_AFFILIATION,
)
from tsunagu.serving.withdrawn import Changed, Judged, counts_after, without, worklist_after

Answer = Literal["yes", "no", "unknown"]
State = Literal["not_flagged", "flagged", "undeterminable", "outside"]
STATE_BYTES: dict[State, int] = {
    "not_flagged": NOT_FLAGGED,
    "flagged": FLAGGED,
    "undeterminable": UNDETERMINABLE,
    "outside": OUTSIDE,
}
_STATE_NAMES: dict[int, State] = {byte: name for name, byte in STATE_BYTES.items()}
_MAPPED = 1 << 30
"""Bytes of the file that are mapped; a town's is smaller, and what lies behind is read as ever."""
_REASONS = {missing.value: missing.label for missing in Missing}
_CHILD_COLUMNS = ", ".join(TABLES["children"])


@dataclass(frozen=True)
class ServedChild:
    """One judged child. Bytes stand in the order of meta `indicators` (answers) and `criteria` (states, points)."""

    child_code: str
    household_code: str
    person_id: int
    sex: str | None
    age: int
    fiscal_age: int
    grade: str | None
    affiliation: str | None
    protected: bool
    answers: bytes
    states: bytes
    points: bytes
    total_points: int
    known: int
    items: int
    history: list[dict[str, Any]]

    def answer(self, position: int) -> Answer:
        """yes, no or unknown of the indicator at `position`; why unknown is `answers[position]` (a Missing code)."""
        byte = self.answers[position]
        return "no" if byte == 0 else "yes" if byte == 1 else "unknown"

    def state(self, position: int) -> State:
        return _STATE_NAMES[self.states[position]]


@dataclass(frozen=True)
class PlacedChild:
    """Of a child only what counting by place and state needs; `affiliation` as in ServedChild."""

    household_code: str
    grade: str | None
    affiliation: str | None
    protected: bool
    states: bytes

    def state(self, position: int) -> State:
        return _STATE_NAMES[self.states[position]]


@dataclass(frozen=True)
class FactsTold:
    """Facts of one kind of one child: since when and until when each; `withdrawn`: others rest on a record that is withheld."""

    periods: tuple[tuple[str | None, str | None], ...]
    withdrawn: bool


@dataclass(frozen=True)
class ServedHousehold:
    """One household with a target child. `place`: 'list', 'left_out:<reason>' or 'not_flagged'."""

    household_code: str
    household_id: int
    place: str
    members: list[dict[str, Any]]


@dataclass(frozen=True)
class Birth:
    """A child born lately, and the number of its mother in the register."""

    child_code: str
    mother_id: int
    born_on: date


@dataclass(frozen=True)
class ExpectingTold:
    """What 妊娠届 and 妊婦健診 say of a woman. `visits`: how many days of visits are known."""

    due_on: date
    notified_on: date | None
    visits: int
    visited_on: date | None


@dataclass(frozen=True)
class WaitingRecord:
    """A record no rule could place. `words`: what it says of whom it is about; `place`: source, file, sheet, line; `people`:
    whom it may mean, likeliest first: person_id, child_code, name, kana, alias, birth_date, sex, school, grade, family,
    protected, agrees, differs, weight, step, two_people. `pupil_number`: 学校 and 学籍番号 as written, for the answer alone, never
    for a page. `withheld`: of whoever may be meant no whereabouts are told, so `words` and `place` tell none either.
    """

    record_key: str
    table: str
    reason: str
    rows: int
    words: dict[str, Any]
    place: dict[str, Any]
    people: list[dict[str, Any]]
    pupil_number: tuple[str | None, str | None] = (None, None)
    withheld: bool = False


_AT_ONCE = 500
"""Codes in one question: SQLite takes a limited number of values."""
_TELLS_WHERE = ("school", "school_code", "grade", "class", "number", "pupil_no", "guardian")
"""Words of a waiting record by which a child is found: school, seat and family."""
LIMITED_ALWAYS = "見守り情報"
"""Facts of which a run made before limits went along says nothing: nobody knows who may see them."""
WITHHELD_PLACE = "（場所は表示しません）"
"""Stands for a fact that names where a child is, of whom it must not be told: hidden looks different from nothing."""


@dataclass(frozen=True)
class LinkedRecord:
    """A record that found its person: `record` as the desk reads it, its `place` in the file, the link's `method`, the
    `numbers` its person is and was known by, and the codes of the children it `reaches`.
    """

    place: int
    person_id: int
    method: str
    record: WaitingRecord
    numbers: tuple[int, ...]
    reaches: tuple[str, ...]


@dataclass(frozen=True)
class Withheld:
    """What is laid over a run when it is read: of whom, and whether of everybody, whereabouts stay away.

    `protected`: codes of children protected since the run. `people`: everybody protected since, grown-ups too. `addresses`: nobody's address is read. `whereabouts`: nobody's
    address, affiliation, or fact that names a place. `records`: places of linked records that people have found to be
    somebody else's since, or whose link they took back.
    """

    protected: frozenset[str] = frozenset()
    addresses: bool = False
    whereabouts: bool = False
    records: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


class Serving:
    """A run's serving file, read-only and immutable. Not shared between threads: open one per request, it is cheap.

    `withheld` is laid over everything read: what it names never leaves the file, whoever asks and whatever for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._withheld = Withheld()
        self.changed: list[Changed] = []
        self._connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        # The file never changes, so it may be read where the system keeps it, without a copy of each page.
        self._connection.execute(f"PRAGMA mmap_size = {_MAPPED}")

    @property
    def withheld(self) -> Withheld:
        """What is laid over everything read."""
        return self._withheld

    @withheld.setter
    def withheld(self, withheld: Withheld) -> None:
        """Lay something over the file. Children whom a withheld record reaches are read as they are judged without it: in
        every query, as if the file said so.
        """
        self._connection.execute("DROP VIEW IF EXISTS temp.children")
        self._withheld, self.changed = withheld, []
        self.changed = self._judged_without(withheld.records)
        if self.changed:
            self._shadow_children()

    def _judged_without(self, places: frozenset[int]) -> list[Changed]:
        tables: dict[str, set[str]] = {}
        for linked in self.linked_records(places=places):
            for code in linked.reaches:
                tables.setdefault(code, set()).add(linked.record.table)
        criteria, found = self._raw_meta("criteria") if tables else [], []
        uncounted = frozenset(at for at, one in enumerate(self._indicators) if not one.get("counted", True))
        for code in sorted(tables):
            child = self.child(code)
            if child is not None:
                before = Judged(child.answers, child.states, child.points, uncounted)
                after = without(before, tables[code], self._indicators, criteria)
                found.append(Changed(code, child.household_code, child.fiscal_age, before, after))
        return found

    def _shadow_children(self) -> None:
        """A view of our own connection stands before the table of the file: no query reads past it."""
        changes = {"answers": "BLOB", "states": "BLOB", "points": "BLOB", "total_points": "INTEGER", "known": "INTEGER"}
        columns = ", ".join(f"{name} {kind}" for name, kind in changes.items())
        self._connection.execute("PRAGMA temp_store = MEMORY")
        self._connection.execute("DROP TABLE IF EXISTS temp.changed")
        self._connection.execute(f"CREATE TEMP TABLE changed(child_code TEXT PRIMARY KEY, {columns})")
        self._connection.executemany(
            "INSERT INTO changed VALUES (?, ?, ?, ?, ?, ?)",
            [
                (one.child_code, now.answers, now.states, now.points, now.total_points, now.known)
                for one in self.changed
                for now in (one.after,)
            ],
        )
        told = [
            f"coalesce(n.{name}, c.{name}) AS {name}" if name in changes
            # Points of earlier months may rest on the same link.
            else "CASE WHEN n.child_code IS NULL THEN c.history ELSE '[]' END AS history" if name == "history"
            else f"c.{name} AS {name}"
            for name in TABLES["children"]
        ]  # fmt: skip
        self._connection.execute(
            f"CREATE TEMP VIEW children AS SELECT {', '.join(told)} FROM main.children AS c"
            " LEFT JOIN temp.changed AS n ON n.child_code = c.child_code"
        )

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def meta(self, key: str) -> Any:
        """A value of META_KEYS, decoded, with what is withheld laid over it. KeyError when there is none."""
        told = self._raw_meta(key)
        if not self.changed or key not in ("counts", "months", "worklist"):
            return told
        criteria = self._raw_meta("criteria")
        if key == "worklist":
            return worklist_after(told, criteria, self.changed)
        if key == "counts":
            return counts_after(told, criteria, self.changed)
        return [*told[:-1], counts_after(told[-1], criteria, self.changed)]

    def _raw_meta(self, key: str) -> Any:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return json.loads(row[0])

    @cached_property
    def _indicators(self) -> list[dict[str, Any]]:
        return list(self._raw_meta("indicators"))

    @cached_property
    def _indicators_by_id(self) -> dict[str, dict[str, Any]]:
        return {indicator["id"]: indicator for indicator in self._indicators}

    @cached_property
    def _fact_views(self) -> list[dict[str, Any]]:
        return list(self.meta("fact_views"))

    @cached_property
    def _departments(self) -> dict[str, str]:
        return dict(self.meta("departments"))

    @cached_property
    def indicator_ids(self) -> tuple[str, ...]:
        return tuple(indicator["id"] for indicator in self._indicators)

    @cached_property
    def criterion_ids(self) -> tuple[str, ...]:
        return tuple(criterion["id"] for criterion in self.meta("criteria"))

    def child(self, child_code: str) -> ServedChild | None:
        rows = self._children("WHERE child_code = ?", (child_code,))
        return rows[0] if rows else None

    def household(self, household_code: str) -> ServedHousehold | None:
        rows = self._households("WHERE household_code = ?", (household_code,))
        return rows[0] if rows else None

    def children_named(self, codes: Iterable[str]) -> list[ServedChild]:
        """The children of these codes that are served, by code."""
        wanted, found = sorted(set(codes)), list[ServedChild]()
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found += self._children(f"WHERE child_code IN ({marks}) ORDER BY child_code", tuple(some))
        return found

    def children_of(self, household_code: str) -> list[ServedChild]:
        """The target children of a household, eldest first."""
        return self._children("WHERE household_code = ? ORDER BY age DESC, child_code", (household_code,))

    def children(
        self,
        *,
        criterion: str | None = None,
        state: State | None = None,
        fiscal_age: int | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[ServedChild]:
        """One page of children: most points for `criterion` first (else most over all items), then by code."""
        where, values = self._filter(criterion, state, fiscal_age)
        order = "total_points DESC, child_code"
        if criterion is not None:
            order = f"substr(points, {self._position(criterion) + 1}, 1) DESC, {order}"
        return self._children(f"{where} ORDER BY {order} LIMIT ? OFFSET ?", (*values, limit, offset))

    def placed_children(self) -> list[PlacedChild]:
        """Every child of the run, without code, facts or history: a whole town at once."""
        rows = self._connection.execute(
            "SELECT child_code, household_code, grade, affiliation, protected, states FROM children ORDER BY child_code"
        )
        found = []
        for code, household, grade, affiliation, protected, states in rows:
            hidden = bool(protected) or code in self.withheld.protected
            place = None if hidden or self.withheld.whereabouts else affiliation
            found.append(PlacedChild(household, grade, place, hidden, states))
        return found

    def protected_places(self) -> set[tuple[str | None, str | None]]:
        """School or nursery and 学年 of whoever is protected, also since the run: to hide by, never for a page."""
        rows = self._connection.execute("SELECT child_code, affiliation, grade, protected FROM children")
        hidden = self.withheld.protected
        return {(place, grade) for code, place, grade, protected in rows if protected or code in hidden}

    def count_children(
        self, *, criterion: str | None = None, state: State | None = None, fiscal_age: int | None = None
    ) -> int:
        """How many children `children()` would list over all pages."""
        where, values = self._filter(criterion, state, fiscal_age)
        return int(self._connection.execute(f"SELECT count(*) FROM children {where}", values).fetchone()[0])

    def births(self) -> list[Birth]:
        """Children born in the last 13 months whose mother is known, by code; none where the run was made before they were told."""
        if not self._has("births"):
            return []
        rows = self._connection.execute("SELECT child_code, mother_id, birth_date FROM births ORDER BY child_code")
        return [Birth(code, mother, date.fromisoformat(born)) for code, mother, born in rows]

    def expecting(self, person_id: int) -> ExpectingTold | None:
        """What the town's files say of this woman's pregnancy; None where nothing came, or the run is older than that."""
        if not self._has("expecting"):
            return None
        row = self._connection.execute("SELECT body FROM expecting WHERE person_id = ?", (person_id,)).fetchone()
        if row is None:
            return None
        told = json.loads(row[0])
        days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("notified_on", "visited_on")}
        return ExpectingTold(date.fromisoformat(told["due_on"]), visits=int(told["visits"]), **days)

    def is_sheltered(self, person_id: int) -> bool:
        """Whether a grown-up or child of the register is under 支援措置, or lives with somebody who is: when the run was made,
        or since. A run of before it was told says yes: it is not sure."""
        if person_id in self.withheld.people or self.withheld.whereabouts or not self._has("sheltered"):
            return True
        query = "SELECT 1 FROM sheltered WHERE person_id = ?"
        return self._connection.execute(query, (person_id,)).fetchone() is not None

    def _has(self, table: str) -> bool:
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self._connection.execute(query, (table,)).fetchone() is not None

    def entitlement_rules(self) -> EntitlementRules | None:
        """The rules of services of this run; None where the run was made before there were any."""
        if not self._has("entitlements"):
            return None
        told = self._raw_meta("entitlements")
        return EntitlementRules(tuple(told["asked"]), tuple(told["off"]))

    def entitlement_answers(self, rule_id: str) -> dict[str, int]:
        """Child code → 0 使っている・当てはまらない, 1 当てはまり使っていない, or the number of a Missing reason, by code.

        Nothing for a rule that was not asked. A child with a record withheld that the rule reads is unknown.
        """
        rules = self.entitlement_rules()
        at = next((place for place, rule in enumerate(rules.asked if rules else ()) if rule["id"] == rule_id), None)
        if rules is None or at is None:
            return {}
        rows = self._connection.execute(
            "SELECT child_code, substr(answers, ?, 1) FROM entitlements ORDER BY 1", (at + 1,)
        )
        answers = {code: byte[0] for code, byte in rows}
        for linked in self.linked_records(places=self.withheld.records):
            if linked.record.table in rules.asked[at]["tables"]:
                answers |= {code: int(Missing.LINK_WITHDRAWN) for code in linked.reaches if code in answers}
        return answers

    def households(self, *, place: str | None = None, limit: int = 50, offset: int = 0) -> list[ServedHousehold]:
        """One page of households by code; `place` as stored, for example 'left_out:in_support'."""
        where, values = ("", ()) if place is None else ("WHERE place = ?", (place,))
        return self._households(f"{where} ORDER BY household_code LIMIT ? OFFSET ?", (*values, limit, offset))

    def find(self, name: str, birth_date: str, most: int = 5) -> list[str]:
        """Codes of children of exactly this name and birth date (ISO), at most `most`. No part of a name finds anybody."""
        rows = self._connection.execute(
            "SELECT child_code FROM records WHERE field_class = 'F2' AND json_extract(body, '$.name') = ?"
            " AND json_extract(body, '$.birth_date') = ? ORDER BY child_code LIMIT ?",
            (name, birth_date, most),
        )
        return [code for (code,) in rows]

    def named_children(self, grade: str | None = None) -> list[tuple[str, str, str | None]]:
        """Code, name and affiliation (None of whom none is told) of every child, or of every child of a 学年."""
        rows = self._connection.execute(
            "SELECT c.child_code, json_extract(r.body, '$.name'), c.affiliation FROM children AS c JOIN records AS r"
            " ON r.child_code = c.child_code AND r.field_class = 'F2' WHERE ? IS NULL OR c.grade = ? ORDER BY c.child_code",
            (grade, grade),
        )
        return [(code, name or "", place) for code, name, place in rows]

    def place_names(self) -> tuple[set[str], set[str]]:
        """Every school and nursery, and every 町字, that the file names of anybody: to know a place by, never for a page."""
        schools = self._connection.execute("SELECT DISTINCT affiliation FROM children WHERE affiliation IS NOT NULL")
        addresses = self._connection.execute(
            "SELECT DISTINCT json_extract(body, '$.address') FROM records WHERE field_class = 'F6'"
        )
        none = {NO_AFFILIATION, UNKNOWN_AFFILIATION}
        towns = {str(told).split(" ")[0] for (told,) in addresses if told}
        return {place for (place,) in schools} - none, {one for one in towns if not one[-1:].isdigit()}

    def records(self, child_code: str, field_classes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The bodies of a child's records, only of the classes asked for; {} for a child that is not served.

        Ask for no more than the person looking may see: what is not asked for never leaves the file. F6 is absent where
        the household is protected or its addresses are withheld. F3 to F5 without facts are {"facts": []}. F7 tells the unknown answers too.
        """
        asked, withheld = set(field_classes), self.withheld
        wanted = [name for name in RECORD_CLASSES if name in asked]
        marks = ",".join("?" * len(wanted))
        rows = self._connection.execute(
            f"SELECT field_class, body FROM records WHERE child_code = ? AND field_class IN ({marks})",
            (child_code, *wanted),
        )
        stored = dict(rows.fetchall())
        # Read at once: a reader of JSON takes longer to begin than for most bodies.
        found = dict(zip(stored, json.loads(f"[{','.join(stored.values())}]"), strict=True))
        # Not the whole child: this is read for every look at a page.
        child = self._connection.execute(
            "SELECT protected, answers FROM children WHERE child_code = ?", (child_code,)
        ).fetchone()
        if child is None:
            return {}
        protected, answers = bool(child[0]) or child_code in withheld.protected, child[1]
        if protected or withheld.addresses or withheld.whereabouts:
            found.pop("F6", None)
        if protected or withheld.whereabouts:
            found.get("F2", {}).update(elsewhere=[], same_address=[])
        elif "F2" in found:
            self._leave_out_protected(found["F2"])
        placeless = child_code in withheld.protected or withheld.whereabouts
        for name in wanted:
            if name in ("F3", "F4", "F5"):
                facts = found.get(name, {}).get("facts", [])
                kept = self._not_withheld(facts)
                found[name] = {"facts": self._facts_told(kept, placeless)}
                if len(kept) < len(facts):
                    found[name]["withdrawn"] = [
                        self._fact_views[fact["v"]]["lane"] for fact in facts if fact not in kept
                    ]
            if name == "F7":
                found[name] = self._judgement_told(answers, found.get(name, {}).get("reasons", []))
        return dict(sorted(found.items()))

    def facts_labelled(self, child_codes: Iterable[str], label: str) -> dict[str, FactsTold]:
        """Of each child that has any: the facts of one kind (its label on a child's page), without reading the rest."""
        views = [(place, view["class"]) for place, view in enumerate(self._fact_views) if view["label"] == label]
        codes, found = list(child_codes), dict[str, FactsTold]()
        marks = ",".join("?" * len(codes))
        for field_class in sorted({name for _, name in views}):
            places = {place for place, name in views if name == field_class}
            rows = self._connection.execute(
                f"SELECT child_code, body FROM records WHERE field_class = ? AND child_code IN ({marks})",
                (field_class, *codes),
            )
            for code, body in rows:
                facts = [fact for fact in json.loads(body).get("facts", []) if fact["v"] in places]
                kept = self._not_withheld(facts)
                if facts:
                    periods = tuple((fact["o"], fact["u"]) for fact in kept)
                    found[code] = FactsTold(periods, withdrawn=len(kept) < len(facts))
        return found

    def _not_withheld(self, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        withheld = self.withheld.records
        return [fact for fact in facts if withheld.isdisjoint(fact.get("k") or ())] if withheld else facts

    def _leave_out_protected(self, names: dict[str, Any]) -> None:
        """Of another household nothing is told once one of its children is protected, also since the run."""
        hidden = self.withheld.protected
        names["elsewhere"] = [one for one in names.get("elsewhere", []) if one["child_code"] not in hidden]
        names["same_address"] = [one for one in names.get("same_address", []) if not hidden & {*one["children"]}]

    def _facts_told(self, facts: list[dict[str, Any]], placeless: bool) -> list[dict[str, Any]]:
        """Facts as pages read them: lane, label, text, on, until, department, source; `placeless`: without their places."""
        views, departments = self._fact_views, self._departments
        return [
            {
                "lane": view["lane"],
                "label": view["label"],
                "text": WITHHELD_PLACE if placeless and view.get("place", True) else fact["t"],
                "on": fact["o"],
                "until": fact["u"],
                "department": departments.get(fact["s"]),
                "source": fact["s"],
                "records": fact.get("k") or [],
                "limited_to": view.get("limited_to", "" if view["label"] == LIMITED_ALWAYS else None),
            }
            for fact in facts
            for view in (views[fact["v"]],)
        ]

    def _judgement_told(self, answers: bytes, reasons: list[dict[str, Any]]) -> dict[str, Any]:
        """F7 as pages read it: reasons with label and types, and every unknown answer with its reason in words."""
        declared, withdrawn = self._indicators_by_id, set[str]()
        if Missing.LINK_WITHDRAWN in answers:
            withdrawn = {
                self.indicator_ids[place] for place, answer in enumerate(answers) if answer == Missing.LINK_WITHDRAWN
            }
        return {
            "reasons": [
                {
                    **reason,
                    "label": declared[reason["indicator"]]["label"],
                    "types": declared[reason["indicator"]]["types"],
                }
                for reason in reasons
                # Of an answer that is withheld no reason stands either.
                if reason["indicator"] in declared and reason["indicator"] not in withdrawn
            ],
            "unknown": [
                {"indicator": indicator["id"], "label": indicator["label"], "reason": _REASONS[answer]}
                for indicator, answer in zip(self._indicators, answers, strict=True)
                if answer >= 10
            ],
        }

    def waiting_records(self) -> list[WaitingRecord]:
        """Records that wait for a person, in their order; none in a file of before there were any.

        Of whoever is protected, or whose whereabouts are withheld, neither school nor family is told, on neither side: a
        record of whom a protected child may be meant says as much as the register, and so does the name of its file.
        """
        return [self._waiting(*row) for row in self._waiting_rows("ORDER BY place", ())]

    def waiting_record(self, record_key: str) -> WaitingRecord | None:
        found = [self._waiting(*row) for row in self._waiting_rows("WHERE record_key = ?", (record_key,))]
        return found[0] if found else None

    def _waiting_rows(self, rest: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        known = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'waiting_records'").fetchone()
        query = f"SELECT record_key, table_name, body FROM waiting_records {rest}"
        return self._connection.execute(query, values).fetchall() if known else []

    def _waiting(self, record_key: str, table: str, body: str) -> WaitingRecord:
        told = json.loads(body)
        words, place = told["words"], told["place"]
        number = (words.get("school_code"), words.get("pupil_no"))
        for person in told["people"]:
            since = person["child_code"] in self.withheld.protected or person["person_id"] in self.withheld.people
            person["protected"] = person["protected"] or since
            if person["protected"] or self.withheld.whereabouts:
                person |= {"school": None, "grade": None, "family": []}
        withheld = self.withheld.whereabouts or any(person["protected"] for person in told["people"])
        if withheld:
            words = {word: None if word in _TELLS_WHERE else said for word, said in words.items()}
            place = place | {"file": WITHHELD_PLACE, "sheet": None, "line": None}
        return WaitingRecord(
            record_key, table, told["reason"], told["rows"], words, place, told["people"], number, withheld
        )

    def linked_records(
        self,
        *,
        person_id: int | None = None,
        places: Iterable[int] = (),
        keys: Iterable[str] = (),
        judged: bool = False,
    ) -> list[LinkedRecord]:
        """Records that found their person, in their order: of a person, at places, of keys, or (`judged`) linked by people;
        none in a file of before they were kept. What may not be told of their person is told on neither side.
        """
        wanted: list[tuple[str, int | str]] = [("person_id = ?", person_id)] if person_id is not None else []
        wanted += [("place = ?", place) for place in sorted(places)] + [("record_key = ?", key) for key in sorted(keys)]
        known = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'linked_records'").fetchone()
        if not known:
            return []
        rows: set[tuple[Any, ...]] = set()
        query = "SELECT place, record_key, table_name, person_id, method, body FROM linked_records WHERE "
        for condition, value in wanted:
            rows.update(self._connection.execute(query + condition, (value,)))
        if judged:
            rows.update(self._connection.execute(query + "method = 'judged'"))
        return [self._linked(*row) for row in sorted(rows)]

    def linked_keys(self, beginning: str) -> list[str]:
        """Keys of linked records that begin so, at most two: one is an answer, two are a question."""
        known = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'linked_records'").fetchone()
        if not known:
            return []
        query = "SELECT DISTINCT record_key FROM linked_records WHERE record_key BETWEEN ? AND ? LIMIT 2"
        return [key for (key,) in self._connection.execute(query, (beginning, beginning + "g"))]

    def _linked(self, place: int, key: str, table: str, person_id: int, method: str, body: str) -> LinkedRecord:
        told = json.loads(body)
        record = self._waiting(key, table, body)
        return LinkedRecord(place, person_id, method, record, tuple(told["numbers"]), tuple(told["reaches"]))

    def facts_hash(self, child: ServedChild) -> str:
        """What a decision about this child notes down, so that it lapses when the facts change."""
        return facts_hash(
            identifier for identifier, byte in zip(self.indicator_ids, child.answers, strict=True) if byte == 1
        )

    def _position(self, criterion: str) -> int:
        return self.criterion_ids.index(criterion)

    def _filter(
        self, criterion: str | None, state: State | None, fiscal_age: int | None
    ) -> tuple[str, tuple[Any, ...]]:
        conditions: list[str] = []
        values: list[Any] = []
        if criterion is not None and state is not None:
            conditions.append(f"substr(states, {self._position(criterion) + 1}, 1) = ?")
            values.append(bytes([STATE_BYTES[state]]))
        elif state == "flagged":
            conditions.append("instr(states, ?) > 0")
            values.append(bytes([FLAGGED]))
        elif state is not None:
            raise ValueError("only state='flagged' may be asked without a criterion")
        if fiscal_age is not None:
            conditions.append("fiscal_age = ?")
            values.append(fiscal_age)
        return ("WHERE " + " AND ".join(conditions) if conditions else ""), tuple(values)

    def _children(self, rest: str, values: tuple[Any, ...]) -> list[ServedChild]:
        rows = self._connection.execute(f"SELECT {_CHILD_COLUMNS} FROM children {rest}", values)
        found = []
        for row in rows:
            child: dict[str, Any] = dict(zip(TABLES["children"], row, strict=True))
            child |= {"protected": bool(child["protected"]), "history": json.loads(child["history"])}
            child["protected"] |= child["child_code"] in self.withheld.protected
            if child["protected"] or self.withheld.whereabouts:
                child["affiliation"] = None
            found.append(ServedChild(**child))
        return found

    def _households(self, rest: str, values: tuple[Any, ...]) -> list[ServedHousehold]:
        rows = self._connection.execute(
            f"SELECT household_code, household_id, place, members FROM households {rest}", values
        )
        return [ServedHousehold(code, number, place, json.loads(members)) for code, number, place, members in rows]


def open_serving(place: Path) -> Serving:
    """Open the serving file of a home's current run, of a run folder, or the file itself.

    Raises RefusedError V001 when the home has no finished run, V002 when the run has no serving file.
    """
    path = _serving_path(Path(place))
    if not path.is_file():
        raise RefusedError(
            "V002", f"画面用のファイルがありません（{path.name}）", "tsunagu run をもう一度実行してください"
        )
    return Serving(path)


def _serving_path(place: Path) -> Path:
    if place.is_file():
        return place
    if (place / SERVING_FILE).is_file():
        return place / SERVING_FILE
    current = place / "CURRENT"
    if not current.is_file():
        raise RefusedError("V001", "まだ判定した月がありません", "tsunagu run を実行してください")
    return place / "runs" / json.loads(current.read_text(encoding="utf-8"))["run"] / SERVING_FILE
