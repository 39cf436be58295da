"""支援措置 in a whole town: no protected person's address in the pages' file, in the run, or on any page of anybody."""

from __future__ import annotations

from pathlib import Path

from support.played import Played
from support.protected_town import Whereabouts, pages_of
from support.web_people import As, change_serving
from tsunagu.serving import open_serving


def addresses(town: Played) -> tuple[set[str], set[str]]:
    """The 番地号 of households somebody protected lives in, and of all others; shared ones belong to neither."""
    where = Whereabouts(town.town / "inbox")
    return where.hidden, where.shown


def test_no_file_of_the_run_holds_a_protected_address(town: Played) -> None:
    hidden, others = addresses(town)
    assert hidden
    texts = [path.read_bytes() for path in town.run.folder.iterdir() if path.is_file()]
    assert [lot for lot in sorted(hidden) if any(lot.encode() in text for text in texts)] == []
    assert any(lot.encode() in text for lot in others for text in texts), "no address at all: the test sees nothing"


def test_no_page_shows_a_protected_address_and_some_page_shows_another(
    as_somebody: As, town: Played, town_home: Path
) -> None:
    hidden, others = addresses(town)
    pages = pages_of(as_somebody, town_home)
    assert [(where, lot) for where, page in pages.items() for lot in hidden if lot in page] == []
    shown = {where[0] for where, page in pages.items() if any(lot in page for lot in others)}
    assert shown == {"hantei", "center"}


def test_an_address_that_slipped_into_the_file_still_stays_off_the_pages(
    as_somebody: As, town: Played, town_home: Path
) -> None:
    with open_serving(town_home) as serving:
        code = next(child.child_code for child in serving.children(limit=10_000) if child.protected)
    slipped = '{"address":"カナリア町 9999番地9"}'
    change_serving(town_home, "INSERT OR REPLACE INTO records VALUES (?, 'F6', ?)", code, slipped)
    assert [where for where, page in pages_of(as_somebody, town_home).items() if "9999番地9" in page] == []


def test_the_mark_of_protection_is_what_takes_the_address_away(as_somebody: As, town: Played, town_home: Path) -> None:
    _, others = addresses(town)
    with open_serving(town_home) as serving:
        code = serving.meta("worklist")["listed"][0]["children"][0]
    for protected, seen in ((0, True), (1, False)):
        change_serving(town_home, "UPDATE children SET protected = ? WHERE child_code = ?", protected, code)
        page = as_somebody("center").get(f"/children/{code}/").content.decode()
        assert any(lot in page for lot in others) is seen
