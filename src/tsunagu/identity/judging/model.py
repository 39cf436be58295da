"""What a person says about a record without a number, and what that means for links."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What an answer says of the pair: one person, two, or nothing yet."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


class IdentityAnswer(StrEnum):
    """The five answers of the desk. The last two are about the record alone: nobody in the register is meant (yet)."""

    SAME = "same"
    OTHER = "other"
    LATER = "later"
    AWAITING_REGISTRATION = "awaiting_registration"
    OUT_OF_AREA = "out_of_area"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]

    @property
    def standing(self) -> Standing:
        """POSITIVE, NEGATIVE or UNSURE."""
        return _STANDINGS.get(self, Standing.UNSURE)

    @property
    def names_a_person(self) -> bool | None:
        """Whether the answer is about a pair, not about the record alone. To put off (None) is said of either."""
        return None if self is IdentityAnswer.LATER else self not in ABOUT_THE_RECORD


ABOUT_THE_RECORD = frozenset({IdentityAnswer.AWAITING_REGISTRATION, IdentityAnswer.OUT_OF_AREA})
_LABELS = {
    IdentityAnswer.SAME: "同一人",
    IdentityAnswer.OTHER: "別人",
    IdentityAnswer.LATER: "保留",
    IdentityAnswer.AWAITING_REGISTRATION: "住民登録待ち",
    IdentityAnswer.OUT_OF_AREA: "区域外就学",
}
_STANDINGS = {IdentityAnswer.SAME: Standing.POSITIVE, IdentityAnswer.OTHER: Standing.NEGATIVE}


@dataclass(frozen=True)
class PupilNumber:
    """The 学籍番号 a record carries, unique in its school."""

    school: str
    pupil_no: str


@dataclass(frozen=True)
class Pair:
    """A record by its key, and the person asked about by 宛名番号; None where the answer is about the record alone."""

    record: str
    person: int | None = None


@dataclass(frozen=True)
class Withdrawal:
    """Somebody's wish to take back what two people decided; it counts once somebody else has confirmed it."""

    entry: str
    by: str
    why: str


@dataclass(frozen=True)
class IdentityJudgement:
    """One answer as it was given. `entry` is the hash of its line in the log.

    `two_people`: abuse data hangs on it, so it is in force only once somebody else has confirmed it (`second`).
    `active`: no undo that holds speaks against it. `asked`: whom the page showed beside the record, also where the answer
    is about the record alone: the second person is shown the same pair. `born`: the birth date of that person on the day of
    the answer (ISO): a number that is given anew must not carry the answer to its next holder. `withdrawal`: the taking back
    that waits for a second person; until then the answer stands.
    """

    entry: str
    table: str
    pair: Pair
    answer: IdentityAnswer
    by: str
    on: str
    why: str
    two_people: bool
    pupil_number: PupilNumber | None = None
    second: str | None = None
    active: bool = True
    asked: int | None = None
    born: str | None = None
    withdrawal: Withdrawal | None = None

    @property
    def in_force(self) -> bool:
        """Whether links follow it."""
        return self.active and (not self.two_people or self.second is not None)

    @property
    def parts_two(self) -> bool:
        """Whether two people agreed that record and person are apart: nobody ends that alone."""
        return self.in_force and self.two_people and self.answer.standing is Standing.NEGATIVE

    @property
    def waits_for_second(self) -> bool:
        """Given, not taken back, and not confirmed by a second person yet."""
        return self.active and self.two_people and self.second is None
