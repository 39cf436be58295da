"""③ 検討対象者一覧: the households, why, where the cut fell, who was left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from support.web_loads import receive_protection
from support.web_people import OWN_NOT_PUPIL, As, make_home, meta_of


def page_of(as_person: As, person: str) -> str:
    """The list as this person sees it."""
    return as_person(person).get("/worklist/").content.decode()


def test_reasons_the_cut_and_the_next_household(as_person: As) -> None:
    for person in ("hantei", "sekinin", "center"):
        page = page_of(as_person, person)
        assert "2026年度の欠席が34日（教育委員会事務局学校教育課、2026/9/30）" in page
        assert "ここまで5世帯。次の世帯 K-0012" in page
        assert "4位と同じ3点ですが" in page


def test_a_nomination_stands_among_the_others(as_person: As) -> None:
    page = page_of(as_person, "center")
    assert page.index("<b>K-0002</b>") < page.index(">推薦</td>") < page.index("ここまで5世帯")
    assert "点数によらず（推薦）" in page


def test_those_left_out_are_counted_by_reason(as_person: As) -> None:
    page = page_of(as_person, "center")
    for words in (
        "要保護・要支援として支援中",
        "健診後フォローアップ中",
        "障害児サービスを利用中",
        "過去に会議で決定ずみ",
    ):
        assert words in page


def test_those_listed_and_those_left_out_add_up_to_those_in_question(home: Path, as_person: As) -> None:
    worklist = meta_of(home, "worklist")
    out = sum(row["households"] for row in worklist["left_out"])
    listed = len(worklist["listed"])
    page = page_of(as_person, "center")
    assert f"候補 {listed + out}世帯 ＝ 載せた {listed} ＋ 入れなかった {out}" in page
    assert f"候補 <b>{listed + out}世帯</b>のうち" in page
    flagged = worklist["denominators"]["flagged_households"]
    assert (f"推薦だけの {listed + out - flagged}世帯" in page) is (listed + out > flagged)


def test_the_whole_order_can_be_read(home: Path, as_person: As) -> None:
    page = page_of(as_person, "center")
    folded = page.partition("並べる順のきまり")[2].partition("</details>")[0]
    assert re.findall("<li>(.*?)</li>", folded) == meta_of(home, "worklist")["order"]


def test_what_is_off_is_said_aloud(as_person: As) -> None:
    assert "机上の見直しは、していません" in page_of(as_person, "center")


def test_the_school_board_sees_its_pupils_as_bands(as_person: As) -> None:
    page = page_of(as_person, "shido")
    assert "K-0001" in page
    assert "K-0002" not in page
    assert OWN_NOT_PUPIL not in page
    assert "ほかに 1世帯" in page
    for hidden in ("欠席が34日", "ひとり親担当", "新しく", "K-0012"):
        assert hidden not in page
    assert not re.search(r"\d点", page)


def test_the_auditor_has_no_list(as_person: As) -> None:
    assert as_person("kansa").get("/worklist/").status_code == 404


def test_no_name_and_no_score_alone(as_person: As) -> None:
    page = page_of(as_person, "hantei")
    assert "佐藤" not in page
    assert "%" not in page.partition("<main")[2]


def test_contacts_of_a_protected_household_stay_away(home: Path, as_person: As) -> None:
    from support.web_people import change_serving

    change_serving(
        home, "UPDATE meta SET value = replace(value, '\"なし\"', '\"カナリア小学校の担任\"') WHERE key = 'worklist'"
    )
    page = page_of(as_person, "hantei")
    row = page[page.index("<b>K-0005</b>") : page.index("<b>K-0002</b>")]
    assert "カナリア小学校の担任" not in row
    assert "カナリア小学校の担任" in page[page.index("<b>K-0002</b>") :]


def test_a_doubtful_protection_list_hides_contacts_of_all(home: Path, as_person: As, at: Any) -> None:
    at("2026-11-02 09:00")
    assert "ひとり親担当が2月に面談" in page_of(as_person, "hantei")
    receive_protection(home, "2026-11-01 08:00", waiting=1)
    page = page_of(as_person, "hantei")
    assert "ひとり親担当が2月に面談" not in page
    assert "だれの住所も所属も表示しません" in page


def test_a_month_without_candidates_says_so_and_shows_no_row_of_noughts(
    as_person: As, settings: Any, tmp_path: Path
) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "empty", empty=True)
    page = page_of(as_person, "hantei")
    assert "基準以上のこどもも、職員の推薦もない月でした" in page
    assert "<table" not in page
