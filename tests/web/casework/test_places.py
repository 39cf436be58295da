"""Words that look like a place: of a household under 支援措置 they are neither taken in nor shown, true or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.paper_text import text_of_paper
from support.web_cases import ON
from support.web_conferences import MEETING
from support.web_people import EVERYBODY, NOT_LISTED, OWN, PROTECTED, SAME_SCHOOL, As, change_serving
from support.web_words import WRITTEN, plant_words
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework import places
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.inquiries.models import Stopped
from tsunagu_web.notes.models import Nomination, Note
from tsunagu_web.overrides.models import Override
from tsunagu_web.reading import RunView
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.writing import write_sighting
from tsunagu_web.transfers.models import Transfer

TELL = ("開成小学校", "みなみ台小", "延沢", "773番地", "0465-83-2331", "県立湊中学校", "258-0026")
"""What must not be read: a school of the run, one it does not know, where somebody lives, how to call there."""
SCHOOL = "みなみ台小学校"
"""Where the protected child goes: the run knows it and no word list does."""


def said(field: str) -> str:
    return f"カナリア{field}は、開成小学校か{SCHOOL}（みなみ台小）、延沢773番地、電話０４６５－８３－２３３１、県立湊中学校、258-0026のこと"


@pytest.fixture
def run(home: Path, db: None, at: Any) -> Any:
    """The fixture's run; the school of a child of it is SCHOOL."""
    at("2026-10-31 09:00")
    change_serving(home, "UPDATE children SET affiliation = ? WHERE child_code = ?", SCHOOL, NOT_LISTED)
    with open_serving(home) as serving:
        yield RunView(serving)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("開成小学校で会えた", ["開成小学校"]),
        ("みなみ台小の担任", ["みなみ台小"]),
        ("青葉第二幼稚園に通う", ["青葉第二幼稚園"]),
        ("ひだまり保育園の山田先生", ["ひだまり保育園", "山田先生"]),
        ("延沢に住む", ["延沢"]),
        ("緑町三丁目のアパート", ["緑町三丁目"]),
        ("吉田島１２３４－５", ["吉田島１２３４－５"]),
        ("773番地2", ["773番地2"]),
        ("090-1234-5678 に", ["090-1234-5678"]),
        ("０４６５（８３）２３３１", ["０４６５（８３）２３３１"]),
        ("〒2580026", ["〒2580026"]),
        ("小学校で会えた。今日小学校を休んだ。同じ小学校の子", []),
        ("受理 2026-0001、2026-10-31に電話、給食費3か月、欠席10日、体温36.5、100-200円", []),
        ("児童相談所に電話した。要対協に登録。", []),
    ],
)
def test_what_looks_like_a_place(run: RunView, words: str, found: list[str]) -> None:
    assert places.places_in(words, run) == found
    gapped = places.without_places(words, run)
    assert all(one not in gapped for one in found) and (places.GAP in gapped) == bool(found)


@pytest.fixture
def pages(home: Path, run: RunView, at: Any) -> dict[str, str]:
    """Pages of the protected child's case, written full of places before anybody knew of the protection."""
    found = plant_words(home, PROTECTED, said)
    at("2026-11-12 09:00")
    return found


@pytest.fixture
def fresh(home: Path, pages: dict[str, str], at: Any) -> dict[str, str]:
    """The same on the morning the list of protected people came."""
    at("2026-10-31 11:00")
    return pages


def read_by(pages: dict[str, str], as_person: As, people: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """(person, page) → what is read there, and on the papers."""
    found = {}
    for person in people:
        client = as_person(person)
        for name, url in pages.items():
            found[person, name] = client.get(url).content.decode()
    centre = as_person("center")
    for name, url in (("plan paper", f"{pages['plan']}paper/"), ("meeting paper", f"/conferences/{MEETING}/copies/1/")):
        paper = centre.get(url)
        assert paper["Content-Type"] == "application/pdf"
        found["center", name] = text_of_paper(paper.content).replace("\n", "")
    return found


def told(found: dict[tuple[str, str], str]) -> dict[tuple[str, str], list[str]]:
    """Where one of TELL stands in what was written."""
    return {
        key: there
        for key, page in found.items()
        if (there := [word for word in TELL if f"{word}" in page and "カナリア" in page and word != "開成小学校"])
    }


def test_no_page_of_anybody_tells_what_was_written_of_a_protected_childs_places(
    fresh: dict[str, str], as_person: As
) -> None:
    found = read_by(fresh, as_person, EVERYBODY)
    assert told(found) == {}
    everything = "".join(found.values())
    assert [field for field in WRITTEN if f"カナリア{field}は" not in everything] == [], "the rest of the words is read"
    assert places.GAP in found["center", "contacts"] and places.GAP in found["center", "plan paper"]


def test_without_the_gaps_the_places_are_found(
    fresh: dict[str, str], as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twin: the search does find what stands there."""
    monkeypatch.setattr(places, "_found", lambda words, run: [])
    leaks = told(read_by(fresh, as_person, ("center",)))
    assert {name for _, name in leaks} >= {
        "case", "support", "task", "contacts", "plan", "referral", "inquiry", "conference", "household", "notes", "expecting",
        "plan paper", "meeting paper",
    }  # fmt: skip


def test_of_a_child_nobody_protects_what_was_written_is_read(home: Path, run: RunView, at: Any, as_person: As) -> None:
    pages = plant_words(home, OWN, said)
    at("2026-10-31 11:00")
    assert "773番地" in as_person("center").get(pages["contacts"]).content.decode()
    at("2026-11-02 11:00")
    old = as_person("center").get(pages["contacts"]).content.decode()
    assert "773番地" not in old and places.GAP in old, "an old list of protected people: no address for anybody"


def test_a_place_is_not_taken_in_and_the_answer_says_nothing_of_the_child(fresh: dict[str, str], as_person: As) -> None:
    """True or wrong, the answer is the same; nothing is written, nothing typed is lost, and it is recorded as refused."""
    centre, url = as_person("center"), f"{fresh['contacts']}add/"
    before = ContactRecord.objects.count()
    told = {"on": "2026-10-31", "way": "visit", "with_whom": "母"}
    answers = []
    for school in ("開成小学校", "文命中学校"):
        answer = centre.post(url, told | {"fact": f"{school}の門で会えた"})
        assert answer.status_code == 409 and ContactRecord.objects.count() == before
        page = answer.content.decode()
        assert "C195" in page and f"「{school}」は、場所" in page and f"{school}の門で会えた</textarea>" in page
        answers.append(page.split("C195")[1].split("</div>")[0].replace(school, "x"))
        assert AuditRow.objects.latest("seq").result == "error"
    assert answers[0] == answers[1]
    assert centre.post(url, told | {"fact": "学校の門で会えた"}).status_code == 302


def test_a_gap_that_was_read_is_never_kept_as_the_familys_words(
    home: Path, run: RunView, at: Any, as_person: As
) -> None:
    """Of a child nobody protects: on a day the list of protected people is old the plan is read with gaps, and is written anew."""
    url = plant_words(home, OWN, said)["plan"]
    plans = next(one for one in Case.objects.all() if OWN in one.children).plans
    at("2026-11-02 11:00")
    centre = as_person("center")
    assert places.GAP in centre.get(url).content.decode()
    told = {"seen": plans.count(), "goals": f"{places.GAP}に通う", "we_do": "話を聞く", "next_talk": "2026-12-01"}
    answer, before = centre.post(f"{url}write/", told), plans.count()
    assert answer.status_code == 409 and "C196" in answer.content.decode() and plans.count() == before
    assert centre.post(f"{url}write/", told | {"goals": "開成小学校に通う"}).status_code == 302


def test_tasks_plans_minutes_and_answers_are_asked_the_same(fresh: dict[str, str], as_person: As) -> None:
    centre, words = as_person("center"), "延沢773番地に行く"
    base = fresh["support"]
    mine, by = Case.objects.get(number=fresh["case"].split("/")[2]), User.objects.get(username="center")
    CaseMember.objects.create(case=mine, person=by, joined_at=mine.opened_at, joined_by=by)
    asked: dict[str, dict[str, Any]] = {
        f"{base}tasks/": {"what": words, "kind": "01", "due_on": "2026-12-01", "outside_name": "中村", "outside_place": "社協",
                          "given_on": "2026-10-31", "given_way": "spoken", "given_ground": "consent", "given_duty": "1"},
        f"{base}plan/write/": {"seen": 1, "goals": words, "we_do": "話を聞く", "next_talk": "2026-12-01"},
        f"/conferences/{MEETING}/minutes/": {"words": words, "seen": 2},
        f"{fresh['case']}transfer/": {"town": "小田原市", "section": "こども課", "moved_on": "2026-10-30", "spoken_to": "高橋",
                                      "spoken_on": "2026-10-31", "words": words, "confirmed": "on", "seen": mine.events.count()},
        f"{fresh['inquiry']}stop/": {"why": words},
        f"{fresh['case']}override/{PROTECTED}/": {"reason": words, "until": "2026-11-10", "people": [by.pk]},
    }  # fmt: skip
    counts = (mine.tasks.count(), mine.plans.count())
    for url, told in asked.items():
        answer = centre.post(url, told)
        assert answer.status_code == 409 and "C195" in answer.content.decode(), url
        assert words in answer.content.decode(), f"{url}: nothing typed is lost"
    view = centre.post(f"{fresh['household']}view/", {"leaning": "worried", "words": words})
    assert view.status_code == 409 and "C195" in view.content.decode()
    assert (mine.tasks.count(), mine.plans.count()) == counts
    assert not any(kind.objects.exists() for kind in (Transfer, Override, Stopped))


def test_notes_nominations_and_every_reason_are_asked_the_same(
    home: Path, fresh: dict[str, str], as_person: As
) -> None:
    """Of whoever may open the child, and so reads there that it is protected; of a child nobody protects it is taken as typed."""
    centre, words = as_person("center"), "開成小学校の山田先生に聞いた"
    base, by = fresh["support"], User.objects.get(username="center")
    mine = Case.objects.get(number=fresh["case"].split("/")[2])
    CaseMember.objects.create(case=mine, person=by, joined_at=mine.opened_at, joined_by=by)
    write_sighting(mine, by, "family_centre", PROTECTED, on=ON.date())
    note = {"code": PROTECTED, "informant": "学校", "kind": "気づき", "certainty": "事実", "who_may_see": "会議参加者"}
    note |= {"ground": "面談", "text": words, "happened_on": "2026-10-30"}
    nomination = {"code": PROTECTED, "certainty": "事実", "reason": words}
    assert centre.post("/nominations/", nomination | {"reason": "話し合ってほしい理由がある"}).status_code == 302
    asked: dict[str, dict[str, Any]] = {
        "/notes/": note,
        "/notes/back/": {"which": Note.objects.get().pk, "reason": words},
        "/nominations/": nomination,
        "/nominations/back/": {"which": Nomination.objects.get().pk, "reason": words},
        f"{base}contacts/{ContactRecord.objects.get(case=mine).number}/withdraw/": {"why": words},
        f"{base}sightings/{mine.sightings.get().number}/withdraw/": {"why": words},
        "/hand-over/": {"person": by.pk, "to": User.objects.get(username="boshi").pk, "note": words,
                                "held": f"case:{mine.number}"},
    }  # fmt: skip
    for url, told in asked.items():
        answer = (as_person("sekinin") if url == "/hand-over/" else centre).post(url, told)
        page = answer.content.decode()
        assert answer.status_code == 409 and "C195" in page, (url, answer.status_code)
        assert words in page and "「山田先生」" in page.split("C195")[0], f"{url}: nothing typed is lost"
    attends = {"name": "山田先生", "section": "医院", "ground": "consent", "duty": "on"}
    refused = centre.post(f"/conferences/{MEETING}/attendees/", attends)
    assert refused.status_code == 400 and "氏名の「山田先生」は、場所か役職に見えます" in refused.content.decode()
    assert centre.post("/notes/", note | {"kind": "緊急"}).status_code == 302, "danger is told in whatever words"
    assert centre.post("/notes/", note | {"code": OWN}).status_code == 302
    assert centre.post("/nominations/", nomination | {"code": OWN}).status_code == 302
    assert (
        centre.post(
            f"{base}contacts/{ContactRecord.objects.get(case=mine).number}/withdraw/", {"why": "書きまちがい"}
        ).status_code
        == 302
    )


def test_of_who_may_not_know_of_the_protection_nothing_is_asked_and_nothing_can_be_read_back(
    fresh: dict[str, str], as_person: As
) -> None:
    """見守り情報 is written by sections that open no child: whether one is protected they can tell neither by an answer nor by a gap."""
    pages = []
    for code in (PROTECTED, OWN):
        writer = as_person("en")
        note = {"code": code, "informant": "保育所等", "kind": "気づき", "certainty": "事実", "who_may_see": "こども課"}
        note |= {"ground": "面談", "text": "開成小学校の前で泣いていた", "happened_on": "2026-10-31"}
        answer = writer.post("/notes/", note)
        assert answer.status_code == 302, answer.content.decode()
        pages.append(writer.get("/notes/").content.decode().count(places.GAP))
        Note.objects.latest("id").delete()
    assert pages == [1, 1]


def test_a_nomination_of_a_child_out_of_reach_is_taken_and_tells_nothing(
    home: Path, run: RunView, at: Any, as_person: As
) -> None:
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", NOT_LISTED)
    at("2026-10-31 11:00")
    nurse, told = as_person("boshi"), {"certainty": "事実", "reason": "開成小学校の前で泣いていた"}
    assert [nurse.post("/nominations/", told | {"code": one}).status_code for one in (NOT_LISTED, SAME_SCHOOL)] == [
        302
    ] * 2
    page = nurse.get("/nominations/").content.decode()
    assert page.count(f"{places.GAP}の前で泣いていた") == 2 and "開成小学校の前" not in page


def test_the_pages_of_a_case_say_that_somebody_there_is_protected(fresh: dict[str, str], as_person: As) -> None:
    """Somebody calls and asks for a child of the case that stands open on the screen."""
    protected, own = (next(case for case in Case.objects.all() if code in case.children) for code in (PROTECTED, OWN))
    for case in (protected, own):
        for page in ("", "guidance/", "transfer/", "support/"):
            told = as_person("center").get(f"/cases/{case.number}/{page}").content.decode()
            assert ("「いる・いない」を答えません" in told) is (case == protected), (case, page)


def test_danger_is_told_in_whatever_words(fresh: dict[str, str], as_person: As) -> None:
    centre, case = as_person("center"), Case.objects.get(number=fresh["case"].split("/")[2])
    told = {"move": "alarm", "seen": case.events.count(), "words": "延沢773番地にいま父が来ている"}
    answer = centre.post(f"{fresh['case']}move/", told)
    assert answer.status_code == 302, answer.content.decode()
    page = centre.get(fresh["case"]).content.decode()
    assert "いま父が来ている" in page and "773番地" not in page
