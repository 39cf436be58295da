"""The directory: looked through by all with cases, kept by the declared sections, each change a version, nothing of a resident in it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.test import Client

from support.paper_text import text_of_paper
from support.web_cases import plant_cases
from support.web_people import OWN, As
from support.web_resources import plant_resources
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.resources import declared
from tsunagu_web.resources.keeping import Described, add_resource, change_resource, described, newest_versions
from tsunagu_web.resources.models import Resource, ResourceLoad, ResourceVersion
from tsunagu_web.resources.tables import COLUMNS, HEADINGS

TOLD: dict[str, Any] = {
    "name": "あさがお文庫",
    "kind": "place",
    "age_from": "6",
    "age_to": "12",
    "types": ["poverty"],
    "areas": ["開成小学校"],
    "confirmed_on": "2026-10-30",
}


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, with the invented directory."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_resources(home)
    return client


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def one(name: str) -> ResourceVersion:
    """The version in force of the resource of this name."""
    return newest_versions().get(name=name)


def test_what_the_section_adds_all_with_cases_find_and_the_look_is_recorded(centre: Client, as_person: As) -> None:
    assert centre.post("/resources/add/", TOLD).status_code == 302
    version = one("あさがお文庫")
    assert (version.seq, version.confirmed_by) == (1, "佐々木（こども課こども家庭班）")
    for person in ("kocho", "ssw", "fukushi", "sv", "hantei"):
        assert "あさがお文庫" in page(as_person(person), "/resources/?words=あさがお")
        assert "6〜12歳" in page(as_person(person), f"/resources/{version.resource.number}/")
    assert AuditRow.objects.filter(action="resources.look", result="ok", children=[]).count() == 5
    assert AuditRow.objects.filter(action="resource.keep", result="ok").count() == 1


@pytest.mark.parametrize("person", ["shido", "kocho", "ssw", "sv", "hantei", "sekinin"])
def test_others_keep_nothing(centre: Client, as_person: As, person: str) -> None:
    """学校教育課 may be named in resources.yaml, and is not."""
    number, before = one("ひだまり食堂").resource.number, ResourceVersion.objects.count()
    client = as_person(person)
    told = TOLD | {"seen": 1, "why": "書き替えてみる"}
    for url in ("add", f"{number}/change", f"{number}/confirm", f"{number}/withdraw", "load"):
        assert client.post(f"/resources/{url}/", told).status_code == 404
    assert ResourceVersion.objects.count() == before and "＋ 載せる" not in page(client, "/resources/")


def test_whom_a_town_names_keeps(centre: Client, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = declared.load_resources(load_pack("kaisei"))
    theirs = rules.model_copy(update={"keepers": ("school_board",)})
    monkeypatch.setattr("tsunagu_web.resources.reading.current_resources", lambda: theirs)
    assert as_person("shido").post("/resources/add/", TOLD).status_code == 302
    assert one("あさがお文庫").role == "school_board"
    assert as_person("center").post("/resources/add/", TOLD | {"name": "べつの文庫"}).status_code == 404


def test_a_change_is_a_version_and_the_earlier_stays(centre: Client) -> None:
    found = one("ひだまり食堂").resource
    told = TOLD | {"name": "ひだまり食堂", "kind": "meals", "cost": "こども100円", "seen": 1}
    url = f"/resources/{found.number}/"
    assert centre.post(f"{url}change/", told).status_code == 400, "a change has a reason"
    assert centre.post(f"{url}change/", told | {"why": "値段が変わったと聞いた"}).status_code == 302
    assert [row.cost for row in found.versions.order_by("seq")] == ["こども無料、大人300円", "こども100円"]
    shown = page(centre, url)
    assert "こども100円" in shown and "こども無料、大人300円" in shown and "値段が変わったと聞いた" in shown
    late = centre.post(f"{url}change/", told | {"why": "古い画面から書いた", "cost": "9円"})
    assert late.status_code == 409 and "C179" in late.content.decode() and "9円" in late.content.decode()
    with pytest.raises(TypeError):
        found.versions.first().save()  # type: ignore[union-attr]


def test_two_writers_at_once_do_not_both_count(centre: Client) -> None:
    user = User.objects.get(username="center")
    version = one("ひだまり食堂")
    version.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)
    told = Described("かぶり", "meals", date(2026, 10, 1), "x")
    with transaction.atomic():
        add_resource(user, "family_centre", told)
    assert centre.post("/resources/add/", TOLD | {"name": "かぶり", "kind": "meals"}).status_code == 409


def test_who_adds_at_the_same_moment_is_told_so(centre: Client) -> None:
    def quicker(instance: Resource, **_: Any) -> None:
        Resource.objects.bulk_create([Resource(number=instance.number)])

    pre_save.connect(quicker, sender=Resource)
    try:
        answer = centre.post("/resources/add/", TOLD | {"name": "同時に", "kind": "meals"})
    finally:
        pre_save.disconnect(quicker, sender=Resource)
    assert answer.status_code == 409 and "C185" in answer.content.decode() and "同時に" in answer.content.decode()
    assert centre.post("/resources/add/", TOLD | {"name": "同時に", "kind": "meals"}).status_code == 302


def test_what_grew_old_says_so_until_somebody_confirms(centre: Client, at: Any) -> None:
    number = one("まちの相談室").resource.number
    assert "まちの相談室" in page(centre, "/resources/?stale=1") and "ひだまり食堂" not in page(
        centre, "/resources/?stale=1"
    )
    assert "要確認" in page(centre, f"/resources/{number}/")
    assert centre.post(f"/resources/{number}/confirm/", {"seen": 1}).status_code == 302
    assert "要確認" not in page(centre, f"/resources/{number}/")
    assert one("まちの相談室").confirmed_on == date(2026, 10, 31)
    assert centre.post(f"/resources/{number}/confirm/", {"seen": 1}).status_code == 409
    at("2027-10-31 09:00")
    assert "要確認" in page(as_again("center"), f"/resources/{number}/")


def as_again(person: str) -> Client:
    """A fresh session: the clock moved."""
    from support.web_people import log_in

    return log_in(person)


def test_a_withdrawn_one_stays_to_be_read_and_is_not_listed(centre: Client) -> None:
    number = one("ひだまり食堂").resource.number
    url = f"/resources/{number}/"
    assert centre.post(f"{url}withdraw/", {"seen": 1, "why": "…"}).status_code == 400
    assert centre.post(f"{url}withdraw/", {"seen": 1, "why": "会場が使えなくなった"}).status_code == 302
    assert "ひだまり食堂" not in page(centre, "/resources/")
    assert "ひだまり食堂" in page(centre, "/resources/?withdrawn=1") and "会場が使えなくなった" in page(centre, url)
    assert centre.post(f"{url}withdraw/", {"seen": 2, "why": "また始まった", "back": "yes"}).status_code == 302
    assert "ひだまり食堂" in page(centre, "/resources/")


def test_a_search_leaves_out_what_does_not_fit_and_keeps_what_nobody_wrote_down(centre: Client) -> None:
    shown = page(centre, "/resources/?age=16")
    assert "ひだまり食堂" in shown and "みどりの学習教室" not in shown, "9 to 15 years"
    assert "まちの相談室" in shown and "合うか分かりません" in shown, "its ages are not written down"
    shown = page(centre, "/resources/?type=developmental&kind=day_service")
    assert "放課後等デイ みらい" in shown and "子育てひろば" not in shown
    assert "子育てひろば" in page(centre, "/resources/?type=developmental"), "for every family"


@pytest.mark.parametrize(
    "told",
    [
        {"name": ""},
        {"kind": "palace"},
        {"age_from": "13"},  # from 13 to 12
        {"age_to": "十二"},
        {"types": ["boredom"]},
        {"areas": ["となりまち小学校"]},
        {"confirmed_on": "2026-11-01"},
        {"contact": "1234 5678 9018"},  # twelve digits that may be an Individual Number
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(centre: Client, told: dict[str, Any]) -> None:
    answer = centre.post("/resources/add/", TOLD | {"days": "毎月一回"} | told)
    assert answer.status_code == 400 and "＊" in answer.content.decode() and "毎月一回" in answer.content.decode()
    assert not newest_versions().filter(name="あさがお文庫").exists()


def cells_of(answer: Any) -> list[list[str]]:
    """The rows of the first sheet of a workbook."""
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def test_the_directory_leaves_as_excel_and_comes_back_the_same(centre: Client, home: Path) -> None:
    plant_cases(home)
    answer = centre.get("/resources/file/")
    rows = cells_of(answer)
    assert tuple(rows[0]) == HEADINGS and len(rows) == 1 + Resource.objects.count()
    assert OWN not in str(rows) and "K-0001" not in str(rows)
    assert AuditRow.objects.get(action="resource.file").result == "ok"
    assert len(cells_of(centre.get("/resources/file/?empty=1"))) == 1
    shown = load(centre, "社会資源.xlsx", answer.content)
    assert "8行のうち、加えた 0、書き替えた 0、同じだった 8、戻した 0" in shown


def load(client: Client, name: str, content: bytes, status: int = 200) -> str:
    """Hand a file in and read what is said."""
    answer = client.post("/resources/load/", {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == status
    return answer.content.decode()


def row(**told: str) -> str:
    """A line of CSV under HEADINGS."""
    return ",".join(
        [told.get("number", ""), told.get("seen", ""), *(told.get(name, "") for name in COLUMNS), told.get("state", "")]
    )


FIRST = {"name": "つくし文庫", "kind": "居場所・児童館・フリースクール", "confirmed_on": "令和8年10月30日"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_csv_is_taken_row_by_row_and_faults_are_told(centre: Client, encoding: str) -> None:
    number = str(one("ひだまり食堂").resource.number)
    lines = [
        ",".join(HEADINGS),
        row(**FIRST, types="貧困、ヤングケアラー", areas="町全体"),
        row(**FIRST | {"name": "悪い種類", "kind": "文庫"}),
        row(**FIRST | {"name": "先の日", "confirmed_on": "2027-01-01"}),
        row(**FIRST | {"name": "ない番号", "number": "999"}),
        row(**FIRST),
        row(
            number=number,
            seen="1",
            name="ひだまり食堂",
            kind="こども食堂・地域食堂",
            confirmed_on="2026/10/30",
            state="取りやめ",
        ),
        row(**FIRST | {"name": "知らない学校", "areas": "となりまち小学校"}),
    ]
    shown = load(centre, "表.csv", "\r\n".join(lines).encode(encoding))
    assert "7行のうち、加えた 1、書き替えた 1、同じだった 0、戻した 5" in shown
    receipt = ResourceLoad.objects.get()
    assert [(one["line"], one["column"], one["code"]) for one in receipt.faults] == [
        (3, "種類", "C177"),
        (4, "最終確認日", "C177"),
        (5, "番号", "C176"),
        (6, "名前", "C173"),
        (8, "区域", "C177"),
    ]
    assert receipt.rows == receipt.added + receipt.changed + receipt.same + receipt.refused
    assert one("つくし文庫").types == ["poverty", "young_carer"] and one("つくし文庫").confirmed_on == date(
        2026, 10, 30
    )
    assert one("ひだまり食堂").state == ResourceVersion.WITHDRAWN
    assert not newest_versions().filter(name="ない番号").exists()


def test_a_file_that_lay_for_weeks_takes_back_nothing_written_since(centre: Client) -> None:
    before = centre.get("/resources/file/").content
    gone, asked = one("ひだまり食堂").resource.number, one("まちの相談室").resource.number
    assert centre.post(f"/resources/{gone}/withdraw/", {"seen": 1, "why": "会場が使えなくなった"}).status_code == 302
    assert centre.post(f"/resources/{asked}/confirm/", {"seen": 1}).status_code == 302
    shown = load(centre, "社会資源.xlsx", before)
    assert "8行のうち、加えた 0、書き替えた 0、同じだった 6、戻した 2" in shown
    faults = {(one["column"], one["code"]) for one in ResourceLoad.objects.get().faults}
    assert faults == {("取りやめ", "C184"), ("最終確認日", "C184")}
    assert one("ひだまり食堂").state == ResourceVersion.WITHDRAWN and one("まちの相談室").confirmed_on == date(
        2026, 10, 31
    )
    newer = row(number=str(asked), seen="2", name="まちの相談室", kind="そのほか", confirmed_on="2026-10-31")
    assert "書き替えた 1" in load(centre, "表.csv", f"{','.join(HEADINGS)}\r\n{newer}".encode())


def test_words_written_since_are_not_taken_back_by_older_ones_of_the_same_day(centre: Client) -> None:
    heads, *rows = cells_of(centre.get("/resources/file/"))
    resource = one("まちの相談室").resource
    told = described(one("まちの相談室"))
    user = User.objects.get(username="center")
    change_resource(
        resource, user, "family_centre", replace(told, contact="0465-00-9999"), seen=1, why="電話が変わった"
    )

    def loaded(seen: str) -> str:
        lines = [dict(zip(heads, cells, strict=True)) for cells in rows]
        (mine,) = [line for line in lines if line["名前"] == "まちの相談室"]
        mine |= {"版": seen, "費用": "無料"}
        return load(centre, "表.csv", f"{','.join(heads)}\r\n{','.join(mine.values())}".encode())

    for seen, why in (("1", "取り出したあとで書き替えられています（いまは版 2）"), ("", "どの版を見て書いたか")):
        shown = loaded(seen)
        assert "戻した 1" in shown and why in shown and "C184" in shown
        assert one("まちの相談室").contact == "0465-00-9999"
    assert "書き替えた 1" in loaded("2") and one("まちの相談室").seq == 3


def test_a_day_of_excel_is_a_day(centre: Client) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
    sheet.write_row(1, 0, HEADINGS)
    for name, cell in (("name", "つくし文庫"), ("kind", "そのほか")):
        sheet.write(4, HEADINGS.index(COLUMNS[name]), cell)
    sheet.write_datetime(4, HEADINGS.index("最終確認日"), date(2026, 10, 30), day)
    sheet.write(5, HEADINGS.index("名前"), "種類がない")
    book.close()
    assert "2行のうち、加えた 1" in load(centre, "表.xlsx", target.getvalue())
    assert one("つくし文庫").confirmed_on == date(2026, 10, 30)
    assert {fault["line"] for fault in ResourceLoad.objects.get().faults} == {6}, (
        "the line of the sheet, blank ones counted"
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("表.xlsx", b"no workbook", "C174"),
        ("表.csv", "名前,種類\r\nあ,い\r\n".encode(), "C175"),
        ("表.csv", ",".join(one for one in HEADINGS if one != "区域").encode(), "C175"),
        ("表.csv", b"\xff\xfe\x00\x81", "C174"),
    ],
)
def test_a_file_that_is_none_changes_nothing(centre: Client, name: str, content: bytes, code: str) -> None:
    before = ResourceVersion.objects.count()
    assert code in load(centre, name, content, status=409)
    assert ResourceVersion.objects.count() == before and not ResourceLoad.objects.exists()


def test_others_hand_no_file_in(centre: Client, as_person: As) -> None:
    before = ResourceVersion.objects.count()
    answer = as_person("kocho").post("/resources/load/", {"files": SimpleUploadedFile("表.csv", b"x")})
    assert answer.status_code in (400, 404) and ResourceVersion.objects.count() == before


def test_the_paper_says_nothing_of_types(centre: Client) -> None:
    answer = centre.get("/resources/paper/")
    assert answer.status_code == 200
    told = text_of_paper(answer.content)
    assert "ひだまり食堂" in told and "17:00" in told
    assert not [word for word in ("貧困", "虐待", "ヤングケアラー", "引きこもり") if word in told]
