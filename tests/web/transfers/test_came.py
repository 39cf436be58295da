"""The locked file another municipality hands over: opened with its password, kept sealed with the case, taken over line by line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client

from support.web_came import DATA, PASSWORD, locked, plant_came, read_in
from support.web_cases import NUMBER, plant_cases
from support.web_people import EVERYBODY, OWN, As, change_serving, log_in
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.month_desk.uploading import uploads_folder
from tsunagu_web.papers import lock_paper
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.transfers.models import CameFile, TakenOver

pytestmark = pytest.mark.django_db
PAGE = f"/cases/{NUMBER}/came/"


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, and a household that came from another town."""
    at("2026-10-31 09:00")
    plant_cases(home)
    Case.objects.filter(number=NUMBER).update(origin=Case.MOVED_IN)
    return as_person("center")


def take(client: Client, *lines: str) -> Any:
    return client.post(f"{PAGE}{CameFile.objects.get().pk}/take/", {"line": lines})


def test_it_opens_with_its_password_and_says_what_it_holds(centre: Client) -> None:
    assert PAGE in centre.get(f"/cases/{NUMBER}/").content.decode()
    file = locked()
    assert read_in(centre, NUMBER, file).status_code == 302
    page = centre.get(PAGE).content.decode()
    assert all(one in page for one in ("小田原市から", "架空 花子", "未処置のう歯", "夜に大人がいる", "見た人：高橋"))
    assert sha256_of_bytes(file)[:16] in page, "the sum that the other town's page shows as well"
    row = AuditRow.objects.filter(action="came.look").latest("seq")
    assert OWN in row.children and "F6" not in row.field_classes and "F7" not in row.field_classes
    assert AuditRow.objects.filter(action="came.read", result="ok").count() == 1
    assert PASSWORD not in page and not list(uploads_folder().iterdir()), "no password and no open file stays"
    again = read_in(centre, NUMBER, file)
    assert again.status_code == 409 and "C266" in again.content.decode() and CameFile.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, kept, data FROM transfers_camefile")
        assert not any("架空".encode() in bytes(one) or b"JVBER" in bytes(one) for one in cursor.fetchone())


@pytest.mark.parametrize(
    ("file", "password", "code"),
    [
        (locked, "wrong", "C263"),
        (locked, "", "C263"),
        (lambda: locked()[:2000], PASSWORD, "C264"),
        (lambda: locked()[:-300], PASSWORD, "C264"),
        (lambda: locked(DATA | {"checksum": "0" * 64}, sealed=False), PASSWORD, "C264"),
        (lambda: locked(sealed=False), PASSWORD, "C264"),
        (lambda: locked(inside="other.json"), PASSWORD, "C265"),
        (lambda: locked(DATA | {"kind": "plan"}), PASSWORD, "C265"),
        (lambda: locked(DATA | {"schema": 2}), PASSWORD, "C269"),
        (lambda: locked(DATA | {"children": "花子"}), PASSWORD, "C269"),
        (lambda: b"PK\x03\x04 no paper at all", PASSWORD, "C265"),
    ],
)
def test_what_does_not_open_is_said_and_nothing_of_it_is_kept(
    centre: Client, file: Callable[[], bytes], password: str, code: str
) -> None:
    answer = read_in(centre, NUMBER, file(), password)
    assert answer.status_code == 409 and code in answer.content.decode()
    assert not CameFile.objects.exists() and not list(uploads_folder().iterdir())
    assert not AuditRow.objects.filter(action="came.read", result="ok").exists()
    none = centre.post(f"{PAGE}read/", {"password": PASSWORD})
    assert none.status_code == 409 and "N005" in none.content.decode()


def test_chosen_lines_go_on_as_what_the_other_town_told_and_no_judgement_does(centre: Client) -> None:
    plant_came(Path())
    page = centre.get(PAGE).content.decode()
    assert 'value="contacts:0"' in page and 'value="child0:0"' in page
    assert 'value="decisions:0"' not in page and "前の市町村の判断です" in page
    assert 'value="child0:1"' not in page and "見てよい範囲が決められています" in page
    for lines in ((), ("decisions:0",), ("child0:1",), ("contacts:0", "decisions:0"), ("contacts:9",)):
        answer = take(centre, *lines)
        assert answer.status_code == 409 and "C267" in answer.content.decode(), lines
    assert not ContactRecord.objects.exists(), "nothing half done"
    assert take(centre, "contacts:0", "plan:0").status_code == 302
    record = ContactRecord.objects.get()
    assert (
        record.heard
        == f"他自治体からの記録：\n【サポートプラン】\n{DATA['plan'][0]}\n【支援経過】\n{DATA['contacts'][0]}"
    )
    assert (record.fact, record.heard_from) == (None, "小田原市のケース移管のファイル")
    assert "元気だった" in centre.get(f"/cases/{NUMBER}/support/contacts/").content.decode()
    assert "支援経過 1 に写した" in centre.get(PAGE).content.decode()
    assert take(centre, "contacts:0").status_code == 409 and TakenOver.objects.count() == 2, "once"
    withdrawn = {"why": "別の世帯の記録だった", "reason": "別の世帯の記録だった"}
    assert centre.post(f"/cases/{NUMBER}/support/contacts/1/withdraw/", withdrawn).status_code == 302
    assert take(centre, "contacts:0").status_code == 302, "what was taken back may be taken again"
    number = json.dumps(DATA | {"plan": ["個人番号 1234 5678 9018"]}, ensure_ascii=False)
    CameFile.objects.update(data=number)
    assert take(centre, "plan:0").status_code == 409 and ContactRecord.objects.count() == 2


def test_of_which_child_a_line_is_goes_on_with_it(centre: Client) -> None:
    sister = DATA["children"][0] | {"name": "架空 月子", "facts": ["2026-06-01　歯科健診　異常なし　教育委員会"]}
    told = DATA | {"children": [*DATA["children"], sister, sister | {"name": "", "code": "C-0902"}]}
    read_in(centre, NUMBER, locked(told))
    assert take(centre, "child0:0", "child1:0", "child2:0").status_code == 302
    lines = str(ContactRecord.objects.get().heard).split("\n")
    assert lines[1::2] == ["【こども　架空 花子】", "【こども　架空 月子】", "【こども　C-0902】"]
    assert "未処置のう歯" in lines[2] and "異常なし" in lines[4]


def test_who_receives_cases_alone_reads_it(centre: Client, home: Path, as_person: As) -> None:
    came = plant_came(home)
    other = Case.objects.exclude(number=NUMBER).order_by("pk")[0]
    acts = (f"{PAGE}{came.pk}/take/", f"{PAGE}{came.pk}/file/")
    for person in EVERYBODY:
        if person not in ("center", "kennin"):
            client = as_person(person)
            assert client.get(PAGE).status_code == 404, person
            assert read_in(client, NUMBER, locked()).status_code == 404, person
            assert {client.post(one, {"line": "plan:0"}).status_code for one in acts} == {404}, person
            assert "移管元の記録" not in client.get(f"/cases/{NUMBER}/").content.decode(), person
    for act in acts:
        assert centre.post(act.replace(NUMBER, other.number), {"line": "plan:0"}).status_code == 404, "of another case"
    Case.objects.filter(number=NUMBER).update(ended_at="2026-10-31T08:00:00+09:00", state="ended")
    assert "終わっている" in centre.get(PAGE).content.decode()
    assert read_in(centre, NUMBER, locked()).status_code == take(centre, "plan:0").status_code == 409
    assert CameFile.objects.count() == 1 and not ContactRecord.objects.exists()


def test_the_file_is_handed_out_as_it_came(centre: Client) -> None:
    file = locked()
    read_in(centre, NUMBER, file)
    answer = centre.post(f"{PAGE}{CameFile.objects.get().pk}/file/")
    assert answer.status_code == 200 and answer.content == file
    row = AuditRow.objects.filter(action="came.file", result="ok").get()
    assert OWN in row.children


def test_of_somebody_protected_no_place_in_it_is_told_or_taken_over(centre: Client, home: Path) -> None:
    came = plant_came(home)
    assert "開成小学校" in centre.get(PAGE).content.decode()
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0002'")
    page = centre.get(PAGE).content.decode()
    assert "開成小学校" not in page and 'value="contacts:1"' not in page and "もとのファイルを取り出す" not in page
    refused = centre.post(f"{PAGE}{came.pk}/file/")
    assert refused.status_code == 409 and "C268" in refused.content.decode()
    assert take(centre, "contacts:1").status_code == 409 and not ContactRecord.objects.exists()
    assert take(centre, "contacts:0").status_code == 302


def test_while_nobody_s_place_is_shown_a_line_with_a_gap_is_not_taken_over(centre: Client, home: Path, at: Any) -> None:
    plant_came(home)
    at("2026-11-12 09:00")
    late = log_in("center")
    page = late.get(PAGE).content.decode()
    assert "開成小学校" not in page and 'value="contacts:1"' not in page and 'value="contacts:0"' in page
    assert take(late, "contacts:1").status_code == 409 and not ContactRecord.objects.exists()


def test_a_paper_without_a_lock_is_read_as_well(centre: Client) -> None:
    """Somebody opened it and saved it anew: the sum inside still says that nothing was changed."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(locked()), password=PASSWORD) as opened:
        opened.save(plain, encryption=False)
    assert read_in(centre, NUMBER, plain.getvalue(), "").status_code == 302
    assert read_in(centre, NUMBER, lock_paper(plain.getvalue(), "other", {}), "other").status_code == 302
