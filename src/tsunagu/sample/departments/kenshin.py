"""F20–F22 乳幼児健診: what was measured, the circle-if-true questions, the sheet's answers."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.missing import Missing
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.infancy import Checkup, months_old
from tsunagu.sample.people import Person
from tsunagu.sample.writing import Draft, Value

EVENT_HEADERS = {
    "discipline": "出来事_しつけのし過ぎ",
    "hit": "出来事_感情的に叩いた",
    "left_alone": "出来事_残して外出",
    "no_food": "出来事_長時間食事",
    "shaken": "出来事_激しく揺さぶった",
    "mouth": "出来事_口をふさいだ",
}
_FILES = (
    ("3_4m", "kenshin_3_4m", "健診_3_4か月.csv"),
    ("18m", "kenshin_18m", "健診_1歳6か月.csv"),
    ("3y", "kenshin_3y", "健診_3歳6か月.csv"),
)
_SIZES = {"3_4m": (61.0, 6.3, 40.5), "18m": (80.0, 10.4, 47.0), "3y": (96.0, 14.3, 49.5)}


def early(office: Office) -> Iterator[Draft]:
    """健診_3_4か月.csv."""
    yield _file(office, 0)


def toddlers(office: Office) -> Iterator[Draft]:
    """健診_1歳6か月.csv."""
    yield _file(office, 1)


def at_three(office: Office) -> Iterator[Draft]:
    """健診_3歳6か月.csv."""
    yield _file(office, 2)


def _file(office: Office, index: int) -> Draft:
    kind, source, name = _FILES[index]
    return office.draft(source, name, _rows(office, kind))


def _rows(office: Office, kind: str) -> Iterator[Row]:
    for child in office.young:
        for checkup in office.facts.checkups(child):
            if checkup.kind == kind:
                yield child.number, _row(child, checkup)


def _row(child: Person, checkup: Checkup) -> dict[str, Value]:
    if checkup.day is None:
        return {"宛名番号": child.number, "受診区分": "未受診"}
    height, weight, head = _SIZES[checkup.kind]
    draw = checkup.draw
    row: dict[str, Value] = {
        "宛名番号": child.number,
        "受診日": checkup.day,
        "受診区分": checkup.attendance,
        "月齢": months_old(child, checkup.day),
        "身長": f"{height + draw * 5 - 2.5:.1f}",
        "体重": f"{weight + (draw * 7 % 1) * 2 - 1:.2f}",
        "頭囲": f"{head + (draw * 13 % 1) * 2 - 1:.1f}",
        "体重パーセンタイル": int(draw * 97) + 2,
        "栄養法": ("母乳", "人工", "混合")[int(draw * 31) % 3] if checkup.kind == "3_4m" else None,
        "判定_総合": checkup.overall or ("異常なし" if draw < 0.9 else "要経過観察"),
        "方法_保健師フォロー": checkup.nurse_follow,
        "方法_必要なし": None if checkup.nurse_follow is None else not checkup.nurse_follow,
        "理由_育児環境": bool(checkup.nurse_follow) and draw < 0.3,
        "育てにくさ": Missing.NO_ANSWER if checkup.hard_to_raise is None else checkup.hard_to_raise,
        "母喫煙": Missing.NO_ANSWER if checkup.mother_smokes is None else checkup.mother_smokes,
        "母喫煙本数": 5 + int(draw * 12) if checkup.mother_smokes else None,
        **_sheet(checkup),
    }
    if checkup.kind == "18m":
        row |= _toddler(draw)
    elif checkup.kind == "3y":
        row |= _three(checkup)
    return row


def _sheet(checkup: Checkup) -> dict[str, Value]:
    """The marks. A sheet handed in empty leaves all of them blank; else 「いずれもなし」 is marked when nothing else is."""
    if checkup.events is None:
        return {"ゆったり過ごせる": Missing.NO_ANSWER, "経済的状況": Missing.NO_ANSWER}
    marks: dict[str, Value] = {EVENT_HEADERS[event]: True for event in checkup.events}
    if not marks:
        marks["出来事_いずれもなし"] = True
    easy = checkup.draw < 0.86
    return {
        **marks,
        "ゆったり過ごせる": "はい" if easy else "何ともいえない",
        "経済的状況": "普通" if easy else "やや苦しい",
    }


def _toddler(draw: float) -> dict[str, Value]:
    return {
        "精神発達_言語の遅れ": draw > 0.93,
        "理由コード": "43" if draw > 0.93 else None,
        "う歯罹患型": "O1" if draw < 0.8 else "O2",
        "カリオスタット": "-" if draw < 0.6 else "±" if draw < 0.9 else "+",
        "検尿": "-",
        "仕上げ磨き": "仕上げ磨き",
        "フッ素塗布": draw < 0.7,
        "聴力アンケート": "異常なし",
        "相談先など解決方法": "はい",
        "心理判定員": draw > 0.95,
        "同居喫煙者": (draw * 3 % 1) < 0.25,
    }


def _three(checkup: Checkup) -> dict[str, Value]:
    draw, caries = checkup.draw, checkup.caries
    return {
        "視力": "異常なし",
        "聴力": "異常なし",
        "尿蛋白": "-",
        "尿糖": "-",
        "尿潜血": "-" if draw < 0.97 else "±",
        "その他身体面_課題": draw > 0.95,
        "むし歯本数": caries,
        "罹患型": None if caries is None else "O" if caries == 0 else "A" if caries < 4 else "B",
        "判定_歯科": None if caries is None else "問題なし" if caries == 0 else "要治療",
        "保育所等所属": "あり" if draw < 0.8 else "",
        "総合判定": checkup.overall,
    }
