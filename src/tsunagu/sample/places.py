"""The invented town's districts, schools and facilities. Nothing here is a real address."""

from __future__ import annotations

from dataclasses import dataclass

TOWNS = (
    ("0001000", "本町"),
    ("0002000", "中町"),
    ("0003000", "東原"),
    ("0004000", "西原"),
    ("0005000", "南台"),
    ("0006000", "北台"),
    ("0007000", "泉"),
    ("0008000", "桜ヶ丘"),
    ("0009000", "松葉"),
    ("0010000", "川端"),
    ("0011000", "新田"),
    ("0012000", "梅里"),
)
BUILDINGS = ("コーポさくら", "メゾン泉", "グリーンハイツ", "第二みどり荘", "県営住宅３号棟", "サンライズ本町")
OTHER_CITIES = ("131041", "131156", "141003", "141305", "142069", "142077", "221007", "231002", "271004", "401307")
ABROAD = "999999"
NURSERIES = (
    ("2001", "ひまわり保育園"),
    ("2002", "つくし保育園"),
    ("2003", "こばと認定こども園"),
    ("2004", "たんぽぽ保育園"),
    ("2005", "ひかり幼稚園"),
    ("2006", "まつば幼稚園"),
)
CLINICS = ("1410011", "1410029", "1410037", "1410045", "1410052", "1410060", "1410078")

_ELEMENTARY = [
    "みどり",
    "かわべ",
    "ひがし丘",
    "わかば",
    "さくら台",
    "あさひ",
    "みなみ",
    "北原",
    "松風",
    "ふじみ",
    "大空",
    "たけのこ",
    "すずかけ",
    "花園",
    "泉が丘",
    "緑が原",
    "青葉台",
    "高台",
    "清水",
    "桜木",
    "竹の内",
    "梅園",
    "白鳥",
    "若草",
    "日の出",
    "大和田",
    "三ツ沢",
    "柳橋",
    "千歳",
    "栄",
    "富士見台",
    "光が丘",
    "希望が丘",
    "朝日台",
    "美里",
    "平和台",
]
_JUNIOR_HIGH = [
    "あおば",
    "中央",
    "東",
    "西",
    "南",
    "北",
    "港",
    "高嶺",
    "翠",
    "明星",
    "希望",
    "緑風",
    "星野",
    "大樹",
    "晴嵐",
    "清流",
    "白梅",
    "若松",
]
_CHILDREN_PER_AREA = 1700


@dataclass(frozen=True)
class School:
    """One school of the town: its three-digit code, its name, and whether it is a 中学校."""

    code: str
    name: str
    junior_high: bool


@dataclass(frozen=True)
class Schools:
    """All schools; an area's number says which elementary school and which junior high school a family belongs to."""

    elementary: tuple[School, ...]
    junior_high: tuple[School, ...]

    @property
    def all(self) -> tuple[School, ...]:
        """Every school, elementary first."""
        return self.elementary + self.junior_high

    @property
    def areas(self) -> int:
        """How many school areas there are."""
        return len(self.elementary)

    @property
    def numbered(self) -> School:
        """The one school whose 学籍番号 stand in the table of numbers (F04)."""
        return self.elementary[0]

    def of(self, area: int, grade: str) -> School:
        """The school of an area for a grade P1 to J3."""
        if grade.startswith("P"):
            return self.elementary[area % len(self.elementary)]
        return self.junior_high[area % len(self.junior_high)]


def schools_for(children: int) -> Schools:
    """Two elementary schools and one junior high school for Kaisei's size; more for larger towns."""
    elementary = min(len(_ELEMENTARY), max(2, round(children / _CHILDREN_PER_AREA)))
    junior_high = min(len(_JUNIOR_HIGH), max(1, elementary // 2))
    return Schools(
        tuple(School(f"{101 + i}", f"{_ELEMENTARY[i]}小学校", False) for i in range(elementary)),
        tuple(School(f"{301 + i}", f"{_JUNIOR_HIGH[i]}中学校", True) for i in range(junior_high)),
    )
