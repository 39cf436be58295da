"""控え: written outside the home, read before anything is believed, by the clock, by hand and when 監査 leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from support.web_people import As
from tsunagu.base.errors import RefusedError
from tsunagu_web.audit import anchors
from tsunagu_web.audit.checking import verify_record
from tsunagu_web.audit.models import AuditHead, AuditRow

UNGUARD = {
    "sqlite": "DROP TRIGGER audit_no_delete",
    "postgresql": "DROP TRIGGER audit_no_change ON audit_auditrow",
}


@pytest.fixture
def outside(home: Path, db: None) -> Path:
    """A folder another section keeps, named in home.yaml."""
    folder = home.parent / "総務課"
    folder.mkdir()
    with (home / "home.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"anchors: '{folder}'\n")
    return folder


def look(as_person: As, times: int = 1) -> None:
    """Rows in the record."""
    client = as_person("hantei")
    for _ in range(times):
        client.get("/dictionary/")


def cut_to(rows: int) -> None:
    """What somebody with the database in hand could do: cut the end off and move the head."""
    with connection.cursor() as cursor:
        cursor.execute(UNGUARD[connection.vendor])
        cursor.execute("DELETE FROM audit_auditrow WHERE seq > %s", [rows])
    AuditHead.objects.update(seq=rows, mac=AuditRow.objects.get(seq=rows).mac)


def test_a_cut_end_is_found_by_the_anchor_and_without_it_is_not(as_person: As, outside: Path) -> None:
    look(as_person, 6)
    written = anchors.write_anchor(outside)
    assert verify_record().sound
    cut_to(4)
    verdict = verify_record()
    assert (verdict.sound, verdict.first_bad) == (False, 5)
    (outside / anchors.FILE).unlink()
    assert verify_record().sound, "the twin without an anchor does not notice"
    assert not verify_record([written]).sound, "the printed sheet does"


def test_no_anchor_lies_where_the_record_lies(as_person: As, home: Path, outside: Path) -> None:
    inside = home / "anchors"
    inside.mkdir()
    for folder, code in ((inside, "A003"), (home.parent / "gone", "A004")):
        with pytest.raises(RefusedError, match=code):
            anchors.write_anchor(folder)
    assert anchors.write_anchor(outside).seq == AuditHead.objects.get().seq


def test_anchors_that_cannot_be_read_make_nothing_sound(as_person: As, outside: Path) -> None:
    look(as_person)
    anchors.write_anchor(outside)
    (outside / anchors.FILE).write_text("x\n", encoding="utf-8")
    page = as_person("kansa").get("/records/?verify=1").content.decode()
    assert "1行目は、控えとして読めません" in page
    assert "切れたところはありません" not in page
    with pytest.raises(RefusedError, match="A001"):
        verify_record()


def test_an_anchor_comes_after_an_hour_or_a_hundred_rows(as_person: As, outside: Path, at: Any) -> None:
    def count() -> int:
        path = outside / anchors.FILE
        return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0

    at("2026-10-31 09:00")
    anchors.anchor_when_due()
    assert count() == 0, "nothing was recorded yet"
    look(as_person)
    anchors.anchor_when_due()
    anchors.anchor_when_due()
    assert count() == 1
    look(as_person)
    at("2026-10-31 09:59")
    anchors.anchor_when_due()
    assert count() == 1
    at("2026-10-31 10:00")
    anchors.anchor_when_due()
    assert count() == 2
    look(as_person, anchors.ROWS)
    anchors.anchor_when_due()
    assert count() == 3


def test_when_the_auditor_leaves_an_anchor_stays(as_person: As, outside: Path) -> None:
    as_person("hantei").post("/logout/")
    assert anchors.kept_anchors() == []
    client = as_person("kansa")
    client.get("/records/")
    client.post("/logout/")
    assert len(anchors.kept_anchors()) == 1


def test_the_page_says_what_no_anchor_guards_yet(as_person: As, outside: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    assert "外に置いた控えがまだありません" in as_person("kansa").get("/records/").content.decode()
    anchors.write_anchor(outside)
    look(as_person, 3)
    page = as_person("kansa").get("/records/").content.decode()
    assert "そのあとの 3件は、まだ控えに守られていません" in page
    outside.rename(outside.with_name("はずした媒体"))
    assert "を開けません。新しい控えを書けません" in as_person("kansa").get("/records/").content.decode()


def test_the_sheet_to_print_carries_the_newest_row_s_mark(as_person: As, outside: Path) -> None:
    look(as_person)
    now = anchors.head()
    page = as_person("kanri").get("/records/anchor/").content.decode()
    assert f"{now.seq}:{now.mac}" in page
    assert "<svg" in page and "切れたところはありません" in page


def test_a_line_slipped_in_for_fewer_rows_or_an_earlier_day_is_a_break(as_person: As, outside: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    look(as_person, 6)
    early = anchors.head()
    anchors.write_anchor(outside)
    look(as_person, 2)
    anchors.write_anchor(outside)
    assert verify_record().sound
    sound = (outside / anchors.FILE).read_text(encoding="utf-8")
    for line in (
        f"2026-10-31T10:00:00+09:00 {early.seq}:{early.mac}",
        f"2026-10-30T09:00:00+09:00 {anchors.head().seq}:{anchors.head().mac}",
    ):
        (outside / anchors.FILE).write_text(f"{sound}{line}\n", encoding="utf-8")
        assert "もどっています" in verify_record().reason


def test_a_clock_set_back_breaks_nothing(as_person: As, outside: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    look(as_person)
    anchors.write_anchor(outside)
    at("2026-10-31 08:59")
    look(as_person)
    anchors.write_anchor(outside)
    assert len(anchors.kept_anchors()) == 2
    assert verify_record().sound
