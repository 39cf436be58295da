"""The picture of a life: places follow dates, labels never lie on each other, nothing leaves the picture."""

from __future__ import annotations

from datetime import date
from typing import Any

from tsunagu_web.child.arrived import Arrived, arrived_of
from tsunagu_web.child.facts import mark_reasons
from tsunagu_web.child.lanes import LEFT, RIGHT, draw
from tsunagu_web.child.points import course

BORN, AS_OF = date(2016, 4, 1), date(2026, 4, 1)


def fact(lane: str, on: str | None, until: str | None = None, label: str = "記録") -> dict[str, Any]:
    """A fact of a lane."""
    return {"lane": lane, "label": label, "text": "", "on": on, "until": until, "department": "課"}


def test_birth_is_left_and_the_day_of_the_data_is_right() -> None:
    picture = draw([fact("母子保健", "2016-04-01"), fact("母子保健", "2026-04-01")], BORN, AS_OF)
    assert [mark.x for mark in picture.marks] == [LEFT, RIGHT]


def test_what_began_before_birth_or_lasts_longer_stays_inside() -> None:
    picture = draw([fact("手当・福祉", "2010-01-01", "2030-01-01")], BORN, AS_OF)
    assert (picture.marks[0].x, picture.marks[0].width) == (LEFT, RIGHT - LEFT)


def test_labels_of_neighbours_do_not_meet() -> None:
    crowded = [fact("母子保健", f"2017-0{month}-01", label="予防接種の記録") for month in range(1, 8)]
    labelled = [mark for mark in draw(crowded, BORN, AS_OF).marks if mark.label]
    assert len(labelled) < len(crowded)
    for left, right in zip(labelled, labelled[1:], strict=False):
        assert left.label_x + len(left.label) * 12 <= right.label_x


def test_hidden_and_empty_lanes_look_different() -> None:
    picture = draw([fact("母子保健", "2020-01-01")], BORN, AS_OF, {"相談・支援"})
    words = {lane.label: (lane.words, lane.hidden) for lane in picture.lanes}
    assert words["母子保健"] == ("", False)
    assert words["手当・福祉"] == ("日付のある記録はありません", False)
    assert words["相談・支援"] == ("この役割では表示しません", True)


def test_a_lane_whose_files_never_came_does_not_look_empty() -> None:
    arrived = {
        "手当・福祉": Arrived(("児童手当",), nothing=True),
        "保育・学校": Arrived(("学齢簿",)),
        "母子保健": Arrived(("健診",)),
    }
    picture = draw(
        [fact("母子保健", "2020-01-01")], BORN, AS_OF, {"相談・支援"}, arrived | {"相談・支援": Arrived(("x",), True)}
    )
    words = {lane.label: lane.words for lane in picture.lanes}
    assert words == {
        "母子保健": "",
        "保育・学校": "届いた分には、日付のある記録はありません",
        "手当・福祉": "データがまだ届いていません（未着）",
        "相談・支援": "この役割では表示しません",
        "ケース・支援": "ケースはまだありません",
    }


def test_what_came_of_some_kinds_is_counted_by_file() -> None:
    kinds = [{"lane": "a", "files": ["x", "y"], "missing": ["y"]}, {"lane": "b", "files": ["y"], "missing": ["y"]}]
    assert arrived_of(kinds) == Arrived(("y",))
    assert arrived_of(kinds[1:]) == Arrived(("y",), nothing=True)
    assert arrived_of([]) == Arrived()


def test_facts_without_a_day_are_not_drawn() -> None:
    assert draw([fact("住民", None), fact("住民", "2020-01-01")], BORN, AS_OF).marks[0].x > LEFT
    assert len(draw([fact("住民", None), fact("住民", "2020-01-01")], BORN, AS_OF).marks) == 1


def test_time_before_moving_in_is_marked() -> None:
    assert draw([fact("住民", "2021-04-01", label="転入")], BORN, AS_OF).before_width > 0
    assert draw([fact("住民", "2021-04-01", label="転居")], BORN, AS_OF).before_width == 0


def test_the_29th_of_february_has_birthdays() -> None:
    picture = draw([fact("住民", "2021-01-01")], date(2016, 2, 29), date(2026, 3, 1))
    assert [age for age, _ in picture.years] == list(range(11))


def test_points_by_month_keep_types_that_ever_had_one() -> None:
    history = [
        {"as_of": "2026-09-30", "points": {"poverty": 0, "abuse": 0}, "total": 0},
        {"as_of": "2026-10-31", "points": {"poverty": 2, "abuse": 0}, "total": 5},
    ]
    found = course(history, {"poverty": "貧困", "abuse": "虐待"})
    assert found.rows == [("貧困", [0, 2]), ("総ポイント数", [0, 5])]
    assert found.spoken == "総ポイント数 9月0、10月5"
    assert found.points[0].y > found.points[1].y


def test_a_month_that_could_not_be_judged_is_no_month_without_points() -> None:
    history = [
        {"as_of": "2026-09-30", "points": {"poverty": 0, "abuse": 0}, "total": 0, "unknown": {"poverty": 10}},
        {"as_of": "2026-10-31", "points": {"poverty": 0, "abuse": 0}, "total": 0},
    ]
    assert course(history, {"poverty": "貧困", "abuse": "虐待"}).rows[0] == ("貧困", ["情報不足", 0])


def test_one_month_is_one_point_and_no_line() -> None:
    month = {"as_of": "2026-10-31", "points": {}, "total": 0}
    first = course([month], {})
    assert (len(first.points), first.is_line) == (1, False)
    assert course([month, month | {"as_of": "2026-11-30", "total": 1}], {}).is_line
    assert not course([month, month | {"as_of": "2026-11-30"}], {}).is_line


def test_two_months_stand_side_by_side_and_thirteen_fill_the_picture() -> None:
    months = [{"as_of": f"2026-{month:02}-28", "points": {}, "total": 1} for month in range(1, 13)]
    two, thirteen = course(months[:2], {}).points, course([months[0], *months], {}).points
    assert two[1].x - two[0].x == 90
    assert thirteen[-1].x - thirteen[0].x == 360


def test_facts_that_count_keep_their_label_where_there_is_room_for_one() -> None:
    crowded = [fact("相談・支援", f"2024-0{month}-01", label="ほかの記録") for month in range(1, 6)]
    crowded[3]["counts"] = True
    crowded[3]["label"] = "理由の記録"
    marks = draw(crowded, BORN, AS_OF).marks
    assert [mark.label for mark in marks if mark.label] == ["理由の記録"]
    assert [mark.counts for mark in marks] == [False, False, False, True, False]
    assert marks[0].told == "2024-01-01 ほかの記録 （課）"


def test_a_reason_marks_the_fact_of_its_file_and_day() -> None:
    facts = [
        {"on": "2026-10-31", "source": "shukketsu"},
        {"on": "2026-10-01", "source": "shukketsu"},
        {"on": "2026-10-31", "source": "gakko_kenshin"},
        {"on": "2026-10-30", "source": "shukketsu"},
        {"on": None, "source": "shukketsu"},
    ]
    reasons = [{"on": "2026-10-31", "source": "shukketsu"}, {"on": None, "source": None}]
    assert [fact["counts"] for fact in mark_reasons(facts, reasons)] == [True, False, False, False, False]
    undated = [{"on": None, "source": "shukketsu"}]
    assert [fact["counts"] for fact in mark_reasons(facts, undated)] == [False, False, False, False, True]
    assert not any(fact["counts"] for fact in mark_reasons(facts, []))
