"""研修 through the screen: a one-time log-in, an exercise from the first step to the last, and the debrief at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from tsunagu_web.training.making import make_town

pytestmark = pytest.mark.browser

PREPARE = """
from pathlib import Path
import sys
from tsunagu_web.commands import set_up
set_up(Path(sys.argv[1]))
from tsunagu_web.training.preparing import prepare
for one in prepare():
    print(one.username, one.password)
"""
BANNER = "研修用：架空の町です"


@pytest.fixture
def log_ins(sites: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A served training home; username → the password that was printed once."""
    home = make_town(tmp_path_factory.mktemp("training") / "home").folder
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    printed = subprocess.run(
        [sys.executable, "-c", PREPARE, str(home)], env=environment, capture_output=True, text=True, check=True
    ).stdout
    sites.serve("training", Path(home))
    return dict(line.split() for line in printed.splitlines())


def enter(somebody: Any, username: str, password: str) -> Any:
    """Log in as the printed sheet says; the code stands on the page."""
    somebody.open("/login/")
    page = somebody.page
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click("button.first")
    page.fill("#id_code", page.inner_text("#demo-code"))
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click("button.first")
    return page


def states(somebody: Any) -> list[str]:
    """What stands at each step of the own exercise."""
    somebody.open("/training/")
    return [str(one.inner_text()) for one in somebody.page.locator("ol.steps > li .state").all()]


def test_a_class_teacher_walks_the_exercise(person: Any, log_ins: dict[str, str]) -> None:
    teacher = person("training")
    page = enter(teacher, "tannin", log_ins["tannin"])
    assert BANNER in page.inner_text("header")
    assert states(teacher) == ["まだ"] * 4 and violations(page) == []
    links = [str(one.get_attribute("href")) for one in page.locator("ol.steps > li a").all()]
    code = page.locator("ol.steps > li", has_text="見守り情報").inner_text().split("こども ")[1].split(" ")[0]
    page.set_viewport_size({"width": 683, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1366, "height": 768})

    teacher.open(links[0])
    assert states(teacher) == ["済", "まだ", "まだ", "まだ"]
    teacher.open(links[1])
    for known in page.locator("main form input[type=radio][value='分からない']").all():
        known.check()
    for unknown in page.locator("main form input[type=checkbox][name^='u_']").all():
        unknown.check()
    page.check("main form input[name=confirmed]")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main form[action$='/answer/'] button.first").click()
    assert states(teacher)[1] == "済"

    for kind, state in (("気づき", "まだ"), ("緊急", "済")):
        teacher.open(links[2])
        page.fill("#id_code", code)
        page.fill("#id_happened_on", page.evaluate("new Date().toISOString().slice(0, 10)"))
        told = {"informant": "本人", "kind": kind, "certainty": "事実", "who_may_see": "こども課", "ground": "面談"}
        for name, word in told.items():
            field = page.locator(f"main form [name={name}]").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(word)
            else:
                page.check(f"main form input[name={name}][value='{word}']")
        page.fill("#id_text", "帰るのがこわいと言った")
        with page.expect_navigation(wait_until="domcontentloaded"):
            page.locator("main form button.first").first.click()
        assert states(teacher)[2] == state
        assert ("「緊急」ではない分類" in page.inner_text("main")) == (state == "まだ")
    assert teacher.open(links[3]) == 404
    assert states(teacher) == ["済"] * 4
    assert "ふりかえり" in page.inner_text("main") and violations(page) == []

    manager = person("training")
    page = enter(manager, "sekinin", log_ins["sekinin"])
    manager.open("/training/people/")
    row = page.locator("tbody tr", has_text="上田").inner_text()
    assert row.count("済") == 4 and "まだ" not in row and violations(page) == []
    page.set_viewport_size({"width": 683, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert teacher.outside == manager.outside == []
