"""What can become of a row: it is linked by a named method, or it waits for a person, for a named reason."""

from __future__ import annotations

from enum import StrEnum


class LinkMethod(StrEnum):
    """How a row found its person. Every method needs either a number or two fields and a third that agrees."""

    NUMBER = "number"
    CROSSWALK = "crosswalk"
    KANA_BIRTH = "kana_birth"
    ROSTER = "roster"

    @property
    def label(self) -> str:
        """What people read."""
        return _METHOD_LABELS[self]


class WaitingReason(StrEnum):
    """Why a row waits. A waiting row is counted, shown, and never guessed."""

    NO_NUMBER = "no_number"
    NOT_UNIQUE = "not_unique"
    NO_INDEPENDENT_FIELD = "no_independent_field"
    NOT_RESIDENT = "not_resident"
    NUMBER_CONFLICT = "number_conflict"

    @property
    def label(self) -> str:
        """What people read."""
        return _REASON_LABELS[self]


_METHOD_LABELS = {
    LinkMethod.NUMBER: "宛名番号",
    LinkMethod.CROSSWALK: "番号の対応表",
    LinkMethod.KANA_BIRTH: "カナ・生年月日ともう一つの一致",
    LinkMethod.ROSTER: "学校の名簿と保護者の一致",
}
_REASON_LABELS = {
    WaitingReason.NO_NUMBER: "番号も、代わりになる項目もない",
    WaitingReason.NOT_UNIQUE: "当てはまる人が一人に決まらない",
    WaitingReason.NO_INDEPENDENT_FIELD: "カナと生年月日のほかに一致する項目がない",
    WaitingReason.NOT_RESIDENT: "住民登録に見当たらない（住民登録待ち・区域外）",
    WaitingReason.NUMBER_CONFLICT: "番号の持ち主と生年月日が食い違う",
}
