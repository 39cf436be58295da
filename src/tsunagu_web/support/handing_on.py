"""What came of the 対応事項, as rows of the declared layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu_web.casework.handing_on import Entered
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import newest_versions


def outcomes_until(day: date) -> Iterator[Entered]:
    """Tasks done up to a day: of each child they were for, which kind of support, with which outcome, told by whom.

    What people wrote stays sealed where it was written: the snapshot needs the kind and the outcome, and lies open. Two tasks of
    one kind done for one child on one day are one row, with the later outcome.
    """
    done = newest_versions().filter(state=TaskVersion.DONE, outcome_on__lte=day).order_by("outcome_on", "at", "id")
    for version in done:
        cells = {
            "記録日": version.outcome_on.isoformat() if version.outcome_on else "",
            "支援の種類": version.kind,
            "結果": version.outcome,
            "記録者": version.by.display_name,
        }
        for child in [version.child_code] if version.child_code else version.task.case.children:
            yield Entered(child, cells)
