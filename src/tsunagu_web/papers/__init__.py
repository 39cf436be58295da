"""紙: data in, a PDF out. Set in a process of its own, recorded before it leaves, locked where no account reads it.

Imports no feature: a feature gives the data of its paper, a template here says how it looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tsunagu.base.late_exports import late_exports

if TYPE_CHECKING:
    from tsunagu_web.papers.locking import lock_paper, new_password
    from tsunagu_web.papers.making import make_paper, make_papers
    from tsunagu_web.papers.sending import hand_over, hand_over_workbook, record_papers

__all__ = [
    "hand_over",
    "hand_over_workbook",
    "lock_paper",
    "make_paper",
    "make_papers",
    "new_password",
    "record_papers",
]

# Late: the process that sets a paper comes through here and needs no Django.
__getattr__ = late_exports(
    __name__,
    {
        "locking": "lock_paper new_password",
        "making": "make_paper make_papers",
        "sending": "hand_over hand_over_workbook record_papers",
    },
)
