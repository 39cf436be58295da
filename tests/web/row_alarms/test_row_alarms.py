"""すぐに知らせる印: a row that comes with one alarms the household at once, once; one that nobody can place waits to be seen."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from support.web_people import OWN, As, change_serving
from tsunagu.base import clock
from tsunagu.catalog import Pack, load_pack
from tsunagu.intake import Receipt, receive
from tsunagu.purpose import seed_from_pack
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.row_alarms import finding
from tsunagu_web.row_alarms.models import LoadLookedAt, RowAlarm
from tsunagu_web.values.models import EnteredRow, EnteredVersion

pytestmark = pytest.mark.django_db
SCHOOL = "みどり小学校"
NAME = "佐藤 ひなた"


@pytest.fixture
def pack(home: Path, monkeypatch: pytest.MonkeyPatch, at: Any) -> Pack:
    """A town that reads the schools' screening."""
    at("2026-11-09 09:00")
    (home / "home.yaml").write_text(
        "schema: 1\npack: izumi\nmunicipality: 開成町\ndemo: true\nprotection_hours: 24\n", encoding="utf-8"
    )
    change_serving(home, "UPDATE children SET affiliation = ? WHERE child_code = ?", SCHOOL, OWN)
    pack = load_pack("izumi")
    seed_from_pack(home, pack, date(2026, 4, 1))
    return pack


def hand_in(
    home: Path, pack: Pack, *rows: tuple[str, str], day: date = date(2026, 10, 31), look: bool = True
) -> Receipt:
    """One school's file, with a row per (name, mark of 希死念慮) of 小3."""
    headings = [column.header for column in pack.sources["screening"].columns if column.taken_from == "cell"]
    folder = home / "in" / str(day)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"スクリーニング_{SCHOOL}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for number, (name, mark) in enumerate(rows, start=1):
            told = {"学年": "3", "組": "1", "番号": str(number), "氏名": name, "希死念慮": mark, "メモ": ""}
            sheet.write_row(number, 0, [told.get(heading, "-") for heading in headings])
    (receipt,) = receive([path], home=home, pack=pack, received_on=day)
    assert receipt.taken, receipt.sentence
    if look:
        finding.look_at_loads()
    return receipt


def alarms() -> int:
    """How often cases were alarmed."""
    return sum(case.events.filter(move="alarm").count() for case in Case.objects.all())


def test_a_mark_that_comes_alarms_the_household_at_once(home: Path, pack: Pack, as_person: As) -> None:
    receipt = hand_in(home, pack, (NAME, "◎"), ("だれか 一郎", "○"))
    assert "うち1行に、すぐに知らせる印があります" in receipt.sentence and NAME not in receipt.sentence
    case = Case.objects.get()
    assert (case.state, case.household_code, case.children) == ("urgent", "K-0001", [OWN])
    assert (case.due_at - case.since).total_seconds() == 48 * 3600  # type: ignore[operator]
    for person in ("center", "sekinin"):
        assert "緊急対応中の世帯が 1世帯" in as_person(person).get("/").content.decode()
    row = AuditRow.objects.get(action="row_alarm.raised")
    assert row.children == [OWN] and AuditRow.objects.filter(action="row_alarm.found").count() == 1
    event = case.events.latest("seq")
    assert not event.by.is_active and "希死念慮◎" in str(event.words)
    record = as_person("kansa").get("/records/").content.decode()
    assert "すぐに知らせる印で、世帯を緊急対応にした" in record and "（自動）" in record


def test_the_same_row_and_next_months_file_alarm_nobody_again_and_a_new_mark_does(home: Path, pack: Pack) -> None:
    hand_in(home, pack, (NAME, "◎"))
    finding.look_at_loads()
    hand_in(home, pack, (NAME, "◎"), ("だれか 一郎", "-"), day=date(2026, 11, 30))
    assert alarms() == 1 and RowAlarm.objects.filter(raised=False).count() == 1
    hand_in(home, pack, (NAME, "○"), day=date(2026, 12, 31))
    assert alarms() == 1
    hand_in(home, pack, (NAME, "◎"), day=date(2027, 1, 31))
    assert alarms() == 2, "said anew after a month without it"


def test_what_comes_late_is_told_unless_a_month_beside_it_told_it(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 8, 31), look=False)
    hand_in(home, pack, (NAME, "-"), day=date(2026, 9, 30))
    old = RowAlarm.objects.get()
    assert old.untold and not old.raised and not Case.objects.exists(), "older than the first look"
    assert "印のある行が 1行ありました" in as_person("center").get("/").content.decode()
    assert "印のある行が 1行ありました" not in as_person("boshi").get("/").content.decode()
    hand_in(home, pack, (NAME, "-"), day=date(2026, 11, 30))
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 10, 31))
    assert alarms() == 1, "October came after November"
    hand_in(home, pack, (NAME, "◎"), day=date(2027, 1, 31))
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 12, 31))
    assert alarms() == 2, "January told it already"


def test_the_mark_that_stands_at_the_first_look_is_told_although_an_older_file_has_it(home: Path, pack: Pack) -> None:
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 9, 30), look=False)
    hand_in(home, pack, (NAME, "◎"))
    assert alarms() == 1


def test_two_of_one_name_are_two(home: Path, pack: Pack) -> None:
    receipt = hand_in(home, pack, ("田中 一", "◎"), ("田中 一", "◎"))
    assert "うち2行に" in receipt.sentence and RowAlarm.objects.filter(raised=True).count() == 2


def test_a_load_that_cannot_be_read_keeps_no_other_waiting_and_is_said(
    home: Path, pack: Pack, as_person: As, at: Any
) -> None:
    hand_in(home, pack, ("だれか 一郎", "-"), day=date(2026, 9, 30), look=False)
    (table,) = home.glob("loads/*/school_screenings.parquet")
    kept = table.read_bytes()
    table.write_bytes(b"broken")
    hand_in(home, pack, (NAME, "◎"))
    assert alarms() == 1
    said = "調べられない受領データが 1件"
    assert said in as_person("center").get("/").content.decode()
    assert said not in as_person("boshi").get("/").content.decode()
    table.write_bytes(kept)
    at("2026-11-09 09:11")
    finding.look_at_loads()
    assert said not in as_person("center").get("/").content.decode() and alarms() == 1


def test_a_stop_in_between_loses_nothing(home: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*told: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(finding, "_record", stopped)
        with pytest.raises(KeyboardInterrupt):
            hand_in(home, pack, (NAME, "◎"))
    assert not RowAlarm.objects.exists() and not LoadLookedAt.objects.exists(), "nothing half done"
    finding.look_at_loads()
    assert alarms() == 1


def test_who_cannot_be_placed_waits_to_be_seen_and_is_placed_by_a_person(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, ("佐藤 ひなこ", "◎"))
    assert not Case.objects.exists(), "no wrong house is alarmed"
    RowAlarm.objects.update(found_at=(came := clock.now() - timedelta(hours=30)))
    centre = as_person("center")
    assert "だれのことか分かっていません" in centre.get("/").content.decode()
    page = centre.get("/alarms/").content.decode()
    assert "佐藤 ひなこ" in page and SCHOOL in page
    assert "だれのことか分かっていません" not in as_person("boshi").get("/").content.decode()
    alarm = RowAlarm.objects.get()
    told = {"alarm": alarm.pk, "code": OWN}
    for person in ("boshi", "shido", "hantei", "kocho", "kansa"):
        assert as_person(person).post("/alarms/place/", told).status_code == 404, person
    assert centre.post("/alarms/place/", {"alarm": alarm.pk}).status_code == 400
    assert centre.post("/alarms/place/", told | {"code": "C-9999"}).status_code == 409
    assert centre.post("/alarms/place/", told).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.due_at) == ("urgent", came + timedelta(hours=48)), "nobody's search makes it later"
    again = centre.post("/alarms/place/", told)
    assert again.status_code == 409 and "C192" in again.content.decode() and alarms() == 1


def test_a_person_may_say_why_nobody_is_in_danger(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, ("佐藤 ひなこ", "◎"))
    told = {"alarm": RowAlarm.objects.get().pk, "why": "学校に電話し、書きまちがいと確かめた"}
    assert as_person("sekinin").post("/alarms/place/", told).status_code == 302
    assert not Case.objects.exists() and "いま、ありません" in as_person("sekinin").get("/alarms/").content.decode()
    hand_in(home, pack, ("佐藤 ひなこ", "◎"), day=date(2026, 11, 30))
    assert "佐藤 ひなこ" in as_person("sekinin").get("/alarms/").content.decode(), "a slip was not said"


def test_what_repeated_a_slip_is_settled_with_it(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, ("佐藤 ひなこ", "◎"))
    hand_in(home, pack, ("佐藤 ひなこ", "◎"), day=date(2026, 11, 30))
    told = {"alarm": RowAlarm.objects.get(raised=True).pk, "why": "学校に電話し、書きまちがいと確かめた"}
    assert as_person("sekinin").post("/alarms/place/", told).status_code == 302
    hand_in(home, pack, ("佐藤 ひなこ", "◎"), day=date(2026, 12, 31))
    assert "佐藤 ひなこ" in as_person("sekinin").get("/alarms/").content.decode()


@pytest.mark.parametrize(("place", "grade"), [(SCHOOL, "P5"), ("みなみ小学校", "P3")])
def test_where_somebody_protected_may_be_meant_no_school_is_told_however_the_name_is_written(
    home: Path, pack: Pack, as_person: As, place: str, grade: str
) -> None:
    hand_in(home, pack, ("髙橋 ひなこ", "◎"), ("高橋 ひなこ", "◎"))
    elsewhere = "UPDATE children SET affiliation = ?, grade = ? WHERE protected"
    change_serving(home, elsewhere, "みなみ小学校", "P5")
    assert SCHOOL in as_person("center").get("/alarms/").content.decode()
    change_serving(home, elsewhere, place, grade)
    page = as_person("center").get("/alarms/").content.decode()
    assert "髙橋 ひなこ" in page and SCHOOL not in page and page.count("表示しません") == 2


def test_a_mark_typed_on_screen_is_one_as_well(home: Path, pack: Pack) -> None:
    from types import SimpleNamespace

    from tsunagu.intake import slots_of
    from tsunagu_web.row_alarms.typed import alarm_typed

    user = User.objects.create(username="school", display_name="原", section=SCHOOL)
    source = pack.sources["screening"]
    slots = slots_of(source, pack.tables, pack.code_lists)
    sheet: Any = SimpleNamespace(source=source, slots=slots, item={"希死念慮": "seen"}.get)
    with open_serving(home) as serving:
        child = serving.child(OWN)
    assert child is not None
    marked = {"希死念慮": "◎"}
    alarm_typed(child, sheet, {"希死念慮": "○"}, {}, user, "principal")
    alarm_typed(child, sheet, marked, marked, user, "principal")
    unseen: Any = SimpleNamespace(source=source, slots=slots, item={}.get)
    alarm_typed(child, unseen, marked, {}, user, "principal")
    assert not Case.objects.exists(), "another value, one that stood there, one of an item this person does not see"
    alarm_typed(child, sheet, marked, {"希死念慮": "○"}, user, "principal")
    case = Case.objects.get()
    assert case.state == "urgent" and case.events.latest("seq").by == user


def calm_and_finish(client: Any, number: str) -> Any:
    """The safety of the child is made sure of; こども家庭センター ends what could end."""
    case = Case.objects.get(number=number)
    told = {"move": "calmed", "words": "訪問して話した", f"unseen_{OWN}": "児童相談所が一時保護した"}
    others = {f"unseen_{code}": "児童相談所が一時保護した" for code in ("C-0002",)}
    url = f"/cases/{number}/move/"
    assert client.post(url, told | others | {"seen": case.events.count()}).status_code == 302
    Case.objects.filter(number=number).update(state="teachers")
    return client.post(url, {"move": "finish", "words": "学校で見守る", "seen": case.events.count()})


def test_a_case_does_not_end_in_silence_over_a_mark_that_goes_on(
    home: Path, pack: Pack, as_person: As, at: Any
) -> None:
    hand_in(home, pack, (NAME, "◎"))
    number, centre = Case.objects.get().number, as_person("center")
    page = centre.get(f"/cases/{number}/").content.decode()
    assert "希死念慮◎が、いちばん新しいファイル（2026年10月分）にもあります" in page
    screener = as_person("hantei").get(f"/cases/{number}/").content.decode()
    assert "希死念慮" not in screener and "すぐに知らせる印が、" in screener
    refused = calm_and_finish(centre, number)
    assert refused.status_code == 409 and "C244" in refused.content.decode()
    seen = Case.objects.get().events.count()
    why = {"words": "学校と相談し、担任が毎日話を聞く", "seen": seen}
    assert as_person("boshi").post(f"/cases/{number}/mark/", why).status_code == 404
    assert centre.post(f"/cases/{number}/mark/", why | {"words": "略"}).status_code == 400
    assert centre.post(f"/cases/{number}/mark/", why).status_code == 302
    end = {"move": "finish", "words": "学校で見守る", "seen": seen + 1}
    assert centre.post(f"/cases/{number}/move/", end).status_code == 302
    at("2026-12-01 09:00")
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 11, 30))
    anew = Case.objects.get(ended_at=None)
    assert anew.state == "urgent" and anew.number != number and alarms() == 2, "it goes on, and nobody had it any more"
    hand_in(home, pack, (NAME, "◎"), day=date(2026, 12, 31))
    assert alarms() == 2, "somebody has it in hand"


def test_a_mark_that_is_gone_keeps_no_case_open(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, (NAME, "◎"))
    hand_in(home, pack, (NAME, "○"), day=date(2026, 11, 30))
    number, centre = Case.objects.get().number, as_person("center")
    assert "いちばん新しいファイル" not in centre.get(f"/cases/{number}/").content.decode()
    assert centre.post(f"/cases/{number}/mark/", {"words": "もう印はない", "seen": 2}).status_code == 404
    assert calm_and_finish(centre, number).status_code == 302


def typed_in(seq: int, act: str, mark: str) -> None:
    """A version of what the school entered of OWN on screen, as the form keeps it."""
    school, _ = User.objects.get_or_create(username="school", defaults={"display_name": "原", "section": SCHOOL})
    row, _ = EnteredRow.objects.get_or_create(child_code=OWN, source="screening")
    told = json.dumps({"希死念慮": mark}, ensure_ascii=False)
    EnteredVersion.objects.create(
        entered=row, seq=seq, act=act, section=SCHOOL, told=told, before="{}", why="本人が話した", at=clock.now(),
        by=school, role="principal",
    )  # fmt: skip


def test_a_case_does_not_end_in_silence_over_a_mark_that_was_typed_in(
    home: Path, pack: Pack, as_person: As, at: Any
) -> None:
    hand_in(home, pack, (NAME, "◎"))
    hand_in(home, pack, (NAME, "-"), day=date(2026, 11, 30))
    centre, number = as_person("center"), Case.objects.get().number
    typed_in(1, EnteredVersion.ADD, "◎")
    page = centre.get(f"/cases/{number}/").content.decode()
    assert "希死念慮◎が、画面で入力した値（2026年11月9日に入力）にもあります" in page
    screener = as_person("hantei").get(f"/cases/{number}/").content.decode()
    assert "希死念慮" not in screener and "すぐに知らせる印が、画面で入力した値" in screener
    refused = calm_and_finish(centre, number)
    assert refused.status_code == 409 and "C244" in refused.content.decode()
    seen = Case.objects.get().events.count()
    assert centre.post(f"/cases/{number}/mark/", {"words": "担任が毎日話を聞く", "seen": seen}).status_code == 302
    at("2026-11-09 09:05")
    typed_in(2, EnteredVersion.CORRECT, "◎")
    end = {"move": "finish", "words": "学校で見守る", "seen": seen + 1}
    assert centre.post(f"/cases/{number}/move/", end).status_code == 409, "said again after the reason was written"
    typed_in(3, EnteredVersion.END, "◎")
    assert centre.post(f"/cases/{number}/move/", end).status_code == 302


def test_another_mark_that_was_typed_in_keeps_no_case_open(home: Path, pack: Pack, as_person: As) -> None:
    hand_in(home, pack, (NAME, "◎"))
    hand_in(home, pack, (NAME, "-"), day=date(2026, 11, 30))
    typed_in(1, EnteredVersion.ADD, "○")
    assert calm_and_finish(as_person("center"), Case.objects.get().number).status_code == 302
