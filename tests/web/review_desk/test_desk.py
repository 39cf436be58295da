"""同一人確認 on the page: one pair at a time, two people where abuse data hangs on it, no address, nothing said twice."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from support.web_loads import receive_protection
from support.web_pairs import HINATA, MINATO, RIN, SECOND_GUESS, key_of, pair_rows, person, plant_pairs, row
from support.web_people import As
from tsunagu.identity import (
    IdentityAnswer,
    IdentityJudgement,
    Pair,
    PupilNumber,
    decide,
    judgement_of,
    judgements,
    second,
)
from tsunagu.month import LinkUses, seconds_left
from tsunagu.serving import Withheld, open_serving
from tsunagu.serving.reader import WITHHELD_PLACE
from tsunagu_web import audit
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow

DESK, SECOND, ANSWERS = "/identity/", "/identity/second/", "/identity/answers/"


def text(answer: Any) -> str:
    """The words of a page, without what a browser does not show."""
    found = re.sub(r"<(script|style).*?</\1>", "", str(answer.content.decode()), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found))


def fields(client: Any, url: str = DESK) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    page = client.get(url).content.decode()
    form = page[page.index('id="answer"') : page.index("</form>", page.index('id="answer"'))]
    return dict(re.findall(r'type="hidden" name="(record|person|entry)" value="([^"]*)"', form))


def say(client: Any, answer: str, url: str = DESK, **more: str) -> Any:
    return client.post(f"{url}answer/", {**fields(client, url), "answer": answer, **more})


def only(home: Path, place: int) -> None:
    plant_pairs(home, [one for one in pair_rows() if one[0] == place])


@pytest.fixture
def clerk(as_person: As) -> Any:
    return as_person("hantei")


def test_one_pair_is_shown_with_its_letters_marked_and_without_its_score(clerk: Any) -> None:
    page = clerk.get(DESK)
    words = text(page)
    assert "5件中 0件すみ、あと5件" in words
    assert "ひなた" in words and "ヒナタ" in words and "渡邉" not in words
    assert "<mark>日向</mark>" in page.content.decode() and "<mark>ひなた</mark>" in page.content.decode()
    assert "12.34" not in words and "くらべた点" not in words
    for key, label in (("1", "同一人"), ("2", "別人"), ("3", "保留"), ("4", "住民登録待ち"), ("5", "区域外就学")):
        assert f'data-key="{key}"><kbd>{key}</kbd>{label}' in page.content.decode()
    assert str(HINATA["person_id"]) not in page.content.decode(), "no 宛名番号 on the page"


def test_after_the_answer_what_agrees_is_told_and_the_next_pair_is_shown(clerk: Any, home: Path) -> None:
    answer = say(clerk, "same", why="担任に聞いた")
    assert answer.status_code == 302
    words = text(clerk.get(answer["Location"]))
    assert (
        "さきほどの答え：同一人" in words and "（同じ：カナ・生年月日）（違う：氏名）" in words and "12.34" not in words
    )
    assert "5件中 1件すみ" in words and "わたなべ" in words
    (judged,) = judgements(home)
    assert (judged.pair, judged.answer, judged.by) == (
        Pair(key_of(1), HINATA["person_id"]),
        IdentityAnswer.SAME,
        "hantei",
    )
    assert judged.pupil_number is not None and judged.pupil_number.pupil_no == "701"
    assert ("hantei", f"pair:{key_of(1)[:12]}") in AuditRow.objects.filter(action="pair.answer").values_list(
        "user", "object"
    )
    assert "C-0001" in AuditRow.objects.filter(action="pair.look").first().children  # type: ignore[union-attr]


def test_after_other_the_next_person_of_the_record_is_asked_about(clerk: Any, home: Path) -> None:
    say(clerk, "other")
    assert "陽向" in text(clerk.get(DESK))
    say(clerk, "same")
    assert {one.pair.person: one.answer for one in judgements(home)} == {
        HINATA["person_id"]: IdentityAnswer.OTHER,
        SECOND_GUESS["person_id"]: IdentityAnswer.SAME,
    }


def test_what_is_put_off_comes_last_and_can_be_answered_then(clerk: Any, home: Path) -> None:
    plant_pairs(home, pair_rows()[:2])
    say(clerk, "later")
    # The other person of the same record has not been put off.
    assert "陽向" in text(clerk.get(DESK))
    say(clerk, "later")
    say(clerk, "other")
    words = text(clerk.get(DESK))
    assert "保留にした組" in words and "うち保留1件" in words and "<mark>ひなた" in clerk.get(DESK).content.decode()


def test_a_record_that_nobody_is_proposed_for_has_only_its_own_answers(clerk: Any, home: Path) -> None:
    only(home, 4)
    page = clerk.get(DESK)
    assert "当てはまりそうな人は見つかっていません" in text(page)
    assert (
        "同一人</" not in page.content.decode().replace("同一人確認</", "") and 'data-key="5"' in page.content.decode()
    )
    assert say(clerk, "out_of_area").status_code == 302
    assert "答える組は、もうありません" in text(clerk.get(DESK))
    assert [one.pair for one in judgements(home)] == [Pair(key_of(4))]


WHERE = ("開成小学校", "小学3年", "小3", "1組", "7番", "00703", "佐藤", "出欠_月別", "番地")
"""What would tell where the protected child of record 3 is, or with whom."""


def test_of_a_protected_child_neither_side_tells_school_family_or_file(clerk: Any, home: Path) -> None:
    only(home, 1)
    assert {word for word in WHERE if word in text(clerk.get(DESK))} >= {"開成小学校", "佐藤", "出欠_月別", "1組"}
    only(home, 3)
    page = clerk.get(DESK)
    words = text(page)
    assert "支援措置の対象の世帯です" in words and "記録の側も表示しません" in words and "高橋" in words
    assert [word for word in WHERE if word in page.content.decode()] == []


def test_a_record_of_whom_a_protected_child_may_be_meant_tells_nothing_even_beside_another(
    clerk: Any, home: Path
) -> None:
    plant_pairs(
        home,
        [
            row(
                3,
                [
                    person(
                        1_000_055,
                        "C-0055",
                        "高橋　凛",
                        "タカハシ　リン",
                        "2018-05-05",
                        school=None,
                        grade=None,
                        family=[],
                    ),
                    RIN,
                ],
            )
        ],
    )
    page = clerk.get(DESK)
    assert "支援措置の対象の世帯がかかわる記録です" in text(page)
    assert [word for word in ("開成小学校", "花子", "出欠_月別", "00703") if word in page.content.decode()] == []


def test_the_answer_about_a_protected_child_keeps_the_pupil_number_it_does_not_show(clerk: Any, home: Path) -> None:
    only(home, 3)
    say(clerk, "same")
    (judged,) = judgements(home)
    assert judged.pupil_number == PupilNumber("101", "703")


def test_a_child_protected_since_the_run_is_hidden_too(home: Path) -> None:
    """The list that came later is laid over the run when it is read."""
    with open_serving(home) as serving:
        told = serving.waiting_records()[0]
        assert (told.words["school"], told.place["line"], told.withheld) == ("開成小学校", 11, False)
        serving.withheld = Withheld(frozenset({"C-0001"}))
        told = serving.waiting_records()[0]
        first, second = told.people
        assert (first["protected"], first["school"], first["grade"], first["family"]) == (True, None, None, [])
        assert second["school"] == "開成小学校"
        assert (told.words["school"], told.words["guardian"], told.place["line"], told.withheld) == (None, None, None, True)  # fmt: skip
        serving.withheld = Withheld(people=frozenset({SECOND_GUESS["person_id"]}))
        told = serving.waiting_records()[0]
        assert [one["school"] for one in told.people] == ["開成小学校", None], "somebody without a child's code"
        assert (told.words["school"], told.words["guardian"], told.withheld) == (None, None, True)
        serving.withheld = Withheld(whereabouts=True)
        told = serving.waiting_records()[0]
        assert [one["school"] for one in told.people] == [None, None]
        assert (told.words["school"], told.words["guardian"], told.place["file"]) == (None, None, WITHHELD_PLACE)


def test_with_abuse_data_another_person_must_say_the_same(as_person: As, clerk: Any, home: Path) -> None:
    only(home, 2)
    assert "2人で答えます" in text(clerk.get(DESK))
    answer = say(clerk, "same")
    assert "もう一人が確かめるまで使いません" in text(clerk.get(answer["Location"]))
    assert "ありません" in text(clerk.get(SECOND)), "nobody is the second person of the own answer"
    assert not judgements(home)[0].in_force
    manager = as_person("sekinin")
    page = text(manager.get(SECOND))
    assert "わたなべ" in page and "1人目の答えは見えません" in page
    assert say(manager, "same", SECOND).status_code == 302
    (judged,) = judgements(home)
    assert (judged.pair.person, judged.in_force, judged.second) == (MINATO["person_id"], True, "sekinin")


def test_where_the_two_differ_nothing_is_in_force_and_the_pair_is_open_again(
    as_person: As, clerk: Any, home: Path
) -> None:
    only(home, 2)
    say(clerk, "same")
    say(as_person("sekinin"), "other", SECOND)
    assert not judgements(home)[0].active
    assert "わたなべ" in text(clerk.get(DESK))
    assert "2人の答えが分かれました" in (home / "identity" / "judgements.jsonl").read_text(encoding="utf-8")


def test_where_the_two_differ_the_second_one_reads_the_own_answer_and_never_the_first_ones(
    as_person: As, clerk: Any, home: Path
) -> None:
    only(home, 2)
    say(clerk, "awaiting_registration", why="窓口に聞いた")
    manager = as_person("sekinin")
    answer = say(manager, "same", SECOND)
    words = text(manager.get(answer["Location"]))
    assert "あなたの答え：同一人。1人目の答えと違ったので、どちらも使いません。組をもう一度開きました" in words
    (judged,) = judgements(home)
    for url in (answer["Location"], ANSWERS, f"{ANSWERS}{judged.entry}/"):
        words = text(manager.get(url))
        assert "住民登録待ち" not in words and "窓口に聞いた" not in words, url
    assert "住民登録待ち" in text(clerk.get(ANSWERS)), "whoever gave it may read it"
    page = text(clerk.get(f"{ANSWERS}{judged.entry}/"))
    assert "取り消した理由：2人の答えが分かれました" in page and "同一人）" not in page
    say(clerk, "same")
    say(manager, "same", SECOND)
    assert "住民登録待ち" in text(manager.get(ANSWERS)), "once the pair is decided, what was said before may be read"


def test_after_other_the_page_says_why_the_count_stays(clerk: Any, home: Path) -> None:
    only(home, 1)
    words = text(clerk.get(say(clerk, "other")["Location"]))
    assert "この記録には、ほかの候補がまだあります（つぎの組も同じ記録です）" in words
    words = text(clerk.get(say(clerk, "other")["Location"]))
    assert "ほかの候補はもうありません" in words and "候補がまだあります" not in words


def test_the_five_answers_look_equal_and_each_says_what_it_does(clerk: Any, home: Path) -> None:
    only(home, 1)
    page = clerk.get(DESK)
    assert page.content.decode().count('class="button" name="answer"') == 5
    for does in (
        "この子の記録になります",
        "この組は二度と出ません",
        "何も決めません",
        "次の月もまだなら",
        "もう聞きません",
    ):
        assert does in text(page)
    assert "まちがった「同一人」は、取り消すまで、この子の画面にほかの子の記録を出します" in text(page)
    assert "ほかに当てはまる人 1人：この組のあとに出ます" in text(page) and "two-people" not in page.content.decode()
    plant_pairs(home, [row(1, [HINATA])[:3] + (row(1, [HINATA])[3].replace("no_independent_field", "not_unique"),)])
    assert "当てはまる人が一人に決まらない ／ ほかに出せる人はいません" in text(clerk.get(DESK))


def test_a_pair_of_two_people_is_marked_at_its_top_for_both(as_person: As, clerk: Any, home: Path) -> None:
    only(home, 2)
    page = clerk.get(DESK).content.decode()
    assert page.index('<p class="two-people">') < page.index('<table class="pair">')
    say(clerk, "same")
    page = as_person("sekinin").get(SECOND).content.decode()
    assert page.index('<p class="two-people">') < page.index('<table class="pair">') and "あなたは2人目です" in page


def test_quick_keys_make_no_estimate_of_seconds(clerk: Any, home: Path) -> None:
    """Answers of one second apart: five pairs are still told as twenty seconds each."""
    given = [replace(given_by(home, place), on=f"2026-11-27T09:00:0{place}+09:00") for place in range(1, 6)]
    assert seconds_left(given, 30, "hantei", date(2026, 11, 27)) == 600
    slow = [replace(one, on=f"2026-11-27T09:0{place}:00+09:00") for place, one in enumerate(given)]
    assert seconds_left(slow, 30, "hantei", date(2026, 11, 27)) == 1800


def given_by(home: Path, place: int) -> IdentityJudgement:
    return decide(home, table="attendance", pair=Pair(key_of(place)), answer=IdentityAnswer.OUT_OF_AREA, by="hantei", why="", two_people=False)  # fmt: skip


@pytest.mark.parametrize("first", ["awaiting_registration", "out_of_area", "other"])
def test_the_second_person_sees_the_pair_the_first_one_saw(as_person: As, clerk: Any, home: Path, first: str) -> None:
    """Also where the answer is about the record alone, and with the same keys but 保留."""
    only(home, 2)
    say(clerk, first)
    manager = as_person("sekinin")
    page = manager.get(SECOND)
    assert "わたなべ" in text(page) and "渡邉" in page.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert "見つかっていません" not in text(page)
    assert re.findall(r'data-key="(\d)"', page.content.decode()) == ["1", "2", "4", "5"]
    say(manager, first, SECOND)
    assert judgements(home)[0].second == "sekinin"


def test_a_pair_that_can_no_longer_be_shown_is_not_confirmed_unseen(as_person: As, clerk: Any, home: Path) -> None:
    only(home, 2)
    say(clerk, "same")
    plant_pairs(home, [row(2, [], name="渡辺　湊")])
    manager = as_person("sekinin")
    words = text(manager.get(SECOND))
    assert "見せられない答え1件" in words and "2人目として答える組は、ありません" in words
    (judged,) = judgements(home)
    refused = manager.post(f"{SECOND}answer/", {"entry": judged.entry, "answer": "same"})
    assert (refused.status_code, "M014" in text(refused)) == (400, True)
    assert judgements(home)[0].waits_for_second


def test_what_the_first_one_said_is_nowhere_to_be_read_before_the_second_one_did(
    as_person: As, clerk: Any, home: Path
) -> None:
    only(home, 2)
    say(clerk, "same", why="担任に聞いた")
    (judged,) = judgements(home)
    manager = as_person("sekinin")
    for url in (ANSWERS, f"{ANSWERS}{judged.entry}/", f"{SECOND}?answered={judged.entry}"):
        words = (
            text(manager.get(url))
            .replace("同一人確認", "")
            .replace("1同一人この子の記録", "")
            .replace("「同一人」", "")
        )
        assert "同一人" not in words and "担任に聞いた" not in words and "12.34" not in words, url
    assert "担任に聞いた" in text(clerk.get(ANSWERS)), "whoever gave it may read it"
    say(manager, "same", SECOND)
    assert "担任に聞いた" in text(manager.get(ANSWERS))


def test_what_agrees_is_told_of_what_is_decided_only(as_person: As, clerk: Any, home: Path) -> None:
    only(home, 1)
    assert "同じ：カナ" not in text(clerk.get(say(clerk, "later")["Location"]))
    only(home, 2)
    assert "同じ：カナ" not in text(clerk.get(say(clerk, "same")["Location"])), "it may be open again"
    answer = say(as_person("sekinin"), "same", SECOND)
    words = text(as_person("sekinin").get(answer["Location"]))
    assert "同じ：カナ" in words and "12.34" not in words


def namesakes() -> list[Any]:
    """A record of whom two children of one name and birth date may be meant."""
    other = person(1_000_088, "C-0088", "佐藤　陽葵", "ｻﾄｳ ﾋﾅﾀ", "2017-05-05", weight=12.0)
    return [row(1, [HINATA, other])]


def test_of_namesakes_all_are_asked_about_before_one_is_taken(clerk: Any, home: Path) -> None:
    plant_pairs(home, namesakes())
    page = clerk.get(DESK)
    assert "ほかに当てはまる人 1人" in text(page) and "まだ1人見ていません" in text(page)
    assert "待っているわけ：カナと生年月日のほかに一致する項目がない" in text(page)
    assert 'data-key="1"' not in page.content.decode()
    assert "button first" not in page.content.decode(), "no other answer is put forward in its place"
    refused = say(clerk, "same")
    assert (refused.status_code, "M015" in text(refused), judgements(home)) == (400, True, [])
    say(clerk, "other")
    page = clerk.get(DESK)
    assert "陽葵" in text(page) and 'data-key="1"' in page.content.decode()
    assert say(clerk, "same").status_code == 302
    assert "1件中 1件すみ" in text(clerk.get(DESK))


def test_one_who_is_no_namesake_does_not_hold_an_answer_up(clerk: Any, home: Path) -> None:
    only(home, 1)
    page = clerk.get(DESK)
    assert "ほかに当てはまる人 1人" in text(page) and 'data-key="1"' in page.content.decode()
    assert say(clerk, "same").status_code == 302


def test_a_record_whose_answers_contradict_each_other_is_asked_about_again(clerk: Any, home: Path) -> None:
    only(home, 1)
    for one in (HINATA, SECOND_GUESS):
        decide(home, table="attendance", pair=Pair(key_of(1), one["person_id"]), answer=IdentityAnswer.SAME, by="石井", why="", two_people=False)  # fmt: skip
    words = text(clerk.get(DESK))
    assert "前の答えが、ほかの答えと食い違っています" in words and "0件すみ、あと1件" in words
    assert "見つかっていません" not in words
    say(clerk, "other")
    assert "1件中 1件すみ" in text(clerk.get(DESK))


def test_not_yet_registered_is_asked_again_by_the_month_that_has_read_it(
    clerk: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(home, 1)
    say(clerk, "awaiting_registration")
    assert "1件中 1件すみ" in text(clerk.get(DESK))
    (judged,) = judgements(home)
    monkeypatch.setattr("tsunagu_web.review_desk.views.entries_read", lambda *_: frozenset({judged.entry[:16]}))
    words = text(clerk.get(DESK))
    assert "0件すみ、あと1件" in words and "ひなた" in words
    say(clerk, "awaiting_registration")
    assert "1件中 1件すみ" in text(clerk.get(DESK)), "answered anew, it rests until the next month"


def test_outside_the_area_is_not_asked_again(clerk: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only(home, 1)
    say(clerk, "out_of_area")
    (judged,) = judgements(home)
    monkeypatch.setattr("tsunagu_web.review_desk.views.entries_read", lambda *_: frozenset({judged.entry[:16]}))
    assert "1件中 1件すみ" in text(clerk.get(DESK))


def test_the_look_at_a_pair_is_recorded_also_where_nobody_with_a_code_is_shown(clerk: Any, home: Path) -> None:
    for rows, with_person in (([row(9, [SECOND_GUESS])], True), ([row(4, [])], False)):
        plant_pairs(home, rows)
        clerk.get(DESK)
        look = AuditRow.objects.filter(action="pair.look").last()
        assert look is not None and look.object.startswith(f"pair:{rows[0][1][:12]}")
        assert ("/" in look.object) == with_person and str(SECOND_GUESS["person_id"]) not in look.object
    plant_pairs(home, [row(10, [SECOND_GUESS])])
    clerk.get(DESK)
    codes = {one.object.partition("/")[2] for one in AuditRow.objects.filter(action="pair.look") if "/" in one.object}
    assert len(codes) == 1, "one person, one code, whichever record"


def test_two_clerks_are_shown_two_pairs(as_person: As, clerk: Any, home: Path) -> None:
    colleague = as_person("sekinin")
    user = User.objects.get(username="sekinin")
    for held in RoleAssignment.objects.filter(user__username="hantei"):
        held.pk, held.user = None, user
        held.save()
    first = fields(clerk)
    assert fields(clerk) == first, "the own pair stays"
    second = fields(colleague)
    assert second["record"] != first["record"]
    assert say(clerk, "other").status_code == 302 and say(colleague, "other").status_code == 302


def test_one_cannot_be_ones_own_second(clerk: Any, home: Path) -> None:
    only(home, 2)
    say(clerk, "same")
    entry = judgements(home)[0].entry
    for answer in ("same", "other"):
        refused = clerk.post(f"{SECOND}answer/", {"entry": entry, "answer": answer})
        assert (refused.status_code, "M005" in text(refused)) == (400, True)
    assert judgements(home)[0].waits_for_second


def test_what_somebody_else_answered_meanwhile_is_not_answered_again(clerk: Any, home: Path) -> None:
    told = fields(clerk)
    decide(home, table="attendance", pair=Pair(key_of(1), HINATA["person_id"]), answer=IdentityAnswer.OTHER, by="石井", why="", two_people=False)  # fmt: skip
    late = clerk.post(f"{DESK}answer/", {**told, "answer": "same"})
    assert (late.status_code, "M010" in text(late)) == (409, True)
    assert len(judgements(home)) == 1


def test_an_answer_means_whom_the_clerk_saw_also_when_a_new_month_proposes_others(clerk: Any, home: Path) -> None:
    only(home, 1)
    told = fields(clerk)
    plant_pairs(home, [row(1, [MINATO, HINATA])])
    late = clerk.post(f"{DESK}answer/", {**told, "answer": "same"})
    assert (late.status_code, "M010" in text(late), judgements(home)) == (409, True, []), (
        "nobody answers about 湊 unseen"
    )
    plant_pairs(home, [row(1, [MINATO])])
    gone = clerk.post(f"{DESK}answer/", {**told, "answer": "same"})
    assert (gone.status_code, "M010" in text(gone), judgements(home)) == (409, True, [])
    plant_pairs(home, [row(1, [HINATA, MINATO])])
    assert clerk.post(f"{DESK}answer/", {**told, "answer": "same"}).status_code == 302
    assert [one.pair.person for one in judgements(home)] == [HINATA["person_id"]]


def test_what_was_put_off_goes_round_and_none_is_asked_about_twice_before_the_others(clerk: Any, home: Path) -> None:
    plant_pairs(home, [row(1, [HINATA]), row(5, [SECOND_GUESS]), row(6, [HINATA])])
    asked = []
    for _ in range(6):
        asked.append(fields(clerk)["record"])
        say(clerk, "later")
    assert asked[:3] == asked[3:] and len(set(asked)) == 3


def test_two_of_one_spelling_are_namesakes_to_a_record_without_kana(clerk: Any, home: Path) -> None:
    ai = person(1_000_021, "C-0021", "佐藤　愛", "サトウ　アイ", "2017-05-05")
    mana = person(1_000_022, "C-0022", "佐藤 愛", "サトウ　マナ", "2017-05-05", weight=11.0)
    plant_pairs(home, [row(1, [ai, mana], name="佐藤　愛", kana="")])
    refused = say(clerk, "same")
    assert (refused.status_code, "M015" in text(refused), judgements(home)) == (400, True, [])
    say(clerk, "other")
    assert say(clerk, "same").status_code == 302


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"answer": ""}, "M011"), ({"answer": "perhaps"}, "M011"), ({"record": "f" * 64}, "M007"), ({"person": "9"}, "M010"),
     ({"answer": "out_of_area", "person": "7"}, "M010")],
)  # fmt: skip
def test_a_form_that_fits_nothing_is_refused_with_its_code(
    clerk: Any, home: Path, changes: dict[str, str], code: str
) -> None:
    answer = clerk.post(f"{DESK}answer/", {**fields(clerk), "answer": "same", **changes})
    assert answer.status_code in (400, 409) and code in text(answer)
    assert judgements(home) == []


def given(home: Path, **more: Any) -> IdentityJudgement:
    return decide(home, table="attendance", pair=Pair(key_of(1), HINATA["person_id"]), answer=IdentityAnswer.SAME, by="hantei",
                  why="担任に聞いた", **{"two_people": False, **more})  # fmt: skip


def form_of(client: Any, url: str) -> dict[str, str]:
    """What the page of an answer would send, but for the reason."""
    return dict(re.findall(r'name="(of)" value="([0-9a-f]*)"', client.get(url).content.decode()))


def test_an_answer_is_taken_back_with_a_reason_and_given_back(clerk: Any, home: Path) -> None:
    judged = given(home)
    url = f"{ANSWERS}{judged.entry}/"
    assert "担任に聞いた" in text(clerk.get(ANSWERS)) and "有効" in text(clerk.get(ANSWERS))
    refused = clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": " "})
    assert (refused.status_code, "M002" in text(refused)) == (400, True)
    assert clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": "きょうだいだった"}).status_code == 302
    assert "取り消しずみ" in text(clerk.get(url)) and not judgements(home)[0].active
    words = text(clerk.get(url))
    assert "この答えは使いません" in words and "取り消した理由：きょうだいだった" in words
    assert "次の月の処理から使います" not in words and "取り消しを取り消す（元の答えに戻す）" in words
    clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": "やはり本人"})
    assert judgements(home)[0].active


def test_the_answers_tell_time_file_and_line_but_no_name_and_of_the_protected_no_place(
    as_person: As, clerk: Any, home: Path
) -> None:
    judged = given(home)
    for url in (ANSWERS, f"{ANSWERS}{judged.entry}/"):
        words = text(clerk.get(url))
        assert "出欠_月別_開成小学校_2026.csv 11行目" in words and judged.on[11:16] in words, url
        assert "ひなた" not in words and "日向" not in words, url
        words = text(as_person("sekinin").get(url))
        assert "出欠_月別" not in words and "判定担当に見えます" in words, "a manager opens pairs of two people only"
    only(home, 3)
    about = decide(home, table="attendance", pair=Pair(key_of(3), RIN["person_id"]), answer=IdentityAnswer.SAME, by="hantei", why="", two_people=False)  # fmt: skip
    for url in (ANSWERS, f"{ANSWERS}{about.entry}/"):
        page = clerk.get(url)
        assert "表示しません" in text(page) and [word for word in WHERE if word in page.content.decode()] == [], url
    assert "いまの月の記録にありません" in text(clerk.get(f"{ANSWERS}{judged.entry}/"))


def test_no_reason_tells_where_somebody_protected_is(home: Path, as_person: As, at: Any) -> None:
    """Of others it is read as it was written: a reason is often that somebody lives there too."""
    why = "延沢773番地の家も同じ"
    at("2026-10-31 09:00")
    clerk = as_person("hantei")
    say(clerk, "later", why=why)
    assert why in text(clerk.get(ANSWERS))
    at("2026-11-12 09:00")
    late = text(as_person("hantei").get(ANSWERS))
    assert f"{WITHHELD_PLACE}の家も同じ" in late and "773番地" not in late, "the list is old: nobody's address is shown"
    at("2026-10-31 09:00")
    clerk = as_person("hantei")
    only(home, 3)
    before = len(judgements(home))
    refused = say(clerk, "later", why=why)
    page = refused.content.decode()
    assert (
        refused.status_code == 400 and "C195" in page and f'value="{why}"' in page and len(judgements(home)) == before
    )
    judged = decide(home, table="attendance", pair=Pair(key_of(3), RIN["person_id"]), answer=IdentityAnswer.SAME, by="hantei", why=why, two_people=False)  # fmt: skip
    url = f"{ANSWERS}{judged.entry}/"
    for told in (clerk.get(ANSWERS), clerk.get(url)):
        assert f"{WITHHELD_PLACE}の家も同じ" in text(told) and "773番地" not in text(told)
    refused = clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": why})
    assert refused.status_code == 400 and "C195" in text(refused) and judgement_of(home, judged.entry).active


def test_no_place_is_told_of_whoever_came_under_protection_since_the_run(clerk: Any, home: Path) -> None:
    judged = given(home)
    assert "出欠_月別_開成小学校" in text(clerk.get(ANSWERS))
    receive_protection(home, "2026-10-31 00:00", hides=("C-0001",))
    for url in (ANSWERS, f"{ANSWERS}{judged.entry}/"):
        words = text(clerk.get(url))
        assert "表示しません" in words and "開成小学校" not in words, url


def test_whoever_is_the_second_person_reads_where_the_record_of_a_pair_of_two_stands(as_person: As, home: Path) -> None:
    judged = parted(home)
    assert "出欠_月別_開成小学校_2026.csv 12行目" in text(as_person("sekinin").get(f"{ANSWERS}{judged.entry}/"))


def parted(home: Path) -> IdentityJudgement:
    """別人 of two people, in force."""
    judged = decide(home, table="attendance", pair=Pair(key_of(2), MINATO["person_id"]), answer=IdentityAnswer.OTHER, by="hantei", why="", two_people=True)  # fmt: skip
    return second(home, judged.entry, by="sekinin")


def test_what_two_people_parted_stands_until_another_person_confirms_its_undo(
    as_person: As, clerk: Any, home: Path
) -> None:
    url = f"{ANSWERS}{parted(home).entry}/"
    assert "もう一人が確かめてから戻ります" in text(clerk.get(url))
    clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": "同じ子だった"})
    page = clerk.get(url)
    assert "有効（取り消しが2人目待ち）" in text(page) and "求めた人は、2人目になれません" in text(page)
    assert f"{url}undo/second/" not in page.content.decode() and judgements(home)[0].in_force
    form = form_of(clerk, url)
    refused = clerk.post(f"{url}undo/second/", form)
    assert (refused.status_code, "M005" in text(refused), judgements(home)[0].in_force) == (400, True, True)
    manager = as_person("sekinin")
    assert f"{url}undo/second/" in manager.get(url).content.decode()
    assert manager.post(f"{url}undo/second/", {"of": "f" * 64}).status_code == 409
    assert manager.post(f"{url}undo/second/", form).status_code == 302
    assert not judgements(home)[0].active
    late = manager.post(f"{url}undo/second/", form)
    assert (late.status_code, "M013" in text(late)) == (409, True)


def test_the_wish_to_undo_can_be_dropped(as_person: As, clerk: Any, home: Path) -> None:
    url = f"{ANSWERS}{parted(home).entry}/"
    clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": "同じ子だった"})
    manager = as_person("sekinin")
    assert "取り消しをやめる" in text(manager.get(url))
    manager.post(f"{url}undo/", {**form_of(manager, url), "why": "やはり別人"})
    assert judgements(home)[0].in_force and judgements(home)[0].withdrawal is None


def test_giving_back_is_offered_only_to_whom_it_is_not_refused(as_person: As, clerk: Any, home: Path) -> None:
    """M012: 同一人 of two people, which the manager took back, only the manager gives back."""
    judged = given(home, two_people=True)
    second(home, judged.entry, by="sekinin")
    url, manager = f"{ANSWERS}{judged.entry}/", as_person("sekinin")
    manager.post(f"{url}undo/", {**form_of(manager, url), "why": "きょうだいだった"})
    assert "取り消しを取り消す" in text(manager.get(url)) and "だけです" not in text(manager.get(url))
    page = clerk.get(url)
    assert "取り消しを取り消す" not in text(page) and "元に戻せるのは、取り消した人だけです" in text(page)
    assert f"{url}undo/" not in page.content.decode()
    refused = clerk.post(f"{url}undo/", {**form_of(manager, url), "why": "やはり本人"})
    assert (refused.status_code, "M012" in text(refused)) == (400, True)


def test_papers_and_files_that_left_are_told_beside_the_undo(
    clerk: Any, home: Path, monkeypatch: pytest.MonkeyPatch, django_user_model: Any
) -> None:
    """Whoever took the Excel of a sheet is written down with the child as the thing; of another child nothing is told."""
    judged = given(home)
    uses = LinkUses((("r1", "2026-10-31"),), "2026-01-01T09:00:00+09:00", ("C-0001",), (), ())
    monkeypatch.setattr("tsunagu_web.review_desk.answers_views.uses_of", lambda *_: uses)
    monkeypatch.setattr(
        "tsunagu_web.review_desk.answers_views.files_about", lambda *_: [(date(2026, 11, 30), "notes_202611.json")]
    )
    url = f"{ANSWERS}{judged.entry}/"
    words = text(clerk.get(url))
    assert "外に出した紙とファイル 0回" in words and "notes_202611.json" in words
    user = django_user_model.objects.get(username="hantei")
    with transaction.atomic():
        for action, thing, children in (
            ("inquiry.file", "child:C-0001", []),
            ("plan.paper", "plan", ["C-0001"]),
            ("inquiry.file", "child:C-0002", []),
            ("child.look", "child", ["C-0001"]),
        ):
            audit.record(user=user, action=action, object=thing, purpose=None, result="ok", children=children)
    words = text(clerk.get(url))
    assert "外に出した紙とファイル 2回" in words and "シートのExcel" in words and "サポートプランの紙" in words
    assert "この答えのまま見られた画面 1回" in words


def test_an_undo_sent_twice_does_not_bring_the_wrong_link_back(clerk: Any, home: Path) -> None:
    url = f"{ANSWERS}{given(home).entry}/"
    form = form_of(clerk, url)
    assert clerk.post(f"{url}undo/", {**form, "why": "きょうだいだった"}).status_code == 302
    again = clerk.post(f"{url}undo/", {**form, "why": "きょうだいだった"})
    assert (again.status_code, "M013" in text(again), "取り消しずみ" in text(again)) == (409, True, True)
    # Nor does an undo of what this page was not about.
    other = decide(home, table="attendance", pair=Pair(key_of(5), 1_000_005), answer=IdentityAnswer.SAME, by="hantei", why="", two_people=False)  # fmt: skip
    for of in (other.entry, "", "f" * 64):
        assert clerk.post(f"{url}undo/", {"of": of, "why": "x"}).status_code == 409
    assert [one.active for one in judgements(home)] == [False, True]


def test_an_answer_whose_snapshot_is_gone_is_shown_and_can_be_taken_back(
    clerk: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{ANSWERS}{given(home).entry}/"
    run = next((home / "runs").glob("*"))
    (run / "run.json").write_text(json.dumps({"snapshot": "0123456789abcdef"}), encoding="utf-8")
    logged = {"run": run.name, "as_of": "2026-10-31", "finished_at": "2026-11-01T09:00:00+09:00"}
    monkeypatch.setattr("tsunagu.month.link_uses.logged_runs", lambda _: [logged])
    page = clerk.get(url)
    assert (page.status_code, "時点データがない判定が 1回あります" in text(page)) == (200, True)
    assert "まだありません。次の月の処理から" not in text(page), "not known is not none"
    assert clerk.post(f"{url}undo/", {**form_of(clerk, url), "why": "きょうだいだった"}).status_code == 302
    assert not judgements(home)[0].active


def test_the_page_of_an_answer_tells_a_changed_log(clerk: Any, home: Path) -> None:
    url = f"{ANSWERS}{given(home).entry}/"
    log = home / "identity" / "judgements.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace('"same"', '"other"'), encoding="utf-8")
    for page in (clerk.get(url), clerk.post(f"{url}undo/", {"of": "", "why": "x"})):
        assert (page.status_code, "M001" in text(page)) == (503, True)


def test_a_changed_log_is_told_and_nothing_can_be_answered(clerk: Any, home: Path) -> None:
    given(home)
    log = home / "identity" / "judgements.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace('"same"', '"other"'), encoding="utf-8")
    for url in (DESK, SECOND, ANSWERS):
        page = clerk.get(url)
        assert (page.status_code, "M001" in text(page)) == (503, True)
        assert 'id="answer"' not in page.content.decode() and "ひなた" not in text(page), "no pair is shown anew"
    assert "M001" in text(clerk.post(f"{DESK}answer/", {"record": key_of(1), "person": "0", "answer": "same"}))


def test_the_second_person_of_a_protected_pair_sees_no_more(as_person: As, home: Path) -> None:
    only(home, 3)
    decide(home, table="attendance", pair=Pair(key_of(3), RIN["person_id"]), answer=IdentityAnswer.SAME, by="hantei", why="", two_people=True)  # fmt: skip
    page = as_person("sekinin").get(SECOND)
    assert "支援措置の対象の世帯です" in text(page)
    assert [word for word in WHERE if word in page.content.decode()] == []
