"""The steps of automatic linking, read from top to bottom like a table. Whatever no step may take is proposed to people.

What is judged is a pupil (or another person on the records) with all their rows, beside one person of the register: a field
agrees when it does on one of the rows. A pupil is linked when one person of the register only comes into question, and
all fields of a step agree and none of `not_differing` differs. A name and a birth date never suffice: a child of the next
town may have both. Town alone, or a guardian's name alone, is no third field either: too many families share it. Past
years, of which the 学齢簿 tells nothing more, count by the 通学区域 and if nobody else was that child in those years.
"""

from __future__ import annotations

from dataclasses import dataclass

FIELDS = ("kana", "kanji", "birth_date", "sex", "school", "guardian", "town")
"""What is compared. `school` is school and 学年 together, as the 学齢簿 has them; `town` is the 町字.

Further words of steps: `told`, what the caller knows that speaks for the person; `district`, a school that children of the person's 町字 go to; `sole`, nobody else on the records can be
the person in the same 年度; `enrolment`, another school in the year of the 学齢簿."""


@dataclass(frozen=True)
class Step:
    """What must agree, and what may be missing but must not differ; words of evidence.AGREES and evidence.DIFFERS."""

    name: str
    agree: tuple[str, ...]
    not_differing: tuple[str, ...] = ()


KEYS = (
    ("kana", "birth"),
    ("kanji", "birth"),
    ("search", "birth"),
    ("tokens", "birth"),
    ("latin", "birth"),
    ("kana", "school", "cohort"),
    ("kanji", "school", "cohort"),
    ("kana_given", "birth", "school", "cohort"),
)
"""What must be equal for a person of the register to come into question at all. The first alone settles most."""
STEPS = (
    Step("kana_birth_school", ("kana", "birth_date", "school"), ("kanji", "sex")),
    Step("all_but_sex", ("kana", "kanji", "birth_date", "school")),
    Step("kana_birth_family", ("kana", "birth_date", "guardian", "town"), ("kanji", "sex")),
    Step("other_kanji", ("kana", "birth_date", "school", "guardian"), ("sex",)),
    Step("kanji_birth_school", ("kanji", "birth_date", "school"), ("sex",)),
    Step("kanji_birth_family", ("kanji", "birth_date", "guardian", "town"), ("sex",)),
    Step(
        "parts_birth_school",
        ("parts", "birth_date", "school"),
        (
            "kanji",
            "sex",
        ),
    ),
    Step(
        "parts_birth_family",
        ("parts", "birth_date", "guardian", "town"),
        (
            "kanji",
            "sex",
        ),
    ),
    Step("export_without_school", ("kanji", "birth_date", "guardian", "grade"), ("kana", "sex", "school")),
    Step("slip_of_birth_date", ("kana", "kanji", "near_birth_date", "school"), ("sex",)),
    Step("slip_of_both", ("near_kana", "kanji", "near_birth_date", "school", "guardian"), ("sex",)),
    Step("no_birth_date", ("kana", "kanji", "school", "guardian", "birth_date_unknown"), ("sex",)),
    Step("told_by_the_sheet", ("kana", "birth_date", "told"), ("kanji", "sex")),
    Step(
        "past_year_in_district", ("kana", "kanji", "birth_date", "district", "sole"), ("grade", "enrolment", "nowhere")
    ),
    Step(
        "past_year_of_guardian",
        ("kana", "birth_date", "guardian", "sole"),
        ("kanji", "sex", "town", "grade", "enrolment"),
    ),
    Step(
        "past_year_in_town",
        ("kana", "birth_date", "town", "district", "sole"),
        ("kanji", "sex", "grade", "enrolment", "nowhere"),
    ),
    Step(
        "past_kanji_in_district", ("kanji", "birth_date", "district", "sole"), ("sex", "grade", "enrolment", "nowhere")
    ),
    Step("past_kanji_of_guardian", ("kanji", "birth_date", "guardian", "sole"), ("sex", "town", "grade", "enrolment")),
    Step(
        "past_parts_in_district",
        ("parts", "birth_date", "district", "sole"),
        ("kanji", "sex", "grade", "enrolment", "nowhere"),
    ),
    Step(
        "past_parts_of_guardian",
        ("parts", "birth_date", "guardian", "sole"),
        ("kanji", "sex", "town", "grade", "enrolment"),
    ),
    Step("other_kanji_in_town", ("kana", "birth_date", "school", "town", "sole"), ("sex",)),
    Step("other_family_name", ("kana_given", "kanji_given", "birth_date", "school", "sole"), ("sex",)),
    Step("other_family_of_guardian", ("kana_given", "birth_date", "school", "guardian", "sole"), ("sex",)),
    Step("other_family_in_town", ("kana_given", "birth_date", "school", "town", "sole"), ("sex",)),
    Step("other_birth_date_of_guardian", ("kana", "kanji", "school", "guardian", "sole"), ("sex",)),
    Step("other_birth_date_in_town", ("kana", "kanji", "school", "town", "sole"), ("sex",)),
)
CAREFUL = (
    ("kana", "kanji", "birth_date"),
    ("kana", "latin", "birth_date"),
    ("near_kana", "kanji", "birth_date", "school", "sole"),
)
"""One of these must agree besides for twins, protected people and whoever has somebody much alike; namesakes are never
linked. A twin whose kana were mistyped is told by the kanji, if nobody answers to the kana."""
