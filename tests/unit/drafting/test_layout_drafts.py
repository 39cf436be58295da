"""An unknown vendor's file becomes a draft, a draft becomes a layout by a person's word, and not before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter, csv_bytes, plain
from support.individual_numbers import my_number
from tools.vendor_files import (
    CANTEEN_FILE,
    RESIDENTS,
    RESIDENTS_FILE,
    SCREENING_FILE,
    canteen,
    old_screening,
    residents,
)
from tsunagu.base.errors import DeclarationError, RefusedError
from tsunagu.catalog import Pack, load_pack
from tsunagu.drafting import (
    Choices,
    Draft,
    Matcher,
    change,
    confirm,
    confirmations,
    confirmed,
    discard,
    draft_of,
    drafts,
    keep,
    merged,
    open_draft,
    revise,
    withdraw,
)
from tsunagu.drafting.model import AddedCode
from tsunagu.mart import build
from tsunagu.purpose import live_items

DAY = date(2026, 10, 31)
WHO = {"by": "町民課 山田", "reason": "課の様式書と照らした"}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_pack("standard"))


@dataclass
class Desk:
    """A home of the standard pack, a matcher, and what a clerk does there."""

    counter: Counter
    matcher: Matcher

    @property
    def home(self) -> Path:
        return self.counter.home

    def pack(self) -> Pack:
        """The home's pack as it stands now."""
        own = self.home / "pack"
        return load_pack("standard", own if own.is_dir() else None)

    def draft(self, name: str, data: bytes, *, of: str = "", called: str = "") -> Draft:
        """Look at a file and keep the draft."""
        found = draft_of(self.counter.put(name, data), self.matcher, self.home, of=of, name=called)
        return keep(self.home, self.pack(), found, by="町民課 山田", on=DAY)

    def confirm(self, name: str) -> None:
        """Put it in force, and receive under it from now on."""
        confirm(self.home, "standard", name, **WHO)
        self.counter.pack = self.pack()


@pytest.fixture
def desk(tmp_path: Path, matcher: Matcher) -> Desk:
    return Desk(Counter(tmp_path, load_pack("standard")), matcher)


def columns(draft: Draft) -> dict[str, tuple[tuple[str, ...], str]]:
    """Heading → (targets, confidence)."""
    return {column.heading: (column.to, column.confidence) for column in draft.columns}


class TestVariantLayout:
    """A register of residents from a system nobody declared."""

    def test_every_column_has_its_place_a_confidence_and_a_reason(self, desk: Desk) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        told = columns(draft)
        assert (draft.of, draft.title_rows, draft.rows, draft.layout.encoding) == ("juki_kojin", 1, 40, "cp932")
        assert told["住民コード"] == (("residents.resident_no",), "likely")  # ten digits where ours has fifteen
        assert told["誕生日"] == (("residents.birth_date",), "sure")
        assert told["世帯コード"][0] == ("residents.household_no",)
        assert told["氏名（カナ）"][0] == ("residents.kana",)
        assert told["備考欄"] == ((), "unsure")
        assert draft.key == ("resident_no",)
        assert all(len(column.reason) > 5 for column in draft.columns)
        by_heading = {column.heading: column.column for column in draft.columns}
        assert by_heading["誕生日"].written == "wareki"
        assert by_heading["男女"].codes == "sex_1_2"
        assert draft.layout.file_names == ("住民抽出*.csv",)

    def test_a_draft_is_read_by_nothing_until_somebody_confirms_it(self, desk: Desk) -> None:
        before = desk.pack().declarations_hash
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        assert [one.name for one in drafts(desk.home)] == [draft.name] == ["juki_kojin.own"]
        assert desk.pack().declarations_hash == before
        refused = desk.counter.take(RESIDENTS_FILE, residents())
        assert (refused.status, refused.counts) == ("refused", {"file.unknown_source": 1})
        desk.confirm(draft.name)
        assert drafts(desk.home) == []
        assert [one.name for one in confirmed(desk.home)] == [draft.name]
        assert desk.pack().declarations_hash != before
        receipt = desk.counter.take(RESIDENTS_FILE, residents())
        assert (receipt.status, receipt.rows_in, receipt.rows_refused) == ("accepted", 40, 0)
        assert receipt.source == "juki_kojin"
        row = desk.counter.typed(receipt)[0]
        assert (row["resident_no"], row["birth_date"], row["sex"]) == ("000001000000000", date(2008, 1, 1), "男")

    def test_who_confirmed_when_and_why_is_kept(self, desk: Desk) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        desk.confirm(draft.name)
        [line] = confirmations(desk.home)
        assert (line.what, line.name, line.by, line.reason) == ("confirmed", draft.name, WHO["by"], WHO["reason"])
        assert line.at.startswith("20")

    def test_withdrawn_it_is_a_draft_again_and_what_was_received_stays(self, desk: Desk) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        desk.confirm(draft.name)
        receipt = desk.counter.take(RESIDENTS_FILE, residents())
        withdraw(desk.home, "standard", draft.name, **WHO)
        assert [one.name for one in drafts(desk.home)] == [draft.name]
        assert [line.what for line in confirmations(desk.home)] == ["confirmed", "withdrawn"]
        assert len(desk.counter.typed(receipt)) == 40

    @pytest.mark.parametrize("who", [{"by": " ", "reason": "x"}, {"by": "x", "reason": ""}])
    def test_nothing_is_confirmed_without_a_person_and_a_reason(self, desk: Desk, who: dict[str, str]) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        with pytest.raises(RefusedError, match="Y005"):
            confirm(desk.home, "standard", draft.name, **who)
        assert confirmed(desk.home) == []

    def test_nothing_is_confirmed_that_lacks_an_item_every_row_must_have(self, desk: Desk) -> None:
        data = csv_bytes([["フリガナ", "性別", "生年月日", "世帯番号"], *([["サトウ", "1", "2015-04-01", "9"]] * 3)])
        draft = desk.draft("なぞ.csv", data, of="juki_kojin")
        assert draft.lacking
        with pytest.raises(RefusedError, match="Y004"):
            confirm(desk.home, "standard", draft.name, **WHO)

    def test_a_declaration_broken_by_hand_is_told_with_its_line_and_changes_nothing(self, desk: Desk) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        path = desk.home / "pack" / "drafts" / draft.name / "layouts" / f"{draft.name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("residents.kana", "residents.kanaa"), encoding="utf-8")
        with pytest.raises(DeclarationError, match="D012"):
            confirm(desk.home, "standard", draft.name, **WHO)
        assert (confirmations(desk.home), [one.name for one in drafts(desk.home)]) == ([], [draft.name])
        assert not list(desk.home.glob(".unfinished-*"))

    def test_a_name_that_another_source_has_too_is_refused(self, desk: Desk) -> None:
        draft = desk.draft("国保資格_住民_202610.csv", residents(), of="juki_kojin")
        with pytest.raises(RefusedError, match="Y007"):
            confirm(desk.home, "standard", draft.name, **WHO)

    def test_names(self, desk: Desk) -> None:
        first = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        second = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        assert (first.name, second.name) == ("juki_kojin.own", "juki_kojin.own2")
        desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin", called="juki_kojin.kita")
        for wrong in ("juki_kojin.kita", "../x", "kokuho.x", "juki_kojin.Kita"):
            with pytest.raises(RefusedError, match="Y003"):
                desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin", called=wrong)
        discard(desk.home, second.name)
        with pytest.raises(RefusedError, match="Y008"):
            open_draft(desk.home, second.name)


def test_headings_in_two_rows_are_one(desk: Desk) -> None:
    upper = ["学校コード", "年度", "月", "学年", "組", "番号", "氏名", "欠席の内訳", "", "遅刻", "早退"]
    lower = ["", "", "", "", "", "", "", "病欠", "事故欠", "", ""]
    rows = [["001", "2026", "5", "3", "1", str(n), "佐藤　葵", "1", "0", "2", "0"] for n in range(1, 9)]
    told = columns(desk.draft("出欠.csv", csv_bytes([["出欠一覧"], upper, lower, *rows]), of="shukketsu"))
    assert told["病欠"] == (("attendance.sick",), "sure")
    assert told["遅刻"] == (("attendance.late",), "sure")
    assert told["学校コード"][0] == ("attendance.school",)


def test_a_row_of_data_never_becomes_a_heading(desk: Desk) -> None:
    heading = ["情報の分類", "だれから", "", "氏名"]
    rows = [["来庁", "氏名不明の人", "佐藤　葵", ""], ["電話", "近所", "", "鈴木　海"]] * 4
    draft = desk.draft("見守り.csv", csv_bytes([heading, *rows]))
    assert [column.heading for column in draft.columns] == ["情報の分類", "だれから", "氏名"]


def test_a_file_without_headings_is_read_by_its_values_and_no_resident_becomes_a_heading(desk: Desk) -> None:
    rows = [["佐藤　葵", "サトウ　アオイ", "みどり町"], ["鈴木　海", "スズキ　カイ", "ひがし町"]] * 4
    draft = desk.draft("名前.csv", csv_bytes(rows))
    assert (draft.layout.header, draft.rows) == (False, 8)
    assert [column.heading for column in draft.columns] == ["列1", "列2", "列3"]
    numbered = [["000000000000101", "2020-04-01"], ["000000000000102", "2021-04-01"]] * 4
    assert [c.heading for c in desk.draft("番号.csv", csv_bytes(numbered)).columns] == ["列1", "列2"]


def test_one_word_names_in_the_first_row_are_no_headings(desk: Desk) -> None:
    rows = [["佐藤葵", "サトウアオイ", "みどり町", "長女"], ["鈴木海", "スズキカイ", "ひがし町", "長男"]] * 4
    draft = desk.draft("名前.csv", csv_bytes(rows))
    assert [column.heading for column in draft.columns] == ["列1", "列2", "列3", "列4"]
    folder = desk.home / "pack" / "drafts"
    told = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())
    assert not any(text in told for text in ("佐藤葵", "サトウアオイ", "みどり町", "長女"))
    with pytest.raises(RefusedError, match="001"):
        desk.draft("一行.csv", csv_bytes([["佐藤葵"]]))
    [one, *_] = desk.draft("一人.csv", csv_bytes([["佐藤葵", "サトウアオイ"]])).columns
    assert one.heading == "列1"


def test_headings_nobody_knows_are_taken_where_they_differ_from_the_rows_below(desk: Desk) -> None:
    rows = [["ねこの毛なみ", "えさの量", "ひげ"], ["三毛", "30", "○"], ["白黒", "45", "×"]]
    draft = desk.draft("ねこ.csv", csv_bytes(rows))
    assert [column.heading for column in draft.columns] == ["ねこの毛なみ", "えさの量", "ひげ"]


class TestCodes:
    """What a code means is never guessed."""

    def test_unknown_codes_are_listed_and_then_held_in_the_receipt(self, desk: Desk) -> None:
        data = residents(sexes=("1", "2", "1", "7"))
        draft = desk.draft(RESIDENTS_FILE, data, of="juki_kojin")
        [sex] = [column for column in draft.columns if column.heading == "男女"]
        assert [(code.code, code.rows) for code in sex.unknown_codes] == [("7", 10)]
        assert "不明コード" in sex.codes_reason
        desk.confirm(draft.name)
        receipt = desk.counter.take(RESIDENTS_FILE, data)
        assert (receipt.rows_accepted, receipt.counts["cell.unknown_code"]) == (40, 10)
        held = [row for row in desk.counter.typed(receipt) if row["sex"] is None]
        assert len(held) == 10
        assert {row["sex__why"] for row in held} != {None}

    def test_a_meaning_that_a_person_gives_is_a_list_of_this_layout_alone(self, desk: Desk) -> None:
        data = residents(sexes=("1", "2", "1", "7"))
        draft = desk.draft(RESIDENTS_FILE, data, of="juki_kojin")
        told = tuple(
            column.model_copy(update={"added_codes": (AddedCode(code="7", means="3"),)})
            if column.heading == "男女"
            else column
            for column in draft.columns
        )
        change(desk.home, desk.pack(), draft.model_copy(update={"columns": told}))
        desk.confirm(draft.name)
        receipt = desk.counter.take(RESIDENTS_FILE, data)
        assert "cell.unknown_code" not in receipt.counts
        assert {row["sex"] for row in desk.counter.typed(receipt)} == {"男", "女", "その他"}
        assert [code.code for code in desk.pack().code_lists["sex_1_2"].codes] == ["1", "2", "3"]

    def test_a_meaning_learned_later_is_read_from_the_same_file_again(self, desk: Desk) -> None:
        data = residents(sexes=("1", "2", "1", "7"))
        name = desk.draft(RESIDENTS_FILE, data, of="juki_kojin").name
        desk.confirm(name)
        first = desk.counter.take(RESIDENTS_FILE, data)
        withdraw(desk.home, "standard", name, **WHO)
        draft = open_draft(desk.home, name)
        place = [column.heading for column in draft.columns].index("男女")
        change(desk.home, desk.pack(), revise(draft, desk.matcher, Choices("山田", meanings={place: {"7": "3"}})))
        desk.confirm(name)
        again = desk.counter.take(RESIDENTS_FILE, data)
        assert (again.status, "cell.unknown_code" in again.counts) == ("accepted", False)
        assert first.load_id != again.load_id
        assert {row["sex"] for row in desk.counter.typed(first)} == {"男", "女", None}
        assert {row["sex"] for row in desk.counter.typed(again)} == {"男", "女", "その他"}

    def test_bare_numbers_are_never_called_certain(self, desk: Desk) -> None:
        draft = desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
        [sex] = [column for column in draft.columns if column.heading == "男女"]
        assert "番号だけでは意味を確かめられません" in sex.codes_reason
        worded = desk.draft(RESIDENTS_FILE, residents(sexes=("男", "女")), of="juki_kojin")
        [sex] = [column for column in worded.columns if column.heading == "男女"]
        assert "番号だけでは" not in sex.codes_reason


class TestHeadingsAgainstValues:
    """A heading alone proves nothing."""

    def test_a_heading_over_other_values_is_unsure_and_unread(self, desk: Desk) -> None:
        moved = list(RESIDENTS)
        moved[4], moved[5] = moved[5], moved[4]
        told = columns(desk.draft(RESIDENTS_FILE, residents(heading=moved), of="juki_kojin"))
        assert told["男女"] == ((), "unsure")
        assert told["誕生日"] == ((), "unsure")
        assert told["氏名"] == (("residents.name",), "sure")


class TestMyNumber:
    """個人番号 is refused here as everywhere."""

    def test_a_column_of_individual_numbers_is_refused_without_repeating_one(self, desk: Desk) -> None:
        numbers = [my_number(30_000_000_000 + 7919 * i) for i in range(20)]
        data = csv_bytes([["番号", "氏名", "生年月日"], *([number, "佐藤　葵", "2015-04-01"] for number in numbers)])
        with pytest.raises(RefusedError, match="Y001") as told:
            desk.draft("名簿.csv", data)
        assert "マイナンバー" in str(told.value)
        assert not any(number in str(told.value) for number in numbers)
        assert drafts(desk.home) == []
        assert not list(desk.home.glob(".unfinished-*"))

    @pytest.mark.parametrize(("number", "is_said"), [(my_number(30_000_000_000), True), ("0" * 12, False)])
    def test_one_number_on_every_row_is_drafted_and_said(self, desk: Desk, number: str, is_said: bool) -> None:
        rows = [[f"{700 + i:015d}", "佐藤　葵", "2015-04-01", number] for i in range(20)]
        draft = desk.draft("名簿.csv", csv_bytes([["宛名番号", "氏名", "生年月日", "業者コード"], *rows]))
        column = draft.columns[3]
        assert ("個人番号" in column.reason, column.to) == (is_said, ())
        assert not is_said or number not in draft.model_dump_json()

    def test_other_numbers_of_twelve_digits_are_not(self, desk: Desk) -> None:
        data = csv_bytes(
            [
                ["住民番号", "氏名", "生年月日"],
                *([f"{700_000_000_000 + 31 * i}", "佐藤　葵", "2015-04-01"] for i in range(20)),
            ]
        )
        assert desk.draft("名簿.csv", data).rows == 20


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.csv", b"", "空"),
        ("絵.csv", b"\x89PNG\r\n\x1a\n....", "PNG"),
        ("旧.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "Excel"),
        ("文.txt", "お知らせです\n".encode() * 5, "表ではありません"),
        ("壊.xlsx", b"PK\x03\x04" + b"x" * 50, "ひらけません"),
    ],
)
def test_what_the_intake_cannot_read_is_no_draft_either(desk: Desk, name: str, data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match="Y001") as told:
        desk.draft(name, data)
    assert said in str(told.value)


class TestNewSource:
    """A file like nothing in the catalogue."""

    def test_owner_and_purpose_are_left_open_and_must_be_filled(self, desk: Desk) -> None:
        draft = desk.draft(CANTEEN_FILE, canteen())
        assert draft.is_new_source and draft.name == "own_source"
        folder = desk.home / "pack" / "drafts" / draft.name
        told = (folder / "sources" / "own_source.yaml").read_text(encoding="utf-8")
        assert "owner: 要確認" in told
        assert "legal_basis: 要確認" in (folder / "purposes.yaml").read_text(encoding="utf-8")
        with pytest.raises(RefusedError, match="Y006") as refused:
            confirm(desk.home, "standard", draft.name, **WHO)
        assert "要確認" in str(refused.value)
        assert "own_source" not in desk.pack().sources

    def test_filled_in_it_is_received_and_sealed_as_a_table_of_its_own(self, desk: Desk) -> None:
        draft = desk.draft(CANTEEN_FILE, canteen())
        folder = desk.home / "pack" / "drafts" / draft.name
        for path, days in ((folder / "sources" / "own_source.yaml", 0), (folder / "purposes.yaml", 2)):
            text = path.read_text(encoding="utf-8")
            if days:
                text = text.replace("starts_on: 要確認", "starts_on: '2026-04-01'")
                text = text.replace("ends_on: 要確認", "ends_on: '2027-03-31'")
            path.write_text(text.replace("要確認", "生涯学習課"), encoding="utf-8")
        desk.confirm(draft.name)
        assert live_items(desk.home, DAY).allows("own_source")
        receipt = desk.counter.take(CANTEEN_FILE, canteen())
        assert (receipt.status, receipt.rows_accepted, receipt.rows_refused) == ("accepted", 30, 0)
        row = desk.counter.typed(receipt)[0]
        assert (row["resident_no"], row["c04"]) == ("000000000000100", date(2026, 1, 1))
        assert "c03" not in row
        desk.counter.take_rows("juki_kojin", [plain("juki_kojin")])
        sealed = build(desk.home, desk.pack(), DAY)
        assert sealed.table_path("own_source").is_file()

    def test_columns_nobody_can_tell_are_left_out_until_a_person_takes_them_in(self, desk: Desk) -> None:
        draft = desk.draft(CANTEEN_FILE, canteen())
        told = {column.heading: (bool(column.to), column.confidence) for column in draft.columns}
        assert told == {
            "住民番号": (True, "likely"),
            "食堂の名前": (False, "unsure"),
            "来た回数": (False, "unsure"),
            "最後に来た日": (True, "likely"),
            "持ち帰り": (False, "unsure"),
            "世話人の気づき": (False, "unsure"),
        }
        assert all("使わないことにしました" in column.reason for column in draft.columns if not column.to)
        table = desk.home / "pack" / "drafts" / draft.name / "tables" / "own_source.yaml"
        assert "来た回数" not in table.read_text(encoding="utf-8")
        change(desk.home, desk.pack(), revise(draft, desk.matcher, Choices("山田", targets={2: "own"})))
        assert "来た回数" in table.read_text(encoding="utf-8")
        assert columns(open_draft(desk.home, draft.name))["来た回数"][0] == ("own_source.c03",)

    def test_a_person_may_say_that_it_is_like_nothing(self, desk: Desk) -> None:
        assert desk.draft(RESIDENTS_FILE, residents()).of == "juki_kojin"
        assert desk.draft(RESIDENTS_FILE, residents(), of="new").is_new_source


class TestScreeningSheets:
    """Each school's old sheet of marks, mapped to the one of the town."""

    def test_sheets_per_class_are_one_layout_and_the_school_stands_in_the_name(self, desk: Desk) -> None:
        draft = desk.draft(SCREENING_FILE, old_screening(), of="screening")
        assert (draft.rows, draft.sheets, draft.unread_sheets) == (24, ("3年1組", "3年2組"), ("書き方",))
        told = columns(draft)
        assert told["児童氏名"][0] == ("school_screenings.name",)
        assert told["遅刻"] == (("school_screenings.late",), "sure")
        assert told["忘れ物"][0] == ("school_screenings.belongings",)
        assert told["SCへの相談"][0] == ()
        desk.confirm(draft.name)
        receipt = desk.counter.take(SCREENING_FILE, old_screening())
        assert (receipt.status, receipt.rows_accepted, receipt.part) == ("accepted", 24, "101")
        row = desk.counter.typed(receipt)[0]
        assert (row["school"], row["late"]) == ("101", "△")

    def test_a_school_s_own_marks_are_held_until_a_person_says_what_they_mean(self, desk: Desk) -> None:
        data = old_screening(("A", "B", "C", "-"))
        draft = desk.draft(SCREENING_FILE, data)
        assert draft.of == "screening"
        late = next(column for column in draft.columns if column.heading == "遅刻")
        assert late.to == ()
        assert "合いません" in late.reason


def test_files_of_one_layout_make_one_draft(desk: Desk) -> None:
    files = [desk.counter.put(name, residents()) for name in ("北支所_住民.csv", "南支所_住民.csv")]
    [draft] = merged([draft_of(file, desk.matcher, desk.home, of="juki_kojin") for file in files])
    assert draft.layout.file_names == ("北支所_住民*.csv", "南支所_住民*.csv")
    assert draft.more_files == ("南支所_住民.csv",)


def test_a_draft_keeps_no_resident_s_values(desk: Desk) -> None:
    desk.draft(RESIDENTS_FILE, residents(), of="juki_kojin")
    told = "".join(path.read_text(encoding="utf-8") for path in (desk.home / "pack").rglob("*") if path.is_file())
    assert "佐藤" not in told and "1000000007" not in told and "みどり町" not in told
    assert json.dumps(RESIDENTS[0], ensure_ascii=False).strip('"') in told
