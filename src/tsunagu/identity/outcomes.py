"""What can become of a row: it is linked by a named method, or it waits for a person, for a named reason."""

from __future__ import annotations

from enum import StrEnum


class LinkMethod(StrEnum):
    """How a row found its person: by a number, by two fields and a third that agrees, or by what people decided."""

    NUMBER = "number"
    CROSSWALK = "crosswalk"
    KANA_BIRTH = "kana_birth"
    ROSTER = "roster"
    MATCHED = "matched"
    JUDGED = "judged"

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
    JUDGED_APART = "judged_apart"
    AWAITING_REGISTRATION = "awaiting_registration"
    OUT_OF_AREA = "out_of_area"

    @property
    def label(self) -> str:
        """What people read."""
        return _REASON_LABELS[self]


_METHOD_LABELS = {
    LinkMethod.NUMBER: "宛名番号",
    LinkMethod.CROSSWALK: "番号の対応表",
    LinkMethod.KANA_BIRTH: "カナ・生年月日ともう一つの一致",
    LinkMethod.ROSTER: "学校の名簿と保護者の一致",
    LinkMethod.MATCHED: "氏名・生年月日と学校・家族の照合",
    LinkMethod.JUDGED: "人が同一人と確認",
}
_REASON_LABELS = {
    WaitingReason.NO_NUMBER: "番号も、代わりになる項目もない",
    WaitingReason.NOT_UNIQUE: "当てはまる人が一人に決まらない",
    WaitingReason.NO_INDEPENDENT_FIELD: "カナと生年月日のほかに一致する項目がない",
    WaitingReason.NOT_RESIDENT: "住民登録に見当たらない（住民登録待ち・区域外）",
    WaitingReason.NUMBER_CONFLICT: "番号の持ち主と、名前・生年月日・学校のどれかが食い違う",
    WaitingReason.JUDGED_APART: "人が別人と判断した",
    WaitingReason.AWAITING_REGISTRATION: "住民登録待ちと人が確認した",
    WaitingReason.OUT_OF_AREA: "区域外就学と人が確認した",
}
