"""学校の見立てと福祉の見立て: each item on its side, by class and by the table of roles; nothing, not known and not told differ."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from support.paper_text import text_of_paper
from support.web_conferences import MEETING
from support.web_facts import add_fact, change_kinds
from support.web_inquiries import send_sheet
from support.web_people import OWN, As, change_serving
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.declared import load_concerns
from tsunagu_web.inquiries.asking import Received, Told, take_answer

MARKS = "◎欠席・持ち物-服装"
BODY_MARKS, DANGER_MARKS = "○無気力", "◎希死念慮"
COUNCIL, MEASURED = "要保護・一時保護歴あり", "小3：身長128.5cm"
SIDES = re.compile(r"<section><h4>(学校・園から|福祉・健康から)</h4>(.*?)</section>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SHIPPED = Path(load_pack("standard").layers.folders[0]) / "concerns.yaml"


def sides_of(client: Client, code: str = OWN) -> dict[str, str]:
    """Words of both sides of one child on the page of its household."""
    case = Case.objects.get(household_code="K-0001")
    page = client.get(f"/conferences/{MEETING}/{case.number}/").content.decode()
    child = page[page.index(f'id="at-{code}"') :]
    child = child[: child.index("すべての記録")]
    return {label: squeezed(TAG.sub("", words)) for label, words in SIDES.findall(child)}


def squeezed(words: str) -> str:
    """Without any space: paper and page break lines as they like."""
    return re.sub(r"\s", "", words)


@pytest.fixture
def told(home: Path, centre: Client) -> Client:
    """A pupil of whom school and welfare both know something."""
    add_fact(home, OWN, "学校のスクリーニング", MARKS, None, "screening")
    add_fact(home, OWN, "学校のスクリーニング（心と体）", BODY_MARKS, None, "screening")
    add_fact(home, OWN, "学校のスクリーニング（いじめ・希死念慮）", DANGER_MARKS, None, "screening")
    add_fact(home, OWN, "身体計測", MEASURED, None, "gakko_kenshin")
    add_fact(home, OWN, "要対協", COUNCIL, "2026-05-01", "yotaikyo")
    return centre


def test_each_item_stands_on_its_side_with_its_day_and_department(told: Client) -> None:
    school, welfare = sides_of(told).values()
    assert all(words in school and words not in welfare for words in (MARKS, BODY_MARKS, DANGER_MARKS, MEASURED))
    assert COUNCIL in welfare and COUNCIL not in school
    assert "2026/5/1" in welfare and "児童相談：養護こども課こども家庭班" in welfare
    assert "この役割では表示しません" not in school + welfare


def test_who_may_not_read_a_class_is_told_so_and_no_more(told: Client, as_person: As) -> None:
    school, welfare = sides_of(as_person("shido")).values()
    assert MARKS in school and not any(words in school for words in (BODY_MARKS, DANGER_MARKS, MEASURED))
    closed = school[school.index("この役割では表示しません") :]
    assert "スクリーニング（心と体）" in closed and "身長・体重・肥満度" in closed
    assert COUNCIL not in welfare and "要対協" in welfare[welfare.index("この役割では表示しません") :]


def test_a_mark_of_the_school_is_no_record_of_consultations(home: Path, meeting: object, as_person: As) -> None:
    """The flag 「ある・ない」 of 相談 that 指導主事 reads says nothing of what a school marked itself."""
    change_serving(home, "DELETE FROM records WHERE field_class = 'F5'")
    change_serving(home, "INSERT INTO records VALUES (?, 'F5', '{\"facts\": []}')", OWN)
    case = Case.objects.get(household_code="K-0001")
    for label, words in (("学校のスクリーニング（いじめ・希死念慮）", "ありません"), ("相談", "あります")):
        add_fact(home, OWN, label, DANGER_MARKS, None, "screening")
        page = as_person("shido").get(f"/conferences/{MEETING}/{case.number}/").content.decode()
        assert f"相談・支援の記録：<b>{words}</b>" in page


def test_nothing_recorded_nothing_sent_and_not_come_yet_are_three_things(home: Path, told: Client) -> None:
    change_kinds(home, "障害者手帳", missing=["身体障害者手帳"])
    change_kinds(home, "自立支援医療", files=[])
    welfare = sides_of(told)["福祉・健康から"]
    nothing = welfare[welfare.index("記録はありません：") :]
    assert "障がい児の手当" in nothing
    assert "障害者手帳" not in nothing and "自立支援医療" not in nothing
    assert "わからない（まだ届いていません（未着）：身体障害者手帳）：障害者手帳" in welfare
    assert "わからない（受け取ったデータがありません）：自立支援医療" in welfare


def test_the_table_narrows_who_reads_an_item_and_opens_nothing(home: Path, told: Client, as_person: As) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    own = "facts: [学校のスクリーニング], at_most"
    (home / "pack").mkdir(exist_ok=True)
    narrowed = text.replace(own, f"roles: [school_board], {own}").replace(
        "facts: [要対協], at_most", "roles: [school_board], facts: [要対協], at_most"
    )
    (home / "pack" / "concerns.yaml").write_text(narrowed, encoding="utf-8")
    assert MARKS not in sides_of(told)["学校・園から"], "こども家庭センター is not named"
    school, welfare = sides_of(as_person("shido")).values()
    assert MARKS in school and COUNCIL not in welfare, "named, and still no reader of 相談"


def test_answers_of_the_school_stand_on_its_side_danger_first(home: Path, told: Client, as_person: As) -> None:
    assert "わからない（聞き取りをしていません）：所属からみた課題" in sides_of(told)["学校・園から"]
    health = User.objects.get(username="boshi")
    sheet = send_sheet(home, f"holder:{health.pk}")
    assert "わからない（聞き取りの回答を待っています）" in sides_of(told)["学校・園から"]
    said = {"clothes": Told("◎"), "injuries": Told("はい"), "meals": Told("-"), "listless": Told("-")}
    said |= {"afraid_of_home": Told(unknown=True), "family_words": Told("母の帰りがおそい")}
    with transaction.atomic():
        take_answer(sheet, health, "maternal_health", Received("page", "祖母", said), seen=0)
    school = sides_of(told)["学校・園から"]
    order = ["わけの分からないけが・あざを見た：はい危険", "服装・清潔：◎", "-：食事が足りていない様子"]
    assert [school.index(words) for words in order] == sorted(school.index(words) for words in order)
    assert "無気力" in school[school.index("-：食事") :] and "分からない：家に帰りたがらない" in school
    assert "家族の様子・最近の変化（だれから、いつ聞いたか）：母の帰りがおそい" in school
    assert "母の帰りがおそい" not in sides_of(as_person("fukushi"))["学校・園から"]


def test_paper_holds_both_sides_once(told: Client) -> None:
    text = squeezed(text_of_paper(told.get(f"/conferences/{MEETING}/copies/1/").content))
    for words in (MARKS, COUNCIL, MEASURED):
        assert text.count(words) == 1, words
    school = squeezed(text_of_paper(told.get(f"/conferences/{MEETING}/copies/2/").content))
    assert MARKS in school and COUNCIL not in school and MEASURED not in school


@pytest.mark.parametrize(
    ("written", "instead", "named"),
    [("facts: [要対協]", "facts: [要介護]", "要介護"), ("asks: [money]", "asks: [gold]", "gold"),
     ("side: welfare, label: 相談", "side: police, label: 相談", "police")],
)  # fmt: skip
def test_a_table_that_names_what_is_not_there_is_refused(
    tmp_path: Path, written: str, instead: str, named: str
) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(written, instead)
    (tmp_path / "concerns.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=named) as caught:
        load_concerns(load_pack("kaisei", tmp_path))
    assert caught.value.code == "C158"
