"""月の処理: a clerk hands files in, sees what came of each, decides, and starts the month; others may not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.counter import FILE_NAMES, file_bytes, plain
from support.web_people import As
from tsunagu.base import clock
from tsunagu.delivery import dropped, trays
from tsunagu.intake import loads
from tsunagu.month import Home
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.running import run_job

DESK = "/month/2026-10-31/"
AS_OF = date(2026, 10, 31)
JUKI = "juki_kojin"
NAME = FILE_NAMES[JUKI]
GOOD = file_bytes(JUKI, [plain(JUKI)])
OTHER = file_bytes(JUKI, [plain(JUKI) | {"氏名": "別 人"}])


def hand_in(clerk: Any, *files: tuple[str, bytes], medium: str = "庁内の共有フォルダ", carrier: str = "") -> Any:
    """Upload as the form does."""
    given = [SimpleUploadedFile(name, data) for name, data in files]
    return clerk.post(f"{DESK}hand-in/", {"files": given, "medium": medium, "carrier": carrier})


def left_behind(home: Path) -> list[str]:
    """Half-uploaded files still in the home."""
    return [path.name for path in (home / "deliveries" / "uploads").glob("*")]


def work() -> Job:
    """Do the newest job, as the worker would."""
    job = Job.objects.latest("pk")
    run_job(job.pk, job.attempt)
    job.refresh_from_db()
    return job


def test_files_go_into_a_tray_and_a_job_receives_them(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    answer = hand_in(clerk, (NAME, GOOD), ("なぞ.csv", b"x"), medium="USBメモリ", carrier="町民課 山田")
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    assert work().state == "done"
    [load] = loads(home)
    assert (load.file_name, load.received_on) == (NAME, AS_OF)
    watching = clerk.get(f"/jobs/{job.pk}/?watching=1")
    assert watching["Location"] == f"{DESK}?received={job.pk}"
    page = clerk.get(watching["Location"]).content.decode()
    assert "いま受け取った結果" in page
    assert "1行のうち1行を受け取りました" in page
    assert "なぞ.csv" in page
    assert trays(home) == []
    assert not [path for path in (home / "deliveries").rglob("*") if path.is_file()]


def test_the_receipt_names_medium_and_carrier(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD), medium="USBメモリ", carrier="町民課 山田")
    [told] = work().result["receipts"]
    page = clerk.get(f"/receipts/{told['key']}/").content.decode()
    assert "USBメモリ" in page
    assert "町民課 山田" in page


def test_what_was_carried_has_a_carrier(as_person: As, home: Path) -> None:
    answer = hand_in(as_person("hantei"), (NAME, GOOD), medium="USBメモリ")
    assert answer.status_code == 400
    assert "運んだ人の名前を入力してください" in answer.content.decode()
    assert not Job.objects.exists()
    assert hand_in(as_person("hantei"), (NAME, GOOD), medium="電子メール").status_code == 302


def test_no_file_is_said_in_words(as_person: As, home: Path) -> None:
    answer = hand_in(as_person("hantei"))
    assert (answer.status_code, "N005" in answer.content.decode()) == (400, True)


def test_a_file_too_large_is_named_and_nothing_of_it_stays(as_person: As, home: Path, settings: Any) -> None:
    settings.UPLOAD_FILE_BYTES = 1000
    answer = hand_in(as_person("hantei"), (NAME, GOOD), ("大きい.csv", b"x" * 200_000))
    page = answer.content.decode()
    assert (answer.status_code, "N004" in page, "大きい.csv" in page) == (400, True, True)
    assert not Job.objects.exists()
    assert left_behind(home) == []


@pytest.mark.parametrize("name", ["長" * 81 + ".csv", "\ufffd.csv"])
def test_a_name_no_file_may_have_is_refused(as_person: As, home: Path, name: str) -> None:
    answer = hand_in(as_person("hantei"), (name, GOOD))
    assert (answer.status_code, "N001" in answer.content.decode()) == (400, True)
    assert trays(home) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini"])
def test_a_name_leads_nowhere(as_person: As, home: Path, name: str) -> None:
    hand_in(as_person("hantei"), (name, GOOD))
    assert {path.name for tray in trays(home) for path in tray.files()} <= {"passwd", "boot.ini"}


def test_letters_of_old_windows_machines_survive(as_person: As, home: Path) -> None:
    hand_in(as_person("hantei"), ("出欠_月別_～①髙﨑_2026.csv", b"x"))
    [told] = work().result["receipts"]
    assert told["file"] == "出欠_月別_～①髙﨑_2026.csv"
    assert "～①髙﨑" in as_person("hantei").get(DESK).content.decode()


def test_other_bytes_are_replaced_only_with_a_reason(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    work()
    hand_in(clerk, (NAME, OTHER))
    work()
    assert "差し替えの理由が要るファイル" in clerk.get(DESK).content.decode()
    [tray] = trays(home)
    told = {"tray": tray.key, "place": f"0001/{NAME}", "what": "replace"}
    refused = clerk.post(f"{DESK}decide/", told | {"reason": " "})
    assert (refused.status_code, "理由を入力してください" in refused.content.decode()) == (400, True)
    assert clerk.post(f"{DESK}decide/", told | {"reason": "訂正分"}).status_code == 302
    assert work().result["receipts"][0]["status"] == "accepted"
    page = clerk.get(DESK).content.decode()
    assert "差し替えの理由が要るファイル" not in page
    assert "差し替え" in page
    assert clerk.post(f"{DESK}decide/", told | {"reason": "訂正分"}).status_code == 409


def test_what_a_replacement_would_change_stands_beside_the_button(as_person: As, home: Path, at: Any) -> None:
    at("2026-10-07 09:00")
    clerk = as_person("hantei")
    for data in (GOOD, OTHER):
        hand_in(clerk, (NAME, data))
        work()
    page = clerk.get(DESK).content.decode()
    assert "いま 1行 → 差し替えると 1行（増える行 0、なくなる行 0、書きかわる行 1）" in page
    assert f"いまのファイル：{NAME}（2026/10/7に届いたもの）" in page, "the day it came and not the month's last"
    assert "別 人" not in page


def test_or_taken_back(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    for data in (GOOD, OTHER):
        hand_in(clerk, (NAME, data))
        work()
    [tray] = trays(home)
    assert (
        clerk.post(f"{DESK}decide/", {"tray": tray.key, "place": f"0001/{NAME}", "what": "give_back"}).status_code
        == 302
    )
    assert trays(home) == []
    assert len(loads(home)) == 1
    assert "受け取れなかったファイル" not in clerk.get(DESK).content.decode(), (
        "it was taken back and is nobody's to mend"
    )
    assert [(one.files, one.by, one.reason) for one in dropped(home)] == [((NAME,), "hantei", "差し替えずに取り下げた")]
    hand_in(clerk, (NAME, OTHER))
    work()
    assert "理由を書けば差し替えられるファイルが 1件" in clerk.get(DESK).content.decode(), (
        "brought again it waits again"
    )


def test_a_town_that_has_nothing_to_judge_by_yet_receives_its_files(as_person: As, home: Path) -> None:
    settings = (home / "home.yaml").read_text(encoding="utf-8").replace("pack: kaisei", "pack: standard")
    (home / "home.yaml").write_text(settings, encoding="utf-8")
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    assert work().result["receipts"][0]["status"] == "accepted"
    page = clerk.get(DESK)
    assert (page.status_code, "判定の項目には使っていません" in page.content.decode()) == (200, True)


def test_the_month_starts_with_a_capacity(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    work()
    for wrong in ("", "0", "五", "501"):
        assert clerk.post(f"{DESK}start/", {"capacity": wrong}).status_code == 400
    assert clerk.post(f"{DESK}start/", {"capacity": "7"}).status_code == 302
    job = Job.objects.latest("pk")
    assert (job.kind, job.arguments) == ("run", {"as_of": "2026-10-31", "capacity": 7})
    second = clerk.post(f"{DESK}start/", {"capacity": "7"})
    assert (second.status_code, "Q001" in second.content.decode()) == (409, True)


def test_the_manager_looks_and_hands_nothing_in(as_person: As, home: Path) -> None:
    manager = as_person("sekinin")
    page = manager.get(DESK)
    assert page.status_code == 200
    assert "<form method" not in page.content.decode().partition("<main")[2]
    assert hand_in(manager, (NAME, GOOD)).status_code == 404
    assert manager.post(f"{DESK}start/", {"capacity": "5"}).status_code == 404
    assert not Job.objects.exists()
    assert left_behind(home) == []


@pytest.mark.parametrize("person", ["center", "shido", "kansa"])
def test_others_find_no_desk(as_person: As, home: Path, person: str) -> None:
    somebody = as_person(person)
    assert [somebody.get(url).status_code for url in ("/month/", DESK)] == [404, 404]
    assert hand_in(somebody, (NAME, GOOD)).status_code == 404
    assert not Job.objects.exists()


def test_files_are_taken_by_this_page_only_and_from_nobody_unknown(as_person: As, home: Path, client: Any) -> None:
    file = {"files": SimpleUploadedFile(NAME, GOOD)}
    assert as_person("hantei").post("/jobs/1/cancel/", file).status_code in (400, 404)
    assert client.post(f"{DESK}hand-in/", file).status_code in (302, 400)
    assert left_behind(home) == []


def test_each_step_leaves_a_row_that_names_the_month(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    work()
    clerk.get(DESK)
    clerk.post(f"{DESK}start/", {"capacity": "5"})
    rows = list(AuditRow.objects.order_by("seq").values_list("action", "object", "result"))
    assert rows == [
        ("month.hand_in", "month:2026-10-31", "ok"),
        ("month.look", "month:2026-10-31", "ok"),
        ("month.start", "month:2026-10-31", "ok"),
    ]


def test_a_month_whose_day_has_not_come_yet_says_so(as_person: As, home: Path, at: Any) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    work()
    for moment, said in (("2026-10-31 09:00", False), ("2026-10-30 09:00", True)):
        at(moment)
        page = as_person("hantei").get(DESK).content.decode()
        assert ("基準日（2026/10/31）はまだ来ていません" in page) is said


def test_opening_a_month(as_person: As, home: Path, at: Any) -> None:
    at("2026-11-05 09:00")
    clerk = as_person("hantei")
    assert 'value="2026-10-31"' in clerk.get("/month/").content.decode()
    answer = clerk.get("/month/?day=2026-10-31")
    assert (answer.status_code, answer["Location"]) == (302, DESK)
    for wrong in ("", "x", "2026-02-31", "1999-12-31"):
        assert clerk.get("/month/", {"day": wrong}).status_code == 400
    assert clerk.get("/month/2026-02-31/").status_code == 404


def test_the_months_are_listed_once_one_was_finished(as_person: As, home: Path) -> None:
    told = {"as_of": "2026-10-31", "finished_at": "2026-11-05T09:30:00+09:00", "run": "0" * 12, "capacity": 5}
    Home(home).run_log.parent.mkdir(parents=True, exist_ok=True)
    Home(home).run_log.write_text(json.dumps(told) + "\n", encoding="utf-8")
    page = as_person("hantei").get("/month/")
    assert page.status_code == 200
    assert "2026年10月" in page.content.decode()


def test_what_went_wrong_is_said_until_one_of_its_kind_is_done(as_person: As, home: Path) -> None:
    plan = {"kind": "run", "arguments": {"as_of": "2026-10-31"}, "asked_by": "hantei", "asked_at": clock.now()}
    Job.objects.create(**plan, state="cancelled", message="取り消しの指示があったので止めました")
    assert "取り消しの指示" in as_person("hantei").get(DESK).content.decode()
    done = Job.objects.create(**plan, state="done")
    assert "取り消しの指示" not in as_person("hantei").get(DESK).content.decode()
    Job.objects.filter(pk=done.pk).update(kind="receive")
    assert "取り消しの指示" in as_person("hantei").get(DESK).content.decode(), "another kind settles nothing"


def test_a_receiving_that_broke_is_said_until_its_own_files_are_received_or_taken_back(
    as_person: As, home: Path
) -> None:
    clerk = as_person("hantei")
    hand_in(clerk, (NAME, GOOD))
    broken = Job.objects.latest("pk")
    Job.objects.filter(pk=broken.pk).update(state="interrupted", message="サーバーが止まりました")
    hand_in(clerk, ("なぞ.csv", b"x"))
    assert work().state == "done"
    page = clerk.get(DESK).content.decode()
    assert ("サーバーが止まりました" in page, page.count(f'href="/jobs/{broken.pk}/"')) == (True, 2)
    assert "受領が止まりました。" in page
    [tray] = trays(home)
    back = {"tray": tray.key, "place": f"0001/{NAME}", "what": "give_back"}
    Job.objects.filter(pk=broken.pk).update(state="waiting")
    live = clerk.get(DESK).content.decode()
    assert (clerk.post(f"{DESK}decide/", back).status_code, "進み具合を見る<span" in live) == (409, True)
    assert tray.files(), "nothing is taken out of what is being received"
    Job.objects.filter(pk=broken.pk).update(state="interrupted")
    assert clerk.post(f"{DESK}decide/", back).status_code == 302
    page = clerk.get(DESK).content.decode()
    assert (trays(home), "サーバーが止まりました" in page) == ([], False)


def two_that_need_a_reason(clerk: Any) -> None:
    """Two trays, each with another version of what was received."""
    for name, data in ((NAME, GOOD), (NAME, OTHER), (NAME, OTHER + b"\r\n")):
        hand_in(clerk, (name, data))
        work()


def test_many_are_taken_back_or_replaced_with_one_reason(as_person: As, home: Path) -> None:
    clerk = as_person("hantei")
    two_that_need_a_reason(clerk)
    assert "2件とも同じ理由なら、まとめて" in clerk.get(DESK).content.decode()
    refused = clerk.post(f"{DESK}decide/", {"what": "replace_all", "reason": ""})
    assert (refused.status_code, len(trays(home))) == (400, 2)
    assert as_person("shido").post(f"{DESK}decide/", {"what": "give_back_all"}).status_code == 404
    assert clerk.post(f"{DESK}decide/", {"what": "give_back_all"}).status_code == 302
    assert (trays(home), len(loads(home))) == ([], 1)
    assert clerk.post(f"{DESK}decide/", {"what": "give_back_all"}).status_code == 409
    hand_in(clerk, (NAME, OTHER))
    work()
    assert clerk.post(f"{DESK}decide/", {"what": "replace_all", "reason": "訂正分"}).status_code == 302
    assert work().result["receipts"][0]["status"] == "accepted"
    assert (trays(home), len(loads(home))) == ([], 2)
