"""Shares per school: counted once per case, with Wilson's interval, for those who compare schools and nobody else."""

from __future__ import annotations

from math import isclose
from pathlib import Path
from typing import Any

import pytest

from support.web_people import log_in, meta_of
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.casework import shares
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append
from tsunagu_web.casework.process import FILE, ShareOf, current_process, load_process

SHIPPED = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "izumi" / FILE
FIRST = ShareOf(key="first", label="①で行政関与が要るとした割合", share="ask", of=("ask", "set_aside"))


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (1, 7), (29, 148), (5, 5), (13, 29)])
def test_the_bounds_are_where_the_score_test_just_does_not_refuse(hits: int, of: int) -> None:
    low, high = shares.wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    for bound in {low, high} - {0.0, 1.0}:
        assert isclose((hits / of - bound) ** 2, shares.Z**2 * bound * (1 - bound) / of, rel_tol=1e-9, abs_tol=1e-12)


def test_nothing_counted_says_nothing() -> None:
    assert shares.wilson(0, 0) == (0.0, 1.0)


@pytest.fixture
def judged(home: Path, db: None, at: Any, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """The fixture's list received; its process tells one share, and every case made the first of its two moves."""
    at("2026-10-31 09:00")
    with_share = current_process().model_copy(update={"shares": (FIRST,)})
    monkeypatch.setattr("tsunagu_web.casework.views.current_process", lambda: with_share)
    assert log_in("center").post("/cases/receive/", {"run": meta_of(home, "run")["run_id"]}).status_code == 302
    cases = list(Case.objects.order_by("pk"))
    centre = User.objects.get(username="center")
    for case in cases:
        append(case, centre, "family_centre", "set_aside", case.state, case.due_at)
    append(cases[0], centre, "family_centre", "ask", cases[0].state, cases[0].due_at)
    return cases


def test_each_case_is_counted_once_by_its_newest_judgement(judged: list[Case]) -> None:
    page = log_in("sekinin").get("/cases/").content.decode()
    assert "①で行政関与が要るとした割合" in page
    whole = page[page.index("合わせて") :]
    low, high = shares.wilson(1, len(judged))
    assert f"{len(judged)}件のうち 1件" in whole
    assert len(judged) >= shares.TOO_FEW and f"{round(low * 100)}〜{round(high * 100)}%" in whole
    assert "まだ少なく、比べられません" in page, "a school with a case or two is not compared"


def test_shares_by_whoever_judged_stand_beside_those_by_school(
    judged: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = FIRST.model_copy(update={"told_by": ("school", "person")})
    with_both = current_process().model_copy(update={"shares": (both,)})
    monkeypatch.setattr("tsunagu_web.casework.views.current_process", lambda: with_both)
    ssw = User.objects.get(username="ssw")
    append(judged[1], ssw, "ssw", "set_aside", judged[1].state, judged[1].due_at)
    table = log_in("sekinin").get("/cases/").content.decode().partition("（人ごと）")[2].partition("</table>")[0]
    centre = User.objects.get(username="center")
    told = {one.display_name: f"{one.display_name}（{one.section}）" for one in (centre, ssw)}
    assert f'{told[centre.display_name]}</th><td class="n">{len(judged) - 1}件のうち 1件' in table
    assert f'{told[ssw.display_name]}</th><td class="n">1件のうち 0件</td><td>まだ少なく、比べられません' in table


@pytest.mark.parametrize("person", ["center", "hantei", "shido"])
def test_others_see_no_shares(judged: list[Case], person: str) -> None:
    answer = log_in(person).get("/cases/")
    assert answer.status_code == 200 and "行政関与が要るとした割合" not in answer.content.decode()


def test_a_town_that_declares_none_shows_none(home: Path, db: None) -> None:
    assert "割合の幅" not in log_in("sekinin").get("/cases/").content.decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [("of: [needs_city, teachers_only]", "of: [needs_city, teachers]"), ("share: needs_city", "share: register")],
)
def test_a_share_of_moves_that_are_none_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError, match="C063"):
        load_process(load_pack("izumi", tmp_path))
