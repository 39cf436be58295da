"""これまで: the facts of a life in lanes, as a picture. Everything in it stands in the table of facts as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagu_web.child.arrived import EVERYTHING, Arrived

LANES = ("母子保健", "保育・学校", "手当・福祉", "相談・支援", "住民")
SUPPORT = "ケース・支援"
"""The lane of what the town itself did: it begins with the first case, where the records of others end."""
LIFE = (*LANES[:-1], SUPPORT, LANES[-1])
HIDDEN, NOTHING, NO_CASE = "この役割では表示しません", "日付のある記録はありません", "ケースはまだありません"
NOT_ARRIVED, PARTLY_ARRIVED = "データがまだ届いていません（未着）", "届いた分には、日付のある記録はありません"
LEFT, RIGHT, TOP, STEP = 100, 1110, 46, 44
TELLS_ITSELF = frozenset(
    [
        "予防接種",
        "乳幼児健診",
        "保育",
        "学籍",
        "出欠",
        "学校の健診",
        "障害福祉サービス",
        "相談",
        "見守り情報",
        "異動",
        "会議",
        "支援経過",
        "対応事項",
    ]
)
"""Kinds of fact whose text can be understood without the kind in front of it: short labels leave room for more."""
LETTER = 12.5
"""Width of one Japanese letter of a label, in the picture's units."""


@dataclass(frozen=True)
class Lane:
    """A lane and, where nothing is drawn in it, the words that say whether it is empty or not shown."""

    label: str
    y: float
    words: str
    hidden: bool


@dataclass(frozen=True)
class Mark:
    """A point (width 0) or a period in a lane; `label` empty where it would lie on its neighbour.

    `counts`: a yes of the judgement rests on it. `told` is the fact in full, for who points at it.
    """

    x: float
    y: float
    width: float
    counts: bool
    told: str
    label: str
    label_x: float
    label_y: float
    anchor: str


@dataclass
class Picture:
    """Positions of everything, ready to draw. `before_width`: the time before the family moved in, of which little is known."""

    lanes: list[Lane]
    years: list[tuple[int, float]]
    marks: list[Mark] = field(default_factory=list)
    before_width: float = 0
    height: float = 0

    @property
    def bottom(self) -> float:
        """Lower end of the year lines."""
        return self.height - 24


def draw(
    facts: Iterable[dict[str, Any]],
    born: date,
    end: date,
    hidden: Collection[str] = frozenset(),
    arrived: Mapping[str, Arrived] | None = None,
) -> Picture:
    """Lay out dated facts between birth and `end`, the day of the data or of what was done since. Facts without a day stand in the table only.

    `hidden`: lanes this person may not see; `arrived`: what came of each lane's files. Neither must look like an empty lane.
    """
    days = max((end - born).days, 1)

    def x_of(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(max((day - born).days / days, 0), 1), 1)

    dated = [fact for fact in facts if fact.get("on")]
    used = [lane for lane in LIFE if lane != "住民" or any(fact["lane"] == lane for fact in dated)]
    height = TOP + STEP * (len(used) - 1) + 50
    picture = Picture(
        [
            _lane(name, TOP + STEP * place, dated, name in hidden, (arrived or {}).get(name, EVERYTHING))
            for place, name in enumerate(used)
        ],
        _years(born, end, x_of),
        height=height,
    )
    for lane in picture.lanes:
        mine = sorted((fact for fact in dated if fact["lane"] == lane.label), key=lambda fact: fact["on"])
        picture.marks += _lane_marks(mine, lane.y, x_of, end)
    moved = [date.fromisoformat(fact["on"]) for fact in dated if fact["lane"] == "住民" and "転入" in _told(fact)]
    if moved and max(moved) > born:
        picture.before_width = round(x_of(max(moved)) - LEFT, 1)
    return picture


def _lane(name: str, y: float, dated: list[dict[str, Any]], hidden: bool, arrived: Arrived) -> Lane:
    empty = not any(fact["lane"] == name for fact in dated)
    nothing = NO_CASE if name == SUPPORT else NOTHING
    why_empty = NOT_ARRIVED if arrived.nothing else PARTLY_ARRIVED if arrived.missing else nothing
    return Lane(name, y, HIDDEN if hidden else why_empty if empty else "", hidden)


def _years(born: date, end: date, x_of: Any) -> list[tuple[int, float]]:
    found = []
    for age in range(0, end.year - born.year + 1):
        day = date(born.year + age, born.month, min(born.day, 28))
        if day <= end:
            found.append((age, x_of(day)))
    return found


def _words(fact: dict[str, Any]) -> str:
    text = fact.get("text") or ""
    return text if text and fact["label"] in TELLS_ITSELF else f"{fact['label']} {text}".strip()


def _told(fact: dict[str, Any]) -> str:
    until = f"〜{fact['until']}" if fact.get("until") else ""
    return f"{fact['on']}{until} {fact['label']} {fact.get('text') or ''}（{fact['department']}）"


def _lane_marks(facts: list[dict[str, Any]], y: float, x_of: Any, end: date) -> list[Mark]:
    """Points and periods of one lane. Facts that count are labelled first, the others where room is left."""
    taken: list[tuple[float, float]] = []
    marks: list[tuple[str, Mark]] = []
    for fact in sorted(facts, key=lambda fact: not fact.get("counts")):
        x = x_of(date.fromisoformat(fact["on"]))
        until = fact.get("until")
        width = round(max(x_of(min(date.fromisoformat(until), end)) - x, 0), 1) if until else 0.0
        words = _words(fact)
        room = len(words) * LETTER
        start, anchor = (x, "start") if x + room <= RIGHT + 20 else (RIGHT + 10, "end")
        left = start if anchor == "start" else start - room
        free = all(left + room + 8 <= begin or end + 8 <= left for begin, end in taken)
        if free:
            taken.append((left, left + room))
        mark = Mark(x, y, width, bool(fact.get("counts")), _told(fact), words if free else "", start, y - 10, anchor)
        marks.append((fact["on"], mark))
    return [mark for _, mark in sorted(marks, key=lambda pair: (pair[0], pair[1].x))]
