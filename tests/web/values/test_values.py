"""画面で入力した値: what an owner section says of its rows stands beside them at once and counts from the next month on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.lived_town import OCTOBER, run_again
from support.lived_town import ROOM as CAPACITY
from support.web_people import OWN, PROTECTED, As, change_serving, log_in, make_home
from support.web_values import (
    SOURCE,
    WHY,
    asked,
    delivered_again,
    fields_of,
    filled,
    links,
    listed_child,
    plant_values,
    post,
)
from tsunagu.intake import loads, receipts
from tsunagu.mart import find_snapshot, verify
from tsunagu.month import Home, run_month
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import RoleAssignment
from tsunagu_web.casework import handing_on
from tsunagu_web.casework.handing_on import hand_on
from tsunagu_web.casework.models import CaseEvent
from tsunagu_web.casework.places import GAP
from tsunagu_web.values import desk_views, marked, reading
from tsunagu_web.values.models import EnteredVersion

ATTENDANCE = "shukketsu"
PACKS = Path(__file__).parents[3] / "src" / "tsunagu_packs"
CHANGED = "新しいファイルに、この行がありません／変わりました"


class Died(BaseException):
    """A process that ends here."""


def died(*args: Any, **kwargs: Any) -> Any:
    raise Died


def rewrite_file(home: Path, person: int) -> None:
    """With another 緊急度 on the person's rows."""
    delivered_again(
        home, SOURCE, "consultations", f"UPDATE t SET urgency = 'C' WHERE TRY_CAST(resident_no AS BIGINT) = {person}"
    )


def add_to_file(home: Path, person: int, number: str) -> None:
    """With one more row about the person, urgency C."""
    delivered_again(
        home,
        SOURCE,
        "consultations",
        "CREATE TABLE more AS FROM t LIMIT 1",
        f"UPDATE more SET resident_no = '{person}', receipt_no = '{number}', urgency = 'C', name = NULL, kana = NULL, birth_date = NULL, line = 9999",
        "INSERT INTO t FROM more",
    )


@pytest.fixture
def home_of_fixture(tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """The fixture's home, on the day its list of protected people came."""
    at("2026-10-31 09:00")
    settings.TSUNAGU_HOME = make_home(tmp_path / "fixture")
    return tmp_path / "fixture"


def test_a_correction_stands_beside_the_value_and_counts_from_the_next_month_on(home: Path) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    (before, *_) = asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")
    earlier = find_snapshot(home, None)
    url = links(centre, code, SOURCE)[0]
    said = "AA" if before[0] != "AA" else "A"
    assert post(centre, url, "correct", {"緊急度": said}).status_code == 302
    page = centre.get(f"/children/{code}/").content.decode()
    assert "未反映" in page and f"<b>{said}</b>" in page and f"{before[0]} →" in page
    run_again(home)
    rows = asked(home, "consultations", "urgency, file", f"person_id = {person} AND source = '{SOURCE}'")
    assert (said, f"画面で入力_{SOURCE}_202611.json") in rows
    (receipt,) = [one for one in receipts(home) if one.part == "画面で入力した値"]
    assert receipt.sentence.startswith("画面で入力した値 1件") and receipt.owner == "こども課こども家庭班"
    assert "未反映" not in centre.get(f"/children/{code}/").content.decode()
    values = centre.get(f"/children/{code}/values/").content.decode()
    assert "反映済み" in values and WHY in values
    assert verify(home)[earlier.snapshot_id] == [], "an earlier snapshot is never changed"
    first = run_again(home)
    assert run_again(home)["run"] == first["run"], "nothing was entered since"


def test_a_row_withdrawn_counts_no_more_and_comes_back_when_left_to_the_file(home: Path) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    count = len(asked(home, "consultations", "line", f"person_id = {person} AND source = '{SOURCE}'"))
    assert post(centre, links(centre, code, SOURCE)[0], "withdraw", {}).status_code == 302
    run_again(home)
    assert len(asked(home, "consultations", "line", f"person_id = {person} AND source = '{SOURCE}'")) == count - 1
    (again,) = [one for one in links(centre, code, SOURCE) if "entered=" in one]
    assert post(centre, again, "end", {}).status_code == 302
    assert [one.act for one in EnteredVersion.objects.all()] == ["withdraw", "end"], "nothing is overwritten"
    run_again(home)
    assert len(asked(home, "consultations", "line", f"person_id = {person} AND source = '{SOURCE}'")) == count


def test_a_mark_typed_in_alarms_once_and_never_again_by_another_cell_of_the_row(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "alarm_values", lambda *_: {("consultations", "urgency"): frozenset({"AA"})})
    code, person = listed_child(home, consulted=True)
    (before, *_) = asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")
    assert before[0] != "AA"
    centre, alarms = log_in("center"), CaseEvent.objects.filter(move="alarm")
    assert post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": "AA"}).status_code == 302
    assert alarms.count() == 1
    (again,) = [one for one in links(centre, code, SOURCE) if "entered=" in one]
    assert post(centre, again, "correct", {"受付番号": "画-2"}).status_code == 302
    assert alarms.count() == 1 and EnteredVersion.objects.get(seq=2).cells["緊急度"] == "AA"
    for urgency in ("B", "AA"):
        assert post(centre, again, "correct", {"緊急度": urgency}).status_code == 302
    assert alarms.count() == 2, "said anew"


def test_an_added_row_is_judged_as_one_of_a_file(home: Path) -> None:
    code, person = listed_child(home, consulted=False)
    centre = log_in("center")
    url = f"/children/{code}/values/{SOURCE}/add/"
    told = {"受付番号": "画-1", "受付日": "R8.11.10", "相談種別": "養護", "緊急度": "B"}
    assert post(centre, url, "add", told).status_code == 302
    run_again(home)
    assert asked(home, "consultations", "receipt_no, received_on::VARCHAR, desk", f"person_id = {person}") == [
        ("画-1", "2026-11-10", "児童相談")
    ]
    assert "画-1" not in centre.get(f"/children/{code}/").content.decode(), "no free words on the child's page"
    (again,) = [one for one in links(centre, code, SOURCE) if "entered=" in one]
    assert post(centre, again, "withdraw", {}).status_code == 302
    assert "未反映" in centre.get(f"/children/{code}/").content.decode()
    run_again(home)
    assert asked(home, "consultations", "receipt_no", f"person_id = {person}") == []
    assert "未反映" not in centre.get(f"/children/{code}/").content.decode()


def test_a_cell_is_read_as_a_file_s_and_an_empty_one_needs_its_reason(home: Path) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    url = links(centre, code, SOURCE)[0]
    refused = post(centre, url, "correct", {"受付日": "2026-13-40"})
    assert refused.status_code == 400 and "cell." in refused.content.decode()
    refused = post(centre, url, "correct", {"緊急度": ""})
    assert refused.status_code == 400 and "値がないわけ" in refused.content.decode()
    refused = post(centre, url, "correct", {})
    assert refused.status_code == 400 and "変えた項目がありません" in refused.content.decode()
    assert not EnteredVersion.objects.exists()
    assert post(centre, url, "correct", {}, {"緊急度": "REFUSED"}).status_code == 302
    run_again(home)
    where = f"person_id = {person} AND source = '{SOURCE}' AND file LIKE '画面%'"
    assert asked(home, "consultations", "urgency, urgency__why", where) == [(None, 23)]


def test_two_people_at_one_row_do_not_overwrite_each_other(home: Path) -> None:
    code, _ = listed_child(home, consulted=True)
    centre = log_in("center")
    url = links(centre, code, SOURCE)[0]
    opened = centre.get(url).content.decode()
    assert post(centre, url, "withdraw", {}).status_code == 302
    late = centre.post(url.partition("?")[0], filled(opened) | {"why": WHY, "act": "withdraw"})
    assert late.status_code == 409 and "X002" in late.content.decode()
    assert EnteredVersion.objects.count() == 1


@pytest.mark.parametrize("who", ["boshi", "fukushi", "shido", "hoyu", "hantei", "kocho", "ssw", "sv", "kansa", "kojin"])
def test_another_section_and_those_who_only_read_find_nothing(home: Path, who: str) -> None:
    code, _ = listed_child(home, consulted=True)
    url = links(log_in("center"), code, SOURCE)[0]
    other = log_in(who)
    for address in (url, f"/children/{code}/values/{SOURCE}/add/"):
        assert other.get(address).status_code == 404
        assert other.post(address, {"act": "withdraw", "why": WHY}).status_code == 404
    assert not EnteredVersion.objects.exists()


def test_the_keeper_of_a_section_s_files_enters_its_own_and_no_other(home: Path) -> None:
    code, _ = listed_child(home, consulted=True)
    keeper = log_in("hoyu")
    page = keeper.get(f"/children/{code}/values/").content.decode()
    assert "学齢簿" in page and "児童相談の台帳" not in page
    assert keeper.get(f"/children/{code}/").status_code == 404
    assert keeper.get(f"/children/{code}/values/gakureibo/add/").status_code == 200


def test_the_keeper_finds_no_child_of_whom_the_section_has_no_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = listed_child(home, consulted=True)
    keeper = log_in("hoyu")
    assert keeper.get(f"/children/{code}/values/").status_code == 200
    monkeypatch.setattr(reading, "_codes_with_rows", lambda *told: frozenset())
    for address in (f"/children/{code}/values/", f"/children/{code}/values/gakureibo/add/"):
        assert keeper.get(address).status_code == 404
    told = keeper.post("/values/", {"code": code})
    nobody = keeper.post("/values/", {"code": "C-00000"})
    assert told.status_code == nobody.status_code == 400
    assert log_in("center").get(f"/children/{code}/values/").status_code == 200


def test_a_row_is_added_only_about_whom_the_town_knows(home: Path) -> None:
    with_father = {person for (person,) in asked(home, "kin", "person_id", "relation = 'father'")}
    with open_serving(home) as serving:
        listed = [code for row in serving.meta("worklist")["listed"] for code in row["children"]]
        children = [serving.child(code) for code in listed]
    code = next(one.child_code for one in children if one and not one.protected and one.person_id not in with_father)
    centre, url = log_in("center"), f"/children/{code}/values/{SOURCE}/add/"
    refused = post(centre, url, "add", {"受付番号": "画-7"}, about="father")
    assert (refused.status_code, "町の記録にありません" in refused.content.decode()) == (400, True)
    assert not EnteredVersion.objects.exists()
    assert post(centre, url, "add", {"受付番号": "画-7"}, about="self").status_code == 302


def pupil_with_attendance(home: Path, *, listed: bool = True) -> tuple[str, int, str]:
    """Code, person and school of a pupil, of the month's list or of none, of whom a school delivered its 出欠."""
    rows = asked(home, "attendance", "person_id, school", f"source = '{ATTENDANCE}'")
    names = Home(home).pack().school_names()
    with open_serving(home) as serving:
        households = {row["household_code"] for row in serving.meta("worklist")["listed"]}
        if not listed:
            quiet = serving.households(place="not_flagged", limit=200)
            households = {one.household_code for one in quiet} - households
        for household in sorted(households):
            for child in serving.children_of(household):
                schools = {names.get(school, school) for person, school in rows if person == child.person_id}
                if child.affiliation in schools and not child.protected:
                    return child.child_code, child.person_id, child.affiliation
    raise AssertionError("no pupil on the list")


@pytest.fixture
def held_by_schools(home: Path, tmp_path: Path) -> Path:
    """The same town, in which every school holds its 出欠 and 健診 itself."""
    own = Path(shutil.copytree(PACKS / "kaisei", tmp_path / "own_pack"))
    text = (own / "pack.yaml").read_text(encoding="utf-8")
    assert "  shukketsu: 学校教育課\n" in text
    for source in (ATTENDANCE, "gakko_kenshin"):
        text = text.replace(f"  {source}: 学校教育課\n", f"  {source}: 各学校\n")
    (own / "pack.yaml").write_text(text, encoding="utf-8")
    settings = (home / "home.yaml").read_text(encoding="utf-8")
    assert "pack: kaisei\n" in settings
    (home / "home.yaml").write_text(settings.replace("pack: kaisei\n", f"pack: {own}\n"), encoding="utf-8")
    return home


def at_school(username: str, *schools: str) -> Any:
    """Log-in of somebody whose role ends at these schools."""
    client = log_in(username)
    RoleAssignment.objects.filter(user__username=username).update(schools=list(schools))
    return client


def test_a_school_corrects_its_own_pupil_s_row_and_it_counts_the_next_month(held_by_schools: Path) -> None:
    code, person, school = pupil_with_attendance(held_by_schools)
    kocho = at_school("kocho", school)
    page = kocho.get(f"/children/{code}/values/").content.decode()
    assert "未反映" not in page and "児童相談" not in page, "its own sources alone"
    [url, *_] = links(kocho, code, ATTENDANCE)
    form = fields_of(kocho.get(url).content.decode())
    assert "病欠" in form and "備考" not in form, "the matrix gives a school no 健康 (F4)"
    before = dict(asked(held_by_schools, "attendance", "line, late", f"person_id = {person}"))
    assert post(kocho, url, "correct", {"遅刻": "17"}).status_code == 302
    assert (
        code in kocho.get("/values/").content.decode()
        and "未反映" in kocho.get(f"/children/{code}/values/").content.decode()
    )
    run_again(held_by_schools)
    after = asked(held_by_schools, "attendance", "late", f"person_id = {person}")
    assert (17,) in after and 17 not in before.values() and len(after) == len(before)
    assert EnteredVersion.objects.get().role == "principal"


def test_a_month_the_school_never_delivered_is_added_to_its_own_pupil(held_by_schools: Path, at: Any) -> None:
    at("2026-11-30 12:00")  # the list of protected people is fresh, so that a school may be named
    code, person, school = pupil_with_attendance(held_by_schools)
    names = {name: number for number, name in Home(held_by_schools).pack().school_names().items()}
    told = {"学校コード": names[school], "年度": "2025", "月": "5", "氏名": "だれか 別の名", "欠席計": "19"}
    answer = post(at_school("kocho", school), f"/children/{code}/values/{ATTENDANCE}/add/", "add", told, about="self")
    assert answer.status_code == 302
    run_again(held_by_schools)
    added = asked(
        held_by_schools, "attendance", "person_id, absent", "fiscal_year = 2025 AND month = 5 AND absent = 19"
    )
    assert added == [(person, 19)], "by whose page it was entered on, whatever name is written in it"


def test_what_a_school_holds_is_no_other_s_to_enter(held_by_schools: Path) -> None:
    code, _, school = pupil_with_attendance(held_by_schools)
    kocho = at_school("kocho", school)
    [url, *_] = links(kocho, code, ATTENDANCE)
    assert post(kocho, url, "correct", {"遅刻": "17"}).status_code == 302
    other = at_school("kocho", "ほかの小学校")
    assert code not in other.get("/values/").content.decode()
    assert "ほかに" not in other.get("/values/").content.decode(), "not even how many"
    for client in (other, at_school("ssw", school), *map(log_in, ("shido", "hoyu", "center", "boshi", "sekinin"))):
        assert client.get(url).status_code == 404
        assert client.get(f"/children/{code}/values/{ATTENDANCE}/add/").status_code == 404
    assert other.get(f"/children/{code}/values/").status_code == 404


def test_who_keeps_a_school_s_files_enters_every_item_of_every_pupil_of_that_school(held_by_schools: Path) -> None:
    code, person, school = pupil_with_attendance(held_by_schools, listed=False)
    keeper = at_school("hoyu", school)
    page = keeper.get(f"/children/{code}/values/").content.decode()
    assert "出欠（月別）" in page and "学校の健診" in page and "学齢簿" not in page, (
        "what the school holds, nothing of a section"
    )
    [url, *_] = links(keeper, code, ATTENDANCE)
    form = keeper.get(url).content.decode()
    assert {"病欠", "備考"} <= set(fields_of(form)), "its own rows whole, as the matrix gives every owner"
    added = keeper.get(f"/children/{code}/values/gakko_kenshin/add/").content.decode()
    assert "未処置歯_永久歯" in fields_of(added) and 'value="mother"' not in added, "of its pupils alone"
    assert post(keeper, url, "correct", {"遅刻": "17", "備考": "担任に確かめた"}).status_code == 302
    assert code in keeper.get("/values/").content.decode()
    run_again(held_by_schools)
    assert (17, "担任に確かめた") in asked(held_by_schools, "attendance", "late, note", f"person_id = {person}")


def test_who_keeps_a_school_s_files_finds_no_pupil_of_another_and_no_section_s_file(held_by_schools: Path) -> None:
    code, _, school = pupil_with_attendance(held_by_schools, listed=False)
    page, form = f"/children/{code}/values/", f"/children/{code}/values/{ATTENDANCE}/add/"
    assert log_in("hoyu").get(form).status_code == 404, "the section does not enter for a school"
    assert "学齢簿" in log_in("hoyu").get("/receipts/").content.decode()
    keeper = at_school("hoyu", school)
    assert keeper.get(form).status_code == 200
    assert keeper.get(f"/children/{code}/values/gakureibo/add/").status_code == 404
    assert keeper.get(f"/children/{code}/").status_code == 404
    assert "学齢簿" not in keeper.get("/receipts/").content.decode()
    for client in (at_school("hoyu", "ほかの小学校"), at_school("kocho", school)):
        assert client.get(page).status_code == client.get(form).status_code == 404
    nobody = at_school("hoyu", "ほかの小学校").post("/values/", {"code": "C-00000"})
    theirs = at_school("hoyu", "ほかの小学校").post("/values/", {"code": code})
    assert theirs.status_code == nobody.status_code == 400


def test_another_school_s_rows_of_a_pupil_who_changed_school_stay_its_own(held_by_schools: Path) -> None:
    code, _, school = pupil_with_attendance(held_by_schools)
    change_serving(held_by_schools, "UPDATE children SET affiliation = '新しい小学校' WHERE child_code = ?", code)
    kocho = at_school("kocho", "新しい小学校")
    assert kocho.get(f"/children/{code}/values/").status_code == 200 and links(kocho, code, ATTENDANCE) == []
    assert at_school("kocho", school).get(f"/children/{code}/values/").status_code == 404, (
        "she is not its pupil any more"
    )


def test_what_a_former_school_entered_is_not_read_or_corrected_by_the_next(held_by_schools: Path, at: Any) -> None:
    at("2026-11-30 12:00")
    code, _, school = pupil_with_attendance(held_by_schools)
    first = at_school("kocho", school)
    [url, *_] = links(first, code, ATTENDANCE)
    assert post(first, url, "correct", {"遅刻": "17"}).status_code == 302
    entered = EnteredVersion.objects.get().entered_id
    own = f"/children/{code}/values/{ATTENDANCE}/row/?entered={entered}"
    assert (
        "<b>未反映</b>" in first.get(f"/children/{code}/values/").content.decode() and first.get(own).status_code == 200
    )
    change_serving(held_by_schools, "UPDATE children SET affiliation = '新しい小学校' WHERE child_code = ?", code)
    second = at_school("kocho", "新しい小学校")
    shown = second.get(f"/children/{code}/values/")
    assert shown.status_code == 200 and "<b>未反映</b>" not in shown.content.decode()
    assert second.get(own).status_code == 404
    refused = second.post(own.split("?")[0], {"entered": entered, "act": "withdraw", "why": "前の学校の欠席なので消す"})
    assert refused.status_code == 404 and EnteredVersion.objects.count() == 1


def test_what_is_in_conflict_comes_before_what_waits(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, person = listed_child(home, consulted=True)
    other, _ = listed_child(home, consulted=False)
    centre = log_in("center")
    post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": "AA"})
    run_again(home)
    rewrite_file(home, person)
    run_again(home)
    post(centre, f"/children/{other}/values/{SOURCE}/add/", "add", {"受付番号": "画-1"})
    monkeypatch.setattr(desk_views, "MOST", 1)
    desk = centre.get("/values/").content.decode()
    assert CHANGED in desk and code in desk and "ほかに1人" in desk and other not in desk


def test_a_form_opened_before_an_item_went_fills_no_other_item(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = listed_child(home, consulted=False)
    centre = log_in("center")
    url = f"/children/{code}/values/{SOURCE}/add/"
    page = centre.get(url).content.decode()
    told = filled(page) | {"why": WHY, "act": "add", f"item-{fields_of(page)['緊急度']}": "B"}
    whole = reading.sheet_of

    def without_the_first(*given: Any, **more: Any) -> Any:
        sheet = whole(*given, **more)
        return replace(sheet, items=sheet.items[1:])

    monkeypatch.setattr(reading, "sheet_of", without_the_first)
    assert centre.post(url, told).status_code == 302
    assert EnteredVersion.objects.get().cells == {"緊急度": "B"}


def test_an_earlier_month_is_made_again_as_it_was(home: Path) -> None:
    code, _ = listed_child(home, consulted=True)
    before = {run.name for run in (home / "runs").iterdir()}
    centre = log_in("center")
    post(centre, links(centre, code, SOURCE)[0], "withdraw", {})
    again = run_month(Home(home), None, as_of=OCTOBER, capacity=CAPACITY, quiet=True, hand_on=hand_on).summary
    assert not [one for one in loads(home) if one.entered]
    assert again["snapshot"] in {path.name for path in (home / "mart" / "snapshots").iterdir()}
    assert before <= {run.name for run in (home / "runs").iterdir()}


def test_what_was_acknowledged_outlives_a_month_that_dies(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": "AA"})
    for step in ("receive", "_desk"):
        with monkeypatch.context() as dying:
            dying.setattr(handing_on, step, died)
            with pytest.raises(Died):
                run_again(home)
        assert "未反映" in centre.get(f"/children/{code}/").content.decode()
    run_again(home)
    assert ("AA",) in asked(home, "consultations", "urgency", f"person_id = {person} AND source = '{SOURCE}'")


def test_what_next_month_s_file_says_otherwise_is_decided_by_the_section(home: Path) -> None:
    code, person = listed_child(home, consulted=True)
    centre = log_in("center")
    post(centre, links(centre, code, SOURCE)[0], "correct", {"緊急度": "AA"})
    run_again(home)
    rewrite_file(home, person)
    run_again(home)
    desk = centre.get("/values/").content.decode()
    assert CHANGED in desk and code in desk
    assert CHANGED in centre.get(f"/children/{code}/").content.decode()
    assert CHANGED not in log_in("hoyu").get("/values/").content.decode()
    where = f"person_id = {person} AND source = '{SOURCE}'"
    assert ("AA",) not in asked(home, "consultations", "urgency", where), "nothing lies over another row"
    assert ("C",) in asked(home, "consultations", "urgency", where)
    (url,) = [one for one in links(centre, code, SOURCE) if "entered=" in one]
    form = centre.get(url).content.decode()
    assert (
        CHANGED in form and 'value="end"' in form and 'value="correct"' not in form and 'value="withdraw"' not in form
    )
    assert post(centre, url, "correct", {"緊急度": "A"}).status_code == 400
    assert post(centre, url, "end", {}).status_code == 302
    newer = next(one for one in links(centre, code, SOURCE) if "row=" in one)
    assert post(centre, newer, "correct", {"緊急度": "AA"}).status_code == 302
    run_again(home)
    assert CHANGED not in centre.get(f"/children/{code}/values/").content.decode()
    assert ("AA",) in asked(home, "consultations", "urgency", where)


def cannot_be_read(*told: Any) -> Any:
    raise duckdb.IOException("damaged")


def test_taking_back_an_added_row_ends_the_addition_and_withdraws_no_row_of_the_department(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, person = listed_child(home, consulted=False)
    centre = log_in("center")
    added = f"/children/{code}/values/{SOURCE}/add/"
    assert post(centre, added, "add", {"受付番号": "画-1", "受付日": "R8.11.10", "緊急度": "B"}).status_code == 302
    run_again(home)
    add_to_file(home, person, "画-1")
    run_again(home)
    where = f"person_id = {person} AND source = '{SOURCE}'"
    assert asked(home, "consultations", "receipt_no, urgency", where) == [("画-1", "C")], (
        "neither overruled nor doubled"
    )
    unread = "そのファイルの行は、いま読めません"
    with monkeypatch.context() as broken:
        broken.setattr(reading, "open_engine", cannot_be_read)
        assert unread in centre.get(f"/children/{code}/").content.decode()
    assert unread not in centre.get(f"/children/{code}/").content.decode()
    (url,) = [one for one in links(centre, code, SOURCE) if "entered=" in one]
    form = centre.get(url).content.decode()
    assert "ファイルと食い違い" in form and "ファイルの値を使う" in form and 'value="withdraw"' not in form
    assert post(centre, url, "end", {}).status_code == 302
    run_again(home)
    assert asked(home, "consultations", "receipt_no, urgency", where) == [("画-1", "C")]


def test_an_added_row_that_is_withdrawn_is_ended(home: Path) -> None:
    code, person = listed_child(home, consulted=False)
    centre = log_in("center")
    assert post(centre, f"/children/{code}/values/{SOURCE}/add/", "add", {"受付番号": "画-1"}).status_code == 302
    (url,) = links(centre, code, SOURCE)
    assert post(centre, url, "withdraw", {}).status_code == 302
    assert [(one.act, one.load_id) for one in EnteredVersion.objects.all()] == [("add", ""), ("end", "")]
    run_again(home)
    assert asked(home, "consultations", "line", f"person_id = {person} AND source = '{SOURCE}'") == []


def test_the_name_of_a_file_or_sheet_stands_on_no_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = listed_child(home, consulted=True)
    centre = log_in("center")
    school = "スクリーニング_吉田島小学校"
    plain = reading._filed

    def of_a_school(*told: Any) -> reading.FiledRow:
        return replace(plain(*told), file=f"{school}.xlsx", sheet="吉田島小1年")

    monkeypatch.setattr(reading, "_filed", of_a_school)
    page = f"/children/{code}/values/"
    url = links(centre, code, SOURCE)[0]
    shown = [centre.get(page).content.decode(), url, centre.get(url).content.decode()]
    assert post(centre, url, "correct", {"緊急度": "AA"}).status_code == 302
    assert EnteredVersion.objects.get().sheet == "吉田島小1年", "the month needs it"
    shown += [centre.get(one).content.decode() for one in (page, "/values/", f"/children/{code}/")]
    shown += [centre.get(links(centre, code, SOURCE)[0]).content.decode()]
    assert "行目" in shown[0] and not [one for one in shown if school in one or "吉田島小1年" in one]


def test_of_a_protected_child_no_words_and_no_places_are_asked_or_shown(as_person: As, home_of_fixture: Path) -> None:
    plant_values(home_of_fixture)
    centre = as_person("center")
    page = centre.get(f"/children/{PROTECTED}/values/{SOURCE}/add/").content.decode()
    asked_for = fields_of(page)
    assert "緊急度" in asked_for and not {"住所", "所属", "児童氏名", "主訴", "受付番号", "保護者"} & set(asked_for)
    shown = centre.get(f"/children/{PROTECTED}/values/").content.decode()
    assert "画-1" not in shown and "養護" in shown
    forged = {"item-99": "x", "住所": "吉田島1", "why": WHY, "act": "add", f"item-{asked_for['緊急度']}": "A"}
    assert centre.post(f"/children/{PROTECTED}/values/{SOURCE}/add/", forged).status_code == 302
    assert "吉田島1" not in str(EnteredVersion.objects.latest("pk").told)
    refused = centre.post(f"/children/{PROTECTED}/values/{SOURCE}/add/", forged | {"why": "吉田島12番地で聞いた"})
    assert refused.status_code == 409 and "C195" in refused.content.decode()
    assert "吉田島12番地で聞いた</textarea>" in refused.content.decode(), "nothing typed is lost"
    EnteredVersion.objects.filter(entered__child_code=PROTECTED).update(why="吉田島12番地で聞いた")
    shown = centre.get(f"/children/{PROTECTED}/values/").content.decode()
    assert f"{GAP}で聞いた" in shown and "12番地" not in shown
    open_child = fields_of(centre.get(f"/children/{OWN}/values/{SOURCE}/add/").content.decode())
    assert {"児童氏名", "主訴", "受付番号"} <= set(open_child)
    told = {f"item-{open_child[name]}": value for name, value in (("受付番号", "77"), ("緊急度", "A"))}
    told |= {"why": "吉田島12番地で聞いた", "act": "add"}
    added = centre.post(f"/children/{OWN}/values/{SOURCE}/add/", told)
    assert added.status_code == 302, "of others it is written"
    assert "12番地で聞いた" in centre.get(f"/children/{OWN}/values/").content.decode()
