"""しぼり込み: filters combine, tell only what their reader may know, and print, file and address say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_conferences import plant_meeting
from support.web_expecting import plant_pregnancy, plant_register
from support.web_people import As, change_serving, meta_of, serving_file
from tsunagu.catalog import load_pack
from tsunagu.serving.fact_views import VIEWS
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseEvent, CaseMember
from tsunagu_web.casework.process import load_process
from tsunagu_web.casework.registration import EXPECTING
from tsunagu_web.conferences.models import Closing, Meeting
from tsunagu_web.narrowing import standing
from tsunagu_web.narrowing.declared import FILTERS

CARER = "?type=young_carer&registered=never&met=never"
LEDGER = next(place for place, view in enumerate(VIEWS) if view.label == "要対協")


def on_the_ledger(home: Path, code: str, until: str | None) -> None:
    """Give a child one line of the 進行管理台帳."""
    import sqlite3

    with sqlite3.connect(serving_file(home)) as connection:
        (body,) = connection.execute(
            "SELECT body FROM records WHERE child_code = ? AND field_class = 'F5'", (code,)
        ).fetchone()
    facts = json.loads(body)["facts"] + [{"v": LEDGER, "t": "要保護", "o": "2023-05-01", "u": until, "s": "yotaikyo"}]
    told = json.dumps({"facts": facts}, ensure_ascii=False)
    change_serving(home, "UPDATE records SET body = ? WHERE child_code = ? AND field_class = 'F5'", told, code)


@pytest.fixture
def received(home: Path, as_person: As, at: Any) -> Path:
    """The fixture's list, received, on the day it came."""
    plant_cases(home)
    at("2026-10-31 09:00")
    return home


def households(page: str) -> set[str]:
    """Households in the rows of the first table."""
    table = page.partition('<table class="listed">')[2].partition("</table>")[0]
    return set(re.findall(r"<b>(K-\d{4})</b>", table))


def shown(client: Client, address: str) -> set[str]:
    return households(client.get(address).content.decode())


def answering(page: str, key: str) -> dict[str, str]:
    """What one filter offers: value → words, with the count where there is one."""
    options = page.partition(f'<select name="{key}">')[2].partition("</select>")[0]
    return dict(re.findall(r'value="([^"]+)"[^>]*>([^<]+)<', options))


@pytest.mark.parametrize("page", ["/cases/", "/worklist/"])
def test_states_combine_and_each_narrows(received: Path, as_person: As, page: str) -> None:
    everybody = shown(as_person("center"), page)
    on_the_ledger(received, "C-0001", None)
    on_the_ledger(received, "C-0006", "2025-03-31")
    centre = as_person("center")
    assert "K-0001" not in shown(centre, f"{page}?registered=never")
    assert shown(centre, f"{page}?registered=now") == {"K-0001"}
    assert shown(centre, f"{page}?registered=before") == {"K-0004"}
    poor = shown(centre, f"{page}?type=poverty")
    assert poor and poor < everybody
    assert shown(centre, f"{page}?type=poverty&registered=never&met=never") == poor - {"K-0001", "K-0004"}
    assert shown(centre, f"{page}?type=poverty&met=held") == set()


def test_the_sentence_says_what_was_chosen_and_how_many_it_leaves(received: Path, as_person: As) -> None:
    page = as_person("center").get("/cases/?type=poverty&registered=never&met=never").content.decode()
    left = len(households(page))
    assert "しぼり込み中：困難の類型＝貧困・要対協＝未登録・会議＝未実施" in page
    assert f"（{Case.objects.count()}件のうち {left}件）" in page
    assert f"貧困（{left}）" in answering(page, "type")["poverty"]


def test_a_ledger_that_never_came_is_unknown_and_not_never(received: Path, as_person: As) -> None:
    views = meta_of(received, "fact_views")
    views[LEDGER]["missing"] = views[LEDGER]["files"]
    change_serving(received, "UPDATE meta SET value = ? WHERE key = 'fact_views'", json.dumps(views))
    centre = as_person("center")
    assert shown(centre, "/cases/?registered=never") == set()
    assert len(shown(centre, "/cases/?registered=unknown")) == Case.objects.count()


def test_a_registration_in_the_case_is_newer_than_the_ledger(received: Path, as_person: As) -> None:
    case = Case.objects.get(number=NUMBER)
    centre = as_person("center")
    told = {"registered_on": "2026-10-30", "registered_as": "要支援", "ledger_row": "7"}
    Case.objects.filter(pk=case.pk).update(state="supporting")
    form = {"move": "register", "seen": case.events.count(), "words": "要支援として登録した", **told}
    assert centre.post(f"/cases/{NUMBER}/move/", form).status_code == 302
    assert shown(centre, "/cases/?registered=now") == {"K-0001"}
    on_the_ledger(received, "C-0001", "2025-03-31")
    assert shown(as_person("center"), "/cases/?registered=now") == {"K-0001"}


def test_a_household_without_a_child_in_the_data_is_unknown_and_not_left_out(
    received: Path, as_person: As, at: Any
) -> None:
    """A woman who expects her first child, and a family that went away: neither is 未登録, and one registered as 特定妊婦 is 登録中."""
    plant_register(received)
    carried = plant_pregnancy(received).case
    at("2026-10-31 09:00")
    gone = Case.objects.get(number=NUMBER)
    Case.objects.filter(pk=gone.pk).update(household_code="K-9998")

    def found(query: str) -> set[str]:
        page = as_person("center").get(f"/cases/?{query}").content.decode()
        return {one.number for one in (carried, gone) if f'"/cases/{one.number}/"' in page}

    both = {carried.number, gone.number}
    assert found("") == found("registered=unknown") == found("type=unsure") == both
    assert found("registered=never") == found("type=none") == set()
    CaseEvent.objects.create(
        case=carried, seq=carried.events.count() + 1, move="register", from_state=carried.state, to_state=carried.state,
        told={"registration": {"on": "2026-10-30", "kind": EXPECTING, "row": "9"}}, role="family_centre",
        by=carried.opened_by, at=carried.opened_at,
    )  # fmt: skip
    assert found("registered=now") == {carried.number}
    assert found("registered=unknown") == {gone.number}


def test_meetings_and_the_team(received: Path, as_person: As) -> None:
    plant_meeting()
    centre = as_person("center")
    everybody = shown(centre, "/cases/")
    assert shown(centre, "/cases/?met=planned") == everybody == shown(centre, "/cases/?met=never")
    assert shown(centre, "/cases/?met=held") == set()
    meeting = Meeting.objects.get()
    Closing.objects.create(meeting=meeting, by=meeting.by, at=meeting.at)
    assert shown(centre, "/cases/?met=held") == set(), "closed before anything was decided"
    assert shown(centre, "/cases/?met=planned") == set() and shown(centre, "/cases/?met=never") == everybody
    assert shown(centre, "/cases/?team=nobody") == everybody and shown(centre, "/cases/?team=me") == set()
    case = Case.objects.get(number=NUMBER)
    user = case.opened_by
    CaseMember.objects.create(case=case, person=user, joined_at=case.opened_at, joined_by=user)
    assert shown(centre, "/cases/?team=me") == {"K-0001"}
    assert shown(centre, "/cases/?team=nobody") == everybody - {"K-0001"}
    assert shown(as_person("boshi"), "/cases/?team=me") == set()


def test_times(received: Path, as_person: As, at: Any) -> None:
    everybody = shown(as_person("center"), "/cases/")
    assert shown(as_person("center"), "/cases/?when=new&state=received") == everybody
    assert shown(as_person("center"), "/cases/?when=soon") == everybody
    at("2027-02-10 09:00")
    centre = as_person("center")
    assert shown(centre, "/cases/?when=overdue") == everybody == shown(centre, "/cases/?when=long")
    assert shown(centre, "/cases/?when=new") == set()


@pytest.mark.parametrize("person", ["shido", "boshi", "fukushi"])
@pytest.mark.parametrize("page", ["/cases/", "/worklist/"])
def test_who_does_not_read_consultations_cannot_tell_who_is_registered(
    received: Path, as_person: As, person: str, page: str
) -> None:
    """A filter would tell one household after another what the page does not say."""
    before = shown(as_person(person), page)
    on_the_ledger(received, "C-0001", None)
    client = as_person(person)
    told = {value: client.get(f"{page}?registered={value}").content.decode() for value in ("now", "never", "before")}
    assert {frozenset(households(page)) for page in told.values()} == {frozenset(before)}
    assert all("「要対協」ではしぼり込めません" in page for page in told.values())
    assert not any("しぼり込み中" in page or 'name="registered"' in page for page in told.values())


def test_the_refusal_can_fail(received: Path, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question, asked of a filter that does not look at the grant."""
    on_the_ledger(received, "C-0001", None)
    allowed = standing.authorize

    def as_the_centre(user: Any, action: str, thing: Any) -> Any:
        from tsunagu_web.accounts.models import User

        return allowed(User.objects.get(username="center"), action, thing)

    monkeypatch.setattr(standing, "authorize", as_the_centre)
    assert shown(as_person("boshi"), "/cases/?registered=now") == {"K-0001"}


def test_types_are_those_of_the_children_somebody_sees(received: Path, as_person: As) -> None:
    """学校教育課 sees pupils: what was found of their smaller brothers and sisters stays out of options, counts and rows."""
    board = as_person("shido").get("/cases/").content.decode()
    seen = households(board)
    assert "K-0003" not in seen and seen
    for value, words in answering(board, "type").items():
        count = int(re.search(r"（(\d+)）", words)[1])  # type: ignore[index]
        assert count == len(shown(as_person("shido"), f"/cases/?type={value}"))


def test_others_find_no_filter_and_no_file(received: Path, as_person: As) -> None:
    for person in ("kansa", "bunseki", "ssw", "kocho"):
        assert as_person(person).get(f"/cases/{CARER}").status_code == 404
        assert as_person(person).get(f"/cases/file/{CARER}").status_code == 404
    for person in ("hantei", "shido", "boshi", "fukushi", "sv"):
        assert as_person(person).get("/cases/file/").status_code == 404
        assert "CSVで取り出す" not in as_person(person).get("/cases/").content.decode()


def test_what_is_not_declared_is_said_and_filters_nothing(received: Path, as_person: As) -> None:
    centre = as_person("center")
    page = centre.get("/cases/?state=nonsense&when=").content.decode()
    assert "「状態」ではしぼり込めません" in page and households(page) == shown(centre, "/cases/")


def test_the_file_follows_the_filter_and_says_so(received: Path, as_person: As) -> None:
    centre = as_person("center")
    query = "type=poverty&registered=never&met=never"
    page = centre.get(f"/cases/?{query}").content.decode()
    assert f'href="/cases/file/?{query.replace("&", "&amp;")}"' in page
    answer = centre.get(f"/cases/file/?{query}")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["しぼり込み", "困難の類型＝貧困・要対協＝未登録・会議＝未実施"]
    assert {row[1] for row in rows[6:]} == households(page) != set()
    assert rows[2][1].endswith(f"のうち {len(rows) - 6}件")
    assert not re.search(r"C-\d{4}|\d歳", text)
    row = AuditRow.objects.filter(action="cases.file").latest("pk")
    assert row.result == "ok" and row.children
    everything = centre.get("/cases/file/").content.decode("utf-8-sig")
    assert "なし（見られるもの全部）" in everything and everything.count("2026-") > text.count("2026-")


def test_the_towns_own_combinations_are_one_press(received: Path, as_person: As) -> None:
    words = "ヤングケアラーの可能性・要対協未登録・会議未実施"
    page = as_person("center").get("/cases/").content.decode()
    link = re.search(rf'href="(\?[^"]+)"[^>]*>{words}<', page)
    assert link
    chosen = as_person("center").get("/cases/" + link[1].replace("&amp;", "&")).content.decode()
    assert "しぼり込み中：困難の類型＝ヤングケアラー・要対協＝未登録・会議＝未実施" in chosen
    # Who cannot filter by registration is offered no combination with it.
    assert words not in as_person("boshi").get("/cases/").content.decode()


@pytest.mark.parametrize("page", ["/cases/", "/worklist/", f"/cases/{NUMBER}/"])
def test_a_household_that_was_registered_before_is_named_so(received: Path, as_person: As, page: str) -> None:
    words = load_process(load_pack("kaisei")).reassessed
    named = re.compile(f'(<span class="kind">|<b>){words}<')
    assert not named.search(as_person("center").get(page).content.decode())
    on_the_ledger(received, "C-0001", "2025-03-31")
    assert named.search(as_person("center").get(page).content.decode())
    assert not named.search(as_person("boshi").get(page).content.decode()), "nobody learns it who does not read 相談"
    assert load_process(load_pack("izumi")).reassessed == "再アセスメント"


def test_the_cut_of_the_list_is_told_of_the_whole_list_only(received: Path, as_person: As) -> None:
    centre = as_person("center")
    assert "ここまで5世帯" in centre.get("/worklist/").content.decode()
    narrowed = centre.get("/worklist/?type=poverty").content.decode()
    assert "ここまで5世帯" not in narrowed and "つぎの世帯と、今月に入らなかったわけ" in narrowed


def test_every_filter_is_answered_and_every_pack_chooses_what_there_is() -> None:
    assert len({one.key for one in FILTERS}) == len(FILTERS)
    for pack in ("standard", "izumi"):
        for quick in load_process(load_pack(pack)).quick_filters:
            assert not quick.unknown
