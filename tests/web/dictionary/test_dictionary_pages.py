"""データ項目の説明: made from the catalog, for everybody with a role."""

from __future__ import annotations

from support.web_people import LOG_INS, As
from tsunagu_web.dictionary.entries import current_items, current_pack


def test_every_table_that_a_file_feeds_is_listed(as_person: As) -> None:
    pack = current_pack()
    page = as_person("kansa").get("/dictionary/").content.decode()
    for table in pack.tables.values():
        assert (table.label in page) == bool(pack.sources_of(table.table))


def test_every_column_stands_on_its_table_s_page(as_person: As) -> None:
    client, pack = as_person("shido"), current_pack()
    for table in pack.tables.values():
        page = client.get(f"/dictionary/{table.table}/").content.decode()
        for name, column in table.columns.items():
            assert column.label in page
            assert f">{name}<" in page


def test_purpose_owner_and_codes_are_said(as_person: As) -> None:
    page = as_person("hantei").get("/dictionary/child_rearing_allowance/").content.decode()
    for words in ("個人情報保護法", "全部支給", "児童扶養手当", "か月"):
        assert words in page


def test_every_item_bears_its_short_name_and_the_report_s(as_person: As) -> None:
    page = as_person("hantei").get("/dictionary/").content.decode().partition("判定に使う項目")[2]
    items = current_items()
    assert len(items) == 37
    for item in items:
        assert f'<td>{item.no}</td><th scope="row">{item.short}</th><td>{item.label}</td>' in page


def test_everybody_with_a_role_and_nobody_else(as_person: As, client: object) -> None:
    assert {as_person(person).get("/dictionary/").status_code for person in LOG_INS} == {200}
    assert client.get("/dictionary/").status_code == 302  # type: ignore[attr-defined]
