"""Two towns without a common number: a child who moved with her mother is proposed, the father is not, nobody protected leaves.

つばさ町: 父 佐藤 誠, 母 佐藤 恵子, 子 佐藤 陽菜 in one household until April, when mother and child left. となり市: mother and
child, now 鈴木, since then; a namesake of the child; and 田中 彩 with her child, protected, who left つばさ町 too.
"""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
import yaml
from typer.testing import CliRunner

from support.loads import DAY, MadeHome, kaisei, resident
from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text
from tsunagu.catalog import PurposeRow
from tsunagu.cli import build_app
from tsunagu.identity import PairEngine, link_municipalities, read_parameters
from tsunagu.month import BrokenExtractsError, Home, create_home, extract_for_prefecture, read_proposals
from tsunagu.purpose import add_row

NOW = datetime(2026, 10, 31, 9, tzinfo=clock.JAPAN)
PURPOSE = "ken_shogo"
LEFT = {"state": "転出者", "changed_on": "2026-04-01", "change_reason": "国内転出"}


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def town(folder: Path, municipality: str, people: list[dict[str, Any]], protected: tuple[int, ...] = ()) -> Home:
    """A home with one snapshot, a fresh list of protected people, and a purpose to hand data to the prefecture."""
    home = create_home(folder, "kaisei", on=DAY)
    settings = yaml.safe_load(home.settings_file.read_text(encoding="utf-8"))
    write_text(home.settings_file, yaml.safe_dump({**settings, "municipality": municipality}, allow_unicode=True))
    made = MadeHome(folder, kaisei(), DAY)
    moves = [
        {"resident_no": one["resident_no"], "sequence": 1, "household_no": one["household_no"], "moved_on": one["resident_since"],
         "notified_on": one["resident_since"], "reason": "国内転入"}
        for one in people
    ] + [
        {"resident_no": one["resident_no"], "sequence": 2, "household_no": one["household_no"], "moved_on": one["changed_on"],
         "notified_on": one["changed_on"], "reason": "国内転出", "left_on": one["changed_on"]}
        for one in people if one.get("changed_on")
    ]  # fmt: skip
    listed = [{"resident_no": number, "state": "支援措置", "starts_on": "2025-01-01"} for number in protected]
    made.add({"residents": people, "moves": moves, "protection": listed})
    made.build()
    row = next(one for one in kaisei().purposes if one.id == "juki_kojin")
    add_row(folder, PurposeRow.model_validate({**row.model_dump(), "id": PURPOSE}), by="山本", on=DAY)
    return home


def child(
    number: int, household: int, family: tuple[str, str], given: tuple[str, str], born: str, **more: Any
) -> dict[str, Any]:
    return resident(
        number, household=household, born=born, name=f"{family[0]}　{given[0]}", kana=f"{family[1]} {given[1]}", relation="20", **more
    )  # fmt: skip


def grown_up(
    number: int, household: int, name: str, kana: str, born: str, relation: str, **more: Any
) -> dict[str, Any]:
    return resident(number, household=household, born=born, name=name, kana=kana, relation=relation, **more)


SATO, SUZUKI, TANAKA = ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("田中", "タナカ")
HINA, MIO, YUI = ("陽菜", "ヒナ"), ("美桜", "ミオ"), ("結衣", "ユイ")


@pytest.fixture
def tsubasa(tmp_path: Path) -> Home:
    return town(
        tmp_path / "tsubasa",
        "つばさ町",
        [
            grown_up(1, 10, "佐藤　誠", "サトウ マコト", "1984-02-03", "02", sex="男"),
            grown_up(2, 10, "佐藤　恵子", "サトウ ケイコ", "1986-05-06", "12", **LEFT),
            child(3, 10, SATO, HINA, "2016-07-08", **LEFT),
            grown_up(4, 20, "田中　彩", "タナカ アヤ", "1990-01-02", "02", **LEFT),
            child(5, 20, TANAKA, MIO, "2018-03-04", **LEFT),
            child(6, 30, SUZUKI, YUI, "2015-09-10"),
        ],
    )


@pytest.fixture
def tonari(tmp_path: Path) -> Home:
    since = {"since": "2026-04-02"}
    return town(
        tmp_path / "tonari",
        "となり市",
        [
            grown_up(101, 50, "鈴木　恵子", "スズキ ケイコ", "1986-05-06", "02", **since),
            child(102, 50, SUZUKI, HINA, "2016-07-08", **since),
            child(103, 60, SUZUKI, HINA, "2016-07-08", since="2016-07-08"),
            grown_up(104, 70, "田中　彩", "タナカ アヤ", "1990-01-02", "02", **since),
            child(105, 70, TANAKA, MIO, "2018-03-04", **since),
        ],
        protected=(104,),
    )


def extract(home: Home, file: Path, newcomers: int = 0) -> Path:
    with home.locked():
        extract_for_prefecture(home, file, by="山本", purpose=PURPOSE, newcomers=newcomers)
    return file


def linked(tmp_path: Path, *homes: Home, least_weight: float | None = None, newcomers: int = 0) -> Path:
    parameters = read_parameters()
    if least_weight is not None:
        parameters = parameters.model_copy(update={"least_weight": least_weight})
    files = [extract(home, tmp_path / f"{home.folder.name}.parquet", newcomers) for home in homes]
    link_municipalities(files, tmp_path / "out", parameters, on=PairEngine.DUCKDB, now=NOW)
    return tmp_path / "out" / "候補.csv"


def pairs(
    tmp_path: Path, tsubasa: Home, tonari: Home, least_weight: float | None = None
) -> dict[tuple[int, int], dict[str, str]]:
    """Proposals by the two 宛名番号, each resolved in its own town."""
    file = linked(tmp_path, tsubasa, tonari, least_weight=least_weight)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    here, there = (read_proposals(home, file)[0] for home in (tsubasa, tonari))
    return {
        (int(one.resident_no), int(other.resident_no)): row for one, other, row in zip(here, there, rows, strict=True)
    }


def test_who_moved_is_proposed_and_whoever_stayed_is_not(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    found = pairs(tmp_path, tsubasa, tonari)
    assert {(2, 101), (3, 102)} <= found.keys()
    moved = found[3, 102]
    assert moved["順位"] == "1" and moved["こども"] == "○"
    assert "転出のあと1か月以内に転入" in moved["合う項目"] and "同じ世帯だった家族" in moved["合う項目"]
    assert "氏（カナ）" in moved["合わない項目"]
    assert not {here for here, _ in found} & {1, 6}, "the father and a child who stayed are nobody there"


def test_a_namesake_comes_behind_with_what_speaks_against_her(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    assert (3, 103) not in pairs(tmp_path, tsubasa, tonari)
    found = pairs(tmp_path / "lighter", tsubasa, tonari, least_weight=-20.0)
    assert found[3, 103]["順位"] == "2" and found[3, 102]["順位"] == "1"
    assert found[3, 103]["ほかの候補"] != "0"
    assert "両方に住民登録" in found[3, 103]["合わない項目"]
    assert float(found[3, 103]["重み"]) < float(found[3, 102]["重み"]) - 10


def test_a_father_who_stayed_is_told_to_the_child_s_town(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    linked(tmp_path, tsubasa, tonari)
    file = tmp_path / "out" / "別の市町村の家族.csv"
    [child_s], [father_s] = read_proposals(tonari, file)[0], read_proposals(tsubasa, file)[0]
    assert (int(child_s.resident_no), child_s.municipality) == (102, "つばさ町")
    assert (int(father_s.resident_no), father_s.municipality) == (1, "となり市"), "and not the mother, who came along"
    assert child_s.told["同じ世帯だった市町村"] == "つばさ町"


def test_a_father_who_went_to_a_third_town_is_told_there(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    gone = town(
        tmp_path / "gone",
        "つばさ町",
        [
            grown_up(1, 10, "佐藤　誠", "サトウ マコト", "1984-02-03", "02", sex="男", **LEFT),
            grown_up(2, 10, "佐藤　恵子", "サトウ ケイコ", "1986-05-06", "12", **LEFT),
            child(3, 10, SATO, HINA, "2016-07-08", **LEFT),
        ],
    )
    third = town(
        tmp_path / "third",
        "みさき村",
        [grown_up(201, 90, "佐藤　誠", "サトウ マコト", "1984-02-03", "02", sex="男", since="2026-04-03")],
    )
    found = {("となり市", 102, "みさき村", 201)}
    assert read_families(tmp_path / "with", gone, tonari, third, newcomers=5) == found
    assert not read_families(tmp_path / "without", gone, tonari, third, newcomers=0), (
        "who lives without a child stays home"
    )


def read_families(tmp_path: Path, *homes: Home, newcomers: int) -> set[tuple[str, int, str, int]]:
    """Child and grown-up, each by the 宛名番号 of their town."""
    linked(tmp_path, *homes, newcomers=newcomers)
    told: dict[tuple[str, str], set[int]] = {}
    for home in homes:
        name = str(home.settings()["municipality"])
        with suppress(RefusedError):
            for one in read_proposals(home, tmp_path / "out" / "別の市町村の家族.csv")[0]:
                told.setdefault((name, one.municipality), set()).add(int(one.resident_no))
    return {
        (here, number, there, other)
        for (here, there), numbers in told.items()
        for number in numbers
        for other in told[there, here]
        if here < there
    }


def test_nobody_protected_leaves_nor_the_child_with_them(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    table = parquet.read_table(extract(tonari, tmp_path / "out.parquet"))
    assert sorted(table["name"].to_pylist()) == ["鈴木　恵子", "鈴木　陽菜", "鈴木　陽菜"]
    assert set(table.column_names).isdisjoint({"town", "lot", "building", "resident_no", "household_no"})
    away = parquet.read_table(extract(tsubasa, tmp_path / "away.parquet"))
    assert "田中　彩" in away["name"].to_pylist(), "where nobody protects her she is handed over, and finds nobody"
    assert not {here for here, _ in pairs(tmp_path / "more", tsubasa, tonari)} & {4, 5}


def test_who_is_protected_since_is_not_named_when_the_proposals_come_back(
    tmp_path: Path, tsubasa: Home, tonari: Home
) -> None:
    file = linked(tmp_path, tsubasa, tonari)
    before, held = read_proposals(tonari, file)
    assert {int(one.resident_no) for one in before} >= {101, 102} and not held
    MadeHome(tonari.folder, kaisei(), DAY).add(
        {"protection": [{"resident_no": one, "state": "支援措置", "starts_on": "2026-10-30"} for one in (101, 104)]},
        replaces="x",
    )
    after, held = read_proposals(tonari, file)
    assert not {int(one.resident_no) for one in after} & {101, 102}
    assert held >= 2


@pytest.mark.parametrize("purpose", ["nothing", "juki_kojin", "juki_ido"])
def test_without_a_purpose_laid_down_for_it_nothing_leaves(tmp_path: Path, tsubasa: Home, purpose: str) -> None:
    with pytest.raises(RefusedError) as refused:
        extract_for_prefecture(tsubasa, tmp_path / "x.parquet", by="山本", purpose=purpose)
    assert refused.value.code == "Z009"
    assert not (tmp_path / "x.parquet").exists() and not (tsubasa.folder / "prefecture").exists()


def test_with_a_stale_list_nothing_leaves(tmp_path: Path, tsubasa: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 1, 9, tzinfo=clock.JAPAN))
    with pytest.raises(RefusedError) as refused:
        extract_for_prefecture(tsubasa, tmp_path / "x.parquet", by="山本", purpose=PURPOSE)
    assert refused.value.code == "Z010"
    assert not (tmp_path / "x.parquet").exists()


def test_each_extract_is_noted_before_it_leaves(tmp_path: Path, tsubasa: Home) -> None:
    extract(tsubasa, tmp_path / "one.parquet")
    log = tsubasa.folder / "prefecture" / "extracts.jsonl"
    assert "山本" in log.read_text(encoding="utf-8") and "佐藤" not in log.read_text(encoding="utf-8")
    log.write_text(log.read_text(encoding="utf-8").replace("山本", "田中"), encoding="utf-8")
    with pytest.raises(BrokenExtractsError) as broken:
        extract(tsubasa, tmp_path / "two.parquet")
    assert broken.value.code == "Z012" and not (tmp_path / "two.parquet").exists()
    with pytest.raises(RefusedError) as refused:
        extract(tsubasa, tmp_path / "one.parquet")
    assert refused.value.code == "Z011"


def test_codes_lead_nowhere_without_the_town_s_key(tmp_path: Path, tsubasa: Home) -> None:
    first = parquet.read_table(extract(tsubasa, tmp_path / "one.parquet"))["record"].to_pylist()
    assert parquet.read_table(extract(tsubasa, tmp_path / "two.parquet"))["record"].to_pylist() == first
    (tsubasa.folder / "keys" / "prefecture.key").unlink()
    again = parquet.read_table(extract(tsubasa, tmp_path / "three.parquet"))["record"].to_pylist()
    assert len(again) == len(first) and not set(again) & set(first)


def test_a_file_that_is_not_of_this_town_is_refused(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    linked(tmp_path, tsubasa, tonari)
    other = town(tmp_path / "other", "べつ村", [child(1, 1, SATO, HINA, "2016-07-08")])
    for file in (tmp_path / "out" / "候補.csv", Path(__file__)):
        with pytest.raises(RefusedError) as refused:
            read_proposals(other, file)
        assert refused.value.code == "Z013"


def test_by_command(tmp_path: Path, tsubasa: Home, tonari: Home) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(build_app(), ["prefecture", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    files = []
    for home in (tsubasa, tonari):
        file = tmp_path / f"{home.folder.name}.parquet"
        told = run("extract", str(file), "--by", "山本", "--purpose", PURPOSE, "--home", str(home.folder))
        files.append(str(file))
        assert "住所と宛名番号は入っていません" in told
    assert "まだ同じ人とは決まっていません" in run("link", *files, "--out", str(tmp_path / "out"), "--engine", "duckdb")
    told = run("read", str(tmp_path / "out" / "候補.csv"), "--home", str(tsubasa.folder))
    assert "となり市" in told and "転出のあと1か月以内に転入" in told
