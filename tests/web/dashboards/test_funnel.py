"""一覧から支援まで: each child once, at the furthest step, against a slow recount of what was lived; and who may see it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, plant_cases
from support.web_people import EVERYBODY, OWN, As, change_serving, log_in, meta_of
from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent, Reception
from tsunagu_web.casework.process import FILE, load_process
from tsunagu_web.conferences.models import AgendaItem, ChildDecision, Closing, Meeting
from tsunagu_web.dashboards import years
from tsunagu_web.dashboards.counting import ChildLine
from tsunagu_web.dashboards.histories import Entry

URL = "/dashboards/funnel/"
SHIPPED = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / FILE
STEPS = ("listed", "asked", "conferred", "decided", "supported", "outcome")


@dataclass
class Lived:
    """One case as it was lived, in words of its own: what happened, to which children, in this order."""

    household: str
    children: list[str]
    begins: date
    by_list: bool
    happened: list[tuple[str, Any]] = field(default_factory=list)


def lived_cases(seed: int) -> Iterator[Lived]:
    """Up to three cases a household, some children in several, some brought by danger, a sibling who comes later."""
    dice = random.Random(seed)
    for number in range(25):
        household, at = f"K-{7000 + number}", date(2026, 4, 3)
        family = [f"C-{7000 + number * 3 + child}" for child in range(dice.choice((1, 2, 3)))]
        for _ in range(dice.choice((1, 1, 2, 3))):
            at += timedelta(days=dice.randrange(1, 60))
            chosen = dice.sample(family, dice.randrange(1, len(family) + 1))
            case = Lived(household, chosen, at, dice.random() < 0.7)
            later = [child for child in family if child not in chosen]
            for kind in ("alarm", "ask", "sheet", "confer", "support", "add", "finish"):
                if dice.random() < 0.5:
                    told: Any = None
                    if kind == "confer":
                        told = {
                            child: dice.choice(("要支援", "経過観察", "支援不要"))
                            for child in chosen
                            if dice.random() < 0.8
                        }
                    if kind == "add":
                        told = later[:1]
                    case.happened.append((kind, told))
            yield case


def write(cases: list[Lived]) -> None:
    """The case store as it would stand after all that."""
    make_demo_users()
    centre = User.objects.get(username="center")
    for number, lived in enumerate(cases):
        moment = datetime(lived.begins.year, lived.begins.month, lived.begins.day, 9, tzinfo=JAPAN)
        reception = None
        if lived.by_list:
            reception = Reception.objects.create(
                run_id=f"run{number}", as_of=lived.begins, received_at=moment, received_by=centre
            )
        added = [child for kind, told in lived.happened if kind == "add" for child in told]
        case = Case.objects.create(
            number=f"2026-7{number:03}",
            household_code=lived.household,
            children=[*lived.children, *added],
            origin="list" if lived.by_list else "note",
            opened_at=moment,
            opened_by=centre,
            reception=reception,
            state="received",
            since=moment,
            ended_at=moment + timedelta(days=1),
        )
        lines = [("receive", "", "received", {"run": reception.run_id} if reception else {})]
        for kind, told in lived.happened:
            at = moment + timedelta(minutes=len(lines))
            if kind == "confer":
                _confer(case, centre, at, told)
                lines.append(("decide", "ready", "continuing", {}))
            elif kind == "add":
                again = Reception.objects.create(
                    run_id=f"again{number}", as_of=lived.begins, received_at=at, received_by=centre
                )
                lines.append(("listed", "received", "received", {"run": again.run_id, "added": told}))
            else:
                to = {"alarm": "urgent", "ask": "asked", "support": "supporting", "finish": "ended"}.get(
                    kind, "received"
                )
                lines.append((kind, "received", to, {}))
        CaseEvent.objects.bulk_create(
            CaseEvent(
                case=case,
                seq=seq,
                at=moment + timedelta(minutes=seq - 1),
                by=centre,
                role="family_centre",
                move=move,
                from_state=before,
                to_state=to,
                told=told,
            )
            for seq, (move, before, to, told) in enumerate(lines, 1)
        )


def _confer(case: Case, centre: User, at: datetime, told: dict[str, str]) -> None:
    meeting = Meeting.objects.create(
        number=f"x-{case.pk}", kind="conference", held_on=at.date(), role="family_centre", at=at, by=centre
    )
    item = AgendaItem.objects.create(meeting=meeting, case=case, place=1, at=at, by=centre)
    Closing.objects.create(meeting=meeting, at=at, by=centre)
    for child, decision in told.items():
        ChildDecision.objects.create(
            item=item,
            child_code=child,
            version=1,
            decision=decision,
            decided_on=at.date(),
            decider=centre,
            reason="わけ",
            human_source="担任",
            facts_hash="0" * 64,
            run_id="run",
            role="family_centre",
            at=at,
            by=centre,
        )


def recount(cases: list[Lived]) -> tuple[int, dict[str, int], dict[str, int], dict[str, int]]:
    """Children, and per step: how many went through it, how many stay there, how many passed it by. Slow and plain."""
    been: dict[str, set[str]] = {}
    for lived in cases:
        in_it = list(lived.children)
        for child in in_it:
            been.setdefault(child, set()).update({"listed"} if lived.by_list else ())
        decided: dict[str, str] = {}
        for kind, told in lived.happened:
            decided |= told if kind == "confer" else {}
        for kind, told in lived.happened:
            if kind == "add":
                in_it += told
                for child in in_it:
                    been.setdefault(child, set()).add("listed")
            for child in in_it:
                helped = decided.get(child) == "要支援"
                been[child] |= {"asked"} if kind in ("ask", "sheet") else set()
                been[child] |= {"conferred"} if kind == "confer" else set()
                been[child] |= {"decided"} if child in decided else set()
                been[child] |= {"supported"} if kind == "support" and helped else set()
                been[child] |= {"outcome"} if kind == "finish" and helped else set()
    reach, stay, past = ({step: 0 for step in STEPS} for _ in range(3))
    for steps in been.values():
        far = max((STEPS.index(step) for step in steps), default=-1)
        for place, step in enumerate(STEPS):
            reach[step] += step in steps
            stay[step] += place == far
            past[step] += place < far and step not in steps
    return len(been), reach, stay, past


def told(client: Any) -> tuple[int, dict[str, int], dict[str, int], dict[str, int]]:
    """The same of the page."""
    shown = client.get(URL).context
    rows = shown["rows"]
    counts = [{row.key: getattr(row, name) for row in rows} for name in ("children", "stay", "past")]
    return shown["children"], counts[0], counts[1], counts[2]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_child_is_counted_once_at_the_furthest_step(home: Path, db: None, at: Any, seed: int) -> None:
    at("2026-10-31 09:00")
    cases = list(lived_cases(seed))
    write(cases)
    page = told(log_in("center"))
    assert page == recount(cases)
    assert page[3]["asked"] and page[2]["outcome"], "the dice never skipped a step: the test says nothing"


def test_a_child_counted_twice_is_caught(home: Path, db: None, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(found: list[Entry]) -> list[ChildLine]:
        return [ChildLine(one.child, one.household, one.day, one.run_id, one.reached) for one in found]

    at("2026-10-31 09:00")
    cases = list(lived_cases(1))
    write(cases)
    monkeypatch.setattr(years, "once", twice)
    assert told(log_in("center")) != recount(cases)


def test_months_stays_and_those_not_begun_add_up_to_the_whole(home: Path, db: None, at: Any) -> None:
    at("2026-10-31 09:00")
    write(list(lived_cases(4)))
    shown = log_in("center").get(URL).context
    assert sum(row.children for row in shown["months"]) == shown["children"]
    assert sum(row.stay for row in shown["rows"]) + shown["not_begun"] == shown["children"]
    assert sum(row.children for row in shown["known"]) == shown["children"]
    assert [sum(row.reached[place] for row in shown["months"]) for place in range(len(STEPS))] == [
        row.children for row in shown["rows"]
    ]


def test_a_corrected_decision_makes_nobody_known(received: Path) -> None:
    case, centre = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    _confer(case, centre, datetime(2026, 5, 1, tzinfo=JAPAN), {OWN: "要支援"})
    known = {row.label: row.children for row in log_in("center").get(URL).context["known"]}
    assert known["知っていた"] == 1
    wrong = ChildDecision.objects.get()
    wrong.pk, wrong.version, wrong.decision = None, 2, "支援不要"
    wrong.save()
    known = {row.label: row.children for row in log_in("center").get(URL).context["known"]}
    assert known["知っていた"] == 0


@pytest.mark.parametrize(
    ("on", "missing", "told"),
    [
        ("2025-06-01", [], "知っていた"),
        ("2026-12-01", [], "町に記録がない"),
        (None, [], "分からない"),
        ("2026-12-01", ["要対協の進行管理台帳"], "分からない"),
    ],
)
def test_known_before_is_before_and_missing_is_not_no(
    received: Path, on: str | None, missing: list[str], told: str
) -> None:
    views = meta_of(received, "fact_views")
    place = next(number for number, view in enumerate(views) if view["label"] == "要対協")
    views[place]["missing"] = missing
    fact = {"v": place, "t": "要支援", "o": on, "u": None, "s": "yotaikyo", "k": None}
    change_serving(received, "UPDATE meta SET value = ? WHERE key = 'fact_views'", json.dumps(views))
    change_serving(received, "DELETE FROM records WHERE field_class = 'F5' AND child_code = ?", OWN)
    change_serving(received, "INSERT INTO records VALUES (?, 'F5', ?)", OWN, json.dumps({"facts": [fact]}))
    known = {row.label: row.children for row in log_in("center").get(URL).context["known"]}
    assert known[told] >= 1 and (known["知っていた"] == 1) == (told == "知っていた")
    assert known["町に記録がない"] == 0 or not missing, "without the file nobody is told to be new"


@pytest.fixture
def received(home: Path, db: None, at: Any) -> Path:
    """The fixture's list, received."""
    at("2026-10-31 09:00")
    plant_cases(home)
    return home


def test_the_page_names_its_run_denominator_types_and_who_was_known(received: Path) -> None:
    page = log_in("center").get(URL)
    shown, text = page.context, page.content.decode()
    listed = meta_of(received, "worklist")["listed"]
    children = {child for row in listed for child in row["children"]}
    assert shown["children"] == len(children) and shown["households"] == len(listed)
    assert f"分母：受理した {len(children)}人" in text and meta_of(received, "run")["run_id"] in text
    assert 'role="img"' in text and "judged" not in text
    row = next(row for row in shown["months"] if row.month == "2026-10")
    assert (row.judged, row.flagged) == tuple(meta_of(received, "counts")[key] for key in ("children", "flagged_any"))
    flagged = {found["label"] for row in listed for found in row["types"]}
    assert flagged <= {row.label for row in shown["types"]}


def test_what_is_not_known_is_not_counted_as_new(received: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is no longer kept says neither that a child was known nor that it was not."""
    Reception.objects.update(run_id="gone")
    for event in CaseEvent.objects.all():
        CaseEvent.objects.filter(pk=event.pk).update(told={"run": "gone"})
    shown = log_in("center").get(URL).context
    assert {row.label: row.children for row in shown["known"]} == {
        "知っていた": 0,
        "町に記録がない": 0,
        "分からない": shown["children"],
    }
    assert [row.label for row in shown["types"]] == ["そのときの判定が残っていない"]


SEES = {"sekinin", "center", "boshi", "fukushi", "sv", "kennin", "shido"}


@pytest.mark.parametrize("person", EVERYBODY)
def test_only_who_may_open_the_cases_finds_the_page(received: Path, as_person: As, person: str) -> None:
    assert as_person(person).get(URL).status_code == (200 if person in SEES else 404)


def test_the_school_board_counts_its_pupils_only(received: Path, as_person: As) -> None:
    whole, board = as_person("center").get(URL).context, as_person("shido").get(URL)
    assert 0 < board.context["children"] < whole["children"]
    assert "判定したこども" not in board.content.decode(), "a number of the whole town is no denominator of the pupils"


def test_an_ended_case_is_still_counted(received: Path) -> None:
    before = log_in("center").get(URL).context["children"]
    Case.objects.filter(number=NUMBER).update(ended_at=datetime(2026, 8, 1, tzinfo=JAPAN), state="ended")
    assert log_in("center").get(URL).context["children"] == before


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("C090", "states: [supporting], decided_as", "states: [helping], decided_as"),
        ("C090", "moves: [ask, sheet]", "moves: [query]"),
        ("C090", "meetings: [conference]}\n    - {key: decided", "meetings: [cabinet]}\n    - {key: decided"),
        ("C091", "known_before: [要対協]", "known_before: [うわさ]"),
    ],
)
def test_a_step_that_counts_what_is_not_declared_is_named(tmp_path: Path, code: str, old: str, new: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError, match=code):
        load_process(load_pack("kaisei", tmp_path))
