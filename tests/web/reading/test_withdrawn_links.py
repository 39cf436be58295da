"""A link that people have parted is on no page at the next request, whoever looks; a page that reads past it is caught."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.web_pairs import LINKED, key_of
from support.web_people import LOG_INS, OWN, As, change_serving
from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, decide, second, undo
from tsunagu.serving import Serving, open_serving
from tsunagu.serving.fact_views import VIEWS
from tsunagu_web.reading import RunView, earlier_run

TOLD = ("教育相談：家庭の様子", "2026/8/22〜2026/9/29")
"""What the pages tell from the record that is parted."""
PAGES = (
    f"/children/{OWN}/",
    "/children/C-0002/",
    "/worklist/",
    "/",
    "/overview/",
    "/types/",
    "/types/poverty/",
    "/cases/",
    "/dashboards/funnel/",
)
ITEM = "item17_abuse_consult"


@pytest.fixture
def home(home: Path) -> Path:
    """The child has answered the question about consultations with yes, because of the record."""
    with Serving(next((home / "runs").glob("*/serving.sqlite"))) as serving:
        place = serving.indicator_ids.index(ITEM)
        child = serving.child(OWN)
        reasons = serving.records(OWN, ["F7"])["F7"]["reasons"]
    assert child is not None
    answers = child.answers[:place] + b"\x01" + child.answers[place + 1 :]
    change_serving(
        home,
        f"UPDATE children SET answers = x'{answers.hex()}', total_points = total_points + 1 WHERE child_code = '{OWN}'",
    )
    mine = {"indicator": ITEM, "sentence": "虐待相談の記録がある（こども家庭班、2026-08-21）", "department": "こども課こども家庭班",
            "on": "2026-08-21", "source": "jido_sodan"}  # fmt: skip
    fact = next(number for number, view in enumerate(VIEWS) if view.label == "相談")
    facts = [{"v": fact, "t": "教育相談：家庭の様子", "o": "2026-08-22", "u": "2026-09-29", "s": "jido_sodan", "k": [LINKED]},
             {"v": fact, "t": "児童相談：養護", "o": "2026-08-21", "u": "2026-09-30", "s": "jido_sodan", "k": []}]  # fmt: skip
    body = json.dumps({"facts": facts}, ensure_ascii=False)
    change_serving(home, f"UPDATE records SET body = '{body}' WHERE child_code = '{OWN}' AND field_class = 'F5'")
    kept = [{name: one[name] for name in mine} for one in reasons]
    body = json.dumps({"reasons": [*kept, mine]}, ensure_ascii=False)
    change_serving(home, f"UPDATE records SET body = '{body}' WHERE child_code = '{OWN}' AND field_class = 'F7'")
    return home


def part(home: Path, *, both: bool = True) -> IdentityJudgement:
    judged = decide(home, table="consultations", pair=Pair(key_of(LINKED), 1_000_001), answer=IdentityAnswer.OTHER, by="相原", why="きょうだいの相談", two_people=True)  # fmt: skip
    return second(home, judged.entry, by="石井") if both else judged


def leaks(as_person: As) -> list[tuple[str, str, str]]:
    """(who, page, what) of everything of the record that anybody is shown."""
    found = []
    for person in LOG_INS:
        client = as_person(person)
        for url in PAGES:
            page = client.get(url).content.decode()
            found += [(person, url, words) for words in (*TOLD, "虐待相談の記録がある") if words in page]
    return found


def test_before_anybody_parts_it_the_record_is_told(home: Path, as_person: As) -> None:
    told = leaks(as_person)
    assert {words for _, _, words in told} == {*TOLD, "虐待相談の記録がある"}


def test_parted_by_two_it_is_told_nobody_and_the_page_says_why(home: Path, as_person: As) -> None:
    part(home, both=False)
    assert leaks(as_person) != [], "one person alone parts nothing where abuse data hangs on it"
    undo(home, part(home).entry, by="相原", why="まちがい")
    assert leaks(as_person) == [], "nor is the parting undone by one"
    page = as_person("center").get(f"/children/{OWN}/").content.decode()
    assert "相談・支援 1件" in page and "見なおし中です" in page
    assert "この子のものではないとされた記録を使っていた" in page
    listed = as_person("center").get("/worklist/").content.decode()
    assert "同一人確認で、ひも付けが取り消されたか別人とされた記録" in listed
    assert "こども 2人は、その記録を除いて表示し、数えています" in listed
    assert "児童相談：養護" in page, "another record of the same child stays"


def test_a_page_that_reads_past_what_is_withheld_is_caught(
    home: Path, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken twins: a page without the overlay, and a reader that lays it over the judgement only."""
    part(home)
    assert leaks(as_person) == []
    with monkeypatch.context() as patched:
        patched.setattr("tsunagu_web.reading.run.withdrawn_links", lambda *_: frozenset())
        assert leaks(as_person) != []
    with monkeypatch.context() as patched:
        lay = Serving.withheld.fset  # type: ignore[attr-defined]

        def judgement_only(serving: Serving, withheld: Any) -> None:
            lay(serving, withheld)
            serving._withheld = replace(withheld, records=frozenset())

        patched.setattr(Serving, "withheld", Serving.withheld.setter(judgement_only))  # type: ignore[attr-defined]
        assert {words for _, _, words in leaks(as_person)} == set(TOLD)


def test_no_page_opens_a_run_but_through_the_one_door() -> None:
    """Whoever opens a serving file of their own reads past everything that is withheld: the others ask for no child."""
    pages = Path(__file__).parents[3] / "src" / "tsunagu_web"
    texts = {str(path.relative_to(pages)): path.read_text(encoding="utf-8") for path in pages.rglob("*.py")}
    doors = {path for path, text in texts.items() if "open_serving(" in text}
    assert doors == {"reading/run.py", "pages/waiting.py", "receipts/views.py", "protection_desk/views.py"}
    asks = re.compile(r"serving\.(child|children|records|find|household|count)")
    assert [path for path in doors - {"reading/run.py"} if asks.search(texts[path])] == []


def test_an_earlier_run_is_read_without_the_record_too(home: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts look back at is opened by the same door; a door without the overlay is caught."""
    shutil.copytree(next((home / "runs").glob("*/serving.sqlite")).parent, home / "runs" / "earlier")
    part(home)

    def told() -> tuple[list[str], bool]:
        with open_serving(home) as serving, earlier_run(RunView(serving), "earlier") as view:
            assert view is not None
            facts = view.serving.records(OWN, ["F5"])["F5"]["facts"]
            return view.looked_at_anew, any(fact["text"] == TOLD[0] for fact in facts)

    assert OWN in told()[0] and not told()[1]
    with open_serving(home) as serving, earlier_run(RunView(serving), "gone") as view:
        assert view is None
    monkeypatch.setattr("tsunagu_web.reading.run.withdrawn_links", lambda *_: frozenset())
    assert told() == ([], True)


def test_with_a_changed_log_no_record_is_shown(home: Path, as_person: As) -> None:
    part(home)
    log = home / "identity" / "judgements.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("きょうだい", "べつのひと"), encoding="utf-8")
    page = as_person("center").get(f"/children/{OWN}/")
    assert (page.status_code, "M001" in page.content.decode(), "ひなた" in page.content.decode()) == (503, True, False)
    assert "控えから戻してください" in page.content.decode()
