"""From records to persons: by number, by another system's number, by kana and birth date with a third field that agrees.

Whatever is not certain waits, counted by source and reason. Households have dates; parents come from 続柄.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tsunagu.base.late_exports import late_exports

if TYPE_CHECKING:
    from tsunagu.identity.folding import address_key, name_key
    from tsunagu.identity.judging import (
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
        Withdrawal,
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
        taken_back,
        undo,
        undo_of,
    )
    from tsunagu.identity.linkage import link_rows
    from tsunagu.identity.outcomes import LinkMethod, WaitingReason
    from tsunagu.identity.prefecture import (
        FAMILY_HEADINGS,
        PREFECTURE_EXTRACT,
        PROPOSAL_HEADINGS,
        ExtractNote,
        PairEngine,
        PrefectureLinked,
        PrefectureParameters,
        PrefectureProposal,
        keep_pairs,
        link_municipalities,
        one_byte,
        prepare_extracts,
        propose_pairs,
        read_notes,
        read_parameters,
        weigh_on_duckdb,
        weigh_pairs,
        weighing_on_spark,
        write_extract,
    )
    from tsunagu.identity.proposing import GUARDIAN_COLUMNS
    from tsunagu.identity.register import DEATH, LEAVING_REASONS, NOT_LIVING_HERE

__all__ = [
    "NOT_LIVING_HERE",
    "LEAVING_REASONS",
    "DEATH",
    "BY_NUMBER",
    "FAMILY_HEADINGS",
    "PREFECTURE_EXTRACT",
    "PROPOSAL_HEADINGS",
    "ExtractNote",
    "PairEngine",
    "PrefectureLinked",
    "PrefectureParameters",
    "PrefectureProposal",
    "keep_pairs",
    "link_municipalities",
    "one_byte",
    "prepare_extracts",
    "propose_pairs",
    "read_notes",
    "read_parameters",
    "weigh_pairs",
    "weighing_on_spark",
    "weigh_on_duckdb",
    "write_extract",
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
    "Withdrawal",
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
    "taken_back",
    "undo_of",
]

# Whoever only matches starts neither the log of judgements nor what links towns: Arrow, Splink and Parquet.
__getattr__ = late_exports(
    __name__,
    {
        "folding": "address_key name_key",
        "judging": "BY_NUMBER KEY_COLUMNS LOG_FILE BrokenJudgementsError IdentityAnswer IdentityJudgement Pair PupilNumber Returned"
        " Standing Standings Withdrawal decide in_force judgement_of judgements may_give_back note_returned record_key_sql returns second"
        " second_undo standings taken_back undo undo_of",
        "linkage": "link_rows",
        "outcomes": "LinkMethod WaitingReason",
        "prefecture": "FAMILY_HEADINGS PREFECTURE_EXTRACT PROPOSAL_HEADINGS ExtractNote PairEngine PrefectureLinked"
        " PrefectureParameters PrefectureProposal keep_pairs link_municipalities one_byte prepare_extracts propose_pairs read_notes"
        " read_parameters weigh_on_duckdb weigh_pairs weighing_on_spark write_extract",
        "proposing": "GUARDIAN_COLUMNS",
        "register": "DEATH LEAVING_REASONS NOT_LIVING_HERE",
    },
)
