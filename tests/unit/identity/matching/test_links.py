"""Named people: the pair that must link, beside the pair that must not."""

from __future__ import annotations

from datetime import date

import pytest

from unit.identity.matching.two_sides import Links, links, person, record

YUI = person(1, "佐藤　結衣", "サトウ　ユイ", "2017-06-11")
SHO = person(2, "髙橋　翔太", "タカハシ　ショウタ", "2017-09-03", sex="男", town="栄町")
REGISTER = [YUI, SHO]


def of(
    row: dict[str, object], register: list[dict[str, object]] = REGISTER, *others: dict[str, object]
) -> tuple[int, str] | None:
    """The automatic link of one row, with other rows beside it."""
    return links([row, *others], register).matched.get(int(str(row["record_id"])))


@pytest.mark.parametrize("kana", ["サトウ　ユイ", "ｻﾄｳ ﾕｲ", "さとう　ゆい", "サトウユイ", "サトウ・ユイ"])
def test_kana_and_birth_date_with_school_and_grade(kana: str) -> None:
    assert of(record(10, "佐藤　結衣", kana, "2017-06-11")) == (1, "kana_birth_school")


def test_kana_and_birth_date_and_even_kanji_alone_are_never_enough() -> None:
    """A child of the next town may have the same name and birth date: the My Number links went wrong so."""
    elsewhere = record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", school="999")
    found = links([elsewhere], REGISTER)
    assert found.matched == {} and found.proposed == {10: [1]}


def test_a_guardian_and_a_town_together_are_a_third_field() -> None:
    home = {"school": None, "grade": None, "guardian_kana": "ｻﾄｳ ﾀｹｼ", "town": "本町"}
    assert of(record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", **home)) == (1, "kana_birth_family")
    assert of(record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", **home | {"town": "栄町"})) is None


def test_another_sex_is_let_pass_only_when_all_else_agrees() -> None:
    assert of(record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", sex="男")) == (1, "all_but_sex")
    assert of(record(10, None, "サトウ　ユイ", "2017-06-11", sex="男")) is None


def test_other_kanji_need_the_guardian_too() -> None:
    assert of(record(10, "佐藤　唯", "サトウ　ユイ", "2017-06-11")) is None
    assert of(record(10, "佐藤　唯", "サトウ　ユイ", "2017-06-11", guardian_kana="サトウ　タケシ")) == (
        1,
        "other_kanji",
    )


@pytest.mark.parametrize(
    ("name", "kana"),
    [
        ("高橋　翔太", "タカハシ　ジョウタ"),
        ("髙橋　翔太", "ﾀｶﾊｼ ｼﾖｳﾀ"),
        ("髙橋　翔太", None),
    ],
)
def test_kanji_and_birth_date_where_the_kana_differ(name: str, kana: str | None) -> None:
    linked = of(record(10, name, kana, "2017-09-03", sex="男"))
    assert linked is not None and linked[0] == 2


def test_a_lost_letter_agrees_with_any_one_letter_and_not_with_two() -> None:
    row = record(10, "●橋翔太", "タカハシ　ショウタ", "2017-09-03", sex="男")
    assert of(row) == (2, "kana_birth_school")
    assert of(row | {"name": "●●橋翔太"}) is None


@pytest.mark.parametrize("written", ["2017-03-09", "2017-09-08", "1987-09-03", "2017-09-30", "2017-09-00"])
def test_a_slip_of_the_birth_date_with_name_school_and_grade(written: str) -> None:
    assert of(record(10, "高橋翔太", "タカハシショウタ", written, sex="男")) == (2, "slip_of_birth_date")


def test_a_wholly_other_birth_date_is_proposed_unless_the_family_agrees() -> None:
    found = links([record(10, "高橋翔太", "タカハシショウタ", "2017-12-24", sex="男")], REGISTER)
    assert found.matched == {} and found.proposed == {10: [2]}
    assert "birth_date" in found.explained[10, 2][1] and {"kana", "kanji", "school"} <= set(found.explained[10, 2][0])


def test_twins_link_by_their_own_names_and_by_nothing_less() -> None:
    twins = [
        person(3, "森　葵", "モリ　アオイ", "2017-08-01", household_no=9),
        person(4, "森　茜", "モリ　アカネ", "2017-08-01", household_no=9),
    ]
    rows = [record(10, "森　葵", "モリ　アオイ", "2017-08-01"), record(11, "森　茜", "モリ　アカネ", "2017-08-01")]
    assert links(rows, twins).matched == {10: (3, "kana_birth_school"), 11: (4, "kana_birth_school")}
    mixed = record(12, "森　茜", "モリ　アオイ", "2017-08-01", guardian_kana="モリ　タケシ", town="本町")
    found = links([mixed], twins)
    assert found.matched == {} and set(found.proposed[12]) == {3, 4}
    assert of(record(13, None, "モリ　アオイ", "2017-08-01", guardian_kana="モリ　タケシ"), twins) is None


def test_of_two_with_one_name_and_birth_date_nobody_is_linked() -> None:
    namesakes = [
        YUI,
        person(5, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", school="102", town="栄町", guardian_kana="サトウ　エリ"),
    ]
    row = record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", guardian_kana="サトウ　エリ", town="栄町")
    found = links([row], namesakes)
    assert found.matched == {} and set(found.proposed[10]) == {1, 5}


def test_two_seats_in_one_school_are_two_pupils_and_neither_is_linked() -> None:
    rows = [
        record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="701"),
        record(11, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="702"),
    ]
    assert links(rows, REGISTER).matched == {}
    same = [row | {"pupil_no": "701"} for row in rows]
    assert set(links(same, REGISTER).matched) == {10, 11}


def test_two_schools_may_give_the_same_pupil_number() -> None:
    other = person(9, "木村　花", "キムラ　ハナ", "2017-05-30", school="102")
    rows = [
        record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="7"),
        record(11, "木村　花", "キムラ　ハナ", "2017-05-30", pupil_no="7", school="102"),
    ]
    found = links([row | {"guardian_kana": None} for row in rows], [YUI, other])
    assert {row: linked[0] for row, linked in found.matched.items()} == {10: 1, 11: 9}


def test_what_the_caller_knows_is_a_third_field_and_stops_at_what_stops_the_others() -> None:
    elsewhere: dict[str, object] = {"school": None, "grade": None, "told": 1}
    row = record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", **elsewhere)
    assert of(row) == (1, "told_by_the_sheet")
    for changed in ({"name": "佐藤　唯"}, {"sex": "男"}, {"told": 2}, {"birth_date": "2017-06-12"}):
        assert of(row | changed) is None
    assert of(row, [YUI | {"protected": True}]) == (1, "told_by_the_sheet")
    assert of(row | {"name": None}, [YUI | {"protected": True}]) is None


def test_a_damaged_row_follows_the_other_row_of_its_pupil_number() -> None:
    rows = [
        record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="701"),
        record(11, "佐藤　●●", "サトウ　ユウ", "2017-06-11", pupil_no="701"),
        record(12, "木村　花", "キムラ　ハナ", "2016-01-30", pupil_no="701"),
    ]
    assert set(links(rows, REGISTER).matched) == {10, 11}


@pytest.mark.parametrize(
    ("name", "kana", "follows"),
    [
        ("森　葵", "モリ　アオイ", True),
        (None, "モリ　アオイ", True),
        ("森　茜", "モリ　アカネエ", False),
        ("森　●", "モリ　アカネエ", False),
        ("森　●", "モリ", False),
        (None, "モリ　アカナ", False),
    ],
)
def test_the_row_of_a_twin_does_not_follow_the_number_of_the_other(name: str | None, kana: str, follows: bool) -> None:
    """A number typed wrong: the birth date, which twins share, and half a name are then all that agrees."""
    twins = [
        person(3, "森　葵", "モリ　アオイ", "2017-08-01", household_no=9),
        person(4, "森　茜", "モリ　アカネ", "2017-08-01", household_no=9),
    ]
    rows = [
        record(10, "森　葵", "モリ　アオイ", "2017-08-01", pupil_no="701"),
        record(11, name, kana, "2017-08-01", pupil_no="701"),
    ]
    assert set(links(rows, twins).matched) == ({10, 11} if follows else {10})


def test_a_damaged_row_of_a_protected_child_follows_no_number() -> None:
    rows = [
        record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="701"),
        record(11, None, "サトウ　ユウ", "2017-06-11", pupil_no="701"),
    ]
    assert set(links(rows, REGISTER).matched) == {10, 11}
    assert set(links(rows, [YUI | {"protected": True, "town": None}]).matched) == {10}


def test_protected_people_are_linked_only_when_everything_agrees() -> None:
    hidden = [YUI | {"protected": True, "town": None}]
    assert of(record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11"), hidden) == (1, "kana_birth_school")
    assert of(record(10, None, "サトウ　ユイ", "2017-06-11"), hidden) is None


def test_of_a_protected_child_without_kanji_the_name_in_latin_letters_must_agree() -> None:
    angela = person(8, "TRAN ANGELA", "チャン　アンジェラ", "2017-04-04", name_roman="TRAN ANGELA", protected=True)
    row = record(10, "TRAN ANGELA", "チャン　アンジェラ", "2017-04-04")
    assert of(row, [angela]) == (8, "kana_birth_school")
    assert of(row | {"name": "TRAN ANJELA"}, [angela]) is None
    assert of(row | {"name": None}, [angela]) is None


@pytest.mark.parametrize(
    ("latin", "kana"),
    [("Sato Yui", None), ("SATOH YUI", "SATOH YUI"), ("YUI SATŌ", "YUI SATŌ"), ("ＳＡＴＯ　ＹＵＩ", "")],
)
def test_latin_letters_beside_kana_are_proposed_and_never_linked(latin: str, kana: str | None) -> None:
    everything = {"guardian_kana": "サトウ　タケシ", "town": "本町"}
    found = links([record(10, latin, kana, "2017-06-11", **everything)], REGISTER)
    assert found.matched == {} and found.proposed == {10: [1]}


def test_latin_letters_are_read_as_katakana_of_other_languages_too() -> None:
    lucas = person(9, "シルヴァ　ルーカス", "シルヴァ　ルーカス", "2017-02-03", sex="男")
    alone: dict[str, object] = {"school": None, "grade": None, "sex": None}
    rows = [record(10, "LUCAS SILVA", "LUCAS SILVA", "2017-02-03", **alone)]
    rows.append(record(11, "LUCIO SALVO", "LUCIO SALVO", "2017-02-03", **alone))
    assert links(rows, [lucas, YUI]).proposed == {10: [9]}
    registered = lucas | {"name": "SILVA LUCAS", "kana": None, "name_roman": "SILVA LUCAS"}
    in_kana = record(10, None, "シルバ　ルカス", "2017-02-03", **alone)
    assert links([in_kana], [registered, YUI]).proposed == {10: [9]}


def test_names_in_force_and_before_and_in_any_order() -> None:
    linh = person(
        6, "ＮＧＵＹＥＮ　ＴＨＩ　ＬＩＮＨ", "グエン　ティ　リン", "2017-05-05", name_roman="NGUYEN THI LINH",
        alias="山田　リン", alias_kana="ヤマダ　リン", former_name="木村", former_kana="キムラ",
    )  # fmt: skip
    register = [linh, YUI]
    assert of(record(10, "LINH NGUYEN THI", "リン　グエン　ティ", "2017-05-05"), register) == (6, "parts_birth_school")
    assert of(record(10, "山田　リン", "ヤマダ　リン", "2017-05-05"), register) == (6, "kana_birth_school")
    assert of(record(10, "LINH TRAN THI", "リン　チャン　ティ", "2017-05-05"), register) is None
    mei = person(7, "林　芽依", "ハヤシ　メイ", "2017-07-07", former_name="木村", former_kana="キムラ")
    assert of(record(10, "木村　芽依", "キムラ　メイ", "2017-07-07"), [mei]) == (7, "kana_birth_school")
    assert of(record(10, "木村　萌", "キムラ　モエ", "2017-07-07"), [mei]) is None


@pytest.mark.parametrize(
    ("name", "kana", "linked"),
    [
        (None, "アン・グエン・ヴァン", True),
        (None, "ｱﾝ･ｸﾞｴﾝ･ｳﾞｧﾝ", True),
        (None, "アン・グエン・ティ", False),
        ("Ánh Nguyễn Văn", None, True),
        ("Ánh Nguyễn Thị", None, False),
        ("ánh, nguyễn văn", None, True),
    ],
)
def test_parts_of_a_name_between_dots_or_with_marks_come_in_any_order(
    name: str | None, kana: str | None, linked: bool
) -> None:
    anh = person(6, "NGUYEN VAN ANH", "グエン　ヴァン　アン", "2017-05-05")
    found = of(record(10, name, kana, "2017-05-05"), [anh, YUI])
    assert found == ((6, "parts_birth_school") if linked else None)


@pytest.mark.parametrize("name", ["Ángel Silva", "Silva, Ángel", "ÁNGEL SILVA"])
@pytest.mark.parametrize("registered", ["SILVA ANGEL", "Silva Ángel"])
def test_a_first_letter_with_a_mark_is_a_latin_letter(name: str, registered: str) -> None:
    angel = person(9, registered, "シルヴァ　アンヘル", "2017-05-03", sex="男")
    row = record(10, name, None, "2017-05-03", sex="男")
    assert of(row, [angel, YUI]) == (9, "parts_birth_school")
    do = person(9, "DO ANH", "ド　アイン", "2017-05-03", sex="男")
    assert of(row | {"name": "Đỗ Anh"}, [do, YUI]) == (9, "parts_birth_school")


def test_pupils_whose_number_is_all_zeros_are_judged_one_by_one() -> None:
    mio = person(8, "伊藤　澪", "イトウ　ミオ", "2017-08-08")
    rows = [record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="0"),
            record(11, "伊藤　澪", "イトウ　ミオ", "2017-08-08", pupil_no="0")]  # fmt: skip
    found = links(rows, [YUI, mio]).matched
    assert {row: person_id for row, (person_id, _) in found.items()} == {10: 1, 11: 8}


def test_a_past_year_counts_by_the_district_while_nobody_else_was_that_child() -> None:
    promoted = YUI | {"school": "201", "grade": "J1", "birth_date": YUI["birth_date"].replace(year=2013)}  # type: ignore[attr-defined]
    neighbours = [person(100 + n, f"町田　{n}", "マチダ　ナ", "2017-06-11") for n in range(5)]
    last_year = record(10, "佐藤　結衣", "サトウ　ユイ", "2013-06-11", fiscal_year=2025, grade="P6", pupil_no="1")
    now = record(20, "町田　0", "マチダ　ナ", "2017-06-11")
    assert of(last_year, [promoted, *neighbours], now) == (1, "past_year_in_district")
    double = record(
        11, "佐藤　結衣", "サトウ　ユイ", "2013-06-11", fiscal_year=2025, grade="P6", pupil_no="2", school="150"
    )
    assert of(last_year, [promoted, *neighbours], now, double) is None
    assert of(last_year, [promoted | {"town": "栄町"}, *neighbours], now) is None


def test_of_a_child_who_is_in_no_school_by_the_register_no_district_tells() -> None:
    """結衣 goes to a school of another town. A second 佐藤 結衣 born that day, not in the register, would look just like her."""
    at_none = YUI | {"school": None, "grade": None, "fiscal_year": 2026}
    neighbours = [person(100 + n, f"町田　{n}", "マチダ　ナ", "2017-06-11") for n in range(5)]
    others = [record(20, "町田　0", "マチダ　ナ", "2017-06-11"), record(21, "町田　1", "マチダ　ナ", "2017-06-11")]
    for year, grade in ((2026, "P3"), (2025, "P2")):
        row = record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", fiscal_year=year, grade=grade, pupil_no="1")
        assert of(row, [at_none, *neighbours], *others) is None
    grown = at_none | {"birth_date": date(2010, 6, 11)}
    row = record(10, "佐藤　結衣", "サトウ　ユイ", "2010-06-11", fiscal_year=2025, grade="J3", pupil_no="1")
    assert of(row, [grown, *neighbours], *others) == (1, "past_year_in_district")


def test_whoever_is_nobody_in_the_register_is_not_proposed_anybody() -> None:
    found = links([record(10, "武田　光", "タケダ　ヒカル", "2017-02-02")], REGISTER)
    assert found == Links()


def test_a_second_call_forgets_the_first() -> None:
    row = record(10, "佐藤　結衣", "サトウ　ユイ", "2017-06-11")
    assert links([row], REGISTER).matched == links([row], REGISTER).matched != {}


def test_columns_that_a_caller_lacks_are_unknown() -> None:
    import duckdb

    from tsunagu.identity.matching import match

    engine = duckdb.connect()
    engine.execute("CREATE TABLE small AS SELECT 1 AS record_id, 'サトウ ユイ' AS kana, '2017-06-11' AS birth_date")
    engine.execute(
        "CREATE TABLE people AS SELECT 7 AS person_id, 'サトウ　ユイ' AS kana, DATE '2017-06-11' AS birth_date"
    )
    match(engine, "small", "people")
    match(engine, "small", "people")
    assert engine.execute("FROM matched").fetchall() == []
    assert engine.execute("SELECT record_id, person_id, agrees FROM proposed").fetchall() == [
        (1, 7, ["kana", "birth_date"])
    ]


def test_rows_with_a_number_of_noughts_only_are_not_one_pupil() -> None:
    """Excel makes 0 of an empty cell; two children of whom the birth date is missing besides must not be taken for one."""
    rows = [
        record(10, "佐藤　結衣", "サトウ　ユイ", None, pupil_no="0", guardian_kana="サトウ　タケシ"),
        record(11, "鈴木　葵", "スズキ　アオイ", None, pupil_no="0", guardian_kana="スズキ　タケシ"),
    ]
    register = [
        person(1, "佐藤　結衣", "サトウ　ユイ", "2017-06-11"),
        person(2, "鈴木　葵", "スズキ　アオイ", "2017-07-02"),
    ]
    assert links(rows, register).matched == {10: (1, "no_birth_date"), 11: (2, "no_birth_date")}


def test_the_same_words_of_two_years_are_linked_row_by_row() -> None:
    rows = [record(year, "佐藤　結衣", "サトウ　ユイ", "2017-06-11", pupil_no="77", fiscal_year=year, grade=grade)
            for year, grade in ((2025, "P2"), (2026, "P3"))]  # fmt: skip
    assert links(rows, [person(1, "佐藤　結衣", "サトウ　ユイ", "2017-06-11")]).matched == {
        2025: (1, "kana_birth_school"),
        2026: (1, "kana_birth_school"),
    }
