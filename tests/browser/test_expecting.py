"""妊婦 at the screen: 母子保健 begins a case, and adds the child that was born; the 責任者 names a worker for a child in support."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.planting import plant
from support.ready_store import put_store
from support.web_expecting import MOTHER, MOTHER_BORN, MOTHER_NUMBER, bear
from support.web_people import make_home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def filling_with_a_pregnancy(tmp_path_factory: pytest.TempPathFactory, ready_store: Path, sites: Any) -> str:
    """A served home in which one pregnancy is carried, and the month's list is received."""
    home = make_home(tmp_path_factory.mktemp("expecting") / "home")
    put_store(ready_store, home)
    plant(home, "cases", "expecting")
    sites.serve("expecting", home)
    return "expecting"


def test_a_nurse_carries_a_pregnancy_and_the_child_joins(person: Any, filling_with_a_pregnancy: str) -> None:
    nurse = person(filling_with_a_pregnancy, "boshi")
    page = nurse.page
    nurse.open("/expecting/")
    page.click("summary:has-text('知らせがなくても')")
    page.fill("#id_b-name", MOTHER)
    page.fill("#id_b-born", MOTHER_BORN)
    page.fill("#id_b-due_on", "2026-12-20")
    page.select_option("select[name=ground_money]", "yes")
    page.fill("#id_b-words", "妊娠届の面談で、家賃が払えないと聞いた")
    page.click("button:has-text('ケースを始める') >> visible=true")
    page.wait_for_selector("h1:has-text('佐藤 文')")
    path = page.url.removeprefix(nurse.site.address)
    assert "お金や住まいの心配がある：該当" in page.content()
    bear(nurse.site.home, "C-0040", MOTHER_NUMBER, household="K-0001")
    nurse.open(path)
    page.click("button:has-text('ケースに加える')")
    page.wait_for_selector("text=C-0040：加えた")
    nurse.open(path.removesuffix("expecting/"))
    assert "生まれた子を、ケースに加えた" in page.content()


def test_the_head_names_a_worker_and_the_worker_reads(person: Any, filling_with_a_pregnancy: str) -> None:
    head = person(filling_with_a_pregnancy, "sekinin")
    head.open("/in-support/")
    head.page.click("summary:has-text('担当者を決める（C-0011）')")
    head.page.select_option("#id_person_C-0011", label="こども課こども家庭班　佐々木")
    head.page.fill("#id_why_C-0011", "要対協の主担当である")
    head.page.click("button:has-text('担当者にする（C-0011）')")
    head.page.wait_for_selector("h1:has-text('支援中のこどもの新しい判定')")
    assert "#id_person_C-0011" not in head.page.content()
    worker = person(filling_with_a_pregnancy, "center")
    worker.open("/in-support/")
    worker.page.click("button:has-text('見た（C-0011）')")
    worker.page.wait_for_selector("text=まだ見ていないにもどす")
    assert "まだ見ていないもの 0人" in worker.page.content()
