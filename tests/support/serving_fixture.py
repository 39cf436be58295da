"""A small, rich serving file for tests of pages: 20 households with everything that is awkward to show.

`write_serving(path)` writes the file, `write_home(home)` a home whose CURRENT points at it, `empty=True` the month in
which nobody was judged. Longest names, 𠮷, a protected household, undeterminable children, a nomination, all places.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.serving_fixture_meta import AS_OF, RUN_ID, SNAPSHOT_ID, meta_of
from support.web_entitlements import entitled
from support.web_pairs import LINKED, linked_rows, pair_rows
from tsunagu.catalog.declarations import read_document
from tsunagu.serving import NO_AFFILIATION, SERVING_FILE, UNKNOWN_AFFILIATION, ServingWriter, compact_json
from tsunagu.serving.fact_views import VIEWS

PACK = Path(__file__).parents[2] / "src" / "tsunagu_packs" / "kaisei"
LONGEST = "寿限無寿限無五劫乃擦切海砂利水魚乃水行末雲来末風来末"
LONGEST_KANA = "ジュゲムジュゲムゴコウノスリキレカイジャリスイギョノスイギョウマツウンライマツフウライマツ"
LONGEST_ROMAN = "MARIA FERNANDA CONCEICAO DE OLIVEIRA SANTOS RODRIGUES"


@dataclass
class Child:
    """One invented child; `yes` are indicator ids, `unknown` maps ids to a Missing code."""

    code: str
    household: str
    name: str
    kana: str
    sex: str
    fiscal_age: int
    yes: tuple[str, ...] = ()
    unknown: dict[str, int] = field(default_factory=dict)
    affiliation: str | None = NO_AFFILIATION
    grade: str | None = None
    protected: bool = False
    contact: tuple[str, ...] = ()


def indicators() -> list[dict[str, Any]]:
    """Kaisei's 37 indicators as declared: id, no, label, basic_item."""
    found = []
    for path in sorted((PACK / "indicators").glob("*.yaml")):
        found += read_document(path).value["indicators"]
    return found


def criteria() -> list[dict[str, Any]]:
    """Kaisei's six criteria as declared."""
    return [read_document(path).value for path in sorted((PACK / "criteria").glob("*.yaml"))]


def _unknown_everywhere(code: int) -> dict[str, int]:
    return {indicator["id"]: code for indicator in indicators()}


def children() -> list[Child]:
    """24 children in 20 households, C-0001 … in order."""
    poor = ("item09_child_rearing_allowance", "item11_single_parent_medical", "item13_school_aid")
    abuse = ("item01_yotaikyo", "item17_abuse_consult")
    told = [
        Child(
            "",
            "K-0001",
            "佐藤 ひなた",
            "サトウ ヒナタ",
            "女",
            9,
            (*poor, "item14_moved_in", "item06_absence30", "item19_many_children"),
            {"item20_1_left_alone": 12, "item20_5_not_examined": 12},
            "開成小学校",
            "P3",
            contact=("ひとり親担当が2月に面談",),
        ),
        Child("", "K-0001", "佐藤 陸", "サトウ リク", "男", 5, poor[:2], {}, "開成幼稚園"),
        Child(
            "",
            "K-0002",
            "𠮷田 﨑",
            "ヨシダ サキ",
            "男",
            4,
            ("item20_5_not_examined", "item22_no_affiliation", "item25_vaccination", "item14_moved_in"),
        ),
        Child(
            "",
            "K-0003",
            LONGEST,
            LONGEST_KANA,
            "女",
            3,
            ("item21_2_mother_smoking", "item29_hard_to_raise"),
            {"item26_prenatal": 13},
        ),
        Child(
            "", "K-0003", "寿限無 長助", "ジュゲム チョウスケ", "男", 0, ("item21_2_mother_smoking", "item26_prenatal")
        ),
        Child(
            "",
            "K-0004",
            LONGEST_ROMAN,
            "マリア フェルナンダ コンセイサオン",
            "女",
            14,
            (*poor, *abuse),
            {},
            "文命中学校",
            "J2",
        ),
        Child(
            "",
            "K-0005",
            "髙橋 凛",
            "タカハシ リン",
            "女",
            8,
            (*poor, "item17_abuse_consult", "item18_care_consult"),
            {},
            None,
            "P2",
            protected=True,
        ),
        Child("", "K-0005", "髙橋 蓮", "タカハシ レン", "男", 6, poor[:2], {}, None, protected=True),
        Child(
            "",
            "K-0006",
            "鈴木 朔",
            "スズキ サク",
            "男",
            13,
            ("item30_lunch_arrears",),
            {"item20_1_left_alone": 12, "item20_2_no_food": 12, "item20_3_mouth": 12, "item20_4_shaken": 12},
            "文命中学校",
            "J1",
        ),
        Child("", "K-0007", "田中 結衣", "タナカ ユイ", "女", 2, (), _unknown_everywhere(10)),
        Child("", "K-0008", "渡邉 湊", "ワタナベ ミナト", "男", 11, abuse, {}, "開成南小学校", "P5"),
        Child("", "K-0009", "伊藤 葵", "イトウ アオイ", "女", 3, ("item20_5_not_examined", "item25_vaccination")),
        Child(
            "",
            "K-0010",
            "山本 樹",
            "ヤマモト イツキ",
            "男",
            7,
            ("item05_2_self_child_service", "item24_own_certificate"),
            {},
            "開成小学校",
            "P1",
        ),
        Child("", "K-0011", "中村 さくら", "ナカムラ サクラ", "女", 12, (*poor, "item27_late"), {}, "開成小学校", "P6"),
        Child("", "K-0012", "小林 大和", "コバヤシ ヤマト", "男", 10, poor, {}, "開成小学校", "P4"),
        Child(
            "",
            "K-0013",
            "グエン ヴァン アン",
            "グエン ヴァン アン",
            "その他",
            9,
            poor,
            {"item03_school_exam": 27},
            "開成南小学校",
            "P3",
        ),
    ]
    told += [
        Child(
            "",
            f"K-{number:04d}",
            f"井上 {number}",
            f"イノウエ {number}",
            "女" if number % 2 else "男",
            number - 2,
            (),
            {"item21_1_caries": 21} if number % 2 else {},
            "文命中学校" if number < 18 else UNKNOWN_AFFILIATION,
        )
        for number in range(14, 21)
    ]
    told.append(Child("", "K-0020", "井上 末", "イノウエ スエ", "女", 1))
    for number, child in enumerate(told, start=1):
        child.code = f"C-{number:04d}"
    return told


def write_serving(path: Path, *, empty: bool = False) -> Path:
    """Write the fixture to `path` (its folder must exist) and return it."""
    declared, judged, told = indicators(), criteria(), [] if empty else children()
    rows = [_child_row(child, declared, judged) for child in told]
    meta = meta_of(declared, judged, rows, told)
    with ServingWriter(path) as writer:
        writer.insert_meta(meta)
        writer.insert("children", rows)
        writer.insert("households", _household_rows(told, meta["worklist"]))
        writer.insert("records", [row for child in told for row in _record_rows(child, told, declared)])
        writer.insert("waiting_records", [] if empty else pair_rows())
        writer.insert("linked_records", [] if empty else linked_rows())
        writer.insert("entitlements", [(child.code, entitled(child.code)) for child in told])
    return path


def write_home(home: Path, *, empty: bool = False) -> Path:
    """Make `home` a home whose current run is the fixture; returns the serving file."""
    run = home / "runs" / RUN_ID
    run.mkdir(parents=True)
    (home / "CURRENT").write_text(json.dumps({"run": RUN_ID, "snapshot": SNAPSHOT_ID}) + "\n", encoding="utf-8")
    return write_serving(run / SERVING_FILE, empty=empty)


def _child_row(child: Child, declared: list[dict[str, Any]], judged: list[dict[str, Any]]) -> tuple[Any, ...]:
    answers = bytes(1 if i["id"] in child.yes else child.unknown.get(i["id"], 0) for i in declared)
    by_id = dict(zip([i["id"] for i in declared], answers, strict=True))
    points, states = [], []
    for criterion in judged:
        values = [by_id[item["indicator"]] for item in criterion["items"]]
        inside = criterion.get("cohort", {}).get("fiscal_age", {}).get("to", 99) >= child.fiscal_age
        points.append(values.count(1) if inside else 0)
        known = sum(value < 10 for value in values)
        flagged = points[-1] >= criterion["threshold"]
        doubtful = known < criterion["min_known_share"] * len(values)
        states.append(3 if not inside else 1 if flagged else 2 if doubtful else 0)
    now = {
        "as_of": AS_OF,
        "points": dict(zip([c["type"] for c in judged], points, strict=True)),
        "total": len(child.yes),
    }
    before = {"as_of": "2026-09-30", "points": {c["type"]: 0 for c in judged}, "total": max(len(child.yes) - 1, 0)}
    return (
        child.code,
        child.household,
        1_000_000 + int(child.code[2:]),
        child.sex,
        max(child.fiscal_age - 1, 0),
        child.fiscal_age,
        child.grade,
        child.affiliation,
        int(child.protected),
        answers,
        bytes(states),
        bytes(points),
        len(child.yes),
        sum(byte < 10 for byte in answers),
        len(answers),
        compact_json([before, now]),
    )


def _household_rows(told: list[Child], worklist: dict[str, Any]) -> list[tuple[Any, ...]]:
    places = {entry["household_code"]: "list" for entry in worklist["listed"]}
    places |= {
        "K-0008": "left_out:in_support",
        "K-0009": "left_out:checkup_follow",
        "K-0010": "left_out:disability_service",
        "K-0011": "left_out:judged_before",
        "K-0012": "left_out:below_cut",
        "K-0013": "left_out:below_cut",
    }
    rows = []
    for household in sorted({child.household for child in told}):
        members = [{"child_code": None, "relation": "母", "sex": "女", "age": 38}]
        members += [
            {"child_code": child.code, "relation": "本人", "sex": child.sex, "age": max(child.fiscal_age - 1, 0)}
            for child in told
            if child.household == household
        ]
        rows.append(
            (household, 2_000_000 + int(household[2:]), places.get(household, "not_flagged"), compact_json(members))
        )
    return rows


def _record_rows(child: Child, told: list[Child], declared: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    family = [{"relation": "母", "name": f"{child.name.split()[0]} 母", "kana": "ハハ", "birth_date": "1988-04-01"}]
    family += [
        {
            "relation": "本人" if other is child else "きょうだい",
            "name": other.name,
            "kana": other.kana,
            "birth_date": "2018-05-05",
        }
        for other in told
        if other.household == child.household
    ]
    labels = {indicator["id"]: indicator["label"] for indicator in declared}
    bodies: dict[str, dict[str, Any]] = {
        "F2": {"name": child.name, "kana": child.kana, "birth_date": "2018-05-05", "members": family},
        "F3": {
            "facts": [
                _fact("住民", "異動", "国内転入", "2026-02-14", None, "juki_ido"),
                _fact("手当・福祉", "医療費助成", "ひとり親", "2026-04-01", None, "fukushi_iryo"),
            ]
        },
        "F4": {"facts": [_fact("母子保健", "乳幼児健診", "3歳6か月児健診：受診", "2024-06-03", None, "kenshin_3y")]},
        "F5": {"facts": [_fact("相談・支援", "相談", "児童相談：養護", "2026-08-21", "2026-09-30", "jido_sodan")]},
        "F7": {
            "reasons": [
                {
                    "indicator": name,
                    "sentence": f"{labels[name]}（こども課、2026-04-01）",
                    "department": "こども課こども支援班",
                    "on": "2026-04-01",
                    "source": "fukushi_iryo",
                }
                for name in child.yes
            ],
        },
    }
    if child.code == "C-0001":
        bodies["F5"]["facts"][0]["k"] = [LINKED]
    if not child.protected:
        bodies["F6"] = {"address": "開成町延沢 773番地 サンプルハイツ 101号"}
    return [(child.code, name, compact_json(bodies[name])) for name in sorted(bodies)]


def _fact(lane: str, label: str, text: str, on: str, until: str | None, source: str) -> dict[str, Any]:
    """A fact in the short form of the file."""
    view = next(number for number, view in enumerate(VIEWS) if (view.lane, view.label) == (lane, label))
    return {"v": view, "t": text, "o": on, "u": until, "s": source}
