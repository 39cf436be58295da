"""Izumi by hand: one family for every group at the end of the two published trees, and for each thing nobody knows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.small_snapshot import SmallTown
from tsunagu.base.missing import Missing
from tsunagu.catalog import load_pack
from tsunagu.criteria import ANSWERS, EXCLUSIONS, REASONS, judge, load_judgement
from tsunagu.indicators import evaluate, evidence, schema_of
from tsunagu.serving import RunFacts, RunFolders, build_serving

PACK = load_pack("izumi")
JUDGEMENT = load_judgement(PACK)
MODEL, OTHER = "101", "102"
QUIET = {"assistance": "-", "development": "-", "clothes": "-", "late": "-"}
RUN = "2026-10-izumi"


@dataclass(frozen=True)
class Made:
    """One family and where it must end: the counts of the published groups, and the state of the finding."""

    line: str
    ends: tuple[tuple[int, ...], ...]
    """For each tree, the children of the groups the child may stand in, ascending."""
    state: str
    adults: int = 2
    children: int = 1
    assisted: int = 0
    at_4m: dict[str, Any] | None = field(default_factory=lambda: {"nurse_follow": False})
    at_3y: dict[str, Any] | None = field(default_factory=lambda: {"body_concern": False, "overall": "異常なし"})
    school: str | None = OTHER
    marks: dict[str, str] | None = None
    born: str = "2015-06-01"
    nominated: bool = False


NURSE = {"nurse_follow": True}
BODY = {"body_concern": True, "overall": "要観察"}
BLANK = {"body_concern": False, "overall": None}
NOT_HERE = {"nurse_follow": None, "nurse_follow__why": int(Missing.NOT_EXAMINED)}
FAMILIES = [
    Made("保護が3人", ((691,),), "flagged", assisted=3),
    Made("保護が2人", ((87632,),), "not_flagged", assisted=2),
    Made("保健師の支援、3歳の身体面", ((573,),), "not_flagged", at_4m=NURSE, at_3y=BODY),
    Made("保健師の支援、3歳の総合判定が空欄", ((3327,),), "not_flagged", at_4m=NURSE, at_3y=BLANK),
    Made("保健師の支援、3歳は心配なし", ((4704,),), "not_flagged", at_4m=NURSE),
    Made("大人2人、3歳の身体面", ((1574,),), "not_flagged", at_3y=BODY),
    Made("大人2人、心配なし", ((87632,),), "not_flagged"),
    Made("大人1人、5人世帯", ((661,),), "not_flagged", adults=1, children=4),
    Made("大人1人、4人世帯", ((14573,),), "not_flagged", adults=1, children=3),
    Made("モデル校、学校の印：生活保護○", ((87632,), (70,)), "flagged", school=MODEL, marks={"assistance": "○"}),
    Made("モデル校、学校の印：生活保護◎は○ではない", ((87632,), (2123,)), "not_flagged", school=MODEL, marks={"assistance": "◎"}),
    Made("モデル校、発達◎と服装○", ((87632,), (6,)), "flagged", school=MODEL, marks={"development": "◎", "clothes": "○"}),
    Made("モデル校、発達○だけ", ((87632,), (207,)), "not_flagged", school=MODEL, marks={"development": "○"}),
    Made("モデル校、遅刻◎", ((87632,), (168,)), "not_flagged", school=MODEL, marks={"late": "◎"}),
    Made("モデル校、発達△と遅刻△", ((87632,), (2123,)), "not_flagged", school=MODEL, marks={"development": "△", "late": "△"}),
    Made("モデル校、平均でだけ届く", ((3327,), (207,)), "flagged", school=MODEL, marks={"development": "○"}, at_4m=NURSE, at_3y=BLANK),
    # What is not known is neither yes nor no.
    Made("健診の記録がない（転入など）", ((573, 1574, 3327, 4704, 87632),), "not_flagged", at_4m=None, at_3y=None),
    Made("4か月児健診を受けていない", ((4704, 87632),), "not_flagged", at_4m=NOT_HERE),
    Made("モデル校、シートに名前がない", ((87632,), (6, 70, 168, 207, 2123)), "undeterminable", school=MODEL),
    Made("モデル校、3歳の記録がない", ((573, 3327, 4704), (207,)), "undeterminable", school=MODEL, marks={"development": "○"},
         at_4m=NURSE, at_3y=None, nominated=True),
    Made("学齢簿にない", (), "flagged", school=None, assisted=3, marks={}),
    Made("年少", (), "outside", born="2022-06-01", assisted=3),
]  # fmt: skip


def town() -> SmallTown:
    """Every family in a household of its own; only the model school delivers its sheet."""
    made = SmallTown(pack=PACK)
    made.rows["deliveries"] = [
        {**row, "part": MODEL if row["source"] in ("screening", "shukketsu", "gakko_kenshin") else None}
        for row in made.rows["deliveries"]
    ]
    for number, family in enumerate(FAMILIES, start=1):
        child = number * 100
        made.person(child, number, family.born, school=family.school)
        people = [child]
        for adult in range(family.adults):
            people.append(child + 10 + adult)
            made.person(people[-1], number, f"198{adult}-01-01", relation="02")
        for sibling in range(1, family.children):
            people.append(child + 20 + sibling)
            made.person(people[-1], number, f"202{sibling}-08-01")
        while len(people) < family.assisted:
            people.append(child + 30 + len(people))
            made.person(people[-1], number, "1950-01-01", relation="51")
        for assisted in people[: family.assisted]:
            made.fact(
                "public_assistance", assisted, "seikatsu_hogo", resident_no=f"{assisted:015d}", starts_on="2024-04-01"
            )
        for source, checkup, examined_on, told in (
            ("kenshin_3_4m", "3_4m", "2015-10-01", family.at_4m),
            ("kenshin_3y", "3y", "2018-12-01", family.at_3y),
        ):
            if told is not None and family.born == "2015-06-01":
                made.fact(
                    "infant_checkups",
                    child,
                    source,
                    checkup=checkup,
                    attendance="受診",
                    examined_on=examined_on,
                    **told,
                )
        if family.school is not None and family.born == "2015-06-01":
            made.fact("school_register", child, "gakureibo", school=family.school, entered_on="2022-04-01")
        if family.nominated:
            made.fact("cases_nominations", child, "cases_nominations", nominated_on="2026-10-08", section="学校教育室")
        if family.marks is not None:
            made.fact("school_screenings", child, "screening", school=MODEL, **{**QUIET, **family.marks})
    return made  # fmt: skip


def code_of(line: str) -> str:
    """The code of the child of the family told by this line: codes follow the numbers of persons."""
    children = sorted(row["person_id"] for row in town().rows["children"])
    number = next(at for at, family in enumerate(FAMILIES, start=1) if family.line == line)
    return f"C-{children.index(number * 100) + 1:04d}"


def make_izumi_home(home: Path) -> Path:
    """A demo home of Izumi whose current run judged the families."""
    run = home / "runs" / RUN
    run.mkdir(parents=True)
    snapshot = town().write(home / "snapshot")
    schema = schema_of(PACK)
    evaluate(snapshot, JUDGEMENT.indicators, schema, run / ANSWERS)
    evaluate(snapshot, JUDGEMENT.exclusions, schema, run / EXCLUSIONS)
    evidence(snapshot, JUDGEMENT.indicators, schema, run / ANSWERS, run / REASONS)
    judge(snapshot, JUDGEMENT, run, run=RUN, as_of=snapshot.as_of, capacity=29)
    protection = {"received_on": "2026-10-31", "load": "0" * 16, "rows": 0, "refused": 0, "waiting": 0}
    facts = RunFacts(
        run_id=RUN,
        as_of=snapshot.as_of,
        capacity=29,
        code_version="0",
        receipts_summary={"files": 1},
        protection=protection,
    )
    build_serving(snapshot, PACK, JUDGEMENT, RunFolders(run), facts)
    (home / "CURRENT").write_text(json.dumps({"run": RUN, "snapshot": snapshot.snapshot_id}) + "\n", encoding="utf-8")
    settings = "schema: 1\npack: izumi\nmunicipality: 和泉市\ndemo: true\nprotection_hours: 24\n"
    (home / "home.yaml").write_text(settings, encoding="utf-8")
    return home


def household_of(line: str) -> str:
    """The code of its household."""
    return f"K-{next(at for at, family in enumerate(FAMILIES, start=1) if family.line == line):04d}"
