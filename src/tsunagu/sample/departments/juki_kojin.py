"""F01 住民基本台帳（個人）: everybody in the register, also those who moved away or died."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.people import Person
from tsunagu.sample.places import TOWNS
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft, Value

RELATION_WORDS = {
    ("02",): "世帯主",
    ("11",): "夫",
    ("12",): "妻",
    ("20",): "子",
    ("20", "12"): "子の妻",
    ("20", "20"): "子の子",
    ("12", "20"): "妻の子",
}


def files(office: Office) -> Iterator[Draft]:
    """JUKI_KOJIN_yyyymmdd.csv, every cell in quotes."""
    yield office.draft("juki_kojin", f"JUKI_KOJIN_{office.as_of:%Y%m%d}.csv", _rows(office), quote_all=True)


def _rows(office: Office) -> Iterator[Row]:
    for person in office.everybody:
        yield person.number, _person(office, person)


def _person(office: Office, person: Person) -> dict[str, Value]:
    home, last = person.household, person.moves[-1]
    relations = dict(zip(("続柄1", "続柄2", "続柄3", "続柄4"), person.relation, strict=False))
    state = "住登者" if person.left_on is None else "死亡者" if person.left_by == "死亡" else "転出者"
    alias = bool(person.foreign) and share(office.seed, "alias", person.number) < 0.3
    return {
        "宛名番号": person.number,
        "世帯番号": home.number,
        "住民種別コード": "外国人" if person.foreign else "日本人",
        "住民状態コード": state,
        "氏名優先区分": "ローマ字氏名及び通称" if alias else "ローマ字" if person.foreign else "漢字",
        "氏名": person.name,
        "氏名_フリガナ": office.kana_today(person),
        "氏名_フリガナ公証確認状況": office.certified(person),
        "氏名_外国人ローマ字": person.name if person.foreign else None,
        "通称": f"山田　{person.given.kana}" if alias else None,
        "通称_フリガナ": f"ヤマダ　{person.given.kana}" if alias else None,
        "生年月日": person.birth,
        "生年月日_不詳フラグ": False,
        "性別": person.sex,
        **relations,
        "続柄表記": RELATION_WORDS.get(person.relation, ""),
        "住所_町字コード": TOWNS[home.town][0],
        "住所_町字": TOWNS[home.town][1],
        "住所_番地号表記": home.lot,
        "住所_方書": home.building,
        "住民日": person.resident_since,
        "異動年月日": last.moved_on,
        "異動事由コード": last.reason,
    }
