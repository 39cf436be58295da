"""At the meeting the answers stand on the household's page, and on paper no further than its reader may read."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from support.paper_text import text_of_paper
from support.web_cases import NUMBER
from support.web_conferences import MEETING, plant_meeting
from support.web_inquiries import plant_sheets
from support.web_people import As

WORDS = "母の帰りがおそいと聞いた"


def test_answers_at_the_meeting_and_on_its_paper(centre: Client, as_person: As, home: Path) -> None:
    plant_sheets(home)
    plant_meeting()
    household = f"/conferences/{MEETING}/{NUMBER}/"
    assert WORDS in centre.get(household).content.decode()
    said = as_person("shido").get(household).content.decode()
    assert WORDS not in said and "この役割では内容を表示しません" in said
    own, board, outside = (
        text_of_paper(centre.get(f"/conferences/{MEETING}/copies/{number}/").content) for number in (1, 2, 3)
    )
    assert WORDS in own and "緊急受理会議へ" not in own
    assert WORDS not in board and "情報収集シート" in board
    assert WORDS not in outside and "情報収集シート" not in outside
