"""The codes are those of RFC 6238, so that every authenticator app shows the same."""

from __future__ import annotations

import pytest

from tsunagu_web.accounts import totp

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    assert totp.code_of(RFC_SECRET, totp.step_of(moment), digits=8) == code
    assert totp.step_of_code(RFC_SECRET, code[2:], moment) == totp.step_of(moment)


@pytest.mark.parametrize(("late", "fits"), [(-31, True), (0, True), (31, True), (-90, False), (90, False)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(late: int, fits: bool) -> None:
    moment = 1_234_567_905
    code = totp.code_of(RFC_SECRET, totp.step_of(moment))
    assert (totp.step_of_code(RFC_SECRET, code, moment + late) is not None) is fits


@pytest.mark.parametrize("typed", ["", "abcdef", "00000", "１２３４５６", "0" * 500])
def test_what_is_no_code_fits_nothing(typed: str) -> None:
    assert totp.step_of_code(RFC_SECRET, typed, 1_234_567_890) is None


def test_a_code_may_be_typed_with_a_gap() -> None:
    code = totp.code_of(RFC_SECRET, 1)
    assert totp.step_of_code(RFC_SECRET, f" {code[:3]} {code[3:]} ", 45) == 1


def test_the_app_is_told_person_town_and_secret() -> None:
    told = totp.address_of(RFC_SECRET, "t001", "開成町")
    assert told.startswith("otpauth://totp/")
    assert told.endswith(
        ":t001?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E3%81%A4%E3%81%AA%E3%81%90%20%E9%96%8B%E6%88%90%E7%94%BA"
    )
