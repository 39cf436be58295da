"""同一人確認: what people decided about records no rule could place. Appended, reversible, read by the next month."""

from tsunagu.identity.judging.applying import BY_NUMBER, apply_judgements
from tsunagu.identity.judging.keys import KEY_COLUMNS, record_key_sql
from tsunagu.identity.judging.log import FILE as LOG_FILE
from tsunagu.identity.judging.log import (
    BrokenJudgementsError,
    Returned,
    decide,
    judgement_of,
    judgements,
    may_give_back,
    note_returned,
    replayed,
    returns,
    second,
    second_undo,
    taken_back,
    undo,
    undo_of,
)
from tsunagu.identity.judging.model import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, Standing, Withdrawal
from tsunagu.identity.judging.standing import Standings, in_force, standings

__all__ = [
    "BY_NUMBER",
    "LOG_FILE",
    "KEY_COLUMNS",
    "IdentityAnswer",
    "BrokenJudgementsError",
    "IdentityJudgement",
    "Pair",
    "PupilNumber",
    "Returned",
    "Standing",
    "Withdrawal",
    "Standings",
    "apply_judgements",
    "decide",
    "in_force",
    "judgement_of",
    "judgements",
    "may_give_back",
    "note_returned",
    "record_key_sql",
    "replayed",
    "returns",
    "second",
    "second_undo",
    "standings",
    "undo",
    "taken_back",
    "undo_of",
]
