"""Which children of the invented town the exercises are about: chosen by what they are, never by a number typed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.intake import receipt_key, receipts
from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, ServedChild
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder

_NOWHERE = (None, NO_AFFILIATION, UNKNOWN_AFFILIATION)


def chosen(run: RunView) -> dict[str, str]:
    """Name → code, for everything that is there before anybody worked. Raises RefusedError U021 when somebody is missing."""
    found: dict[str, str] = _twins(run)
    households = [run.serving.children_of(row["household_code"]) for row in run.worklist["listed"]]
    free = [each for each in households if found["twin"] not in {one.child_code for one in each}]
    taken: set[str] = set()

    def take(name: str, pairs: Iterable[tuple[str, ServedChild]]) -> ServedChild:
        household, child = _first(name, ((code, one) for code, one in pairs if code not in taken))
        taken.add(household)
        found[name] = child.child_code
        return child

    own = take("own", _children(free, lambda one: _is_small_pupil(one) and _infant_beside(run, one) is not None))
    infant = _infant_beside(run, own)
    assert infant is not None and own.grade is not None
    found |= {"infant": infant.child_code, "facility": str(infant.affiliation), "school": str(own.affiliation)}
    found["school_class"] = f"{own.grade[1]}年1組"
    take("unknown", _children(free, lambda one: any(_is_undeterminable(run, one))))
    named = take("named", _children(free, lambda one: one.affiliation == own.affiliation))
    found["named_household"] = named.household_code
    other = take("other", _children(free, lambda one: _is_pupil(one) and one.affiliation != own.affiliation))
    found["other_school"] = str(other.affiliation)
    for name in ("urgent", "welfare", "talked_about"):
        take(name, _children(free, lambda one: True))
    quiet = [
        run.serving.children_of(one.household_code) for one in run.serving.households(place="not_flagged", limit=400)
    ]
    take("protected", _children(quiet, lambda one: one.protected))
    for name in ("outside", "opened_by_centre", "opened_for_audit"):
        take(name, _children(quiet, lambda one: not one.protected and _is_pupil(one)))
    found |= {"as_of": run.as_of.isoformat(), "broken_file": _broken_file(run)}
    return found


def _children(households: Iterable[list[ServedChild]], fits: Any) -> Iterator[tuple[str, ServedChild]]:
    return ((one.household_code, one) for each in households for one in each if fits(one))


def _first(name: str, found: Iterable[Any]) -> Any:
    one = next(iter(found), None)
    if one is None:
        raise _nobody(name)
    return one


def _is_pupil(child: ServedChild) -> bool:
    return child.grade is not None and child.grade[0] in "PJ" and child.affiliation not in _NOWHERE


def _is_small_pupil(child: ServedChild) -> bool:
    return _is_pupil(child) and str(child.grade)[0] == "P"


def _infant_beside(run: RunView, child: ServedChild) -> ServedChild | None:
    there = run.serving.children_of(child.household_code)
    return next((one for one in there if one.grade is None and one.affiliation not in _NOWHERE), None)


def _is_undeterminable(run: RunView, child: ServedChild) -> Iterator[bool]:
    return (child.state(place) == "undeterminable" for place in range(len(run.criteria)))


def _twins(run: RunView) -> dict[str, str]:
    """A record that waits and may mean either of two children born on one day, one of whom it names."""
    for record in run.serving.waiting_records():
        for right in record.people:
            same_day = [
                one
                for one in record.people
                if one is not right and one["birth_date"] == right["birth_date"] and one["child_code"]
            ]
            if same_day and right["child_code"] and right["name"].split() == str(record.words["name"]).split():
                return {
                    "twin": right["child_code"],
                    "twin_person": str(right["person_id"]),
                    "twin_name": "　".join(right["name"].split()),
                    "twin_other": same_day[0]["child_code"],
                    "twin_other_person": str(same_day[0]["person_id"]),
                    "twin_record": record.record_key,
                }
    raise _nobody("twin")


def _nobody(name: str) -> RefusedError:
    return RefusedError("U021", f"架空の町に、研修に要る人がいません（{name}）", "つなぐの版を確かめてください")


def _broken_file(run: RunView) -> str:
    """The key of a receipt of a file that could not be taken."""
    refused = [one for one in receipts(home_folder(), run.as_of) if one.status == "refused"]
    return str(receipt_key(_first("broken_file", refused)))
