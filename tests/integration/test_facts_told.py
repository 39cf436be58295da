"""What a row of a file becomes in words: marks, sums and services, and what is not told is never a no."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.judged_town import judge_town, serve_town, small_town
from tsunagu.serving import open_serving

Told = dict[str, dict[str, list[str]]]
CHILD, PUPIL = "C-0001", 102
CAME = "（2026/10/31に届いた分）"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Class → label → texts of a pupil with a row of every kind."""
    folder: Path = tmp_path_factory.mktemp("told")
    town = small_town()
    marks = {"absent": "◎", "late": "-", "belongings": "◎", "learning": "○", "clothes": "△", "contact": "-"}
    marks |= {"listless": "○", "unwell": "-", "bullied": "△", "wish_to_die": "-", "bullies": "-"}
    town.fact("school_screenings", PUPIL, "screening", grade="P3", known_on="2026-10-31", **marks)
    month = {"fiscal_year": 2026, "sick": 4, "other_absence": 18, "left_early": None, "missed_hours": 3}
    town.fact("attendance", PUPIL, "shukketsu", month_start="2026-06-01", **month)
    body = {"grade": "P3", "height_cm": 128.5, "weight_kg": 24.0, "obesity": None}
    town.fact("school_health", PUPIL, "gakko_kenshin", **body)
    for number, used in enumerate((True, False, None)):
        granted = {"service": f"放課後等デイサービス{number}", "decision": "障害児通所", "used": used}
        town.fact("disability_services", PUPIL, "shogai_service", starts_on="2026-04-01", **granted)
    for number, smokes in enumerate((True, False, None)):
        seen = {"checkup": "3y", "attendance": "受診", "mother_smokes": smokes}
        town.fact("infant_checkups", PUPIL, "kenshin_3y", examined_on=f"2021-06-0{number + 1}", **seen)
    town.fact("medical_supports", PUPIL, "jiritsu_shien", kind="精神通院医療", starts_on="2026-05-01")
    allowance = {"grade": "2級", "approved_month": "2026-06-01", "suspended": True}
    town.fact("special_child_allowances", PUPIL, "tokubetsu_jido_fuyo", **allowance)
    snapshot, out, _ = judge_town(folder, town)
    found: Told = {}
    with open_serving(serve_town(snapshot, out)) as serving:
        for name, record in serving.records(CHILD, ["F3", "F4", "F5"]).items():
            for fact in record["facts"]:
                found.setdefault(name, {}).setdefault(fact["label"], []).append(fact["text"])
    return found


def test_the_sixteen_marks_stand_heaviest_first_each_in_the_class_of_its_column(told: Told) -> None:
    assert told["F3"]["学校のスクリーニング"] == [
        f"小3　◎欠席・持ち物　○学力　△服装　-遅刻・連絡　わからない：ひとり親・諸費未納　{CAME}"
    ]
    assert told["F4"]["学校のスクリーニング（心と体）"] == [
        f"○無気力　-心身不調　わからない：行動・発達・保健室への来室　{CAME}"
    ]
    assert told["F5"]["学校のスクリーニング（いじめ・希死念慮）"] == [f"△いじめの被害　-いじめの加害・希死念慮　{CAME}"]


def test_what_stands_behind_the_days_absent_is_summed_and_unknown_is_no_nought(told: Told) -> None:
    (words,) = (one for one in told["F3"]["出欠のうちわけ"] if "うちわけは不明" not in one)
    assert "病欠4日" in words and "事故欠18日" in words and "欠時3時間" in words and "早退は不明" in words


def test_a_service_says_whether_it_was_used(told: Told) -> None:
    said = sorted(told["F3"]["障害福祉サービス"])
    assert [one.rpartition("・")[2] for one in said] == ["利用あり", "利用なし", "利用はわからない"]
    assert told["F3"]["自立支援医療"] == ["精神通院医療"]
    assert told["F3"]["特別児童扶養手当"] == ["2級・支給停止中"]


def test_the_body_was_measured(told: Told) -> None:
    assert told["F4"]["身体計測"] == ["小3：身長128.5cm・体重24.0kg・肥満度はわからない"]


def test_that_the_mother_smokes_is_told_where_it_was_answered(told: Told) -> None:
    assert [one.partition("受診")[2] for one in told["F4"]["乳幼児健診"]] == ["・母の喫煙あり", "・母の喫煙なし", ""]
