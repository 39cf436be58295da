"""様式の下書き on the page: a clerk hands a file in, corrects the proposal, confirms it; others may not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.counter import csv_bytes
from support.individual_numbers import my_number
from support.layout_pages import LAYOUTS, OWN, confirm_on_page, hand_in, nothing_of_files, text
from support.slipped_values import slipped_file
from support.web_people import As
from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, canteen, residents
from tsunagu.drafting import confirmations, confirmed, drafts, open_draft
from tsunagu.intake import named_sources
from tsunagu.month import Home
from tsunagu_web.audit.models import AuditRow

REASON = {"reason": "町民課の様式書と照らした"}


def place_of(home: Path, heading: str) -> int:
    """Which column of the draft has this heading."""
    return [column.heading for column in open_draft(home, "juki_kojin.own").columns].index(heading)


@pytest.fixture
def clerk(as_person: As) -> Any:
    """判定担当."""
    return as_person("hantei")


def test_a_file_becomes_a_draft_with_a_reason_for_every_column(clerk: Any, home: Path) -> None:
    answer = hand_in(clerk, RESIDENTS_FILE, residents())
    assert (answer.status_code, answer["Location"]) == (302, OWN)
    page = text(clerk.get(OWN))
    for words in ("住民基本台帳", "住民コード", "見出しが「生年月日」と同じ意味です", "確認して使いはじめる"):
        assert words in page
    assert "佐藤" not in page and "1000000007" not in page
    assert "juki_kojin.own" in text(clerk.get(LAYOUTS))
    assert nothing_of_files(home)
    assert named_sources(Home(home).pack(), RESIDENTS_FILE) == ()


def test_no_value_of_a_resident_stands_on_the_page(clerk: Any, home: Path) -> None:
    data, people = slipped_file()
    assert hand_in(clerk, RESIDENTS_FILE, data, "juki_kojin")["Location"] == OWN
    page = text(clerk.get(OWN)) + text(clerk.get(LAYOUTS))
    assert "男女" in page and "種類の、コードではなさそうな値" in page
    assert [value for value in people if value in page] == []


def test_confirmed_with_a_reason_it_is_in_force_and_recorded(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    refused = confirm_on_page(clerk, OWN, {"reason": " "})
    assert (refused.status_code, "Y005" in text(refused), confirmed(home)) == (400, True, [])
    assert confirm_on_page(clerk, OWN, REASON).status_code == 302
    [line] = confirmations(home)
    assert (line.by, line.reason) == ("hantei", REASON["reason"])
    assert named_sources(Home(home).pack(), RESIDENTS_FILE) == ("juki_kojin",)
    assert REASON["reason"] in text(clerk.get(OWN))
    rows = AuditRow.objects.filter(action="layout.confirm").values_list("user", "object", "result")
    assert ("hantei", "layout:juki_kojin.own", "ok") in list(rows)
    assert confirm_on_page(clerk, OWN, REASON).status_code == 404


def test_what_was_changed_after_the_page_was_opened_is_not_confirmed_unseen(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    page = text(clerk.get(OWN))
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    clerk.post(f"{OWN}change/", {f"to_{place_of(home, '男女')}": ""})
    for told in ({"seen": seen[1]}, {}):
        late = clerk.post(f"{OWN}confirm/", REASON | told)
        assert (late.status_code, "Y009" in text(late), confirmed(home)) == (409, True, [])
    assert REASON["reason"] in text(late)
    assert confirm_on_page(clerk, OWN, REASON).status_code == 302


def test_a_torn_log_is_told_on_the_page_that_shows_it(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    confirm_on_page(clerk, OWN, REASON)
    log = home / "pack" / "confirmations.jsonl"
    log.write_text("{torn\n" + log.read_text(encoding="utf-8"), encoding="utf-8")
    for url in (LAYOUTS, OWN):
        answer = clerk.get(url)
        assert (answer.status_code, "Y010" in text(answer)) == (200, True)


def test_withdrawn_it_waits_again(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    confirm_on_page(clerk, OWN, REASON)
    assert clerk.post(f"{OWN}withdraw/", {"reason": ""}).status_code == 400
    assert clerk.post(f"{OWN}withdraw/", {"reason": "列を取り違えた"}).status_code == 302
    assert named_sources(Home(home).pack(), RESIDENTS_FILE) == ()
    assert [draft.name for draft in drafts(home)] == ["juki_kojin.own"]


def test_columns_are_put_right_and_codes_given_a_meaning(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents(sexes=("1", "2", "1", "7")))
    notes, sex = place_of(home, "備考欄"), place_of(home, "男女")
    page = text(clerk.get(OWN))
    assert "「7」（10行）の意味" in page and "分からない（不明コードのままにする）" in page
    told = {f"to_{notes}": "residents.relation_text", f"means_{sex}_0": "3"}
    assert clerk.post(f"{OWN}change/", told).status_code == 302
    draft = open_draft(home, "juki_kojin.own")
    assert draft.columns[notes].to == ("residents.relation_text",)
    assert "hanteiが選びました" in draft.columns[notes].reason
    assert [(one.code, one.means) for one in draft.columns[sex].added_codes] == [("7", "3")]
    clerk.post(f"{OWN}change/", {f"to_{notes}": ""})
    assert open_draft(home, "juki_kojin.own").columns[notes].to == ()
    clerk.post(f"{OWN}change/", {f"to_{notes}": "protection.state", f"to_{sex}": "residents.no_such"})
    draft = open_draft(home, "juki_kojin.own")
    assert (draft.columns[notes].to, draft.columns[sex].to) == ((), ("residents.sex",))


def test_one_item_is_given_once_and_no_column_loses_it_unasked(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    notes, name = place_of(home, "備考欄"), place_of(home, "氏名")
    before = open_draft(home, "juki_kojin.own")
    for told in ({f"to_{notes}": "residents.name"}, {f"to_{notes}": "residents.name", f"to_{name}": "residents.name"}):
        refused = clerk.post(f"{OWN}change/", told)
        page = text(refused)
        assert (refused.status_code, "Y021" in page, "2つの列（" in page) == (400, True, True)
        chosen = re.search(rf'<select name="to_{notes}".*?</select>', page)
        assert chosen and 'value="residents.name" selected' in chosen[0], "what was chosen stays on the page"
        assert "いまは「氏名」の列" in chosen[0]
        assert open_draft(home, "juki_kojin.own") == before
    clerk.post(f"{OWN}change/", {f"to_{notes}": "residents.name", f"to_{name}": ""})
    draft = open_draft(home, "juki_kojin.own")
    assert (draft.columns[notes].to, draft.columns[name].to) == (("residents.name",), ())


def test_a_new_source_asks_for_owner_and_purpose(clerk: Any, home: Path) -> None:
    answer = hand_in(clerk, CANTEEN_FILE, canteen())
    assert answer["Location"] == f"{LAYOUTS}of/own_source/"
    page = text(clerk.get(answer["Location"]))
    assert "新しい提供データとして提案します" in page and "保有する課" in page
    refused = confirm_on_page(clerk, f"{LAYOUTS}of/own_source/", REASON)
    assert (refused.status_code, "Y006" in text(refused)) == (400, True)
    words = dict.fromkeys(("legal_basis", "purpose", "temporary", "necessity", "reasonable_ground", "no_harm"), "根拠")
    told = words | {"owner": "生涯学習課", "approved_by": "責任者", "starts_on": "2026-04-01", "ends_on": "2027-03-31"}
    clerk.post(f"{LAYOUTS}of/own_source/change/", told)
    assert confirm_on_page(clerk, f"{LAYOUTS}of/own_source/", REASON).status_code == 302
    assert Home(home).pack().sources["own_source"].owner == "生涯学習課"
    assert clerk.get("/month/2026-10-31/").status_code == 200
    assert clerk.get("/dictionary/own_source/").status_code == 200


def test_columns_of_a_new_source_that_nobody_can_tell_are_left_out_and_taken_in_with_one_press(
    clerk: Any, home: Path
) -> None:
    hand_in(clerk, CANTEEN_FILE, canteen())
    url = f"{LAYOUTS}of/own_source/"
    page = text(clerk.get(url))
    assert "使わないことにした列が4つ" in page and "食堂の名前、来た回数、持ち帰り、世話人の気づき" in page
    clerk.post(f"{url}change/", {"take": "4", "to_3": "own", "to_4": ""})
    draft = open_draft(home, "own_source")
    assert [bool(column.to) for column in draft.columns] == [True, False, False, True, True, False]
    assert draft.columns[4].reason == "hanteiが「受け取る」と決めました"
    table = (home / "pack" / "drafts" / "own_source" / "tables" / "own_source.yaml").read_text(encoding="utf-8")
    assert "持ち帰り" in table and "世話人の気づき" not in table
    assert "使わないことにした列が3つ" in text(clerk.get(url))
    clerk.post(f"{url}change/", {"take": "no such"})
    assert open_draft(home, "own_source") == draft
    clerk.post(f"{url}change/", {"to_5": "own", "to_0": ""})
    draft = open_draft(home, "own_source")
    assert [bool(column.to) for column in draft.columns] == [False, False, False, True, True, True]
    assert draft.key == ()


def test_a_draft_is_called_as_people_call_it(clerk: Any) -> None:
    hand_in(clerk, CANTEEN_FILE, canteen())
    main = text(clerk.get(f"{LAYOUTS}of/own_source/")).partition("<main")[2]
    shown = re.sub(r"<[^>]*>", "", main)
    assert "様式の下書き ＞ こども食堂利用者" in shown and "own_source" not in shown


def test_a_meaning_said_once_holds_for_every_column_of_the_list_where_asked(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents(sexes=("1", "2", "1", "7")))
    sex, notes = place_of(home, "男女"), place_of(home, "備考欄")
    clerk.post(f"{OWN}change/", {f"means_{sex}_0": "3", "same": "on", f"to_{notes}": ""})
    draft = open_draft(home, "juki_kojin.own")
    assert "hanteiが 7＝3 と決めました" in draft.columns[sex].codes_reason


def test_a_day_that_is_none_is_told_before_anything_changes(clerk: Any, home: Path) -> None:
    hand_in(clerk, CANTEEN_FILE, canteen())
    told = dict.fromkeys(
        ("legal_basis", "purpose", "temporary", "necessity", "reasonable_ground", "no_harm", "approved_by"), "根拠"
    )
    told |= {"owner": "生涯学習課", "starts_on": "来年", "ends_on": "令和9年3月31日"}
    refused = clerk.post(f"{LAYOUTS}of/own_source/change/", told)
    assert (refused.status_code, "Y017" in text(refused), "使いはじめる日" in text(refused)) == (400, True, True)
    assert open_draft(home, "own_source").purpose == {}
    clerk.post(f"{LAYOUTS}of/own_source/change/", told | {"starts_on": "令和8年4月1日"})
    purpose = open_draft(home, "own_source").purpose
    assert (purpose["starts_on"], purpose["ends_on"]) == ("2026-04-01", "2027-03-31")
    assert confirmed(home) == []


def test_individual_numbers_are_refused_and_nothing_of_the_file_stays(clerk: Any, home: Path) -> None:
    numbers = [my_number(30_000_000_000 + 7919 * i) for i in range(20)]
    data = csv_bytes([["番号", "氏名", "生年月日"], *([number, "佐藤　葵", "2015-04-01"] for number in numbers)])
    answer = hand_in(clerk, "名簿.csv", data)
    page = text(answer)
    assert ("Y001" in page, "マイナンバー" in page, "ファイルを選びなおす" in page) == (True, True, True)
    assert "もう一度実行する" not in page
    assert not any(number in page for number in numbers)
    assert drafts(home) == []
    assert nothing_of_files(home)


def test_files_that_can_be_read_are_drafted_beside_one_that_cannot(clerk: Any, home: Path) -> None:
    answer = hand_in(clerk, RESIDENTS_FILE, residents(), more={"空.csv": b"", CANTEEN_FILE: canteen()})
    page = text(answer)
    assert ("Y001" in page, "空.csv" in page, "下書きは<b>2件</b>" in page) == (True, True, True)
    assert [draft.name for draft in drafts(home)] == ["juki_kojin.own", "own_source"]
    assert nothing_of_files(home)


def test_the_row_of_the_headings_is_told_where_it_was_found_wrong(clerk: Any, home: Path) -> None:
    data = "出力,一覧,その1,その2\r\nA,B,C,D\r\n項目甲,項目乙,項目丙,項目丁\r\n1,x,2,y\r\n2,z,3,w\r\n".encode()
    hand_in(clerk, "控え.csv", data, "new")
    assert [column.heading for column in open_draft(home, "own_source").columns][0] != "項目甲"
    hand_in(clerk, "控え.csv", data, "new", heading_row="3")
    found = open_draft(home, "own_source2")
    assert [column.heading for column in found.columns] == ["項目甲", "項目乙", "項目丙", "項目丁"]
    assert (found.rows, found.layout.max_title_rows) == (2, 2)
    for row, why in (("4", "データのようです"), ("200", "見出しがありません")):
        page = text(hand_in(clerk, RESIDENTS_FILE, residents(), heading_row=row))
        assert ("Y001" in page, why in page) == (True, True), row
    assert len(drafts(home)) == 2


def test_no_file_is_said_in_words(clerk: Any) -> None:
    answer = clerk.post(f"{LAYOUTS}draft/", {})
    assert (answer.status_code, "N005" in text(answer)) == (400, True)


def test_a_draft_is_thrown_away(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    assert clerk.post(f"{OWN}discard/").status_code == 302
    assert drafts(home) == []
    assert clerk.get(OWN).status_code == 404


def test_a_month_that_runs_is_not_disturbed(clerk: Any, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    with Home(home).locked():
        refused = confirm_on_page(clerk, OWN, REASON)
    assert (refused.status_code, "H003" in text(refused), confirmed(home)) == (400, True, [])
    assert confirm_on_page(clerk, OWN, REASON).status_code == 302


def test_the_manager_looks_and_decides_nothing(clerk: Any, as_person: As, home: Path) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    manager = as_person("sekinin")
    page = text(manager.get(OWN)).partition("<main")[2]
    assert "住民コード" in page and "<form" not in page and "<select" not in page
    for action in ("change", "confirm", "withdraw", "discard"):
        assert manager.post(f"{OWN}{action}/", REASON).status_code == 404
    assert hand_in(manager, RESIDENTS_FILE, residents()).status_code == 404
    assert [draft.name for draft in drafts(home)] == ["juki_kojin.own"]


@pytest.mark.parametrize("person", ["center", "shido", "kansa"])
def test_others_find_no_such_page(clerk: Any, as_person: As, home: Path, person: str) -> None:
    hand_in(clerk, RESIDENTS_FILE, residents())
    somebody = as_person(person)
    assert [somebody.get(url).status_code for url in (LAYOUTS, OWN)] == [404, 404]
    assert somebody.post(f"{OWN}confirm/", REASON).status_code == 404
    assert confirmed(home) == []
