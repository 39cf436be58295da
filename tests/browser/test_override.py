"""例外表示 through the screen: somebody of the team asks, somebody else grants; and what is shown never comes out on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory

from support.web_overrides import OF_PROTECTED
from support.web_people import PROTECTED
from tsunagu.month.whereabouts import Whereabouts

PLACE = Whereabouts("カナリア町 9999番地9", "カナリア小学校")


def test_one_asks_and_another_grants(person: Any) -> None:
    asks = person("full", "center")
    asks.open(f"/cases/{OF_PROTECTED}/")
    asks.page.click("a:has-text('例外表示を頼む') >> nth=0")
    asks.page.check("input[name=people] >> nth=0")
    asks.page.fill("#id_until", (date.today() + timedelta(days=3)).isoformat())
    asks.page.fill("#id_reason", "受診に付きそうため、家の場所を確かめる")
    asks.page.click("button.first")
    assert "決められるのは、頼んだ人でも名指しされた人でもない責任者です" in asks.page.inner_text("main")
    grants = person("full", "sekinin")
    grants.open("/overrides/")
    card = grants.page.locator("section.card", has_text="受診に付きそうため")
    card.locator("input[value=yes]").check()
    card.locator("input[name=words]").fill("担当者から話を聞いた")
    card.locator("button.first").click()
    assert grants.page.locator("section.card", has_text="受診に付きそうため").count() == 0
    asks.open(f"/children/{PROTECTED}/")
    assert "例外表示中" in asks.page.inner_text("main")
    asks.page.click("a:has-text('住所・所属を開く')")
    assert "名指しされたあなただけに出ています" in asks.page.inner_text("main")


def test_the_place_is_on_the_screen_and_not_on_paper(person: Any) -> None:
    somebody = person("full", "center")
    told = {
        "code": PROTECTED,
        "where": PLACE,
        "until": date(2026, 11, 5),
        "words": "女 8歳",
        "household": "K-0003",
        "without_counts": True,
    }
    written = render_to_string("overrides/sheltered.html", told, request=RequestFactory().get("/"))
    somebody.page.route("**/place/", lambda route: route.fulfill(body=written, content_type="text/html; charset=utf-8"))
    somebody.open("/place/")
    place = somebody.page.get_by_text(PLACE.address)
    assert place.is_visible()
    somebody.page.emulate_media(media="print")
    assert not place.is_visible()
    assert somebody.page.get_by_text("住所と所属は、紙には出しません。").is_visible()
