"""What exists: tables and their columns, sources and their layouts, code lists. Each fact is declared once, here read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ColumnType = Literal["key", "text", "long_text", "kana", "int", "decimal", "date", "month", "flag", "code"]
ANSWER_TYPES: tuple[ColumnType, ...] = ("int", "decimal", "date", "month", "flag", "code")
"""Column types whose empty cells have a reason: the typed table holds it beside the value as `<column>__why`."""

KeyKind = Literal[
    "resident_no", "resident_no_other", "household_no", "beneficiary_no", "pupil_no", "case_no", "school", "other"
]
FieldClass = Literal["F0", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10"]
"""Sensitivity of a column: the field classes of the access matrix (F2 name, F3 services, F4 health, F5 abuse, F6 address …)."""


class Declared(BaseModel):
    """Base of every declaration: unknown keys are faults, and a declaration never changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Declared):
    """One column of a standard table: reading, checking, sample data, masking, dictionary and access follow from it."""

    type: ColumnType
    label: str
    key: KeyKind | None = None
    sensitivity: FieldClass | None = None
    min: float | None = None
    max: float | None = None
    derived: Literal["fiscal_month"] | None = None
    place: bool = False
    """Says where somebody is to be found: a school, a nursery, a clinic (a key of kind school does so anyway)."""

    @model_validator(mode="after")
    def _keys_name_their_kind(self) -> Column:
        if (self.type == "key") != (self.key is not None):
            raise ValueError("type: key には key:（番号の種類）が要り、ほかの型には書けません")
        return self


class Table(Declared):
    """標準テーブル. `absent_row` says what it means that a person has no row: register (名簿) = no, record (記録) = unknown."""

    schema_: int = Field(alias="schema")
    table: str
    label: str
    about: Literal["person", "thing"] = "person"
    """thing: the rows are about schools, classes or terms; nobody is looked for and none of them waits."""
    absent_row: Literal["register", "record"]
    subject: str | None
    """Column holding the 宛名番号 of the person the row is about; null where rows carry no number and are linked by name."""
    sensitivity: FieldClass
    start: str | None = None
    end: str | None = None
    guardian: str | None = None
    """Column with the 宛名番号 of the guardian the row names, if it names one."""
    guardian_place: int | None = None
    """Of several tables that name guardians the one with the lower number is believed first."""
    limited_by: str | None = None
    """Code column that says for each row who may see it (閲覧範囲): the limit goes with the row to every page."""
    known_on: str
    """A date column, `delivery` (the day the file was received), or `month_end` (last day of the row's month)."""
    columns: dict[str, Column]

    @model_validator(mode="after")
    def _named_columns_exist(self) -> Table:
        for role in ("subject", "start", "end", "guardian", "limited_by"):
            name = getattr(self, role)
            if name is not None and name not in self.columns:
                raise ValueError(f"{role}: {name} という列がありません")
        if (self.guardian is None) != (self.guardian_place is None):
            raise ValueError("guardian と guardian_place は一緒に書きます")
        if self.known_on not in (*self.columns, "delivery", "month_end"):
            raise ValueError(f"known_on: {self.known_on} という列がありません")
        return self

    def sensitivity_of(self, column: str) -> FieldClass:
        """The field class of a column: its own, else the table's."""
        return self.columns[column].sensitivity or self.sensitivity


Said = Annotated[str, Field(min_length=1)]
"""A sentence that may not be left empty."""
IsoDay = Annotated[
    str,
    BeforeValidator(lambda day: day.isoformat() if isinstance(day, date) else day),
    Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
]
"""A day as YYYY-MM-DD text: it compares as it sorts."""

Meaning = Literal[
    "value",
    "yes",
    "no",
    "unknown",
    "no_answer",
    "not_asked",
    "refused",
    "not_examined",
    "before_move_in",
    "not_obtainable",
]


class Code(Declared):
    """One row of a code list. `value` is what the table holds; meanings other than value, yes, no become a reason for missing."""

    code: Said
    label: Said
    value: str
    meaning: Meaning = "value"
    valid_from: IsoDay | Literal[""] = ""
    valid_to: IsoDay | Literal[""] = ""
    """First and last day the code is in force; empty where no such day is known."""
    status: Literal["V", "S", "I"] = "I"
    """V verified (seen in use), S stated in reports or law, I inferred: a town checks it before relying on it."""
    source: Said


class CodeList(Declared):
    """コード表: hangs on (source, column), never on a type."""

    name: str
    codes: tuple[Code, ...]


Held = Literal["full", "partial", "via"]
"""full: the town holds it; via 経由: it reaches the town through another body; partial 一部保有."""


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class SourceColumn(Declared):
    """One column of a file: its heading, where it goes, and how its cells are written."""

    header: str
    to: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    """`table.column` targets; none = read, counted and dropped (the receipt says so)."""
    codes: str | None = None
    """Code list of this column. It applies to targets of type code, flag, key and int; a text beside them keeps the cell as
    written, and a text alone is said in the list's words where it holds them."""
    written: Literal["plain", "iso", "ymd8", "wareki", "wareki7", "wareki8", "wareki_month", "ym", "ym6"] = "plain"
    """How dates are written when all is well; other spellings are still read, and noted."""
    width: int | None = None
    """Digits a number has when whole: shorter all-digit cells have lost their leading zeros and are padded."""
    required: bool = False
    """The heading must be there, and a row with an empty cell is refused."""
    examples: dict[str, str] = {}
    """For marks that people judge by eye: code → what it looks like, told on the entry sheet beside each mark."""
    alarm: tuple[str, ...] = ()
    """Codes that somebody must know of the day they come: the household leaves the monthly cycle at once."""
    split: str | None = None
    """The cell holds one value per target, parted by this sign (A/B)."""
    held: Held = "full"
    """partial 一部保有: the town holds only some of these facts, so that not seeing one is no 'no'."""
    empty_tokens: tuple[str, ...] = ()
    """Cells that mean 'nothing' (-, 未 …); the source's own list where the column gives none."""
    zero_is_empty: bool = False
    asked_from: IsoDay | None = None
    """The day from which the item is asked at all: on rows that begin before it, empty cells and 0 mean 聞いていない."""
    repeats_above: bool = False
    """An empty cell, or 〃, means what the cell above says: the department writes 学年 and 組 only where they change."""
    open_end: bool = False
    """A sentinel date such as 99999999 means 'still running'."""
    joined: tuple[str, ...] = ()
    """Headings whose cells follow this one's, parted by `between` (氏_日本人 and 名_日本人 make one 氏名)."""
    between: str = "　"
    otherwise: tuple[str, ...] = ()
    """Headings to look under, one after the other, where this cell and what is joined to it are empty."""
    several: str = ""
    """Signs that part several words of the code list in one cell (心理的・身体的). For text targets only."""
    taken_from: Literal["cell", "file_name"] = "cell"
    """file_name: the same for every row, namely what the `*` of the file's pattern stands for (the school)."""
    bytes_wide: int | None = Field(default=None, gt=0)
    """Width in bytes of the file's encoding, for files of fixed width."""
    heading: str = ""
    """The heading as the file has it, where it is not `header` itself (columns of pages)."""
    page: str = ""
    """The page (member of a zip, sheet of a workbook) the column stands on; set from `pages`."""
    item: str = ""
    """Heading of the same item in the source's first layout, by which the purpose ledger knows it; set for further layouts."""

    @property
    def in_file(self) -> str:
        """The heading as the file has it."""
        return self.heading or self.header

    @property
    def ledger_item(self) -> str:
        """The heading by which the purpose ledger knows this column."""
        return self.item or self.header


class MarkGroup(Declared):
    """Circle-if-true questions asked together: blanks are 'no' only where at least one of the group is marked, else 無回答."""

    columns: tuple[str, ...]
    """Headings."""


class NotExamined(Declared):
    """On rows where the cell under `header` holds one of `codes`, every empty answer means 未受診."""

    header: str
    codes: tuple[str, ...]


class OneOwner(Declared):
    """A number belongs to one person: two rows with the same `number` columns and another `owner` (a number, a birth date)
    are a conflict."""

    number: tuple[str, ...]
    owner: str


class OneHousehold(Declared):
    """A family lives in one household: one of children only, at the `address` of another household, is worth a look."""

    household: str
    birth: str
    address: tuple[str, ...] = Field(min_length=1)


class SumRule(Declared):
    """合計の決まり: the cells under the headings `parts` must add up to `total` where all are known."""

    total: str
    parts: tuple[str, ...]


class Layout(Declared):
    """How the file is laid out. `file_names` are shell patterns on the NFC file name."""

    format: Literal["csv", "fixed", "xlsx", "json", "zip"]
    """fixed: lines of fixed width, each column `bytes_wide`; zip: several CSV files, one per page."""
    encoding: Literal["utf-8", "utf-8-sig", "cp932"] = "utf-8"
    header: bool = True
    max_title_rows: int = 0
    file_names: tuple[str, ...]
    record_types: dict[Literal["control", "data", "trailer"], str] | None = None
    """The first field of every line tells its kind and is not among `columns`; a trailer's second field counts the data lines."""
    left_unread: tuple[str, ...] = ()
    """Sheets or members that belong to the layout and are not read: notes, lists to choose from, what nobody needs."""
    rows_at: str | None = None
    """Where the list of records stands in a JSON file (`data.students`; empty: the file is the list). What lies within a record
    is named by its path. None: an export of our own, which names its source."""
    per: Literal["town", "school"] = "town"
    part_from: str | None = None
    """Table column that says which school a per-school file is from (its value in the first accepted row is the part)."""


class Page(Declared):
    """One of several tables in a file: a member of a zip, or a sheet. Each feeds a standard table of its own."""

    page: Said
    """Name of the member without folder (users.csv), or of the sheet."""
    key: tuple[str, ...]
    """Table columns that must be unique within the page."""
    columns: tuple[SourceColumn, ...]
    optional: bool = False


class Expected(Declared):
    """届く予定: of which months a file is due, and by which day of the month after."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = tuple(range(1, 13))
    """Months a file tells about; none: nobody has to deliver it (what comes back from our own pages)."""
    day: int = Field(default=10, ge=1, le=28)


class DriftLimits(Declared):
    """先月との違いの決まり: how far a file may differ from last month's before a person must look."""

    rows: float = Field(default=0.3, gt=0)
    """Change of the number of rows, as a share of last month's."""
    empty: float = Field(default=0.1, gt=0, le=1)
    """Change of the share of empty cells of a column, and of rows refused (0.1 = ten points)."""
    values: float = Field(default=0.15, gt=0, le=1)
    """Change of the share of one value of a column of choices (0.15 = fifteen points)."""
    per: str | None = None
    """`table.column` whose distinct values the rows spread over: a file that holds a year's months grows every month."""
    unwatched: tuple[str, ...] = ()
    """`table.column`s that change every month by their nature."""
    watched: bool = True


class Source(Declared):
    """提供データ: one kind of file from one department. A new vendor's layout is a new declaration, never new code."""

    schema_: int = Field(alias="schema")
    source: Said
    no: Said
    label: Said
    owner: Said
    """保有・管理主体: the section that holds it. A pack may name its own."""
    held: Held = "full"
    held_note: str = ""
    layout: Layout
    layout_name: str = ""
    """Which layout this is: empty for the first one, `source.name` of a further one, `sheet` for the entry sheet."""
    layout_label: str = ""
    key: tuple[str, ...] = ()
    """Table columns that must be unique within one file."""
    consts: dict[str, str] = {}
    """`table.column: value` set on every row of this source."""
    columns: tuple[SourceColumn, ...] = ()
    pages: tuple[Page, ...] = ()
    """In place of `columns`, for files that hold several tables. Their headings are known as `page.heading`."""
    mark_groups: tuple[MarkGroup, ...] = ()
    not_examined: NotExamined | None = None
    sums: tuple[SumRule, ...] = ()
    one_owner: OneOwner | None = None
    one_household: OneHousehold | None = None
    once_across_parts: tuple[str, ...] = ()
    """Table columns of which one period's files together hold each combination once: a second is double enrolment."""
    renewed: bool = False
    """A list that may come any day: the newer one takes the place of the older without a reason asked."""
    empty_tokens: tuple[str, ...] = ()
    expected: Expected = Expected()
    drift: DriftLimits = DriftLimits()
    retention_months: int = 60
    enabled: bool = True
    on_screen: bool = True
    """Its owner section may add, correct and withdraw rows on a page; false: that is done elsewhere (the register of residents,
    支援措置, what has pages of its own)."""
    stored_as: Literal["load"] = "load"

    @model_validator(mode="before")
    @classmethod
    def _columns_take_the_source_s_empty_tokens(cls, given: Any) -> Any:
        tokens = given.get("empty_tokens") if isinstance(given, dict) else None
        return _with_empty_tokens(given, tokens) if tokens else given

    @model_validator(mode="after")
    def _pages_lay_out_their_columns(self) -> Source:
        if bool(self.columns) == bool(self.pages):
            raise ValueError("columns: 列は columns: か pages: のどちらか一方に書きます")
        if not self.pages:
            return self
        columns = tuple(
            column.model_copy(
                update={"header": f"{page_name(page)}.{column.header}", "heading": column.header, "page": page.page}
            )
            for page in self.pages
            for column in page.columns
        )
        return self.model_copy(update={"columns": columns})

    def column(self, header: str) -> SourceColumn | None:
        """The column under this heading."""
        return next((column for column in self.columns if column.header == header), None)

    def tables(self) -> tuple[str, ...]:
        """Names of the standard tables this source feeds, in the order first named."""
        names: dict[str, None] = {}
        for column in self.columns:
            for target in column.to:
                names[target.split(".", 1)[0]] = None
        for target in self.consts:
            names[target.split(".", 1)[0]] = None
        return tuple(names)


def page_name(page: Page) -> str:
    """How the headings of a page are told from those of others: its name without the ending of a file."""
    return page.page.rsplit(".", 1)[0]


def _with_empty_tokens(given: dict[str, Any], tokens: Any) -> dict[str, Any]:
    """The raw declaration with the source's tokens written into every column that gives none of its own."""
    changed = dict(given)
    if isinstance(given.get("columns"), list):
        changed["columns"] = [
            {"empty_tokens": tokens, **column} if isinstance(column, dict) else column for column in given["columns"]
        ]
    if isinstance(given.get("pages"), list):
        changed["pages"] = [
            _with_empty_tokens(page, tokens) if isinstance(page, dict) else page for page in given["pages"]
        ]
    return changed


class FurtherLayout(Declared):
    """Another layout of a source: an older or newer system, another vendor. It becomes the same tables under the same purposes."""

    schema_: int = Field(alias="schema")
    name: Said
    """`source.name`, like the file's."""
    of: Said
    label: Said
    status: Literal["V", "S", "I"] = "I"
    reference: Said
    """Where the layout is from, and what must be checked before relying on it."""
    layout: Layout
    key: tuple[str, ...] = ()
    """Table columns that must be unique within one file, where the source's own key is not in this layout."""
    consts: dict[str, str] = {}
    columns: tuple[SourceColumn, ...]
    mark_groups: tuple[MarkGroup, ...] = ()
    not_examined: NotExamined | None = None
    sums: tuple[SumRule, ...] = ()
    empty_tokens: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _columns_take_the_layout_s_empty_tokens(cls, given: Any) -> Any:
        tokens = given.get("empty_tokens") if isinstance(given, dict) else None
        return _with_empty_tokens(given, tokens) if tokens else given


class PurposeRow(Declared):
    """One row of the purpose ledger 利用目的・法的根拠台帳: article, purpose, the four points, who approved, from when to when."""

    id: str
    items: tuple[str, ...] = Field(min_length=1)
    """`source` for a whole file, `source.見出し` for one column. A column that has rows of its own hangs on these alone."""
    owner: Said
    legal_basis: Said
    purpose: Said
    temporary: Said
    """臨時性"""
    necessity: Said
    """必要な限度"""
    reasonable_ground: Said
    """相当の理由"""
    no_harm: Said
    """権利利益を不当に侵害しないこと"""
    approved_by: Said
    starts_on: IsoDay
    ends_on: IsoDay
    """Last day of use."""
    basis_note: str = ""
    use: Literal["judge", "offer"] = "judge"
    """offer: only for telling families of services they could use (お知らせ). Such a row lets nothing in and judges nobody."""


class CoverageItem(Declared):
    """One item that somebody asks for, and the `source.見出し` it comes from."""

    no: Said
    item: Said
    columns: tuple[str, ...] = Field(min_length=1)


class CoverageList(Declared):
    """対応表: the items of a national list or of another town, each with where it comes from."""

    name: Said
    label: Said
    reference: Said
    items: tuple[CoverageItem, ...] = Field(min_length=1)


class FaultKind(Declared):
    """One stable fault code: what it is, what to do, which national machine-readability rule it breaks."""

    code: str
    dirt: str
    level: Literal["file", "row", "cell", "note"]
    label: str
    cause: str
    remedy: str
    rule: str = ""


class KindOfDirt(Declared):
    """One kind of dirt of the field notes: what a department writes, and what intake does about it. Its codes are the fault
    kinds that name it."""

    kind: Annotated[int, Field(ge=1)]
    label: Said
    example: Said
    intake: Said


class HeadingWord(Declared):
    """One word that other systems write in a heading (住民コード), and the word of ours that it stands for (宛名番号)."""

    word: Said
    means: str
    """Empty: the word says nothing (CD, の)."""
