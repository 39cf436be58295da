"""Letters that are taken for one another: by sound, by look, by keyboard, by old and new form."""

from __future__ import annotations

LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_HALF = dict(zip(
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜",
    (chr(code) for code in range(0xFF66, 0xFFA0)), strict=True,
))  # fmt: skip
_VOICED_PAIRS = dict(
    zip("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "カキクケコサシスセソタチツテトハヒフヘホウ", strict=True)
)
_HALF_VOICED = dict(zip("パピプペポ", "ハヒフヘホ", strict=True))

VOICED: dict[str, str] = {}
"""Letter → the same with or without ゛ or ゜."""
for _marked, _plain in [*_VOICED_PAIRS.items(), *_HALF_VOICED.items()]:
    if _marked != "ヴ":
        VOICED[_marked] = _plain
        VOICED[_plain] = VOICED.get(_plain, "") + _marked

SAME_SOUND = {"ズ": "ヅ", "ヅ": "ズ", "ジ": "ヂ", "ヂ": "ジ", "ヴ": "ブ", "ヲ": "オ", "ヱ": "エ", "ヰ": "イ"}
LOOK_ALIKE = {
    "シ": "ツ", "ツ": "シ", "ソ": "ンリ", "ン": "ソ", "ク": "ワタ", "ワ": "クウ", "ウ": "ワ", "ラ": "ヲウ", "チ": "テ", "テ": "チ", "ナ": "メ",
    "メ": "ナ", "コ": "ユ", "ユ": "コ", "ス": "ヌ", "ヌ": "ス", "マ": "ア", "ア": "マ", "リ": "ソ", "フ": "ワ", "ホ": "オ", "オ": "ホ", "タ": "ク",
    "ネ": "ホ", "ル": "レ", "レ": "ル", "ミ": "シ", "ロ": "コ", "ケ": "ク", "モ": "キ", "キ": "モ", "ヤ": "カ", "カ": "ヤ",
}  # fmt: skip
ROWS: dict[str, str] = {}
"""Letter → the others of its consonant: a wrong vowel key."""
for _row in (
    "アイウエオ",
    "カキクケコ",
    "サシスセソ",
    "タチツテト",
    "ナニヌネノ",
    "ハヒフヘホ",
    "マミムメモ",
    "ヤユヨ",
    "ラリルレロ",
    "ガギグゲゴ",
    "ザジズゼゾ",
    "バビブベボ",
):
    for _letter in _row:
        ROWS[_letter] = _row.replace(_letter, "")
LONG = {"オオ": ["オー", "オウ", "オ"], "トウ": ["トオ", "トー"], "ソウ": ["ソオ", "ソー"], "コウ": ["コオ", "コー"], "ョウ": ["ョオ", "ョー"], "ユウ": ["ユー", "ユ"],
        "ュウ": ["ュー", "ュ"], "ロウ": ["ロオ", "ロー"], "ヨウ": ["ヨオ", "ヨー"], "ケイ": ["ケエ", "ケー"], "セイ": ["セエ", "セー"], "エイ": ["エー"], "レイ": ["レー"],
        "ドウ": ["ドオ", "ドー"], "ゴウ": ["ゴー"], "イイ": ["イー"], "ーナ": ["ナ"], "ー": ["", "－", "-", "‐", "―", "一"]}  # fmt: skip
TRANSCRIPTIONS = [("グエン", "グェン"), ("バン", "ヴァン"), ("ティ", "テイ"), ("ティ", "チ"), ("トゥ", "ツ"), ("ファ", "フア"), ("フィ", "フイ"), ("ヴ", "ブ"), ("リー", "リ"), ("ガルシア", "ガルスィア"),
                  ("ジェ", "ジエ"), ("シルバ", "シルヴァ"), ("チャン", "チヤン"), ("ウェイ", "ウエイ"), ("イェン", "イエン"), ("ルーカス", "ルカス"), ("サントス", "サントース"), ("クルス", "クルズ"),
                  ("ドゥ", "ド"), ("ー", ""), ("リア", "リヤ"), ("フェ", "フエ"), ("ジュ", "ジユ"), ("ガブリエル", "ガブリェル"), ("キム", "キーム"), ("パク", "バク"), ("タパ", "ターパ"), ("ホセ", "ホゼ"), ("ロ", "ロー")]  # fmt: skip
_FORMS = ("高髙 崎﨑嵜 島嶋嶌 辺邊邉 斎齋斉齊 沢澤 浜濱濵 広廣 国國 恵惠 真眞 桜櫻 徳德 富冨 亀龜 竜龍 凛凜 亜亞 礼禮 来來 栄榮 寿壽 吉𠮷 遥遙 福福 神神 隆隆 "
          "晴晴 都都 塚塚 万萬 与與 実實 関關 黒黑 青靑 清淸 横橫 条條 桧檜 柳栁 峰峯 渓溪 条條 瀬瀨 巌巖 弥彌 槙槇 尭堯 穂穗 緒緖 琢琢 翔翔 祐祐 羽羽 藪薮 館舘 鉄鐵 蔵藏 滝瀧 円圓 数數 糸絲 "
          "宝寶 静靜 乗乘 帯帶 双雙 教敎 歩步 衛衞 彦彥 産產 顔顏 匂匂 曽曾 増增 豊豐 満滿 咲笑 瑶瑤 薗園 莱萊 虎乕 伝傳 応應 恒恆 悦悅 暁曉 栞栞 桑桒")  # fmt: skip
VARIANTS: dict[str, str] = {}
"""Kanji → its other forms."""
for _family in _FORMS.split():
    for _letter in _family:
        _others = "".join(dict.fromkeys(one for one in _family if one != _letter))
        if _others:
            VARIANTS[_letter] = _others
IVS_LETTERS = frozenset("葛辻榊邉邊蓮葵祐遼花菜茜芽遥逢樋祇芦柊笹箸蔵葉藤梅海渚琢")
LOST = ["●", "〓", "?", "？", "□", "\ue000", "\ue4a7", "＿"]
OTHER_READINGS = {
    "東": ["アズマ", "ヒガシ"], "河野": ["コウノ", "カワノ"], "渡部": ["ワタナベ", "ワタベ"], "上田": ["ウエダ", "カミダ"], "中島": ["ナカジマ", "ナカシマ"],
    "小島": ["コジマ", "オジマ"], "小野": ["オノ", "コノ"], "小山": ["コヤマ", "オヤマ"], "新井": ["アライ", "ニイイ"], "菅原": ["スガワラ", "スガハラ"],
    "上野": ["ウエノ", "カミノ"], "大谷": ["オオタニ", "オオヤ"], "平田": ["ヒラタ", "ヘイダ"], "安田": ["ヤスダ", "アンダ"], "熊谷": ["クマガイ", "クマタニ", "クマガヤ"],
    "古川": ["フルカワ", "コガワ"], "水野": ["ミズノ", "スイノ"], "吉川": ["ヨシカワ", "キッカワ"], "山内": ["ヤマウチ", "ヤマノウチ"], "谷口": ["タニグチ", "ヤグチ"],
    "大西": ["オオニシ", "オニシ"], "土屋": ["ツチヤ", "ヒジヤ"], "馬場": ["ババ", "ウマバ"], "原田": ["ハラダ", "ハラタ"], "高田": ["タカダ", "タカタ"], "太田": ["オオタ", "タダ"],
}  # fmt: skip


def hiragana(text: str) -> str:
    """Katakana as hiragana; the long mark stays."""
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in text)


MANNERS = ("passport", "passport", "school", "typed")
"""How Japanese is written in Latin letters: 外務省ヘボン式, 訓令式 as primary schools teach it, and as it is typed."""
_CONSONANTS = {
    "カキクケコ": "K", "サシスセソ": "S", "タチツテト": "T", "ナニヌネノ": "N", "ハヒフヘホ": "H", "マミムメモ": "M", "ラリルレロ": "R",
    "ガギグゲゴ": "G", "ザジズゼゾ": "Z", "ダヂヅデド": "D", "バビブベボ": "B", "パピプペポ": "P", "アイウエオ": "", "ヤ_ユ_ヨ": "Y", "ワ___ヲ": "W",
}  # fmt: skip
_SYLLABLE = {
    kana: start + vowel
    for row, start in _CONSONANTS.items()
    for kana, vowel in zip(row, "AIUEO", strict=True)
    if kana != "_"
}
_SYLLABLE |= {"ン": "N", "ヴ": "VU", "ヲ": "O", "ヂ": "ZI", "ヅ": "ZU"}
_HEPBURN = [
    ("HU", "FU"),     ("SY", "SH"), ("TY", "CH"), ("ZY", "J"), ("SI", "SHI"), ("TI", "CHI"), ("TU", "TSU"), ("ZI", "JI"),
    ("NB", "MB"), ("NM", "MM"), ("NP", "MP"), ("CCH", "TCH"),
]  # fmt: skip
_LATIN_VOWEL = {"ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O", "ャ": "YA", "ュ": "YU", "ョ": "YO"}


def latin(kana: str, manner: str) -> str:
    """Katakana in Latin letters, upper case."""
    written, doubled = "", False
    for letter in kana:
        if letter == "ッ":
            doubled = True
        elif letter in _LATIN_VOWEL:
            written = written[:-1] + _LATIN_VOWEL[letter]
        elif letter in _SYLLABLE:
            written += _SYLLABLE[letter][:1] * doubled + _SYLLABLE[letter]
            doubled = False
    if manner == "typed":
        return written
    if manner == "passport":
        for one, other in _HEPBURN:
            written = written.replace(one, other)
    for one in ("OU", "OO", "UU"):
        written = written.replace(one, one[0])
    return written


_WIDE_TO_HALF = {
    **{ord(letter): half for letter, half in _HALF.items()},
    **{ord(marked): _HALF[plain] + "ﾞ" for marked, plain in _VOICED_PAIRS.items()},
    **{ord(marked): _HALF[plain] + "ﾟ" for marked, plain in _HALF_VOICED.items()},
    ord("　"): " ",
}
_TO_PLAIN = {ord(marked): plain for marked, plain in [*_VOICED_PAIRS.items(), *_HALF_VOICED.items()]}


def half_width(text: str) -> str:
    return text.translate(_WIDE_TO_HALF)


def search_key(text: str) -> str:
    """As vendors store names for searching: half width, large, without voicing, blanks and marks; letters upper case."""
    plain = text.translate(_TO_PLAIN).translate(LARGE).replace("　", "").replace(" ", "").replace("・", "")
    return half_width(plain).upper()
