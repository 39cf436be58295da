"""Names and addresses are folded for comparing only, and not further than is safe."""

from __future__ import annotations

import pytest

from tsunagu.identity import address_key, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋　健", "高橋健"),
        ("渡邉 花子（母）", "渡辺花子"),
        ("斎藤", "齋藤"),
        ("﨑山", "崎山"),
        ("𠮷田", "吉田"),
        ("葛\U000e0100城", "葛城"),
        ("ﾜﾀﾅﾍﾞ ﾊﾅｺ", "わたなべ　はなこ"),
        ("NGUYEN VAN ANH", "Nguyen Van Anh"),
    ],
)
def test_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("written", ["●田 花子", "〓田花子", "\ue000田　花子"])
def test_a_name_with_a_lost_letter_says_nothing(written: str) -> None:
    assert name_key(written) == ""
    assert name_key(written.replace(written[0], "吉")) != ""


@pytest.mark.parametrize(("one", "other"), [("佐藤 結衣", "佐藤 結菜"), ("山田太郎", "山本太郎"), ("カトウ", "カドウ")])
def test_other_names_stay_other_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    "written", ["吉田島一丁目2番3号", "吉田島１－２－３", "吉田島 1−2−3", "吉田島1ー2ー3", "吉田島1丁目2番地の3"]
)
def test_spellings_of_one_address_agree(written: str) -> None:
    assert address_key(written) == "吉田島1-2-3"
