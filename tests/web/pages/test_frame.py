"""What stands around every page: role, purpose, navigation, run and denominator, headers; and how refusals read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from support.web_people import EVERYBODY, NOBODY, NOT_LISTED, OWN, As, make_home, meta_of
from tsunagu_web.access import ROLES, opens_cases
from tsunagu_web.accounts.demo import DEMO_PEOPLE

PAGES = (
    "/",
    "/worklist/",
    "/overview/",
    "/types/",
    "/types/poverty/",
    f"/children/{OWN}/",
    "/receipts/",
    "/dictionary/",
    "/dictionary/attendance/",
    "/records/",
    "/own-cases/",
    "/dashboards/funnel/",
    "/login/",
)
SEES_COUNTS = {one.username for one in DEMO_PEOPLE if any(opens_cases(ROLES[role]) for role in (one.role, *one.also))}
WITHOUT_COUNTS = ("/", "/overview/")
"""Pages that tell only their run to whoever may not open the cases behind a count: small numbers give people away."""
LINK = re.compile(r'<a href="(/[^"]*)"')


def opened(as_person: As, person: str) -> dict[str, str]:
    """The pages this person may open."""
    client = as_person(person)
    answers = {url: client.get(url) for url in PAGES}
    return {url: answer.content.decode() for url, answer in answers.items() if answer.status_code == 200}


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_page_names_its_run_and_its_denominator_to_who_may_know_it(as_person: As, person: str) -> None:
    for url, page in opened(as_person, person).items():
        foot = page.partition('<footer class="source">')[2].partition("</footer>")[0]
        if url.startswith("/dictionary"):
            assert re.search(r"宣言 kaisei 第.+版（[0-9a-f]{12}） ／ (\d+テーブル・)?\d+項目", foot), url
        elif url == "/records/":
            assert re.search(r"見た記録 [\d,]+件", foot), url
        else:
            assert "0f1e2d3c4b5a" in foot, url
            hidden = url in WITHOUT_COUNTS and person not in SEES_COUNTS
            assert bool(re.search(r"[\d,]+(人|件)", foot)) != hidden, url


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_page_says_that_the_look_is_recorded_once(as_person: As, person: str) -> None:
    for url, page in opened(as_person, person).items():
        assert page.count("この画面を見たことは記録されます") == (url != "/login/"), url
    assert "この画面を見たこと" not in as_person(person).get("/nowhere/").content.decode()


@pytest.mark.parametrize("person", EVERYBODY)
def test_navigation_leads_only_where_the_person_may_go(as_person: As, person: str) -> None:
    client = as_person(person)
    leads = {target: url for url, page in opened(as_person, person).items() for target in LINK.findall(page)}
    for target, url in leads.items():
        assert client.get(target).status_code == 200, f"{person}: {url} leads to {target}"


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_table_has_a_name_and_every_heading_a_direction(as_person: As, person: str) -> None:
    for url, page in opened(as_person, person).items():
        assert nameless(page) == [], url


def test_a_table_without_a_name_or_direction_is_noticed() -> None:
    assert nameless('<table><thead><tr><th scope="col">x</th></tr></thead></table>') == ["<table> without <caption>"]
    assert nameless("<table><caption>x</caption><tr><th>x</th></tr></table>") == ["<th> without scope"]


def nameless(page: str) -> list[str]:
    """Tables without a caption, headings that do not say whether they head a column or a row."""
    tables = len(re.findall("<table", page)) - len(re.findall(r"<table[^>]*><caption", page))
    headings = [found for found in re.findall("<th[ >][^>]*>?", page) if "scope=" not in found]
    return ["<table> without <caption>"] * tables + ["<th> without scope"] * len(headings)


def test_the_navigation_says_what_waits(as_person: As, home: Any) -> None:
    page = as_person("hantei").get("/").content.decode()
    listed = len(meta_of(home, "worklist")["listed"])
    assert f'検討対象者一覧<span class="waits">{listed}<span class="hidden">世帯</span>' in page
    assert 'class="waits"' not in as_person("kansa").get("/").content.decode()


def test_the_navigation_does_without_a_run(as_person: As, settings: Any, tmp_path: Any) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "new", run=False)
    page = as_person("hantei").get("/").content.decode()
    assert "検討対象者一覧</a>" in page
    assert 'class="waits"' not in page


@pytest.mark.parametrize(
    ("person", "url", "purpose"),
    [
        ("hantei", "/types/", "判定・一次絞り込み"),
        ("hantei", f"/children/{OWN}/", "支援検討"),
        ("hantei", "/receipts/", "データ準備"),
        ("center", f"/children/{OWN}/", "支援検討"),
        ("kansa", "/records/", "監査"),
    ],
)
def test_the_header_says_under_which_purpose(as_person: As, person: str, url: str, purpose: str) -> None:
    assert f"目的：{purpose}" in as_person(person).get(url).content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_nothing_is_written_inline_and_nothing_comes_from_outside(as_person: As, url: str) -> None:
    person = {"/records/": "kansa", "/own-cases/": "ssw", "/dashboards/funnel/": "center"}.get(url, "hantei")
    answer = (Client() if url == "/login/" else as_person(person)).get(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://|<script(?![^>]*src=)", page)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("url", ["/", f"/children/{OWN}/", f"/children/{NOBODY}/", "/nowhere/"])
def test_nothing_is_kept_by_browsers(as_person: As, url: str) -> None:
    answer = as_person("hantei").get(url)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("url", ["/", "/types/", f"/children/{NOBODY}/", "/nowhere/"])
def test_whoever_is_logged_in_can_log_out_from_everywhere(as_person: As, url: str) -> None:
    assert 'action="/logout/"' in as_person("center").get(url).content.decode()
    assert 'action="/logout/"' not in Client().get("/login/").content.decode()


def test_absent_and_refused_read_alike(as_person: As) -> None:
    client = as_person("center")
    absent, refused = (client.get(f"/children/{code}/").content.decode() for code in (NOBODY, NOT_LISTED))
    token = re.compile(r'value="[A-Za-z0-9]{64}"')
    assert token.sub("", absent) == token.sub("", refused)
    assert NOT_LISTED not in refused


def test_a_form_from_elsewhere_is_refused_in_words(home: Any, db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "hantei", "password": "x"})
    assert answer.status_code == 403
    assert "送れませんでした" in answer.content.decode()


def test_an_unknown_host_is_refused_in_words(home: Any, db: None) -> None:
    answer = Client().get("/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "読み取れません" in answer.content.decode()


def test_no_title_holds_a_name(as_person: As) -> None:
    for page in opened(as_person, "hantei").values():
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert "佐藤" not in title


@pytest.mark.parametrize("url", ["/", "/worklist/", "/overview/", "/types/"])
def test_before_the_first_run_pages_say_so(as_person: As, settings: Any, tmp_path: Any, url: str) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "new", run=False)
    answer = as_person("hantei").get(url)
    assert answer.status_code == 200
    assert "まだ判定した月がありません" in answer.content.decode()


@pytest.mark.parametrize("url", ["/", "/worklist/", "/overview/", "/types/", "/types/poverty/", "/receipts/"])
def test_a_month_in_which_nobody_was_judged(as_person: As, settings: Any, tmp_path: Any, url: str) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "empty", empty=True)
    assert as_person("hantei").get(url).status_code == 200


def test_without_a_run_there_is_no_child(as_person: As, settings: Any, tmp_path: Any) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "new", run=False)
    assert "まだ判定した月がありません" in as_person("hantei").get(f"/children/{OWN}/").content.decode()


def test_a_printed_page_says_when_it_was_on_the_screen_and_whose_it_was(as_person: As, at: Any) -> None:
    at("2026-11-09 14:05")
    moment = '<p class="only-on-paper">2026年11月9日 14時05分に佐々木が開いた画面です。'
    assert moment in as_person("center").get("/worklist/").content.decode()
    refused = as_person("center").get(f"/children/{NOBODY}/").content.decode()
    assert "only-on-paper" not in refused, "what is not there is answered the same at every moment"
