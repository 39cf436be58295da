"""Who is on the month's list: families on each side of every threshold, every reason to be left out, every nomination's term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.families_asked import Asked, asked, number_of, settle
from tsunagu.catalog import load_pack
from tsunagu.criteria import Judged, facts_hash, judge, load_judgement, place_of_households
from tsunagu.indicators import evaluate, evidence, schema_of
from tsunagu.mart import Snapshot

AS_OF = date(2026, 10, 31)
POOR = {
    "child_rearing_allowance": [{"kind": "全部支給", "paid_from": "2026-04-01", "approved_on": "2026-03-20"}],
    "medical_subsidies": [{"scheme": "ひとり親", "starts_on": "2026-04-01", "issued_on": "2026-04-01"}],
}
"""Two points of 貧困: the threshold."""
POOR_FACTS = ["item09_child_rearing_allowance", "item11_single_parent_medical"]
AT_NURSERY = [{"entered_on": "2024-04-01", "certified_from": "2024-03-01"}]
CERTIFICATE = [{"kind": "療育", "issued_on": "2024-01-01", "state": "有効"}]
ENDED_SERVICE = [{"decision": "障害児通所", "starts_on": "2022-04-01", "ends_on": "2023-03-31"}]


def family(line: str, **rows: Any) -> Asked:
    return asked("", "", line, **rows)


def decided(review: str, facts: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "decided_on": "2026-09-20",
            "decision": "経過観察",
            "review_on": review,
            "facts_hash": facts_hash(facts),
            "decided_by": "こども課長",
        }
    ]


def nominated(day: str) -> list[dict[str, Any]]:
    return [{"nominated_on": day, "section": "学校教育課", "nominated_by": "教頭", "reason": "気になる"}]


def followed(day: str) -> dict[str, Any]:
    shared = {"checkup": "3y", "attendance": "受診", "nurse_follow": True}
    return {"born": "2022-05-10", "childcare": AT_NURSERY, "infant_checkups": [{**shared, "examined_on": day}]}


def supported(until: str) -> list[dict[str, Any]]:
    return [{"kind": "要支援", "registered_on": "2025-05-01", "released_on": until}]


def service(ends: str) -> list[dict[str, Any]]:
    return [{"decision": "障害児通所", "starts_on": "2026-01-01", "ends_on": ends}]


LISTED, NOWHERE = "list", ""
FAMILIES: list[tuple[Asked, str]] = [
    (family("貧困2点", **POOR), LISTED),
    (family("貧困1点", medical_subsidies=POOR["medical_subsidies"]), NOWHERE),
    (family("引きこもり1点（所属なし）", born="2021-06-01"), LISTED),
    (family("引きこもり0点（入園）", born="2021-06-01", childcare=AT_NURSERY), NOWHERE),
    (family("発達障がい2点", disability_certificates=CERTIFICATE, school_register=[{"class_kind": "特別支援"}]), NOWHERE),
    (
        family(
            "発達障がい3点",
            disability_certificates=CERTIFICATE,
            school_register=[{"class_kind": "特別支援"}],
            disability_services=ENDED_SERVICE,
        ),
        LISTED,
    ),
    (family("支援中", **POOR, support_cases=supported("2026-11-01")), "left_out:in_support"),
    (family("支援は基準日に終わった", **POOR, support_cases=supported("2026-10-31")), LISTED),
    (family("健診後6か月以内", **POOR, **followed("2026-05-01")), "left_out:checkup_follow"),
    (family("健診後ちょうど6か月", **POOR, **followed("2026-04-30")), LISTED),
    (family("障害児サービスを利用中", **POOR, disability_services=service("2026-11-01")), "left_out:disability_service"),
    (family("障害児サービスは終わった", **POOR, disability_services=service("2026-10-31")), LISTED),
    (family("決定ずみ", **POOR, cases_decisions=decided("2026-11-01", POOR_FACTS)), "left_out:judged_before"),
    (family("決定の見直し日が来た", **POOR, cases_decisions=decided("2026-10-31", POOR_FACTS)), LISTED),
    (family("決定のあと事実が変わった", **POOR, cases_decisions=decided("2026-11-01", POOR_FACTS[:1])), LISTED),
    (family("点数のない推薦", cases_nominations=nominated("2026-08-01")), LISTED),
    (family("3か月を過ぎた推薦", cases_nominations=nominated("2026-07-31")), NOWHERE),
    (
        family("支援中の推薦", support_cases=supported("2026-11-01"), cases_nominations=nominated("2026-10-01")),
        "left_out:in_support",
    ),
    (
        family("決定より新しい推薦", **POOR, cases_decisions=decided("2026-11-01", POOR_FACTS),
               cases_nominations=nominated("2026-10-01")),
        LISTED,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Month:
    """One judged month of all the families."""

    snapshot: Snapshot
    folder: Path
    judged: Judged

    def code(self, place: int) -> str:
        """The code of a family's household."""
        path = self.snapshot.table_path("household_codes")
        found = duckdb.sql(f"SELECT code FROM read_parquet('{path}') WHERE household_id = {place + 1}").fetchone()
        assert found is not None
        return str(found[0])


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    folder = tmp_path_factory.mktemp("list")
    pack = load_pack("kaisei")
    judgement, schema = load_judgement(pack), schema_of(pack)
    snapshot = settle(folder, [one for one, _ in FAMILIES]).build()
    run = folder / "run"
    run.mkdir()
    evaluate(snapshot, judgement.indicators, schema, run / "answers.parquet")
    evaluate(snapshot, judgement.exclusions, schema, run / "exclusions.parquet")
    evidence(snapshot, judgement.indicators, schema, run / "answers.parquet", run / "reasons.parquet")
    return Month(snapshot, run, judge(snapshot, judgement, run, run="run1", as_of=AS_OF, capacity=50))


@pytest.mark.parametrize("place", range(len(FAMILIES)), ids=[one.line for one, _ in FAMILIES])
def test_the_family_stands_where_it_should(month: Month, place: int) -> None:
    assert place_of_households(month.folder).get(month.code(place), NOWHERE) == FAMILIES[place][1]


def test_every_reason_to_be_left_out_has_a_family_on_each_side(month: Month) -> None:
    reasons = {f"left_out:{left.reason}" for left in load_judgement(load_pack("kaisei")).rules.left_out}
    assert reasons | {"left_out:judged_before", LISTED, NOWHERE} == {where for _, where in FAMILIES}


def test_those_left_out_are_counted_with_what_happens_to_them(month: Month) -> None:
    told = {row["reason"]: row for row in month.judged.worklist["left_out"]}
    for reason in ("in_support", "checkup_follow", "disability_service", "judged_before"):
        places = [place for place, (_, where) in enumerate(FAMILIES) if where == f"left_out:{reason}"]
        row = told[reason]
        assert row["households"] + row["nominated_households"] == len(places)
        assert row["children"] + row["nominated_children"] == len(places)
        assert told[reason]["then"]


def test_nominations_stand_beside_the_order(month: Month) -> None:
    entries = {entry["household_code"]: entry for entry in month.judged.worklist["listed"]}
    places = {one.line: place for place, (one, _) in enumerate(FAMILIES)}
    assert entries[month.code(places["点数のない推薦"])]["place"] == "推薦"
    assert entries[month.code(places["貧困2点"])]["place"] != "推薦"


def test_the_blind_share_is_off_and_says_so(month: Month) -> None:
    assert month.judged.worklist["blind"]["households"] == []
    assert "使っていません" in month.judged.worklist["blind"]["sentence"]


def test_with_less_than_half_known_a_type_is_not_judged(month: Month) -> None:
    """No checkup is on record: of the ten items of 虐待 five questions of the sheets and 一時保護 stay unknown."""
    rows = duckdb.sql(
        f"SELECT person_id, state, known, items FROM read_parquet('{month.folder / 'findings.parquet'}') "
        "WHERE criterion = 'kaisei_abuse'"
    ).fetchall()
    states = {person: (state, known, items) for person, state, known, items in rows}
    places = {one.line: place for place, (one, _) in enumerate(FAMILIES)}
    assert states[number_of(places["貧困1点"])] == ("undeterminable", 4, 10)
    state, known, items = states[number_of(places["健診後ちょうど6か月"])]
    assert (state, items) == ("not_flagged", 10) and known >= 5
