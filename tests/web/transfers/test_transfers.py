"""ケース移管: handed over with the safety, as one locked file without an address, and followed until the answer comes."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client

from support.web_came import read_in
from support.web_cases import NUMBER
from support.web_expecting import plant_pregnancy
from support.web_overrides import OF_PROTECTED
from support.web_people import As, change_serving
from support.web_resources import plant_referral
from support.web_support import plant_support
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.resources.models import Referral, ReferralStep
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.writing import write_contact
from tsunagu_web.transfers import packing
from tsunagu_web.transfers.models import Transfer, TransferReply

pytestmark = pytest.mark.django_db
TOLD = {
    "town": "小田原市",
    "section": "こども若者支援課",
    "moved_on": "2026-10-30",
    "spoken_to": "高橋",
    "spoken_on": "2026-10-31",
    "words": "11月2日に先方の保健師が訪ねる",
    "confirmed": "on",
}
ADDRESS = ("延沢", "サンプルハイツ")


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, with support under way in the received list's first household."""
    plant_support(home)
    at("2026-10-31 09:00")
    return as_person("center")


def end_tasks(number: str = NUMBER) -> None:
    """Nothing is left to do. (Appended rows are not changed by the pages; a test may.)"""
    TaskVersion.objects.filter(task__case__number=number).update(state="dropped")


def hand_over(client: Client, number: str = NUMBER, **changes: Any) -> int:
    case = Case.objects.get(number=number)
    told = TOLD | {"seen": case.events.count()} | changes
    return client.post(f"/cases/{number}/transfer/", {key: one for key, one in told.items() if one}).status_code


def pack(client: Client, number: str = NUMBER) -> tuple[str, dict[str, Any], bytes]:
    """Password, data inside, and the file of the page."""
    page = client.post(f"/cases/{number}/transfer/pack/").content.decode()
    password = re.findall(r'class="password">([^<]+)<', page)[0]
    file = base64.b64decode(re.findall(r"base64,([^\"]+)\"", page)[0])
    with pikepdf.open(io.BytesIO(file), password=password) as opened:
        return password, json.loads(opened.attachments["case_transfer.json"].get_file().read_bytes()), file


def test_only_after_the_safety_was_handed_over(centre: Client, as_person: As) -> None:
    assert "安全の確認を引き継" in centre.get(f"/cases/{NUMBER}/transfer/").content.decode()
    assert hand_over(centre, confirmed="") == 400
    assert hand_over(centre, spoken_on="2026-11-01") == 400, "not said yet"
    assert hand_over(centre, words="個人番号 1234 5678 9018") == 400
    assert hand_over(centre) == 409, "somebody still has something to do"
    end_tasks()
    assert hand_over(centre, seen=9) == 409, "somebody wrote since"
    for person in ("sekinin", "boshi", "fukushi", "shido", "ssw", "kansa"):
        assert hand_over(as_person(person)) == 404, person
        assert as_person(person).get(f"/cases/{NUMBER}/transfer/").status_code == 404, person
    assert centre.post(f"/cases/{NUMBER}/transfer/pack/").status_code == 404, "not handed over yet"
    assert not Transfer.objects.exists()
    assert hand_over(centre) == 302
    case = Case.objects.get(number=NUMBER)
    assert (case.state, case.ended_at is not None) == ("transferred", True)
    assert hand_over(centre) == 409, "once"
    assert "小田原市へ移管" in centre.get(f"/cases/{NUMBER}/").content.decode()


def test_to_which_town_somebody_under_protection_went_is_read_by_who_hands_over_alone(
    centre: Client, home: Path, as_person: As
) -> None:
    end_tasks()
    assert hand_over(centre, words="小田原市の保健師が11月2日に訪ねる") == 302
    page, head = f"/cases/{NUMBER}/", as_person("sekinin")
    assert "小田原市 こども若者支援課へ移管" in head.get(page).content.decode()
    change_serving(home, "UPDATE children SET protected = 1 WHERE household_code = 'K-0001'")
    told = head.get(page).content.decode()
    assert "小田原" not in told and "こども若者支援課へ移管" in told and "の保健師が11月2日に訪ねる" in told
    assert "小田原市へ移管" in centre.get(page).content.decode(), "who waits for that town's answer"


def test_an_urgent_case_goes_only_after_the_other_town_was_told_by_telephone(centre: Client, as_person: As) -> None:
    end_tasks()

    def says(key: str, person: Client = centre) -> int:
        told = {
            "move": key,
            "seen": Case.objects.get(number=NUMBER).events.count(),
            "words": "けがを見たと園から聞いた",
        }
        return person.post(f"/cases/{NUMBER}/move/", told).status_code

    assert says("danger_told") == 409, "there is no danger"
    assert says("alarm") == 302
    due_at = Case.objects.get(number=NUMBER).due_at
    page = centre.get(f"/cases/{NUMBER}/transfer/").content.decode()
    assert "まだ移管できません" in page and "危険を電話で伝え" in page
    refused = centre.post(f"/cases/{NUMBER}/transfer/", TOLD | {"seen": Case.objects.get(number=NUMBER).events.count()})
    assert refused.status_code == 409 and "C015" in refused.content.decode()
    assert says("danger_told", as_person("boshi")) == 409, "not hers to say"
    assert says("danger_told") == 302
    case = Case.objects.get(number=NUMBER)
    assert (case.state, case.due_at) == ("urgent", due_at), "the clock goes on"
    raise_alarm(case.opened_by, "manager", case.household_code, [], "また危険だと聞いた", {})
    assert hand_over(centre) == 409, "danger seen since is told anew"
    assert says("danger_told") == 302
    assert hand_over(centre) == 302
    assert Case.objects.get(number=NUMBER).state == "transferred"


def test_an_urgent_case_that_was_calmed_goes_as_any_other(centre: Client) -> None:
    end_tasks()
    for key in ("alarm", "calmed"):
        told = {"move": key, "seen": Case.objects.get(number=NUMBER).events.count(), "words": "園で姿を見て確かめた"}
        told |= {f"unseen_{code}": "児童相談所が一時保護した" for code in ("C-0001", "C-0002")}
        assert centre.post(f"/cases/{NUMBER}/move/", told).status_code == 302
    assert hand_over(centre) == 302


def test_the_file_opens_by_its_password_alone_and_holds_no_address(centre: Client, home: Path) -> None:
    end_tasks()
    assert hand_over(centre) == 302
    password, data, file = pack(centre)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(file))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(file), password="2018-05-05")
    assert pack(centre)[0] != password, "another one each time"
    told = json.dumps(data, ensure_ascii=False)
    assert data["children"][0]["name"] == "佐藤 ひなた" and data["to"] == "小田原市 こども若者支援課"
    assert "児童相談：養護" in told and "受診" in told and data["contacts"] and data["sightings"]
    assert not any(one in told for one in (*ADDRESS, "基準以上", "ひとり親", "3点")), (
        "no address, no judgement, no 手当"
    )
    row = AuditRow.objects.filter(action="transfer.pack").latest("seq")
    assert row.children == ["C-0001", "C-0002"] and "F6" not in row.field_classes and "F7" not in row.field_classes


def test_what_is_handed_over_can_be_read_in_where_it_comes(centre: Client, home: Path) -> None:
    end_tasks()
    assert hand_over(centre) == 302
    password, data, file = pack(centre)
    told = {"code": "C-0001", "origin": "moved_in", "source": "小田原市", "on": "2026-10-31"}
    told |= {"reason": "転入した世帯を引き継いだ", "papers": "かぎ付きPDF1通"}
    assert centre.post("/cases/open/", told).status_code == 302
    case = Case.objects.latest("pk")
    assert read_in(centre, case.number, file, password).status_code == 302
    page = centre.get(f"/cases/{case.number}/came/").content.decode()
    assert all(one in page for child in data["children"] for one in [child["name"], *child["facts"]])


def test_of_somebody_protected_no_place_and_nothing_written_freely_goes(centre: Client) -> None:
    end_tasks(OF_PROTECTED)
    case, by = Case.objects.get(number=OF_PROTECTED), User.objects.get(username="center")
    words = {"with_whom": "母", "fact": "秘密の町の新しい家で会った"}
    write_contact(case, by, "family_centre", on=case.opened_at.date(), way="visit", words=words, seen=[], place="")
    assert hand_over(centre, OF_PROTECTED) == 302
    assert "自由に書いた文も載せません" in centre.get(f"/cases/{OF_PROTECTED}/transfer/").content.decode()
    Transfer.objects.update(words="延沢の新しい家に11月2日に訪ねる")
    page = centre.get(f"/cases/{OF_PROTECTED}/transfer/").content.decode()
    assert "延沢" not in page and "の新しい家に11月2日に訪ねる" in page, "written before anybody was protected"
    reply = {"on": "2026-10-31", "said_by": "高橋", "words": "延沢773番地で会えた"}
    answer = centre.post(f"/cases/{OF_PROTECTED}/transfer/reply/", reply)
    assert answer.status_code == 409 and "C195" in answer.content.decode() and not TransferReply.objects.exists()
    assert reply["words"] in answer.content.decode(), "nothing typed is lost"
    data = pack(centre, OF_PROTECTED)[1]
    told = json.dumps(data, ensure_ascii=False)
    assert data["protected"] and "秘密の町" not in told and not any(one in told for one in (*ADDRESS, "小学校"))
    assert data["contacts"] == ["2026-10-31　訪問　こども課こども家庭班"], "that there was one is told"


def test_who_is_in_no_month_any_more_is_treated_as_protected(centre: Client, home: Path) -> None:
    end_tasks()
    assert hand_over(centre) == 302
    assert not pack(centre)[1]["protected"]
    change_serving(home, "DELETE FROM children WHERE child_code = 'C-0002'")
    data = pack(centre)[1]
    assert data["protected"] and data["children"][1]["name"] == ""


def test_the_answer_is_awaited_however_long_it_takes(centre: Client, as_person: As, at: Any) -> None:
    end_tasks()
    assert hand_over(centre) == 302
    assert "返事を待っています" in centre.get("/").content.decode()
    at("2026-12-20 09:00")
    late = as_person("center")
    assert "過ぎています" in late.get("/").content.decode() and NUMBER in late.get("/").content.decode()
    assert "返事を待っています" not in as_person("sekinin").get("/").content.decode()
    assert "期限（11月7日）を過ぎても" in late.get(f"/cases/{NUMBER}/transfer/").content.decode()
    path = f"/cases/{NUMBER}/transfer/reply/"
    assert late.post(path, {"on": "2026-12-19"}).status_code == 400
    assert as_person("boshi").post(path, {"on": "2026-12-19", "said_by": "高橋"}).status_code == 404
    assert late.post(path, {"on": "2026-12-19", "said_by": "高橋", "words": "12月18日に会えた"}).status_code == 302
    assert TransferReply.objects.count() == 1
    assert "返事を待っています" not in late.get("/").content.decode()


def test_two_write_the_answer_and_one_who_comes_back_is_opened_again(centre: Client, as_person: As) -> None:
    end_tasks()
    assert hand_over(centre) == 302
    path = f"/cases/{NUMBER}/transfer/reply/"
    case = Case.objects.get(number=NUMBER)
    again = {"move": "reopen", "seen": case.events.count(), "words": "もどってきた"}
    assert centre.post(f"/cases/{NUMBER}/move/", again).status_code == 302
    assert "返事を待っています" not in centre.get("/").content.decode()
    assert centre.post(path, {"on": "2026-10-31", "said_by": "高橋"}).status_code == 404
    assert hand_over(centre) == 302, "a second time"
    assert centre.post(path, {"on": "2026-10-31", "said_by": "高橋"}).status_code == 302
    assert as_person("kennin").post(path, {"on": "2026-10-31", "said_by": "高橋"}).status_code == 409


def test_a_woman_who_moves_is_handed_over_too(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    number = plant_pregnancy(home).case.number
    centre = as_person("center")
    assert hand_over(centre, number) == 302
    data = pack(centre, number)[1]
    at("2026-12-20 09:00")
    late = as_person("center")
    assert late.get(f"/cases/{number}/").status_code == 404, "long ended"
    assert late.post(f"/cases/{number}/transfer/reply/", {"on": "2026-12-19", "said_by": "高橋"}).status_code == 302
    assert late.get(f"/cases/{number}/transfer/").status_code == 404, "in hand no more"
    assert "青木 遥" in data["women"][0] and "2026-12-20" in data["women"][0] and "頼れる人がいない" in data["women"][0]


def test_what_was_named_to_the_family_goes_along_with_who_looks_again(centre: Client, home: Path) -> None:
    plant_referral(home)
    referral = Referral.objects.get()
    ReferralStep.objects.filter(referral=referral).update(follow_on=None)
    end_tasks()
    assert hand_over(centre) == 302
    _, data, _ = pack(centre)
    [line] = data["referrals"]
    assert (
        "ひだまり食堂" in line and "見たこと：母に電話して話した" in line and "聞いたこと：水曜なら行ける（母）" in line
    )


def test_the_limit_that_a_writer_set_on_a_note_goes_with_the_note() -> None:
    """In the other town nobody knows it; without it the note would be read by everybody who opens the file."""
    told = {"on": "2026-10-01", "label": "見守り情報", "text": "夜に一人でいた", "department": "学校教育課"}
    assert packing._fact(told) == "2026-10-01　見守り情報　夜に一人でいた　学校教育課"
    for limit, words in (
        ("こども課", "支援を担当する課の職員だけ"),
        ("会議参加者", "会議に出る人だけ"),
        ("", "担当する課の職員だけ"),
    ):
        assert words in packing._fact(told | {"limited_to": limit}).split("【見てよい範囲：")[1]
