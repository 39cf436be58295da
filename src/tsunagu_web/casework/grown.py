"""18歳の年度が終わった: who left the run by age, and not by a move that nobody may read of."""

from __future__ import annotations

from tsunagu.base.school_years import fiscal_year_of
from tsunagu.month import Home, logged_runs
from tsunagu_web.reading import RunView, earlier_run
from tsunagu_web.town import home_folder

LAST = 18
"""年度末年齢 of the last year a child is in the run."""
LOOKED_BACK = 13
"""How many earlier runs are asked: who left the run by age did so within a year of the last one."""
_LAST_SEEN: dict[tuple[str, str], tuple[int, int, bool] | None] = {}
"""(file of the run, child) → person, 年度末年齢 as of the run, and whether protected, by the newest earlier run that has the child."""
_NOT_LOOKED: tuple[int, int, bool] = (-1, -1, False)


def grew_up(code: str, run: RunView) -> bool:
    """Whether a child who is not in the run is only too old for it, and was and is under no 支援措置. Else, and where nobody can say, no."""
    seen = _last_seen(code, run)
    return seen is not None and seen[1] > LAST and not seen[2] and not run.serving.is_sheltered(seen[0])


def _last_seen(code: str, run: RunView) -> tuple[int, int, bool] | None:
    key = (str(run.serving.path), code)
    # Asked once: another thread may begin with another run's file at any moment.
    kept = _LAST_SEEN.get(key, _NOT_LOOKED)
    if kept is _NOT_LOOKED:
        if any(path != key[0] for path, _ in list(_LAST_SEEN)):
            _LAST_SEEN.clear()
        kept = _LAST_SEEN[key] = _look(code, run)
    return kept


def _look(code: str, run: RunView) -> tuple[int, int, bool] | None:
    order = [str(entry["run"]) for entry in logged_runs(Home(home_folder()))]
    earlier = [one for one in dict.fromkeys(reversed(order)) if one != run.meta["run_id"]]
    for one in earlier[:LOOKED_BACK]:
        with earlier_run(run, one) as view:
            child = view.serving.child(code) if view is not None else None
            if view is not None and child is not None:
                years = fiscal_year_of(run.as_of) - fiscal_year_of(view.as_of)
                return child.person_id, child.fiscal_age + years, child.protected
    return None
