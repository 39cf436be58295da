"""Which facts of the snapshot a child's page shows: one view per kind of fact, each of one field class.

Expressions are SQL over `r` (a row of the table) and `c` (the child). What names a place is shown only when nobody of
the child's household is protected: `{place:column:otherwise}`. Free text and names of other people are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Lane = Literal["母子保健", "保育・学校", "手当・福祉", "相談・支援", "住民"]
About = Literal["self", "household", "others", "mother"]
UNTOLD = "わからない"
SCREENING = "学校のスクリーニング"


@dataclass(frozen=True)
class FactView:
    """One kind of fact. With `each`, rows of a child are drawn together per value of that expression."""

    table: str
    lane: Lane
    field_class: Literal["F3", "F4", "F5"]
    label: str
    text: str
    on: str
    until: str = "NULL"
    about: About = "self"
    where: str = "true"
    each: str | None = None
    limited_to: str | None = None
    """Who may see these rows, where a table declares that (閲覧範囲); empty: the row does not say, or says something else."""

    def columns(self) -> set[str]:
        """Table columns whose content reaches the page or decides whether the fact is shown."""
        told = " ".join((self.text, self.on, self.until, self.where, self.each or ""))
        return set(re.findall(r"\br\.(\w+)", told)) | set(re.findall(r"\{place:(\w+):", told))

    def places(self) -> set[str]:
        """Columns that name where a child is, hidden for protected households."""
        return set(re.findall(r"\{place:(\w+):", self.text))


def told(column: str) -> str:
    """SQL: the column as text, or わからない."""
    return f"coalesce(r.{column}::VARCHAR, '{UNTOLD}')"


EVENTS = (
    ("ev_left_alone", "家に残して外出"),
    ("ev_no_food", "長時間食事を与えなかった"),
    ("ev_shaken", "激しく揺さぶった"),
    ("ev_mouth", "口をふさいだ"),
    ("ev_hit", "感情的に叩いた"),
    ("ev_discipline", "しつけのし過ぎ"),
)
_EVENT_TEXTS = ", ".join(f"CASE WHEN r.{column} THEN '{label}' END" for column, label in EVENTS)
_ANY_EVENT = " OR ".join(f"coalesce(r.{column}, false)" for column, _ in EVENTS)
_GRADE = "CASE r.grade[1] WHEN 'P' THEN '小' WHEN 'J' THEN '中' END || r.grade[2:]"
_CHECKUP = "CASE r.checkup WHEN '3_4m' THEN '3・4か月児健診' WHEN '18m' THEN '1歳6か月児健診' WHEN '3y' THEN '3歳6か月児健診' ELSE '健診' END"
_SMOKING = "CASE WHEN r.mother_smokes THEN '・母の喫煙あり' WHEN NOT r.mother_smokes THEN '・母の喫煙なし' ELSE '' END"
"""Of the check-ups whose files do not ask it, nothing is said."""
_FOLLOW = "CASE WHEN r.nurse_follow THEN '・保健師がフォロー' ELSE '' END"


def _days(word: str, column: str, unit: str = "日") -> str:
    """SQL over the months of a group: 欠席12日（ほかに2か月分は不明）; with no month known 欠席は不明. Unknown is never 0日."""
    unknown = f"count(*) FILTER (r.{column} IS NULL)"
    return (
        f"CASE WHEN count(r.{column}) = 0 THEN '{word}は不明' ELSE '{word}' || sum(r.{column}) || '{unit}' || "
        f"CASE WHEN {unknown} > 0 THEN '（ほかに' || {unknown} || 'か月分は不明）' ELSE '' END END"
    )


_YEAR = "coalesce(any_value(r.fiscal_year) || '年度 ', '年度不明 ')"
_BREAKDOWN = (
    ("sick", "病欠", "日"),
    ("other_absence", "事故欠", "日"),
    ("mourning", "忌引", "日"),
    ("suspended", "出席停止", "日"),
    ("left_early", "早退", "日"),
    ("missed_lessons", "欠課", "回"),
    ("missed_hours", "欠時", "時間"),
)


def _breakdown() -> str:
    """SQL over the months of a group: what is behind the days absent and late; what no month tells is 不明, never 0."""
    parts = " || '・' || ".join(_days(word, column, unit) for column, word, unit in _BREAKDOWN)
    told = " + ".join(f"count(r.{column})" for column, _, _ in _BREAKDOWN)
    return f"{_YEAR} || CASE WHEN {told} = 0 THEN 'うちわけは不明' ELSE {parts} END"


MARKS = ("◎", "○", "△", "-")
SCREENED_SCHOOL = (
    ("absent", "欠席"),
    ("late", "遅刻"),
    ("belongings", "持ち物"),
    ("learning", "学力"),
    ("clothes", "服装"),
    ("single_parent", "ひとり親"),
    ("contact", "連絡"),
    ("fees_unpaid", "諸費未納"),
)
SCREENED_HEALTH = (
    ("behaviour", "行動"),
    ("listless", "無気力"),
    ("development", "発達"),
    ("unwell", "心身不調"),
    ("nurse_room", "保健室への来室"),
)
SCREENED_DANGER = (("bullies", "いじめの加害"), ("bullied", "いじめの被害"), ("wish_to_die", "希死念慮"))
"""The sixteen marks of the school's sheet, by the class of their columns (和泉市 図表6-6)."""


def _marked(asked: tuple[tuple[str, str], ...]) -> str:
    """SQL: the marks of a sheet from the heaviest on, ◎欠席・持ち物　○学力　-遅刻; one that is not told is わからない, never -.
    The sheet holds no day, so that the day it came is said as what it is."""
    marks = ", ".join(f"{{k: '{label}', v: coalesce(r.{column}, '')}}" for column, label in asked)
    known = ", ".join(f"'{mark}'" for mark in MARKS)
    groups = [(f"'{mark}'", f"one.v = '{mark}'") for mark in MARKS] + [(f"'{UNTOLD}：'", f"one.v NOT IN ({known})")]
    parts = ", ".join(
        f"{sign} || nullif(array_to_string(list_transform(list_filter([{marks}], one -> {where}), one -> one.k), '・'), '')"
        for sign, where in groups
    )
    came = "'（' || strftime(r.known_on, '%Y/%-m/%-d') || 'に届いた分）'"
    return f"concat_ws('　', {parts}, {came})"


_USED = f"CASE WHEN r.used THEN '利用あり' WHEN r.used IS NULL THEN '利用は{UNTOLD}' ELSE '利用なし' END"
"""Whether a service that was granted was used, as its office's file says."""
_MEASURED = ", ".join(
    f"'{label}' || coalesce(r.{column} || '{unit}', 'は{UNTOLD}')"
    for column, label, unit in (("height_cm", "身長", "cm"), ("weight_kg", "体重", "kg"), ("obesity", "肥満度", "%"))
)
ATTENDED = "'受診', '他自治体で受診'"
COUNTED_UP_TO = 2
"""Age in years up to which 妊婦健診 are counted. Of births further back a town often holds the 妊娠届 and the first visit alone,
and a count of one would read as neglect."""
_VISITS = f"""CASE WHEN any_value(c.age) > {COUNTED_UP_TO} THEN '妊娠届あり（受診の回数は{COUNTED_UP_TO}歳まで表示）'
    ELSE '受診 ' || count(*) FILTER (r.visit_kind IN ({ATTENDED})) || '回'
        || CASE WHEN bool_or(r.visited_on IS NOT NULL AND r.visit_kind IS NULL)
            THEN '（ほかに' || count(*) FILTER (r.visited_on IS NOT NULL AND r.visit_kind IS NULL) || '回は受けたか不明）'
            ELSE '' END END"""

_STILL = "count(*) FILTER (r.ends_on IS NULL)"
_STOPPED = "count(*) FILTER (r.ends_on IS NULL AND r.suspended_on IS NOT NULL)"
"""Members of a 生活保護 case whose aid has not ended, and those of them whose aid is stopped."""

NOTES_MAY_BE_SEEN_BY = ("入力した課", "こども課", "会議参加者")
"""Codes of the list who_may_see that the pages know; of any other code nobody is said to be inside."""


def _watch_notes() -> Iterator[FactView]:
    """見守り情報, apart by who may see it: the limit goes along with the fact."""
    text = f"{told('kind')} || '（' || {told('certainty')} || '）' || CASE WHEN r.lunch_arrears THEN '・給食費の滞納' ELSE '' END"
    known = ", ".join(f"'{code}'" for code in NOTES_MAY_BE_SEEN_BY)
    wheres = {code: f"r.who_may_see = '{code}'" for code in NOTES_MAY_BE_SEEN_BY}
    wheres[""] = f"coalesce(r.who_may_see, '') NOT IN ({known})"
    for limit, where in wheres.items():
        yield FactView(
            "watch_notes", "相談・支援", "F5", "見守り情報", text, "r.happened_on", where=where, limited_to=limit
        )


VIEWS: tuple[FactView, ...] = (
    FactView(
        "pregnancies",
        "母子保健",
        "F4",
        "妊婦健診（母）",
        _VISITS,
        "min(r.notified_on)",
        about="mother",
        each="c.person_id",
        where="r.due_on BETWEEN c.birth_date - INTERVAL 4 MONTH AND c.birth_date + INTERVAL 4 MONTH",
    ),
    FactView(
        "infant_checkups",
        "母子保健",
        "F4",
        "乳幼児健診",
        f"{_CHECKUP} || '：' || {told('attendance')} || coalesce('・' || r.result, '') || {_FOLLOW} || {_SMOKING}",
        "r.examined_on",
    ),
    FactView(
        "infant_checkups",
        "母子保健",
        "F5",
        "健診アンケート（出来事）",
        f"{_CHECKUP} || '：' || concat_ws('・', {_EVENT_TEXTS})",
        "r.examined_on",
        where=f"({_ANY_EVENT})",
    ),
    FactView(
        "vaccinations",
        "母子保健",
        "F4",
        "予防接種",
        "any_value(r.vaccine) || ' ' || count(*) || '回'",
        "max(r.given_on)",
        each="r.vaccine",
        where="r.given = '接種' AND r.vaccine IS NOT NULL",
    ),
    FactView(
        "childcare",
        "保育・学校",
        "F3",
        "保育",
        "{place:facility:保育所・幼稚園など} || 'に入所' || CASE WHEN r.fee_arrears THEN '・保育料の滞納あり' ELSE '' END",
        "r.entered_on",
        "r.left_on",
    ),
    FactView(
        "school_register",
        "保育・学校",
        "F3",
        "学籍",
        f"{{place:school:学校}} || '・' || {told('class_kind')}",
        "r.entered_on",
    ),
    FactView(
        "attendance",
        "保育・学校",
        "F3",
        "出欠",
        f"{_YEAR} || {_days('欠席', 'absent')} || '・' || {_days('遅刻', 'late')}",
        "last_day(max(r.month_start))",
        each="r.fiscal_year",
    ),
    FactView(
        "attendance",
        "保育・学校",
        "F3",
        "出欠のうちわけ",
        _breakdown(),
        "last_day(max(r.month_start))",
        each="r.fiscal_year",
    ),
    FactView(
        "school_screenings",
        "保育・学校",
        "F3",
        SCREENING,
        f"coalesce({_GRADE} || '　', '') || {_marked(SCREENED_SCHOOL)}",
        "NULL",
    ),
    FactView("school_screenings", "保育・学校", "F4", f"{SCREENING}（心と体）", _marked(SCREENED_HEALTH), "NULL"),
    FactView(
        "school_screenings", "保育・学校", "F5", f"{SCREENING}（いじめ・希死念慮）", _marked(SCREENED_DANGER), "NULL"
    ),
    FactView(
        "school_aid",
        "保育・学校",
        "F3",
        "就学援助",
        f"{told('kind')} || '（' || {told('fiscal_year')} || '年度）'",
        "r.approved_on",
    ),
    FactView(
        "school_health",
        "保育・学校",
        "F4",
        "学校の健診",
        "coalesce(" + _GRADE + " || '：', '') || "
        "CASE WHEN r.needs_exam THEN '要精密検査' WHEN r.needs_exam IS NULL THEN '精密検査の要否はわからない' ELSE '精密検査は不要' END"
        " || coalesce('・未処置の歯' || (r.untreated + r.untreated_milk) || '本', '')",
        # The file holds no day of the check-up, and the day it came is not that day.
        "NULL",
    ),
    FactView(
        "school_health",
        "保育・学校",
        "F4",
        "身体計測",
        f"coalesce({_GRADE} || '：', '') || concat_ws('・', {_MEASURED})",
        "NULL",
    ),
    FactView("child_allowance", "手当・福祉", "F3", "児童手当", told("kind"), "r.approved_month", "r.ended_month"),
    FactView("child_rearing_allowance", "手当・福祉", "F3", "児童扶養手当", told("kind"), "r.paid_from", "r.ended_on"),
    FactView("medical_subsidies", "手当・福祉", "F3", "医療費助成", told("scheme"), "r.starts_on", "r.ends_on"),
    FactView(
        "public_assistance",
        "手当・福祉",
        "F3",
        "生活保護（世帯）",
        f"CASE WHEN {_STOPPED} = 0 THEN '受給' WHEN {_STOPPED} = {_STILL} THEN '停止中' ELSE '受給（停止中の人もいる）' END",
        "min(r.starts_on)",
        f"CASE WHEN {_STILL} = 0 THEN max(r.ends_on) END",
        about="household",
        each="r.case_no",
    ),
    FactView(
        "care_certifications",
        "手当・福祉",
        "F3",
        "介護の認定（同じ世帯の家族）",
        told("level"),
        "r.starts_on",
        "r.ends_on",
        about="others",
    ),
    FactView(
        "disability_certificates",
        "手当・福祉",
        "F4",
        "障害者手帳",
        f"{told('kind')} || coalesce('・' || r.grade, '') || coalesce('・' || r.state, '')",
        "r.issued_on",
        "r.ends_on",
    ),
    FactView(
        "disability_services",
        "手当・福祉",
        "F3",
        "障害福祉サービス",
        f"{told('service')} || '（' || {told('decision')} || '）・' || {_USED}",
        "r.starts_on",
        "r.ends_on",
    ),
    FactView("medical_supports", "手当・福祉", "F3", "自立支援医療", told("kind"), "r.starts_on", "r.ends_on"),
    FactView(
        "special_child_allowances",
        "手当・福祉",
        "F3",
        "特別児童扶養手当",
        f"{told('grade')} || CASE WHEN r.suspended THEN '・支給停止中' ELSE '' END",
        "r.approved_month",
        "r.ended_month",
    ),
    FactView(
        "consultations",
        "相談・支援",
        "F5",
        "相談",
        f"{told('desk')} || '：' || {told('kind')}",
        "r.received_on",
        "r.closed_on",
    ),
    FactView(
        "support_cases",
        "相談・支援",
        "F5",
        "要対協",
        f"{told('kind')} || CASE WHEN r.custody_history = 'あり' THEN '・一時保護歴あり' ELSE '' END",
        "r.registered_on",
        "r.released_on",
    ),
    *_watch_notes(),
    FactView("moves", "住民", "F3", "異動", told("reason"), "r.moved_on"),
)

FACT_LABELS = frozenset(view.label for view in VIEWS)
"""What the kinds of fact are called on a child's page."""
SCHOOL_FACT_LABELS = frozenset(view.label for view in VIEWS if view.lane == "保育・学校" and view.field_class == "F3")
"""Those that nurseries and schools hold themselves."""
