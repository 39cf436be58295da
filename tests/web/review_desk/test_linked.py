"""From a child's page to the record that may be somebody else's: 別人 or 保留, by two where abuse data hangs on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.web_pairs import LINKED, key_of, linked_rows
from support.web_people import LOG_INS, OWN, As, change_serving
from tsunagu.identity import IdentityAnswer, judgements
from tsunagu_web.audit.models import AuditRow
from web.review_desk.test_desk import SECOND, say, text

URL = f"/identity/linked/{OWN}/{key_of(LINKED)}/"
CHILD = f"/children/{OWN}/"


@pytest.fixture
def clerk(as_person: As) -> Any:
    return as_person("hantei")


def plain(home: Path) -> None:
    """The same record without abuse data: a row of attendance."""
    ((place, _, _, _, _, body),) = linked_rows()
    body = body.replace('"two_people":true', '"two_people":false')
    change_serving(home, f"UPDATE linked_records SET table_name = 'attendance', body = '{body}' WHERE place = {place}")


def test_the_childs_page_leads_whoever_may_to_the_record_and_nobody_else(as_person: As) -> None:
    offered = {person for person in LOG_INS if URL in as_person(person).get(CHILD).content.decode()}
    assert offered == {"hantei"}
    words = text(as_person("hantei").get(CHILD))
    assert words.count("この子のものではない？") == 1, "what a number tells is not offered"


def test_the_record_stands_beside_the_child_with_how_it_was_linked(clerk: Any) -> None:
    page = clerk.get(URL)
    words = text(page)
    assert page.status_code == 200 and "いまのひも付け：カナ・生年月日ともう一つの一致" in words
    assert "さとう" in words and "2人で答えます" in words and "1000001" not in page.content.decode()
    assert "同一人</" not in page.content.decode().replace("同一人確認</", "")
    look = AuditRow.objects.filter(action="link.look").last()
    assert look is not None and look.children == [OWN] and look.object.startswith(f"pair:{key_of(LINKED)[:12]}")


def test_parted_by_two_the_record_leaves_the_page(as_person: As, clerk: Any, home: Path) -> None:
    answer = clerk.post(f"{URL}answer/", {"answer": "other", "why": "妹の相談だった"})
    assert answer.status_code == 302 and "この答えを使った判定" in text(clerk.get(answer["Location"]))
    (judged,) = judgements(home)
    assert (judged.pair.record, judged.answer, judged.in_force) == (key_of(LINKED), IdentityAnswer.OTHER, False)
    assert judged.born == "2018-05-05"
    assert "児童相談：養護" in text(clerk.get(CHILD)) and "2人目待ち" in text(clerk.get(URL))
    manager = as_person("sekinin")
    page = text(manager.get(SECOND))
    assert "さとう" in page and "いまのひも付け" in page and "妹の相談" not in page
    assert say(manager, "other", SECOND).status_code == 302
    assert judgements(home)[0].in_force
    assert "児童相談：養護" not in text(clerk.get(CHILD))


def test_where_no_abuse_data_hangs_on_it_one_answer_is_enough(clerk: Any, home: Path) -> None:
    plain(home)
    assert "児童相談：養護" in text(clerk.get(CHILD))
    clerk.post(f"{URL}answer/", {"answer": "other", "why": "妹のもの"})
    assert "児童相談：養護" not in text(clerk.get(CHILD))
    again = clerk.post(f"{URL}answer/", {"answer": "other", "why": "妹のもの"})
    assert (again.status_code, "M019" in text(again), len(judgements(home))) == (409, True, 1)


def test_put_off_it_is_asked_about_on_the_desk_and_stays_on_the_page(clerk: Any, home: Path) -> None:
    change_serving(home, "DELETE FROM waiting_records")
    clerk.post(f"{URL}answer/", {"answer": "later", "why": "学校に聞く"})
    assert "児童相談：養護" in text(clerk.get(CHILD))
    words = text(clerk.get("/identity/"))
    assert "保留にした組" in words and "さとう" in words and "うち保留1件" in words
    assert say(clerk, "other").status_code == 302
    assert [one.answer for one in judgements(home)] == [IdentityAnswer.LATER, IdentityAnswer.OTHER]


@pytest.mark.parametrize(("answer", "why"), [("other", " "), ("same", "本人"), ("out_of_area", "区域外"), ("", "x")])
def test_anything_else_is_refused(clerk: Any, home: Path, answer: str, why: str) -> None:
    refused = clerk.post(f"{URL}answer/", {"answer": answer, "why": why})
    assert (refused.status_code, "M018" in text(refused), judgements(home)) == (400, True, [])


def test_a_record_of_another_child_is_not_there(clerk: Any, home: Path) -> None:
    for url in (
        URL.replace("C-0001", "C-0002"),
        URL.replace("C-0001", "C-9999"),
        URL.replace(key_of(LINKED), "0" * 64),
    ):
        assert clerk.get(url).status_code == 404
        assert clerk.post(f"{url}answer/", {"answer": "other", "why": "x"}).status_code == 404
    assert judgements(home) == []


def test_of_a_protected_child_the_record_tells_neither_school_nor_file(clerk: Any, home: Path) -> None:
    assert "開成小学校" in text(clerk.get(URL))
    ((place, *_, body),) = linked_rows()
    body = body.replace('"protected":false', '"protected":true')
    change_serving(home, f"UPDATE linked_records SET body = '{body}' WHERE place = {place}")
    page = clerk.get(URL).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert [word for word in ("開成小学校", "小3", "出欠_月別", "佐藤　花子") if word in main] == []
