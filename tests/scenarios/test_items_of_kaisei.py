"""Every item of Kaisei's table at its line: a family just on this side of it, and one just on that."""

from __future__ import annotations

from typing import Any

import pytest

from support.families_asked import Asked, asked, number_of, settle
from support.played import answers_of
from tsunagu.catalog import load_pack
from tsunagu.indicators import evaluate, load_exclusions, load_indicators, schema_of


def month(number: int = 4, **cells: Any) -> dict[str, Any]:
    return {"fiscal_year": 2026, "month": number, "school_days": 20, "absent": 0, "late": 0, **cells}


def months(**totals: int) -> list[dict[str, Any]]:
    """April holds all but one day, May the last."""
    return [month(4, **{name: total - 1 for name, total in totals.items()}), month(5, **dict.fromkeys(totals, 1))]


def certificate(main: str = "", *, kind: str = "精神", **cells: Any) -> dict[str, Any]:
    return {"kind": kind, "main_disorder": main or None, "issued_on": "2024-01-01", "state": "有効", **cells}


def service(decision: str = "障害児通所", starts: str = "2026-01-01", ends: str = "2026-12-31") -> dict[str, Any]:
    return {"decision": decision, "starts_on": starts, "ends_on": ends}


def checkup(kind: str = "18m", day: str = "2017-01-10", **cells: Any) -> dict[str, Any]:
    return {"checkup": kind, "examined_on": day, "attendance": "受診", **cells}


def told(kind: str, day: str, *, desk: str = "福祉相談", **cells: Any) -> dict[str, Any]:
    return {"desk": desk, "kind": kind, "received_on": day, **cells}


def visits(count: int, *more: dict[str, Any], kind: str = "受診") -> list[dict[str, Any]]:
    """妊婦健診 of the child born on 2025-06-01, one a month from November."""
    shared = {"of": "mother", "notified_on": "2024-11-01", "due_on": "2025-06-05"}
    days = ("2024-11-10", "2024-12-10", "2025-01-10", "2025-02-10", "2025-03-10", "2025-04-10")
    return [{**shared, "visited_on": day, "visit_kind": kind} for day in days[:count]] + [{**shared, **m} for m in more]


TOWN_ONLY = {"certified_from": "2023-03-01"}
FAMILIES: list[Asked] = [
    asked("item01_yotaikyo", "yes", "登録は解除されても歴", support_cases=[{"kind": "要支援", "registered_on": "2020-05-01", "released_on": "2021-05-01"}]),
    asked("item01_yotaikyo", "no", "登録なし"),
    asked("item01_yotaikyo", "no", "きょうだいだけ登録", with_=("sibling",), support_cases=[{"of": "sibling", "kind": "要支援", "registered_on": "2020-05-01"}]),
    asked("item02_custody", "yes", "一時保護あり", support_cases=[{"registered_on": "2020-05-01", "custody_history": "あり"}]),
    asked("item02_custody", "partly_held", "なしと書かれていても一部保有", support_cases=[{"registered_on": "2020-05-01", "custody_history": "なし"}]),
    asked("item03_school_exam", "yes", "要精密検査", school_health=[{"needs_exam": True}]),
    asked("item03_school_exam", "no", "異常なし", school_health=[{"needs_exam": False}]),
    asked("item03_school_exam", "blank", "空欄は否ではない", school_health=[{"needs_exam": None}]),
    asked("item03_school_exam", "no_record", "健診を受けていない"),
    asked("item04_1_others_developmental", "yes", "母がF84", disability_certificates=[certificate("F840", of="mother", ends_on="2026-11-01")]),
    asked("item04_1_others_developmental", "yes", "母の従たる障害がF90", disability_certificates=[certificate("F329", of="mother", second_disorder="F900")]),
    asked("item04_1_others_developmental", "no", "母はF32", disability_certificates=[certificate("F329", of="mother")]),
    asked("item04_1_others_developmental", "no", "基準日で有効期限切れ", disability_certificates=[certificate("F840", of="mother", ends_on="2026-10-31")]),
    asked("item04_1_others_developmental", "no", "本人だけ", disability_certificates=[certificate("F840")]),
    asked("item04_2_self_developmental", "yes", "本人がF90", disability_certificates=[certificate("F900")]),
    asked("item04_2_self_developmental", "no", "返還した", disability_certificates=[certificate("F900", state="返還")]),
    asked("item05_1_others_child_service", "yes", "きょうだいに発行歴", with_=("sibling",), disability_services=[{"of": "sibling", **service(starts="2019-04-01", ends="2020-03-31")}]),
    asked("item05_1_others_child_service", "no", "本人だけ", disability_services=[service()]),
    asked("item05_2_self_child_service", "yes", "終わった決定も歴", disability_services=[service(starts="2019-04-01", ends="2020-03-31")]),
    asked("item05_2_self_child_service", "no", "介護給付は障害児支援でない", disability_services=[service("介護給付")]),
    asked("item06_absence30", "yes", "30日", attendance=months(absent=30)),
    asked("item06_absence30", "no", "29日", attendance=months(absent=29)),
    asked("item06_absence30", "yes", "30日と入力のない月", attendance=[*months(absent=30), month(6, absent=None)]),
    asked("item06_absence30", "blank", "29日と入力のない月", attendance=[*months(absent=29), month(6, absent=None)]),
    asked("item06_absence30", "no_record", "前の年度だけ40日", attendance=[month(12, fiscal_year=2025, absent=40)]),
    asked("item06_absence30", "no", "高校生は対象外", born="2009-06-01"),
    asked("item07_others_care", "yes", "祖母が要介護1", with_=("grandmother",), care_certifications=[{"of": "grandmother", "level": "要介護1", "starts_on": "2025-01-01", "ends_on": "2026-11-01", "decided_on": "2025-01-05"}]),
    asked("item07_others_care", "no", "祖母が要支援2", with_=("grandmother",), care_certifications=[{"of": "grandmother", "level": "要支援2", "starts_on": "2025-01-01", "ends_on": "2026-11-01", "decided_on": "2025-01-05"}]),
    asked("item07_others_care", "no", "認定は基準日まで", with_=("grandmother",), care_certifications=[{"of": "grandmother", "level": "要介護5", "starts_on": "2025-01-01", "ends_on": "2026-10-31", "decided_on": "2025-01-05"}]),
    asked("item08_public_assistance", "yes", "母だけが受給", public_assistance=[{"of": "mother", "case_no": "1", "starts_on": "2025-01-01"}]),
    asked("item08_public_assistance", "no", "停止中", public_assistance=[{"of": "mother", "case_no": "2", "starts_on": "2025-01-01", "suspended_on": "2026-09-01"}]),
    asked("item08_public_assistance", "no", "基準日に廃止", public_assistance=[{"of": "mother", "case_no": "3", "starts_on": "2025-01-01", "ends_on": "2026-10-31"}]),
    asked("item08_public_assistance", "yes", "翌日に廃止", public_assistance=[{"of": "mother", "case_no": "4", "starts_on": "2025-01-01", "ends_on": "2026-11-01"}]),
    asked("item09_child_rearing_allowance", "yes", "きょうだいに一部支給", with_=("sibling",), child_rearing_allowance=[{"of": "sibling", "kind": "一部支給", "paid_from": "2026-10-01", "approved_on": "2026-09-20"}]),
    asked("item09_child_rearing_allowance", "no", "全部停止", child_rearing_allowance=[{"kind": "全部停止", "paid_from": "2026-10-01", "approved_on": "2026-09-20"}]),
    asked("item09_child_rearing_allowance", "no", "支給は来月から", child_rearing_allowance=[{"kind": "全部支給", "paid_from": "2026-11-01", "approved_on": "2026-10-20"}]),
    asked("item09_child_rearing_allowance", "no", "資格を失った", child_rearing_allowance=[{"kind": "全部支給", "paid_from": "2024-11-01", "approved_on": "2024-10-20", "ended_on": "2026-08-31"}]),
    asked("item10_special_class", "yes", "特別支援学級", school_register=[{"class_kind": "特別支援"}]),
    asked("item10_special_class", "no", "通級", school_register=[{"class_kind": "通級"}]),
    asked("item11_single_parent_medical", "yes", "本人に資格", medical_subsidies=[{"scheme": "ひとり親", "starts_on": "2025-04-01", "issued_on": "2025-04-01"}]),
    asked("item11_single_parent_medical", "no", "母だけに資格", medical_subsidies=[{"of": "mother", "scheme": "ひとり親", "starts_on": "2025-04-01", "issued_on": "2025-04-01"}]),
    asked("item11_single_parent_medical", "no", "こども医療だけ", medical_subsidies=[{"scheme": "こども", "starts_on": "2025-04-01", "issued_on": "2025-04-01"}]),
    asked("item12_disability_medical", "yes", "障がい者医療", medical_subsidies=[{"scheme": "障がい者", "starts_on": "2025-04-01", "issued_on": "2025-04-01"}]),
    asked("item12_disability_medical", "no", "先月で終わり", medical_subsidies=[{"scheme": "障がい者", "starts_on": "2025-04-01", "ends_on": "2026-09-30", "issued_on": "2025-04-01"}]),
    asked("item13_school_aid", "yes", "前年度に準要保護", attendance=[month(3, fiscal_year=2025)], school_aid=[{"fiscal_year": 2025, "kind": "準要保護", "approved_on": "2025-07-01"}]),
    asked("item13_school_aid", "no", "前年度は否認定", attendance=[month(3, fiscal_year=2025)], school_aid=[{"fiscal_year": 2025, "kind": "否認定", "approved_on": "2025-07-01"}]),
    asked("item13_school_aid", "no", "今年度から", attendance=months(absent=2), school_aid=[{"fiscal_year": 2026, "kind": "準要保護", "approved_on": "2026-07-01"}]),
    asked("item14_moved_in", "yes", "12か月前の翌日に転入", moves=[{"moved_on": "2025-11-01", "notified_on": "2025-11-05", "reason": "国内転入", "sequence": 1}]),
    asked("item14_moved_in", "no", "ちょうど12か月前に転入", moves=[{"moved_on": "2025-10-31", "notified_on": "2025-11-05", "reason": "国内転入", "sequence": 1}]),
    asked("item14_moved_in", "no", "町の中の転居", moves=[{"moved_on": "2026-05-01", "notified_on": "2026-05-01", "reason": "転居", "sequence": 1}]),
    asked("item14_moved_in", "yes", "国外から", moves=[{"moved_on": "2026-05-01", "notified_on": "2026-05-01", "reason": "国外転入", "sequence": 1}]),
    asked("item15_poverty_consult", "yes", "24か月以内に母の相談", consultations=[told("生活困窮", "2024-11-01", of="mother")]),
    asked("item15_poverty_consult", "no", "ちょうど24か月前", consultations=[told("生活困窮", "2024-10-31", of="mother")]),
    asked("item15_poverty_consult", "no", "別の相談", consultations=[told("高齢者", "2026-05-01", of="mother")]),
    asked("item16_disability_consult", "yes", "障がい者の相談", consultations=[told("障がい者", "2026-05-01", of="mother")]),
    asked("item16_disability_consult", "no", "生活困窮の相談", consultations=[told("生活困窮", "2026-05-01", of="mother")]),
    asked("item17_abuse_consult", "yes", "きょうだいの虐待相談", with_=("sibling",), consultations=[told("児童虐待", "2026-05-01", desk="児童相談", of="sibling")]),
    asked("item17_abuse_consult", "no", "養護の相談", consultations=[told("養護", "2026-05-01", desk="児童相談")]),
    asked("item18_care_consult", "yes", "養護の相談", consultations=[told("養護", "2026-05-01", desk="児童相談")]),
    asked("item18_care_consult", "no", "虐待相談", consultations=[told("児童虐待", "2026-05-01", desk="児童相談")]),
    asked("item19_many_children", "yes", "3人目は18歳の年度", with_=("sibling", "youngest"), births={"sibling": "2008-04-02"}),
    asked("item19_many_children", "no", "3人目は4月1日生まれで19歳の年度", with_=("sibling", "youngest"), births={"sibling": "2008-04-01"}),
    asked("item19_many_children", "no", "2人", with_=("sibling",)),
    asked("item20_1_left_alone", "yes", "一度でも○", infant_checkups=[checkup(ev_left_alone=True), checkup("3y", "2019-01-10", ev_left_alone=False)]),
    asked("item20_1_left_alone", "no", "○なし", infant_checkups=[checkup(ev_left_alone=False)]),
    asked("item20_1_left_alone", "before_move_in", "記録ができる前に転入", born="2009-06-01"),
    asked("item20_2_no_food", "yes", "○", infant_checkups=[checkup(ev_no_food=True)]),
    asked("item20_2_no_food", "no", "○なし", infant_checkups=[checkup(ev_no_food=False, ev_left_alone=True)]),
    asked("item20_3_mouth", "yes", "○", infant_checkups=[checkup(ev_mouth=True)]),
    asked("item20_3_mouth", "no", "○なし", infant_checkups=[checkup(ev_mouth=False, ev_shaken=True)]),
    asked("item20_4_shaken", "yes", "○", infant_checkups=[checkup(ev_shaken=True)]),
    asked("item20_4_shaken", "no", "○なし", infant_checkups=[checkup(ev_shaken=False, ev_mouth=True)]),
    asked("item20_4_shaken", "no", "生後4か月になる前", born="2026-07-01"),
    asked("item20_5_not_examined", "yes", "未受診", infant_checkups=[checkup(day="2017-01-10", attendance="未受診")]),
    asked("item20_5_not_examined", "no", "他の自治体で受診", infant_checkups=[checkup(attendance="他自治体")]),
    asked("item20_5_not_examined", "no_record", "健診の記録がない"),
    asked("item21_1_caries", "yes", "処置歯1本", school_health=[{"untreated_milk": 0, "untreated": 0, "treated": 1}]),
    asked("item21_1_caries", "yes", "3歳で1本", school_health=[{"untreated_milk": 0, "untreated": 0, "treated": 0}], infant_checkups=[checkup("3y", "2019-01-10", caries_count=1)]),
    asked("item21_1_caries", "no", "どちらも0本", school_health=[{"untreated_milk": 0, "untreated": 0, "treated": 0}], infant_checkups=[checkup("3y", "2019-01-10", caries_count=0)]),
    asked("item21_1_caries", "no_record", "3歳の記録がない", school_health=[{"untreated_milk": 0, "untreated": 0, "treated": 0}]),
    asked("item21_1_caries", "no", "3歳の年度はまだ対象外", born="2023-06-01"),
    asked("item21_2_mother_smoking", "yes", "妊娠届で吸う", pregnancies=[{"of": "mother", "notified_on": "2014-11-01", "due_on": "2015-06-05", "smoking": "吸う"}]),
    asked("item21_2_mother_smoking", "yes", "健診で吸う", infant_checkups=[checkup(mother_smokes=True)]),
    asked("item21_2_mother_smoking", "no", "妊娠後やめた", pregnancies=[{"of": "mother", "notified_on": "2014-11-01", "due_on": "2015-06-05", "smoking": "妊娠後やめた"}], infant_checkups=[checkup(mother_smokes=False)]),
    asked("item22_no_affiliation", "yes", "4歳の年度で所属なし", born="2021-06-01"),
    asked("item22_no_affiliation", "no", "入園している", born="2021-06-01", childcare=[{"entered_on": "2024-04-01", **TOWN_ONLY}]),
    asked("item22_no_affiliation", "yes", "先月退園した", born="2021-06-01", childcare=[{"entered_on": "2024-04-01", "left_on": "2026-09-30", **TOWN_ONLY}]),
    asked("item22_no_affiliation", "no", "3歳の年度は対象外", born="2023-04-02"),
    asked("item23_family_certificate", "yes", "母が身体手帳", disability_certificates=[certificate(kind="身体", of="mother")]),
    asked("item23_family_certificate", "no", "母は転出前に返還", disability_certificates=[certificate(kind="身体", of="mother", state="返還")]),
    asked("item23_family_certificate", "no", "本人だけ", disability_certificates=[certificate(kind="療育")]),
    asked("item24_own_certificate", "yes", "本人が療育手帳", disability_certificates=[certificate(kind="療育")]),
    asked("item24_own_certificate", "no", "母だけ", disability_certificates=[certificate(kind="療育", of="mother")]),
    asked("item25_vaccination", "yes", "ちょうど12か月で記録なし", born="2025-10-31"),
    asked("item25_vaccination", "no", "12か月の前の日", born="2025-11-01"),
    asked("item25_vaccination", "no", "接種ずみ", born="2025-01-10", vaccinations=[{"vaccine": "MR", "given_on": "2026-02-01", "given": "接種"}]),
    asked("item25_vaccination", "yes", "予診だけ", born="2025-01-10", vaccinations=[{"vaccine": "MR", "given_on": "2026-02-01", "given": "予診のみ"}]),
    asked("item26_prenatal", "yes", "4回", born="2025-06-01", pregnancies=visits(4)),
    asked("item26_prenatal", "no", "5回", born="2025-06-01", pregnancies=visits(5)),
    asked("item26_prenatal", "yes", "5回目は未受診", born="2025-06-01", pregnancies=visits(4, {"visited_on": "2025-04-20", "visit_kind": "未受診"})),
    asked("item26_prenatal", "no", "他の自治体の分も数える", born="2025-06-01", pregnancies=visits(5, kind="他自治体で受診")),
    asked("item26_prenatal", "yes", "上の子のときの受診は数えない", born="2025-06-01", pregnancies=visits(4, {"visited_on": "2023-02-10", "visit_kind": "受診"})),
    asked("item27_late", "yes", "10日", attendance=months(late=10)),
    asked("item27_late", "no", "9日", attendance=months(late=9)),
    asked("item28_fee_arrears", "yes", "滞納あり", born="2021-06-01", childcare=[{"entered_on": "2024-04-01", "fee_arrears": True, **TOWN_ONLY}]),
    asked("item28_fee_arrears", "no", "滞納なし", born="2021-06-01", childcare=[{"entered_on": "2024-04-01", "fee_arrears": False, **TOWN_ONLY}]),
    asked("item28_fee_arrears", "no", "退園している", born="2021-06-01", childcare=[{"entered_on": "2024-04-01", "left_on": "2026-09-30", "fee_arrears": True, **TOWN_ONLY}]),
    asked("item29_hard_to_raise", "yes", "いつも", infant_checkups=[checkup(hard_to_raise="いつも")]),
    asked("item29_hard_to_raise", "no", "時々", infant_checkups=[checkup(hard_to_raise="時々")]),
    asked("item30_lunch_arrears", "yes", "12か月以内の連絡", watch_notes=[{"happened_on": "2025-11-01", "lunch_arrears": True}]),
    asked("item30_lunch_arrears", "no", "ちょうど12か月前", watch_notes=[{"happened_on": "2025-10-31", "lunch_arrears": True}]),
    asked("item30_lunch_arrears", "no", "滞納ではない気づき", watch_notes=[{"happened_on": "2026-05-01", "lunch_arrears": False}]),
    asked("ex_in_support", "yes", "要支援で支援中", support_cases=[{"kind": "要支援", "registered_on": "2025-05-01", "released_on": "2026-11-01"}]),
    asked("ex_in_support", "no", "基準日に解除", support_cases=[{"kind": "要保護", "registered_on": "2025-05-01", "released_on": "2026-10-31"}]),
    asked("ex_in_support", "no", "特定妊婦", support_cases=[{"kind": "特定妊婦", "registered_on": "2025-05-01"}]),
    asked("ex_checkup_follow", "yes", "6か月以内にフォロー", born="2022-05-01", infant_checkups=[checkup("3y", "2026-05-01", nurse_follow=True)]),
    asked("ex_checkup_follow", "no_record", "ちょうど6か月前", born="2022-05-01", infant_checkups=[checkup("3y", "2026-04-30", nurse_follow=True)]),
    asked("ex_checkup_follow", "no", "フォロー不要", born="2022-05-01", infant_checkups=[checkup("3y", "2026-05-01", nurse_follow=False)]),
    asked("ex_disability_service", "yes", "利用中", disability_services=[service(ends="2026-11-01")]),
    asked("ex_disability_service", "no", "基準日に終わり", disability_services=[service(ends="2026-10-31")]),
    asked("ex_disability_service", "no", "短期入所だけ", disability_services=[service("介護給付")]),
]  # fmt: skip
TWO_SIDES = {"item02_custody": {"yes", "partly_held"}}
"""Where no is never known, the other side is the reason."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str], str]:
    folder = tmp_path_factory.mktemp("items")
    snapshot = settle(folder, FAMILIES).build()
    pack = load_pack("kaisei")
    evaluate(snapshot, [*load_indicators(pack), *load_exclusions(pack)], schema_of(pack), folder / "answers.parquet")
    found = answers_of(folder / "answers.parquet", snapshot)
    return {(int(child), name): reason or answer for (child, name), (answer, reason) in found.items()}


@pytest.mark.parametrize("place", range(len(FAMILIES)), ids=[family.name for family in FAMILIES])
def test_the_family_is_answered(answers: dict[tuple[int, str], str], place: int) -> None:
    family = FAMILIES[place]
    assert answers[number_of(place), family.indicator] == family.answer


def test_every_item_has_a_family_on_each_side_of_its_line() -> None:
    pack = load_pack("kaisei")
    sides: dict[str, set[str]] = {}
    for family in FAMILIES:
        sides.setdefault(family.indicator, set()).add(family.answer)
    for indicator in (*load_indicators(pack), *load_exclusions(pack)):
        assert sides[indicator.id] >= TWO_SIDES.get(indicator.id, {"yes", "no"}), indicator.id
