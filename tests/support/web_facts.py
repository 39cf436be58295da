"""Facts of the serving file for tests of pages."""

from __future__ import annotations

import json
from pathlib import Path

from support.web_people import change_serving, meta_of
from tsunagu.serving.fact_views import VIEWS


def add_fact(home: Path, code: str, label: str, text: str, on: str | None, source: str = "mimamori") -> None:
    """One more fact of a kind about a child, in the record of its class."""
    place = next(number for number, view in enumerate(VIEWS) if view.label == label)
    fact = json.dumps({"v": place, "t": text, "o": on, "u": None, "s": source}, ensure_ascii=False)
    change_serving(
        home,
        "UPDATE records SET body = json_set(body, '$.facts[#]', json(?)) WHERE child_code = ? AND field_class = ?",
        fact,
        code,
        VIEWS[place].field_class,
    )


def change_kinds(home: Path, label: str, **told: object) -> None:
    """What the run says of the files of one kind of fact, `files` and `missing`."""
    kinds = meta_of(home, "fact_views")
    kinds = [kind | told if kind["label"] == label else kind for kind in kinds]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'fact_views'", json.dumps(kinds))
