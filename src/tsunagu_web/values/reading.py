"""The rows of a child that an owner section may correct, and what has been entered beside them.

Rows are read from the sealed snapshot of the run itself: the record of the pages holds sentences, not rows (ADR 0008).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import salted_hmac

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.missing import Missing
from tsunagu.catalog import Pack, Source, screen_sources, screen_table
from tsunagu.engines import Engine, open_engine, quoted_path, quoted_text
from tsunagu.intake import loads
from tsunagu.mart import Snapshot, find_snapshot
from tsunagu.purpose import LiveItems, live_items
from tsunagu.serving import ServedChild
from tsunagu_web.access import EACH_SCHOOL, CaseObject, Decision, Field, Form, Scope, ValueObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder
from tsunagu_web.values.families import UNREADABLE, entered_about, parents_sql
from tsunagu_web.values.items import Sheet, cells_of, sheet_of
from tsunagu_web.values.models import ABOUT, FATHER, MOTHER, SELF, EnteredRow, EnteredVersion

STATES = {
    "counts": "反映済み",
    "same": "ファイルも同じ",
    "differs": "ファイルと食い違い",
    "gone": "新しいファイルに、この行がありません／変わりました",
    "lost": "反映できない",
}
LOOK = "values.look"
CONFLICTS = ("differs", "gone", "lost")


@dataclass(frozen=True)
class FiledRow:
    """A row of a department's file: where it stands, of whom it is, its cells by heading and why others are empty."""

    load_id: str
    file: str
    sheet: str | None
    line: int
    about: str
    cells: Mapping[str, str]

    @property
    def key(self) -> str:
        """By which an entry names it."""
        return f"{self.load_id}:{self.sheet or ''}:{self.line}"

    @property
    def mark(self) -> str:
        """By which a page names it: the names of a file and its sheets may be a school's."""
        return salted_hmac("values.row", self.key).hexdigest()[:32]

    @property
    def whose(self) -> str:
        """こども本人, 母 or 父."""
        return dict(ABOUT)[self.about]


@dataclass(frozen=True)
class Change:
    """One item of an entry: what it says now, and what the file says."""

    heading: str
    now: str
    before: str


@dataclass
class Line:
    """One row people entered, as this person may see it: its versions, newest first, and what became of the newest."""

    entered: EnteredRow
    versions: list[EnteredVersion]
    label: str
    changes: list[Change]
    state: str
    filed: FiledRow | None = None
    """The newest file's row, where it says otherwise."""
    history: list[EnteredVersion] = field(default_factory=list)

    about: str = SELF
    """Of whom it is, seen from the child whose page this is."""
    delivered: list[tuple[str, str]] = field(default_factory=list)
    """受け取ったときの値: heading and cell of the file's row as it read when it was first spoken of."""
    unread: bool = False
    """The newest file's row, which says otherwise, cannot be read now."""

    @property
    def newest(self) -> EnteredVersion:
        """What counts."""
        return self.versions[0]

    @property
    def whose(self) -> str:
        """こども本人, 母 or 父."""
        return dict(ABOUT)[self.about]

    @property
    def stands(self) -> bool:
        """A row of a file is judged otherwise than it was delivered."""
        return self.state == "counts" and not self.added and not self.newest.is_over

    @property
    def waits(self) -> bool:
        """Not yet in the run that the pages show."""
        return self.state == ""

    @property
    def words(self) -> str:
        """未反映, 反映済み …"""
        return STATES.get(self.state, "未反映")

    @property
    def conflict(self) -> bool:
        """Somebody of the owner section must look at it."""
        return self.state in CONFLICTS

    @property
    def words_of_conflict(self) -> str:
        """What the newest file says of it."""
        if self.state == "gone" and self.newest.act == EnteredVersion.WITHDRAW:
            return "取り下げた行が新しいファイルにありません／変わりました"
        return self.words

    @property
    def added(self) -> bool:
        """No row of a file lies below it."""
        return self.entered.row is None

    @property
    def acts(self) -> tuple[str, ...]:
        """What may be done now. What counts no more beside a newer file can only be ended: another row is another entry."""
        if self.conflict or self.state == "same":
            return (EnteredVersion.END,)
        leave = () if self.added and not self.newest.load_id else (EnteredVersion.END,)
        return (EnteredVersion.CORRECT, EnteredVersion.WITHDRAW, *leave)


def sheets_for(
    run: RunView, child: ServedChild, user: User | AnonymousUser, action: str = LOOK, live: LiveItems | None = None
) -> dict[str, Sheet]:
    """The sources this person may enter values of for this child, ready to be drawn; none: the page does not exist.

    A source may have no item to enter: none with a purpose in force, or, of a protected child, none without words.
    """
    pack, live = current_pack(), live or live_items(home_folder(), clock.today())
    found = {}
    for name, decision in _decisions(run, pack, run.case(child), user, action).items():
        unsure = bool(run.feed.why_hidden)
        found[name] = sheet_of(pack, name, decision, live, protected=child.protected, unsure=unsure)
    return found


def _decisions(
    run: RunView, pack: Pack, case: CaseObject, user: User | AnonymousUser, action: str
) -> dict[str, Decision]:
    found = {}
    for name, source in screen_sources(pack.sources).items():
        table = pack.tables[screen_table(source) or ""]
        decision = authorize(user, action, ValueObject(case, source.owner, table.sensitivity))
        if decision.allowed and (
            not _keeps_files(decision) or of_each_school(source) or _own_rows(run, case, source.owner)
        ):
            found[name] = decision
    return found


def of_each_school(source: Source) -> bool:
    """Every school holds the rows of its own pupils, and of nobody else."""
    return source.owner.startswith(EACH_SCHOOL)


def _keeps_files(decision: Decision) -> bool:
    return decision.role is not None and decision.role.files is Scope.SECTION


def _own_rows(run: RunView, case: CaseObject, owner: str) -> bool:
    """Whether the section has a row about the child or a parent: whoever keeps its files finds no other child."""
    own = tuple(sorted(name for name, one in screen_sources(current_pack().sources).items() if one.owner == owner))
    try:
        return case.child_code in _codes_with_rows(home_folder(), run.meta["snapshot_id"], own)
    except TsunaguError:
        return False  # of whom a damaged snapshot tells nothing, the section has no row


@lru_cache(maxsize=16)
def _codes_with_rows(home: Path, snapshot_id: str, sources: tuple[str, ...]) -> frozenset[str]:
    """整理番号 of the children of whom the sources have a row in a snapshot; it is sealed, so that the answer stays."""
    snapshot = find_snapshot(home, snapshot_id)
    links, kin, codes = (quoted_path(snapshot.table_path(name)) for name in ("links", "kin", "child_codes"))
    engine = open_engine([snapshot.path])
    try:
        own = (
            f"SELECT person_id FROM read_parquet({links}) WHERE person_id IS NOT NULL"
            f" AND source IN ({', '.join(map(quoted_text, sources))})"
        )
        rows = engine.execute(
            f"WITH own AS ({own}) SELECT code FROM read_parquet({codes}) WHERE person_id IN (FROM own)"
            f" OR person_id IN (SELECT person_id FROM read_parquet({kin}) WHERE relation IN ('{MOTHER}', '{FATHER}')"
            " AND relative_id IN (FROM own))"
        ).fetchall()
    finally:
        engine.close()
    return frozenset(str(code) for (code,) in rows)


def enters_anything(run: RunView, child: ServedChild, user: User | AnonymousUser) -> bool:
    """Whether the page of this child's values is there for this person."""
    return bool(_decisions(run, current_pack(), run.case(child), user, LOOK))


def filed_rows(run: RunView, child: ServedChild, sheet: Sheet) -> list[FiledRow]:
    """The rows of the department's files about the child and its parents in the run's snapshot, in the file's order.

    Raises TsunaguError where the snapshot is not there or is damaged, RefusedError X003 where people doubt whose such a record is.
    """
    if sheet.table in _doubted(run, child):
        raise RefusedError(
            "X003",
            "同一人確認で、だれのものかを見なおしている記録があります",
            "次の月の処理で行き先が決まるまで、この表の行は出しません",
        )
    snapshot = find_snapshot(home_folder(), run.meta["snapshot_id"])
    engine = open_engine([snapshot.path])
    try:
        people = _people(engine, snapshot, run, child)
        named = ", ".join(str(person) for person in people)
        found = engine.execute(
            f"SELECT * FROM read_parquet({quoted_path(snapshot.table_path(sheet.table))}) WHERE person_id IN ({named})"
            f" AND source = {quoted_text(sheet.source.source)} ORDER BY load_id, sheet, line"
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    finally:
        engine.close()
    entered = {load.load_id for load in loads(home_folder()) if load.entered}
    rows = [row for row in rows if _of_own_school(sheet, row, child)]
    return [_filed(sheet, row, people[row["person_id"]]) for row in rows if row["load_id"] not in entered]


def _of_own_school(sheet: Sheet, row: Mapping[str, Any], child: ServedChild) -> bool:
    """Of what every school holds for itself only the rows of the school the child goes to now: another's are not its to change."""
    if not of_each_school(sheet.source):
        return True
    if row["person_id"] != child.person_id:
        return False
    school = row.get("school")
    return school is not None and current_pack().school_names().get(str(school), str(school)) == child.affiliation


def whose_known(run: RunView, child: ServedChild, source: Source) -> tuple[tuple[str, str], ...]:
    """Of ABOUT those whom the run knows: a row about anybody else would be nobody's, and never judged. A school's rows are of
    its pupils alone, and of their parents it is told nothing."""
    if of_each_school(source):
        return tuple(one for one in ABOUT if one[0] == SELF)
    try:
        snapshot = find_snapshot(home_folder(), run.meta["snapshot_id"])
    except TsunaguError:
        return tuple(one for one in ABOUT if one[0] == SELF)
    engine = open_engine([snapshot.path])
    try:
        known = _people(engine, snapshot, run, child).values()
    finally:
        engine.close()
    return tuple(one for one in ABOUT if one[0] in known)


def row_of_load(sheet: Sheet, load_id: str, place: tuple[str | None, int], about: str) -> FiledRow | None:
    """One row of a load by sheet and line; None where there is none."""
    load = next((one for one in loads(home_folder()) if one.load_id == load_id and not one.entered), None)
    if load is None or load.source != sheet.source.source:
        return None
    path = load.table_path(home_folder(), sheet.table)
    engine = open_engine([load.folder(home_folder())])
    try:
        found = engine.execute(
            f"SELECT * FROM read_parquet({quoted_path(path)}) WHERE line = ? AND sheet IS NOT DISTINCT FROM ?",
            [place[1], place[0]],
        )
        names = [column[0] for column in found.description or ()]
        row = found.fetchone()
    finally:
        engine.close()
    if row is None:
        return None
    return _filed(sheet, dict(zip(names, row, strict=True)) | {"load_id": load_id, "file": load.file_name}, about)


def _filed(sheet: Sheet, row: Mapping[str, Any], about: str) -> FiledRow:
    return FiledRow(row["load_id"], row["file"], row["sheet"], row["line"], about, cells_of(sheet, row))


def _people(engine: Engine, snapshot: Snapshot, run: RunView, child: ServedChild) -> dict[int, str]:
    """The child, and those parents in its household of whom there is one and whom no list of protected people keeps back."""
    withheld = run.serving.withheld.people if not child.protected else frozenset()
    parents = engine.execute(
        f"SELECT relation, relative_id FROM ({parents_sql(snapshot)}) WHERE person_id = ?", [child.person_id]
    ).fetchall()
    told = {int(parent): str(relation) for relation, parent in parents if int(parent) not in withheld}
    return {child.person_id: SELF} | told


def _doubted(run: RunView, child: ServedChild) -> set[str]:
    """Tables of which a record that was taken for the child's, or reaches it through a parent, is in doubt."""
    records = run.serving.withheld.records
    if not records:
        return set()
    return {
        one.record.table
        for one in run.serving.linked_records(places=records)
        if one.person_id == child.person_id or child.child_code in one.reaches
    }


def lines_of(
    run: RunView, child: ServedChild, sheets: Mapping[str, Sheet], *, of_every_school: bool = False
) -> list[Line]:
    """What was entered about a child and its parents in these sources, newest first; only the items these sheets let this
    person see. What was entered about a parent on a brother's or sister's page is among them. Of what every school holds for
    itself only what the school the child goes to now entered: what another wrote of its own rows is not handed on with the
    child. `of_every_school`: for who reads and does not hold them."""
    abouts = entered_about(run, child)
    rows = EnteredRow.objects.filter(pk__in=list(abouts), source__in=list(sheets)).order_by("-id")
    versions: dict[int, list[EnteredVersion]] = {}
    for one in EnteredVersion.objects.filter(entered__in=rows).select_related("by", "entered").order_by("-seq"):
        versions.setdefault(one.entered_id, []).append(one)
    became = became_of(run)
    return [
        _line(row, versions[row.pk], sheets[row.source], became, abouts[row.pk])
        for row in rows
        if row.pk in versions
        and (of_every_school or _entered_at_own_school(sheets[row.source], versions[row.pk], child))
    ]


def _entered_at_own_school(sheet: Sheet, versions: list[EnteredVersion], child: ServedChild) -> bool:
    """As _of_own_school, of what was entered: by the school that the row names, or where none may be named by whose pupils the
    writer enters."""
    if not of_each_school(sheet.source):
        return True
    names = {code.lstrip("0"): name for code, name in current_pack().school_names().items()}
    headings = [one.header for one in sheet.source.columns if f"{sheet.table}.school" in one.to]
    told = (cells.get(heading) for one in versions for cells in (one.cells, one.cells_before) for heading in headings)
    school = next((code for code in told if code), "")
    if school:
        return names.get(school.lstrip("0"), school) == child.affiliation
    return any(child.affiliation in held.schools for held in versions[0].by.assignments.all())


def beside_the_facts(run: RunView, child: ServedChild, decision: Decision) -> list[Line]:
    """What was entered about a child and its parents and is not in the run yet, is in doubt, or stands in the place of what a
    file delivered, for whoever reads the child's page: of the field classes read in full, and neither words, names nor places."""
    sources = EnteredRow.objects.filter(pk__in=list(entered_about(run, child))).values_list("source", flat=True)
    names = sorted(set(sources))
    if not names:
        return []
    pack, live = current_pack(), live_items(home_folder(), clock.today())
    sheets, doubted = {}, _doubted(run, child)
    for name in names:
        source = screen_sources(pack.sources).get(name)
        table = pack.tables[screen_table(source) or ""] if source else None
        grant = decision.grants.get(Field(table.sensitivity)) if table and table.sensitivity in set(Field) else None
        if table and table.table not in doubted and grant is not None and grant.form is Form.FULL:
            sheets[name] = sheet_of(pack, name, decision, live, protected=True, unsure=True)
    return [
        line
        for line in lines_of(run, child, sheets, of_every_school=True)
        if line.waits or line.conflict or line.stands
    ]


def became_of(run: RunView) -> dict[str, dict[str, Any]]:
    """By key of a version: what the run made of it."""
    return {one["entry"]: one for one in run.serving.meta("receipts_summary").get("entered", [])}


def _line(
    row: EnteredRow, versions: list[EnteredVersion], sheet: Sheet, became: Mapping[str, Mapping[str, Any]], about: str
) -> Line:
    newest = versions[0]
    told = became.get(newest.key)
    state = str(told["state"]) if told else ""
    if told is None and newest.is_over:
        state = "" if any(one.key in became for one in versions[1:]) else "counts"
    filed, contradicted = None, bool(told and told["load_id"] and state in CONFLICTS)
    if told and contradicted:
        try:
            filed = row_of_load(sheet, told["load_id"], (told["sheet"], told["line"]), about)
        except UNREADABLE:
            filed = None  # what was entered is there all the same, and the line says so
    was = newest.cells_before
    delivered = [(item.heading, was[item.heading]) for item in sheet.items if was.get(item.heading)]
    changes = changes_of(newest, sheet)
    unread = contradicted and filed is None
    return Line(row, versions, sheet.source.label, changes, state, filed, versions[1:], about, delivered, unread)


def changes_of(version: EnteredVersion, sheet: Sheet) -> list[Change]:
    """Item by item what a version says, and what the file said then; items this person may not see are not among them."""
    before = version.cells_before
    if version.act in (EnteredVersion.WITHDRAW, EnteredVersion.END):
        return [Change(item.heading, "", before[item.heading]) for item in sheet.items if before.get(item.heading)]
    found = []
    for item in sheet.items:
        if item.heading in version.cells:
            why = version.missing.get(item.heading)
            now = version.cells[item.heading] or (f"（{why_in_words(why)}）" if why else "（空欄）")
            found.append(Change(item.heading, now, before.get(item.heading, "")))
    return found


def why_in_words(why: str) -> str:
    """不明, 聞いていない …"""
    return "不明" if why in ("UNKNOWN_CODE", "BLANK") else Missing[why].label


def readable(rows: Iterable[FiledRow], lines: Iterable[Line]) -> list[FiledRow]:
    """The files' rows nothing has been entered about."""
    taken = {line.entered.row for line in lines}
    return [row for row in rows if row.key not in taken]


def rows_or_problem(run: RunView, child: ServedChild, sheet: Sheet) -> tuple[list[FiledRow], TsunaguError | None]:
    """The rows, or why they cannot be read now; what was entered is there all the same."""
    try:
        return filed_rows(run, child, sheet), None
    except TsunaguError as error:
        return [], error
