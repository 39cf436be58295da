"""F18 妊娠届・妊婦健診: one row per visit; of births long past only the first."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.base.missing import Missing
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.lives.infancy import Expecting, Visit
from tsunagu.sample.randomness import share
from tsunagu.sample.settling import Pregnancy
from tsunagu.sample.writing import Draft, Value


def files(office: Office) -> Iterator[Draft]:
    """妊娠届_妊婦健診.csv."""
    yield office.draft("ninpu", "妊娠届_妊婦健診.csv", _rows(office))


def _rows(office: Office) -> Iterator[Row]:
    seen: set[int] = set()
    for pregnancy in office.town.register.pregnancies:
        mother = pregnancy.mother
        if mother.number in seen:
            continue
        seen.add(mother.number)
        for known, expecting in office.facts.pregnancies(mother):
            shared = _notification(office, known, expecting)
            for visit in expecting.visits or (None,):
                yield mother.number, {**shared, **(_visit(visit) if visit else {})}


def _notification(office: Office, pregnancy: Pregnancy, expecting: Expecting) -> dict[str, Value]:
    mother, key = pregnancy.mother, pregnancy.due_on.toordinal()
    weeks = 40 - (pregnancy.due_on - expecting.notified_on).days // 7
    single = "single_mother" in mother.household.shape
    lucky = share(office.seed, "wanted", mother.number, key)
    return {
        "母宛名番号": mother.number,
        "届出日": expecting.notified_on,
        "届出時期": _stage(weeks),
        "届出事由": expecting.reason,
        "分娩予定日": pregnancy.due_on,
        "妊娠回数": expecting.gravida,
        "出産回数": expecting.gravida - 1,
        "婚姻状況": "未婚" if single else "既婚",
        "パートナー有無": not single,
        "就労": "あり" if lucky < 0.6 else "なし",
        "喫煙": Missing.NO_ANSWER if expecting.smoking is None else expecting.smoking,
        "喫煙本数": expecting.cigarettes or None,
        "飲酒": "飲まない",
        "望んだ妊娠": "望んだ"
        if lucky < 0.85
        else "予想外だがうれしい"
        if lucky < 0.94
        else "戸惑った"
        if lucky < 0.98
        else Missing.NO_ANSWER,
        "相談者有無": lucky < 0.97,
        "精神科既往": lucky > 0.95,
        "経済的不安": lucky > 0.93,
    }


def _visit(visit: Visit) -> dict[str, Value]:
    return {
        "健診回数番号": visit.number,
        "受診日": visit.visited_on,
        "週数": max(4, min(44, visit.week)),
        "受診区分": visit.kind,
        "体重": f"{48 + visit.number * 0.7:.1f}" if visit.kind in ("受診", "他自治体で受診") else None,
        "判定": "異常なし" if visit.kind == "受診" else None,
    }


def _stage(weeks: int) -> str:
    return (
        "満11週以内"
        if weeks < 12
        else "12週から19週"
        if weeks < 20
        else "20週から27週"
        if weeks < 28
        else "28週から分娩"
    )
