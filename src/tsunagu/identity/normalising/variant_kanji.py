"""異体字: which shapes of a kanji are one letter when names are compared. Never for storing, showing or writing back.

Source: compiled by hand for this project from general knowledge of old and new forms (旧字体・新字体) and of the shapes met in
family names; no licensed table (such as MJ文字情報一覧表) was copied. One family a word, the form compared by first.

Letters that look or sound alike and are letters of their own stay apart: 坂 and 阪, 崎 and 埼, 川 and 河, 畑 and 畠, 中 and 仲.
"""

from __future__ import annotations

import re

_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

FAMILIES_OF_NAMES = (
    "高髙 崎﨑嵜 吉𠮷 辺邊邉 斉齊斎齋 沢澤 桜櫻 浜濱濵 広廣 国國圀 島嶋嶌 渋澁澀 真眞 恵惠 寿壽 栄榮 瀬瀨 蔵藏 条條 円圓 竜龍 "
    "滝瀧 総總 豊豐 槙槇 曽曾 会會 徳德 発發 峰峯 館舘 富冨 淵渕渊 桧檜 柳栁桺桞 梅楳 松枩柗枀 杉杦 桑桒 橋槗𣘺 柏栢 薮藪 芦蘆 "
    "蓑簑 鶴靍靏鸖 鴬鶯 鴎鷗 鯵鰺 土圡𡈽 卯夘 京亰 野埜墅𡌛 堯尭 岳嶽 崖崕 庵菴 曳曵 枡桝 栃杤 毘毗 沖冲 湧涌 清淸 涼凉 秋秌穐 "
    "礪砺 籠篭 祢禰 禄祿 萌萠 園薗 裏裡 遥遙 瑶瑤 凛凜 亘亙 村邨 船舩 紙帋 峨峩 多夛 宜冝 喜㐂 善譱 宝寶寳 寛寬 彦彥 弥彌 強强 悦悅 "
    "戸戶 教敎 昂昻 晃晄 晋晉 曹曺 煕熙熈 珍珎 産產 皐皋 聡聰 耕畊 衛衞 郎郞 郷鄕鄉 鉄鐵銕 鈎鉤 鑑鑒 隣鄰 雁鴈 頚頸 麹麴 麻蔴 "
    "黄黃 黒黑 巌巖 勲勳 薫薰 顕顯 厳嚴 剣劍剱劔釼 検檢 芸藝 鶏鷄雞 献獻 亀龜 旧舊 虎乕 蛍螢 蝉蟬 竈竃 焔焰 冴冱 繋繫 祷禱 "
    "涛濤 梼檮 蒋蔣 莱萊 並竝 歩步 姫姬 呉吳 瓶甁 侠俠 侭儘 壷壺 静靜 青靑 緑綠 録錄 頼賴 戻戾 寧寍 "
    "酔醉 雑雜 嶺岺 尚尙 妍姸 挿插 槌鎚 欠缺 灯燈 炉爐 万萬 与與 予豫 余餘 誉譽 弁辨瓣辯 仏佛 払拂 浅淺 浄淨 準凖 深𣷹 泰𣳾"
)
FAMILIES_OF_OLD_FORMS = (
    "亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 駅驛 塩鹽 縁緣 艶艷 応應 欧歐 殴毆 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 絵繪 懐懷 壊壞 "
    "概槪 拡擴 覚覺 学學 楽樂 勧勸 巻卷 関關 観觀 顔顏 帰歸 気氣 戯戲 犠犧 挙擧 峡峽 狭狹 暁曉 区區 駆驅 径徑 渓溪 経經 継繼 茎莖 "
    "軽輕 撃擊 県縣 険險 圏圈 権權 験驗 鉱鑛 恒恆 砕碎 済濟 剤劑 蚕蠶 参參 桟棧 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 舎舍 写寫 "
    "釈釋 収收 従從 獣獸 縦縱 粛肅 処處 緒緖 叙敍敘 将將 渉涉 焼燒 奨奬 称稱 証證 乗乘 剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 "
    "寝寢 慎愼 尽盡 図圖 粋粹 穂穗 随隨 髄髓 数數 枢樞 声聲 摂攝 窃竊 専專 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 "
    "巣巢 装裝 騒騷 増增 臓臟 即卽 属屬 続續 堕墮 対對 体體 帯帶 滞滯 台臺 択擇 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 "
    "鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 点點 転轉 伝傳 当當 党黨 盗盜 稲稻 闘鬪 独獨 読讀 届屆 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 "
    "売賣 麦麥 髪髮 抜拔 晩晚 蛮蠻 秘祕 併倂 変變 舗舖 褒襃 翻飜 毎每 満滿 黙默 訳譯 薬藥 揺搖 様樣 謡謠 来來 乱亂 覧覽 "
    "両兩 猟獵 涙淚 塁壘 礼禮 励勵 霊靈 隷隸 齢齡 歴歷 暦曆 恋戀 錬鍊 労勞 楼樓 湾灣 況况 氷冰 厨廚 唖啞 倹儉 偽僞 娯娛 "
    "姉姊 掲揭 内內 冊册 状狀 研硏 税稅 絶絕 脱脫 虚虛 説說 鋭銳 閲閱 蝋蠟 餅餠 頬頰 填塡 噛嚙 剥剝 叱𠮟 呑吞 嘘噓 繍繡 醤醬 "
    "麺麵 掴摑 撹攪 箪簞 靭靱 鹸鹼 屏屛 并幷 晒曬 賎賤 迩邇 達逹 世丗 顛顚 歓歡 歳歲 年秊 跡迹 讃讚 諌諫 閑閒 陥陷 痩瘦 穣穰 纏纒 "
    "缶罐 衆眾"
)

_REPRESENTATIVE = str.maketrans(
    {shape: family[0] for family in f"{FAMILIES_OF_NAMES} {FAMILIES_OF_OLD_FORMS}".split() for shape in family[1:]}
)


def fold_variants(text: str) -> str:
    """The name with every 異体字 as the first of its family, and without variation selectors (葛 with and without IVS)."""
    return _VARIATION_SELECTORS.sub("", text).translate(_REPRESENTATIVE)
