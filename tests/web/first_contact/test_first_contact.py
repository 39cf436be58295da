"""はじめの接点: who meets the family and when somebody will, as far as one reader may know; no involvement told beyond that."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from support.web_cases import NUMBER, plant_cases
from support.web_overrides import OF_PROTECTED
from support.web_people import OWN, PROTECTED, As, change_serving, meta_of
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu.serving.fact_views import VIEWS
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.first_contact.ahead import Window, next_checkup, next_report, school_entry
from tsunagu_web.first_contact.declared import load_first_contact
from tsunagu_web.support.models import Task, TaskVersion

PAGE = f"/cases/{NUMBER}/first-contact/"
RULES = load_first_contact(load_pack("kaisei"))
DAY = date(2026, 10, 31)
ALLOWANCE, SERVICE, CONSULT, NURSE, SCHOOL = (
    "児童扶養手当の現況届",
    "障害福祉サービスの事業所・相談支援",
    "相談の担当",
    "健診のあとの保健師",
    "学校（担任・養護教諭）",
)


def fact(
    lane: str, label: str, text: str, source: str, until: str | None = None, on: str = "2026-04-01"
) -> dict[str, Any]:
    """A fact in the short form of the file."""
    view = next(number for number, view in enumerate(VIEWS) if (view.lane, view.label) == (lane, label))
    return {"v": view, "t": text, "o": on, "u": until, "s": source}


def plant_facts(home: Path, code: str) -> None:
    """An allowance, a service, an open 相談, and a nurse who follows a child who is not of school age."""
    change_serving(home, "UPDATE children SET fiscal_age = 6 WHERE child_code = ?", code)
    facts = {
        "F3": [
            fact("手当・福祉", "児童扶養手当", "全部支給", "jido_fuyo"),
            fact(
                "手当・福祉", "障害福祉サービス", "放課後等デイサービス（障害児通所）", "shogai_service", "2027-03-31"
            ),
        ],
        "F4": [fact("母子保健", "乳幼児健診", "3歳6か月児健診：受診・保健師がフォロー", "kenshin_3y", on="2024-06-03")],
        "F5": [fact("相談・支援", "相談", "児童相談：養護", "jido_sodan")],
    }
    for name, told in facts.items():
        body = json.dumps({"facts": told})
        change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, ?, ?)", code, name, body)


@pytest.fixture
def planted(as_person: As, home: Path, at: Any) -> As:
    """The received list, and one child with every kind of contact."""
    at("2026-10-31 11:00")
    as_person("center")
    plant_cases(home)
    plant_facts(home, OWN)
    plant_facts(home, PROTECTED)
    return as_person


def page(as_person: As, who: str, url: str = PAGE) -> str:
    answer = as_person(who).get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_reads_everything_sees_every_contact_in_the_order_of_days(planted: As) -> None:
    told = page(planted, "center")
    assert all(one in told for one in (ALLOWANCE, SERVICE, CONSULT, NURSE, SCHOOL, "開成小学校"))
    assert told.index("障害福祉サービスの更新の手続き") < told.index(ALLOWANCE)
    assert "2027/8/1〜8/31" in told and "2027/3/31" in told
    row = AuditRow.objects.filter(action="first_contact.look").latest("seq")
    assert OWN in row.children and set(row.field_classes) == {"F2", "F3", "F4", "F5"}


@pytest.mark.parametrize(
    ("who", "sees", "never"),
    [
        ("fukushi", (ALLOWANCE, SERVICE, SCHOOL), (CONSULT, NURSE, "児童相談", "保健師")),
        ("boshi", (ALLOWANCE, SERVICE, SCHOOL, NURSE), (CONSULT, "児童相談")),
        (
            "shido",
            (SCHOOL,),
            (ALLOWANCE, "児童扶養手当", SERVICE, "放課後等デイ", CONSULT, "児童相談", NURSE, "保健師"),
        ),
    ],
)
def test_no_section_is_named_to_who_may_not_know_of_it(
    planted: As, who: str, sees: tuple[str, ...], never: tuple[str, ...]
) -> None:
    told = page(planted, who)
    assert [one for one in sees if one not in told] == []
    assert [one for one in never if one in told] == []
    assert "この役割では、全部は見られない記録" in told


def test_a_line_of_another_section_is_told_only_to_who_reads_it(planted: As) -> None:
    from tsunagu_web.accounts.models import User
    from tsunagu_web.support.writing import write_contact

    words = {"with_whom": "母", "fact": "電話に出た", "heard": "", "heard_from": "", "opinion": ""}
    case, by = Case.objects.get(number=NUMBER), User.objects.get(username="boshi")
    write_contact(case, by, "maternal_health", on=date(2026, 10, 20), way="phone", words=words, seen=[], place="")
    assert "10月20日に会った・連絡した" in page(planted, "center") and "10月20日に会った・連絡した" in page(
        planted, "boshi"
    )
    assert "10月20日に会った・連絡した" not in page(planted, "fukushi") and "健康づくり課" not in page(
        planted, "fukushi"
    )


def test_nothing_is_told_of_a_protected_household(planted: As) -> None:
    url = f"/cases/{OF_PROTECTED}/first-contact/"
    told = page(planted, "center", url)
    assert "会う場所や日がわかることは出しません" in told
    assert not any(one in told for one in (ALLOWANCE, SERVICE, CONSULT, NURSE, SCHOOL, "健診のあと", "就学時健診"))
    key = f"{PROTECTED}:fuyo"
    assert planted("center").post(f"{url}take/", {"contact": key}).status_code == 400
    assert planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:fuyo"}).status_code == 302


def test_a_nurse_who_followed_in_infancy_is_no_contact_of_a_pupil(planted: As, home: Path) -> None:
    assert "乳幼児健診の記録（2024/6/3から）" in page(planted, "boshi")
    change_serving(home, "UPDATE children SET fiscal_age = 7 WHERE child_code = ?", OWN)
    assert NURSE not in page(planted, "boshi") and SCHOOL in page(planted, "boshi")


def test_a_meeting_that_is_closed_is_no_day_to_come(planted: As) -> None:
    case = Case.objects.get(number=NUMBER)
    planted("center").post(f"/cases/{NUMBER}/move/", {"move": "bring", "seen": case.events.count()})
    called = planted("center").post("/conferences/call/", {"kind": "conference", "held_on": "2026-10-31"})["Location"]
    assert "会議の議題" in page(planted, "center")
    assert planted("center").post(f"{called}close/", {"why_not_held": "出席者がそろわなかった"}).status_code == 302
    assert "会議の議題" not in page(planted, "center")


def test_one_press_makes_it_the_own_task_and_nothing_happens_by_itself(planted: As) -> None:
    page(planted, "center")
    assert not Task.objects.exists()
    answer = planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:fuyo"})
    version = Task.objects.get().versions.get()
    assert answer["Location"] == f"/cases/{NUMBER}/support/tasks/1/"
    assert (version.holder.username, version.due_on, version.child_code) == ("center", date(2027, 8, 31), OWN)  # type: ignore[union-attr]
    assert "手続きを、はじめの接点に" in str(version.what) and version.kind == "11"
    assert AuditRow.objects.filter(action="first_contact.take", result="ok").count() == 1
    assert str(version.what) in page(planted, "center")


def test_what_is_taken_tells_others_no_involvement_and_no_place(planted: As, home: Path) -> None:
    """A task is read by more people than the plan, and goes on to the next school."""
    facts = [
        fact("相談・支援", "要対協", "要保護・一時保護歴あり", "yotaikyo"),
        fact("相談・支援", "相談", "児童相談：養護", "jido_sodan"),
    ]
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F5', ?)", OWN, json.dumps({"facts": facts}))
    for key in ("council0", "place", "service0", "service0r", "follow0", "fuyo"):
        taken = planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:{key}"})
        assert taken.status_code == 302, key
    never = ("要対協の担当", "一時保護歴", "児童相談：", SERVICE, NURSE, ALLOWANCE, "放課後等デイ")
    urls = ("/", f"/cases/{NUMBER}/", f"/cases/{NUMBER}/support/", f"/cases/{NUMBER}/support/tasks/1/")
    for url in urls:
        told = page(planted, "shido", url)
        assert [one for one in never if one in told] == [], url
    assert "相談・支援の担当の人を、はじめの接点に" in page(planted, "shido", urls[2])
    words = " ".join(str(one.versions.get().what) for one in Task.objects.all())
    assert not any(one in words for one in (*never, "要対協", "開成小学校", "課", "保健師", "現況届"))


def test_a_second_press_makes_no_second_task(planted: As) -> None:
    first, second = (planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:fuyo"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert "C193" in second.content.decode() and Task.objects.count() == 1
    assert planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:service0r"}).status_code == 302


def test_two_contacts_of_the_same_words_are_two_and_one_rewritten_is_still_one(planted: As, home: Path) -> None:
    facts = [
        fact("相談・支援", "要対協", "要保護", "yotaikyo"),
        fact("相談・支援", "相談", "児童相談：養護", "jido_sodan"),
    ]
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F5', ?)", OWN, json.dumps({"facts": facts}))
    take = [planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:{key}"}) for key in ("council0", "consult0")]
    assert [one.status_code for one in take] == [302, 302]
    first, second = TaskVersion.objects.order_by("id")
    assert (first.what, first.kind, first.child_code) == (second.what, second.kind, second.child_code)
    TaskVersion.objects.filter(pk=first.pk).update(what="電話で聞く", kind="11")
    facts.append(fact("相談・支援", "要対協", "要支援", "yotaikyo", on="2025-04-01"))
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F5', ?)", OWN, json.dumps({"facts": facts}))
    answers = [
        planted("center").post(f"{PAGE}take/", {"contact": f"{OWN}:{key}"}).status_code
        for key in ("council1", "council0")
    ]
    assert answers == [409, 302], "the rewritten one stands behind an older of its kind"


def test_a_contact_that_is_not_shown_cannot_be_taken(planted: As) -> None:
    refused = planted("fukushi").post(f"{PAGE}take/", {"contact": f"{OWN}:consult0"})
    assert refused.status_code == 400 and CONSULT not in refused.content.decode()
    assert planted("hantei").post(f"{PAGE}take/", {"contact": f"{OWN}:fuyo"}).status_code == 404
    assert not Task.objects.exists()


def test_what_is_not_known_stays_visible(planted: As, home: Path) -> None:
    change_serving(home, "UPDATE records SET body = json_set(body, '$.birth_date', NULL) WHERE field_class = 'F2'")
    change_serving(home, "DELETE FROM records WHERE field_class = 'F3'")
    views = meta_of(home, "fact_views")
    next(one for one in views if one["label"] == "児童扶養手当")["missing"] = ["児童扶養手当の台帳"]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'fact_views'", json.dumps(views))
    told = page(planted, "center")
    assert "次の健診：生年月日不明のため分からない" in told
    assert "児童扶養手当の現況届：児童扶養手当のデータが届いていないため分からない" in told
    # Of a file the role does not read, not even that it is missing.
    assert "児童扶養手当" not in page(planted, "shido")


@pytest.mark.parametrize(
    ("born", "done", "expected"),
    [
        (date(2026, 8, 10), (), ("c3_4m", date(2026, 11, 10), date(2027, 2, 9))),
        (date(2026, 7, 1), (), ("c3_4m", date(2026, 10, 1), date(2026, 12, 31))),
        (date(2026, 7, 1), ("c3_4m",), ("c18m", date(2028, 1, 1), date(2028, 6, 30))),
        (date(2023, 1, 31), (), ("c3y", date(2026, 1, 31), date(2027, 1, 30))),
        (date(2022, 10, 31), (), None),
    ],
)
def test_the_next_checkup_follows_from_the_birthday(
    born: date, done: tuple[str, ...], expected: tuple[str, date, date] | None
) -> None:
    found = next_checkup(RULES, born, DAY, done)
    assert (found and (found[0].key, found[1].first, found[1].last)) == expected


def test_school_entry_is_for_the_last_year_before_school_until_its_month_is_over() -> None:
    entry, window = RULES.school_entry, Window(date(2026, 10, 1), date(2026, 11, 30))
    assert school_entry(entry, date(2020, 4, 2), DAY) == window == school_entry(entry, date(2021, 4, 1), DAY)
    assert school_entry(entry, date(2020, 4, 1), DAY) is None and school_entry(entry, date(2021, 4, 2), DAY) is None
    assert school_entry(entry, date(2020, 4, 2), date(2026, 12, 1)) is None


def test_a_report_is_due_this_year_until_its_month_is_over() -> None:
    yearly = RULES.yearly[0]
    assert next_report(yearly, date(2026, 8, 31)).last == date(2026, 8, 31)
    assert next_report(yearly, date(2026, 9, 1)) == Window(date(2027, 8, 1), date(2027, 8, 31))


def test_a_table_that_names_no_kind_of_task_is_refused(tmp_path: Path) -> None:
    shipped = Path(load_pack("standard").layers.folders[0]) / "first_contact.yaml"
    (tmp_path / "first_contact.yaml").write_text(
        shipped.read_text(encoding="utf-8").replace('"11"', '"77"'), encoding="utf-8"
    )
    with pytest.raises(DeclarationError, match="77") as caught:
        load_first_contact(load_pack("kaisei", tmp_path))
    assert caught.value.code == "E021"


def test_a_span_over_new_year_names_both_years() -> None:
    """Otherwise it reads as if it ended before it began."""
    spans = (Window(date(2026, 7, 11), date(2027, 7, 10)), Window(date(2026, 10, 1), date(2026, 11, 30)))
    lines = [SimpleNamespace(window=one, key="", task="") for one in spans]
    told = render_to_string("first_contact/lines.html", {"lines": lines, "plan": SimpleNamespace(day=DAY)})
    assert "2026/7/11〜2027/7/10" in told and "2026/10/1〜11/30" in told
