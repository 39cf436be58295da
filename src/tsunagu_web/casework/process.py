"""進め方: states, whose turn each is, moves and deadlines, as a town declares them in `process.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Document, Pack, parse
from tsunagu.serving import FACT_LABELS
from tsunagu_web.access import RoleKey
from tsunagu_web.access.roles import ROLES, meets_families
from tsunagu_web.casework.funnel_steps import Funnel
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.narrowing.declared import QuickFilter

FILE = "process.yaml"
DECIDED = "decided"
"""Target of the one move whose next state follows from the conference's decisions."""
ANY = "*"
ALARM = "alarm"
"""The move that takes a case out of the monthly cycle."""
NO_LONGER_DECLARED = "この状態は、いまの進め方の宣言にありません。情報担当に伝える"
RECEIVED, LISTED_AGAIN, SENT, KEPT = "receive", "listed", "sheet", "kept"
"""Lines of the 経過 that no declaration names: 受理, on a list again, a 情報収集シート sent without a move."""
END_OF_DAY = {"hour": 23, "minute": 59, "second": 59, "microsecond": 0}


class State(Declared):
    """状態. `owner`: whose turn it is. `told`: who of a school reads its name as well, once the case came to them. `days`,
    `hours`: by when the next step is due. `review`: due means 見直し日."""

    key: str
    label: str
    owner: tuple[RoleKey, ...]
    told: tuple[RoleKey, ...] = ()
    days: int | None = Field(default=None, ge=1)
    hours: int | None = Field(default=None, ge=1)
    next: str
    review: bool = False
    ended: bool = False

    def is_turn_of(self, roles: Collection[str]) -> bool:
        """Whether it is the turn of somebody with these roles."""
        return any(role.value in roles for role in self.owner)

    def due_at(self, moment: datetime) -> datetime | None:
        """When the next step is due for a case that comes into this state at `moment`; days end at midnight."""
        if self.hours:
            return moment + timedelta(hours=self.hours)
        return (moment + timedelta(days=self.days)).replace(**END_OF_DAY) if self.days else None  # type: ignore[arg-type]


Through = Literal["page", "conference", "expecting", "transfer"]
"""The feature whose page makes a move; page is the case's own."""


class Behind(Declared):
    """裏づけ: what was done before a move says so. One of those named is enough: a meeting of kind `held` that took place, one of
    kind `called` with the case on its agenda, an answered 情報収集シート, a 対応事項, a 支援経過 by one of the roles `contact`; each since the newest of the
    moves `since`. `label`: what people read is missing."""

    label: str
    since: tuple[str, ...] = Field(min_length=1)
    held: str = ""
    called: str = ""
    answered: bool = False
    task: bool = False
    contact: tuple[RoleKey, ...] = ()

    @model_validator(mode="after")
    def _something_is_asked(self) -> Behind:
        if not (self.held or self.called or self.answered or self.task or self.contact):
            raise ValueError("何があればよいか（held、called、answered、task、contact）が要ります")
        return self


class Move(Declared):
    """動かし方. `asks`: what whoever moves it must write; registration is day, kind and row of the ledger of 要対協, sighting
    that each child of the household was seen since the alarm.
    `addressed`: what is written is for whoever takes the case over, and is read by all who may read the case. `through`:
    the feature whose page makes the move. `after`: state → the move that must have been made in it first. `behind`: all of what
    must have been done before."""

    key: str
    label: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    by: tuple[RoleKey, ...] = Field(min_length=1)
    asks: tuple[Literal["reason", "due", "registration", "sighting"], ...]
    addressed: bool = False
    through: Through = "page"
    after: dict[str, str] = Field(default_factory=dict)
    behind: tuple[Behind, ...] = ()


class DecisionLeads(Declared):
    """Where one of the four decisions leads a household. The first in the list that a child of it has counts."""

    decision: Literal["要支援", "調査継続", "経過観察", "支援不要"]
    to: str


class MeetingKind(Declared):
    """会議の種類. `agenda`: states whose cases may come up; `decides`: the four decisions are taken here, and every such case
    comes up by itself, with `reviews` also those whose 見直し日 came. `emergency`: held at once over a household in danger, and decides
    what is done about that. `by`: who calls and records it; `attendees`: which
    roles may be asked to come, without any every role whose work is with families; `deciders`: whose names a decision may bear."""

    key: str
    label: str
    agenda: tuple[str, ...] = Field(min_length=1)
    by: tuple[RoleKey, ...] = Field(min_length=1)
    attendees: tuple[RoleKey, ...] = tuple(role.key for role in ROLES.values() if meets_families(role))
    decides: bool = False
    reviews: bool = False
    emergency: bool = False
    deciders: tuple[RoleKey, ...] = ()

    @model_validator(mode="after")
    def _a_decision_bears_a_name(self) -> MeetingKind:
        if (self.decides or self.emergency) and not self.deciders:
            raise ValueError("decides と emergency には、決定者になれる役割（deciders）が要ります")
        return self

    @model_validator(mode="after")
    def _who_works_with_families_comes(self) -> MeetingKind:
        if others := [one for one in self.attendees if not meets_families(ROLES[one])]:
            raise ValueError(f"attendees: {others[0]} は、家族のことを話す会議に出る役割ではありません")
        if missing := {*self.by, *self.deciders} - {*self.attendees}:
            raise ValueError(f"attendees: 開く役割と決定者（{min(missing)}）も入れてください")
        return self


class ExampleRule(Declared):
    """Which cases are laid side by side: those alike by their `reasons` (and types), or by their `types` alone, that went
    different ways; the `most` evenly split groups."""

    alike: Literal["reasons", "types"] = "reasons"
    most: int = Field(default=10, ge=1, le=50)


class ShareOf(Declared):
    """割合: of the cases that last made one of the moves `of`, how many made `share`, told by school, or by person
    who judged, or both. `examples`: the
    rule by which cases judged differently are laid side by side."""

    key: str
    label: str
    share: str
    of: tuple[str, ...] = Field(min_length=2)
    told_by: tuple[Literal["school", "person"], ...] = ("school",)
    examples: ExampleRule | None = None


class Notice(Declared):
    """知らせ on 今日. Either of cases that made one of `moves` in the last `days`, or of those in one of the states `overdue` whose
    deadline is past. `to`: the roles that are told, each of the cases it may see."""

    words: str
    to: tuple[RoleKey, ...] = Field(min_length=1)
    moves: tuple[str, ...] = ()
    days: int = Field(default=7, ge=1, le=31)
    overdue: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_thing_is_told(self) -> Notice:
        if bool(self.moves) == bool(self.overdue):
            raise ValueError("知らせは、moves（したこと）か overdue（期限を過ぎた状態）の、どちらか一つです")
        return self


class AskedThrough(Declared):
    """聞く課: the roles through which a 情報収集シート goes to a school, to a nursery, or to a named person."""

    of: Literal["school", "nursery", "person"]
    by: tuple[RoleKey, ...] = Field(min_length=1)


class Process(Declared):
    """受理から支援まで, of one town. `alarm_notes`: kinds of 見守り情報 that open a case and move it by ALARM at once.
    `own_view_first`: at a meeting the judgement opens to whoever wrote down an own view. `override_days`: the most days a
    例外表示 may last. `supported`: where the case of a household begins that is supported already; else `first`.
    `quick_filters`: what lists of households are often narrowed to, by one press. `reassessed`: what people call a household that was
    registered at the 要対協 and no longer is. `asking`: the section in charge of asking each kind of 所属; one that is not named
    is asked by whoever may ask. `notices`: what 今日 tells of cases, and whom."""

    schema_: int = Field(alias="schema")
    version: str
    label: str
    reference: str
    first: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    decisions: tuple[DecisionLeads, ...]
    alarm_notes: tuple[str, ...] = ()
    meetings: tuple[MeetingKind, ...] = ()
    own_view_first: bool = False
    shares: tuple[ShareOf, ...] = ()
    funnel: Funnel | None = None
    override_days: int = Field(default=30, ge=1, le=90)
    supported: str = ""
    quick_filters: tuple[QuickFilter, ...] = ()
    reassessed: str = "以前に要対協に登録"
    asking: tuple[AskedThrough, ...] = ()
    notices: tuple[Notice, ...] = ()

    @model_validator(mode="after")
    def _keys_are_told_once(self) -> Process:
        for name in ("states", "moves", "meetings"):
            keys = [one.key for one in getattr(self, name)]
            doubled = sorted({key for key in keys if keys.count(key) > 1})
            if doubled:
                raise ValueError(f"{name}: {doubled[0]} が二度書かれています")
        return self

    def state(self, key: str) -> State:
        """The declared state. One the declarations no longer have bears its key: its cases stay on the pages and can be alarmed."""
        known = next((state for state in self.states if state.key == key), None)
        return known or State(key=key, label=key, owner=(), next=NO_LONGER_DECLARED)

    def move(self, key: str) -> Move | None:
        """The declared move of this key."""
        return next((move for move in self.moves if move.key == key), None)

    def meeting(self, key: str) -> MeetingKind | None:
        """The declared kind of meeting of this key."""
        return next((kind for kind in self.meetings if kind.key == key), None)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """What may happen to a case in this state, in the order of the declaration."""
        found = [move for move in self.moves if state in move.from_ or (ANY in move.from_ and move.to != state)]
        return tuple(found)

    def after(self, decisions: list[str]) -> str:
        """The state of a household whose children got these decisions."""
        return next(leads.to for leads in self.decisions if leads.decision in decisions)


def load_process(pack: Pack) -> Process:
    """A pack's 進め方, checked.

    Raises DeclarationError C010 (no process.yaml), C011 (a move, decision or meeting names a state that is not declared),
    C012 (a state no case can reach), C013 (a state that is not the end and has no way out), C014 (a move waits for one that cannot
    be made in that state), C055 (an alarm that is none),
    C063 (a share of moves that are not declared, or not among those it is a share of), C090 (a step of the funnel counts what is
    not declared), C091 (it calls children known by a kind of fact there is none of), C097 (a よく使うしぼり込み chooses what no filter has),
    C260 (what must stand behind a move names a meeting or move there is none of), C262 (a 知らせ of a state or move there is none of).
    """
    documents = pack.documents(FILE)
    if not documents:
        path = pack.layers.file
        raise DeclarationError("C010", path, 1, f"{FILE}（進め方）がありません", f"{FILE} を置いてください")
    document = documents[-1]
    process = parse(Process, document)
    _check_states_exist(document, process)
    _check_ways(document, process)
    _check_waits(document, process)
    _check_alarms(pack, document, process)
    for place, share in enumerate(process.shares):
        unknown = [key for key in share.of if process.move(key) is None]
        if unknown or share.share not in share.of:
            named = unknown[0] if unknown else share.share
            raise _wrong("C063", document, ("shares", place), f"{named} は、割合に数える動きではありません")
    _check_funnel(document, process)
    states = {state.key for state in process.states}
    for place, notice in enumerate(process.notices):
        unknown = sorted({*notice.overdue} - states) + [key for key in notice.moves if process.move(key) is None]
        if unknown:
            raise _wrong("C262", document, ("notices", place), f"{unknown[0]} という状態か動きはありません")
    for place, quick in enumerate(process.quick_filters):
        unknown_choice = quick.unknown or ("" if quick.choose.get("state", process.first) in states else "state")
        if unknown_choice:
            message = f"{unknown_choice} という、しぼり込みの値はありません"
            raise _wrong("C097", document, ("quick_filters", place), message)
    return process


def _check_funnel(document: Document, process: Process) -> None:
    if process.funnel is None:
        return
    states = {state.key for state in process.states}
    moves = {move.key for move in process.moves} | {RECEIVED, LISTED_AGAIN, SENT, KEPT}
    meetings = {kind.key for kind in process.meetings}
    for place, step in enumerate(process.funnel.steps):
        unknown = sorted({*step.states} - states | {*step.moves} - moves | {*step.meetings} - meetings)
        if unknown:
            location = ("funnel", "steps", place)
            raise _wrong("C090", document, location, f"{unknown[0]} という状態・動き・会議の種類はありません")
    unknown = sorted({*process.funnel.known_before} - FACT_LABELS)
    if unknown:
        raise _wrong("C091", document, ("funnel",), f"{unknown[0]} という事実の種類はありません")


def _check_alarms(pack: Pack, document: Document, process: Process) -> None:
    kinds = {code.code for code in pack.code_lists["watch_kind"].codes}
    for place, kind in enumerate(process.alarm_notes):
        if kind not in kinds or process.move(ALARM) is None:
            raise _wrong("C055", document, ("alarm_notes", place), f"{kind} という分類か、{ALARM} の動きがありません")


def _check_states_exist(document: Document, process: Process) -> None:
    known = {state.key for state in process.states}
    named: list[tuple[tuple[str | int, ...], str]] = [(("first",), process.first)]
    for place, move in enumerate(process.moves):
        targets = {*move.from_, move.to} - {ANY} - ({DECIDED} if move.through == "conference" else set())
        named += [(("moves", place), target) for target in sorted(targets)]
    named += [(("supported",), process.supported)] if process.supported else []
    named += [(("decisions", place), leads.to) for place, leads in enumerate(process.decisions)]
    named += [(("meetings", place), state) for place, kind in enumerate(process.meetings) for state in kind.agenda]
    for location, key in named:
        if key not in known:
            raise _wrong("C011", document, location, f"{key} という状態はありません")


def _check_ways(document: Document, process: Process) -> None:
    decided = {leads.to for leads in process.decisions}
    reached, waiting = {process.first}, [process.first]
    while waiting:
        for move in process.moves_from(waiting.pop()):
            fresh = (decided if move.to == DECIDED else {move.to}) - reached
            reached |= fresh
            waiting += sorted(fresh)
    for place, state in enumerate(process.states):
        if state.key not in reached:
            raise _wrong("C012", document, ("states", place), f"{state.key}（{state.label}）に進む道がありません")
        out = [move for move in process.moves_from(state.key) if ANY not in move.from_ and move.to != state.key]
        if not out and not state.ended:
            raise _wrong("C013", document, ("states", place), f"{state.key}（{state.label}）から進む道がありません")


def _check_waits(document: Document, process: Process) -> None:
    for place, move in enumerate(process.moves):
        for one in move.behind:
            kinds = [key for key in (one.held, one.called) if key and process.meeting(key) is None]
            unknown = kinds + [key for key in one.since if process.move(key) is None]
            if unknown:
                raise _wrong("C260", document, ("moves", place), f"{unknown[0]} という会議か動きはありません")
        for state, key in move.after.items():
            # Made there and leading on from there, it would be forgotten with the state.
            if not any(one.key == key and one.to == state for one in process.moves_from(state)):
                raise _wrong("C014", document, ("moves", place), f"{key} は、{state} にとどまる動きではありません")


def _wrong(code: str, document: Document, location: tuple[object, ...], message: str) -> DeclarationError:
    return DeclarationError(code, document.path, document.line_of(location), message, "示した行を直してください")


def current_process() -> Process:
    """The 進め方 of the home the pages show."""
    pack = current_pack()
    return _process(pack.declarations_hash)


@functools.lru_cache(maxsize=2)
def _process(declarations_hash: str) -> Process:
    """Read again only when the declarations changed."""
    return load_process(current_pack())
