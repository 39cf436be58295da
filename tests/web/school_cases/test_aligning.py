"""すり合わせ: alike cases with different answers side by side, as far as each may see them; what was agreed stands beside ①."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from support.izumi_town import code_of, household_of
from support.web_people import EVERYBODY, change_serving, log_in
from support.web_school_cases import (
    ELSEWHERE,
    MODEL_SCHOOL,
    OTHER_SCHOOL,
    OWN,
    VIEW,
    brought,
    case_of,
    move,
    receive,
    somebody,
)
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.aligning import agreeing
from tsunagu_web.aligning.models import Agreement
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case

URL = "/aligning/first_look/"
ALIKE = household_of("学齢簿にない")
"""Listed for the same reason as ELSEWHERE: three of the household on 生活保護. It is at no school of the town."""
OTHER_VIEW = "家庭での心配は聞かれず、担任が声をかけて様子を見る"
AGREED = "同じ服が続き、朝に一人で来るときは、行政関与が要るとして出す"
DAY, DUE = "2026-10-30", "2026-11-13"


def judged(household: str, answer: str, words: str) -> None:
    """First narrowing of a household, written by the board for the school."""
    brought(household, 2)
    board = log_in("shido")
    for key, told in (("principal_took", {"due": DUE}), ("ssw_took", {"due": DUE}), (answer, {"words": words})):
        assert move(board, household, key, **told).status_code == 302


@pytest.fixture
def split(home: Path) -> Path:
    """Two cases alike, judged differently."""
    judged(ELSEWHERE, "needs_city", VIEW)
    judged(ALIKE, "teachers_only", OTHER_VIEW)
    return home


def test_cases_alike_with_different_answers_stand_side_by_side(split: Path) -> None:
    before = AuditRow.objects.count()
    page = log_in("center").get(URL).content.decode()
    for words in (case_of(ELSEWHERE).number, case_of(ALIKE).number, VIEW, OTHER_VIEW, OTHER_SCHOOL, "例1"):
        assert words in page
    assert "例2" not in page
    [row] = AuditRow.objects.order_by("pk")[before:]
    assert (row.action, row.result) == ("aligning.look", "ok")
    assert code_of("保護が3人") in str(row.children) and code_of("学齢簿にない") in str(row.children)


def test_the_same_answer_or_other_reasons_make_no_example(home: Path) -> None:
    judged(ELSEWHERE, "needs_city", VIEW)
    judged(ALIKE, "needs_city", VIEW)
    judged(OWN, "teachers_only", OTHER_VIEW)
    assert "例1" not in log_in("center").get(URL).content.decode()


def test_the_rule_is_the_one_declared(home: Path) -> None:
    """By types alone OWN and ELSEWHERE are alike: both stand for 児童虐待, each for reasons of its own."""
    judged(ELSEWHERE, "needs_city", VIEW)
    judged(OWN, "teachers_only", OTHER_VIEW)
    assert "例1" not in log_in("center").get(URL).content.decode()
    true = load_pack("izumi").documents("process.yaml")[-1].path.read_text(encoding="utf-8")
    (home / "pack").mkdir()
    by_types = true.replace("examples: {alike: reasons, most: 10}", "examples: {alike: types, most: 10}")
    assert by_types != true
    (home / "pack" / "process.yaml").write_text(by_types, encoding="utf-8")
    page = log_in("center").get(URL).content.decode()
    assert "例1" in page and case_of(OWN).number in page and case_of(ELSEWHERE).number in page


def test_who_may_not_see_a_case_reads_its_answer_and_nothing_else(split: Path) -> None:
    """The SSW of the one school learns that somebody alike was judged otherwise, not who, where, why or for which reasons."""
    page = somebody("ssw", OTHER_SCHOOL).get(URL).content.decode()
    assert case_of(ELSEWHERE).number in page and VIEW in page
    assert '学校教員にて継続検討） <span class="soft">と答えたケースもあります</span>' in page
    assert "（あなたは見られないケース）" in page and "1件" not in page, "no number of what she may not open"
    for hidden in (case_of(ALIKE).number, ALIKE, code_of("学齢簿にない"), OTHER_VIEW, "生活保護", "児童虐待"):
        assert hidden not in page, hidden
    assert "例1" not in somebody("ssw", MODEL_SCHOOL).get(URL).content.decode(), "no case of her own in it"


def test_the_school_of_a_brother_elsewhere_is_not_told(split: Path) -> None:
    """Brothers at two schools: the SSW of the one reads of her own pupil, and not where the other goes."""
    brother = code_of("モデル校、発達◎と服装○")
    nothing = "answers = zeroblob(length(answers)), states = zeroblob(length(states)), age = 17"
    change_serving(
        split, f"UPDATE children SET household_code = '{ELSEWHERE}', {nothing} WHERE child_code = ?", brother
    )
    case = case_of(ELSEWHERE)
    Case.objects.filter(pk=case.pk).update(children=[*case.children, brother])
    page = somebody("ssw", OTHER_SCHOOL).get(URL).content.decode()
    assert OTHER_SCHOOL in page and case.number in page
    assert MODEL_SCHOOL not in page and brother not in page
    page = log_in("center").get(URL).content.decode()
    assert MODEL_SCHOOL in page and brother in page, "the eldest's, for who may see both"


def test_a_band_shows_types_and_no_reasons(split: Path) -> None:
    page = log_in("shido").get(URL).content.decode()
    assert "例1 <small>児童虐待</small>" in page and "わからない項目" not in page
    full = log_in("center").get(URL).content.decode()
    assert "例1 <small>児童虐待・" in full


def test_a_protected_child_s_school_is_not_told(bare: Path) -> None:
    receive(bare, hides=(code_of("保護が3人"),))
    judged(ELSEWHERE, "needs_city", VIEW)
    judged(ALIKE, "teachers_only", OTHER_VIEW)
    for person in ("center", "sekinin", "shido", "sv"):
        page = log_in(person).get(URL).content.decode()
        assert "例1" in page and OTHER_SCHOOL not in page, person
    assert "例1" not in somebody("ssw", OTHER_SCHOOL).get(URL).content.decode()


def test_who_may_open_it_and_who_may_write(home: Path) -> None:
    opened = {"sekinin", "center", "shido", "ssw", "sv", "kennin"}
    for person in EVERYBODY:
        client = somebody(person)
        assert (client.get(URL).status_code == 200) == (person in opened), person
        answer = client.post(f"{URL}agree/", {"agreed_on": DAY, "words": AGREED}).status_code
        assert answer == (302 if person in {"center", "shido", "kennin"} else 404), person
    assert log_in("center").get("/aligning/nothing/").status_code == 404
    assert log_in("center").post("/aligning/nothing/agree/").status_code == 404


def test_what_was_agreed_stands_beside_the_judgement_and_nowhere_else(home: Path) -> None:
    brought(OWN, 3)
    board, ssw = log_in("shido"), somebody("ssw")
    assert board.post(f"{URL}agree/", {"agreed_on": DAY, "words": AGREED}).status_code == 302
    page = f"/school-cases/{case_of(OWN).number}/"
    assert AGREED not in ssw.get(page).content.decode(), "nothing to judge before receipt is confirmed"
    assert move(ssw, OWN, "ssw_took", at_school=True, due=DUE).status_code == 302
    assert AGREED in ssw.get(page).content.decode()
    assert AGREED in log_in("shido").get(f"/cases/{case_of(OWN).number}/").content.decode(), (
        "she may judge for the school"
    )
    assert AGREED not in log_in("center").get(f"/cases/{case_of(OWN).number}/").content.decode()


def test_a_later_agreement_takes_the_place_of_one_and_the_earlier_stays(home: Path) -> None:
    board = log_in("shido")
    later = "朝に一人で来るだけなら、まず担任が聞いてから判断する"
    assert board.post(f"{URL}agree/", {"agreed_on": DAY, "words": AGREED}).status_code == 302
    first = Agreement.objects.get()
    told = {"agreed_on": DAY, "words": later, "replaces": first.pk}
    assert board.post(f"{URL}agree/", told).status_code == 302
    assert [one.words for one in agreeing.in_force("first_look")] == [later]
    assert AGREED in board.get(URL).content.decode()
    again = board.post(f"{URL}agree/", told)
    assert again.status_code == 409 and "C112" in again.content.decode() and Agreement.objects.count() == 2
    first.words = "書きかえた"
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            at=first.at, by=User.objects.get(username="shido"), role="x", share="first_look", agreed_on=first.agreed_on,
            words="二人目", replaces=first,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "day", "code"),
    [
        ("C-0012のときは要るとする", DAY, "C110"),
        ("K-0012の世帯のように", DAY, "C110"),
        ("Ｃ－００１２のときは要るとする", DAY, "C110"),
        ("M-0012のように", DAY, "C110"),
        ("2026-0003と同じにする", DAY, "C110"),
        ("なし", DAY, "C110"),
        (AGREED, "2026-11-01", "C111"),
    ],
)
def test_what_could_tell_whom_it_is_about_is_not_kept(home: Path, words: str, day: str, code: str) -> None:
    answer = log_in("center").post(f"{URL}agree/", {"agreed_on": day, "words": words})
    assert answer.status_code == 409 and code in answer.content.decode()
    assert not Agreement.objects.exists()


def test_what_was_agreed_lies_sealed_in_the_store(home: Path) -> None:
    assert log_in("center").post(f"{URL}agree/", {"agreed_on": DAY, "words": AGREED}).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM aligning_agreement")
        assert AGREED.encode() not in bytes(cursor.fetchone()[0])
