"""Numbers that look like 個人番号, for files that must be refused."""

from __future__ import annotations

from tsunagu.intake.my_number import check_digit


def my_number(stem: int) -> str:
    """Twelve digits whose check digit fits."""
    return f"{stem:011d}{check_digit([int(sign) for sign in f'{stem:011d}'])}"
