"""Every page of counts in a home where nobody was judged, where no month was run yet, and where its file is broken."""

from __future__ import annotations

from typing import Any

import pytest

from support.web_people import As, make_home, serving_file

PAGES = (
    ("center", "/dashboards/funnel/"),
    ("center", "/dashboards/effects/"),
    ("sekinin", "/dashboards/workload/"),
    ("boshi", "/dashboards/workload/"),
    ("hantei", "/dashboards/groups/"),
    ("ssw", "/dashboards/survey/"),
)


@pytest.mark.parametrize(("person", "url"), PAGES)
def test_pages_say_what_is_not_there(as_person: As, settings: Any, tmp_path: Any, person: str, url: str) -> None:
    settings.TSUNAGU_HOME = make_home(tmp_path / "new", run=False)
    assert "まだ判定した月がありません" in as_person(person).get(url).content.decode()
    settings.TSUNAGU_HOME = make_home(tmp_path / "empty", empty=True)
    assert as_person(person).get(url).status_code == 200
    broken = make_home(tmp_path / "broken")
    serving_file(broken).write_bytes(b"no database" * 500)
    settings.TSUNAGU_HOME = broken
    assert as_person(person).get(url).status_code == 503
