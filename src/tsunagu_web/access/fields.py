"""Field classes of what a page may carry, how far a role sees them, and in which form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Field(StrEnum):
    """項目の区分 (the same codes the tables declare as sensitivity)."""

    COUNTS = "F0"
    NAME = "F2"
    SERVICES = "F3"
    HEALTH = "F4"
    ABUSE = "F5"
    ADDRESS = "F6"
    SHELTERED = "F6p"
    FINDING = "F7"
    AUDIT = "F9"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]

    @property
    def short(self) -> str:
        """The label in a narrow column."""
        return _SHORT[self]

    @property
    def subject(self) -> str:
        """What stands in place of something of this class that the reader may not be told: only what it is about."""
        return _SUBJECTS[self]


_SUBJECTS = {Field.SERVICES: "手当・福祉・学校", Field.HEALTH: "健診・健康", Field.ABUSE: "相談・支援"}
_SHORT = {
    Field.COUNTS: "件数",
    Field.NAME: "氏名",
    Field.SERVICES: "手当・学校",
    Field.HEALTH: "健診",
    Field.ABUSE: "相談",
    Field.ADDRESS: "住所",
    Field.SHELTERED: "保護された所",
    Field.FINDING: "判定",
    Field.AUDIT: "見た記録",
}
_LABELS = {
    Field.COUNTS: "件数",
    Field.NAME: "氏名・生年月日・家族",
    Field.SERVICES: "手当・福祉・保育・学校",
    Field.HEALTH: "健診・発達・健康",
    Field.ABUSE: "要対協・虐待・一時保護・相談",
    Field.ADDRESS: "住所",
    Field.SHELTERED: "支援措置のあるこどもの住所・所属",
    Field.FINDING: "判定と理由",
    Field.AUDIT: "見た記録",
}


class Scope(Enum):
    """How far a grant reaches."""

    CASES = "担当する世帯"
    LISTED = "今月の一覧の世帯"
    SCHOOL_CASES = "担当する世帯のうち小・中学校に通うこども"
    OWN_SCHOOL_CASES = "担当する世帯のうち自分の学校のこども"
    OWN_FACILITY_CASES = "担当する世帯のうち自分の園のこども"
    OWN_CLASS_CASES = "担当する世帯のうち自分の学級のこども"
    NAMED_CASES = "指名された世帯のうち自分の学校のこども"
    GLASS = "緊急に開いた世帯"
    OVERRIDE = "例外表示で名指しされたこども"
    SECTION = "自分の所属の人・ファイル"
    TOWN = "町全体"


class Form(Enum):
    """In which form a field class is shown."""

    FULL = "内容"
    CODED = "記録だけ（人が書いた文は読まない）"
    SCHOOL_ONLY = "保育・学校のものだけ"
    FLAG = "ある・ないだけ"
    BAND = "基準以上かどうかだけ"


@dataclass(frozen=True)
class Grant:
    """A role's right to read one field class."""

    scope: Scope
    form: Form = Form.FULL

    @property
    def reads_facts(self) -> bool:
        """Every fact of the class, and what rests on it."""
        return self.form in (Form.FULL, Form.CODED)

    @property
    def reads_words(self) -> bool:
        """What people wrote freely too: 支援経過, reasons of decisions, minutes, answers."""
        return self.form is Form.FULL

    @property
    def narrow(self) -> int:
        """Less is read with a higher number."""
        return (Form.FULL, Form.CODED, Form.SCHOOL_ONLY, Form.BAND, Form.FLAG).index(self.form)
