"""A draft: what we think an unknown file is, column by column, with how sure we are and why. A person confirms it or not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tsunagu.catalog import Column, Declared, Expected, Layout, Meaning, SourceColumn

Confidence = Literal["sure", "likely", "unsure"]
CONFIDENCES: dict[Confidence, str] = {"sure": "確か", "likely": "たぶん", "unsure": "分からない"}
TO_CONFIRM = "要確認"
"""Stands where only a person can know. While it stands in a draft, the draft cannot be confirmed."""


class UnknownCode(Declared):
    """A text of a coded column that the code list does not hold, and how many rows have it."""

    code: str
    rows: int


class AddedCode(Declared):
    """A code of this vendor's, and the code of the list that a person says it means."""

    code: str
    means: str


class OwnCode(Declared):
    """A code or word of a column of a new source, and what the department says it means."""

    code: str
    label: str
    meaning: Meaning = "value"


class ColumnDraft(Declared):
    """One column of the file. Without `to` nothing is read from it, and the receipts name it."""

    heading: str
    label: str = ""
    """The item in our words; empty where there is none."""
    confidence: Confidence
    reason: str
    column: SourceColumn
    """As it would be declared."""
    codes_reason: str = ""
    unknown_codes: tuple[UnknownCode, ...] = ()
    more_unknown: int = 0
    """Further texts the code list does not hold. They may be people's, so they are counted and not repeated here."""
    added_codes: tuple[AddedCode, ...] = ()
    signs: tuple[UnknownCode, ...] = ()
    """The texts of a column that holds nothing but a few short signs (A, 3, ○), so that a person can say what they mean. Of
    other columns no text is kept."""
    others: tuple[tuple[str, ...], ...] = ()
    """Targets that fit nearly as well, the best first."""
    becomes: Column | None = None
    """The column of the new table, for a new source."""
    own_codes: tuple[OwnCode, ...] = ()
    """What its codes mean, for a new source."""
    filled: int = 0
    distinct: int = 0
    """How many rows had a value, and how many different ones: whether the column can tell rows apart."""
    decided_by: str = ""
    """Who decided about it last; empty while it is as proposed."""

    @property
    def to(self) -> tuple[str, ...]:
        """Where the column goes."""
        return self.column.to

    @property
    def is_left_out(self) -> bool:
        """Whether nothing is read from it because nobody knows what it is, rather than because a person said so."""
        return not self.to and self.confidence == "unsure"

    @property
    def confidence_label(self) -> str:
        """In words."""
        return CONFIDENCES[self.confidence]


class Resemblance(Declared):
    """A source the file is like, and how much of it was found (0–1)."""

    source: str
    label: str
    share: float


class Draft(Declared):
    """The whole proposal. `of`: the source whose variant it is; empty where it is a new one."""

    schema_: int = Field(default=1, alias="schema")
    name: str
    of: str = ""
    label: str
    page: str = ""
    confidence: Confidence
    reason: str
    like: tuple[Resemblance, ...] = ()
    file: str
    more_files: tuple[str, ...] = ()
    """Further files with the same headings."""
    rows: int
    title_rows: int = 0
    sheets: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    whole: bool = True
    picture: tuple[str, ...] = ()
    """The first lines of a file of fixed width, every letter masked."""
    may_hold_numbers: bool = False
    """Whether digits of a file of fixed width look like Individual Numbers glued to what stands beside them: it is not kept."""
    layout: Layout
    key: tuple[str, ...] = ()
    key_reason: str = ""
    key_by: str = ""
    """Who chose the key; empty while it is the one proposed."""
    expected: Expected = Expected()
    """Of which months a file of a new source is due, and by which day of the month after."""
    columns: tuple[ColumnDraft, ...]
    owner: str = TO_CONFIRM
    """Section that holds a new source."""
    purpose: dict[str, str] = {}
    """What people have said so far of a new source's row in the purpose ledger, by field."""
    from_name: tuple[SourceColumn, ...] = ()
    """Columns taken from the file's name (the school)."""
    lacking: tuple[str, ...] = ()
    """Items that every row must have and that no column was found for."""
    order: str = ""
    """Which request to look at files it was made for."""
    made_on: str = ""
    made_by: str = ""

    @property
    def is_new_source(self) -> bool:
        """Whether nothing in the catalogue is like it."""
        return not self.of

    @property
    def confidence_label(self) -> str:
        """In words."""
        return CONFIDENCES[self.confidence]

    @property
    def declared(self) -> tuple[SourceColumn, ...]:
        """Every column as it would be declared, those of the file's name first."""
        return (*self.from_name, *(column.column for column in self.columns))
