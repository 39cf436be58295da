"""Every page, who may open it, for which purpose, and which field classes it may carry.

The gate reads this table at every request: a page without a row cannot be opened, and the tests walk the resolver against it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu_web.access.fields import Field
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import RoleKey

_LIST_ROLES = frozenset(
    {
        RoleKey.SCREENER,
        RoleKey.MANAGER,
        RoleKey.FAMILY_CENTRE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SUPERVISOR,
    }
)
"""Who reads the month's list, each as far as the role's grants go."""
_COUNTING_ROLES = _LIST_ROLES - {RoleKey.SCREENER}
"""Who may open every case of the own reach, in the month's list or not: only they see counts of what became of them."""
_SURVEYED_ROLES = frozenset({RoleKey.SSW, RoleKey.SSW_NAMED})
_SCHOOL_ROLES = frozenset({RoleKey.SSW, RoleKey.SSW_NAMED, RoleKey.PRINCIPAL})
"""Who has cases at a school and sees no finding: a plain list of the own cases instead of the month's list."""
_HANDED_ROLES = frozenset({RoleKey.SSW, RoleKey.PRINCIPAL})
"""Who of a school may have a turn where process.yaml hands cases over to schools."""
_CASE_ROLES = _LIST_ROLES | _SCHOOL_ROLES
_SUPPORT_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE})
"""Who works with the family: gives tasks, writes contacts and sightings, each for the own cases."""
_PLAN_WRITERS = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH})
"""こども家庭センター's two arms make the サポートプラン with the family; 福祉, those in charge and SV read it."""
_PLAN_READERS = _PLAN_WRITERS | {RoleKey.WELFARE, RoleKey.MANAGER, RoleKey.SUPERVISOR}
_ASKING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD})
"""Who may send a 情報収集シート, as far as process.yaml names them for the move `ask`."""
_SHEET_ROLES = _CASE_ROLES | {RoleKey.CLASS_TEACHER, RoleKey.NURSERY}
"""Who reads cases, or may find a sheet addressed to them; the view asks whether it is."""
_ANSWERING_ROLES = _SUPPORT_ROLES | _SCHOOL_ROLES | {RoleKey.CLASS_TEACHER, RoleKey.NURSERY}
_TOWN_ROLES = frozenset({RoleKey.SCREENER, RoleKey.MANAGER})
_FILE_ROLES = _TOWN_ROLES | {RoleKey.DATA_OWNER}
"""Who reads what became of delivered files: a section its own."""
_EVERYBODY = frozenset(RoleKey)
_DESK_ROLES = frozenset({RoleKey.SCREENER})
"""Who works at the month's desk: hands files in, starts and stops the month."""
_SECOND_ROLES = frozenset({RoleKey.SCREENER, RoleKey.MANAGER})
"""The two-person right: who may be the second person where abuse data hangs on a pair, and take answers back. A manager
sees only the pairs that wait for a second person, never the others."""
_CALLING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD})
"""Who may call and record meetings, as far as process.yaml names them for the kind."""
_ALIGNING_ROLES = _CALLING_ROLES | {RoleKey.MANAGER, RoleKey.SUPERVISOR, RoleKey.SSW}
"""Who compares how schools judge: those who call the meeting, those in charge, and who judges."""
_DECIDING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER})
"""Who may record a decision about a child, as far as process.yaml names them."""
_RECORD_READERS = frozenset({RoleKey.MANAGER, RoleKey.AUDITOR})

_PEOPLE_ROLES = frozenset({RoleKey.SYSTEM_ADMIN, RoleKey.MANAGER})
"""Who changes other people's rights, two of them together and never their own."""

_ANY = frozenset(Purpose)
_OPERATING = frozenset({Purpose.OPERATING})
_PREPARING = frozenset({Purpose.PREPARING})
_WORK = frozenset({Purpose.SCREENING, Purpose.CONSIDERING, Purpose.SUPPORTING})
_CASE = frozenset({Purpose.CONSIDERING, Purpose.SUPPORTING})
_PAIR_FIELDS = frozenset({Field.NAME, Field.ABUSE})
"""A record of 相談 or 要対協 tells by being there that there is one."""
_CASE_FIELDS = frozenset({Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE, Field.ADDRESS, Field.FINDING})

_MEETING_FIELDS = _CASE_FIELDS - {Field.ADDRESS}
"""No address is needed to decide, and paper is taken along."""
_NAME = frozenset({Field.NAME})
_ALIGNING_FIELDS = frozenset({Field.NAME, Field.FINDING})
_GROUP_FIELDS = frozenset({Field.COUNTS, Field.NAME, Field.FINDING})
_COUNT_FIELDS = frozenset({Field.COUNTS, Field.NAME, Field.FINDING, Field.ABUSE})
"""A count by 困難の類型, or by who was known before, tells of findings and 相談 where it is small."""
_NOMINATING_ROLES = frozenset(
    {
        RoleKey.MANAGER,
        RoleKey.FAMILY_CENTRE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SSW,
        RoleKey.PRINCIPAL,
    }
)
"""Which sections may ask that a child of the town be talked about. They read nothing of the child by that."""

_NOTING_ROLES = _NOMINATING_ROLES | {RoleKey.SSW_NAMED, RoleKey.CLASS_TEACHER, RoleKey.NURSERY}
"""Which sections may write 見守り情報 about a child of the town."""

_EXPECTING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH})
"""Who may carry a pregnancy, as far as expecting.yaml names them."""

_ENTERING_ROLES = frozenset(
    {
        RoleKey.FAMILY_CENTRE,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.DATA_OWNER,
        RoleKey.PRINCIPAL,
    }
)
"""Who may enter values of the own section's, or own school's, sources; of which child, authorize() decides."""
_ENTERING = _CASE | _PREPARING

_EVENT_FIELDS = frozenset({Field.NAME, Field.ABUSE})
"""What people wrote in the 経過 of a case counts as 相談."""


@dataclass(frozen=True)
class UrlRow:
    """One page. `needs`: of these classes the role must hold one for the object, or there is nothing to show.

    `open_to_all`: whoever gave the right password, or nobody yet. `fresh`: asks for the second factor anew when the last
    proof is older than ten minutes. `approves`: locked for who left the review of a 緊急閲覧 undone.
    """

    name: str
    label: str
    action: str
    roles: frozenset[RoleKey]
    purposes: frozenset[Purpose]
    fields: frozenset[Field] = frozenset()
    needs: frozenset[Field] = frozenset()
    methods: tuple[str, ...] = ("GET",)
    open_to_all: bool = False
    fresh: bool = False
    approves: bool = False


ROWS: tuple[UrlRow, ...] = (
    UrlRow("log_in", "ログイン", "session.begin", _EVERYBODY, _ANY, methods=("GET", "POST"), open_to_all=True),
    UrlRow(
        "second_factor", "二つめの確認", "session.prove", _EVERYBODY, _ANY, methods=("GET", "POST"), open_to_all=True
    ),
    UrlRow(
        "second_factor_new",
        "二つめの確認の登録",
        "session.new_factor",
        _EVERYBODY,
        _ANY,
        methods=("GET", "POST"),
        open_to_all=True,
    ),
    UrlRow("passkey_offer", "パスキーを作る", "passkey.offer", _EVERYBODY, _ANY, methods=("POST",), open_to_all=True),
    UrlRow("passkey_keep", "パスキーの登録", "passkey.keep", _EVERYBODY, _ANY, methods=("POST",), open_to_all=True),
    UrlRow("passkey_ask", "パスキーを使う", "passkey.ask", _EVERYBODY, _ANY, methods=("POST",), open_to_all=True),
    UrlRow("passkey_answer", "パスキーの確認", "passkey.answer", _EVERYBODY, _ANY, methods=("POST",), open_to_all=True),
    UrlRow("log_out", "ログアウト", "session.end", _EVERYBODY, _ANY, methods=("POST",)),
    UrlRow("today", "今日", "today.look", _EVERYBODY, _ANY, frozenset({Field.COUNTS, Field.FINDING})),
    UrlRow(
        "worklist",
        "検討対象者一覧",
        "worklist.look",
        _LIST_ROLES,
        _WORK,
        frozenset({Field.COUNTS, Field.FINDING}),
        frozenset({Field.FINDING}),
    ),
    UrlRow(
        "own_cases",
        "担当するこども",
        "own_cases.look",
        _SCHOOL_ROLES,
        _CASE,
        frozenset({Field.NAME}),
        frozenset({Field.NAME}),
    ),
    # A school's own page of a case: what was asked of it and its own part, nothing of what the town holds.
    UrlRow("school_case", "学校に届いたケース", "school_case.look", _HANDED_ROLES, _CASE, _NAME, _NAME),
    UrlRow(
        "school_case_move",
        "学校に届いたケースを進める",
        "school_case.move",
        _HANDED_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    # What alike cases were judged, side by side; of each case the view asks.
    UrlRow("aligning", "判断のすり合わせ", "aligning.look", _ALIGNING_ROLES, _CASE, _ALIGNING_FIELDS, _NAME),
    UrlRow("aligning_agree", "申し合わせを書く", "aligning.agree", _CALLING_ROLES, _CASE, methods=("POST",)),
    UrlRow(
        "school_contact",
        "学校での支援経過を書く",
        "school_case.write",
        _HANDED_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    # 学校教育室 prints it for teachers and for schools without accounts.
    UrlRow(
        "school_sheet",
        "校内シート（PDF）",
        "school_case.sheet",
        _HANDED_ROLES | {RoleKey.SCHOOL_BOARD},
        _CASE,
        _NAME,
        _NAME,
    ),
    UrlRow("cases", "ケース", "cases.look", _LIST_ROLES, _CASE, frozenset({Field.NAME}), frozenset({Field.NAME})),
    UrlRow(
        "case_receive",
        "一覧を受理する",
        "case.receive",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        methods=("POST",),
    ),
    UrlRow("case", "ケース（1件）", "case.look", _LIST_ROLES, _CASE, _EVENT_FIELDS, frozenset({Field.NAME})),
    UrlRow(
        "case_move",
        "ケースを進める",
        "case.move",
        _LIST_ROLES,
        _CASE,
        frozenset({Field.NAME}),
        frozenset({Field.NAME}),
        methods=("POST",),
    ),
    UrlRow(
        "case_team",
        "ケースの担当者",
        "case.team",
        _DECIDING_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("GET", "POST"),
    ),
    UrlRow(
        "hand_over",
        "仕事の引きつぎ",
        "hand_over.do",
        frozenset({RoleKey.MANAGER}),
        _CASE,
        _NAME,
        _NAME,
        methods=("GET", "POST"),
        fresh=True,
    ),
    UrlRow(
        "conferences",
        "会議",
        "conferences.look",
        _LIST_ROLES,
        _CASE,
        needs=frozenset({Field.NAME}),
        fields=_EVENT_FIELDS,
    ),
    UrlRow(
        "rechecks",
        "変化による再確認",
        "rechecks.look",
        _LIST_ROLES,
        _CASE,
        frozenset({Field.NAME, Field.FINDING}),
        frozenset({Field.FINDING}),
    ),
    UrlRow(
        "recheck_keep",
        "変化を見て、決定のままにする",
        "recheck.keep",
        _DECIDING_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    # The worker in charge, or where there is none the 責任者; the view asks whose child it is.
    UrlRow(
        "in_support",
        "支援中のこどもの新しい判定",
        "in_support.look",
        _COUNTING_ROLES,
        _CASE,
        frozenset({Field.NAME, Field.ABUSE, Field.FINDING}),
        frozenset({Field.FINDING}),
    ),
    UrlRow(
        "in_support_read",
        "支援中のこどもの判定を確認する",
        "in_support.read",
        _COUNTING_ROLES,
        _CASE,
        frozenset({Field.NAME, Field.ABUSE, Field.FINDING}),
        frozenset({Field.FINDING}),
        methods=("POST",),
    ),
    UrlRow(
        "in_support_worker",
        "支援中のこどもの担当者を決める",
        "in_support.assign",
        frozenset({RoleKey.MANAGER}),
        _CASE,
        frozenset({Field.ABUSE, Field.FINDING}),
        frozenset({Field.FINDING}),
        methods=("POST",),
    ),
    UrlRow(
        "conference_call",
        "会議を開く",
        "conference.call",
        _CALLING_ROLES,
        _CASE,
        methods=("POST",),
    ),
    UrlRow(
        "conference",
        "会議（1回）",
        "conference.look",
        _LIST_ROLES,
        _CASE,
        frozenset({Field.NAME, Field.ABUSE, Field.FINDING}),
        frozenset({Field.NAME}),
    ),
    UrlRow("conference_attendees", "会議の出席者", "conference.attend", _CALLING_ROLES, _CASE, methods=("POST",)),
    UrlRow("conference_agenda", "会議の議題", "conference.take_up", _CALLING_ROLES, _CASE, methods=("POST",)),
    UrlRow("conference_minutes", "会議の議事録", "conference.minutes", _CALLING_ROLES, _CASE, methods=("POST",)),
    UrlRow("conference_close", "会議を閉じる", "conference.close", _CALLING_ROLES, _CASE, methods=("POST",)),
    UrlRow(
        "conference_copies", "会議の資料に番号をつける", "conference.copies", _CALLING_ROLES, _CASE, methods=("POST",)
    ),
    UrlRow(
        "conference_copy_back", "会議の資料の回収", "conference.copy_back", _CALLING_ROLES, _CASE, methods=("POST",)
    ),
    UrlRow("conference_copies_out", "配った資料", "conference.copies_out", _CALLING_ROLES, _CASE),
    UrlRow(
        "conference_packs",
        "会議の資料（まとめて、PDF）",
        "conference.packs",
        _CALLING_ROLES,
        _CASE,
        _MEETING_FIELDS,
        _NAME,
    ),
    UrlRow(
        "conference_lock",
        "会議の資料（かぎ付き）",
        "conference.lock",
        _CALLING_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    UrlRow(
        "conference_pack",
        "会議の資料（PDF）",
        "conference.pack",
        _CALLING_ROLES,
        _CASE,
        _MEETING_FIELDS,
        frozenset({Field.NAME}),
    ),
    UrlRow(
        "conference_household",
        "会議（1世帯）",
        "conference.household",
        _LIST_ROLES,
        _CASE,
        _MEETING_FIELDS,
        frozenset({Field.NAME}),
    ),
    UrlRow("conference_view", "自分の見立て", "conference.view", _LIST_ROLES, _CASE, methods=("POST",)),
    UrlRow("conference_decide", "支援の決定", "conference.decide", _DECIDING_ROLES, _CASE, methods=("POST",)),
    UrlRow("inquiries", "情報収集シート", "inquiries.look", _SHEET_ROLES, _CASE, _NAME, _NAME),
    UrlRow("inquiry_ask", "所属へ聞く", "inquiry.ask", _ASKING_ROLES, _CASE, _NAME, _NAME, methods=("GET", "POST")),
    UrlRow("inquiry", "情報収集シート（1件）", "inquiry.look", _SHEET_ROLES, _CASE, _EVENT_FIELDS, _NAME),
    UrlRow(
        "inquiry_answer", "シートに答える", "inquiry.answer", _ANSWERING_ROLES, _CASE, _NAME, _NAME, methods=("POST",)
    ),
    UrlRow("inquiry_stop", "シートを取りやめる", "inquiry.stop", _ASKING_ROLES, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow(
        "inquiry_issue",
        "シートを紙・Excelで渡す",
        "inquiry.issue",
        _ANSWERING_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    UrlRow("inquiry_paper", "シートの紙（PDF）", "inquiry.paper", _ANSWERING_ROLES, _CASE, _NAME, _NAME),
    UrlRow("inquiry_file", "シートのExcel", "inquiry.file", _ANSWERING_ROLES, _CASE, _NAME, _NAME),
    UrlRow(
        "inquiry_read",
        "シートのExcelを読み込む",
        "inquiry.read",
        _ANSWERING_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    UrlRow("inquiry_back", "シートを回収する", "inquiry.back", _ASKING_ROLES, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow(
        "inquiry_weigh",
        "危険な回答を判断する",
        "inquiry.weigh",
        _DECIDING_ROLES,
        _CASE,
        _EVENT_FIELDS,
        _NAME,
        methods=("POST",),
    ),
    UrlRow("support", "支援・対応事項", "support.list", _CASE_ROLES, _CASE, _NAME, _NAME),
    UrlRow("case_support", "支援（1世帯）", "support.look", _LIST_ROLES, _CASE, _EVENT_FIELDS, _NAME),
    UrlRow("task_add", "対応事項を足す", "task.add", _SUPPORT_ROLES, _CASE, _NAME, _NAME, methods=("GET", "POST")),
    # Whoever holds a task reads it, at a school too; the view asks whether the person holds it or reads the whole case.
    UrlRow("task", "対応事項（1件）", "task.look", _CASE_ROLES, _CASE, _NAME, _NAME),
    UrlRow("task_change", "対応事項を直す", "task.change", _SUPPORT_ROLES, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow("task_end", "対応事項を終える", "task.end", _CASE_ROLES, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow("sighting_paper", "最終目視確認シート（PDF）", "sighting.paper", _SUPPORT_ROLES, _CASE, _NAME, _NAME),
    UrlRow("sighting_add", "目視確認を書く", "sighting.add", _SUPPORT_ROLES, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow(
        "sighting_withdraw",
        "目視確認を取り消す",
        "sighting.withdraw",
        _SUPPORT_ROLES,
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    UrlRow("contacts", "支援経過", "contacts.look", _LIST_ROLES, _CASE, _EVENT_FIELDS, _NAME),
    UrlRow(
        "contact_add", "支援経過を書く", "contact.add", _SUPPORT_ROLES, _CASE, _EVENT_FIELDS, _NAME, methods=("POST",)
    ),
    UrlRow(
        "contact_withdraw",
        "支援経過を取り消す",
        "contact.withdraw",
        _SUPPORT_ROLES,
        _CASE,
        _EVENT_FIELDS,
        _NAME,
        methods=("POST",),
    ),
    UrlRow("plan", "サポートプラン", "plan.look", _PLAN_READERS, _CASE, _NAME, _NAME),
    UrlRow("plan_write", "サポートプランを書く", "plan.write", _PLAN_WRITERS, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow("plan_shown", "サポートプランを見せた", "plan.shown", _PLAN_WRITERS, _CASE, _NAME, _NAME, methods=("POST",)),
    UrlRow("plan_paper", "サポートプランの紙（PDF）", "plan.paper", _PLAN_READERS, _CASE, _NAME, _NAME),
    UrlRow(
        "find",
        "こどもをさがす",
        "person.find",
        _CASE_ROLES,
        _CASE,
        frozenset({Field.NAME}),
        frozenset({Field.NAME}),
        methods=("GET", "POST"),
    ),
    UrlRow("notes", "見守り情報", "note.add", _NOTING_ROLES, _CASE, methods=("GET", "POST")),
    UrlRow("note_back", "見守り情報を取り消す", "note.take_back", _NOTING_ROLES, _CASE, methods=("POST",)),
    # ケース移管: the pack leaves the town, so the second factor is asked for anew.
    UrlRow(
        "transfer",
        "ケース移管",
        "transfer.do",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        _CASE_FIELDS - {Field.ADDRESS, Field.FINDING},
        _NAME,
        methods=("GET", "POST"),
    ),
    UrlRow(
        "transfer_pack",
        "移管のファイルを作る",
        "transfer.pack",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        _CASE_FIELDS - {Field.ADDRESS, Field.FINDING},
        _NAME,
        methods=("POST",),
        fresh=True,
    ),
    UrlRow(
        "transfer_reply",
        "移管先の返事を書く",
        "transfer.reply",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
    ),
    # Any section tells of a woman who expects a child; who begins a case is declared in expecting.yaml.
    UrlRow("expecting", "妊婦", "expecting.tell", _NOTING_ROLES, _CASE, methods=("GET", "POST")),
    UrlRow("expecting_begin", "妊婦のケースを始める", "expecting.begin", _EXPECTING_ROLES, _CASE, methods=("POST",)),
    UrlRow(
        "expecting_aside", "妊婦の知らせを閉じる", "expecting.set_aside", _EXPECTING_ROLES, _CASE, methods=("POST",)
    ),
    UrlRow(
        "pregnancy",
        "妊娠の経過",
        "pregnancy.look",
        _COUNTING_ROLES - {RoleKey.SCHOOL_BOARD},
        _CASE,
        frozenset({Field.NAME, Field.HEALTH, Field.ABUSE}),
        _NAME,
    ),
    *(
        UrlRow(name, label, action, _EXPECTING_ROLES, _CASE, _NAME, _NAME, methods=("POST",))
        for name, label, action in (
            ("pregnancy_change", "妊娠の確認を書き直す", "pregnancy.change"),
            ("pregnancy_end", "妊娠の経過を終える", "pregnancy.end"),
            ("pregnancy_birth", "生まれた子をケースに加える", "pregnancy.birth"),
        )
    ),
    UrlRow("nominations", "推薦", "nomination.add", _NOMINATING_ROLES, _CASE, methods=("GET", "POST")),
    UrlRow("nomination_back", "推薦を取り下げる", "nomination.take_back", _NOMINATING_ROLES, _CASE, methods=("POST",)),
    UrlRow("overview", "全体の状況", "overview.look", _EVERYBODY, _ANY, frozenset({Field.COUNTS, Field.FINDING})),
    UrlRow("funnel", "一覧から支援まで", "funnel.look", _COUNTING_ROLES, _CASE, _COUNT_FIELDS, _NAME),
    UrlRow("effects", "成果の表", "effects.look", _COUNTING_ROLES, _CASE, _COUNT_FIELDS, _NAME),
    # An SSW answers about the own cases; the view asks for each.
    UrlRow("survey", "アンケート", "survey.look", _SURVEYED_ROLES, _CASE, _NAME, _NAME),
    UrlRow(
        "survey_answer", "アンケートに答える", "survey.answer", _SURVEYED_ROLES, _CASE, _NAME, _NAME, methods=("POST",)
    ),
    # Whoever may do `workload.look_all` reads everybody's, all others their own row: the view asks.
    UrlRow("workload", "仕事の量", "workload.look", _COUNTING_ROLES | _SCHOOL_ROLES, _CASE, _NAME, _NAME),
    # Whoever sees counts finds the page; whether it may hold any here is asked by the view, which says why not.
    UrlRow("groups", "集まりごとの人数", "groups.look", _EVERYBODY, _ANY, _GROUP_FIELDS, frozenset({Field.COUNTS})),
    UrlRow(
        "type_list",
        "類型ごとの判定",
        "types.look",
        _TOWN_ROLES,
        frozenset({Purpose.SCREENING}),
        frozenset({Field.COUNTS, Field.FINDING}),
        frozenset({Field.FINDING}),
    ),
    UrlRow(
        "type_detail",
        "類型ごとの判定（こども×項目）",
        "type.look",
        _TOWN_ROLES,
        frozenset({Purpose.SCREENING}),
        frozenset({Field.COUNTS, Field.FINDING}),
        frozenset({Field.FINDING}),
    ),
    UrlRow("values", "画面で入力した値", "values.find", _ENTERING_ROLES, _ENTERING, methods=("GET", "POST")),
    UrlRow("child_values", "こどもの値を直す", "values.look", _ENTERING_ROLES, _ENTERING, _CASE_FIELDS),
    UrlRow(
        "value_add",
        "値を加える",
        "values.add",
        _ENTERING_ROLES,
        _ENTERING,
        _CASE_FIELDS,
        methods=("GET", "POST"),
    ),
    UrlRow(
        "value_row",
        "値を直す・取り下げる",
        "values.correct",
        _ENTERING_ROLES,
        _ENTERING,
        _CASE_FIELDS,
        methods=("GET", "POST"),
    ),
    UrlRow("child", "こども", "child.look", _CASE_ROLES, _CASE, _CASE_FIELDS, frozenset({Field.NAME})),
    UrlRow(
        "break_glass",
        "緊急閲覧",
        "break_glass.open",
        frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER}),
        _CASE,
        methods=("GET", "POST"),
        fresh=True,
    ),
    UrlRow(
        "break_glass_reviews",
        "緊急閲覧の見直し",
        "break_glass.reviews",
        _RECORD_READERS,
        frozenset({Purpose.AUDITING}),
    ),
    UrlRow(
        "break_glass_take",
        "緊急閲覧の見直しを引きつぐ",
        "break_glass.take",
        _RECORD_READERS,
        frozenset({Purpose.AUDITING}),
        methods=("POST",),
        fresh=True,
    ),
    UrlRow(
        "break_glass_reviewed",
        "緊急閲覧を見直す",
        "break_glass.review",
        _RECORD_READERS,
        frozenset({Purpose.AUDITING}),
        methods=("POST",),
        fresh=True,
    ),
    UrlRow(
        "overrides",
        "例外表示",
        "overrides.look",
        frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER, RoleKey.PRIVACY_OFFICER, RoleKey.AUDITOR}),
        _CASE | {Purpose.DISCLOSURE, Purpose.AUDITING},
    ),
    # Somebody of the case's team asks; the view asks whether the person is in it.
    UrlRow(
        "override_ask",
        "例外表示を頼む",
        "override.ask",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        _NAME,
        _NAME,
        methods=("GET", "POST"),
        fresh=True,
    ),
    UrlRow(
        "override_decide",
        "例外表示を認める・断る",
        "override.decide",
        frozenset({RoleKey.MANAGER}),
        _CASE,
        _NAME,
        _NAME,
        methods=("POST",),
        fresh=True,
        approves=True,
    ),
    UrlRow(
        "override_withdraw",
        "例外表示をやめる",
        "override.withdraw",
        frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER}),
        _CASE,
        methods=("POST",),
    ),
    UrlRow(
        "sheltered",
        "支援措置のあるこどもの住所・所属",
        "sheltered.look",
        frozenset({RoleKey.FAMILY_CENTRE}),
        _CASE,
        frozenset({Field.SHELTERED}),
        frozenset({Field.SHELTERED}),
        fresh=True,
    ),
    UrlRow("months", "月の処理", "months.look", _TOWN_ROLES, _PREPARING),
    UrlRow("month_desk", "月の処理（1か月分）", "month.look", _TOWN_ROLES, _PREPARING),
    UrlRow("month_hand_in", "ファイルを出す", "month.hand_in", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("month_decide", "差し替え・取り下げ", "month.decide", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("month_start", "月の処理を始める", "month.start", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("month_drift", "先月との違い", "month.drift", _TOWN_ROLES, _PREPARING, frozenset({Field.COUNTS})),
    UrlRow(
        "month_accept_drift",
        "先月との違いを認める",
        "month.accept_drift",
        _TOWN_ROLES,
        _PREPARING,
        methods=("POST",),
        approves=True,
    ),
    UrlRow("pairs", "同一人確認", "pair.look", _DESK_ROLES, _PREPARING, _PAIR_FIELDS, frozenset({Field.NAME})),
    UrlRow("pair_answer", "同一人確認に答える", "pair.answer", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow(
        "pairs_second",
        "同一人確認（2人目）",
        "pair.look_second",
        _SECOND_ROLES,
        _PREPARING,
        _PAIR_FIELDS,
        frozenset({Field.NAME}),
    ),
    UrlRow(
        "pair_second",
        "2人目として答える",
        "pair.second",
        _SECOND_ROLES,
        _PREPARING,
        methods=("POST",),
        approves=True,
    ),
    UrlRow(
        "linked_record",
        "ひも付いた記録",
        "link.look",
        _DESK_ROLES,
        _PREPARING,
        _PAIR_FIELDS,
        frozenset({Field.NAME}),
    ),
    UrlRow("linked_answer", "ひも付いた記録に答える", "link.answer", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("pair_answers", "同一人確認の記録", "pair.answers", _SECOND_ROLES, _PREPARING),
    UrlRow("pair_given", "同一人確認の答え", "pair.given", _SECOND_ROLES, _PREPARING, frozenset({Field.FINDING})),
    UrlRow("pair_undo", "答えの取り消し", "pair.undo", _SECOND_ROLES, _PREPARING, methods=("POST",)),
    UrlRow(
        "pair_undo_second",
        "2人目として取り消しを確かめる",
        "pair.undo_second",
        _SECOND_ROLES,
        _PREPARING,
        methods=("POST",),
        approves=True,
    ),
    UrlRow("layouts", "様式の下書き", "layouts.look", _TOWN_ROLES, _PREPARING),
    UrlRow("layout", "様式の下書き（1件）", "layout.look", _TOWN_ROLES, _PREPARING),
    UrlRow("layout_draft", "ファイルを調べる", "layout.draft", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("layout_change", "下書きを直す", "layout.change", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("layout_column", "下書きの列", "layout.column", _DESK_ROLES, _PREPARING, methods=("GET", "POST")),
    UrlRow("layout_file", "下書きのファイルの決まり", "layout.file", _DESK_ROLES, _PREPARING, methods=("GET", "POST")),
    UrlRow("layout_cuts", "下書きの列の区切り", "layout.cuts", _DESK_ROLES, _PREPARING, methods=("GET", "POST")),
    UrlRow("layout_sheet", "町の入力シート（Excel）", "layout.sheet", _TOWN_ROLES, _PREPARING),
    UrlRow("layout_confirm", "下書きを確認する", "layout.confirm", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("layout_withdraw", "様式を取り下げる", "layout.withdraw", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("layout_discard", "下書きを捨てる", "layout.discard", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("receipts", "データ受領", "receipts.look", _FILE_ROLES, _PREPARING),
    UrlRow("held_drop", "とってあるファイルを消す", "held.drop", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("receipt", "受領記録", "receipt.look", _FILE_ROLES, _PREPARING),
    UrlRow("receipt_decide", "不備の確認", "receipt.decide", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("receipt_wipe", "元の写しの消去", "receipt.wipe", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("departments", "課ごとの戻し", "departments.look", _FILE_ROLES, _PREPARING),
    UrlRow("department", "課への戻し", "department.look", _FILE_ROLES, _PREPARING),
    UrlRow("department_file", "課への戻し（Excel）", "department.file", _FILE_ROLES, _PREPARING),
    UrlRow("wipes", "消去記録", "wipes.look", _TOWN_ROLES | _RECORD_READERS, _PREPARING | {Purpose.AUDITING}),
    UrlRow("protection", "支援措置", "protection.look", _TOWN_ROLES, _PREPARING),
    UrlRow(
        "protection_take",
        "支援措置の一覧を読み込む",
        "protection.take",
        _TOWN_ROLES,
        _PREPARING,
        methods=("POST",),
        fresh=True,
    ),
    UrlRow(
        "protection_left_out",
        "一覧にいない人を表示にもどすよう頼む",
        "protection.left_out",
        _TOWN_ROLES,
        _PREPARING,
        methods=("POST",),
        fresh=True,
    ),
    UrlRow(
        "protection_agree",
        "一覧にいない人を表示にもどす（2人目）",
        "protection.agree",
        _TOWN_ROLES,
        _PREPARING,
        methods=("POST",),
        fresh=True,
        approves=True,
    ),
    UrlRow(
        "protection_limit",
        "支援措置の一覧の時間を決める",
        "protection.limit",
        frozenset({RoleKey.MANAGER}),
        _PREPARING,
        methods=("POST",),
        fresh=True,
        approves=True,
    ),
    UrlRow("jobs", "処理の記録", "jobs.look", _TOWN_ROLES, _PREPARING),
    UrlRow("job", "処理", "job.look", _TOWN_ROLES, _PREPARING),
    UrlRow("job_cancel", "処理の取り消し", "job.cancel", _DESK_ROLES, _PREPARING, methods=("POST",)),
    UrlRow("job_again", "処理のやり直し", "job.again", _DESK_ROLES, _PREPARING, methods=("POST",)),
    # On a training home only; elsewhere the views answer as for what does not exist.
    UrlRow("training", "研修", "training.look", _EVERYBODY, _ANY),
    UrlRow("training_again", "演習をはじめからやり直す", "training.again", _EVERYBODY, _ANY, methods=("POST",)),
    UrlRow("training_people", "研修のようす", "training.people", _PEOPLE_ROLES, _ANY),
    UrlRow("dictionary", "データ項目の説明", "dictionary.look", _EVERYBODY, _ANY),
    UrlRow("dictionary_table", "データ項目の説明（テーブル）", "dictionary_table.look", _EVERYBODY, _ANY),
    UrlRow(
        "records",
        "見た記録",
        "records.look",
        _RECORD_READERS,
        frozenset({Purpose.AUDITING}),
        frozenset({Field.AUDIT}),
        frozenset({Field.AUDIT}),
    ),
    UrlRow("people", "利用者", "people.look", _PEOPLE_ROLES, _OPERATING, fresh=True),
    UrlRow(
        "person_change", "利用者の変更を頼む", "person.change", _PEOPLE_ROLES, _OPERATING, methods=("POST",), fresh=True
    ),
    UrlRow(
        "person_decide",
        "利用者の変更を決める",
        "person.decide",
        _PEOPLE_ROLES,
        _OPERATING,
        methods=("POST",),
        fresh=True,
        approves=True,
    ),
    UrlRow("password", "パスワードを変える", "password.change", _EVERYBODY, _ANY, methods=("GET", "POST"), fresh=True),
    UrlRow("records_mine", "自分の見た記録", "records.mine", _EVERYBODY, _ANY),
    UrlRow(
        "records_child",
        "こどもを見た人",
        "records.child",
        frozenset({RoleKey.AUDITOR, RoleKey.PRIVACY_OFFICER}),
        frozenset({Purpose.AUDITING, Purpose.DISCLOSURE}),
        frozenset({Field.AUDIT}),
        frozenset({Field.AUDIT}),
    ),
    UrlRow(
        "records_own_data",
        "所属のデータを見た人",
        "records.own_data",
        frozenset({RoleKey.DATA_OWNER}),
        _PREPARING,
        frozenset({Field.AUDIT}),
        frozenset({Field.AUDIT}),
    ),
    UrlRow(
        "records_watch",
        "気をつけて見る記録",
        "records.watch",
        frozenset({RoleKey.AUDITOR}),
        frozenset({Purpose.AUDITING}),
        frozenset({Field.AUDIT}),
        frozenset({Field.AUDIT}),
    ),
    UrlRow(
        "records_anchor",
        "見た記録の控え",
        "records.anchor",
        frozenset({RoleKey.AUDITOR, RoleKey.SYSTEM_ADMIN}),
        frozenset({Purpose.AUDITING, Purpose.OPERATING}),
    ),
)

WITHIN: tuple[UrlRow, ...] = (
    UrlRow("workload", "仕事の量（全員分）", "workload.look_all", frozenset({RoleKey.MANAGER}), _CASE, _NAME, _NAME),
    UrlRow("overrides", "例外表示（すべて）", "overrides.look_all", frozenset({RoleKey.MANAGER}), _CASE),
    UrlRow(
        "overrides",
        "例外表示（すべてを見守る）",
        "overrides.watch",
        frozenset({RoleKey.PRIVACY_OFFICER, RoleKey.AUDITOR}),
        frozenset({Purpose.DISCLOSURE, Purpose.AUDITING}),
    ),
    UrlRow(
        "override_withdraw",
        "ほかの人が頼んだ例外表示をやめる",
        "override.withdraw_any",
        frozenset({RoleKey.MANAGER}),
        _CASE,
        methods=("POST",),
    ),
)
"""What only some of those who may open a page may do on it: the view asks authorize(), so that role and purpose go together."""

BY_NAME: dict[str, UrlRow] = {row.name: row for row in ROWS}
BY_ACTION: dict[str, UrlRow] = {row.action: row for row in (*ROWS, *WITHIN)}
