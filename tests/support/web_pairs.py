"""Records that wait for a person, for tests of the review desk: one plain, one of two people, one protected, one of nobody.

The bodies have the keys the serving writer gives them; tests/integration/test_identity_commands.py compares them with a real month's.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from tsunagu.serving import SERVING_FILE, compact_json

Row = tuple[int, str, str, str]
LINKED = 41
"""Place of the linked record."""
LONGEST = "寿限無寿限無五劫乃擦切海砂利水魚乃水行末雲来末風来末"


def key_of(number: int) -> str:
    """The key of the record at this place."""
    return hashlib.sha256(f"record {number}".encode()).hexdigest()


def person(person_id: int, code: str | None, name: str, kana: str, born: str, **more: Any) -> dict[str, Any]:
    """Somebody a record may mean."""
    return {
        "person_id": person_id,
        "child_code": code,
        "name": name,
        "kana": kana,
        "alias": None,
        "birth_date": born,
        "sex": "女",
        "protected": False,
        "school": "開成小学校",
        "grade": "P3",
        "family": ["佐藤　花子"],
        "agrees": ["kana", "birth_date"],
        "differs": ["kanji"],
        "weight": 12.34,
        "step": "kana_birth",
        "two_people": False,
        **more,
    }


def row(place: int, people: list[dict[str, Any]], table: str = "attendance", **words: Any) -> Row:
    """One waiting record."""
    told = {
        "school": "開成小学校",
        "school_code": "101",
        "grade": "P3",
        "class": "1",
        "number": "7",
        "pupil_no": f"007{place:02}",
        "name": "佐藤　日向",
        "kana": "さとう　ひなた",
        "birth_date": "2017-05-05",
        "sex": "女",
        "guardian": "佐藤　花子",
        **words,
    }
    body = {
        "reason": "no_independent_field",
        "rows": 3,
        "words": told,
        "place": {"source": "shukketsu", "file": "出欠_月別_開成小学校_2026.csv", "sheet": None, "line": 10 + place},
        "people": people,
    }
    return place, key_of(place), table, compact_json(body)


HINATA = person(1_000_001, "C-0001", "佐藤　ひなた", "サトウ　ヒナタ", "2017-05-05")
RIN = person(
    1_000_007, "C-0007", "髙橋　凛", "タカハシ　リン", "2018-05-05", protected=True, school=None, grade=None, family=[]
)
MINATO = person(
    1_000_012, "C-0012", "渡邉　湊", "ワタナベ　ミナト", "2015-05-05", sex="男", two_people=True, grade="P5"
)
SECOND_GUESS = person(1_000_099, None, "佐藤　陽向", "サトウ　ヒナタ", "2017-06-05", weight=8.5)


def linked_rows() -> list[tuple[int, str, str, int, str, str]]:
    """One record that a rule linked to the child of the first household: the consultation its F5 fact and reason rest on."""
    child = person(1_000_001, "C-0001", "佐藤 ひなた", "サトウ ヒナタ", "2018-05-05", two_people=True, agrees=[], differs=[],
                   weight=None, step=None)  # fmt: skip
    place, key, table, body = row(
        LINKED, [child], "consultations", name="佐藤 ひなた", kana="さとう ひなた", pupil_no=None
    )
    told = json.loads(body) | {"reason": "kana_birth", "numbers": [1_000_001], "reaches": ["C-0001", "C-0002"]}
    return [(place, key, table, 1_000_001, "kana_birth", compact_json(told))]


def pair_rows() -> list[Row]:
    """Five records: 1 may be two people, 2 has abuse data, 3 a protected child, 4 nobody, 5 the longest name."""
    return [
        row(1, [HINATA, SECOND_GUESS]),
        row(2, [MINATO], name="渡辺　湊", kana="わたなべ　みなと", birth_date="2015-05-06", sex="男", grade="P5", guardian=None),
        row(3, [RIN], name="高橋　凛", kana="ﾀｶﾊｼ ﾘﾝ", birth_date="2018-05-05", grade="P2"),
        row(4, [], name="山田　太郎", kana="やまだ　たろう", birth_date=None, pupil_no=None),
        row(5, [person(1_000_005, "C-0005", LONGEST, "ジュゲム" * 10, "2022-05-05", alias=LONGEST)], name=LONGEST, kana="じゅげむ" * 9),
    ]  # fmt: skip


def many_rows(count: int) -> list[Row]:
    """That many plain pairs, each a little different."""
    return [
        row(place, [person(2_000_000 + place, None, f"佐藤　{place:02}子", "サトウ　ヒナタ", f"2017-05-{place % 27 + 1:02}")])
        for place in range(1, count + 1)
    ]  # fmt: skip


def plant_pairs(home: Path, rows: list[Row]) -> None:
    """Put other waiting records into a home's run."""
    connection = sqlite3.connect(next((home / "runs").glob(f"*/{SERVING_FILE}")))
    with connection:
        connection.execute("DELETE FROM waiting_records")
        connection.executemany("INSERT INTO waiting_records VALUES (?, ?, ?, ?)", rows)
    connection.close()
