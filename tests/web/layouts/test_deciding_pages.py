"""What a clerk decides about a draft on its pages, and what the intake then does; each refusal beside its permission."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from support.typed_in import type_in
from support.web_people import As
from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, SCREENING_FILE, canteen, old_screening, residents
from tsunagu.catalog import Meaning, choices, entry_sheet_name, load_pack
from tsunagu.catalog.entry_sheet import entries
from tsunagu.drafting import Matcher, confirmed, draft_of, keep, open_draft
from tsunagu.intake import loads, receive
from tsunagu.month import Home
from tsunagu.purpose import seed_from_pack

OWN = "/layouts/of/own_source/"
RESIDENTS = "/layouts/of/juki_kojin.own/"
DAY = date(2026, 10, 31)
NAME, TIMES, LAST, TAKES_HOME = 2, 3, 4, 5
"""Numbers of the canteen's columns on their pages."""
PURPOSE = dict.fromkeys(
    ("legal_basis", "purpose", "temporary", "necessity", "reasonable_ground", "no_harm"), "根拠"
) | {
    "owner": "生涯学習課",
    "approved_by": "責任者",
    "starts_on": "2026-04-01",
    "ends_on": "2027-03-31",
}


@pytest.fixture
def clerk(as_person: As, home: Path) -> Any:
    """判定担当, with a draft of a new source and one of another vendor's residents waiting."""
    pack = Home(home).pack()
    matcher = Matcher(pack)
    for name, data in ((CANTEEN_FILE, canteen()), (RESIDENTS_FILE, residents(sexes=("1", "2", "1", "7")))):
        (home / name).write_bytes(data)
        keep(home, pack, draft_of(home / name, matcher, home), by="hantei", on=DAY)
        (home / name).unlink()
    return as_person("hantei")


def text(answer: Any) -> str:
    """A page's text."""
    return str(answer.content.decode())


def column(home: Path, number: int, name: str = "own_source") -> Any:
    """A column of a draft as it stands."""
    return open_draft(home, name).columns[number - 1]


def codes(*rows: tuple[str, str, str]) -> dict[str, str]:
    """Rows of the form: code, label, meaning."""
    return {
        f"{field}_{number}": value
        for number, row in enumerate(rows)
        for field, value in zip(("code", "label", "meaning"), row, strict=True)
    }


def received(home: Path, name: str, data: bytes) -> Any:
    """What the intake makes of a file."""
    seed_from_pack(home, load_pack("kaisei"), date(2026, 4, 1))
    (home / name).write_bytes(data)
    [receipt] = receive([home / name], home=home, pack=Home(home).pack(), received_on=DAY)
    return receipt


def in_force(clerk: Any, home: Path, url: str) -> None:
    """Confirm what is on the page."""
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(url)))
    assert seen
    answer = clerk.post(f"{url}confirm/", {"reason": "課に聞いた", "seen": seen[1]})
    assert answer.status_code == 302, text(answer)


@pytest.mark.parametrize("page", [f"column/{TIMES}/", "file/", "change/"])
def test_nobody_decides_over_what_somebody_decided_meanwhile(clerk: Any, home: Path, page: str) -> None:
    """Two clerks open the same draft; the second one's form is of a draft that is no longer there."""
    form = {
        "received": "on",
        "kind": "int",
        "label": "回数",
        "file_names": "こども食堂利用者_*.csv",
        "period": "monthly",
    }
    shown = OWN if page == "change/" else f"{OWN}{page}"
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(shown)))
    assert seen
    current = {**form, "seen": seen[1]}
    assert clerk.post(f"{OWN}column/{TIMES}/", current).status_code == 302, "whoever saw what is there decides"
    before = open_draft(home, "own_source")
    late = clerk.post(f"{OWN}{page}", {**form, "label": "ほかの名前", "seen": seen[1]})
    assert late.status_code in (400, 409)
    assert "画面を開いたあとで、下書きが直されました" in text(late)
    assert open_draft(home, "own_source") == before


class TestColumn:
    """One column of a new source."""

    def test_type_name_and_meanings_are_decided_and_read(self, clerk: Any, home: Path) -> None:
        page = text(clerk.get(f"{OWN}column/{TAKES_HOME}/"))
        assert "決まった言葉・印・コード" in page and "希望する" not in page
        told = {"received": "on", "kind": "flag", "label": "持ち帰りの希望"}
        rows = codes(("希望する", "", "yes"), ("しない", "", "no"), ("", "", "value"))
        assert clerk.post(f"{OWN}column/{TAKES_HOME}/", told | rows).status_code == 302
        assert (
            clerk.post(f"{OWN}column/{TIMES}/", {"received": "on", "kind": "int", "label": "回数"}).status_code == 302
        )
        decided = column(home, TAKES_HOME)
        assert (decided.label, decided.becomes.type, decided.confidence) == ("持ち帰りの希望", "flag", "sure")
        assert [(one.code, one.meaning) for one in decided.own_codes] == [("希望する", "yes"), ("しない", "no")]
        again = text(clerk.get(f"{OWN}column/{TAKES_HOME}/"))
        assert 'value="希望する"' in again and "持ち帰りの希望" in again
        clerk.post(f"{OWN}change/", PURPOSE)
        in_force(clerk, home, OWN)
        receipt = received(home, CANTEEN_FILE, canteen())
        assert (receipt.status, receipt.rows_accepted, receipt.counts) == ("accepted", 30, {})
        table = Home(home).pack().tables["own_source"]
        assert {name: (one.type, one.label) for name, one in table.columns.items()} == {
            "resident_no": ("key", "住民番号"),
            "c03": ("int", "回数"),
            "c04": ("date", "最後に来た日"),
            "c05": ("flag", "持ち帰りの希望"),
        }

    def test_every_meaning_a_code_can_have_can_be_chosen(self, clerk: Any, home: Path) -> None:
        meanings = get_args(Meaning)
        page = text(clerk.get(f"{OWN}column/{TAKES_HOME}/"))
        assert [one for one in meanings if f'value="{one}"' not in page] == []
        told = {"received": "on", "kind": "code", "label": "持ち帰り"}
        rows = codes(*((f"符{number}", "ことば", one) for number, one in enumerate(meanings)))
        assert clerk.post(f"{OWN}column/{TAKES_HOME}/", told | rows).status_code == 302
        assert tuple(one.meaning for one in column(home, TAKES_HOME).own_codes) == meanings

    def test_a_code_without_a_meaning_is_kept_as_unknown(self, clerk: Any, home: Path) -> None:
        told = {"received": "on", "kind": "code", "label": "持ち帰り"}
        clerk.post(f"{OWN}column/{TAKES_HOME}/", told | codes(("希望する", "持って帰る", "value")))
        clerk.post(f"{OWN}change/", PURPOSE)
        in_force(clerk, home, OWN)
        receipt = received(home, CANTEEN_FILE, canteen())
        assert (receipt.rows_accepted, receipt.counts) == (30, {"cell.unknown_code": 8})

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"kind": "int", "label": " "}, "Y013"),
            ({"kind": "no such", "label": "x"}, "Y013"),
            ({"kind": "text", "label": "住民番号"}, "Y013"),
            ({"kind": "code", "label": "x"}, "Y014"),
            ({"kind": "code", "label": "x"} | codes(("A", "1", "value"), ("A", "2", "value")), "Y014"),
            ({"kind": "flag", "label": "x"} | codes(("A", "どちらか", "value")), "Y014"),
        ],
    )
    def test_what_cannot_be_is_told_and_nothing_changes(
        self, clerk: Any, home: Path, told: dict[str, str], code: str
    ) -> None:
        before = open_draft(home, "own_source")
        answer = clerk.post(f"{OWN}column/{TAKES_HOME}/", {"received": "on"} | told)
        assert (answer.status_code, code in text(answer)) == (400, True)
        assert open_draft(home, "own_source") == before

    def test_one_column_is_the_number_of_the_person(self, clerk: Any, home: Path) -> None:
        clerk.post(f"{OWN}column/{NAME}/", {"received": "on", "kind": "resident_no", "label": "食堂の番号"})
        draft = open_draft(home, "own_source")
        assert [one.becomes.key for one in draft.columns[:2]] == ["other", "resident_no"]
        assert (draft.columns[1].to, draft.columns[0].to) == (("own_source.resident_no",), ("own_source.c01",))
        assert draft.key == ("c01",)
        clerk.post(f"{OWN}column/1/", {"kind": "other_no", "label": "住民番号"})
        draft = open_draft(home, "own_source")
        assert (draft.columns[0].to, draft.key) == ((), ())


class TestKnownColumn:
    """One column of a layout of a source that is there."""

    def test_every_code_may_be_said_to_mean_something_else(self, clerk: Any, home: Path) -> None:
        page = text(clerk.get(f"{RESIDENTS}column/6/"))
        assert "コード表" in page and "1＝男性、2＝女性" in page
        told = {"to": "residents.sex", "code_0": "7", "means_0": "3", "code_1": "1", "means_1": "2"}
        told |= {"code_2": "2", "means_2": "1", "code_3": "女の子", "means_3": "2"}
        assert clerk.post(f"{RESIDENTS}column/6/", told).status_code == 302
        said = {one.code: one.means for one in column(home, 6, "juki_kojin.own").added_codes}
        assert said == {"7": "3", "1": "2", "2": "1", "女の子": "2"}
        clerk.post(f"{RESIDENTS}change/", {"means_5_0": ""})
        said = {one.code: one.means for one in column(home, 6, "juki_kojin.own").added_codes}
        assert said == {"1": "2", "2": "1", "女の子": "2"}
        in_force(clerk, home, RESIDENTS)
        own = next(one for one in Home(home).pack().readings("juki_kojin") if one.layout_name == "juki_kojin.own")
        listed = {code.code: code.value for code in Home(home).pack().code_lists[own.column("男女").codes].codes}
        assert {code: listed[code] for code in ("1", "2", "女の子")} == {"1": "女", "2": "男", "女の子": "女"}

    def test_the_spelling_of_dates_is_chosen(self, clerk: Any, home: Path) -> None:
        assert column(home, 5, "juki_kojin.own").column.written == "wareki"
        clerk.post(f"{RESIDENTS}column/5/", {"to": "residents.birth_date", "written": "ymd8"})
        assert column(home, 5, "juki_kojin.own").column.written == "ymd8"
        clerk.post(f"{RESIDENTS}column/5/", {"to": "residents.birth_date", "written": "no such"})
        clerk.post(f"{RESIDENTS}column/3/", {"written": "ymd8"})
        assert [column(home, n, "juki_kojin.own").column.written for n in (3, 5)] == ["plain", "ymd8"]


class TestFile:
    """The rules for a draft's files."""

    told = {
        "label": "こども食堂",
        "file_names": "食堂_*.csv\r\nこども食堂利用者_*.csv",
        "period": "yearly",
        "month": "4",
        "day": "20",
    }

    def test_names_key_and_period_are_decided(self, clerk: Any, home: Path) -> None:
        assert "2026-10" in text(clerk.get(f"{OWN}file/"))
        told = self.told | {"key": ["resident_no", "c04"], "encoding": "cp932", "title_rows": "3"}
        assert clerk.post(f"{OWN}file/", told).status_code == 302
        draft = open_draft(home, "own_source")
        assert (draft.label, draft.layout.file_names) == ("こども食堂", ("食堂_*.csv", "こども食堂利用者_*.csv"))
        assert (draft.key, draft.key_by, draft.layout.encoding, draft.layout.max_title_rows) == (
            ("resident_no", "c04"),
            "hantei",
            "cp932",
            3,
        )
        assert (draft.expected.months, draft.expected.day) == ((4,), 20)
        assert "住民番号・最後に来た日（hanteiが決めました）" in text(clerk.get(OWN))
        clerk.post(f"{OWN}change/", PURPOSE)
        in_force(clerk, home, OWN)
        source = Home(home).pack().sources["own_source"]
        assert (source.label, source.key, source.expected.months) == ("こども食堂", ("resident_no", "c04"), (4,))
        assert received(home, "食堂_202610.csv", canteen()).status == "accepted"

    def test_the_key_a_person_chose_stays_when_columns_change(self, clerk: Any, home: Path) -> None:
        names = {"label": "x", "file_names": "住民抽出*.csv"}
        clerk.post(f"{RESIDENTS}file/", names | {"key": ["resident_no", "name"]})
        clerk.post(f"{RESIDENTS}change/", {"to_8": "residents.relation_text"})
        assert open_draft(home, "juki_kojin.own").key == ("resident_no", "name")
        clerk.post(f"{RESIDENTS}change/", {"to_2": ""})
        assert open_draft(home, "juki_kojin.own").key_by == ""

    def test_the_school_is_taken_from_the_name(self, clerk: Any, home: Path) -> None:
        school = Home(home).pack().code_lists["school_names"].codes[0]
        told = {"label": "食堂", "file_names": "こども食堂利用者_*.csv", "school_from_name": "on"}
        refused = clerk.post(f"{OWN}file/", told)
        assert (refused.status_code, "学校が決まりません" in text(refused)) == (400, True)
        name = f"食堂_{school.label}.csv"
        (home / name).write_bytes(canteen())
        pack = Home(home).pack()
        keep(home, pack, draft_of(home / name, Matcher(pack), home), by="hantei", on=DAY)
        url = "/layouts/of/own_source2/"
        assert clerk.post(f"{url}file/", told | {"file_names": "食堂_*.csv"}).status_code == 302
        assert school.label in text(clerk.get(f"{url}file/"))
        clerk.post(f"{url}change/", PURPOSE)
        in_force(clerk, home, url)
        receipt = received(home, name, canteen())
        assert (receipt.status, receipt.part) == ("accepted", school.value)

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"label": ""}, "Y013"),
            ({"file_names": " "}, "Y015"),
            ({"file_names": "食堂_*.csv"}, "Y015"),
            ({"file_names": "*.csv"}, "Y015"),
            ({"file_names": "こども食堂利用者_*.xlsx"}, "Y015"),
            ({"file_names": "こども食堂利用者_[0-9]*.csv"}, "Y015"),
            ({"key": ["c02"]}, "Y016"),
        ],
    )
    def test_what_cannot_be_is_told_and_nothing_changes(
        self, clerk: Any, home: Path, told: dict[str, str], code: str
    ) -> None:
        before = open_draft(home, "own_source")
        answer = clerk.post(f"{OWN}file/", {"label": "x", "file_names": "こども食堂利用者_*.csv"} | told)
        assert (answer.status_code, code in text(answer)) == (400, True)
        assert open_draft(home, "own_source") == before


def test_a_school_s_old_marks_are_mapped_beside_the_town_s_examples_and_its_sheet_is_handed_out(
    clerk: Any, home: Path
) -> None:
    settings = home / "home.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("kaisei", "standard"), encoding="utf-8")
    seed_from_pack(home, load_pack("standard"), date(2026, 4, 1))
    pack = Home(home).pack()
    (home / SCREENING_FILE).write_bytes(old_screening(("A", "B", "C", "-")))
    draft = draft_of(home / SCREENING_FILE, Matcher(pack), home, of="screening")
    keep(home, pack, draft, by="hantei", on=DAY)
    (home / SCREENING_FILE).unlink()
    url = f"/layouts/of/{draft.name}/"
    late = next(number for number, one in enumerate(draft.columns, 1) if one.heading == "遅刻")
    clerk.post(f"{url}column/{late}/", {"to": "school_screenings.late"})
    page = text(clerk.get(f"{url}column/{late}/"))
    assert "◎　とても当てはまる（例：ほぼ毎日）" in page
    assert "（例：ほぼ毎日）" in text(clerk.get(url))
    shown = re.findall(r'name="code_(\d)" value="([A-C])"', page)
    marks = {"A": "◎", "B": "○", "C": "△"}
    told = {f"code_{n}": sign for n, sign in shown} | {f"means_{n}": marks[sign] for n, sign in shown}
    clerk.post(f"{url}column/{late}/", {"to": "school_screenings.late"} | told)
    assert {one.code: one.means for one in column(home, late, draft.name).added_codes} == marks
    in_force(clerk, home, url)
    receipt = received(home, SCREENING_FILE, old_screening(("A", "B", "C", "-")))
    assert (receipt.status, receipt.rows_accepted) == ("accepted", 24)
    book = clerk.get(f"{url}sheet/")
    with zipfile.ZipFile(io.BytesIO(book.content)) as package:
        names = package.read("xl/workbook.xml").decode()
        words = package.read("xl/sharedStrings.xml").decode()
    assert all(f'name="3年{room}組"' in names for room in (1, 2)) and "ほぼ毎日" in words


def test_a_name_that_another_source_has_is_told_before_and_put_right_by_the_clerk(clerk: Any, home: Path) -> None:
    other = next(name for name in Home(home).pack().sources["juki_kojin"].layout.file_names if name.endswith(".csv"))
    name = other.replace("*", "_202610")
    (home / name).write_bytes(canteen())
    pack = Home(home).pack()
    keep(home, pack, draft_of(home / name, Matcher(pack), home), by="hantei", on=DAY)
    url = "/layouts/of/own_source2/"
    assert "の名前とも同じです" in text(clerk.get(f"{url}file/"))
    clerk.post(f"{url}change/", PURPOSE)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(url)))
    assert seen
    refused = clerk.post(f"{url}confirm/", {"reason": "x", "seen": seen[1]})
    page = text(refused)
    assert ("Y007" in page, "ファイルの決まりを直す" in page, "情報担当" in page, "YAML" in page) == (
        True,
        True,
        False,
        False,
    )
    assert confirmed(home) == []


def test_saving_goes_on_to_where_the_clerk_wants(clerk: Any, home: Path) -> None:
    answer = clerk.post(f"{OWN}change/", PURPOSE | {"then": "5"})
    assert answer["Location"] == f"{OWN}column/5/"
    assert clerk.post(f"{OWN}change/", {"then": "file"})["Location"] == f"{OWN}file/"
    assert open_draft(home, "own_source").owner == "生涯学習課"


def test_no_page_or_message_speaks_of_declarations(clerk: Any, home: Path) -> None:
    pages = [OWN, f"{OWN}file/", f"{OWN}column/1/", RESIDENTS, f"{RESIDENTS}file/", "/layouts/"]
    for page in [*map(clerk.get, pages), clerk.post(f"{OWN}confirm/", {"reason": "x"})]:
        main = text(page).partition("<main")[2]
        assert not re.search(r"YAML|\.yaml|宣言", main)


def test_the_entry_sheet_of_every_source_is_handed_out_and_that_of_a_confirmed_own_one_loads(
    clerk: Any, as_person: As, home: Path
) -> None:
    assert clerk.get(f"{OWN}sheet/").status_code == 404, "nothing is in force yet"
    clerk.post(f"{OWN}change/", PURPOSE)
    in_force(clerk, home, OWN)
    page, pack = text(clerk.get("/layouts/")), Home(home).pack()
    for name in pack.sources:
        assert f'href="/layouts/of/{name}/sheet/"' in page
    assert f'href="{OWN}sheet/"' in text(clerk.get(OWN))
    assert as_person("kansa").get(f"{OWN}sheet/").status_code == 404
    assert clerk.get("/layouts/of/juki_kojin/sheet/").status_code == 200
    blank, filled = home.parent / "blank.xlsx", f"{entry_sheet_name(pack.sources['own_source'])}_202611.xlsx"
    blank.write_bytes(clerk.get(f"{OWN}sheet/").content)
    by_file = received(home, CANTEEN_FILE, canteen())
    [load] = loads(home)
    type_in(blank, home.parent / filled, [[_typed(pack, entry) for entry in entries(pack, "own_source")]])
    receipt = received(home, filled, (home.parent / filled).read_bytes())
    assert (by_file.status, load.source) == ("accepted", "own_source")
    told = (receipt.status, receipt.source, receipt.layout, receipt.rows_accepted)
    assert told == ("accepted", "own_source", "入力シート", 1), receipt.sentence


def _typed(pack: Any, entry: Any) -> Any:
    """Something a clerk may type into a column."""
    if entry.written.codes:
        return choices(pack.code_lists[entry.written.codes])[0]
    return {"int": 1, "decimal": 1, "flag": "はい", "date": "2026-10-01", "month": "2026-10"}.get(
        entry.column.type, "101"
    )
