"""見た記録: the auditor reads all rows, a manager those of the own section, others none."""

from __future__ import annotations

import re
from typing import Any

from support.web_people import OWN, As
from tsunagu_web.accounts.models import User
from tsunagu_web.accounts.people import close_person, note_address
from tsunagu_web.accounts.recovering import recover, way_of


def test_the_auditor_reads_everybody_s_rows(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    page = as_person("kansa").get("/records/").content.decode()
    assert OWN in page
    assert "こども課こども家庭班" in page


def test_a_manager_reads_the_own_section_only(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    as_person("hantei").get("/children/C-0006/")
    page = as_person("sekinin").get("/records/").content.decode()
    assert "C-0006" in page
    assert "こども課こども家庭班" not in page
    assert "つながりを確かめる" not in page


def test_others_do_not(as_person: As) -> None:
    for person in ("hantei", "center", "shido"):
        assert as_person(person).get("/records/").status_code == 404


def test_no_name_stands_in_the_record(as_person: As) -> None:
    as_person("hantei").get(f"/children/{OWN}/")
    assert "佐藤" not in as_person("kansa").get("/records/").content.decode()


def test_verifying_says_what_it_cannot_see(as_person: As) -> None:
    page = as_person("kansa").get("/records/?verify=1").content.decode()
    assert "切れたところはありません" in page
    assert "末尾の記録が切り取られたことは、この確認だけでは分かりません" in page


def test_what_is_done_at_the_terminal_reads_as_such_and_says_to_whom(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    reader = as_person("kansa")
    note_address("center", "よその町 1-1")
    close_person("shido")
    two = [("kanri", "tsunagu-demo-kanri"), ("center", "tsunagu-demo-center")]
    recover("sekinin", way_of("二つめの確認"), two, "職員証で確かめた")
    page = reader.get("/records/").content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    told = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows]
    for number, words in enumerate(
        (
            ("center", "端末：二人の立ち会いで利用者を直した", "利用者 sekinin"),
            ("kanri", "端末：二人の立ち会いで利用者を直した", "利用者 sekinin"),
            ("（サーバーの端末）", "端末：利用者を閉じた", "利用者 shido", "した"),
            ("（サーバーの端末）", "端末：自宅のしるしを残した", "利用者 center"),
        )
    ):
        assert [word for word in words if word not in told[number]] == []
    assert "表にないページ" not in "".join(told)


def test_a_change_was_made_not_seen_and_names_whom_it_is_about(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00")
    admin = as_person("kanri")
    asked = {"user": User.objects.get(username="center").pk, "kind": "close", "reason": "異動した"}
    admin.post("/people/change/", asked)
    page = as_person("kansa").get("/records/").content.decode()
    row = re.sub(r"<[^>]+>|\s+", " ", page.partition("<tbody>")[2].partition("</tr>")[0])
    assert "利用者の変更を頼む" in row and "利用者 center" in row and "した" in row and "見た " not in row
