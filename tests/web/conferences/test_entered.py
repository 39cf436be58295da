"""画面で入力した値 at a meeting: nobody decides by a value that was put right meanwhile, and nobody reads more by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from support.paper_text import text_of_paper
from support.web_conferences import MEETING
from support.web_people import OWN, PROTECTED, As
from support.web_values import plant_values
from tsunagu_web.casework.models import Case
from tsunagu_web.reading import Feed
from tsunagu_web.values import families
from tsunagu_web.values.models import MOTHER, EnteredRow, EnteredVersion

NOT_YET = "判定には、まだ使われていません"
ENTERED = "児童相談の台帳　加えた（こども本人）：相談種別 養護、緊急度 B"


@pytest.fixture
def told(home: Path, centre: Client) -> Client:
    """こども家庭センター at a meeting about two households of whose children it entered something since the month."""
    plant_values(home)
    return centre


def url_of(household: str) -> str:
    """The household's page at the planted meeting."""
    return f"/conferences/{MEETING}/{Case.objects.get(household_code=household).number}/"


def test_what_was_entered_since_the_month_stands_where_it_is_decided(told: Client, as_person: As) -> None:
    page = told.get(url_of("K-0001")).content.decode()
    child = page[page.index(f'id="at-{OWN}"') :]
    assert f"<b>未反映</b>　{ENTERED}" in child[: child.index("学校の見立てと福祉の見立て")]
    assert NOT_YET in child
    board = as_person("shido").get(url_of("K-0001")).content.decode()
    assert ENTERED not in board and NOT_YET not in board, "no reader of 相談"


def test_paper_holds_it_for_who_may_read_it_and_for_nobody_else(told: Client) -> None:
    own, board, outside = (
        "".join(text_of_paper(told.get(f"/conferences/{MEETING}/copies/{number}/").content).split())
        for number in (1, 2, 3)
    )
    assert f"未反映{''.join(ENTERED.split())}" in own
    assert NOT_YET not in board and NOT_YET not in outside


def test_words_and_numbers_stay_with_the_section_of_a_protected_child_too(told: Client) -> None:
    page = told.get(url_of("K-0005")).content.decode()
    child = page[page.index(f'id="at-{PROTECTED}"') :]
    assert ENTERED in child and "画-1" not in page + told.get(url_of("K-0001")).content.decode()


def test_what_nobody_can_read_is_not_taken_for_nothing_entered(told: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    EnteredRow.objects.create(child_code="C-0013", about=MOTHER, source="jido_sodan")

    def damaged(*_: object) -> families.Families:
        raise families.UNREADABLE[0]("S001", "時点データを読めません", "情報担当に伝えてください")

    monkeypatch.setattr(families, "_families", damaged)
    assert "値があるかどうか、分かりません" in told.get(url_of("K-0001")).content.decode()


def test_while_nobodys_address_is_shown_no_school_that_entered_a_value_is_named(
    told: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {EnteredVersion._meta.db_table} SET section = 'みなみ小学校'")
    for why, named in (("支援措置の一覧が古いものです。", False), ("", True)):
        monkeypatch.setattr(Feed, "why_hidden", why)
        page = told.get(url_of("K-0001")).content.decode()
        child = page[page.index(f'id="at-{OWN}"') :]
        assert ENTERED in child and ("みなみ小学校" in page) is named
