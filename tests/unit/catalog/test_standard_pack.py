"""The shipped packs: every heading of the field's layouts, code lists that contradict each other, faults by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.catalog import ANSWER_TYPES, Pack, load_pack

HEADINGS_ONLY_IN_STANDARD = {
    "juminzei": 11,
    "tokubetsu_jido_fuyo": 10,
    "jiritsu_shien": 10,
    "sanpu": 20,
    "boshi_homon": 12,
    "kokuho": 11,
    "screening": 24,  # 23 headings, and the school that stands in the file's name
    "kokoro": 12,
    "manzokudo": 10,
    "oneroster": 84,
}
HEADINGS = {
    "juki_kojin": 29,
    "juki_ido": 12,
    "shiensochi": 8,
    "bango_taio": 8,
    "jido_teate": 14,
    "jido_fuyo": 13,
    "fukushi_iryo": 11,
    "seikatsu_hogo": 18,
    "kaigo": 10,
    "shintai_techo": 11,
    "ryoiku_techo": 10,
    "seishin_techo": 10,
    "shogai_service": 15,
    "ninpu": 23,
    "kenshin_3_4m": 25,
    "kenshin_18m": 36,
    "kenshin_3y": 36,
    "yobosesshu": 10,
    "hoiku": 14,
    "gakureibo": 25,
    "shugaku_enjo": 13,
    "shukketsu": 24,
    "gakko_kenshin": 22,
    "jido_sodan": 22,
    "fukushi_sodan": 22,
    "yotaikyo": 21,
    "mimamori": 10,
    "cases_decisions": 8,
    "cases_nominations": 6,
    "cases_values": 8,
    "cases_outcomes": 6,
}


@pytest.fixture(scope="module", params=["standard", "kaisei"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def test_every_source_has_all_its_headings(pack: Pack) -> None:
    expected = HEADINGS | (HEADINGS_ONLY_IN_STANDARD if pack.name == "standard" else {})
    assert {name: len(source.columns) for name, source in pack.sources.items()} == expected


def test_standard_declares_every_source_and_the_files_of_a_folder_are_all_selected() -> None:
    standard = load_pack("standard")
    folder = next(path for path in standard.layers.folders if path.name == "standard")
    assert {path.stem for path in (folder / "sources").glob("*.yaml")} == set(standard.sources)
    assert standard.fed_tables() == standard.tables


def test_every_column_of_every_table_is_fed(pack: Pack) -> None:
    readings = [reading for name in pack.sources for reading in pack.readings(name)]
    fed = {target for reading in readings for column in reading.columns for target in column.to}
    fed |= {target for reading in readings for target in reading.consts}
    declared = {
        f"{name}.{column}"
        for name, table in pack.fed_tables().items()
        for column, body in table.columns.items()
        if not body.derived
    }
    assert declared == fed


def test_dates_say_how_they_are_written(pack: Pack) -> None:
    for source in pack.sources.values():
        for column in source.columns:
            types = {pack.column(target).type for target in column.to}
            assert bool(types & {"date", "month"}) == (column.written != "plain"), (source.source, column.header)
            if "month" in types:
                assert column.written in ("ym", "ym6", "wareki_month")


def test_yes_and_no_are_numbered_in_opposite_ways_in_at_least_three_pairs_of_sources(pack: Pack) -> None:
    yes_codes: dict[str, set[str]] = {}
    for source in pack.sources.values():
        for column in source.columns:
            if any(pack.column(target).type == "flag" for target in column.to) and column.codes:
                for code in pack.code_lists[column.codes].codes:
                    if code.meaning == "yes":
                        yes_codes.setdefault(source.source, set()).add(code.code)
    says_one, says_two = ({name for name, codes in yes_codes.items() if digit in codes} for digit in "12")
    assert len(says_two) >= 3 and len(says_one - says_two) >= 3
    assert {"ninpu", "kenshin_18m"} <= says_one & says_two


def test_no_answer_is_never_a_value(pack: Pack) -> None:
    reasons = {code.meaning for codes in pack.used_code_lists().values() for code in codes.codes if not code.value}
    assert reasons == {"no_answer", "unknown"} | ({"refused", "not_asked"} if pack.name == "standard" else set())


def test_questions_with_circles_know_their_group(pack: Pack) -> None:
    for name in ("kenshin_3_4m", "kenshin_18m", "kenshin_3y"):
        source = pack.sources[name]
        [group] = source.mark_groups
        assert len(group.columns) == 7
        assert all(column.codes == "mark_circle" for column in source.columns if column.header in group.columns)
        assert source.not_examined is not None and source.not_examined.codes == ("未受診",)


def test_minus_is_empty_except_where_it_is_a_finding(pack: Pack) -> None:
    checkup = pack.sources["kenshin_18m"]
    told = {column.header for column in checkup.columns if "-" not in column.empty_tokens}
    assert told == {"カリオスタット", "検尿"}


def test_every_fault_has_a_cause_and_a_remedy(pack: Pack) -> None:
    for kind in pack.faults.values():
        assert kind.label and kind.cause and kind.remedy
        assert kind.code.split(".")[0] in ("file", "item", "row", "cell")


def test_every_item_has_a_lawful_purpose_with_the_four_points(pack: Pack) -> None:
    named = {item for row in pack.purposes for item in row.items}
    assert set(pack.sources) <= named
    assert all(row.temporary and row.necessity and row.reasonable_ground and row.no_harm for row in pack.purposes)


def test_addresses_carry_the_address_class_wherever_they_stand(pack: Pack) -> None:
    for table in pack.tables.values():
        for name, column in table.columns.items():
            if column.label in ("住所", "町字", "番地", "方書"):
                assert table.sensitivity_of(name) == "F6", (table.table, name)


def test_one_school_register_tells_names_and_codes() -> None:
    schools = load_pack("kaisei").code_lists["school_names"].codes
    assert len({code.value for code in schools}) == len(schools) >= 3
    assert all(len(code.value) == 3 for code in schools)


def test_kaisei_owns_and_holds_as_its_report_says() -> None:
    kaisei = load_pack("kaisei")
    assert set(kaisei.owners().values()) == {
        "町民課",
        "こども課こども支援班",
        "こども課こども家庭班",
        "福祉介護課福祉班",
        "学校教育課",
    }
    assert {name for name, source in kaisei.sources.items() if source.held == "via"} == {"seikatsu_hogo", "jido_fuyo"}
    assert all(kaisei.sources[name].held_note for name in ("seikatsu_hogo", "jido_fuyo"))
    assert kaisei.partly_held("yotaikyo", ["custody_history"])
    assert not kaisei.partly_held("yotaikyo", ["kind", "registered_on"])
    assert (kaisei.population, kaisei.municipality) == (18738, "開成町")


def test_the_rows_of_a_purpose_name_the_town_s_own_sections() -> None:
    kaisei = load_pack("kaisei")
    rows = {row.id: row for row in kaisei.purposes}
    assert rows["juki_kojin"].owner == "町民課"
    assert "経由" in rows["jido_fuyo"].legal_basis
    assert {row.owner for row in kaisei.purposes} <= set(kaisei.owners().values())


def test_answer_types_are_those_with_a_reason_beside_them() -> None:
    assert set(ANSWER_TYPES) == {"int", "decimal", "date", "month", "flag", "code"}


def test_a_town_s_own_folder_lies_over_the_pack(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes/decision.csv").write_text(
        "code,label,value,meaning,valid_from,valid_to,status,source\n1,要支援,要支援,value,,,S,見本\n", encoding="utf-8"
    )
    own = load_pack("kaisei", tmp_path)
    shipped = load_pack("kaisei")
    assert [code.code for code in own.code_lists["decision"].codes] == ["1"]
    assert own.declarations_hash != shipped.declarations_hash
    assert own.sources == shipped.sources


def test_the_hash_depends_on_contents_only(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / "codes").mkdir(parents=True)
        (tmp_path / name / "note.txt").write_text(name)
    assert (
        load_pack("kaisei", tmp_path / "a").declarations_hash == load_pack("kaisei", tmp_path / "b").declarations_hash
    )


def test_documents_come_by_folder_or_by_name() -> None:
    kaisei = load_pack("kaisei")
    assert [document.path.name for document in kaisei.documents("worklist.yaml")] == ["worklist.yaml"]
    assert len(kaisei.documents("criteria")) == 6
    assert kaisei.documents("nowhere") == []
