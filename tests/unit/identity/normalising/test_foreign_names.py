"""Names in Latin letters and in parts of any order."""

from __future__ import annotations

import pytest

from tsunagu.identity.normalising import latin_key, tokens_key


@pytest.mark.parametrize(
    "written", ["NGUYỄN VĂN ANH", "Nguyen Van Anh", "ANH, NGUYEN VAN", "ＮＧＵＹＥＮ　ＶＡＮ　ＡＮＨ", "Nguyen-Van Anh"]
)
def test_one_key_for_a_foreign_name_in_any_order(written: str) -> None:
    assert latin_key(written) == "ANH NGUYEN VAN"


@pytest.mark.parametrize(
    "written", ["NGUYEN VAN AN", "NGUYEN ANH", "NGUYEN VAN VAN ANH", "グエン ヴァン アン", "山田アン", "Иван"]
)
def test_other_names_have_other_keys(written: str) -> None:
    assert latin_key(written) != "ANH NGUYEN VAN"


def test_letters_that_are_not_latin_have_no_latin_key() -> None:
    assert latin_key("山田アン") == "" == latin_key("Иван")
    assert latin_key("ĐẶNG THỊ HÀ") == "DANG HA THI"
    assert latin_key("O'NEIL Seán") == "ONEIL SEAN"


def test_parts_in_kana_in_any_order() -> None:
    assert tokens_key("グエン ヴァン アン") == tokens_key("アン・グエン・ヴァン") == tokens_key("ｸﾞｴﾝ　ｳﾞｧﾝ　ｱﾝ")
    assert tokens_key("グエン ヴァン アン") != tokens_key("グエン アン")
    assert tokens_key("サトウ ユイ") != tokens_key("サトウユイ")
