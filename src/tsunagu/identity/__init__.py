"""From records to persons: by number, by another system's number, by kana and birth date with a third field that agrees.

Whatever is not certain waits, counted by source and reason. Households have dates; parents come from 続柄.
"""

from tsunagu.identity.folding import address_key, name_key
from tsunagu.identity.judgements import (
    BY_NUMBER,
    KEY_COLUMNS,
    LOG_FILE,
    BrokenJudgementsError,
    IdentityAnswer,
    IdentityJudgement,
    Pair,
    PupilNumber,
    Returned,
    Standing,
    Standings,
    decide,
    in_force,
    judgement_of,
    judgements,
    may_give_back,
    note_returned,
    record_key_sql,
    returns,
    second,
    second_undo,
    standings,
    undo,
    undo_of,
)
from tsunagu.identity.linkage import link_rows
from tsunagu.identity.outcomes import LinkMethod, WaitingReason
from tsunagu.identity.proposing import GUARDIAN_COLUMNS

__all__ = [
    "BY_NUMBER",
    "GUARDIAN_COLUMNS",
    "KEY_COLUMNS",
    "LOG_FILE",
    "IdentityAnswer",
    "BrokenJudgementsError",
    "IdentityJudgement",
    "LinkMethod",
    "Pair",
    "PupilNumber",
    "Returned",
    "Standing",
    "Standings",
    "WaitingReason",
    "address_key",
    "decide",
    "in_force",
    "judgement_of",
    "judgements",
    "link_rows",
    "may_give_back",
    "name_key",
    "note_returned",
    "record_key_sql",
    "returns",
    "second",
    "second_undo",
    "standings",
    "undo",
    "undo_of",
]
