"""What looks like a place by its form, and the many words that do not."""

from __future__ import annotations

import pytest

from tsunagu_web.casework.place_words import pattern_of, spans_in

KNOWN = pattern_of(["ひまわり保育園", "さくら保育園", "みなみ台小学校"])
"""What the town of these sentences declares."""


def found(words: str) -> list[str]:
    return [words[start:end] for start, end in spans_in(words, KNOWN)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("ひだまり保育園に通う", ["ひだまり保育園"]),
        ("娘はわかば保育園。きのうはあおぞら保育園", ["わかば保育園", "あおぞら保育園"]),
        ("すみれほいくえん、たけのこようちえん", ["すみれほいくえん", "たけのこようちえん"]),
        ("ひかりえんに行く。にじいろ園", ["ひかりえん", "にじいろ園"]),
        ("もも保育園、こばと認定こども園", ["もも保育園", "こばと認定こども園"]),
        ("町立どんぐり保育園、第二みどり幼稚園", ["どんぐり保育園", "みどり幼稚園"]),
        ("ひまわりに通っている。ひまわりの先生、さくらへ送る", ["ひまわり", "ひまわり", "さくら"]),
        ("みなみ台小学童とつつじヶ丘学童クラブ", ["みなみ台小学童", "つつじヶ丘学童クラブ"]),
        ("ひばりが丘小学校、緑が原小学校", ["ひばりが丘小学校", "緑が原小学校"]),
        ("コスモス児童館。学童「ひだまり」", ["コスモス児童館", "学童「ひだまり」"]),
        ("担任の山田先生。担任の高橋さん、担任：鈴木氏", ["山田先生", "担任の高橋さん", "担任：鈴木氏"]),
        ("田中校長、佐藤園長先生、鈴木教頭と話す", ["田中校長", "佐藤園長先生", "鈴木教頭"]),
        ("ゆみ先生、マリア先生", ["ゆみ先生", "マリア先生"]),
    ],
)
def test_a_place_is_found_by_its_form(words: str, places: list[str]) -> None:
    assert found(words) == places


COMMON = [
    "きのうは保育園を休んだ。きのう保育園に電話。けさ小学校から連絡。いつもの小学校、となりの小学校、あたらしい小学校になじめない",
    "おばあちゃんが保育園に迎えにきた。下の子は通っている保育園で元気。いま保育園をさがす。おなじ園の子。べつの園",
    "まず小学校に。もし小学校が。すぐ小学校へ。やはり小学校に。がんばって小学校に行けた。ほとんど小学校に行けない。なぜ小学校に",
    "いじめがあり小学校を休む。けがをし小学校から。欠席がつづき小学校から連絡。体調悪く、小学校を休む。3歳ごろ保育園に",
    "担任の先生と話した。担任の話では落ち着いている。担任は女性。校長先生に伝えた。教頭先生、保健の先生、養護教諭、学校長、副校長",
    "主治医の先生から。小児科の先生。ほかの先生にも聞く。この先生なら。若い先生。前の先生。今度の担任先生。栄養教諭。母の担任さん",
    "こうえんで遊んだ。こそだてしえん、つうえん、にゅうえんの準備。公園で会った。登園をしぶる。通園バス。退園した",
    "放課後児童クラブに申し込む。学童を休みがち。学童の支援員。放課後は学童に行く。毎日学童。放課後学童。児童館に行く",
    "ことばの教室に通う。スイミングに通っている。さくらが泣いていた。さくらさんの話。ひまわりの絵を描いた。ふたりとも小学校。おとうと小学生",
]


@pytest.mark.parametrize("words", COMMON)
def test_common_words_are_not_taken_for_places(words: str) -> None:
    """Whoever is asked about every second sentence stops reading what is asked."""
    assert found(words) == []


def test_what_has_no_form_is_not_found() -> None:
    """The manual says so: a name alone that the town does not know, a name of hiragana that ends as a sentence does, a building."""
    assert found("どんぐりに通う。はなだ保育園。コーポさくらに住む。駅前のスーパー") == []
