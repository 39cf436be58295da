"""Names of invented people: common Japanese family and given names, some 髙 and 﨑, and a few foreign families."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tsunagu.base.text import kana_key
from tsunagu.sample.randomness import pick


class NamePart(NamedTuple):
    """A family or given name: as written, and in full-width katakana."""

    written: str
    kana: str


def _parts(text: str) -> tuple[NamePart, ...]:
    return tuple(NamePart(*entry.replace("_", " ").split(":")) for entry in text.split())


FAMILY_NAMES = _parts(
    "佐藤:サトウ 鈴木:スズキ 高橋:タカハシ 田中:タナカ 伊藤:イトウ 渡辺:ワタナベ 山本:ヤマモト 中村:ナカムラ 小林:コバヤシ 加藤:カトウ "
    "吉田:ヨシダ 山田:ヤマダ 佐々木:ササキ 山口:ヤマグチ 松本:マツモト 井上:イノウエ 木村:キムラ 林:ハヤシ 斎藤:サイトウ 清水:シミズ "
    "山﨑:ヤマザキ 森:モリ 池田:イケダ 橋本:ハシモト 阿部:アベ 石川:イシカワ 山下:ヤマシタ 中島:ナカジマ 石井:イシイ 小川:オガワ "
    "前田:マエダ 岡田:オカダ 長谷川:ハセガワ 藤田:フジタ 後藤:ゴトウ 近藤:コンドウ 村上:ムラカミ 遠藤:エンドウ 青木:アオキ 坂本:サカモト "
    "斉藤:サイトウ 福田:フクダ 太田:オオタ 西村:ニシムラ 藤井:フジイ 金子:カネコ 岡本:オカモト 藤原:フジワラ 中野:ナカノ 三浦:ミウラ "
    "原田:ハラダ 中川:ナカガワ 松田:マツダ 竹内:タケウチ 小野:オノ 田村:タムラ 中山:ナカヤマ 和田:ワダ 石田:イシダ 森田:モリタ "
    "上田:ウエダ 原:ハラ 内田:ウチダ 柴田:シバタ 酒井:サカイ 宮崎:ミヤザキ 横山:ヨコヤマ 高木:タカギ 安藤:アンドウ 宮本:ミヤモト "
    "大野:オオノ 小島:コジマ 谷口:タニグチ 工藤:クドウ 今井:イマイ 高田:タカダ 増田:マスダ 丸山:マルヤマ 杉山:スギヤマ 村田:ムラタ "
    "大塚:オオツカ 新井:アライ 小山:コヤマ 平野:ヒラノ 藤本:フジモト 河野:コウノ 上野:ウエノ 野口:ノグチ 武田:タケダ 松井:マツイ "
    "千葉:チバ 岩崎:イワサキ 菅原:スガワラ 木下:キノシタ 久保:クボ 佐野:サノ 野村:ノムラ 松尾:マツオ 市川:イチカワ 菊地:キクチ "
    "杉本:スギモト 古川:フルカワ 大西:オオニシ 島田:シマダ 水野:ミズノ 桜井:サクライ 髙橋:タカハシ 渡部:ワタナベ 吉川:ヨシカワ 山内:ヤマウチ "
    "西田:ニシダ 飯田:イイダ 菊池:キクチ 西川:ニシカワ 小松:コマツ 北村:キタムラ 安田:ヤスダ 五十嵐:イガラシ 川口:カワグチ 平田:ヒラタ "
    "関:セキ 中田:ナカタ 久保田:クボタ 服部:ハットリ 東:アズマ 岩田:イワタ 土屋:ツチヤ 川崎:カワサキ 福島:フクシマ 本田:ホンダ "
    "辻:ツジ 樋口:ヒグチ 秋山:アキヤマ 田口:タグチ 永井:ナガイ 山中:ヤマナカ 中西:ナカニシ 吉村:ヨシムラ 川上:カワカミ 石原:イシハラ "
    "大橋:オオハシ 松岡:マツオカ 浜田:ハマダ 馬場:ババ 髙木:タカギ 熊谷:クマガイ 北川:キタガワ 矢野:ヤノ 小澤:オザワ 星野:ホシノ"
)

YOUNG_BOYS = _parts(
    "蓮:レン 湊:ミナト 陽翔:ハルト 律:リツ 蒼:アオイ 樹:イツキ 悠真:ユウマ 大翔:ヒロト 朝陽:アサヒ 凪:ナギ 結翔:ユイト 悠斗:ユウト 優斗:ユウト 颯真:ソウマ "
    "陸:リク 新:アラタ 碧:アオ 伊織:イオリ 湊斗:ミナト 大和:ヤマト 奏太:ソウタ 颯太:ソウタ 健太:ケンタ 翔太:ショウタ 拓海:タクミ 海斗:カイト 隼人:ハヤト 駿:シュン "
    "瑛太:エイタ 光:ヒカル 晴:ハル 遥斗:ハルト 暖:ダン 理人:リヒト 玲央:レオ 琉生:ルイ 瑛斗:エイト 旭:アサヒ 仁:ジン 一颯:イブキ 壮真:ソウマ 航:ワタル 涼介:リョウスケ "
    "龍之介:リュウノスケ 京介:キョウスケ 修平:シュウヘイ 亮太:リョウタ 直樹:ナオキ 和真:カズマ 智也:トモヤ 圭吾:ケイゴ 康平:コウヘイ 幸太郎:コウタロウ 慎之介:シンノスケ "
    "春樹:ハルキ 千隼:チハヤ 太陽:タイヨウ 泰生:タイセイ 大河:タイガ 空:ソラ 聡太:ソウタ 宗一郎:ソウイチロウ 丈:ジョウ 司:ツカサ 周:アマネ 類:ルイ 岳:ガク 昊:コウ 快:カイ "
    "勇気:ユウキ 勇人:ハヤト 佑樹:ユウキ 侑大:ユウダイ 雄大:ユウダイ 望:ノゾム 実:ミノル 豊:ユタカ 誠:マコト 純:ジュン 潤:ジュン 昴:スバル 蓮太郎:レンタロウ 凛太郎:リンタロウ"
)
YOUNG_GIRLS = _parts(
    "陽葵:ヒマリ 凛:リン 紬:ツムギ 結菜:ユイナ 芽依:メイ 葵:アオイ 陽菜:ヒナ 莉子:リコ 澪:ミオ 結衣:ユイ 咲良:サクラ 杏:アン 花:ハナ 美桜:ミオ 心春:コハル 琴音:コトネ "
    "柚希:ユズキ 詩:ウタ 心結:ミユ 彩葉:イロハ 紗良:サラ 美咲:ミサキ 七海:ナナミ 愛莉:アイリ 莉央:リオ 楓:カエデ 千尋:チヒロ 遥:ハルカ 明日香:アスカ 真央:マオ 優奈:ユウナ "
    "京香:キョウカ 涼香:リョウカ 朱莉:アカリ 美羽:ミウ 菜々子:ナナコ 桃花:モモカ 彩花:アヤカ 日和:ヒヨリ 栞:シオリ 円香:マドカ 和奏:ワカナ 心愛:ココア 乃愛:ノア 玲奈:レイナ "
    "瑞希:ミズキ 沙羅:サラ 由奈:ユナ 結愛:ユア 唯:ユイ 奈緒:ナオ 梨花:リンカ 真由:マユ 千夏:チナツ 小春:コハル 環:タマキ 雫:シズク 翠:スイ 茉莉:マツリ 絢音:アヤネ 風花:フウカ "
    "文乃:アヤノ 佳乃:ヨシノ 寧々:ネネ 弥生:ヤヨイ 早紀:サキ 千晴:チハル 友香:トモカ 優花:ユウカ 美月:ミヅキ 詩織:シオリ 夏帆:カホ 希:ノゾミ 光莉:ヒカリ 月乃:ツキノ 百花:モモカ 澄:スミ "
    "歩:アユミ 律子:リツコ 祥子:ショウコ 恭子:キョウコ 純:ジュン 真琴:マコト 夕夏:ユウカ 清香:キヨカ 麻衣:マイ 理央:リオ 絵茉:エマ 帆夏:ホノカ 穂乃花:ホノカ 柚葉:ユズハ 一花:イチカ"
)
OLDER_MEN = _parts(
    "誠:マコト 隆:タカシ 健一:ケンイチ 浩:ヒロシ 哲也:テツヤ 和也:カズヤ 大輔:ダイスケ 達也:タツヤ 直人:ナオト 博:ヒロシ 茂:シゲル 清:キヨシ 勇:イサム 正:タダシ 進:ススム "
    "昭:アキラ 修:オサム 剛:ツヨシ 学:マナブ 豊:ユタカ 稔:ミノル 弘:ヒロム 勝:マサル 洋一:ヨウイチ 幸雄:ユキオ 正樹:マサキ 秀樹:ヒデキ 雅彦:マサヒコ 裕二:ユウジ 康弘:ヤスヒロ "
    "英明:ヒデアキ 俊介:シュンスケ 亮:リョウ 拓也:タクヤ 翔:ショウ 健太郎:ケンタロウ 浩二:コウジ 信夫:ノブオ 義男:ヨシオ 武:タケシ 三郎:サブロウ 良平:リョウヘイ 敏夫:トシオ 孝:タカシ 智:サトシ 淳:ジュン"
)
OLDER_WOMEN = _parts(
    "恵子:ケイコ 由美:ユミ 明美:アケミ 久美子:クミコ 和子:カズコ 幸子:サチコ 洋子:ヨウコ 京子:キョウコ 陽子:ヨウコ 真由美:マユミ 智子:トモコ 裕子:ユウコ 香織:カオリ 美穂:ミホ 愛:アイ "
    "彩:アヤ 麻美:アサミ 千恵:チエ 節子:セツコ 文子:フミコ 悦子:エツコ 弘子:ヒロコ 典子:ノリコ 順子:ジュンコ 美智子:ミチコ 直美:ナオミ 理恵:リエ 奈々:ナナ 優子:ユウコ 友美:トモミ "
    "早苗:サナエ 綾子:アヤコ 静江:シズエ 春子:ハルコ 光子:ミツコ 昭子:アキコ 敬子:ケイコ 瞳:ヒトミ 千春:チハル 佳代:カヨ 絵里:エリ 沙織:サオリ 舞:マイ 涼子:リョウコ 葉子:ヨウコ 富美:フミ"
)
FOREIGN_FAMILIES = _parts(
    "NGUYEN:グエン TRAN:チャン PHAM:ファム SANTOS:サントス SILVA:シルバ GARCIA:ガルシア CRUZ:クルス WANG:ワン LI:リー ZHANG:チャン KIM:キム PARK:パク THAPA:タパ GURUNG:グルン PERERA:ペレラ"
)
FOREIGN_BOYS = _parts(
    "VAN_MINH:バンミン DUC:ドゥック JOSE:ホセ LUCAS:ルーカス MIGUEL:ミゲル WEI:ウェイ HAO:ハオ MINJUN:ミンジュン BIKASH:ビカス ROHAN:ローハン ANGELO:アンジェロ GABRIEL:ガブリエル KHANG:カン NAM:ナム JUN:ジュン"
)
FOREIGN_GIRLS = _parts(
    "THI_LAN:ティラン MAI:マイ MARIA:マリア ANA:アナ SOFIA:ソフィア LING:リン YAN:イェン JIWOO:ジウ SITA:シータ NISHA:ニーシャ ANGELA:アンジェラ LUCIA:ルシア LINH:リン HOA:ホア MEI:メイ"
)
_YOUNG_FROM = 1996


class GivenNames:
    """Gives names so that no two people share kana and birth date, and no two children of one school year their kana."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, int]] = set()

    def name_for(
        self, rng: Random, family: NamePart, sex: str, birth_day: int, cohort: int | None, foreign: bool
    ) -> NamePart:
        """A given name for somebody of this family. `birth_day` is the date's ordinal, `cohort` a child's school year."""
        pool = self._pool(sex, cohort, foreign)
        for attempt in range(400):
            given = pick(rng, pool) if attempt < 200 else self._double(rng, pool)
            full = kana_key(family.kana + given.kana)
            keys = [(full, birth_day)] if cohort is None else [(full, birth_day), (full, -cohort)]
            if not any(key in self._taken for key in keys):
                self._taken.update(keys)
                return given
        raise AssertionError("the lists of names are too short for so many people")

    def take(self, family: NamePart, given: NamePart, birth_day: int) -> None:
        """Note a name given on purpose (namesakes born on one day)."""
        self._taken.add((kana_key(family.kana + given.kana), birth_day))

    @staticmethod
    def _pool(sex: str, cohort: int | None, foreign: bool) -> tuple[NamePart, ...]:
        if foreign:
            return FOREIGN_BOYS if sex == "男" else FOREIGN_GIRLS
        if cohort is not None and cohort >= _YOUNG_FROM:
            return YOUNG_BOYS if sex == "男" else YOUNG_GIRLS
        return OLDER_MEN if sex == "男" else OLDER_WOMEN

    @staticmethod
    def _double(rng: Random, pool: tuple[NamePart, ...]) -> NamePart:
        """A longer name, for the largest towns: two names of the list joined."""
        first, second = pick(rng, pool), pick(rng, pool)
        return NamePart(first.written + second.written[-1], first.kana + second.kana)


def family_name(rng: Random) -> NamePart:
    """A family name; the first of the list are the most common, as in life."""
    return FAMILY_NAMES[int(len(FAMILY_NAMES) * rng.random() ** 1.25)]
