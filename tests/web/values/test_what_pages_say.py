"""What pages say of a value that was entered: of the one chosen first, of what was delivered, to brothers and sisters, and in
the judgement of the next month."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.lived_town import run_again
from support.web_people import log_in
from support.web_values import SOURCE, asked, fields_of, filled, links, listed_child, post
from tsunagu.engines import quoted_path
from tsunagu.mart import find_snapshot
from tsunagu.serving import open_serving
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.values import families

ATTENDANCE, WELFARE = "shukketsu", "fukushi_sodan"
LATE = "item27_late"


def test_one_value_is_chosen_and_stands_alone_before_the_others(home: Path) -> None:
    code, _ = listed_child(home, consulted=True)
    centre = log_in("center")
    url = links(centre, code, SOURCE)[0]
    page = centre.get(url).content.decode()
    shown, _, folded = page.partition("<details>")
    assert "直す値を選んでください" in shown and '<select name="item-' not in shown and '<select name="item-' in folded
    (urgency,) = [one for one in choices(page) if "緊急度" in one[1]]
    page = centre.get(f"{url.partition('?')[0]}{urgency[0]}").content.decode()
    shown, _, folded = page.partition("<details>")
    assert "「緊急度」を直す" in shown and shown.count('<select name="item-') == 1
    assert "受付日" in folded and "受付日" not in shown, "every other item is folded"


def choices(page: str) -> list[tuple[str, str]]:
    """Address and words of the values a form offers to choose from."""
    return [(html.unescape(url), words) for url, words in re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page)]


def test_what_was_wrong_is_not_folded_away(home: Path) -> None:
    code, _ = listed_child(home, consulted=True)
    centre = log_in("center")
    refused = post(centre, links(centre, code, SOURCE)[0], "correct", {"受付日": "2026-13-40"}).content.decode()
    assert "cell." in refused.partition("<details>")[0]


def test_what_was_delivered_stays_beside_what_was_entered(home: Path) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    ((before,), *_) = asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")
    said = "AA" if before != "AA" else "A"
    assert post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": said}).status_code == 302
    for month_has_it in (False, True):
        values = centre.get(f"/children/{code}/values/").content.decode()
        child = centre.get(f"/children/{code}/").content.decode()
        assert ("反映済み" in values, "未反映" in child) == (month_has_it, not month_has_it)
        for page in (values, child):
            assert "受け取ったときの値" in page and f"緊急度 {before}</span>" in page and f"<b>{said}</b>" in page
        run_again(home)


@pytest.fixture
def siblings(home: Path) -> tuple[str, str]:
    """Codes of a brother and a sister in one household that people have in hand, a parent of whom came to 福祉相談."""
    consulted = {person for (person,) in asked(home, "consultations", "person_id", f"source = '{WELFARE}'")}
    kin = [
        (parent, child)
        for parent, child in asked(home, "kin", "relative_id, person_id", "relation IN ('mother', 'father')")
        if parent in consulted
    ]
    codes = dict(asked(home, "child_codes", "person_id, code"))
    with open_serving(home) as serving:
        for parent in sorted(consulted):
            mine = [serving.child(codes[child]) for one, child in kin if one == parent and child in codes]
            shown = [child for child in mine if child and not child.protected]
            if len(shown) > 1 and len({child.household_code for child in shown}) == 1:
                in_hand(shown[0].household_code, [child.child_code for child in shown])
                return shown[0].child_code, shown[1].child_code
    raise AssertionError("no brothers and sisters whose parent came")


def in_hand(household: str, children: list[str]) -> None:
    """An open case of a household."""
    make_demo_users()
    Case.objects.create(
        number="2026-9001",
        household_code=household,
        children=children,
        origin=Case.NOMINATION,
        opened_at=clock.now(),
        opened_by=User.objects.get(username="center"),
        state="received",
        since=clock.now(),
    )


def of_the_section(username: str, section: str) -> Any:
    """Log-in of a keeper of another section's files."""
    client = log_in(username)
    User.objects.filter(username=username).update(section=section)
    return client


def test_a_parent_s_row_is_not_yet_judged_on_the_pages_of_all_brothers_and_sisters(
    home: Path, siblings: tuple[str, str]
) -> None:
    one, other = siblings
    keeper, centre = of_the_section("hoyu", "福祉介護課福祉班"), log_in("center")
    url = next(url for url in links(keeper, one, WELFARE) if "本人の記録" not in keeper.get(url).content.decode())
    assert "未反映" not in centre.get(f"/children/{other}/").content.decode()
    assert post(keeper, url, "withdraw", {}).status_code == 302
    for code in (one, other):
        assert "未反映" in centre.get(f"/children/{code}/").content.decode()
    page = keeper.get(f"/children/{other}/values/").content.decode()
    assert "未反映" in page and one not in page, "whose page it was entered on is not told"
    elsewhere, _ = listed_child(home, consulted=True)
    assert "未反映" not in centre.get(f"/children/{elsewhere}/").content.decode(), "nobody else's"
    (again,) = [url for url in links(keeper, other, WELFARE) if "entered=" in url]
    assert post(keeper, again, "end", {}).status_code == 302, "a brother's page ends it too: it is the same row"
    assert keeper.get(f"/children/{one}/values/").content.decode().count("未反映") == 0


def test_a_snapshot_nobody_can_read_is_said_and_not_taken_for_nothing_entered(
    home: Path, siblings: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = siblings
    keeper, centre, unknown = (
        of_the_section("hoyu", "福祉介護課福祉班"),
        log_in("center"),
        "入力した値があるかどうか、分かりません",
    )
    url = next(url for url in links(keeper, one, WELFARE) if "本人の記録" not in keeper.get(url).content.decode())
    assert post(keeper, url, "withdraw", {}).status_code == 302
    assert unknown not in centre.get(f"/children/{other}/").content.decode()
    with open_serving(home) as serving:
        folder = find_snapshot(home, serving.meta("run")["snapshot_id"]).path
    families._families.cache_clear()
    folder.rename(folder.with_name("away"))
    try:
        page = centre.get(f"/children/{other}/").content.decode()
    finally:
        folder.with_name("away").rename(folder)
    assert unknown in page and "未反映" not in page


def said_of_late(run: Path) -> dict[int, int]:
    """Person → what a run answered about 10 days of 遅刻: 0 no, 1 yes, else a kind of unknown."""
    with duckdb.connect() as connection:
        return dict(
            connection.execute(
                f"SELECT person_id, {LATE} FROM read_parquet({quoted_path(run / 'answers.parquet')})"
            ).fetchall()
        )


def reasons_of(home: Path, code: str) -> list[str]:
    """Sentences of the run the pages show that name the 遅刻 of a child."""
    with open_serving(home) as serving:
        told = serving.records(code, ["F7"])["F7"]["reasons"]
    return [one["sentence"] for one in told if one["indicator"] == LATE]


def test_an_answer_follows_what_was_entered_from_the_next_month_on(home: Path) -> None:
    with open_serving(home) as serving:
        run = home / "runs" / serving.meta("run")["run_id"]
    before = said_of_late(run)
    month = "source = 'shukketsu' AND fiscal_year = 2026 AND month = 11"
    pupils = {person for (person,) in asked(home, "attendance", "person_id", month) if before.get(person) == 0}
    codes = {person: code for person, code in asked(home, "child_codes", "person_id, code")}
    person = min(pupils)
    code, keeper = codes[person], log_in("hoyu")
    url = next(
        url
        for url in links(keeper, code, ATTENDANCE)
        if {"年度": "2026", "月": "11"}.items() <= values_of(keeper.get(url).content.decode()).items()
    )
    assert reasons_of(home, code) == []
    assert post(keeper, url, "correct", {"遅刻": "17"}).status_code == 302
    assert "未反映" in keeper.get(f"/children/{code}/values/").content.decode()
    assert reasons_of(home, code) == [], "the run that the pages show judges as it did"
    newer = home / "runs" / run_again(home)["run"]
    after = said_of_late(newer)
    assert (before[person], after[person]) == (0, 1) and newer != run
    assert {who for who in before if before[who] != after[who]} == {person}, "and nobody else's answer"
    (sentence,) = reasons_of(home, code)
    assert "遅刻" in sentence and "学校教育課" in sentence
    assert said_of_late(run) == before, "the earlier run is as it was"


def values_of(page: str) -> dict[str, str]:
    """Heading → the value a form begins with."""
    told = filled(page)
    return {heading: told[f"item-{mark}"] for heading, mark in fields_of(page).items()}


def test_who_holds_no_data_is_asked_for_no_child(home: Path) -> None:
    """A form that can only answer 見つかりません leads nowhere."""
    page = log_in("kocho").get("/values/").content.decode()
    assert "そのデータを持つ課に伝えてください" in page and "このこどもの値を開く" not in page
    assert "このこどもの値を開く" in log_in("center").get("/values/").content.decode()
