"""Keys that fifty pairs of the review desk take, counted by the page itself in Chromium.

python -m tests.prove.desk            into evidence/desk.json
"""

from __future__ import annotations

import sys

import pytest

from tools.evidence import record

COMMAND = "make prove-desk"
WHERE = "tests/browser/test_review_desk.py"
FIFTY, TWIN = "test_fifty_pairs_by_keyboard_at_one_key_each", "test_a_key_that_answers_nothing_is_counted_too"


class Counted:
    """What the tests counted, by test and word; only of those that passed."""

    def __init__(self) -> None:
        self.by_test: dict[str, dict[str, int]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.by_test[report.nodeid.partition("::")[2]] = {
                str(name): int(value) for name, value in report.user_properties
            }  # type: ignore[call-overload]


def main() -> int:
    counted = Counted()
    pytest.main(["-q", "-p", "no:xdist", f"{WHERE}::{FIFTY}", f"{WHERE}::{TWIN}"], plugins=[counted])
    fifty, twin = counted.by_test.get(FIFTY), counted.by_test.get(TWIN)
    if fifty is None or twin is None:
        return 1
    record(
        "desk",
        "keys pressed per 50 pairs of the review desk",
        fifty["keys"],
        "= 50",
        f"{fifty['pairs']} pairs",
        None,
        COMMAND,
    )
    caught = twin["keys"] > twin["pairs"]
    record(
        "desk",
        "a key that answers nothing (broken twin) counted",
        caught,
        "stated",
        f"{twin['pairs']} pair",
        None,
        COMMAND,
    )
    return 0 if caught and fifty["keys"] == fifty["pairs"] == 50 else 1


if __name__ == "__main__":
    sys.exit(main())
