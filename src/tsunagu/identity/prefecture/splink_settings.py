"""The parameters as Splink settings. Written anew for each engine: settings saved on one hold SQL of that one.

Only ASCII columns go into distances: DuckDB counts bytes where Spark counts letters, and a katakana has three bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tsunagu.base.errors import RefusedError
from tsunagu.identity.prefecture.parameters import LinkageField, PrefectureParameters

if TYPE_CHECKING:
    from splink import SettingsCreator

ALIKE = 0.88
"""Jaro–Winkler of two family names that are near each other. Below 0.85 Spark's and DuckDB's functions part."""
DAYS_TO_ARRIVE = 31
_REVERSED = "family_l = given_r AND given_l = family_r"
_FOLLOWS = f"abs(left_day_l - came_day_r) <= {DAYS_TO_ARRIVE} OR abs(left_day_r - came_day_l) <= {DAYS_TO_ARRIVE}"
_LATER = "left_day_l < came_day_r OR left_day_r < came_day_l"
_MOVE_UNKNOWN = "NOT (here_l AND here_r) AND (left_day_l IS NULL OR came_day_r IS NULL) AND (left_day_r IS NULL OR came_day_l IS NULL)"

BLOCKS = (
    ("birth", "given"),
    ("birth", "family"),
    ("birth", "sex", "written_given"),
    ("family", "given", "birth_year"),
    ("given", "birth_month"),
    ("latin", "birth_year"),
)
"""Records of two municipalities are compared when all columns of one of these agree, or by _SWAPPED_BIRTH."""
_SWAPPED_BIRTH = "l.birth = r.birth_swapped AND l.given = r.given"
_USED = {
    "family": ("family",),
    "given": ("given",),
    "written": ("written", "latin"),
    "birth_date": ("birth",),
    "sex": ("sex",),
    "relatives": ("relatives",),
}
"""Columns a field needs: it says nothing where none of them stands on both sides."""


def splink_settings(parameters: PrefectureParameters) -> SettingsCreator:
    """Settings of the linking. Raises RefusedError Z004 when Splink is not installed."""
    splink = import_splink()
    from splink.comparison_library import CustomComparison

    return splink.SettingsCreator(
        link_type="link_only",
        comparisons=[
            CustomComparison(output_column_name=field.field, comparison_levels=_levels(field, parameters))
            for field in parameters.fields
        ],
        blocking_rules_to_generate_predictions=[*(splink.block_on(*columns) for columns in BLOCKS), _SWAPPED_BIRTH],
        probability_two_random_records_match=1 / parameters.one_in,
        unique_id_column_name="record",
        source_dataset_column_name="source_dataset",
        retain_matching_columns=True,
    )


def import_splink() -> Any:
    """The library. Raises RefusedError Z004 when it is not installed."""
    try:
        import splink
    except ImportError:
        raise RefusedError(
            "Z004",
            "県の照合に要る部品 Splink が入っていません",
            "pip install 'tsunagu[prefecture]' で入れてください。ひとつの町だけで使うときは要りません",
        ) from None
    return splink


def _levels(field: LinkageField, parameters: PrefectureParameters) -> list[Any]:
    from splink.comparison_level_library import CustomLevel, ElseLevel

    known = " OR ".join(f"({name}_l IS NOT NULL AND {name}_r IS NOT NULL)" for name in _USED.get(field.field, ()))
    unknown = f"NOT ({known})" if known else _MOVE_UNKNOWN
    levels: list[Any] = [CustomLevel(unknown, label_for_charts="unknown").configure(is_null_level=True)]
    for level in field.levels:
        last = level is field.levels[-1]
        made = ElseLevel() if last else _MADE[field.field, level.when]()
        made = made.configure(
            m_probability=level.m, u_probability=level.u, fix_m_probability=True, fix_u_probability=True
        )
        if level.by_frequency:
            made = made.configure(tf_adjustment_column=field.field, tf_minimum_u_value=parameters.least_frequency)
        levels.append(made)
    return levels


def _custom(sql: str) -> Callable[[], Any]:
    def make() -> Any:
        from splink.comparison_level_library import CustomLevel

        return CustomLevel(sql)

    return make


def _from_library(name: str, *arguments: Any) -> Callable[[], Any]:
    def make() -> Any:
        import splink.comparison_level_library as library

        return getattr(library, name)(*arguments)

    return make


_MADE: dict[tuple[str, str], Callable[[], Any]] = {
    ("family", "same"): _from_library("ExactMatchLevel", "family"),
    ("family", "swapped"): _custom(_REVERSED),
    ("family", "near"): _from_library("JaroWinklerLevel", "family", ALIKE),
    ("given", "same"): _from_library("ExactMatchLevel", "given"),
    ("given", "swapped"): _custom(_REVERSED),
    ("given", "loose"): _custom("given_loose_l = given_loose_r"),
    ("given", "near"): _from_library("LevenshteinLevel", "given", 1),
    ("written", "same"): _custom("written_l = written_r OR latin_l = latin_r"),
    ("written", "given"): _custom("written_given_l = written_given_r"),
    ("birth_date", "same"): _from_library("ExactMatchLevel", "birth"),
    ("birth_date", "swapped"): _custom("birth_l = birth_swapped_r"),
    ("birth_date", "near"): _from_library("LevenshteinLevel", "birth", 1),
    ("birth_date", "month"): _custom("birth_month_l = birth_month_r"),
    ("sex", "same"): _from_library("ExactMatchLevel", "sex"),
    ("move", "follows"): _custom(_FOLLOWS),
    ("move", "later"): _custom(_LATER),
    ("relatives", "two"): _from_library("ArrayIntersectLevel", "relatives", 2),
    ("relatives", "one"): _from_library("ArrayIntersectLevel", "relatives", 1),
}
"""How each level is asked, but for the last of a field, which is whatever is left."""
