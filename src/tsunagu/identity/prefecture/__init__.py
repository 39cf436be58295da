"""The prefecture with no common number: which records of several municipalities may be one person. Proposals only, never a link.

Splink weighs the pairs with m and u of our own, on DuckDB or on Spark, over columns in which a kana is one byte.
"""

from tsunagu.identity.prefecture.extracts import PREFECTURE_EXTRACT, ExtractNote, read_notes, write_extract
from tsunagu.identity.prefecture.linking import PairEngine, keep_pairs, weigh_on_duckdb, weigh_pairs, weighing_on_spark
from tsunagu.identity.prefecture.parameters import PrefectureParameters, read_parameters
from tsunagu.identity.prefecture.preparing import one_byte, prepare_extracts
from tsunagu.identity.prefecture.proposals import PrefectureProposal, propose_pairs
from tsunagu.identity.prefecture.writing import (
    FAMILY_HEADINGS,
    PROPOSAL_HEADINGS,
    PrefectureLinked,
    link_municipalities,
)

__all__ = [
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
]
