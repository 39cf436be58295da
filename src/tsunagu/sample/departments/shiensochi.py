"""F03 支援措置: whose address is told to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.casework import protection_of
from tsunagu.sample.writing import Draft


def files(office: Office) -> Iterator[Draft]:
    """SHIENSOCHI.csv."""
    yield office.draft("shiensochi", "SHIENSOCHI.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    for home in office.homes:
        protection = protection_of(office.seed, home)
        if protection is None or protection.starts_on > office.as_of:
            continue
        for person in home.ever:
            ends = office.facts.over(protection.ends_on, person.left_on)
            starts = max(protection.starts_on, person.known_on)
            if person.household is not home or starts > office.as_of:
                continue
            if ends is not None and ends <= starts:
                continue
            yield (
                person.number,
                {
                    "宛名番号": person.number,
                    "支援措置区分": "終了" if ends else protection.state,
                    "開始年月日": starts,
                    "終了年月日": ends,
                    "併せて支援を求める者": person is not home.head,
                    "管轄": "県警察本部",
                    "当初受付市区町村": True,
                    "更新日": ends or starts,
                },
            )
