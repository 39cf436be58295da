"""The directory as a table that Excel and people can read: its headings, one resource as a row, a row as what a form takes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tsunagu.base.dates import read_date
from tsunagu_web.resources.declared import ANY_FAMILY, EVERYONE, WHOLE_TOWN, Choices, ResourceRules, choices_of
from tsunagu_web.resources.models import ResourceVersion

NUMBER, VERSION, STATE = "番号", "版", "取りやめ"
WITHDRAWN = "取りやめ"
COLUMNS = {
    "name": "名前",
    "kind": "種類",
    "runner": "運営",
    "age_from": "年齢から",
    "age_to": "年齢まで",
    "types": "困難の類型",
    "conditions": "条件",
    "condition_words": "条件の補足",
    "areas": "区域",
    "days": "日時",
    "cost": "費用",
    "apply_words": "申込み方法",
    "contact": "連絡先",
    "opening": "空き",
    "opening_words": "空きの補足",
    "confirmed_on": "最終確認日",
    "confirmed_by": "確認した人",
}
"""Field of a version → its heading. NUMBER and VERSION stand before, STATE behind."""
HEADINGS = (NUMBER, VERSION, *COLUMNS.values(), STATE)
MANY = ("types", "conditions", "areas")
"""Columns whose cells hold several words."""
_BETWEEN = re.compile(r"[、,，;；\n]+")


class Words:
    """The words of choices in a cell, and back. `types`: 困難の類型 with label; `areas`: known 小学校区."""

    def __init__(self, rules: ResourceRules, types: Choices, areas: list[str]) -> None:
        self.choices: dict[str, Choices] = {
            "kind": choices_of(rules.kinds),
            "types": [(EVERYONE, ANY_FAMILY), *types],
            "conditions": choices_of(rules.conditions),
            "areas": [(EVERYONE, WHOLE_TOWN), *((area, area) for area in areas)],
            "opening": choices_of(rules.openings),
        }
        self._labels = {name: dict(choices) for name, choices in self.choices.items()}
        self._keys = {name: {label: key for key, label in choices} for name, choices in self.choices.items()}

    def row_of(self, version: ResourceVersion) -> list[str]:
        """One resource, cell by cell in the order of HEADINGS."""
        cells = [str(version.resource.number), str(version.seq)]
        for name in COLUMNS:
            value = getattr(version, name)
            if name in MANY:
                cells.append("、".join(self._labels[name].get(one, one) for one in value))
            elif name in self._labels:
                cells.append(self._labels[name].get(value, value))
            else:
                cells.append("" if value is None else str(value))
        return [*cells, WITHDRAWN if version.state == ResourceVersion.WITHDRAWN else ""]

    def told_of(self, cells: Mapping[str, str]) -> dict[str, object]:
        """Heading → cell as the form wants it. A word that is no choice is handed on as it stands: the form refuses it."""
        told: dict[str, object] = {}
        for name, heading in COLUMNS.items():
            cell = cells.get(heading, "").strip()
            if name in MANY:
                told[name] = [self._keys[name].get(one, one) for part in _BETWEEN.split(cell) if (one := part.strip())]
            elif name in self._keys:
                told[name] = self._keys[name].get(cell, cell)
            elif name == "confirmed_on":
                told[name] = _day(cell)
            else:
                told[name] = cell
        return told


def _day(cell: str) -> str:
    """A day in any spelling people use, as the form reads it; what is none stays as it is."""
    day = read_date(cell.lstrip("\x02")).value
    return day.isoformat() if day else cell
