"""Names, encodings, headers, dates and parts of the files: as the departments of a town hand them over."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tsunagu.sample import write_sample

SCHOOLS = ("みどり小学校", "かわべ小学校", "あおば中学校")
HEADED_932 = [
    "児童手当受給者一覧.csv",
    "児童扶養手当.csv",
    "福祉医療資格.csv",
    "生活保護個人情報.csv",
    "身体障害者手帳.csv",
    "療育手帳.csv",
    "精神障害者保健福祉手帳.csv",
    "障害福祉サービス支給決定.csv",
    "妊娠届_妊婦健診.csv",
    "健診_3_4か月.csv",
    "健診_1歳6か月.csv",
    "健診_3歳6か月.csv",
    "予防接種.csv",
    "保育入所.csv",
    "学齢簿.csv",
]
FIRST_HEADINGS = {
    "児童扶養手当.csv": "証書番号,受給者宛名番号,児童宛名番号,認定年月日,支給開始年月,支給区分",
    "学齢簿.csv": "学齢簿番号,児童宛名番号,世帯番号,児童氏名,カナ,生年月日,性別",
    "予防接種.csv": "宛名番号,ワクチン種類,回数,接種日,実施方式",
    "保育入所.csv": "児童宛名番号,保護者宛名番号,認定区分",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_sample(folder, pack="kaisei", seed=1, children=900, month=date(2026, 10, 1), dirt=0.0)
    return folder


@pytest.fixture(scope="module")
def inbox(town: Path) -> Path:
    return town / "inbox"


def lines(path: Path, encoding: str) -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_files_of_the_month(inbox: Path) -> None:
    register = {"JUKI_KOJIN_20261031.csv", "JUKI_IDO_RIREKI.csv", "SHIENSOCHI.csv", "BANGO_TAIO.csv", "介護認定.csv"}
    schools = {f"出欠_月別_{school}_2026.csv" for school in SCHOOLS}
    schools |= {f"保健_身体計測歯科_{school}.csv" for school in SCHOOLS}
    schools |= {f"就学援助認定_{school}.xlsx" for school in SCHOOLS}
    desks = {"家児相_相談台帳.xlsx", "福祉相談_相談台帳.xlsx", "要対協_進行管理台帳.xlsx", "見守り情報.json"}
    cases = {f"cases_{name}.json" for name in ("decisions", "nominations", "values", "outcomes")}
    assert {path.name for path in inbox.iterdir()} == register | set(HEADED_932) | schools | desks | cases


@pytest.mark.parametrize("name", ["JUKI_KOJIN_20261031.csv", "JUKI_IDO_RIREKI.csv", "SHIENSOCHI.csv"])
def test_the_register_is_utf8_with_crlf_and_no_mark(inbox: Path, name: str) -> None:
    data = (inbox / name).read_bytes()
    data.decode("utf-8", "strict")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    assert lines(inbox / name, "utf-8")[0][0] == "宛名番号"


def test_every_cell_of_the_register_of_residents_is_quoted(inbox: Path) -> None:
    for line in (inbox / "JUKI_KOJIN_20261031.csv").read_bytes().decode().splitlines():
        assert re.fullmatch(r'"[^"]*"(,"[^"]*")*', line), line
    rows = lines(inbox / "JUKI_KOJIN_20261031.csv", "utf-8")
    assert len(rows[0]) == 29
    assert all(re.fullmatch(r"\d{15}", row[0]) for row in rows[1:])


@pytest.mark.parametrize("name", HEADED_932)
def test_the_departments_write_cp932_with_a_header(inbox: Path, name: str) -> None:
    data = (inbox / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8", "strict")
    rows = lines(inbox / name, "cp932")
    assert ",".join(rows[0]).startswith(FIRST_HEADINGS.get(name, ""))
    assert len({len(row) for row in rows}) == 1


def test_some_names_hold_letters_that_only_cp932_has(inbox: Path) -> None:
    data = (inbox / "学齢簿.csv").read_bytes()
    assert {letter for letter in "髙﨑" if letter in data.decode("cp932")} == {"髙", "﨑"}
    with pytest.raises(UnicodeDecodeError):
        data.decode("shift_jis")


def test_the_table_of_numbers_has_no_header_and_pupils_of_one_school_only(inbox: Path) -> None:
    rows = lines(inbox / "BANGO_TAIO.csv", "cp932")
    assert re.fullmatch(r"\d{15}", rows[0][0])
    pupils = {row[2] for row in rows if row[1] == "4"}
    attending = {school: set(numbers) for school, numbers in school_numbers(inbox)}
    assert pupils and attending["かわべ小学校"] == attending["あおば中学校"] == {""}
    assert "" not in attending["みどり小学校"]
    known = attending["みどり小学校"] & pupils
    assert 0.9 * len(attending["みどり小学校"]) < len(known)
    assert all(number.startswith("9") for number in attending["みどり小学校"] - known), "pupils from outside"


def school_numbers(inbox: Path) -> Iterator[tuple[str, list[str]]]:
    for school in SCHOOLS:
        rows = lines(inbox / f"出欠_月別_{school}_2026.csv", "cp932")[3:]
        yield school, [row[rows[0].index("学籍番号")] for row in rows[1:]]


def test_care_certifications_stand_between_a_control_record_and_their_count(inbox: Path) -> None:
    rows = lines(inbox / "介護認定.csv", "cp932")
    assert rows[0] == ["1", "KAIGO", "20261031"]
    assert {row[0] for row in rows[1:-1]} == {"2"}
    assert rows[-1] == ["3", str(len(rows) - 2)]


@pytest.mark.parametrize("school", SCHOOLS)
def test_attendance_has_a_title_over_the_header_and_birthdays_in_japanese_years(inbox: Path, school: str) -> None:
    rows = lines(inbox / f"出欠_月別_{school}_2026.csv", "cp932")
    assert rows[0] == ["令和8年度　出欠状況一覧（月別）"]
    assert rows[1] == [f"{school}　令和8年10月末現在"]
    assert rows[3][:8] == ["学校コード", "年度", "月", "学年", "組", "番号", "学籍番号", "氏名"]
    births = {row[rows[3].index("生年月日")] for row in rows[4:]}
    assert all(re.fullmatch(r"[HR]\d{1,2}\.\d{1,2}\.\d{1,2}", birth) for birth in births)


def test_no_file_of_a_school_names_a_resident_number(inbox: Path) -> None:
    for school in SCHOOLS:
        for name in (f"出欠_月別_{school}_2026.csv", f"保健_身体計測歯科_{school}.csv"):
            assert "宛名番号" not in (inbox / name).read_bytes().decode("cp932")


def test_at_least_three_in_five_school_rows_carry_no_number(town: Path) -> None:
    numbered = sum(sum(map(bool, numbers)) for _, numbers in school_numbers(town / "inbox"))
    with (town / "truth" / "links.csv").open(encoding="utf-8", newline="") as stream:
        rows = sum(row["source"] in ("shukketsu", "gakko_kenshin", "shugaku_enjo") for row in csv.DictReader(stream))
    assert 0 < numbered <= 0.4 * rows


@pytest.mark.parametrize(
    ("name", "title", "heading"),
    [
        ("就学援助認定_みどり小学校.xlsx", "就学援助認定者一覧　みどり小学校", "年度"),
        ("家児相_相談台帳.xlsx", "家庭児童相談室　相談受付台帳", "受付番号"),
        ("福祉相談_相談台帳.xlsx", "福祉総合相談　受付台帳", "受付番号"),
        ("要対協_進行管理台帳.xlsx", "要保護児童対策地域協議会　進行管理台帳", "No"),
    ],
)
def test_desks_and_school_aid_keep_workbooks_with_a_title(inbox: Path, name: str, title: str, heading: str) -> None:
    with zipfile.ZipFile(inbox / name) as archive:
        texts = re.findall(r"<t[^>]*>([^<]*)</t>", archive.read("xl/sharedStrings.xml").decode("utf-8"))
    assert texts[:2] == [title, heading]


def test_watch_notes_and_cases_are_exports_of_our_own_store(inbox: Path) -> None:
    for path in inbox.glob("*.json"):
        told = json.loads(path.read_bytes())
        assert (told["schema"], type(told["rows"])) == (1, list)


def test_dates_are_written_as_each_department_writes_them(inbox: Path) -> None:
    written = {
        ("児童扶養手当.csv", "認定年月日"): r"[HRS]\d+\.\d+\.\d+",
        ("児童扶養手当.csv", "支給開始年月"): r"\d{6}",
        ("予防接種.csv", "接種日"): r"\d{8}",
        ("健診_3_4か月.csv", "受診日"): r"(\d{4}-\d\d-\d\d)?",
        ("学齢簿.csv", "生年月日"): r"[HR]\d+\.\d+\.\d+",
    }
    for (name, heading), pattern in written.items():
        rows = lines(inbox / name, "cp932")
        column = rows[0].index(heading)
        assert all(re.fullmatch(pattern, row[column]) for row in rows[1:]), (name, heading)


def test_truth_has_the_columns_everybody_relies_on(town: Path) -> None:
    heads = {
        "answers": "resident_no,indicator,as_of,answer,reason",
        "links": "source,file,sheet,line,resident_no",
        "faults": "file,sheet,line,column,kind",
    }
    for name, head in heads.items():
        assert (town / "truth" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0] == head
    with (town / "truth" / "answers.csv").open(encoding="utf-8", newline="") as stream:
        told = {(row["answer"], bool(row["reason"])) for row in csv.DictReader(stream)}
    assert told == {("yes", False), ("no", False), ("unknown", True)}
    assert (town / "truth" / "faults.csv").read_text(encoding="utf-8").count("\n") == 1
