"""Names of the invented town: several kanji for one kana, several kana for one kanji, a long tail of rare families.

A name part is (written, kana). `FAMILIES` and the given names come with weights, the most common first.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from tsunagu.sample import names as sample

Part = tuple[str, str]


def _pairs(text: str) -> list[tuple[list[str], str]]:
    """ "優悠:ユウ" → (["優", "悠"], "ユウ"); kanji of more than one letter are parted by /."""
    found = []
    for entry in text.split():
        written, kana = entry.split(":")
        found.append((written.split("/") if "/" in written else list(written), kana))
    return found


_FAMILY_FIRST = _pairs(
    "山:ヤマ 川:カワ 田:タ 中:ナカ 小:コ 大:オオ 高髙:タカ 松:マツ 竹武:タケ 木:キ 石:イシ 岩:イワ 森:モリ 林:ハヤシ 藤:フジ 吉:ヨシ "
    "上:ウエ 下:シモ 西:ニシ 北:キタ 南:ミナミ 東:ヒガシ 宮:ミヤ 杉:スギ 桜櫻:サクラ 梅:ウメ 池:イケ 沢澤:サワ 島嶋:シマ 浜濱:ハマ "
    "長:ナガ 広廣:ヒロ 新:アラ 古:フル 青:アオ 黒:クロ 白:シラ 赤:アカ 金:カネ 水:ミズ 土:ツチ 星:ホシ 平:ヒラ 原:ハラ 福:フク 富冨:トミ "
    "永:ナガ 安:ヤス 野:ノ 村:ムラ 町:マチ 寺:テラ 榎:エノキ 葛:クズ 辻:ツジ 榊:サカキ 栗:クリ 柳:ヤナギ 柿:カキ 菅:スガ 荒:アラ 細:ホソ 神:カミ 関:セキ 市:イチ "
    "今:イマ 横:ヨコ 奥:オク 前:マエ 内:ウチ 外:ソト 笠:カサ 鶴:ツル 亀龜:カメ 熊:クマ 鹿:シカ 馬:ウマ 犬:イヌ 魚:ウオ 米:ヨネ 稲:イナ 麦:ムギ 綿:ワタ 糸:イト"
)
_FAMILY_SECOND = _pairs(
    "田:ダ 本:モト 川:カワ 山:ヤマ 村:ムラ 野:ノ 島嶋:シマ 崎﨑:ザキ 沢澤:ザワ 原:ハラ 井:イ 木:キ 橋:ハシ 口:グチ 谷:タニ 下:シタ 上:ガミ 岡:オカ 内:ウチ 尾:オ "
    "瀬:セ 津:ツ 塚:ヅカ 森:モリ 林:バヤシ 藤:トウ 部:ベ 浦:ウラ 江:エ 倉:クラ 池:イケ 坂:サカ 石:イシ 根:ネ 見:ミ 宮:ミヤ 屋:ヤ 辺邊邉:ベ 浜濱:ハマ 垣:ガキ 場:バ 越:コシ 永:ナガ 畑:ハタ "
    "地:チ 間:マ 戸:ト 住:ズミ 代:シロ 松:マツ 杉:スギ 城:シロ 園:ゾノ 葉:バ 保:ホ 丸:マル"
)
_BOY_FIRST = _pairs(
    "優悠勇結祐雄裕侑佑友:ユウ 陽春晴遥悠:ハル 大裕寛浩宏洋博:ヒロ 陸:リク 颯壮奏蒼創:ソウ 航康煌光滉:コウ 翔将昇匠:ショウ 拓琢匠:タク 健賢謙憲:ケン 大:ダイ 亮涼遼諒凌:リョウ "
    "駿瞬俊隼:シュン 泰太:タイ 和一:カズ 秋明彰暁:アキ 直尚:ナオ 智友朋知:トモ 真雅正将:マサ 龍竜琉隆:リュウ 瑛英栄:エイ 恵慧啓圭:ケイ 慎真心晋:シン 哲徹:テツ 義吉良:ヨシ 秀英:ヒデ "
    "伊:イ 聖清正:セイ 怜玲礼:レイ 純潤淳:ジュン 京恭:キョウ 達辰:タツ 敦篤:アツ 典紀憲:ノリ 靖康泰:ヤス 千:チ 朝:アサ 海:カイ 理利莉:リ 瑠琉:ル 空:ソラ 斗:ト 風:フウ 虎:トラ"
)
_BOY_SECOND = _pairs(
    "斗人翔都杜登:ト 希樹輝貴生紀:キ 太汰多:タ 真馬磨摩:マ 介輔助祐:スケ 也哉弥矢:ヤ 平兵:ヘイ 吾悟梧:ゴ 之介/之助/ノ介:ノスケ 一市:イチ 二司次治:ジ 央生雄夫:オ 成晟清:セイ 河雅我:ガ "
    "一郎/市郎:イチロウ 太郎/汰朗:タロウ 彦:ヒコ 典則紀:ノリ 明晃章:アキ 道路:ミチ 弘広寛:ヒロ 信伸:ノブ 行之幸:ユキ 志士史:シ 琉流瑠:ル 玖久:ク 音:ト 牙:ガ 海:カイ 空:ク 仁:ジン 大:ダイ"
)
_GIRL_FIRST = _pairs(
    "優結悠夕友柚:ユ 優結夕悠侑:ユウ 美実未海心:ミ 愛藍亜:ア 彩綾絢:アヤ 莉梨理里璃:リ 奈菜那:ナ 陽日:ヒ 咲桜:サク 花華:ハナ 千知:チ 真麻茉舞:マ 心:ココ 琴:コト 音:オト 芽萌:メ 紗沙咲彩:サ "
    "瑞:ミズ 七:ナナ 桃百:モモ 紅:ベニ 寧:ネ 望:ノゾ 和:ワ 遥春陽晴:ハル 夏:ナツ 秋:アキ 冬:フユ 詩:シ 歌:ウタ 玲怜礼:レイ 涼:スズ 佳香果:カ 京恭:キョウ 早:サ 朱茜:アカ 月:ツキ 風:フウ "
    "帆穂:ホ 史文:フミ 智朋友知:トモ 明:アキ 恵慧:ケイ 乃:ノ 衣:イ 瑠琉:ル 樹:ジュ 幸倖:サチ 葉:ヨウ 蘭:ラン 凛凜:リン 絵恵:エ 珠:タマ 由:ユ 若:ワカ 美:ヨシ 光:ミツ 香:カオ"
)
_GIRL_SECOND = _pairs(
    "奈菜那:ナ 衣依:イ 花華香佳夏:カ 子:コ 美実未海:ミ 莉里梨理璃:リ 音:ネ 愛亜:ア 乃野:ノ 羽葉:ハ 月:ツキ 桜:サ 希紀妃:キ 穂帆:ホ 絵恵:エ 代世:ヨ 咲:サキ 結:ユ 央緒:オ 香織/佳織:カオリ "
    "々美/波:ナミ 織:オリ 春陽:ハル 葉:ヨ 歩:ホ 々花/奈花:ナカ 李梨:リ 彩:サ 乃花/乃香:ノカ 心:コ 苗:ナエ 妃:ヒ 空:ラ 瑠:ル 那子/奈子/菜子:ナコ 衣子:イコ 里香/梨花/莉佳:リカ 理奈/莉奈/里菜:リナ"
)
FOREIGN_FAMILIES = [*sample.FOREIGN_FAMILIES, *sample._parts(
    "LE:レ HOANG:ホアン VU:ヴー DANG:ダン BUI:ブイ PEREIRA:ペレイラ OLIVEIRA:オリベイラ SOUZA:ソウザ LIMA:リマ YAMADA:ヤマダ REYES:レイエス FERNANDEZ:フェルナンデス CHEN:チェン LIU:リュウ YANG:ヤン CHOI:チェ LEE:イ SHRESTHA:シュレスタ "
    "KHAN:カーン HUSSAIN:フセイン SMITH:スミス JOHNSON:ジョンソン TAMANG:タマン DO:ドー NGO:ゴー"
)]  # fmt: skip
FOREIGN_GIVEN = {
    "男": [*sample.FOREIGN_BOYS, *sample._parts("VAN_ANH:ヴァンアン QUANG_HUY:クアンフイ DAVID:ダビド RAFAEL:ラファエル PEDRO_HENRIQUE:ペドロエンリケ JOHN_PAUL:ジョンポール TUAN_ANH:トゥアンアン SUJAN:スジャン ALI:アリ JACK:ジャック VITOR:ヴィトル YUTO:ユウト KENJI:ケンジ")],
    "女": [*sample.FOREIGN_GIRLS, *sample._parts("THI_THU:ティトゥ NGOC_ANH:ゴックアン BEATRIZ:ベアトリス MARIA_EDUARDA:マリアエドゥアルダ JULIA:ジュリア MARY_JANE:メアリージェーン XINYI:シンイー PRIYA:プリヤ FATIMA:ファーティマ EMILY:エミリー VICTORIA:ヴィクトリア YUI:ユイ SAKURA:サクラ")],
}  # fmt: skip


def falling(count: int, steepness: float) -> np.ndarray:
    """Weights that fall with the rank, as names do."""
    weights = 1.0 / np.arange(3, count + 3) ** steepness
    return weights / weights.sum()


def families() -> list[Part]:
    """The two hundred common ones, some with a second reading or an older kanji, then combinations, rarer and rarer."""
    common = [(part.written, part.kana) for part in sample.FAMILY_NAMES]
    common += [
        ("渡邊", "ワタナベ"),
        ("渡邉", "ワタナベ"),
        ("齋藤", "サイトウ"),
        ("齊藤", "サイトウ"),
        ("山崎", "ヤマザキ"),
        ("山崎", "ヤマサキ"),
    ]
    common += [
        ("中島", "ナカシマ"),
        ("河野", "カワノ"),
        ("渡部", "ワタベ"),
        ("東", "ヒガシ"),
        ("上田", "ウエタ"),
        ("葛󠄀城", "カツラギ"),
        ("辻󠄀", "ツジ"),
        ("櫻井", "サクライ"),
    ]
    common += [
        ("濵田", "ハマダ"),
        ("大濱", "オオハマ"),
        ("國分", "コクブン"),
        ("廣瀬", "ヒロセ"),
        ("眞鍋", "マナベ"),
        ("德永", "トクナガ"),
        ("𠮷田", "ヨシダ"),
        ("澤田", "サワダ"),
    ]
    seen, found = set(common), list(common)
    pairs = [
        (first + second, kana + ending)
        for (firsts, kana), (seconds, ending) in product(_FAMILY_FIRST, _FAMILY_SECOND)
        for first, second in product(firsts, seconds)
        if first != second
    ]
    order = np.random.default_rng(7).permutation(len(pairs))
    found += [pairs[place] for place in order if pairs[place] not in seen]
    return found


def given(sex: str) -> list[tuple[str, str, str, str]]:
    """Young given names: (written, kana, kanji of its first part, kana of it). The first part is "" for whole names."""
    whole = sample.YOUNG_BOYS if sex == "男" else sample.YOUNG_GIRLS
    found: list[tuple[str, str, str, str]] = [(part.written, part.kana, "", "") for part in whole]
    parts = (_BOY_FIRST, _BOY_SECOND) if sex == "男" else (_GIRL_FIRST, _GIRL_SECOND)
    made = [
        (first + second, kana + ending, first, kana)
        for (firsts, kana), (seconds, ending) in product(*parts)
        for first, second in product(firsts, seconds)
        if first != second
    ]
    order = np.random.default_rng(11 if sex == "男" else 13).permutation(len(made))
    return found + [made[place] for place in order]


def older(sex: str) -> list[Part]:
    """Given names of people born before the nineties: few, each with many bearers."""
    whole = sample.OLDER_MEN if sex == "男" else sample.OLDER_WOMEN
    return [(part.written, part.kana) for part in whole]


def readings() -> dict[str, list[str]]:
    """Kanji of a given name's first part → every kana it is read with; what a clerk misreads comes from here."""
    found: dict[str, list[str]] = {}
    for parts in (_BOY_FIRST, _GIRL_FIRST):
        for kanji, kana in parts:
            for one in kanji:
                if kana not in found.setdefault(one, []):
                    found[one].append(kana)
    extra = {
        "優": ["マサ", "ヒロ"],
        "翔": ["カケ", "ト"],
        "陽": ["アキ"],
        "心": ["ミ"],
        "結": ["ムス"],
        "悠": ["ハルカ"],
        "蓮": ["ハス"],
    }
    for one, more in extra.items():
        found.setdefault(one, []).extend(kana for kana in more if kana not in found[one])
    return found
