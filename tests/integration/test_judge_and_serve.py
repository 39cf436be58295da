"""From answers to list and pages over a town made by hand: findings, list, serving file."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from support.judged_town import AS_OF, JUDGEMENT, PACK, PROTECTION, answer_rows, judge_town, serve_town, small_town
from tsunagu.criteria import facts_hash, recut
from tsunagu.serving import RECORD_CLASSES, open_serving
from tsunagu.serving.fact_views import VIEWS


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("town")
    snapshot, out, judged = judge_town(folder)
    return serve_town(snapshot, out), judged.worklist


def test_the_list_holds_whom_it_should_and_says_why_not_the_others(served: tuple[Path, dict]) -> None:
    worklist = served[1]
    assert [(entry["place"], entry["household_code"]) for entry in worklist["listed"]] == [
        (1, "K-0001"),
        (2, "K-0002"),
        (3, "K-0004"),
        ("推薦", "K-0006"),
    ]
    first = worklist["listed"][0]
    assert first["children"] == ["C-0002", "C-0001"] and first["types"][0] == {
        "type": "poverty",
        "label": "貧困",
        "points": 3,
        "child_code": "C-0002",
    }
    assert first["contact"] == [
        "福祉相談の窓口が令和8年8月21日から対応中",
        "学校に在籍",
        "次の接点：令和8年12月31日 医療費助成の更新",
    ]
    assert worklist["listed"][3]["reasons"][0] == "職員の推薦（学校教育課、令和8年10月8日、伝聞）"
    assert next(entry for entry in worklist["left_out"] if entry["reason"] == "in_support")["households"] == 1
    assert worklist["notes"][-1].startswith("推薦のうち1件は")
    assert worklist["denominators"] == {
        "children": 7,
        "determinable": 6,
        "flagged_children": 5,
        "flagged_households": 4,
    }
    assert "秘密" not in json.dumps(worklist, ensure_ascii=False)


def test_a_decision_keeps_a_household_off_until_the_facts_change(tmp_path: Path) -> None:
    town = small_town()
    town.fact(
        "cases_decisions",
        401,
        "cases_decisions",
        decided_on="2026-09-20",
        decision="経過観察",
        facts_hash=facts_hash(["item09_child_rearing_allowance", "item11_single_parent_medical", "item13_school_aid"]),
    )
    _, _, judged = judge_town(tmp_path, town)
    assert "K-0004" not in [entry["household_code"] for entry in judged.worklist["listed"]]
    _, _, later = judge_town(tmp_path, town, answers=answer_rows(p401={"item06_absence30": 1}), run="run2")
    entry = next(entry for entry in later.worklist["listed"] if entry["household_code"] == "K-0004")
    assert entry["since_last"] == "経過観察から"


def test_another_capacity_needs_no_new_judging(tmp_path: Path) -> None:
    _, out, judged = judge_town(tmp_path, capacity=5)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    small = recut(out, 2)
    assert [entry["household_code"] for entry in small["listed"]] == ["K-0001", "K-0006"]
    assert small["cut_sentence"].startswith("ここまで2世帯。次の世帯 K-0002 は、1位と同じ3点ですが")
    assert recut(out, 5) == judged.worklist
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        snapshot, out, _ = judge_town(tmp_path / name)
        serve_town(snapshot, out)
        folders.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert folders[0] == folders[1]


def test_a_child_is_served_with_answers_states_and_points(served: tuple[Path, dict]) -> None:
    with open_serving(served[0]) as serving:
        child = serving.child("C-0001")
        assert child is not None
        assert child.answer(serving.indicator_ids.index("item14_moved_in")) == "yes"
        assert child.answers[serving.indicator_ids.index("item20_1_left_alone")] == 12
        poverty = serving.criterion_ids.index("kaisei_poverty")
        assert child.state(poverty) == "flagged" and child.points[poverty] == 3
        assert (child.total_points, child.known, child.items) == (4, 36, 37)
        assert child.affiliation == "みどり小学校" and child.household_code == "K-0001"
        little_known = serving.children(criterion="kaisei_abuse", state="undeterminable")
        assert [child.child_code for child in little_known] == ["C-0006"]
        assert serving.facts_hash(child) == facts_hash(
            name for name, told in answer_rows()[(10, 102)].items() if told == 1
        )


def test_places_of_households(served: tuple[Path, dict]) -> None:
    with open_serving(served[0]) as serving:
        found = {household.household_code: household.place for household in serving.households()}
        assert found == {
            "K-0001": "list",
            "K-0002": "list",
            "K-0003": "left_out:in_support",
            "K-0004": "list",
            "K-0005": "not_flagged",
            "K-0006": "list",
        }
        household = serving.household("K-0001")
        assert household is not None
        assert [(member["relation"], member["child_code"]) for member in household.members] == [
            ("本人", "C-0001"),
            ("本人", "C-0002"),
            ("母", None),
            ("祖父母", None),
        ]


def test_records_are_split_by_field_class(served: tuple[Path, dict]) -> None:
    with open_serving(served[0]) as serving:
        records = serving.records("C-0001", RECORD_CLASSES)
        assert records["F2"]["name"] == "𠮷田 﨑"
        assert [member["relation"] for member in records["F2"]["members"]] == ["本人", "母", "きょうだい", "祖父母"]
        told = {(fact["label"], fact["text"]) for fact in records["F3"]["facts"]}
        assert told == {
            ("異動", "国内転入"),
            ("医療費助成", "ひとり親"),
            ("学籍", "みどり小学校・通常"),
            ("出欠", "2026年度 欠席22日（ほかに1か月分は不明）・遅刻3日"),
            ("出欠のうちわけ", "2026年度 うちわけは不明"),
        }
        assert {fact["department"] for fact in records["F3"]["facts"]} == {
            "町民課",
            "こども課こども支援班",
            "学校教育課",
        }
        assert records["F4"]["facts"] == [] and records["F5"]["facts"] == []
        assert records["F6"] == {"address": "延沢 102番地"}
        assert {reason["indicator"] for reason in records["F7"]["reasons"]} == {*answer_rows()[(10, 102)]} - {
            "item20_1_left_alone"
        }
        assert records["F7"]["unknown"] == [
            {"indicator": "item20_1_left_alone", "label": records["F7"]["unknown"][0]["label"], "reason": "転入前"}
        ]
        younger = serving.records("C-0002", ["F4", "F5"])
        assert {fact["text"] for fact in younger["F4"]["facts"]} == {
            "3歳6か月児健診：受診",
            "妊娠届あり（受診の回数は2歳まで表示）",
        }
        assert [fact["text"] for fact in younger["F5"]["facts"]] == ["3歳6か月児健診：家に残して外出"]


def test_a_protected_household_has_no_address_and_no_place_anywhere(served: tuple[Path, dict]) -> None:
    with open_serving(served[0]) as serving:
        child = serving.child("C-0003")
        assert child is not None and child.protected and child.affiliation is None
        records = serving.records("C-0003", RECORD_CLASSES)
        assert "F6" not in records
        assert [fact["text"] for fact in records["F3"]["facts"]] == ["学校・通常"]
        assert "かわべ小学校" not in json.dumps(records, ensure_ascii=False)
    connection = sqlite3.connect(served[0])
    whole = "\n".join(
        str(row)
        for table in ("children", "households", "records", "meta")
        for row in connection.execute(f"SELECT * FROM {table}")
    )
    connection.close()
    for hidden in ("202番地", "201番地", "かわべ小学校", "秘密"):
        assert hidden not in whole


def test_points_over_the_months_and_since_last(tmp_path: Path) -> None:
    earlier = small_town(date(2026, 9, 30))
    snapshot, first, _ = judge_town(
        tmp_path, earlier, run="run0", answers=answer_rows(p102=dict.fromkeys(("item13_school_aid",), 0))
    )
    serve_town(snapshot, first, run="run0")
    snapshot, second, judged = judge_town(tmp_path, run="run1", previous=first)
    path = serve_town(snapshot, second, previous=first)
    told = {entry["household_code"]: entry["since_last"] for entry in judged.worklist["listed"]}
    assert told["K-0004"] == "3点→3点"
    with open_serving(path) as serving:
        child = serving.child("C-0001")
        assert child is not None
        assert [(entry["as_of"], entry["points"]["poverty"], entry["total"]) for entry in child.history] == [
            ("2026-09-30", 2, 3),
            ("2026-10-31", 3, 4),
        ]
        assert [month["run_id"] for month in serving.meta("months")] == ["run0", "run1"]
        undeterminable = {
            child.child_code: [
                criterion["type"]
                for place, criterion in enumerate(serving.meta("criteria"))
                if child.state(place) == "undeterminable"
            ]
            for child in serving.children()
        }
        assert any(undeterminable.values())
        for child in serving.children():
            assert [*child.history[-1].get("unknown", {})] == undeterminable[child.child_code], "情報不足 stays told"
            assert 0 not in child.history[-1].get("unknown", {}).values(), "each with its reason"


def test_meta_tells_the_run_and_its_denominators(served: tuple[Path, dict]) -> None:
    with open_serving(served[0]) as serving:
        run, counts = serving.meta("run"), serving.meta("counts")
        assert run["as_of"] == AS_OF.isoformat() and run["municipality"] == "開成町"
        assert counts["children"] == 7 and counts["undeterminable"] == 1
        assert counts["per_type"]["poverty"] == {"flagged": 5, "not_flagged": 1, "undeterminable": 1, "outside": 0}
        after_birth = counts["per_type"]["postpartum"]
        assert after_birth["outside"] > 0, "school children are no finding of 産後うつ"
        assert all(sum(states.values()) == counts["children"] for states in counts["per_type"].values())
        assert sum(age["children"] for age in counts["by_age"].values()) == 7
        assert serving.meta("protection") == PROTECTION
        assert [indicator["id"] for indicator in serving.meta("indicators")] == list(JUDGEMENT.indicator_ids)


def test_every_fact_shown_is_of_its_view_s_field_class() -> None:
    """A column of another class may not slip into a view; what is only called F2 with the register is a plain event."""
    plain_events = {"moves": {"reason", "moved_on"}}
    for view in VIEWS:
        table = PACK.tables[view.table]
        for column in view.columns() - {"known_on", "case_no"}:
            if column in plain_events.get(view.table, ()):
                continue
            decides_only = column not in view.text
            own = table.sensitivity_of(column)
            assert own == view.field_class or decides_only or (own == "F4" and view.field_class == "F5"), (
                view,
                column,
                own,
            )
        assert not {"name", "kana", "address", "text", "complaint", "response", "note"} & view.columns()
