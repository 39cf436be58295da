"""値のない欄: every reason has a named row that has it, and beside it the row that must not be counted with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.counter import Counter, plain
from tsunagu.base.missing import Missing
from tsunagu.catalog import Code
from tsunagu.intake import Receipt
from tsunagu.intake.empty_cells import IN_WORDS

CHECKUP = "kenshin_3_4m"
SMOKES, FOLLOWED = "母喫煙", "方法_保健師フォロー"


def checkup(number: int, **changes: str) -> dict[str, str]:
    """One child's row with some cells changed."""
    return plain(CHECKUP, **{"宛名番号": f"{number:015d}", **changes})


def reasons(receipt: Receipt, column: str) -> dict[str, int]:
    """The reasons of one column by key; empty where every cell has a value."""
    return next((one.reasons for one in receipt.empty or [] if one.column == column), {})


def test_blank_is_told_and_zero_is_not_blank(counter: Counter) -> None:
    rows = [plain("shukketsu", 早退=""), plain("shukketsu", 番号="2", 早退="0"), plain("shukketsu", 番号="3", 早退="1")]
    receipt = counter.take_rows("shukketsu", rows)
    assert reasons(receipt, "早退") == {"blank": 1}
    checkups = counter.take_rows(CHECKUP, [checkup(101, 方法_保健師フォロー="0")])
    assert reasons(checkups, FOLLOWED) == {}, "0 is no, and not blank"


def test_no_answer_is_told_and_the_answer_no_is_none(counter: Counter) -> None:
    receipt = counter.take_rows(CHECKUP, [checkup(101, 母喫煙="9"), checkup(102, 母喫煙="2"), checkup(103, 母喫煙="")])
    assert reasons(receipt, SMOKES) == {"no_answer": 1, "blank": 1}


def test_an_unknown_code_is_told_and_a_known_one_is_not(counter: Counter) -> None:
    receipt = counter.take_rows(CHECKUP, [checkup(101, 母喫煙="7"), checkup(102, 母喫煙="1")])
    assert reasons(receipt, SMOKES) == {"unknown_code": 1}


def test_what_cannot_be_read_is_not_called_blank(counter: Counter) -> None:
    receipt = counter.take_rows(CHECKUP, [checkup(101, 身長="ろくじゅう"), checkup(102, 身長="")])
    assert reasons(receipt, "身長") == {"unreadable": 1, "blank": 1}


def test_a_child_that_was_not_examined_is_told_apart_from_a_blank_of_one_that_was(counter: Counter) -> None:
    rows = [checkup(101, 受診区分="未受診", 身長=""), checkup(102, 身長=""), checkup(103)]
    assert reasons(counter.take_rows(CHECKUP, rows), "身長") == {"not_examined": 1, "blank": 1}


@pytest.mark.parametrize(
    "meaning", ["not_asked", "refused", "before_move_in", "not_obtainable", "not_examined", "no_answer"]
)
def test_a_code_that_stands_for_a_reason_is_told_as_that_reason(counter: Counter, meaning: str) -> None:
    lists = counter.pack.code_lists
    column = next(column for column in counter.pack.sources[CHECKUP].columns if column.header == SMOKES)
    declared = lists[column.codes or ""]
    stands = Code(code="5", label="わけ", value="", meaning=meaning, source="町の決まり")
    more = {column.codes: declared.model_copy(update={"codes": (*declared.codes, stands)})}
    counter.pack = replace(counter.pack, code_lists={**lists, **more})
    receipt = counter.take_rows(CHECKUP, [checkup(101, 母喫煙="5"), checkup(102, 母喫煙="2")])
    assert reasons(receipt, SMOKES) == {meaning: 1}
    assert [row["mother_smokes__why"] for row in counter.typed(receipt)] == [int(Missing[meaning.upper()]), None]


def test_a_column_nobody_may_use_is_not_called_blank(counter: Counter) -> None:
    """The item has no purpose: the whole column is not read, and is no column of blanks."""
    receipt = counter.take_rows(CHECKUP, [checkup(101)])
    assert all(one.column not in receipt.dropped_columns for one in receipt.empty or [])


def test_names_are_counted_too_and_only_where_there_is_none(counter: Counter) -> None:
    rows = [plain("shukketsu"), plain("shukketsu", 番号="2", 備考="")]
    assert reasons(counter.take_rows("shukketsu", rows), "備考") == {"blank": 1}


def test_what_the_file_never_asks_is_listed_apart(counter: Counter) -> None:
    receipt = counter.take_rows(CHECKUP, [checkup(101)])
    asked = {one.column for one in receipt.empty or []}
    assert receipt.never_asked
    assert not asked & set(receipt.never_asked)
    assert "体重" not in receipt.never_asked


def test_a_refused_file_says_nothing_of_its_cells(counter: Counter) -> None:
    assert counter.take("なぞ.csv", b"x").empty is None
    assert counter.take_rows(CHECKUP, [checkup(101)]).empty is not None


def test_the_counts_are_those_of_the_load(counter: Counter) -> None:
    rows = [checkup(101, 母喫煙="9", 体重=""), checkup(102, 母喫煙="7"), checkup(103, 身長="x")]
    receipt = counter.take_rows(CHECKUP, rows)
    load = counter.typed(receipt)
    for column, name in ((SMOKES, "mother_smokes"), ("体重", "weight_kg"), ("身長", "height_cm")):
        written = [Missing(row[f"{name}__why"]).key for row in load if row[f"{name}__why"] is not None]
        assert reasons(receipt, column) == {key: written.count(key) for key in dict.fromkeys(written)}


def test_every_reason_intake_gives_has_its_words() -> None:
    never_here = {
        Missing.NO_SUCH_RELATIVE,
        Missing.NO_RECORD,
        Missing.PARTLY_HELD,
        Missing.RELATIVE_LEFT,
        Missing.PARENT_NOT_KNOWN,
        Missing.DELETED,
        Missing.LINK_WITHDRAWN,
    }
    assert set(IN_WORDS) == set(Missing) - never_here
