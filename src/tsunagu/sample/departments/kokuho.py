"""F11 国民健康保険の資格: everybody who is or was insured with the town."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.wealth import insurance_of
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """国保資格.csv."""
    yield office.draft("kokuho", "国保資格.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for home in office.homes:
        for member, person in enumerate(home.ever, start=1):
            insured = insurance_of(office.seed, home, person)
            if insured is None or insured.starts_on > office.as_of or person.household is not home:
                continue
            if person.left_on is not None and person.left_on <= insured.starts_on:
                continue
            ended = office.facts.over(insured.ends_on, person.left_on)
            moved = ended is not None and ended == person.left_on
            yield (
                person.number,
                {
                    "記号番号": insured.number,
                    "枝番": f"{member:02d}",
                    "宛名番号": person.number,
                    "取得日": insured.starts_on,
                    "取得事由": insured.start_reason,
                    "喪失日": ended,
                    "喪失事由": None if ended is None else _gone(person.left_by) if moved else insured.end_reason,
                    "世帯主宛名番号": home.head.number if home.head else None,
                    "短期証区分": insured.short_term,
                    "滞納区分": insured.in_arrears,
                    "更新日": ended or insured.starts_on,
                },
            )


def _gone(reason: str) -> str:
    return "死亡" if reason == "死亡" else "転出"
