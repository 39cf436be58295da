"""Before a file replaces another, the receipt says what would change: rows that come, go and differ."""

from __future__ import annotations

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.intake import Receipt

JUKI, CHECKUP = "juki_kojin", "kenshin_3_4m"


def people(*numbers: int, **changes: str) -> list[dict[str, str]]:
    """Rows of the register."""
    return [plain(JUKI) | {"宛名番号": f"{number:015d}"} | changes for number in numbers]


def other(counter: Counter, rows: list[dict[str, str]], source: str = JUKI) -> Receipt:
    """Another file of the same month, without a reason."""
    return counter.take(FILE_NAMES[source], file_bytes(source, rows))


def test_rows_that_come_go_and_differ_are_counted(counter: Counter) -> None:
    counter.take_rows(JUKI, people(1, 2, 3, 4))
    told = other(counter, [*people(1, 2), *people(3, 氏名="別　人"), *people(5, 6)]).compared
    assert told is not None
    assert (told.rows_then, told.rows_now, told.added, told.gone, told.changed) == (4, 5, 2, 1, 1)
    assert told.told == "いま 4行 → 差し替えると 5行（増える行 2、なくなる行 1、書きかわる行 1）"
    assert "別" not in told.told and told.file == FILE_NAMES[JUKI]


def test_the_same_rows_written_otherwise_change_nothing(counter: Counter) -> None:
    counter.take_rows(JUKI, people(1, 2))
    told = other(counter, [*people(2), *people(1, 生年月日="H27.4.1")]).compared
    assert told is not None and (told.added, told.gone, told.changed) == (0, 0, 0)


def test_a_cell_that_became_empty_is_a_change(counter: Counter) -> None:
    rows = [plain(CHECKUP), plain(CHECKUP) | {"宛名番号": "000000000000102"}]
    counter.take_rows(CHECKUP, rows)
    told = other(counter, [rows[0], rows[1] | {"体重": ""}], CHECKUP).compared
    assert told is not None and (told.added, told.gone, told.changed) == (0, 0, 1)


def test_rows_without_a_whole_key_are_known_as_a_whole_only(counter: Counter) -> None:
    known, day = plain(CHECKUP), "受診日"
    rows = [known, *(known | {day: "", "体重": weight} for weight in ("6.1", "6.2", "6.3"))]
    counter.take_rows(CHECKUP, rows)
    told = other(counter, [rows[0] | {"体重": "7.0"}, *reversed(rows[1:])], CHECKUP).compared
    assert told is not None and (told.rows_then, told.rows_now) == (4, 4)
    assert (told.added, told.gone, told.changed) == (0, 0, 1), "each of the three is there once, as before"
    less = other(counter, [*rows[:2], rows[3] | {"体重": "9.9"}], CHECKUP).compared
    assert less is not None and (less.added, less.gone, less.changed) == (1, 2, 0)


def test_nothing_is_compared_where_nothing_is_there_or_it_is_replaced(counter: Counter) -> None:
    assert counter.take_rows(JUKI, people(1)).compared is None
    data = file_bytes(JUKI, people(1, 2))
    assert counter.take(FILE_NAMES[JUKI], data, replace="訂正分").compared is None


def test_every_kind_of_file_can_be_compared(counter: Counter) -> None:
    for source in ("shukketsu", "jido_sodan", "kaigo", "hoiku", "jido_teate", "bango_taio"):
        counter.take_rows(source, [plain(source)])
        receipt = other(counter, [plain(source), plain(source)], source)
        told = receipt.compared
        assert told is not None, (source, receipt.sentence)
        assert (told.rows_then, told.added in (told.rows_now - 1, None)) == (1, True), source
