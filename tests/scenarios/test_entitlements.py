"""使える制度: a family on each side of every rule, the third answer with its reason, and the run that keeps them apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.judged_town import JUDGEMENT, PACK, PROTECTION, judge_town, small_town
from support.small_snapshot import SmallTown
from tsunagu.base.errors import DeclarationError
from tsunagu.base.missing import Missing
from tsunagu.catalog import Pack, load_pack
from tsunagu.entitlements import Entitlement, OfferedServices, answer_entitlements, load_entitlements, offered_in
from tsunagu.indicators import schema_of
from tsunagu.purpose import LiveItems
from tsunagu.serving import RunFacts, RunFolders, Withheld, build_serving, open_serving

AS_OF = date(2026, 10, 31)
STANDARD = load_pack("standard")
RULES = {rule.id: rule for rule in load_entitlements(STANDARD)}
SETTLED, UNUSED = 0, 1

FUYO = {"source": "jido_fuyo", "kind": "全部支給", "paid_from": "2025-04-01"}
PARTLY = FUYO | {"kind": "一部支給"}
STOPPED = FUYO | {"kind": "全部停止"}
AID = {"source": "shugaku_enjo", "kind": "準要保護", "approved_on": "2026-06-20"}
SINGLE = {"source": "fukushi_iryo", "scheme": "ひとり親", "starts_on": "2026-04-01"}
WELFARE = {"source": "seikatsu_hogo", "starts_on": "2025-04-01"}
DAY = {
    "source": "shogai_service",
    "service": "放課後等デイサービス",
    "starts_on": "2026-04-01",
    "ends_on": "2027-03-31",
}
RYOIKU = {"source": "ryoiku_techo", "kind": "療育", "state": "有効", "issued_on": "2025-04-01"}
SPECIAL = {"source": "tokubetsu_jido_fuyo", "approved_month": "2025-06-01"}
SHOT = {"source": "yobosesshu", "vaccine": "MR", "given": "接種", "given_on": "2021-09-01"}
PUPIL, BABY, LAST_YEAR = "2016-06-01", "2025-08-01", "2020-07-01"

Facts = dict[str, list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("rule", "born", "facts", "expected"),
    [
        ("school_aid", PUPIL, {"child_rearing_allowance": [FUYO]}, UNUSED),
        ("school_aid", PUPIL, {"public_assistance": [WELFARE]}, UNUSED),
        ("school_aid", PUPIL, {"child_rearing_allowance": [FUYO], "school_aid": [AID]}, SETTLED),
        ("school_aid", PUPIL, {"child_rearing_allowance": [FUYO], "school_aid": [AID | {"kind": "否認定"}]}, UNUSED),
        ("school_aid", PUPIL, {"child_rearing_allowance": [PARTLY]}, SETTLED),
        ("school_aid", BABY, {"child_rearing_allowance": [FUYO]}, SETTLED),
        ("school_aid", PUPIL, {"child_rearing_allowance": [FUYO | {"ended_on": "2026-05-31"}]}, SETTLED),
        ("school_aid", PUPIL, {"child_rearing_allowance": [FUYO | {"kind": None}]}, Missing.BLANK),
        ("child_rearing_allowance", PUPIL, {"medical_subsidies": [SINGLE]}, UNUSED),
        (
            "child_rearing_allowance",
            PUPIL,
            {"medical_subsidies": [SINGLE], "child_rearing_allowance": [STOPPED]},
            SETTLED,
        ),
        ("child_rearing_allowance", PUPIL, {"medical_subsidies": [SINGLE | {"scheme": "こども"}]}, SETTLED),
        ("single_parent_medical", PUPIL, {"child_rearing_allowance": [PARTLY]}, UNUSED),
        ("single_parent_medical", PUPIL, {"child_rearing_allowance": [STOPPED]}, SETTLED),
        ("single_parent_medical", PUPIL, {"child_rearing_allowance": [FUYO], "medical_subsidies": [SINGLE]}, SETTLED),
        ("single_parent_medical", PUPIL, {"child_rearing_allowance": [FUYO], "public_assistance": [WELFARE]}, SETTLED),
        ("child_medical", BABY, {}, UNUSED),
        ("child_medical", BABY, {"medical_subsidies": [SINGLE | {"scheme": "こども"}]}, SETTLED),
        ("special_child_allowance", PUPIL, {"disability_certificates": [RYOIKU | {"severity": "中度"}]}, UNUSED),
        ("special_child_allowance", PUPIL, {"disability_certificates": [RYOIKU | {"severity": "軽度"}]}, SETTLED),
        (
            "special_child_allowance",
            PUPIL,
            {"disability_certificates": [RYOIKU | {"severity": "重度"}], "special_child_allowances": [SPECIAL]},
            SETTLED,
        ),
        ("after_school_day", PUPIL, {"disability_services": [DAY | {"used": False}]}, UNUSED),
        ("after_school_day", PUPIL, {"disability_services": [DAY | {"used": True}]}, SETTLED),
        ("after_school_day", PUPIL, {"disability_services": [DAY | {"used": None}]}, Missing.BLANK),
        ("measles_rubella_first", BABY, {}, UNUSED),
        ("measles_rubella_first", BABY, {"vaccinations": [SHOT | {"given_on": "2026-09-01"}]}, SETTLED),
        ("measles_rubella_first", PUPIL, {}, SETTLED),
        ("measles_rubella_second", LAST_YEAR, {"vaccinations": [SHOT]}, UNUSED),
        ("measles_rubella_second", LAST_YEAR, {"vaccinations": [SHOT, SHOT | {"given_on": "2026-06-01"}]}, SETTLED),
    ],
)
def test_each_rule_on_both_sides_of_its_line(tmp_path: Path, rule: str, born: str, facts: Facts, expected: int) -> None:
    assert answer(tmp_path, RULES[rule], born, facts) == expected


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_service_whose_own_file_never_came_is_unknown_and_never_unused(tmp_path: Path, rule: str) -> None:
    born = {"measles_rubella_first": BABY, "measles_rubella_second": LAST_YEAR}.get(rule, PUPIL)
    facts: Facts = {
        "child_rearing_allowance": [] if rule == "child_rearing_allowance" else [FUYO],
        "medical_subsidies": [SINGLE] if rule == "child_rearing_allowance" else [],
        "disability_certificates": [RYOIKU | {"severity": "重度"}],
        "disability_services": [],
    }
    assert answer(tmp_path, RULES[rule], born, facts, missing=RULES[rule].source) == Missing.NOT_DELIVERED


def test_without_a_purpose_or_the_file_a_rule_is_not_asked_and_says_why() -> None:
    kaisei = load_pack("kaisei")
    rules = load_entitlements(kaisei)
    offered = offered_in(kaisei, rules, live_of(kaisei))
    assert [rule.id for rule, _ in offered.off] == ["special_child_allowance"]
    assert "町の宣言にありません" in offered.off[0][1]
    assert len(offered.rules) == len(rules) - 1
    nothing = offered_in(kaisei, rules, LiveItems(AS_OF, kaisei.purposes, frozenset()))
    assert nothing.rules == ()
    assert {why for rule, why in nothing.off if rule.id != "special_child_allowance"} == {
        "利用目的・法的根拠台帳に、お知らせのために使ってよいとする有効な行がありません"
    }


def test_a_row_that_leaves_one_file_of_a_rule_out_does_not_open_it() -> None:
    rows = [row for row in PACK.purposes if row.use == "offer"]
    short = [
        row.model_copy(update={"items": tuple(one for one in row.items if one != "seikatsu_hogo")}) for row in rows
    ]
    offered = offered_in(PACK, load_entitlements(PACK), LiveItems(AS_OF, (), frozenset(), tuple(short)))
    assert {rule.id for rule, _ in offered.off} >= {"school_aid", "child_medical", "single_parent_medical"}
    assert "after_school_day" in {rule.id for rule in offered.rules}


def test_a_rule_written_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    shipped = (Path(load_pack("standard").layers.folders[0]) / "entitlements.yaml").read_text(encoding="utf-8")
    (folder / "entitlements.yaml").write_text(shipped.replace("is: 全部支給", "is: ぜんぶ"), encoding="utf-8")
    with pytest.raises(DeclarationError, match="ぜんぶ") as caught:
        load_entitlements(load_pack("kaisei", folder))
    assert caught.value.code == "I104"
    (folder / "entitlements.yaml").write_text(shipped.replace("id: child_medical", "id: school_aid"), encoding="utf-8")
    with pytest.raises(DeclarationError, match="school_aid") as caught:
        load_entitlements(load_pack("kaisei", folder))
    assert caught.value.code == "E009"


def test_the_serving_file_tells_them_apart_from_the_judgement(tmp_path: Path) -> None:
    town = small_town()
    town.fact("child_rearing_allowance", 102, **FUYO)
    came = next(row for row in town.rows["deliveries"] if row["source"] == "shugaku_enjo")
    town.rows["deliveries"].append(came | {"part": "101"})
    snapshot, out, _ = judge_town(tmp_path, town)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    offered = offered_in(PACK, load_entitlements(PACK), live_of(PACK))
    answer_entitlements(snapshot, offered.rules, schema_of(PACK), out)
    assert before == {name: (out / name).read_bytes() for name in before}
    facts = RunFacts("run1", AS_OF, 5, "0", {"files": 1}, PROTECTION, offered)
    build_serving(snapshot, PACK, JUDGEMENT, RunFolders(out), facts)
    with open_serving(out) as serving:
        rules = serving.entitlement_rules()
        assert rules is not None
        assert [rule["id"] for rule in rules.off] == ["special_child_allowance"]
        assert next(rule for rule in rules.asked if rule["id"] == "school_aid")["owner"] == "学校教育課"
        answers = serving.entitlement_answers("school_aid")
        code = next(child.child_code for child in serving.children() if child.person_id == 102)
        assert {one for one, answer in answers.items() if answer == UNUSED} == {code}
        assert len(answers) == len(town.rows["children"])
        assert serving.entitlement_answers("special_child_allowance") == {}
        assert "school_aid" not in serving.indicator_ids


def test_a_run_without_rules_and_one_from_before_them_answer_nothing(tmp_path: Path) -> None:
    snapshot, out, _ = judge_town(tmp_path)
    build_serving(snapshot, PACK, JUDGEMENT, RunFolders(out), RunFacts("run1", AS_OF, 5, "0"))
    with open_serving(out) as serving:
        serving.withheld = Withheld()
        assert serving.entitlement_rules() is not None
        assert serving.entitlement_answers("school_aid") == {}


def answer(folder: Path, rule: Entitlement, born: str, facts: Facts, *, missing: str = "") -> int:
    """The answer of one child of that birthday with these facts; `missing`: a source that never came."""
    town = SmallTown(AS_OF, STANDARD)
    town.person(1, 10, "1988-01-01", relation="02").person(2, 10, born).mother(2, 1)
    for table, rows in facts.items():
        for row in rows:
            values = {name: value for name, value in row.items() if name != "source"}
            why = {f"{name}__why": int(Missing.BLANK) for name, value in values.items() if value is None}
            town.fact(table, 2, row["source"], **values, **why)
    town.rows["deliveries"] = [row for row in town.rows["deliveries"] if row["source"] != missing]
    snapshot = town.write(folder / "snapshot")
    answer_entitlements(snapshot, [rule], schema_of(STANDARD), folder)
    found = duckdb.sql(f"SELECT {rule.id} FROM '{folder}/entitlements.parquet' WHERE person_id = 2").fetchone()
    assert found is not None
    return int(found[0])


def live_of(pack: Pack) -> LiveItems:
    """The rows the pack proposes, all in force."""
    judging = tuple(row for row in pack.purposes if row.use == "judge")
    return LiveItems(AS_OF, judging, frozenset(), tuple(row for row in pack.purposes if row.use == "offer"))


def test_nothing_offered_is_nothing_written(tmp_path: Path) -> None:
    snapshot = small_town().write(tmp_path / "snapshot")
    answer_entitlements(snapshot, OfferedServices(()).rules, schema_of(PACK), tmp_path)
    assert not (tmp_path / "entitlements.parquet").exists()
