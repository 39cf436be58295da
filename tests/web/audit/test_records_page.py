"""見た記録: the auditor reads all rows, a manager those of the own section, others none."""

from __future__ import annotations

from support.web_people import OWN, As


def test_the_auditor_reads_everybody_s_rows(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    page = as_person("kansa").get("/records/").content.decode()
    assert OWN in page
    assert "こども課こども家庭班" in page


def test_a_manager_reads_the_own_section_only(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    as_person("hantei").get("/children/C-0006/")
    page = as_person("sekinin").get("/records/").content.decode()
    assert "C-0006" in page
    assert "こども課こども家庭班" not in page
    assert "つながりを確かめる" not in page


def test_others_do_not(as_person: As) -> None:
    for person in ("hantei", "center", "shido"):
        assert as_person(person).get("/records/").status_code == 404


def test_no_name_stands_in_the_record(as_person: As) -> None:
    as_person("hantei").get(f"/children/{OWN}/")
    assert "佐藤" not in as_person("kansa").get("/records/").content.decode()


def test_verifying_says_what_it_cannot_see(as_person: As) -> None:
    page = as_person("kansa").get("/records/?verify=1").content.decode()
    assert "切れたところはありません" in page
    assert "末尾の記録が切り取られたことは、この確認だけでは分かりません" in page
