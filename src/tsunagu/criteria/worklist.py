"""The month's list: cut by the capacity people have, with the cut and everyone behind it told in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.criteria.ordering import STEPS, same_until, why_behind
from tsunagu.criteria.ranking import Household, Ranking
from tsunagu.criteria.rules import BELOW_CUT
from tsunagu.criteria.tally import tally, tally_left_out, total

NEXT_SHOWN = 3
NOMINATED_PLACE = "推薦"


def cut(ranking: Ranking, capacity: int) -> dict[str, Any]:
    """The worklist for `capacity` households, as plain data for JSON.

    Raises RefusedError J020 when the capacity is not at least one household.
    """
    if capacity < 1:
        raise RefusedError("J020", f"世帯数の上限が {capacity} です", "1以上の数を指定してください")
    left = dict(ranking.workers)
    nominated, waiting_nominated, held_nominated = _take(
        ranking.nominated, _places_for_nominations(ranking, capacity), left
    )
    room = capacity - len(nominated) if ranking.nominations_within_capacity else capacity
    chosen, waiting, held_back = _take(ranking.households, room, left)
    listed = [_entry(household, place) for place, household in enumerate(chosen, start=1)]
    listed += [_entry(household, NOMINATED_PLACE) for household in nominated]
    following = [
        {
            "household_code": household.household_code,
            "why": _why_held_back(ranking, household)
            if household.household_code in held_back
            else _why_waiting(household, chosen, ranking, len(nominated)),
        }
        for household in waiting[:NEXT_SHOWN]
    ]
    following += [
        {
            "household_code": household.household_code,
            "why": _why_held_back(ranking, household)
            if household.household_code in held_nominated
            else "推薦が推薦の枠より多く、推薦日の早い順に載せたため",
        }
        for household in waiting_nominated[:NEXT_SHOWN]
    ]
    left_out = tally_left_out(ranking, [*waiting, *waiting_nominated])
    on_list = tally([*chosen, *nominated])
    return {
        "run": ranking.run,
        "as_of": ranking.as_of,
        "capacity": capacity,
        "order": [STEPS[key].label for key in ranking.keys],
        "listed": listed,
        "next": following,
        "left_out": left_out,
        "on_list": on_list,
        "in_question": total([on_list, *left_out]),
        "cut_sentence": _cut_sentence(listed, following),
        "notes": _notes(ranking, len(nominated), room),
        "blind": {"households": ranking.blind, "sentence": ranking.blind_sentence},
        "denominators": ranking.denominators,
    }


def _take(
    households: Sequence[Household], room: int, left: dict[str, int]
) -> tuple[list[Household], list[Household], set[str]]:
    """The first `room` households whose worker has a place left, those that wait, and of these the codes of those held back
    for want of a worker's place alone. Counts down `left`.
    """
    chosen: list[Household] = []
    waiting: list[Household] = []
    held_back: set[str] = set()
    for household in households:
        full = household.worker is not None and left.get(household.worker, 0) < 1
        if len(chosen) >= room or full:
            waiting.append(household)
            if full and len(chosen) < room:
                held_back.add(household.household_code)
            continue
        chosen.append(household)
        if household.worker is not None:
            left[household.worker] -= 1
    return chosen, waiting, held_back


def _why_held_back(ranking: Ranking, household: Household) -> str:
    number = ranking.workers.get(household.worker or "", 0)
    return f"この学校の{ranking.worker_label}が今月対応できる{number}世帯に入らなかったため"


def places(ranking: Ranking, worklist: dict[str, Any]) -> dict[str, str]:
    """Household code → 'list' or 'left_out:<reason>', for every household in question."""
    found = {code: f"left_out:{left.reason}" for left in ranking.left_out for code in left.household_codes}
    listed = {entry["household_code"] for entry in worklist["listed"]}
    for household in (*ranking.households, *ranking.nominated):
        code = household.household_code
        found[code] = "list" if code in listed else f"left_out:{BELOW_CUT}"
    return found


def _places_for_nominations(ranking: Ranking, capacity: int) -> int:
    """How many nominated households may be listed: their share of the places, and what the order leaves empty."""
    if not ranking.nominations_within_capacity:
        return len(ranking.nominated)
    own = max(1, int(capacity * ranking.nominations_share))
    return max(own, capacity - len(ranking.households))


def _entry(household: Household, place: int | str) -> dict[str, Any]:
    return {
        "place": place,
        "household_code": household.household_code,
        "children": household.children,
        "types": household.types,
        "total_items": household.total_items,
        "reasons": household.reasons,
        "contact": household.contact,
        "reason_classes": household.reason_classes,
        "contact_classes": household.contact_classes,
        "reason_limits": household.reason_limits,
        "since_last": household.since_last,
        "nominated": household.nominated_on is not None,
    }


def _why_waiting(household: Household, chosen: list[Household], ranking: Ranking, nominated: int) -> str:
    """Why this household is not listed, against the last one that is."""
    if not chosen:
        return f"今月の世帯数が推薦の{nominated}世帯でいっぱいになったため"
    last = chosen[-1]
    same = same_until(last.value, household.value, ranking.keys)
    why = why_behind(last.value, last.said, last.household_code, household.value, household.said, ranking.keys)
    if not same or why.startswith("ここまで"):
        return why
    first = (
        f"{len(chosen)}位と同じ{household.said[0]}ですが"
        if same[0] == "点数"
        else f"{len(chosen)}位と{same[0]}が同じですが"
    )
    others = f"（{'・'.join(same[1:])}も同じ）" if len(same) > 1 else ""
    return f"{first}{others}、{why}"


def _cut_sentence(listed: list[dict[str, Any]], following: list[dict[str, Any]]) -> str:
    if not listed:
        return "一覧にのせる世帯はありません。"
    if not following:
        return f"ここまで{len(listed)}世帯。ほかに順番を待つ世帯はありません。"
    first = following[0]
    return f"ここまで{len(listed)}世帯。次の世帯 {first['household_code']} は、{first['why']}、来月にまわりました。"


def _notes(ranking: Ranking, nominated: int, room: int) -> list[str]:
    notes = []
    if nominated:
        told = "世帯数の枠のうち" if ranking.nominations_within_capacity else "世帯数の枠とは別に"
        notes.append(
            f"推薦の{nominated}世帯は、順番の外に置き、{told}載せています（順番から載せたのは{room}世帯まで）。"
        )
    if ranking.nominations_outside:
        notes.append(
            f"推薦のうち{ranking.nominations_outside}件は、この時点の対象のこども（18歳までの住民）ではないため載せていません。"
        )
    return notes
