"""How great a number may be: what is beyond is a cell of its own in the receipt, never a month that stops while adding up."""

from __future__ import annotations

import pytest

from tsunagu.intake.written_numbers import read_number


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    "text", ["2147483648", "-2147483648", "999,999,999,999,999", "９９９９９９９９９９９", "3000000000円"]
)
def test_a_number_beyond_the_greatest_is_refused(whole: bool, text: str) -> None:
    assert read_number(text, whole=whole, least=None, most=None) == (None, "cell.out_of_range")


@pytest.mark.parametrize("text", ["2147483647", "-2147483647", "0"])
def test_the_greatest_itself_is_kept(text: str) -> None:
    assert read_number(text, whole=True, least=None, most=None) == (int(text), None)
    assert read_number(text, whole=False, least=None, most=None) == (float(text), None)


def test_decimals_just_below_the_greatest_are_kept() -> None:
    assert read_number("2147483646.5", whole=False, least=None, most=None) == (2147483646.5, None)
