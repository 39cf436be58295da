"""The borders of a file of fixed width on the page: decisions stay where borders stay, and what is lost is said before."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.fixed_file import FIXED_FILE, fixed, glued
from support.individual_numbers import my_number
from support.layout_pages import LAYOUTS, OWN, confirm_on_page, hand_in, nothing_of_files, text
from support.web_people import As
from tsunagu.drafting import digest_of, drafts, open_draft
from tsunagu_web.layouts.work import clear_away
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.running import run_job


@pytest.fixture
def clerk(as_person: As) -> Any:
    """判定担当."""
    return as_person("hantei")


def test_the_borders_of_a_file_of_fixed_width_are_moved_on_the_page(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "new")
    url = f"{LAYOUTS}of/own_source/"
    page = text(clerk.get(f"{url}cuts/"))
    assert "9999999999漢漢" in page and "^ " in page and "佐藤" not in page and "1000000007" not in page
    told = {f"end_{n}": str(end) for n, end in enumerate((10, 30, 42, 46, 50, 51, ""))}
    told |= {f"name_{n}": name for n, name in enumerate(("住民番号", "氏名", "カナ", "年", "月日", "男女", ""))}
    for wrong in ({"end_0": "x"}, {"end_0": "30"}, {"end_0": "000010"}, {"name_0": "氏名"}):
        refused = clerk.post(f"{url}cuts/", told | wrong)
        assert (refused.status_code, "Y019" in text(refused), "月日" in text(refused)) == (400, True, True)
    one_column = {name: value for name, value in told.items() if name in ("end_0", "name_0")}
    refused = clerk.post(f"{url}cuts/", one_column)
    assert (refused.status_code, "2列以上に分けてください" in text(refused)) == (400, True), "two columns are enough"
    assert [column.heading for column in open_draft(home, "own_source").columns][0] == "列1"
    again = SimpleUploadedFile(FIXED_FILE, fixed())
    refused = clerk.post(f"{url}cuts/", told | {"files": again})
    assert (refused.status_code, "Y009" in text(refused)) == (400, True), "what was seen must be said"
    again.seek(0)
    worked(clerk.post(f"{url}cuts/", told | {"files": again, "seen": digest_of(home, "own_source")}))
    [draft] = drafts(home)
    assert [(column.heading, column.column.bytes_wide) for column in draft.columns] == [
        ("住民番号", 10),
        ("氏名", 20),
        ("カナ", 12),
        ("年", 4),
        ("月日", 4),
        ("男女", 1),
    ]
    clear_away(older_than=0)
    assert [path.name for path in (home / "drafting").glob("*/[0-9]")] == ["1"], "the file waits with its draft"


CUTS = (10, 30, 42, 46, 50, 51)
NAMES = ("住民番号", "氏名", "カナ", "年", "月日", "男女")


def borders(clerk: Any, url: str, ends: Sequence[int] = CUTS, names: Sequence[str] = NAMES, **told: Any) -> Any:
    """Send borders as the page that is open now would."""
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(f"{url}cuts/")))
    assert seen
    form = {f"end_{n}": str(end) for n, end in enumerate(ends)} | {f"name_{n}": name for n, name in enumerate(names)}
    return clerk.post(f"{url}cuts/", form | {"seen": seen[1]} | told)


def worked(answer: Any) -> None:
    """Let the worker do what was asked."""
    assert answer.status_code == 302, text(answer)
    run_job(int(answer["Location"].strip("/").rsplit("/", 1)[1]), 1)


def decide(clerk: Any, url: str, number: int, label: str, **told: str) -> None:
    """Receive a column of a new source under a name."""
    form = {"received": "on", "label": label, "kind": "text"} | told
    assert clerk.post(f"{url}column/{number}/", form).status_code == 302


def told_of(home: Path, name: str = "own_source") -> list[tuple[str, str, bool, str]]:
    """Heading, label, whether it is received and by whose word, of every column."""
    return [(one.heading, one.label, bool(one.to), one.decided_by) for one in open_draft(home, name).columns]


def test_a_decision_stays_where_the_borders_of_its_column_stay(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "new")
    url = f"{LAYOUTS}of/own_source/"
    worked(borders(clerk, url))
    decide(clerk, url, 1, "整理番号", kind="resident_no")
    decide(clerk, url, 6, "性別", kind="code", code_0="1", label_0="男", code_1="2", label_1="女")
    decide(clerk, url, 3, "ふりがな")
    page = text(clerk.get(f"{url}cuts/"))
    assert "「性別」として受け取る（hantei）" in page
    clerk.post(f"{url}file/", {"label": "検査", "file_names": "F.txt*.txt\n固定*.txt", "key": ["resident_no"]})
    before = open_draft(home, "own_source")
    # 年 and 月日 become one column, so that 男女 stands at another place; カナ is cut in two.
    ends, names = (10, 30, 36, 42, 50, 51), ("住民番号", "氏名", "カナ姓", "カナ名", "生年月日", "男女")
    refused = borders(clerk, url, ends, names)
    page = text(refused)
    assert (refused.status_code, "Y020" in page, "ふりがな" in page) == (400, True, True)
    assert open_draft(home, "own_source") == before, "nothing changes before somebody has read what is lost"
    assert borders(clerk, url, ends, names, lose="5").status_code == 400, "the wrong columns were read"
    place = re.search(r'name="lose" value="([0-9,]+)"', page)
    assert place and place[1] == "2"
    worked(borders(clerk, url, ends, names, lose="2"))
    assert [one for one in told_of(home) if one[3]] == [
        ("住民番号", "整理番号", True, "hantei"),
        ("男女", "性別", True, "hantei"),
    ]
    after = open_draft(home, "own_source").columns[5]
    assert [(one.code, one.label) for one in after.own_codes] == [("1", "男"), ("2", "女")]
    assert (after.column.to, after.column.bytes_wide) == (("own_source.c06",), 1)
    decide(clerk, url, 2, "氏名")
    assert confirm_on_page(clerk, url, {"reason": "x"}).status_code == 400, "only the purpose is open"


def test_without_a_decision_nothing_is_asked_and_the_file_need_not_be_chosen_again(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "new")
    url = f"{LAYOUTS}of/own_source/"
    assert "選びなおさなくてよい" in text(clerk.get(f"{url}cuts/"))
    kept = [path for path in (home / "drafting").rglob("1")]
    assert [path.stat().st_mode & 0o077 for path in [*kept, *(home / "drafting").iterdir()]] == [0, 0]
    came = kept[0].stat().st_mtime_ns
    worked(borders(clerk, url))
    assert [one[0] for one in told_of(home)] == list(NAMES)
    clear_away(older_than=0)
    [kept_now] = (home / "drafting").rglob("1")
    assert kept_now.stat().st_mtime_ns == came, "looked at again, it is kept no longer"


def test_the_file_goes_a_day_after_it_came_and_with_its_draft(clerk: Any, home: Path) -> None:
    url = f"{LAYOUTS}of/own_source/"
    for end in ("a day", "discarded"):
        hand_in(clerk, FIXED_FILE, fixed(), "new")
        clear_away(older_than=0)
        [kept] = (home / "drafting").rglob("1")
        if end == "a day":
            yesterday = kept.stat().st_mtime - 24 * 3600
            os.utime(kept, (yesterday, yesterday))
            page = text(clerk.get(f"{url}cuts/"))
            assert "選びなおさなくてよい" not in page
            assert "N005" in text(borders(clerk, url))
            clear_away(older_than=0)
            assert nothing_of_files(home)
        clerk.post(f"{url}discard/")
        clear_away(older_than=0)
        assert nothing_of_files(home), end


def test_borders_seen_before_somebody_decided_are_not_moved(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "new")
    url = f"{LAYOUTS}of/own_source/"
    worked(borders(clerk, url))
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(f"{url}cuts/")))
    assert seen
    asked = borders(clerk, url, (10, 30, 42, 50, 51), ("住民番号", "氏名", "カナ", "生年月日", "男女"))
    decide(clerk, url, 4, "年")
    assert "Y009" in text(borders(clerk, url, seen=seen[1]))
    worked(asked)
    assert "Y009" in Job.objects.latest("pk").message + Job.objects.latest("pk").code
    assert ("年", "年", True, "hantei") in told_of(home), "decided between the page and the worker"
    worked(borders(clerk, url, lose="3"))


def test_a_decision_about_a_known_source_stays_and_a_proposal_gives_way(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "juki_kojin")
    worked(borders(clerk, OWN))
    [target] = open_draft(home, "juki_kojin.own").columns[2].to
    assert clerk.post(f"{OWN}change/", {"to_1": target, "to_2": ""}).status_code == 302
    assert open_draft(home, "juki_kojin.own").columns[2].to == ()
    worked(borders(clerk, OWN, (10, 30, 42, 50, 51), ("住民番号", "氏名", "カナ", "生年月日", "男女")))
    columns = open_draft(home, "juki_kojin.own").columns
    assert [(one.heading, one.decided_by) for one in columns if one.to == (target,)] == [("氏名", "hantei")]
    found = borders(
        clerk, OWN, (10, 30, 40, 42, 50, 51), ("住民番号", "氏名", "カナ", "空き", "生年月日", "男女"), lose="2"
    )
    worked(found)
    columns = open_draft(home, "juki_kojin.own").columns
    assert [(one.heading, one.decided_by) for one in columns if one.to == (target,)] == [("氏名", "hantei")]
    assert (columns[2].to, "決まっています" in columns[2].reason) == ((), True)


NUMBERS = [my_number(30_000_000_000 + 7919 * i) for i in range(12)]
OTHERS = [f"{int(number) + 1:012d}" for number in NUMBERS]
"""Twelve digits as well, but no check digit fits."""


def files_left(home: Path) -> list[bytes]:
    """What lies of the files handed in."""
    return [path.read_bytes() for path in (home / "drafting").rglob("[0-9]")]


@pytest.mark.parametrize("between", ["", "-"])
def test_a_file_that_may_hold_individual_numbers_is_not_kept(clerk: Any, home: Path, between: str) -> None:
    def file(numbers: list[str]) -> bytes:
        return glued([between.join((one[:4], one[4:8], one[8:])) for one in numbers])

    url = f"{LAYOUTS}of/own_source/"
    hand_in(clerk, FIXED_FILE, file(NUMBERS), "new")
    assert files_left(home) == []
    assert "個人番号" in text(clerk.get(url)) and "個人番号" in text(clerk.get(f"{url}cuts/"))
    clerk.post(f"{url}discard/")
    hand_in(clerk, FIXED_FILE, file(OTHERS), "new")
    assert files_left(home) == [file(OTHERS)]
    assert "個人番号" not in text(clerk.get(url)) + text(clerk.get(f"{url}cuts/"))


def test_borders_that_show_individual_numbers_leave_nothing_of_the_file_anywhere(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, glued(OTHERS), "new")
    url = f"{LAYOUTS}of/own_source/"
    assert files_left(home) == [glued(OTHERS)]
    other = SimpleUploadedFile(FIXED_FILE, glued(NUMBERS))
    worked(borders(clerk, url, (10, 22, 42), ("住民番号", "番号", "氏名"), files=other))
    job = Job.objects.latest("pk")
    assert (job.code, "個人番号" in job.message, "どこにも残していません" in job.remedy) == ("Y001", True, True)
    assert not any(number in job.message + job.remedy for number in NUMBERS)
    assert (files_left(home), drafts(home), "下書きも捨てました" in job.remedy) == ([], [], True)


def test_a_file_looked_at_again_lies_there_once(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, glued(OTHERS), "new")
    worked(borders(clerk, f"{LAYOUTS}of/own_source/", (10, 22, 42), ("住民番号", "番号", "氏名")))
    assert files_left(home) == [glued(OTHERS)], "not under the order of the old borders as well"


@pytest.mark.parametrize("chosen_again", [False, True])
def test_the_last_column_stays_where_its_row_is_emptied(clerk: Any, home: Path, chosen_again: bool) -> None:
    hand_in(clerk, FIXED_FILE, fixed(kinds=True), "new")
    url = f"{LAYOUTS}of/own_source/"
    worked(borders(clerk, url))
    decide(clerk, url, 6, "性別", kind="code", code_0="1", label_0="男", code_1="2", label_1="女")
    file = {"files": SimpleUploadedFile(FIXED_FILE, fixed(kinds=True))} if chosen_again else {}
    worked(borders(clerk, url, CUTS[:-1], NAMES[:-1], **file))
    assert told_of(home)[-1] == ("男女", "性別", True, "hantei")
    moved = borders(clerk, url, (*CUTS[:-2], 49), NAMES[:-1])
    assert (moved.status_code, "Y020" in text(moved), "性別" in text(moved)) == (400, True, True), "it begins elsewhere"


def test_a_last_column_that_a_file_no_longer_has_is_lost_and_said(clerk: Any, home: Path) -> None:
    hand_in(clerk, FIXED_FILE, fixed(), "new")
    url = f"{LAYOUTS}of/own_source/"
    worked(borders(clerk, url))
    decide(clerk, url, 6, "性別")
    narrow = b"".join(line[:50] + b"\r\n" for line in fixed().split(b"\r\n")[:-1])
    refused = borders(clerk, url, CUTS[:-1], NAMES[:-1], files=SimpleUploadedFile(FIXED_FILE, narrow))
    assert (refused.status_code, "Y020" in text(refused)) == (400, True)
    worked(borders(clerk, url, CUTS[:-1], NAMES[:-1], files=SimpleUploadedFile(FIXED_FILE, narrow), lose="5"))
    assert [one[0] for one in told_of(home)] == list(NAMES[:-1])
