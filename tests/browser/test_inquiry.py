"""A sheet through the screen: sent by こども家庭センター, answered by the school, its danger one click from 48 hours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.planting import plant
from support.ready_store import put_store
from support.web_cases import NUMBER
from support.web_people import OWN, make_home

pytestmark = pytest.mark.browser

SHEET = f"/inquiries/{NUMBER}/1/"
WORDS = "帰りの会のあとも、ひとりで教室に残っている"


@pytest.fixture
def town(tmp_path: Path, ready_store: Path, sites: Any, person: Any) -> Any:
    """`town("center")` is logged in at a served home whose list was received; nobody asked anybody yet."""
    home = make_home(tmp_path / "home")
    put_store(ready_store, home)
    plant(home, "own_school")
    sites.serve("inquiry", home)
    return lambda username: person("inquiry", username)


def press(somebody: Any, what: str) -> None:
    """Press a button or link that leads on, and wait for the page that follows."""
    with somebody.page.expect_navigation(wait_until="domcontentloaded"):
        somebody.page.click(what)


def text(somebody: Any) -> str:
    """What stands on the page."""
    return str(somebody.page.locator("main").inner_text())


def test_from_asking_the_school_to_the_urgent_meeting_and_excel_beside_it(town: Any, tmp_path: Path) -> None:
    centre = town("center")
    centre.open(f"/cases/{NUMBER}/")
    press(centre, f"a.button:has-text('{OWN}')")
    press(centre, "button:has-text('シートを出す')")
    assert "選んでください" in text(centre)
    centre.page.check("input[value=principal]")
    assert centre.page.locator("input[name=ground]:checked").count() == 0, "the ground is nobody's default"
    centre.page.check("input[name=ground][value=council]")
    centre.page.check("input[name=ground_holds]")
    press(centre, "button:has-text('シートを出す')")
    assert "開成小学校・学校管理職" in text(centre)

    centre.page.fill("#id_holder_name", "教頭の林")
    centre.page.select_option("#id_way", label="Excel")
    press(centre, "button:has-text('番号をつけて出す')")
    with centre.page.expect_download() as handed_out:
        centre.page.click("a:has-text('Excelを取り出す')")
    handed_out.value.save_as(tmp_path / "sheet.xlsx")
    centre.page.set_input_files("#id_files", tmp_path / "sheet.xlsx")
    press(centre, "button:has-text('読み込む')")
    assert "C028" in text(centre) and "答えた人" in text(centre), "an empty sheet is no answer"

    school = town("kocho")
    school.open("/")
    assert "あなたに届いた情報収集シート" in text(school)
    press(school, f"a:has-text('{NUMBER}-1')")
    questions = school.page.locator("form.stack").first.locator("fieldset.question")
    questions.first.locator("input").first.focus()
    school.page.keyboard.press("2")
    assert questions.first.locator("input").nth(1).is_checked()
    assert school.page.evaluate("document.activeElement.name") == questions.nth(1).locator("input").first.get_attribute(
        "name"
    )
    assert school.page.locator("input:checked").count() == 1, "nothing is answered for anybody"
    school.page.check("input[name=q_afraid_of_home][value=はい]")
    school.page.check("input[name=rest_unknown]")
    for danger in ("wish_to_die", "injuries", "left_alone"):
        school.page.check(f"input[name=q_{danger}] >> nth=-1")
    school.page.fill("textarea[name=q_concerns]", WORDS)
    press(school, "button:has-text('回答する')")
    assert "確かめた印をつけてください" in text(school)
    assert school.page.input_value("textarea[name=q_concerns]") == WORDS
    school.page.check("input[name=confirmed]")
    press(school, "button:has-text('回答する')")
    assert "回答ずみ" in text(school) and WORDS in text(school)
    school.open("/")
    assert "あなたに届いた情報収集シート" not in text(school)

    centre.open(f"/cases/{NUMBER}/")
    assert WORDS in text(centre)
    # Whoever opens the page, and whether anybody does: the 48 hours run from the answer.
    assert "緊急対応中" in text(centre) and f"情報収集シート {NUMBER}-1 に、危険と決めた回答があった" in text(centre)
