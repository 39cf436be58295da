"""③ 検討対象者一覧: the households, why, where the cut fell, who was left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from support.web_cases import plant_cases
from support.web_loads import receive_protection
from support.web_people import OWN_NOT_PUPIL, As, change_serving, make_home, meta_of


def page_of(as_person: As, person: str) -> str:
    """The list as this person sees it."""
    return as_person(person).get("/worklist/").content.decode()


def test_reasons_the_cut_and_the_next_household(as_person: As) -> None:
    for person in ("hantei", "sekinin", "center"):
        page = page_of(as_person, person)
        assert "2026年度の欠席が34日（教育委員会事務局学校教育課、2026/9/30）" in page
        assert "ここまで5世帯。次の世帯 K-0012" in page
        assert "4位と同じ3点ですが" in page


def test_who_may_receive_the_list_is_told_that_it_waits(home: Path, as_person: As) -> None:
    def told(person: str) -> list[bool]:
        pages = page_of(as_person, person), as_person(person).get("/").content.decode()
        return ["まだ受理されていません" in page for page in pages]

    assert told("center") == [True, True], "on the list and on 今日"
    assert told("hantei") == [False, False], "it is not this person's to receive"
    plant_cases(home)
    assert told("center") == [False, False]


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
    of = meta_of(home, "worklist")["in_question"]
    page = page_of(as_person, "center")
    assert (
        f"<b>{of['households']}世帯</b>（{of['children']}人）と、職員の推薦だけの <b>{of['nominated_households']}世帯</b>"
        in page
    )
    rows = table_of(page)
    assert list(rows)[0] == "一覧に載せた" and list(rows)[-1] == "合計"
    for column in range(3):
        numbers = [int(cells[column]) for cells in rows.values()]
        assert sum(numbers[:-1]) == numbers[-1]
    assert rows["合計"][:3] == [str(of[name]) for name in ("households", "children", "nominated_children")]


def table_of(page: str) -> dict[str, list[str]]:
    """Row heading → cells of the table of where everybody went."""
    body = page.partition("候補になった世帯の行き先</h2>")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in body.split("<tr>")[1:]:
        heading, *cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        found[heading] = cells
    return found


def change_left_out(home: Path, reason: str, **changed: Any) -> None:
    """Change the row of one reason in the run."""
    worklist = meta_of(home, "worklist")
    row = next(row for row in worklist["left_out"] if row["reason"] == reason)
    row |= changed
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", json.dumps(worklist))


def test_a_reason_that_could_not_be_checked_is_no_zero(home: Path, as_person: As) -> None:
    label = "要保護・要支援として支援中"
    change_left_out(home, "in_support", households=0, children=0)
    assert table_of(page_of(as_person, "center"))[label][:2] == ["0", "0"]
    change_left_out(home, "in_support", unchecked=7, not_checked=True)
    cells = table_of(page_of(as_person, "center"))[label]
    assert cells[:3] == ["？", "？", "？"] and "未着" in cells[3] and "確かめられません" in cells[3]
    change_left_out(home, "in_support", unchecked=2, not_checked=False, households=3, children=4)
    cells = table_of(page_of(as_person, "center"))[label]
    assert cells[:2] == ["3", "4"] and "ほかの2人は、使うデータが未着で確かめられません" in cells[3]


def test_a_child_whose_family_stands_elsewhere_does_not_read_as_nobody(home: Path, as_person: As) -> None:
    change_left_out(home, "in_support", households=0, children=1)
    assert table_of(page_of(as_person, "center"))["要保護・要支援として支援中"][:2] == ["ほかの行の世帯", "1"]


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
