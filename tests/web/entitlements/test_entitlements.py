"""使える制度 on the pages: the section that owns a service and nobody else, letters by two people, no paper to a protected home."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from support.paper_text import text_of_paper
from support.web_entitlements import ALLOWANCE, LETTER, OF_LETTER, SCHOOL_AID, UNUSED, plant_letter, rules
from support.web_pairs import LINKED
from support.web_people import PROTECTED, As, change_serving
from tsunagu.base.errors import RefusedError
from tsunagu.serving import Withheld, open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.places import GAP
from tsunagu_web.entitlements.letters import draft
from tsunagu_web.entitlements.models import Letter
from tsunagu_web.reading import RunView, run
from tsunagu_web.town import home_folder

PAGE, WAITING = f"/entitlements/{SCHOOL_AID}/", f"/entitlements/letters/{LETTER}/"
ADDRESS = "延沢"


@pytest.fixture(autouse=True)
def _morning(at: Any) -> None:
    at("2026-10-31 09:00")


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_section_sees_whom_to_tell_and_nothing_of_why(as_person: As) -> None:
    page = body(as_person("hoyu").get(PAGE))
    assert "4世帯（こども4人）" in page
    assert "佐藤 ひなた" in page and "中村 さくら" in page
    for never in ("児童扶養手当", "生活保護", "ひとり親", "貧困", "判定できた", ADDRESS, "開成小学校"):
        assert never not in page, never
    row = AuditRow.objects.filter(action="entitlement.look").latest("seq")
    assert (row.object, row.field_classes) == (f"service:{SCHOOL_AID}", ["F2"])
    assert set(row.children) == {*UNUSED[SCHOOL_AID]}


def test_who_opens_no_cases_reads_no_count_of_the_town(as_person: As) -> None:
    def told(person: str) -> list[str]:
        return [body(as_person(person).get(one)).partition("<main")[2] for one in (PAGE, "/entitlements/")]

    for page in told("hoyu"):
        assert "情報不足" in page and "未着" not in page and "2人" not in page and "1人" not in page
    exact = told("shido")
    assert "情報不足 2人" in exact[0] and all("データがまだ届いていない（未着）：1人" in page for page in exact)


def test_a_section_finds_its_own_services_and_what_was_not_asked(as_person: As) -> None:
    page = body(as_person("center").get("/entitlements/"))
    assert "児童扶養手当" in page and "就学援助" not in page
    assert "こども医療費助成：利用目的・法的根拠台帳に" in page
    assert "担当する制度は、この町の宣言にありません" in body(as_person("fukushi").get("/entitlements/"))


def test_the_school_board_opens_no_service_but_that_of_schools(as_person: As, home: Path) -> None:
    told = rules()
    for rule in told["asked"]:
        rule["owner"] = "学校教育課"
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'entitlements'", json.dumps(told))
    assert as_person("hoyu").get(f"/entitlements/{ALLOWANCE}/").status_code == 200
    assert as_person("shido").get(f"/entitlements/{ALLOWANCE}/").status_code == 404
    assert as_person("shido").get(PAGE).status_code == 200


def test_a_page_opens_the_run_once_while_a_letter_waits(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    hoyu, shido = as_person("hoyu"), as_person("shido")
    assert hoyu.post(f"{PAGE}draft/", {"household": "K-0012"}).status_code == 302
    letter = Letter.objects.get(household_code="K-0012")
    assert hoyu.post(f"/entitlements/letters/{letter.pk}/move/", {"step": "ask"}).status_code == 302
    opened: list[object] = []
    really = run.open_serving
    monkeypatch.setattr(run, "open_serving", lambda home: opened.append(home) or really(home))  # type: ignore[func-returns-value]
    for page in ("/cases/", "/account/password/"):
        assert "承認を待っています" in body(shido.get(page))
        assert len(opened) == 1, "and where the page itself reads none"
        opened.clear()


def test_two_people_of_the_section_make_a_letter_and_nobody_alone(as_person: As) -> None:
    hoyu, shido = as_person("hoyu"), as_person("shido")
    drafted = hoyu.post(f"{PAGE}draft/", {"household": "K-0012"})
    letter = Letter.objects.get(household_code="K-0012")
    page = f"/entitlements/letters/{letter.pk}/"
    assert (drafted.status_code, drafted["Location"], letter.state) == (302, page, "下書き")
    again = hoyu.post(f"{PAGE}draft/", {"household": "K-0012"})
    assert again.status_code == 409 and "E012" in body(again)
    early = shido.post(f"{page}move/", {"step": "approve"})
    assert early.status_code == 409 and "E013" in body(early)
    assert "承認を待っています" not in body(shido.get("/"))
    assert hoyu.post(f"{page}move/", {"step": "ask"}).status_code == 302
    assert "1件 承認を待っています" in "".join(re.sub(r"<[^>]+>", "", body(shido.get("/"))).split("\n"))
    for other in (hoyu, as_person("center"), as_person("bunseki")):
        assert "承認を待っています" not in body(other.get("/")), "not who asked, nor whose section it is not"
    alone = hoyu.post(f"{page}move/", {"step": "approve"})
    assert alone.status_code == 409 and "E014" in body(alone)
    assert 'value="approve"' not in body(hoyu.get(page)) and 'value="approve"' in body(shido.get(page))
    assert shido.post(f"{page}move/", {"step": "approve"}).status_code == 302
    letter.refresh_from_db()
    assert "承認を待っています" not in body(shido.get("/"))
    assert (letter.state, letter.decided_by.username) == ("承認ずみ", "shido")  # type: ignore[union-attr]
    assert "送るところは、まだここではできません" in body(shido.get(page))
    rows = AuditRow.objects.filter(object=str(letter), result="ok", action="entitlement_letter.move")
    assert [row.user for row in rows.order_by("seq")] == ["hoyu", "shido"]


def test_the_second_person_returns_with_a_reason_and_a_new_letter_begins(as_person: As) -> None:
    plant_letter()
    shido = as_person("shido")
    silent = shido.post(f"{WAITING}move/", {"step": "return"})
    assert silent.status_code == 409 and "E015" in body(silent)
    assert shido.post(f"{WAITING}move/", {"step": "return", "words": "名前の字が違う"}).status_code == 302
    assert "名前の字が違う" in body(as_person("hoyu").get(WAITING))
    assert shido.get(f"{WAITING}paper/").status_code == 409
    assert shido.post(f"{PAGE}draft/", {"household": OF_LETTER}).status_code == 302


def test_the_store_itself_refuses_that_one_person_approves(as_person: As) -> None:
    as_person("hoyu")
    plant_letter()
    by = User.objects.get(username="hoyu")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=LETTER).update(approved=True, decided_by=by)


def test_the_paper_says_the_service_and_nothing_else(as_person: As) -> None:
    plant_letter()
    shido = as_person("shido")
    paper = shido.get(f"{WAITING}paper/")
    told = text_of_paper(paper.content)
    assert "承認待ち：まだ送れません" in told and "中村 さくら さんの" in told and "就学援助は、町の制度です" in told
    for never in (ADDRESS, "開成小学校", "児童扶養手当", "生活保護", "ひとり親", "リスク", "虐待", "判定", OF_LETTER):
        assert never not in told, never
    assert AuditRow.objects.filter(action="entitlement_letter.paper").latest("seq").children == ["C-0014"]
    shido.post(f"{WAITING}move/", {"step": "approve"})
    assert "まだ送れません" not in text_of_paper(shido.get(f"{WAITING}paper/").content)


def test_no_letter_goes_where_somebody_is_protected(as_person: As, home: Path) -> None:
    hoyu = as_person("hoyu")
    assert "この世帯には、紙では知らせません" in body(hoyu.get(PAGE))
    refused = hoyu.post(f"{PAGE}draft/", {"household": "K-0005"})
    assert refused.status_code == 409 and "E011" in body(refused)
    assert not Letter.objects.exists()
    assert PROTECTED in UNUSED[SCHOOL_AID]
    plant_letter()
    change_serving(home, "UPDATE children SET protected = 1 WHERE household_code = ?", OF_LETTER)
    assert as_person("shido").post(f"{WAITING}move/", {"step": "approve"}).status_code == 409
    assert as_person("shido").get(f"{WAITING}paper/").status_code == 409
    dropped = hoyu.post(f"{WAITING}move/", {"step": "drop", "words": "延沢773番地に移った"})
    assert dropped.status_code == 409 and "C195" in body(dropped) and Letter.objects.get().is_open
    assert 'id="id_drop" maxlength="400" value="延沢773番地に移った"' in body(dropped), "nothing typed is lost"


def test_why_a_letter_was_dropped_tells_no_place_once_somebody_is_protected(as_person: As, home: Path) -> None:
    plant_letter()
    hoyu = as_person("hoyu")
    assert hoyu.post(f"{WAITING}move/", {"step": "drop", "words": "延沢773番地に移った"}).status_code == 302
    assert "773番地" in body(hoyu.get(WAITING))
    change_serving(home, "UPDATE children SET protected = 1 WHERE household_code = ?", OF_LETTER)
    page = body(hoyu.get(WAITING))
    assert f"{GAP}に移った" in page and "773番地" not in page


def test_no_letter_is_made_while_it_is_not_sure_who_is_protected(as_person: As, at: Any) -> None:
    plant_letter()
    hoyu = as_person("hoyu")
    assert hoyu.get(f"{WAITING}paper/")["Content-Type"] == "application/pdf"
    at("2026-11-02 09:00")
    hoyu = as_person("hoyu")
    assert "お知らせ文も、それまで作れません" in body(hoyu.get(PAGE))
    assert hoyu.post(f"{PAGE}draft/", {"household": "K-0012"}).status_code == 409
    assert hoyu.get(f"{WAITING}paper/").status_code == 409


def test_a_family_that_uses_it_by_now_gets_no_letter(as_person: As, home: Path) -> None:
    plant_letter()
    change_serving(home, "UPDATE entitlements SET answers = x'000000' WHERE child_code = 'C-0014'")
    late = as_person("shido").post(f"{WAITING}move/", {"step": "approve"})
    assert late.status_code == 409 and "E010" in body(late)
    assert as_person("hoyu").post(f"{WAITING}move/", {"step": "drop", "words": "もう使っている"}).status_code == 302
    assert Letter.objects.get(pk=LETTER).state == "取りやめ"


def test_an_approved_letter_is_asked_again_before_it_is_printed(as_person: As, home: Path) -> None:
    plant_letter()
    shido = as_person("shido")
    shido.post(f"{WAITING}move/", {"step": "approve"})
    assert shido.get(f"{WAITING}paper/").status_code == 200
    Letter.objects.update(child_codes="C-0014,C-0015")
    other = shido.get(f"{WAITING}paper/")
    assert other.status_code == 409 and "E016" in body(other)
    change_serving(home, "UPDATE entitlements SET answers = x'000000' WHERE child_code = 'C-0014'")
    late = shido.get(f"{WAITING}paper/")
    assert late.status_code == 409 and "E010" in body(late)


@pytest.mark.parametrize("listed", [True, False])
def test_the_letters_of_a_rule_that_is_off_can_be_dropped_and_nothing_else(
    as_person: As, home: Path, listed: bool
) -> None:
    plant_letter()
    told = rules()
    gone = next(one for one in told["asked"] if one["id"] == SCHOOL_AID)
    told["asked"] = [one for one in told["asked"] if one is not gone]
    told["off"] += [{**gone, "why": "台帳の行が終わりました"}] if listed else []
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'entitlements'", json.dumps(told))
    hoyu = as_person("hoyu")
    assert WAITING in body(hoyu.get("/entitlements/")) and WAITING not in body(
        as_person("center").get("/entitlements/")
    )
    hoyu = as_person("hoyu")
    page = hoyu.get(WAITING)
    assert page.status_code == 200 and "いまは数えていません" in body(page) and "紙にする（PDF）" not in body(page)
    assert as_person("center").get(WAITING).status_code == 404
    hoyu = as_person("hoyu")
    assert hoyu.get(f"{WAITING}paper/").status_code == 409
    assert hoyu.post(f"{WAITING}move/", {"step": "approve"}).status_code == 409
    assert hoyu.post(f"{WAITING}move/", {"step": "drop", "words": "制度を数えなくなった"}).status_code == 302
    assert Letter.objects.get(pk=LETTER).state == "取りやめ"


def test_of_two_presses_at_once_one_is_told_so(as_person: As) -> None:
    """The store refuses the second where both found none, and the person reads it as any other second draft."""
    plant_letter()
    with open_serving(home_folder()) as serving, pytest.raises(RefusedError, match="E012"), transaction.atomic():
        draft(RunView(serving), rules()["asked"][0], OF_LETTER, User.objects.get(username="shido"))
    assert Letter.objects.count() == 1


def test_what_a_parted_link_told_is_unknown(home: Path) -> None:
    told = rules()
    with open_serving(home) as serving:
        (linked,) = serving.linked_records(places=[LINKED])
        assert "C-0001" in linked.reaches
    told["asked"][0]["tables"] = [linked.record.table]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'entitlements'", json.dumps(told))
    with open_serving(home) as serving:
        assert serving.entitlement_answers(SCHOOL_AID)["C-0001"] == 1
        serving.withheld = Withheld(records=frozenset({linked.place}))
        assert serving.entitlement_answers(SCHOOL_AID)["C-0001"] == 29
        assert serving.entitlement_answers(ALLOWANCE)["C-0001"] == 1


def test_a_run_from_before_the_rules_says_so(as_person: As, home: Path) -> None:
    change_serving(home, "DROP TABLE entitlements")
    change_serving(home, "DELETE FROM meta WHERE key = 'entitlements'")
    hoyu = as_person("hoyu")
    assert "次の月の処理から表示します" in body(hoyu.get("/entitlements/"))
    assert hoyu.get(PAGE).status_code == 404
