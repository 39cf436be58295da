"""Lives of a few people over twenty years: born, come, part, join, leave, die, return; and what the register writes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

FIRST_DAY, LAST_DAY = date(2006, 4, 1), date(2026, 10, 31)
KINDS = ("birth", "arrive", "join", "split", "leave", "die", "return", "move house", "new head", "new number")


@dataclass
class Line:
    """One line of F02 as it was lived; `household` None: lives here no more."""

    person: int
    number: int
    sequence: int
    household: int
    day: date
    reason: str
    notified_on: date | None = None
    written_on: date | None = None
    known_on: date = LAST_DAY
    written_household: int | None = None
    lost: bool = False


@dataclass
class Lives:
    """Who lives where (None: not here), who lived where since which day, and the register's lines."""

    home: dict[int, int | None] = field(default_factory=dict)
    lived: dict[int, list[tuple[date, int | None]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    dead: set[int] = field(default_factory=set)
    next_number: int = 1
    next_household: int = 1

    def write(self, person: int, household: int | None, day: date, reason: str) -> None:
        """Something happened to a person: from this day they live in that household."""
        last = self.home.get(person)
        self.home[person] = household
        self.lived.setdefault(person, []).append((day, household))
        number = self.numbers[person]
        sequence = 1 + sum(line.number == number for line in self.lines)
        self.lines.append(
            Line(person, number, sequence, household or last or 0, day, reason, day, day, day, household or last)
        )

    def somebody_new(self, household: int, day: date, reason: str) -> None:
        person = len(self.numbers) + 1
        self.numbers[person] = self.new_number()
        self.write(person, household, day, reason)

    def new_number(self) -> int:
        self.next_number += 1
        return self.next_number - 1

    def new_household(self) -> int:
        self.next_household += 1
        return 1000 + self.next_household - 1

    def on(self, day: date) -> dict[int, int]:
        """Person to household, of everybody who lived here at the end of a day."""
        last = {person: [home for since, home in homes if since <= day][-1:] for person, homes in self.lived.items()}
        return {person: homes[0] for person, homes in last.items() if homes and homes[0] is not None}


def random_lives(rng: Random, events: int) -> Lives:
    """Some of the events fall on one day."""
    lives, day = Lives(), FIRST_DAY
    for _ in range(2):
        lives.somebody_new(lives.new_household(), day, "国内転入")
    for _ in range(events):
        day = min(day + timedelta(days=rng.choice((0, 0, 1, 30, 200, 500))), LAST_DAY)
        _happen(lives, rng, rng.choice(KINDS), day)
    return lives


def _happen(lives: Lives, rng: Random, kind: str, day: date) -> None:
    here = [person for person, home in lives.home.items() if home is not None]
    gone = [person for person, home in lives.home.items() if home is None and person not in lives.dead]
    if kind == "arrive" or not here:
        lives.somebody_new(lives.new_household(), day, "国内転入")
        return
    who = rng.choice(here)
    home = lives.home[who]
    assert home is not None
    if kind == "birth":
        lives.somebody_new(home, day, "出生")
    elif kind == "join":
        lives.write(who, lives.home[rng.choice(here)], day, "世帯合併")
    elif kind == "split":
        lives.write(who, lives.new_household(), day, "世帯分離")
    elif kind in ("leave", "die"):
        lives.write(who, None, day, "国内転出" if kind == "leave" else "死亡")
        lives.dead |= {who} if kind == "die" else set()
    elif kind == "return" and gone:
        lives.write(rng.choice(gone), rng.choice((home, lives.new_household())), day, "国内転入")
    elif kind == "new number" and gone:
        back = rng.choice(gone)
        lives.numbers[back] = lives.new_number()
        lives.write(back, lives.new_household(), day, "国内転入")
    elif kind in ("move house", "new head"):
        for person in here if kind == "move house" else [who]:
            if lives.home[person] == home:
                lives.write(person, home, day, "転居" if kind == "move house" else "世帯主変更")


def spoil(lives: Lives, rng: Random) -> None:
    """Undated, misdated, lost and half-empty lines: what the register says is then not what was lived, but must hold together."""
    for line in lives.lines:
        chance = rng.random()
        if chance < 0.12:
            line.written_on, line.notified_on, line.known_on = None, None, LAST_DAY
        elif chance < 0.2:
            line.written_on = None
        elif chance < 0.3:
            line.written_on = min(line.day + timedelta(days=rng.randint(-900, 900)), LAST_DAY)
        elif chance < 0.36:
            line.lost = True
        elif chance < 0.42:
            line.written_household = None
