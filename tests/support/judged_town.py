"""A small town by hand, judged and served: the families the tests of criteria and serving talk about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.small_snapshot import SmallTown, write_answers, write_reasons
from tsunagu.catalog import load_pack
from tsunagu.criteria import Judged, judge, load_judgement
from tsunagu.mart import Snapshot
from tsunagu.serving import RunFacts, RunFolders, build_serving

AS_OF = date(2026, 10, 31)
PROTECTION = {"received_on": "2026-10-31", "load": "0" * 16, "rows": 1, "refused": 0, "waiting": 0}
POOR = ("item09_child_rearing_allowance", "item11_single_parent_medical", "item13_school_aid")
PACK = load_pack("kaisei")
JUDGEMENT = load_judgement(PACK)


def small_town(as_of: date = AS_OF) -> SmallTown:
    """Six households: 10 poor with two children, 20 protected, 30 in support, 40 decided before, 50 little known, 60 nominated."""
    town = SmallTown(as_of, PACK)
    town.person(101, 10, "1988-01-01", name="𠮷田 母", relation="02").person(
        102, 10, "2017-06-01", name="𠮷田 﨑", school="101"
    )
    town.person(103, 10, "2022-06-01", name="𠮷田 弟", sex="男").person(
        104, 10, "1955-01-01", name="𠮷田 祖母", relation="52"
    )
    town.mother(102, 101).mother(103, 101)
    town.person(201, 20, "1990-01-01", name="髙橋 母", relation="02", protected=True).person(
        202, 20, "2016-06-01", name="髙橋 子", school="102"
    )
    town.mother(202, 201)
    town.person(301, 30, "2015-06-01", name="鈴木 子").person(
        401, 40, "2015-06-01", name="田中 子", facility="みどり保育園"
    )
    town.person(501, 50, "2025-06-01", name="伊藤 子").person(601, 60, "2010-06-01", name="山本 子").person(
        701, 70, "1980-01-01", name="大人"
    )
    town.fact("moves", 102, "juki_ido", reason="国内転入", moved_on="2026-02-14", from_city="秘密市")
    town.fact("medical_subsidies", 102, "fukushi_iryo", scheme="ひとり親", starts_on="2026-04-01", ends_on="2026-12-31")
    town.fact(
        "school_register",
        102,
        "gakureibo",
        school="101",
        class_kind="通常",
        entered_on="2024-04-01",
        address="延沢の秘密",
    )
    town.fact("school_register", 202, "gakureibo", school="102", class_kind="通常", entered_on="2023-04-01")
    for month, absent in ((4, 10), (5, 12), (6, None)):
        town.fact(
            "attendance",
            102,
            "shukketsu",
            fiscal_year=2026,
            month=month,
            month_start=f"2026-{month:02d}-01",
            absent=absent,
            late=1,
        )
    town.fact(
        "infant_checkups",
        103,
        "kenshin_3y",
        checkup="3y",
        attendance="受診",
        examined_on="2025-12-10",
        ev_left_alone=True,
        nurse_follow=False,
    )
    town.fact(
        "consultations",
        101,
        "fukushi_sodan",
        desk="福祉相談",
        kind="生活困窮",
        received_on="2026-08-21",
        complaint="秘密の内容",
    )
    town.fact(
        "pregnancies",
        101,
        "ninpu",
        notified_on="2021-11-01",
        due_on="2022-06-05",
        visit_kind="受診",
        visited_on="2022-01-01",
    )
    town.fact(
        "cases_nominations",
        601,
        "cases_nominations",
        nominated_on="2026-10-08",
        section="学校教育課",
        certainty="伝聞",
        reason="秘密",
    )
    town.fact(
        "cases_nominations", 701, "cases_nominations", nominated_on="2026-10-09", section="学校教育課", reason="大人"
    )
    return town


def answer_rows(**changed: dict[str, int]) -> dict[tuple[int, int], dict[str, int]]:
    """Answers of the town's children; `p102={…}` changes one child's."""
    poor = dict.fromkeys(POOR, 1)
    rows: dict[tuple[int, int], dict[str, int]] = {
        (10, 102): {**poor, "item14_moved_in": 1, "item20_1_left_alone": 12},
        (10, 103): {**poor, "item20_1_left_alone": 1, "item21_1_caries": 1},
        (20, 202): dict(poor),
        (30, 301): dict(poor),
        (40, 401): dict(poor),
        (50, 501): dict.fromkeys(JUDGEMENT.indicator_ids, 10),
        (60, 601): {"item30_lunch_arrears": 1},
    }
    for key in rows:
        rows[key] |= changed.get(f"p{key[1]}", {})
    return rows


def judge_town(
    folder: Path,
    town: SmallTown | None = None,
    *,
    answers: dict[tuple[int, int], dict[str, int]] | None = None,
    previous: Path | None = None,
    run: str = "run1",
    capacity: int = 5,
) -> tuple[Snapshot, Path, Judged]:
    """Write the town's snapshot and run folder and judge it; (snapshot, run folder, what judging wrote)."""
    made = town or small_town()
    snapshot = made.write(folder / f"snapshot-{run}")
    out = folder / run
    out.mkdir()
    rows = answers or answer_rows()
    write_answers(out / "answers.parquet", list(JUDGEMENT.indicator_ids), rows)
    exclusions = {key: {"ex_in_support": 1} if key[1] == 301 else {} for key in rows}
    write_answers(out / "exclusions.parquet", [exclusion.id for exclusion in JUDGEMENT.exclusions], exclusions)
    write_reasons(
        out / "reasons.parquet",
        [
            (person, name, f"{name}のため（こども課、2026-04-01）", "2026-04-01")
            for (_, person), told in rows.items()
            for name, answer in told.items()
            if answer == 1
        ],
    )
    judged = judge(snapshot, JUDGEMENT, out, run=run, as_of=made.as_of, capacity=capacity, previous=previous)
    return snapshot, out, judged


def serve_town(snapshot: Snapshot, out: Path, *, previous: Path | None = None, run: str = "run1") -> Path:
    """Build the serving file of a judged town."""
    facts = RunFacts(
        run_id=run,
        as_of=snapshot.as_of,
        capacity=5,
        code_version="0",
        receipts_summary={"files": 1},
        protection=PROTECTION,
    )
    return build_serving(snapshot, PACK, JUDGEMENT, RunFolders(out, previous), facts)
