"""The meta rows of the serving fixture: run, criteria, counts, the worklist and what the receipts said."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from support.web_entitlements import rules
from tsunagu.catalog import load_pack
from tsunagu.criteria import load_judgement
from tsunagu.serving.fact_views import VIEWS

FILES_OF = {"consultations": "児童相談の台帳", "support_cases": "要対協の進行管理台帳"}
"""Labels of files, as far as the tests of pages name them; the others go by the name of their table."""
AS_OF = "2026-10-31"
RUN_ID = "0f1e2d3c4b5a"
SNAPSHOT_ID = "9a8b7c6d5e4f"

REASONS_NOT_LISTED = (
    ("in_support", "要保護・要支援として支援中", "判定の理由を要対協の担当者へ届けます"),
    ("checkup_follow", "健診後フォローアップ中", "担当の保健師へ届けます"),
    ("disability_service", "障害児サービスを利用中", "福祉介護課の担当者へ届けます"),
    ("judged_before", "過去に会議で決定ずみ", "事実が変わるか、見直し日が来ると一覧にもどります"),
)


def meta_of(
    declared: list[dict[str, Any]], judged: list[dict[str, Any]], rows: list[tuple[Any, ...]], told: list[Any]
) -> dict[str, Any]:
    """Every META_KEYS value for these children rows (columns as in TABLES['children'])."""
    types_of = {
        i["id"]: [c["type"] for c in judged if i["id"] in [x["indicator"] for x in c["items"]]] for i in declared
    }
    counts = _counts(judged, rows)
    return {
        "run": {
            "run_id": RUN_ID,
            "snapshot_id": SNAPSHOT_ID,
            "as_of": AS_OF,
            "municipality": "開成町（架空）",
            "pack": "kaisei",
            "pack_version": "1",
            "capacity": 5,
            "code_version": "0.1.0",
        },
        "indicators": [
            {
                "id": i["id"],
                "no": i["no"],
                "label": i["label"],
                "short": i.get("short") or i["label"],
                "basic_item": i["basic_item"],
                "types": types_of[i["id"]],
                "tables": sorted(_tables(i["ask"])),
                "field_classes": field_classes()[i["id"]],
            }
            for i in declared
        ],
        "criteria": [
            {
                "id": c["criterion"],
                "type": c["type"],
                "label": c["label"],
                "version": c["version"],
                "threshold": c["threshold"],
                "comparison": c["comparison"],
                "assumption": c["assumption"],
                "items": [
                    {"indicator": x["indicator"], "points": x["points"], "because": x["because"]} for x in c["items"]
                ],
            }
            for c in judged
        ],
        "counts": counts,
        "months": [
            {"as_of": "2026-09-30", "run_id": "aaaabbbbcccc", **counts},
            {"as_of": AS_OF, "run_id": RUN_ID, **counts},
        ],
        "worklist": _worklist(judged, rows, told, counts),
        "departments": {
            "juki_ido": "町民課",
            "fukushi_iryo": "こども課こども支援班",
            "kenshin_3y": "こども課こども支援班",
            "jido_sodan": "こども課こども家庭班",
        },
        "entitlements": rules(),
        "fact_views": [
            {
                "lane": view.lane,
                "label": view.label,
                "class": view.field_class,
                "place": bool(view.places()),
                "files": [FILES_OF.get(view.table, view.table)],
                "missing": [],
            }
            for view in VIEWS
        ],
        "receipts_summary": {
            "files": 36,
            "rows_in": 120_345,
            "rows_accepted": 120_301,
            "rows_refused": 44,
            "missing_sources": ["保健（開成南小学校）"],
        },
        "waiting": [
            {
                "source": "shugaku_enjo",
                "label": "就学援助",
                "reason": "生年月日がなく、名前だけでは一人に決まらない",
                "rows": 3,
            }
        ],
        "protection": {"received_on": AS_OF, "load": None, "rows": 4, "refused": 0, "waiting": 0},
    }


@cache
def field_classes() -> dict[str, tuple[str, ...]]:
    """What each of Kaisei's indicators gives away, as a run tells it."""
    return load_judgement(load_pack("kaisei")).field_classes


def _tables(ask: dict[str, Any]) -> set[str]:
    """The tables an indicator asks, as declared."""
    parts = [*ask.get("any_of", []), *ask.get("all_of", []), *([ask["not"]] if "not" in ask else [])]
    return {ask["table"]} if "table" in ask else set().union(*(_tables(part) for part in parts))


CHECKED = {"unchecked": 0, "not_checked": False}


def tally(households: int, children: int | None = None, nominated: int = 0, alone: int = 0) -> dict[str, int]:
    """The four counts of one row: one child per household unless said otherwise."""
    return {
        "households": households,
        "children": households if children is None else children,
        "nominated_households": nominated,
        "nominated_children": alone,
    }


def _counts(judged: list[dict[str, Any]], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    state_names = ("not_flagged", "flagged", "undeterminable", "outside")
    per_type = {
        criterion["type"]: {
            name: sum(row[10][position] == byte for row in rows) for byte, name in enumerate(state_names)
        }
        for position, criterion in enumerate(judged)
    }
    flagged = [row for row in rows if 1 in row[10]]
    undeterminable = sum(1 not in row[10] and 2 in row[10] for row in rows)
    ages, flagged_ages = Counter(row[5] for row in rows), Counter(row[5] for row in flagged)
    return {
        "children": len(rows),
        "determinable": len(rows) - undeterminable,
        "undeterminable": undeterminable,
        "flagged_any": len(flagged),
        "per_type": per_type,
        "by_age": {str(age): {"children": ages[age], "flagged": flagged_ages[age]} for age in range(19)},
        "households": len({row[1] for row in rows}),
    }


def _worklist(
    judged: list[dict[str, Any]], rows: list[tuple[Any, ...]], told: list[Any], counts: dict[str, Any]
) -> dict[str, Any]:
    flagged_households = sorted({row[1] for row in rows if 1 in row[10]})
    places: list[int | str] = [1, 2, 3, 4, "推薦"]
    listed = []
    for place, household in zip(places, ("K-0001", "K-0004", "K-0005", "K-0002", "K-0006"), strict=True):
        children = [row for row in rows if row[1] == household]
        if not children:
            continue
        types = [
            {"type": criterion["type"], "label": criterion["label"], "points": row[11][position], "child_code": row[0]}
            for row in children
            for position, criterion in enumerate(judged)
            if row[10][position] == 1
        ]
        listed.append(
            {
                "place": place,
                "household_code": household,
                "children": [row[0] for row in children],
                "types": types,
                "total_items": max(row[12] for row in children),
                "reasons": [
                    "2026年度の欠席が34日（教育委員会事務局学校教育課、2026-09-30）",
                    "ひとり親医療費助成の資格がある（こども課こども支援班、2026-04-01）",
                ],
                "contact": [text for child in told if child.household == household for text in child.contact]
                or ["なし"],
                "reason_classes": [["F3"], ["F3"]],
                "contact_classes": [["F3"] for child in told if child.household == household for _ in child.contact]
                or [[]],
                "since_last": "新しく" if place in (1, "推薦") else "2点→2点",
                "nominated": place == "推薦",
            }
        )
    places_out = {
        "in_support": "K-0008",
        "checkup_follow": "K-0009",
        "disability_service": "K-0010",
        "judged_before": "K-0011",
    }
    left_out = [
        {
            "reason": reason,
            "label": label,
            "then": then,
            **tally(int(bool(rows))),
            **CHECKED,
            "child_codes": [row[0] for row in rows if row[1] == places_out[reason]],
        }
        for reason, label, then in REASONS_NOT_LISTED
        if places_out[reason]
    ]
    left_out.append(
        {
            "reason": "below_cut",
            "label": "今月の世帯数に入らなかった",
            **tally(2 if rows else 0),
            **CHECKED,
            "then": "来月も同じ決まりで並べます。新しい事実があれば順が上がります",
        }
    )
    nominated = sum(not row["types"] for row in listed)
    children = sum(len({found["child_code"] for found in row["types"]}) for row in listed)
    on_list = tally(len(listed) - nominated, children, nominated, nominated)
    return {
        "run": RUN_ID,
        "as_of": AS_OF,
        "capacity": 5,
        "order": [
            "点数の高い順",
            "全項目の該当数の多い順",
            "所属なしが先",
            "類型の多い順",
            "新しい事実が先",
            "いまの接点なしが先",
            "年齢の低い順",
            "世帯番号順",
        ],
        "listed": listed,
        "next": [{"household_code": "K-0012", "why": "4位と同じ3点ですが、全項目の該当数が3（K-0002 は4）のため"}]
        if rows
        else [],
        "left_out": left_out,
        "on_list": on_list,
        "in_question": {name: on_list[name] + sum(row[name] for row in left_out) for name in on_list},
        "cut_sentence": "ここまで5世帯。次の世帯 K-0012 は4位と同じ3点ですが、全項目の該当数が3（K-0002 は4）のため来月にまわりました。"
        if rows
        else "一覧にのせる世帯はありません。",
        "blind": {
            "households": [],
            "sentence": "点数の低いこどもの机上の見直しは、していません（台帳の行がありません）。",
        },
        "denominators": {
            "children": counts["children"],
            "determinable": counts["determinable"],
            "flagged_children": counts["flagged_any"],
            "flagged_households": len(flagged_households),
        },
    }
