"""Let `tsunagu` believe that it is another day: a whole year is lived through in an afternoon, and the same way every time.

    python -m tools.at_the_time 2026-04-05T09:00 sample DIR --month 2026-03 + run DIR/inbox --as-of 2026-03-31

Commands are joined by +. Only the product's one clock is moved (tsunagu.base.clock); it goes on ticking from that moment.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from tsunagu.base import clock
from tsunagu.cli import main as tsunagu

NEXT = "+"


def main(arguments: Sequence[str]) -> int:
    """Run each command; the code of the first that fails."""
    moment = datetime.fromisoformat(arguments[0]).replace(tzinfo=clock.JAPAN)
    began = datetime.now(clock.JAPAN)
    clock.now = lambda: moment + (datetime.now(clock.JAPAN) - began)
    for words in [list(group) for joined, group in groupby(arguments[1:], NEXT.__eq__) if not joined]:
        sys.argv = ["tsunagu", *words]
        try:
            tsunagu()
        except SystemExit as ended:
            if ended.code:
                return int(ended.code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
