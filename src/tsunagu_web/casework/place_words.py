"""Where in a text a place stands: by its form, and by the schools, nurseries and 町字 a town knows. A teacher's name counts, for it
tells the school.

What has no form is not found: a name without its kind that the town does not know (「ひまわり」に通う; 「サンライズ」に住む), a shop, a station.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

KINDS = (
    "小学校|中学校|高等学校|高校|義務教育学校|特別支援学校|支援学校|養護学校|幼稚園|保育園|保育所|認定こども園|こども園|子ども園|学園|児童館"
    "|児童クラブ|学童クラブ|学童保育所|学童保育|学童|ようちえん|ほいくえん|ほいくしょ|こどもえん|がくどう|じどうかん"
)
_SHORT = {"小学校": "小", "中学校": "中", "高等学校": "高", "高校": "高"}
_CARE = ("認定こども園", "こども園", "幼稚園", "保育園", "保育所")
_NO_NAME = (
    "同|同じ|前|元|新|旧|各|全|他|町立|市立|県立|公立|私立|認可|認定|民間|地域|近所|近隣|母校|希望|今朝|今日|昨日|明日|毎朝"
    "|毎日|午前|午後|現在|当時|来年|今年|来春|今春|放課後|平日|土曜|休日|夏休|冬休|春休"
)
_NO_PLACE = re.compile(_NO_NAME)
_KANJI = "一-龥々〇ヶケ"
_NUMERAL = "0-9一二三四五六七八九十百"
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−－ｰ", "-"))
_LOT = re.compile(
    rf"[{_KANJI}ァ-ヴー]{{0,10}}[{_NUMERAL}]+(?:丁目|番地|番[{_NUMERAL}]|号室|号棟)(?:の?[{_NUMERAL}]|[号番地-])*"
    rf"|[{_KANJI}]{{2,10}}\s?(?!(?:19|20)[0-9]{{2}}-)[0-9]{{1,4}}[-ー][0-9]{{1,4}}(?:[-ー][0-9]{{1,4}})*"
)
_PHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}[\s(]?[-ー]?[0-9]{1,4}[\s)]?[-ー]?[0-9]{3,4}(?![0-9])")
_POSTAL = re.compile(r"〒\s?[0-9]{3}-?[0-9]{4}|(?<![0-9-])[0-9]{3}-[0-9]{4}(?![0-9])")
_QUOTED = re.compile(rf"(?:{KINDS})\s?[「『][^」』]{{1,20}}[」』]")
_NAMED = re.compile(
    rf"(?P<name>(?:[ぁ-ん{_KANJI}ァ-ヴー]{{1,6}}[がの](?=[丘台原浜岡森里内出宮]))?[{_KANJI}ァ-ヴー]{{1,8}}?)(?:{KINDS})"
)
_BUILDINGS = "マンション|アパート|ハイツ|コーポ|メゾン|ハイム|レジデンス|団地|荘"
_BUILDING = re.compile(
    rf"(?P<name>[{_KANJI}]{{1,8}}|[ァ-ヴー]{{2,10}})(?:{_BUILDINGS})(?![{_KANJI}])"
    rf"|(?:コーポ|メゾン|ハイツ|レジデンス)(?:[{_KANJI}]{{1,6}}|[ァ-ヴー]{{2,10}}|(?!から|まで|より|[にのをではがへともや])[ぁ-ん]{{2,6}}?(?=[にのをではがへ]|[^ぁ-ん]|$))"
)
_NO_BUILDING = re.compile(
    "別|山|(?:賃貸|木造|鉄筋|高層|中古|新築|分譲|市営|町営|村営|県営|公営|公団|公社|仮設|民間|借上|集合|現在|以前|当時|入居中|同[一じ]?|築[0-9年]*)+"
)
"""What a building is, and no name of one: 木造アパート, 別荘. A name may end so (青山アパート), so the whole of it counts."""
_KIND = re.compile(
    rf"{KINDS}|(?:{_BUILDINGS})(?![{_KANJI}])|園(?![{_KANJI}])|(?<![しうつき])えん(?=[にのをではがへとも]|から|まで|[^ぁ-ん]|$)|先生"
)
"""What a name of hiragana may stand before."""

_PARTICLES = re.compile(r"(?:から|まで|より|には|では|とは|にも|でも|[はがをにでとものへやも])+")
_RUN_BY = ("立", "法人", "認可", "第一", "第二", "第三", "市", "町", "村", "区")
"""After these a name follows without a particle: 町立ひまわり保育園."""
_CLAUSE = re.compile(r".*(?:[をへ]|から|まで|には|では|は(?=[ぁ-ん]{3}))")
_LIKELY = re.compile(
    ".*(?:"
    "もも|にじ|そら|ゆめ|すもも|つくし|こばと|たけのこ|すぎのこ|ぶどう|きぼう|たいよう|みらい|すくすく|にこにこ|のびのび"
    "|ひなた|みなと"
    ")"
)
"""Names that end as a sentence does."""
_NO_HIRAGANA_NAME = re.compile(
    ".|.*(?:[はがをにでとものへやかてただるいなうくずぐつむょっ]|"
    "から|まで|より|ながら|やはり|しかし|つまり|あまり|かなり|ばかり|もし|なら|だけ|こちら|そちら|あちら|どちら|とおり"
    "|どおり|つもり|かわり|がわり|おわり|しっかり|はっきり|いきなり|ときどき|さっき|けさ|あさ|まいにち|そろそろ|ころ"
    "|ごろ|となり|おなじ|ここ|そこ|どこ|これ|それ|あれ|どれ|けれど|けど|ふたり|ひとり|まえ|あと|ため|とき|れば|せめて|すみ"
    "|がち|うち|ごと|なし|よし|べつ|さん|ちゃん|くん|ません|たぶん|ふだん|じぶん|まま|いま|さま|たまたま|そして|しばらく"
    "|こども|やさし|しょうがく|ちゅうがく|ほうかご|よぶん|きほん|いちばん|ぜんぶ|ぶん|だん|めん|ほん|わたし|あなた"
    "|みんな|あり|おり|なり|がり|たり|だり|つづき|ほとんど|ぜんぜん|なぜ"
    ")"
)
"""What stands before a kind without naming one: where a sentence goes on, with a particle or the end of a verb, and common words."""

_ROLES = "先生|教諭|校長|教頭|園長"
_TEACHER = re.compile(
    rf"(?<![{_KANJI}ァ-ヴー])(?P<name>[{_KANJI}]{{1,8}}?|[ァ-ヴー]{{2,8}}?)(?:{_ROLES})+(?![{_KANJI}])"
)
_OF_CLASS = re.compile(rf"担任[はがの、・:(\s]{{0,2}}(?P<name>[{_KANJI}]{{1,4}}|[ァ-ヴー]{{2,8}})(?:さん|氏)")
_NOBODY = re.compile(
    "副|学|母|父|兄|姉|奥|学校|小学校|中学校|高校|園|保育園|幼稚園|塾|学童|当該|複数|大好|友達"
    "|.*(?:担任|担当|主任|主幹|養護|保健|保健室|図書|音楽|体育|美術|図工|理科|英語|国語|数学|算数|部活|顧問|専科|講師|特支|通級|支援|支援級|学級|学年"
    "|前任|後任|新任|病院|医院|[科医]|主治医|指導|教育|教務|保育|保護者|校長|教頭|園長|教諭|栄養|今度|年度|[前元同各新旧現両他別隣女男若次今])"
)
"""Before 先生: no name, or what somebody is."""
_TIMES = re.compile("|".join(sorted(_NO_NAME.split("|"), key=len, reverse=True)))


def spans_in(words: str, known: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """From where to where each place stands, in order and without overlap; `known`: what pattern_of made of the town's names."""
    plain = "".join(told if len(told := unicodedata.normalize("NFKC", one)) == 1 else one for one in words)
    plain = plain.translate(_HYPHENS)
    patterns = (known, _LOT, _PHONE, _POSTAL, _QUOTED)
    spans = [one.span() for pattern in patterns if pattern for one in pattern.finditer(plain)]
    named = [one for one in _NAMED.finditer(plain) if not _NO_PLACE.fullmatch(one["name"])]
    spans += [(_name_before(plain, one.start()), one.end()) for one in named]
    spans += [
        one.span()
        for one in _BUILDING.finditer(plain)
        if one["name"] is None or not _NO_BUILDING.fullmatch(one["name"])
    ]
    before = ((_name_before(plain, one.start()), one) for one in _KIND.finditer(plain))
    spans += [(start, one.end()) for start, one in before if start < one.start()]
    spans += [one.span() for one in _TEACHER.finditer(plain) if not _is_nobody(one["name"])]
    spans += [one.span() for one in _OF_CLASS.finditer(plain) if not _is_nobody(one["name"])]
    return _joined(spans)


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """To find these names by, as people write them: a school also as 「…小」, a nursery also without its kind where somebody goes to
    one or comes from it."""
    plain = {unicodedata.normalize("NFKC", one).strip() for one in names}
    words = {re.escape(one) for one in plain if len(one) > 1}
    for one in plain:
        for kind, short in _SHORT.items():
            if one.endswith(kind) and len(one) > len(kind):
                words.add(rf"{re.escape(one.removesuffix(kind))}{short}(?:(?=学童)|(?![{_KANJI}]))")
        stem = next((one.removesuffix(kind) for kind in _CARE if one.endswith(kind)), "")
        if len(stem) > 1:
            words.add(
                rf"{re.escape(stem)}(?=に(?:通|行|入|預|送|迎|かよ|いっ|いく)|へ|から|まで|の(?:先生|園|保育|担任|送|お迎|クラス))"
            )
    return re.compile("|".join(sorted(words, key=len, reverse=True))) if words else None


def _name_before(plain: str, end: int) -> int:
    """Where a name of hiragana begins that ends at `end`; `end` itself where none stands there."""
    start = end
    while start and ("ぁ" <= plain[start - 1] <= "ん" or plain[start - 1] == "ー"):
        start -= 1
    if start and plain[start - 1].isalnum():
        # Amid a sentence a particle leads to the name; without one these are the ends of a verb.
        led = _PARTICLES.match(plain, start, end)
        if led is None and not plain.endswith(_RUN_BY, 0, start):
            return end
        start = led.end() if led else start
    clause = _CLAUSE.match(plain, start, end)
    start = clause.end() if clause else start
    name = plain[start:end]
    named = name and (_LIKELY.fullmatch(name) or not _NO_HIRAGANA_NAME.fullmatch(name))
    return start if named else end


def _is_nobody(name: str) -> bool:
    rest = _TIMES.sub("", name)
    return not rest or _NOBODY.fullmatch(rest) is not None


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
