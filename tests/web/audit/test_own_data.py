"""所属のデータを見た人: a data owner sees which sections used the own records and why, no child, and nobody else's use."""

from __future__ import annotations

from support.web_people import OWN, As
from tsunagu_web.accounts.models import User


def page_of_section(as_person: As, section: str) -> str:
    """The table as the data owner of a section sees it."""
    client = as_person("hoyu")
    User.objects.filter(username="hoyu").update(section=section)
    page = client.get("/records/own-data/").content.decode()
    return page.partition("<main")[2]


def test_a_section_reads_who_used_its_own_records(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    as_person("center").get(f"/children/{OWN}/")
    page = page_of_section(as_person, "こども課こども家庭班")
    assert "活用・こども家庭センター" in page and "支援検討" in page and "相談" in page
    assert '<td class="n">2</td>' in page
    assert OWN not in page and "佐藤" not in page


def test_what_a_role_was_not_shown_is_no_use(as_person: As) -> None:
    """SSW sees nothing of 相談; 指導主事 sees that there is something, which is a use too."""
    as_person("ssw").get(f"/children/{OWN}/")
    assert "まだありません" in page_of_section(as_person, "こども課こども家庭班")
    as_person("shido").get(f"/children/{OWN}/")
    assert "指導主事" in page_of_section(as_person, "こども課こども家庭班")


def test_a_section_without_records_there_sees_nothing(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    assert "まだありません" in page_of_section(as_person, "総務課")


def test_only_a_data_owner_reads_it(as_person: As) -> None:
    assert as_person("kansa").get("/records/own-data/").status_code == 404
    assert as_person("hoyu").get("/records/").status_code == 404
    assert as_person("hoyu").get("/records/own-data/").status_code == 200
