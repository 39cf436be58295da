"""④ こども: household, facts by subject with department and date, why, points by month — each for whom it is meant."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, plant_cases
from support.web_loads import note_protection, receive_protection
from support.web_people import (
    LOG_INS,
    NOT_LISTED,
    OWN,
    PROTECTED,
    As,
    change_serving,
    meta_of,
    opened_in_an_emergency,
)
from tsunagu.serving.fact_views import VIEWS


def page_of(as_person: As, person: str, code: str = OWN) -> str:
    """A child's page as this person sees it."""
    return as_person(person).get(f"/children/{code}/").content.decode()


def test_household_facts_reasons_and_points(as_person: As) -> None:
    page = page_of(as_person, "center")
    for words in (
        "佐藤 ひなた",
        "きょうだい",
        "児童相談",
        "こども課こども支援班",
        "2026/8/21〜2026/9/30",
        "総ポイント数",
    ):
        assert words in page
    assert "児童扶養手当受給世帯（こども課、2026/4/1）" in page


def test_the_case_of_the_household_is_led_to_for_whoever_may_read_it(home: Path, as_person: As) -> None:
    assert "この世帯のケース" not in page_of(as_person, "center"), "none was opened"
    plant_cases(home)
    for person in ("center", "sekinin", "boshi"):
        assert f'<a href="/cases/{NUMBER}/">この世帯のケース' in page_of(as_person, person), person
    for person in ("kocho", "ssw"):
        assert "この世帯のケース" not in page_of(as_person, person), person


def test_unknown_says_why_and_looks_different(as_person: As) -> None:
    page = page_of(as_person, "center")
    assert "わからない：転入前のこと" in page
    assert 'class="mark unknown"' in page


def test_what_is_not_known_stands_by_reason_and_nothing_known_is_said_so(home: Path, as_person: As) -> None:
    change_serving(home, "UPDATE children SET household_code = 'K-0001' WHERE child_code = 'C-0010'")
    page = page_of(as_person, "hantei", "C-0010")
    assert "どの類型も、情報不足のため判定していません" in page
    assert "基準以上の類型はありません" not in page
    assert page.count("データがまだ届いていない（未着）") == 1
    assert "要対協への登録歴、一時保護歴、" in page


def test_who_is_in_touch_stands_beside_the_household(as_person: As) -> None:
    assert "ひとり親担当が2月に面談" in page_of(as_person, "center")
    assert "ひとり親担当が2月に面談" in page_of(as_person, "center", "C-0002")
    assert "ひとり親担当が2月に面談" not in page_of(as_person, "shido")
    opened_in_an_emergency()
    assert "いまある接点" not in page_of(as_person, "center", NOT_LISTED)


def test_contacts_stay_away_where_whereabouts_do(home: Path, as_person: As, at: Any) -> None:
    told = "ひとり親担当が2月に面談"
    at("2026-11-01 09:00")
    receive_protection(home, "2026-11-01 08:00", hides=[NOT_LISTED])
    assert told in page_of(as_person, "center")
    receive_protection(home, "2026-11-01 08:30", hides=[OWN])
    assert told not in page_of(as_person, "center")
    receive_protection(home, "2026-11-01 08:40")
    assert told in page_of(as_person, "center")
    receive_protection(home, "2026-11-01 08:50", refused=1)
    assert told not in page_of(as_person, "center")


def test_the_way_back_is_the_page_the_child_stands_on(as_person: As) -> None:
    assert "検討対象者一覧</a> ＞ 世帯 K-0001" in page_of(as_person, "hantei")
    opened_in_an_emergency()
    assert "今月の一覧にはありません" in page_of(as_person, "center", NOT_LISTED)


def test_records_the_judgement_rests_on_are_told_apart_by_shape_and_word(as_person: As) -> None:
    page = page_of(as_person, "center")
    records = page.partition("<h2>記録")[2].split("<tr>")
    row = next(row for row in records if "医療費助成" in row)
    other = next(row for row in records if "国内転入" in row)
    assert 'aria-label="該当：判定の理由になった記録"' in row
    assert "判定の理由になった記録" not in other
    assert page.count('<g class="counts">') == 1
    assert "判定の理由になった記録" not in page_of(as_person, "shido")


def test_the_footer_says_the_look_is_recorded(as_person: As) -> None:
    assert "この画面を見たことは記録されます" in page_of(as_person, "center")


def test_the_school_board_sees_forms_not_contents(as_person: As) -> None:
    page = page_of(as_person, "shido")
    assert "佐藤 ひなた" in page
    assert "貧困" in page
    assert "相談・支援の記録：<b>あります</b>" in page
    for hidden in ("養護", "3歳児健診", "総ポイント数", "わからない：転入前のこと", "ひとり親"):
        assert hidden not in page.partition("<main")[2], hidden
    assert not re.search(r"\d点", page)


def never_came(home: Path, *labels: str) -> None:
    """Let files of these labels be missing in the run."""
    kinds = [
        kind | {"missing": [label for label in kind["files"] if label in labels]}
        for kind in meta_of(home, "fact_views")
    ]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'fact_views'", json.dumps(kinds))


def without_facts(home: Path, name: str) -> None:
    """Let the child have no facts of a class."""
    change_serving(home, "DELETE FROM records WHERE child_code = ? AND field_class = ?", OWN, name)


def test_yes_no_and_not_known_are_three_words_for_who_sees_the_flag_only(home: Path, as_person: As) -> None:
    never_came(home, "要対協の進行管理台帳")
    page = page_of(as_person, "shido")
    assert "相談・支援の記録：<b>あります</b>" in page and "まだ届いていないもの：要対協の進行管理台帳" in page
    without_facts(home, "F5")
    page = page_of(as_person, "shido")
    assert "相談・支援の記録：<b>わかりません</b>" in page and "ないとは言えません" in page
    never_came(home)
    page = page_of(as_person, "shido")
    assert "相談・支援の記録：<b>ありません</b>" in page and "届いていない" not in page


def test_a_subject_without_records_says_whether_its_files_came(home: Path, as_person: As) -> None:
    without_facts(home, "F5")

    def told(page: str) -> str:
        return page.partition("<h3>相談・支援</h3>")[2].partition("<h3>")[0]

    assert "<p>記録はありません。</p>" in told(page_of(as_person, "center"))
    never_came(home, "要対協の進行管理台帳")
    page = told(page_of(as_person, "center"))
    assert "届いた分には、記録はありません" in page and "まだ届いていないもの：要対協の進行管理台帳" in page
    never_came(home, "要対協の進行管理台帳", "児童相談の台帳", "watch_notes")
    page = told(page_of(as_person, "center"))
    assert "まだ届いていません（未着）" in page and "記録はありません" not in page
    assert "<h3>相談・支援</h3>" not in page_of(as_person, "shido")


def test_names_stand_beside_their_own_relation(home: Path, as_person: As) -> None:
    told = [("父", "佐藤 父", "1985-01-02"), ("本人", "佐藤 ひなた", "2018-05-05"), ("母", "佐藤 母", None)]
    people = [{"relation": relation, "name": name, "kana": "", "birth_date": born} for relation, name, born in told]
    body = json.dumps({"name": "佐藤 ひなた", "kana": "", "birth_date": "2018-05-05", "members": people})
    change_serving(home, "UPDATE records SET body = ? WHERE child_code = ? AND field_class = 'F2'", body, OWN)
    page = page_of(as_person, "center")
    family = page.partition('<table class="family">')[2].partition("</table>")[0]
    rows = [re.sub("<[^>]+>", " ", row).split() for row in family.split("<tr>")[2:]]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("父", "41歳", "父"),
        ("本人", "8歳", "ひなた"),
        ("母", "—", "母"),
    ]


def test_a_sibling_beyond_the_scope_has_no_link(as_person: As) -> None:
    assert 'href="/children/C-0002/"' in page_of(as_person, "center")
    assert 'href="/children/C-0002/"' not in page_of(as_person, "shido")


def test_the_auditor_sees_no_child(as_person: As) -> None:
    assert as_person("kansa").get(f"/children/{OWN}/").status_code == 404


def test_a_protected_child_shows_neither_address_nor_school(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    change_serving(
        home, "UPDATE children SET affiliation = 'カナリア小学校' WHERE child_code IN (?, ?)", PROTECTED, OWN
    )
    assert "カナリア小学校" in page_of(as_person, "center", OWN)
    page = page_of(as_person, "center", PROTECTED)
    assert "支援措置（住所などの保護）があります" in page
    assert "カナリア小学校" not in page


def test_address_only_while_the_list_is_fresh(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 23:59")
    assert "延沢" in page_of(as_person, "center")
    at("2026-11-01 00:00")
    page = page_of(as_person, "center")
    assert "延沢" not in page
    assert "支援措置の一覧が10月31日0時00分のものです（きまりは24時間以内）" in page


def test_a_list_of_the_same_day_protects_at_the_next_look(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 10:30")
    page = page_of(as_person, "center")
    assert "開成小学校" in page and "延沢" in page
    receive_protection(home, "2026-10-31 10:00", hides=[OWN])
    page = page_of(as_person, "center")
    assert "開成小学校" not in page and "延沢" not in page
    assert "支援措置（住所などの保護）があります" in page


def test_a_fresh_list_brings_addresses_back_on_any_day(home: Path, as_person: As, at: Any) -> None:
    at("2026-11-20 10:30")
    assert "延沢" not in page_of(as_person, "center")
    receive_protection(home, "2026-11-20 10:00")
    assert "延沢" in page_of(as_person, "center")
    assert "延沢" not in page_of(as_person, "sekinin")


def test_a_place_is_taken_out_of_the_facts_too(home: Path, as_person: As, at: Any) -> None:
    at("2026-11-01 10:00")
    school = next(number for number, view in enumerate(VIEWS) if view.label == "学籍")
    fact = {"v": school, "t": "カナリア小学校・通常", "o": "2025-04-01", "u": None, "s": "gakureibo"}
    body = json.dumps({"facts": [fact]}, ensure_ascii=False)
    change_serving(home, "UPDATE records SET body = ? WHERE child_code = ? AND field_class = 'F3'", body, OWN)
    for person in ("center", "shido"):
        assert "カナリア小学校・通常" in page_of(as_person, person)
    receive_protection(home, "2026-11-01 09:00", hides=[OWN])
    for person in ("center", "shido"):
        page = page_of(as_person, person)
        assert "カナリア" not in page and "（場所は表示しません）" in page


@pytest.mark.parametrize(
    ("came", "why"),
    [
        ({"refused": 2}, "受け取れない行が2行あります"),
        ({"waiting": 1}, "だれのことか決まらない行が1行あります"),
        ({"refused": 2, "waiting": 1}, "受け取れない行が2行、だれのことか決まらない行が1行あります"),
        ({"laid_over": False}, "まだ判定の結果に重ねていません"),
        (None, "ファイルを受け取れませんでした"),
    ],
)
def test_a_doubtful_list_hides_everybody_and_says_why(
    home: Path, as_person: As, at: Any, came: dict[str, Any] | None, why: str
) -> None:
    at("2026-11-01 10:30")
    receive_protection(home, "2026-11-01 09:00")
    assert "延沢" in page_of(as_person, "center")
    if came is None:
        note_protection(home, datetime.fromisoformat("2026-11-01T10:00:00+09:00"), None)
    else:
        receive_protection(home, "2026-11-01 10:00", **came)
    for person in LOG_INS:
        page = page_of(as_person, person)
        assert "延沢" not in page and "開成小学校" not in page
    assert why in page_of(as_person, "center")
    assert "だれの住所も所属も表示しません" in as_person("hantei").get("/worklist/").content.decode()
    receive_protection(home, "2026-11-01 10:15")
    assert "延沢" in page_of(as_person, "center")


class Outside(HTMLParser):
    """Collects the words that stand outside every element F9 hides."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.words = 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or ("class", "person-name") in attrs:
            self.depth += tag not in ("br", "input", "meta", "link")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        self.words += "" if self.depth else data


def test_f9_can_hide_every_name_birthday_and_address(as_person: As, at: Any) -> None:
    at("2026-10-31 10:00")
    page = page_of(as_person, "center")
    outside = Outside()
    outside.feed(page)
    for word in ("佐藤", "ひなた", "ヒナタ", "1988/4/1", "延沢"):
        assert word in page
        assert word not in outside.words


def test_addresses_hold_codes_only(as_person: As) -> None:
    client = as_person("hantei")
    for bad in ("1000001", "佐藤", "C-1", "c-0001", "C-0001 OR 1=1", "K-0001", "../C-0001"):
        assert client.get(f"/children/{bad}/").status_code == 404
