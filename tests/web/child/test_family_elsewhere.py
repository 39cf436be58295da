"""Who of the family lives in another household, and whether others share the address: told, but never of the protected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.web_people import OWN, PROTECTED, As, change_serving
from tsunagu.serving import Serving, Withheld

FATHER = {"relation": "父", "name": "中村 父", "kana": "ナカムラ チチ", "birth_date": "1985-04-01", "child_code": None}
SISTER = {"relation": "きょうだい（父か母が同じ）", "name": "中村 さくら", "kana": "ナカムラ サクラ", "birth_date": "2014-05-05",
          "child_code": "C-0014"}  # fmt: skip


@pytest.fixture
def home(home: Path) -> Path:
    """A father and a half sister elsewhere, and two more households at the address, in one of which she lives."""
    for code in (OWN, PROTECTED):
        with Serving(next((home / "runs").glob("*/serving.sqlite"))) as serving:
            names = serving.records(code, ["F2"])["F2"]
        more = {"elsewhere": [FATHER, SISTER], "same_address": [{"children": ["C-0014"]}, {"children": []}]}
        body = json.dumps(names | more, ensure_ascii=False)
        change_serving(home, f"UPDATE records SET body = '{body}' WHERE child_code = '{code}' AND field_class = 'F2'")
    return home


def told(home: Path, code: str, withheld: Withheld) -> tuple[list[str], int]:
    with Serving(next((home / "runs").glob("*/serving.sqlite"))) as serving:
        serving.withheld = withheld
        names: dict[str, Any] = serving.records(code, ["F2"])["F2"]
    return [one["relation"] for one in names["elsewhere"]], len(names["same_address"])


def test_the_page_tells_the_family_elsewhere_and_who_shares_the_address(home: Path, as_person: As) -> None:
    page = as_person("center").get(f"/children/{OWN}/").content.decode()
    assert "ほかの世帯の家族" in page and "中村 父" in page and "きょうだい（父か母が同じ）" in page
    assert "同じ住所に、別の世帯が2世帯あります" in page


def test_of_a_protected_child_neither_is_told(home: Path, as_person: As) -> None:
    page = as_person("center").get(f"/children/{PROTECTED}/").content.decode()
    assert "支援措置（住所などの保護）があります" in page
    assert "ほかの世帯の家族" not in page and "中村" not in page and "同じ住所に、別の世帯" not in page


@pytest.mark.parametrize(
    ("withheld", "expected"),
    [
        (Withheld(), (["父", "きょうだい（父か母が同じ）"], 2)),
        (Withheld(frozenset({"C-0014"})), (["父"], 1)),
        (Withheld(frozenset({OWN})), ([], 0)),
        (Withheld(whereabouts=True), ([], 0)),
    ],
)
def test_whoever_is_protected_since_the_run_is_left_out(
    home: Path, withheld: Withheld, expected: tuple[list[str], int]
) -> None:
    assert told(home, OWN, withheld) == expected
