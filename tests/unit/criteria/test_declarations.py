"""Criteria and list rules as declared: Kaisei's are complete, and every mistake is named with file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import tsunagu_packs
from tsunagu.base.errors import DeclarationError, RefusedError
from tsunagu.catalog import load_pack
from tsunagu.criteria import Judgement, check_blind_share, load_judgement
from tsunagu.criteria.blind import draw_blind_households
from tsunagu.criteria.rules import BlindShare
from tsunagu.engines import open_engine

AS_OF = date(2026, 10, 31)
PACKS = Path(str(tsunagu_packs.__path__[0]))


@pytest.fixture(scope="module")
def kaisei() -> Judgement:
    return load_judgement(load_pack("kaisei"))


def test_kaisei_asks_37_items_of_which_19_are_basic(kaisei: Judgement) -> None:
    assert len(kaisei.indicators) == 37
    assert sum(indicator.basic_item is not None for indicator in kaisei.indicators) == 19
    rows_of_the_table = {indicator.no.split("(")[0] for indicator in kaisei.indicators} & {
        str(row) for row in range(1, 22)
    }
    assert len(rows_of_the_table) == 21


def test_kaisei_judges_six_types_with_one_point_each_and_says_what_is_assumed(kaisei: Judgement) -> None:
    criteria = kaisei.criteria_on(AS_OF)
    assert [criterion.label for criterion in criteria] == [
        "ヤングケアラー",
        "貧困",
        "虐待",
        "引きこもり",
        "産後うつ",
        "発達障がい",
    ]
    for criterion in criteria:
        assert criterion.comparison == "at_least"
        assert "「超えた」" in criterion.assumption and "仮定" in criterion.assumption
        assert all(item.points == 1 and item.assumption and item.because for item in criterion.items)


def test_thresholds_go_from_one_to_three_points_by_type_as_reported(kaisei: Judgement) -> None:
    assert {criterion.threshold for criterion in kaisei.criteria_on(AS_OF)} == {1, 2, 3}


def test_some_items_count_for_no_type(kaisei: Judgement) -> None:
    counted = {item.indicator for criterion in kaisei.criteria for item in criterion.items}
    assert set(kaisei.indicator_ids) - counted


def test_a_version_is_in_force_from_its_day(kaisei: Judgement) -> None:
    assert kaisei.criteria_on(date(2024, 3, 31)) == ()
    newer = kaisei.criteria[0].model_copy(update={"version": "2", "effective_from": date(2026, 4, 1)})
    both = Judgement(kaisei.indicators, kaisei.exclusions, (*kaisei.criteria, newer), kaisei.rules)
    assert [c.version for c in both.criteria_on(date(2026, 3, 31))][:1] == ["1"]
    assert [c.version for c in both.criteria_on(date(2026, 4, 1))][:1] == ["2"]
    assert len(both.criteria_on(AS_OF)) == 6


def _edit(path: str, old: str, new: str) -> Callable[[Path], Path]:
    def change(pack: Path) -> Path:
        file = pack / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return change


def _copy(old: str, new: str) -> Callable[[Path], Path]:
    def change(pack: Path) -> Path:
        shutil.copy(pack / old, pack / new)
        return pack / new

    return change


MISTAKES = [
    ("J001", "criteria/2_poverty.yaml", _edit("criteria/2_poverty.yaml", "item08_public_assistance", "item08_typo")),
    (
        "J002",
        "criteria/2_poverty.yaml",
        _edit(
            "criteria/2_poverty.yaml",
            "indicator: item09_child_rearing_allowance",
            "indicator: item08_public_assistance",
        ),
    ),
    ("J003", "criteria/7_again.yaml", _copy("criteria/2_poverty.yaml", "criteria/7_again.yaml")),
    ("J004", "worklist.yaml", _edit("worklist.yaml", "indicator: ex_in_support", "indicator: ex_nobody")),
    ("J006", "criteria/3_abuse.yaml", _edit("criteria/3_abuse.yaml", "type: abuse", "type: poverty")),
    ("D003", "criteria/2_poverty.yaml", _edit("criteria/2_poverty.yaml", "threshold: ", "threshold: 9")),
    ("D003", "criteria/2_poverty.yaml", _edit("criteria/2_poverty.yaml", "comparison: at_least", "comparison: about")),
    ("D003", "worklist.yaml", _edit("worklist.yaml", "{key: code,", "{key: points,")),
]


@pytest.mark.parametrize(
    ("code", "where", "mistake"), MISTAKES, ids=[f"{code}-{number}" for number, (code, _, _) in enumerate(MISTAKES)]
)
def test_a_mistake_is_named_with_file_and_line(
    tmp_path: Path, code: str, where: str, mistake: Callable[[Path], Path]
) -> None:
    pack = tmp_path / "kaisei"
    shutil.copytree(PACKS / "kaisei", pack)
    mistake(pack)
    with pytest.raises(DeclarationError) as caught:
        load_judgement(load_pack(pack))
    assert caught.value.code == code
    assert caught.value.path == pack / where
    assert caught.value.line >= 1 and "行目" in str(caught.value)


def test_a_pack_without_list_rules_is_refused(tmp_path: Path) -> None:
    pack = tmp_path / "kaisei"
    shutil.copytree(PACKS / "kaisei", pack)
    (pack / "worklist.yaml").unlink()
    with pytest.raises(DeclarationError, match="J005"):
        load_judgement(load_pack(pack))


def test_the_blind_share_is_off_and_starts_only_with_a_live_ledger_row(kaisei: Judgement) -> None:
    assert kaisei.rules.blind_share.households == 0
    check_blind_share(kaisei.rules.blind_share, frozenset())
    on = BlindShare(households=2, ledger_row="row-9", review="机上のみ")
    check_blind_share(on, {"row-9"})
    for share, rows in ((on, {"row-8"}), (on.model_copy(update={"ledger_row": None}), {"row-9"})):
        with pytest.raises(RefusedError, match="J010"):
            check_blind_share(share, rows)


def test_blind_households_are_drawn_by_hash_from_judged_and_not_flagged_ones() -> None:
    engine = open_engine([])
    engine.execute("""CREATE TABLE f AS SELECT h AS household_id, CASE WHEN h % 3 = 0 THEN 'flagged' WHEN h % 3 = 1 THEN 'undeterminable'
        ELSE 'not_flagged' END AS state FROM range(1, 100) AS r(h)""")
    engine.execute("CREATE TABLE c AS SELECT h AS household_id, 'K-' || h AS code FROM range(1, 100) AS r(h)")
    share = BlindShare(households=4, ledger_row="r", review="机上のみ")
    drawn = draw_blind_households(engine, share, findings="f", codes="c", seed="s1")
    assert len(drawn) == 4 and all(int(code[2:]) % 3 == 2 for code in drawn)
    assert drawn == draw_blind_households(engine, share, findings="f", codes="c", seed="s1")
    assert drawn != draw_blind_households(engine, share, findings="f", codes="c", seed="s2")
    engine.close()
