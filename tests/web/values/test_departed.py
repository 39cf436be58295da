"""What was entered about a child who is not in the next month's register: not lost, told to its section with the reason, and on
the receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.lived_town import run_again
from support.web_people import log_in
from support.web_values import SOURCE, WHY, asked, delivered_again, links, listed_child, post
from tsunagu.intake import loads, receipts
from tsunagu_web.values.departed import DIED, MOVED_OUT, NOT_IN_REGISTER
from tsunagu_web.values.models import EnteredVersion

GONE = "こどもがこの月の記録にいない値"


def sentence(home: Path) -> str:
    """Of the receipt of what was entered as it came last: receipts of one day and name stand in no order of time."""
    newest = [one for one in loads(home) if one.entered][-1]
    return next(one for one in receipts(home) if one.sha256 == newest.sha256).sentence


@pytest.fixture
def entered(home: Path) -> tuple[str, int, str]:
    """Code and person of a child of whom こども家庭センター corrected a row, and the value it said."""
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    ((before,), *_) = asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")
    said = "AA" if before != "AA" else "A"
    assert post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": said}).status_code == 302
    return code, person, said


def test_what_was_entered_of_a_child_who_is_gone_is_shown_to_its_section_and_comes_back_with_the_child(
    home: Path, entered: tuple[str, int, str]
) -> None:
    code, person, said = entered
    centre = log_in("center")
    assert GONE not in centre.get("/values/").content.decode()
    left = f"CREATE TABLE away AS FROM t WHERE TRY_CAST(resident_no AS BIGINT) = {person}"
    delivered_again(
        home, "juki_kojin", "residents", left, "DELETE FROM t WHERE resident_no IN (SELECT resident_no FROM away)"
    )
    run_again(home)
    assert "うち1件は、こどもがこの月の住民基本台帳にいません" in sentence(home)
    desk = centre.get("/values/").content.decode()
    assert GONE in desk and code in desk and NOT_IN_REGISTER in desk and "緊急度" not in desk
    assert centre.get(f"/children/{code}/").status_code == 404, "of whom the run knows nothing"
    for other in ("hoyu", "boshi"):
        page = log_in(other).get("/values/").content.decode()
        assert GONE not in page and code not in page
    told = {"entered": str(EnteredVersion.objects.get().entered_id)}
    assert log_in("hoyu").post("/values/", told | {"why": WHY}).status_code == 404, "another section's"
    kept = next(one for one in loads(home) if one.source == "juki_kojin" and one.period == "2026-11")
    delivered_again(
        home,
        "juki_kojin",
        "residents",
        f"INSERT INTO t BY NAME FROM read_parquet('{kept.table_path(home, 'residents')}')"
        f" WHERE TRY_CAST(resident_no AS BIGINT) = {person}",
    )
    run_again(home)
    assert "住民基本台帳にいません" not in sentence(home)
    assert GONE not in centre.get("/values/").content.decode()
    assert "反映済み" in centre.get(f"/children/{code}/values/").content.decode()
    assert (said,) in asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")


@pytest.mark.parametrize(("reason", "words"), [("国内転出", MOVED_OUT), ("死亡", DIED)])
def test_the_reason_is_the_register_s_and_is_kept_back_while_it_is_not_sure_who_is_protected(
    home: Path, entered: tuple[str, int, str], at: Any, reason: str, words: str
) -> None:
    code, person, _ = entered
    delivered_again(
        home,
        "juki_ido",
        "moves",
        f"CREATE TABLE more AS FROM t WHERE TRY_CAST(resident_no AS BIGINT) = {person} LIMIT 1",
        f"UPDATE more SET sequence = 99, reason = '{reason}', moved_on = DATE '2026-11-12', left_on = DATE '2026-11-12'",
        "INSERT INTO t FROM more",
    )
    run_again(home)
    centre = log_in("center")
    stale = centre.get("/values/").content.decode()
    assert NOT_IN_REGISTER in stale and words not in stale
    at("2026-11-30 12:00")
    assert words in log_in("center").get("/values/").content.decode()
    told = {"entered": str(EnteredVersion.objects.get().entered_id)}
    refused = log_in("center").post("/values/", told | {"why": "もう"})
    assert refused.status_code == 400 and "5文字以上" in refused.content.decode()
    assert log_in("center").post("/values/", told | {"why": WHY}).status_code == 302
    assert [one.act for one in EnteredVersion.objects.all()] == ["correct", "end"], "nothing is overwritten"
    assert GONE not in log_in("center").get("/values/").content.decode()
