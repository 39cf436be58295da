"""支援措置 in a whole town: no protected person's address in the pages' file, in the run, or on any page of anybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.played import AS_OF, Played, play
from support.web_people import LOG_INS, As, change_serving, log_in
from tsunagu.serving import open_serving

IN_FORCE = ("1", "2")
"""仮支援措置 and 支援措置, as the file's own code list has them."""
ROUND = ("/", "/worklist/", "/overview/", "/types/", "/types/abuse/?state=not_flagged", "/receipts/", "/records/")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """A department's CSV as it lies in the inbox, read without the product's help."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932")
    lines = text.splitlines()
    heading = next(place for place, line in enumerate(lines) if "宛名番号" in line)
    yield from csv.DictReader(io.StringIO("\n".join(lines[heading:])))


def addresses(town: Path) -> tuple[set[str], set[str]]:
    """The 番地号 of households somebody protected lives in, and of all others; shared ones belong to neither."""
    inbox = town / "inbox"
    sheltered = {
        row["宛名番号"]
        for path in inbox.glob("SHIENSOCHI*")
        for row in rows_of(path)
        if row["支援措置区分"] in IN_FORCE and (row["終了年月日"] or "9999") >= AS_OF.isoformat()
    }
    people = [row for path in inbox.glob("JUKI_KOJIN*") for row in rows_of(path)]
    households = {row["世帯番号"] for row in people if row["宛名番号"] in sheltered}
    hidden = {row["住所_番地号表記"] for row in people if row["世帯番号"] in households}
    others = {row["住所_番地号表記"] for row in people if row["世帯番号"] not in households}
    return hidden - others, others - hidden


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A clean town of 400 children with a protected household among them, judged and made a demo."""
    played = play(tmp_path_factory.mktemp("protected"), seed=3, children=400, dirt=0)
    home = played.home.folder / "home.yaml"
    home.write_text(home.read_text(encoding="utf-8") + "demo: true\n", encoding="utf-8")
    return played


@pytest.fixture
def as_somebody(town: Played, settings: Any, db: None, at: Any) -> As:
    """Log-in to the town's pages on the morning the list of protected people came."""
    settings.TSUNAGU_HOME = town.home.folder
    at(f"{AS_OF} 09:00")
    return log_in


def pages_of(as_somebody: As, town: Played) -> dict[tuple[str, str], str]:
    """Every page of every person, with every child of the list and every protected child."""
    with open_serving(town.home.folder) as serving:
        protected = [child.child_code for child in serving.children(limit=10_000) if child.protected]
        listed = [code for row in serving.meta("worklist")["listed"] for code in row["children"]]
    urls = [*ROUND, *(f"/children/{code}/" for code in (*protected, *listed))]
    assert protected and listed
    found = {}
    for person in LOG_INS:
        client = as_somebody(person)
        found |= {(person, url): client.get(url).content.decode() for url in urls}
    return found


def test_no_file_of_the_run_holds_a_protected_address(town: Played) -> None:
    hidden, others = addresses(town.town)
    assert hidden
    texts = [path.read_bytes() for path in town.run.folder.iterdir() if path.is_file()]
    assert [lot for lot in sorted(hidden) if any(lot.encode() in text for text in texts)] == []
    assert any(lot.encode() in text for lot in others for text in texts), "no address at all: the test sees nothing"


def test_no_page_shows_a_protected_address_and_some_page_shows_another(as_somebody: As, town: Played) -> None:
    hidden, others = addresses(town.town)
    pages = pages_of(as_somebody, town)
    assert [(where, lot) for where, page in pages.items() for lot in hidden if lot in page] == []
    shown = {where[0] for where, page in pages.items() if any(lot in page for lot in others)}
    assert shown == {"hantei", "center"}


def test_an_address_that_slipped_into_the_file_still_stays_off_the_pages(as_somebody: As, town: Played) -> None:
    with open_serving(town.home.folder) as serving:
        code = next(child.child_code for child in serving.children(limit=10_000) if child.protected)
    slipped = '{"address":"カナリア町 9999番地9"}'
    change_serving(town.home.folder, "INSERT OR REPLACE INTO records VALUES (?, 'F6', ?)", code, slipped)
    assert [where for where, page in pages_of(as_somebody, town).items() if "9999番地9" in page] == []


def test_the_mark_of_protection_is_what_takes_the_address_away(as_somebody: As, town: Played) -> None:
    _, others = addresses(town.town)
    with open_serving(town.home.folder) as serving:
        code = serving.meta("worklist")["listed"][0]["children"][0]
    for protected, seen in ((0, True), (1, False)):
        change_serving(town.home.folder, "UPDATE children SET protected = ? WHERE child_code = ?", protected, code)
        page = as_somebody("center").get(f"/children/{code}/").content.decode()
        assert any(lot in page for lot in others) is seen
