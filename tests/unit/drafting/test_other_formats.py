"""Files of fixed width, JSON and zips become drafts too, and the intake reads what was confirmed; what is none is refused."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter
from support.fixed_file import FIXED_FILE, fixed
from support.individual_numbers import my_number
from tools.vendor_files import residents
from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import Silent
from tsunagu.catalog import load_pack
from tsunagu.drafting import (
    NEW,
    Choices,
    Draft,
    LookOrder,
    Matcher,
    change,
    confirm,
    digest_of,
    drafts,
    drafts_of,
    keep,
    merged,
    open_draft,
    put_order,
    revise,
    work_on_order,
)
from tsunagu.drafting.declaring import PURPOSE_FIELDS
from tsunagu.intake import Hints, look_into

DAY = date(2026, 10, 31)
WHO = {"by": "町民課 山田", "reason": "課の様式書と照らした"}
PURPOSE = dict.fromkeys(PURPOSE_FIELDS, "根拠") | {"starts_on": "2026-04-01", "ends_on": "2027-03-31"}
JSON_FILE, ZIP_FILE = "相談_202610.json", "学校別_202610.zip"


def records(count: int = 6) -> list[dict[str, object]]:
    """What another system says of its cases."""
    return [
        {
            "番号": f"{i + 100:015d}",
            "相談": {"受付日": f"2026-0{1 + i % 9}-1{i % 9}", "種別": "電話" if i % 2 else "来所"},
            "関係者": [{"続柄": "母"}, {"続柄": "祖母"}][: 1 + i % 2],
            "語": ["不登校", "家計"],
        }
        for i in range(count)
    ]


def as_json(document: object) -> bytes:
    """A JSON file."""
    return json.dumps(document, ensure_ascii=False).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return packed.getvalue()


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_pack("standard"))


class Desk:
    """A counter where unknown files are drafted, confirmed and received."""

    def __init__(self, home: Path, matcher: Matcher) -> None:
        self.counter, self.matcher = Counter(home, matcher.pack), matcher
        self.home = self.counter.home

    def look(self, name: str, data: bytes, of: str = "", hints: Hints | None = None) -> list[Draft]:
        """The drafts of a file."""
        path = self.counter.put(name, data)
        return merged(drafts_of(path, self.matcher, self.home, of=of, hints=hints or Hints()))

    def in_force(self, draft: Draft, take: dict[int, str] | None = None) -> Draft:
        """Keep a draft, let a person decide what only people know, and confirm it."""
        kept = keep(self.home, self.matcher.pack, draft, by="山田", on=DAY)
        told = Choices("山田", targets=take or {}, owner="町民課", purpose=PURPOSE)
        change(self.home, self.matcher.pack, revise(kept, self.matcher, told))
        confirm(self.home, "standard", kept.name, **WHO)
        self.counter.pack = load_pack("standard", self.home / "pack")
        return kept


@pytest.fixture
def desk(tmp_path: Path, matcher: Matcher) -> Desk:
    """A desk of its own."""
    return Desk(tmp_path, matcher)


def widths(draft: Draft) -> list[int | None]:
    """Of the columns, in bytes."""
    return [column.column.bytes_wide for column in draft.columns]


class TestFixedWidth:
    """Lines of one length without commas."""

    @pytest.mark.parametrize("kinds", [False, True])
    def test_columns_are_proposed_and_read_when_confirmed(self, desk: Desk, kinds: bool) -> None:
        [draft] = desk.look(FIXED_FILE, fixed(kinds=kinds), of=NEW)
        assert (draft.layout.format, draft.rows, widths(draft)) == ("fixed", 12, [10, 20, 12, 8, 1])
        assert draft.layout.record_types == ({"control": "0", "data": "1", "trailer": "9"} if kinds else None)
        desk.in_force(draft, {0: "own", 1: "own"})
        receipt = desk.counter.take(FIXED_FILE, fixed(kinds=kinds))
        assert (receipt.status, receipt.rows_accepted) == ("accepted", 12), receipt.sentence
        row = desk.counter.typed(receipt)[1]
        assert (row["c01"], row["c02"], row["c04"]) == ("1000000007", "鈴木　陽菜", date(2011, 2, 11))

    def test_the_picture_lies_over_the_columns_where_lines_have_signs(self, desk: Desk) -> None:
        plain, signed = (desk.look(FIXED_FILE, fixed(kinds=kinds), of=NEW)[0] for kinds in (False, True))
        assert signed.picture == plain.picture

    def test_the_first_lines_are_a_picture_without_a_letter_of_a_resident_s(self, desk: Desk) -> None:
        [draft] = desk.look(FIXED_FILE, fixed(), of=NEW)
        assert draft.picture[0].startswith("9999999999漢漢  漢") and len(draft.picture) == 5
        keep(desk.home, desk.matcher.pack, draft, by="山田", on=DAY)
        told = "".join(path.read_text(encoding="utf-8") for path in (desk.home / "pack").rglob("*") if path.is_file())
        assert not any(value in told for value in ("佐藤", "葵", "ｻﾄｳ", "1000000007"))

    def test_a_person_moves_the_borders_and_names_the_columns(self, desk: Desk) -> None:
        kept = keep(desk.home, desk.matcher.pack, desk.look(FIXED_FILE, fixed(), of=NEW)[0], by="山田", on=DAY)
        said = kept.model_copy(update={"owner": "町民課", "label": "住民の抽出"})
        change(desk.home, desk.matcher.pack, said)
        seen = digest_of(desk.home, kept.name)
        hints = Hints(cuts=(10, 30, 42, 46, 50, 51), names=("住民番号", "氏名", "カナ", "年", "月日", "男女"))
        told = {"of": NEW, "hints": hints, "replaces": kept.name, "seen": seen}
        order = LookOrder(by="鈴木", on=DAY, names=(FIXED_FILE,), **told)
        key = put_order(desk.home, order, [lambda path: path.write_bytes(fixed())])
        work_on_order(desk.home, key, desk.matcher, Silent(), nullcontext)
        [draft] = drafts(desk.home)
        assert (draft.name, draft.owner, draft.label, draft.made_by) == (kept.name, "町民課", "住民の抽出", "鈴木")
        assert [column.heading for column in draft.columns] == list(hints.names)
        assert widths(draft) == [10, 20, 12, 4, 4, 1]

    def test_the_width_stays_whatever_is_decided(self, desk: Desk) -> None:
        kept = keep(desk.home, desk.matcher.pack, desk.look(FIXED_FILE, fixed(), of=NEW)[0], by="山田", on=DAY)
        told = Choices("山田", targets={0: "own", 2: "", 4: "own"})
        change(desk.home, desk.matcher.pack, revise(kept, desk.matcher, told))
        assert widths(open_draft(desk.home, kept.name)) == [10, 20, 12, 8, 1]

    @pytest.mark.parametrize(
        ("data", "hints"),
        [
            (b"abc\nabcdef\nab\n", Hints()),
            ("同じ文です\n".encode() * 5, Hints()),
            (fixed(), Hints(cuts=(30, 10))),
            (fixed(), Hints(cuts=(10, 99))),
            (
                b"".join(f"{my_number(30_000_000_000 + 7919 * i)}A{'x' * 9}\r\n".encode() for i in range(20)),
                Hints(cuts=(12, 22)),
            ),
        ],
    )
    def test_what_is_no_such_table_is_refused(self, desk: Desk, data: bytes, hints: Hints) -> None:
        with pytest.raises(RefusedError, match="Y001"):
            desk.look("文.txt", data, hints=hints)


class TestJson:
    """Records somewhere in a JSON file."""

    @pytest.mark.parametrize("at", ["", "data.cases"])
    def test_paths_become_columns_and_are_read_when_confirmed(self, desk: Desk, at: str) -> None:
        data = as_json(records() if not at else {"meta": [{"版": 1}], "data": {"cases": records()}})
        [draft] = desk.look(JSON_FILE, data, of=NEW)
        assert (draft.layout.format, draft.layout.rows_at, draft.rows) == ("json", at, 6)
        headings = [column.heading for column in draft.columns]
        assert headings == ["番号", "相談.受付日", "相談.種別", "関係者[1].続柄", "語", "関係者[2].続柄"]
        desk.in_force(draft, {0: "own", 2: "own"})
        receipt = desk.counter.take(JSON_FILE, data)
        assert (receipt.status, receipt.rows_accepted) == ("accepted", 6), receipt.sentence
        row = desk.counter.typed(receipt)[1]
        assert (row["c02"], row["c03"]) == (date(2026, 2, 11), "電話")
        refused = desk.counter.take("相談_202611.json", as_json({"other": 1}))
        assert (refused.status, "行の並びがありません" in refused.sentence) == ("refused", True)

    @pytest.mark.parametrize("data", [b'{"a": 1}', b'{"a": [1, 2]}', b'[{"a": 1}', b"[[[["])
    def test_what_holds_no_records_is_refused(self, desk: Desk, data: bytes) -> None:
        with pytest.raises(RefusedError, match="Y001"):
            desk.look(JSON_FILE, data)

    def test_individual_numbers_are_refused(self, desk: Desk) -> None:
        people = [{"番号": my_number(30_000_000_000 + 7919 * i), "氏名": {"姓": "佐藤"}} for i in range(20)]
        with pytest.raises(RefusedError, match="マイナンバー"):
            desk.look(JSON_FILE, as_json(people))


class TestZip:
    """Several files in a zip."""

    def test_one_file_per_school_is_one_draft(self, desk: Desk) -> None:
        found = desk.look(
            ZIP_FILE, zipped({"北小_名簿.csv": residents(5), "南小_名簿.csv": residents(7)}), of="juki_kojin"
        )
        assert [(draft.file, draft.more_files) for draft in found] == [("北小_名簿.csv", ("南小_名簿.csv",))]
        assert found[0].layout.file_names == ("北小_名簿*.csv", "南小_名簿*.csv")

    def test_each_kind_of_file_is_a_draft_of_its_own_and_notes_are_told(self, desk: Desk) -> None:
        data = zipped(
            {"住民.csv": residents(5), "はじめに.txt": "お読みください".encode(), "相談.json": as_json(records())}
        )
        found = desk.look(ZIP_FILE, data)
        assert [(draft.file, draft.of, draft.layout.format) for draft in found] == [
            ("住民.csv", "juki_kojin", "csv"),
            ("相談.json", "", "json"),
        ]
        assert found[0].unread_sheets == ("はじめに.txt",)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (zipped({"はじめに.txt": "お読みください".encode()}), "はじめに.txt"),
            (b"PK\x03\x04" + b"x" * 50, ""),
            (
                zipped(
                    {
                        "住民.csv": residents(5),
                        "番号.csv": "番号,氏名\r\n".encode()
                        + b"".join(f"{my_number(30_000_000_000 + 7919 * i)},x\r\n".encode() for i in range(20)),
                    }
                ),
                "マイナンバー",
            ),
        ],
    )
    def test_a_zip_without_a_table_or_with_individual_numbers_is_refused(
        self, desk: Desk, data: bytes, said: str
    ) -> None:
        with pytest.raises(RefusedError, match="Y001") as told:
            desk.look(ZIP_FILE, data)
        assert said in str(told.value)
        assert not list(desk.home.glob(".unfinished-*"))

    def test_what_is_one_table_is_looked_at_as_one(self, desk: Desk) -> None:
        path = desk.counter.put("住民.csv", residents(3))
        assert len(look_into(path, desk.matcher.is_known, desk.home)) == 1
