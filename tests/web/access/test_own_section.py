"""保有・管理主体: a section reads what became of its own files; those of others do not exist for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.web_loads import plant_receipt
from support.web_people import As
from tsunagu.base.hashing import sha256_of_text
from tsunagu.month import Home
from tsunagu_web.accounts.models import User

FILE = "出欠_月別_開成小学校_2026.csv"
MONTH = "/receipts/departments/2026-10/"


@pytest.fixture
def owner(home: Path, as_person: As) -> str:
    """The section that holds the planted file; its receipt lies in the home."""
    plant_receipt(home)
    as_person("hoyu")
    return Home(home).pack().sources["shukketsu"].owner


def of_section(section: str) -> None:
    """Where the data owner works."""
    User.objects.filter(username="hoyu").update(section=section)


@pytest.mark.parametrize("own", [True, False])
def test_a_section_reads_its_own_receipts_only(as_person: As, owner: str, own: bool) -> None:
    of_section(owner if own else "市民課")
    client = as_person("hoyu")
    assert (FILE in client.get("/receipts/").content.decode()) is own
    assert client.get("/receipts/aaaa-shukketsu/").status_code == (200 if own else 404)
    assert (owner in client.get(MONTH).content.decode()) is own
    key = sha256_of_text(owner)[:8]
    for url in (f"{MONTH}{key}/", f"{MONTH}{key}/file/"):
        assert client.get(url).status_code == (200 if own else 404)


def test_what_the_whole_town_waits_for_is_not_shown_to_one_section(as_person: As, owner: str) -> None:
    of_section(owner)
    assert "だれの記録か決まらない行" not in as_person("hoyu").get("/receipts/").content.decode()
    assert "だれの記録か決まらない行" in as_person("hantei").get("/receipts/").content.decode()


def test_a_section_decides_nothing_about_its_receipts(as_person: As, owner: str) -> None:
    of_section(owner)
    for url in ("/receipts/aaaa-shukketsu/decide/", "/receipts/aaaa-shukketsu/wipe/"):
        assert as_person("hoyu").post(url).status_code == 404
