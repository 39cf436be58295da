"""One month as one function: the home, the run with its progress, cancel and resume, and the register of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tsunagu.base.late_exports import late_exports

if TYPE_CHECKING:
    from tsunagu.month.consequences import consequence_of
    from tsunagu.month.doctor import Check, examine, said_at_start
    from tsunagu.month.drifting import (
        Accepting,
        DriftError,
        WaitingDrift,
        accept_waiting,
        come_and_gone,
        told_of,
        waiting_drift,
    )
    from tsunagu.month.expecting import RegisteredWoman, find_women
    from tsunagu.month.fonts import font_files
    from tsunagu.month.handing_on import HandOn, handed_on_by_the_pages
    from tsunagu.month.home import Home, create_home, find_home, refuse_a_filled_folder, settings_in
    from tsunagu.month.lawful import barred_items
    from tsunagu.month.link_uses import LinkUses, UsedFinding, uses_of
    from tsunagu.month.prefecture_extract import (
        BrokenExtractsError,
        PrefectureExtract,
        ReturnedProposal,
        extract_for_prefecture,
        read_proposals,
    )
    from tsunagu.month.protection import (
        PROTECTION_TABLE,
        NewestList,
        Overlay,
        came_before,
        names_of_lists,
        newest_list,
        overlay_now,
        overlay_of,
        renew_protection,
    )
    from tsunagu.month.protection_left_out import (
        LEFT_OUT_FILE,
        BrokenLeftOutError,
        LeftOut,
        agree_to_show_left_out,
        ask_to_show_left_out,
        asked_about,
    )
    from tsunagu.month.protection_limit import BrokenLimitsError, LimitSet, limits_set, set_limit
    from tsunagu.month.register import earlier_runs, logged_runs
    from tsunagu.month.returned_numbers import named_numbers, return_numbers
    from tsunagu.month.review_desk import (
        ALREADY_PARTED,
        Desk,
        Question,
        answer_linked,
        answer_question,
        desk_of,
        entries_read,
        find_question,
        question_of,
        record_asked,
        seconds_left,
    )
    from tsunagu.month.run import STATIONS, run_month
    from tsunagu.month.summary import RunResult
    from tsunagu.month.watch import watching
    from tsunagu.month.whereabouts import read_whereabouts
    from tsunagu.month.withdrawals import withdrawn_by, withdrawn_links

__all__ = [
    "ALREADY_PARTED",
    "LEFT_OUT_FILE",
    "PROTECTION_TABLE",
    "STATIONS",
    "Accepting",
    "BrokenExtractsError",
    "BrokenLeftOutError",
    "BrokenLimitsError",
    "Check",
    "Desk",
    "DriftError",
    "HandOn",
    "Home",
    "LeftOut",
    "LimitSet",
    "LinkUses",
    "NewestList",
    "Overlay",
    "PrefectureExtract",
    "Question",
    "RegisteredWoman",
    "ReturnedProposal",
    "RunResult",
    "UsedFinding",
    "WaitingDrift",
    "accept_waiting",
    "agree_to_show_left_out",
    "answer_linked",
    "answer_question",
    "ask_to_show_left_out",
    "asked_about",
    "barred_items",
    "came_before",
    "come_and_gone",
    "consequence_of",
    "create_home",
    "desk_of",
    "earlier_runs",
    "entries_read",
    "examine",
    "extract_for_prefecture",
    "find_home",
    "find_question",
    "find_women",
    "font_files",
    "handed_on_by_the_pages",
    "limits_set",
    "logged_runs",
    "named_numbers",
    "names_of_lists",
    "newest_list",
    "overlay_now",
    "overlay_of",
    "question_of",
    "read_proposals",
    "read_whereabouts",
    "record_asked",
    "refuse_a_filled_folder",
    "renew_protection",
    "return_numbers",
    "run_month",
    "said_at_start",
    "seconds_left",
    "set_limit",
    "settings_in",
    "told_of",
    "uses_of",
    "waiting_drift",
    "watching",
    "withdrawn_by",
    "withdrawn_links",
]

__getattr__ = late_exports(
    __name__,
    {
        "consequences": "consequence_of",
        "expecting": "RegisteredWoman find_women",
        "doctor": "Check examine said_at_start",
        "drifting": "Accepting DriftError WaitingDrift accept_waiting come_and_gone told_of waiting_drift",
        "fonts": "font_files",
        "handing_on": "HandOn handed_on_by_the_pages",
        "home": "Home create_home find_home refuse_a_filled_folder settings_in",
        "lawful": "barred_items",
        "prefecture_extract": "BrokenExtractsError PrefectureExtract ReturnedProposal extract_for_prefecture read_proposals",
        "protection": "PROTECTION_TABLE NewestList Overlay came_before names_of_lists newest_list overlay_now overlay_of renew_protection",
        "protection_left_out": "LEFT_OUT_FILE BrokenLeftOutError LeftOut agree_to_show_left_out ask_to_show_left_out asked_about",
        "protection_limit": "BrokenLimitsError LimitSet limits_set set_limit",
        "link_uses": "LinkUses UsedFinding uses_of",
        "register": "earlier_runs logged_runs",
        "returned_numbers": "named_numbers return_numbers",
        "review_desk": "ALREADY_PARTED Desk Question answer_linked answer_question desk_of entries_read find_question question_of record_asked"
        " seconds_left",
        "run": "STATIONS run_month",
        "summary": "RunResult",
        "watch": "watching",
        "whereabouts": "read_whereabouts",
        "withdrawals": "withdrawn_by withdrawn_links",
    },
)
