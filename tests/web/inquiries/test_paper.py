"""Paper and Excel: numbered, with a holder; what comes back is read as a whole, or refused with nothing taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support import workbooks
from support.paper_text import text_of_paper
from support.web_cases import NUMBER
from support.web_inquiries import send_sheet
from support.web_people import OWN, SCHOOL, As, change_serving
from support.workbooks import Pages, cells_of
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.inquiries.asking import Told, told_in
from tsunagu_web.inquiries.models import Answer, Issue, IssueBack, Sheet
from tsunagu_web.inquiries.workbook import CONFIRMED, PAGE, TOLD_BY
from tsunagu_web.papers.workbooks import NAME

SHEET = f"/inquiries/{NUMBER}/1/"
ANSWERS = {CONFIRMED: "はい", TOLD_BY: "教頭の林", "late": "〇", "absent_days": "４", "clothes": "わからない"}
ANSWERS |= {"concerns": "朝、眠そうにしている"}
Rows = list[list[str]]


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def asked(centre: Client, home: Path) -> Client:
    """こども家庭センター, with one sheet sent to the school."""
    send_sheet(home)
    return centre


def issue(client: Client, way: str = "excel", holder: str = "教頭の林") -> Any:
    """Number one more."""
    return client.post(f"{SHEET}issue/", {"way": way, "holder_name": holder})


def pages_of(client: Client, folder: Path, url: str = f"{SHEET}file/1/") -> Pages:
    """The cells of the workbook that is handed out, read as what comes back is read."""
    return cells_of(client.get(url), folder)


def filled(pages: Pages, **told: str) -> bytes:
    """The same workbook with answers in it, as Excel would save it."""
    return workbooks.filled(pages, PAGE, **told)


def give_back(client: Client, content: bytes, seen: int = 0, url: str = SHEET) -> Any:
    """Hand the file over on the sheet's page."""
    return workbooks.give_back(client, f"{url}read/", content, seen=seen)


def test_what_was_filled_in_comes_back_as_it_was_given(asked: Client, tmp_path: Path) -> None:
    assert issue(asked).status_code == 302
    pages = pages_of(asked, tmp_path)
    assert give_back(asked, filled(pages, **ANSWERS)).status_code == 302
    answer = Answer.objects.get()
    assert (answer.way, answer.told_by, answer.confirmed) == ("excel", "教頭の林", True)
    assert told_in(answer) == {
        "late": Told("○"),
        "absent_days": Told("4"),
        "clothes": Told(unknown=True),
        "concerns": Told("朝、眠そうにしている"),
    }
    assert IssueBack.objects.get().issue == Issue.objects.get()
    said = page(asked, SHEET)
    assert "Excel" in said and "教頭の林" in said and "朝、眠そうにしている" in said and "記入なし" in said


def test_a_dangerous_answer_in_a_file_is_one_as_well(asked: Client, tmp_path: Path) -> None:
    issue(asked)
    give_back(asked, filled(pages_of(asked, tmp_path), **ANSWERS, wish_to_die="◎"))
    assert Answer.objects.get().dangerous and "危険と決めた回答があります" in page(asked, "/")


def test_the_file_tells_only_what_the_school_knows(asked: Client, tmp_path: Path) -> None:
    issue(asked)
    pages = pages_of(asked, tmp_path)
    told = "\n".join("\t".join(row) for row in pages[PAGE])
    assert "佐藤 ひなた" in told and "小3" in told and "守秘義務" in told and "教頭の林" in told
    for word in ("貧困", "生活保護", "判定", "K-0001", "ヤングケアラー", "面談"):
        assert word not in told


def test_every_file_handed_out_is_in_the_record_of_the_child(asked: Client) -> None:
    issue(asked)
    asked.get(f"{SHEET}file/1/")
    assert AuditRow.objects.filter(action="inquiry.file", object=f"child:{OWN}").count() == 1


def _named(rows: Pages, name: str) -> Pages:
    return {
        page: [[row[0], name, *row[2:]] if len(row) > 3 and row[3] == NAME else row for row in told]
        for page, told in rows.items()
    }


def _asking(rows: Pages, change: Callable[[Rows], Rows]) -> Pages:
    return rows | {PAGE: change(rows[PAGE])}


@pytest.mark.parametrize(
    ("code", "change", "told"),
    [
        ("C026", lambda pages: _named(pages, "佐藤 陸"), {}),
        ("C027", lambda pages: _asking(pages, lambda rows: [row for row in rows if row[3] != "late"]), {}),
        (
            "C027",
            lambda pages: _asking(
                pages, lambda rows: [["早起き", *row[1:]] if row[3] == "late" else row for row in rows]
            ),
            {},
        ),
        ("C025", lambda pages: {PAGE: pages[PAGE]}, {}),
        ("C025", lambda pages: {"Sheet1": [["氏名", "欠席"], ["佐藤", "3"]]}, {}),
        (
            "C025",
            lambda pages: (
                pages | {"つなぐ": [["様式", "tsunagu-inquiry-1"], ["シート", f"{NUMBER}-1"], ["発行番号", "9"]]}
            ),
            {},
        ),
        ("C028", lambda pages: pages, {"late": "ときどき"}),
        ("C028", lambda pages: pages, {"absent_days": "三日"}),
        ("C028", lambda pages: pages, {CONFIRMED: ""}),
        ("C028", lambda pages: pages, {TOLD_BY: ""}),
        ("C028", lambda pages: pages, {"concerns": "番号は123456789018"}),
    ],
)
def test_what_is_not_this_sheets_file_is_refused_as_a_whole(
    asked: Client, tmp_path: Path, code: str, change: Any, told: dict[str, str]
) -> None:
    issue(asked)
    answer = give_back(asked, filled(change(pages_of(asked, tmp_path)), **(ANSWERS | told)))
    assert answer.status_code == 409 and code in answer.content.decode()
    assert not Answer.objects.exists() and not IssueBack.objects.exists()
    assert "123456789018" not in answer.content.decode()


def test_the_file_of_another_sheet_is_refused(asked: Client, home: Path, tmp_path: Path) -> None:
    issue(asked)
    send_sheet(home, "nursery", code="C-0002")
    answer = give_back(asked, filled(pages_of(asked, tmp_path), **ANSWERS), url=f"/inquiries/{NUMBER}/2/")
    assert answer.status_code == 409 and "C026" in answer.content.decode() and not Answer.objects.exists()


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_workbook_is_refused(asked: Client, content: bytes) -> None:
    issue(asked)
    answer = give_back(asked, content)
    assert answer.status_code == 409 and not Answer.objects.exists()


def test_a_zip_that_grows_is_refused(asked: Client) -> None:
    issue(asked)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>" + b" " * (30 << 20))
    answer = give_back(asked, target.getvalue())
    assert answer.status_code == 409 and "C025" in answer.content.decode()


def test_a_file_read_twice_is_not_taken_for_a_new_answer_unseen(asked: Client, tmp_path: Path) -> None:
    issue(asked)
    content = filled(pages_of(asked, tmp_path), **ANSWERS)
    give_back(asked, content)
    again = give_back(asked, content)
    assert again.status_code == 409 and "C023" in again.content.decode() and Answer.objects.count() == 1


def test_paper_bears_its_number_its_holder_and_the_day_it_must_be_back(asked: Client, as_person: As, at: Any) -> None:
    Sheet.objects.all().update(due_on="2026-11-14")
    assert issue(asked, "paper", "").status_code == 400 and not Issue.objects.exists()
    issue(asked, "paper")
    issue(asked, "paper", "担任の上田")
    assert asked.get(f"{SHEET}file/2/").status_code == 404, "numbered for paper"
    answer = asked.get(f"{SHEET}paper/2/")
    assert answer["Content-Type"] == "application/pdf" and "佐藤" not in answer["Content-Disposition"]
    assert AuditRow.objects.get(action="inquiry.paper").children == [OWN]
    told = text_of_paper(answer.content)
    for words in (
        f"{NUMBER}-1-2",
        "担任の上田",
        "2026年11月21日までに返す",
        "回収欄",
        "守秘義務",
        "佐藤 ひなた",
        "分からない",
        "児童福祉法",
    ):
        assert words in told, words
    for question in Sheet.objects.get().asked:
        assert question["label"].replace(" ", "") in told.replace(" ", ""), "the same questions as the page"
    assert "K-0001" not in told
    assert "返っていない紙・Excel 2部" in page(asked, "/inquiries/?out=1")
    assert asked.post(f"{SHEET}back/", {"issued": "1"}).status_code == 302
    assert "返っていない紙・Excel 1部" in page(asked, "/inquiries/?out=1")
    at("2026-11-22 09:00")
    assert "過ぎています" in page(as_person("center"), SHEET)


def test_the_school_prints_its_own_sheet_and_nobody_elses(asked: Client, as_person: As, tmp_path: Path) -> None:
    school = as_person("kocho")
    assert issue(school).status_code == 302
    assert school.get(f"{SHEET}file/1/").status_code == 200
    for other in ("ssw", "tannin", "boshi", "sekinin", "hantei", "kansa"):
        client = as_person(other)
        assert issue(client).status_code == 404, other
        assert client.get(f"{SHEET}file/1/").status_code == client.get(f"{SHEET}paper/1/").status_code == 404, other
    assert give_back(school, filled(pages_of(school, tmp_path), **ANSWERS)).status_code == 302
    assert school.post(f"{SHEET}back/", {"issued": "1"}).status_code == 404


def test_once_a_child_is_protected_nothing_is_printed_and_no_place_named(asked: Client, home: Path) -> None:
    issue(asked, holder=f"{SCHOOL}の教頭")
    issue(asked, "paper", f"{SCHOOL}の教頭")
    assert SCHOOL in page(asked, SHEET)
    change_serving(home, "UPDATE children SET protected = 1, affiliation = NULL WHERE child_code = ?", OWN)
    assert asked.get(f"{SHEET}file/1/").status_code == asked.get(f"{SHEET}paper/2/").status_code == 404
    assert SCHOOL not in page(asked, SHEET)
    answer = issue(asked)
    assert answer.status_code == 409 and "C022" in answer.content.decode()


def test_who_was_given_a_sheet_is_not_told_once_a_child_is_protected(centre: Client, home: Path) -> None:
    """Also where it was asked of somebody by name, who need not be at the child's school."""
    send_sheet(home, f"holder:{User.objects.get(username='boshi').pk}")
    assert issue(centre, holder=f"{SCHOOL}の教頭").status_code == 302
    assert f"{SCHOOL}の教頭" in page(centre, SHEET)
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    told = page(centre, SHEET)
    assert f"{SCHOOL}の教頭" not in told and "支援措置があるため表示しません" in told


def test_of_somebody_protected_a_file_that_names_a_place_is_asked_back_unless_it_tells_of_danger(
    asked: Client, home: Path, tmp_path: Path
) -> None:
    assert issue(asked).status_code == 302
    pages = pages_of(asked, tmp_path)
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    named = ANSWERS | {"concerns": "文命中学校に行きたいと話す"}
    answer = give_back(asked, filled(pages, **named))
    assert answer.status_code == 409 and "C195" in answer.content.decode()
    assert not Answer.objects.exists() and not IssueBack.objects.exists(), "the file can be given back once more"
    assert give_back(asked, filled(pages, **(named | {"wish_to_die": "◎"}))).status_code == 302
    said = page(asked, SHEET)
    assert Answer.objects.get().dangerous and "文命中学校" not in said and "に行きたいと話す" in said
