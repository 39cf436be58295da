"""② 類型ごと: the rule in words, child × indicator, yes / no / unknown told apart by sign and word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.web_people import OWN, As, change_serving, meta_of
from tsunagu.serving import open_serving

LIMITED = "item30_lunch_arrears"


def test_the_rule_and_what_is_assumed_stand_on_the_page(home: Path, as_person: As) -> None:
    poverty = next(kind for kind in meta_of(home, "criteria") if kind["type"] == "poverty")
    page = as_person("hantei").get("/types/poverty/").content.decode()
    assert f"{len(poverty['items'])}項目を1つ1点で数え、{poverty['threshold']}点以上を「基準以上」とします" in page
    assert poverty["assumption"] in page
    assert poverty["items"][0]["because"] in page


def test_what_was_assumed_is_said_once_and_of_which_types(home: Path, as_person: As) -> None:
    kinds = meta_of(home, "criteria")
    sentences = {f"{one.strip()}。" for kind in kinds for one in (kind["assumption"] or "").split("。") if one.strip()}
    page = as_person("hantei").get("/types/").content.decode()
    assert sentences
    for sentence in sentences:
        assert page.count(sentence) == 1, sentence
    assert "（どの類型も）" in page or "（貧困" in page or len(kinds) == 1


def test_children_by_state(as_person: As) -> None:
    client = as_person("hantei")
    flagged = client.get("/types/poverty/").content.decode()
    assert "C-0001" in flagged
    assert "C-0010" not in flagged
    unknown = client.get("/types/poverty/?state=undeterminable").content.decode()
    assert "C-0010" in unknown
    assert "C-0001" not in unknown
    assert client.get("/types/poverty/?state=nonsense").content.decode().count("C-0001") == flagged.count("C-0001")


def test_children_beyond_the_ages_of_a_type_stand_apart(home: Path, as_person: As) -> None:
    client = as_person("hantei")
    states = meta_of(home, "counts")["per_type"]["postpartum"]
    below = client.get("/types/postpartum/?state=not_flagged").content.decode()
    beyond = client.get("/types/postpartum/?state=outside").content.decode()
    assert f"対象の年齢ではない {states['outside']}人" in below
    assert "C-0001" in beyond and "C-0001" not in below
    assert "対象の年齢ではない" not in client.get("/types/poverty/").content.decode()


def lunch_arrears_of(home: Path, *limits: str | None) -> None:
    """OWN's lunch arrears rest on notes that these may see; None: on something nobody limited."""
    indicators = meta_of(home, "indicators")
    place = next(at for at, one in enumerate(indicators) if one["id"] == LIMITED)
    indicators[place]["limited"] = True
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'indicators'", json.dumps(indicators))
    with open_serving(home) as serving:
        child = serving.child(OWN)
    assert child is not None
    answers = bytearray(child.answers)
    answers[place] = 1
    change_serving(home, "UPDATE children SET answers = ? WHERE child_code = ?", bytes(answers), OWN)
    rows = [
        {
            "indicator": LIMITED,
            "sentence": f"わけ{at}",
            "department": "課",
            "on": None,
            "source": "",
            "limited_to": limit,
        }
        for at, limit in enumerate(limits)
    ]
    body = json.dumps({"reasons": rows})
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F7', ?)", OWN, body)


def row_of(page: str, code: str) -> str:
    return page.partition(f"/children/{code}/")[2].partition("</tr>")[0]


@pytest.mark.parametrize("person", ["hantei", "sekinin"])
def test_an_item_that_rests_on_a_limited_note_is_not_told_by_name(home: Path, as_person: As, person: str) -> None:
    lunch_arrears_of(home, "こども課")
    open_to = row_of(as_person(person).get("/types/poverty/").content.decode(), OWN)
    lunch_arrears_of(home, "入力した課")
    shut = row_of(as_person(person).get("/types/poverty/").content.decode(), OWN)
    assert "見守りの情報がある" not in open_to and "見守りの情報がある" in shut
    assert open_to.count(">該<") == shut.count(">該<") + 1
    lunch_arrears_of(home, "入力した課", None)
    assert row_of(as_person(person).get("/types/poverty/").content.decode(), OWN) == open_to


def test_a_limited_sentence_beside_an_open_one_is_not_told(home: Path, as_person: As) -> None:
    lunch_arrears_of(home, "入力した課", None)
    page = as_person("center").get(f"/children/{OWN}/").content.decode()
    assert "わけ1" in page and "わけ0" not in page


def test_signs_speak(as_person: As) -> None:
    page = as_person("hantei").get("/types/poverty/?state=undeterminable").content.decode()
    assert 'aria-label="わからない：データがまだ届いていない（未着）"' in page
    page = as_person("hantei").get("/types/poverty/").content.decode()
    assert 'aria-label="該当">該<' in page.replace(' title="該当"', "")
    assert 'aria-label="該当しない"' in page


def test_who_has_no_town_wide_finding_does_not_see_it(as_person: As) -> None:
    for person in ("center", "shido", "kansa"):
        assert as_person(person).get("/types/").status_code == 404
        assert as_person(person).get("/types/poverty/").status_code == 404
    assert as_person("sekinin").get("/types/poverty/").status_code == 200


def test_no_name_stands_in_the_matrix(as_person: As) -> None:
    page = as_person("hantei").get("/types/poverty/").content.decode()
    for name in ("佐藤", "ひなた", "髙橋"):
        assert name not in page
