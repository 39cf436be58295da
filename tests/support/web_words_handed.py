"""Words in every place that hands one case on: 引きつぎシート, 仕事の引きつぎ, and ケース移管 both ways. Called after plant_words."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf

from support.paper_text import text_of_paper
from support.web_came import DATA, PASSWORD, locked, plant_waiting
from support.web_cases import ON
from support.web_people import change_serving
from tsunagu.base import clock
from tsunagu.serving import open_serving

HANDED = ("引きつぎ", "申し送り", "届いた", "届いた子")
GONE = ("引き継いだこと", "返事")
"""What is written at a 移管, which ends the case."""
Said = Callable[[str], str]


def plant_handed(home: Path, code: str, said: Said, *, school: str) -> dict[str, str]:
    """A sheet for the school named, with all that can be chosen; the work of こども家庭センター went to another; a 移管 came. The team is
    both. Name → address of the pages."""
    from django.db import transaction

    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case, CaseMember
    from tsunagu_web.reading import RunView
    from tsunagu_web.support.handing_over import hand_over, held_by
    from tsunagu_web.transfers.models import CameFile
    from tsunagu_web.transitions.declared import current_transition
    from tsunagu_web.transitions.giving import Told, add_copy, give

    people = {one.username: one for one in User.objects.all()}
    centre, step = people["center"], current_transition().step("to_junior")
    case = next(one for one in Case.objects.all() if code in one.children)
    change_serving(home, "UPDATE children SET fiscal_age = 12 WHERE household_code = ?", case.household_code)
    assert step is not None
    with open_serving(home) as serving, mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        run = RunView(serving)
        CaseMember.objects.create(case=case, person=centre, joined_at=ON, joined_by=centre)
        held = [one for one in held_by(centre, run, people["sekinin"]) if one.case == case]
        hand_over(run, held, centre, people["kennin"], people["sekinin"], "manager", said("申し送り"))
        CaseMember.objects.create(case=case, person=centre, joined_at=ON, joined_by=centre)
        chosen = [list(rows.values_list("number", flat=True)) for rows in (case.contacts, case.tasks)]
        answers = {"helps": said("引きつぎ"), "asks": said("引きつぎ")}
        told = Told("school", school, "consent", answers, *chosen, plan=case.plans.latest("seq").seq)
        add_copy(
            give(case, code, step, date(2027, 4, 1), centre, "family_centre", told), centre, "family_centre", "教頭"
        )
        sibling = next(
            (one.child_code for one in serving.children_of(case.household_code) if one.child_code != code), code
        )
    data = DATA | {"contacts": [said("届いた")], "decisions": [], "children": []}
    came = CameFile.objects.create(
        case=case, at=ON, by=centre, role="family_centre", name="移管.pdf", sha256="0" * 64,
        kept=base64.b64encode(locked(data)).decode(), data=json.dumps(data, ensure_ascii=False),
    )  # fmt: skip
    waits = plant_waiting(contacts=[said("届いた")], children=[DATA["children"][0] | {"name": said("届いた子")}])
    base, task = f"/cases/{case.number}/", next(one.task for one in held if one.task)
    return {
        "sheet": f"/transitions/{case.number}/1/",
        "sheet_paper": f"/transitions/{case.number}/1/copies/1/",
        "transition": f"{base}transition/{sibling}/",
        "hand_over": "/hand-over/?from=boshi",
        "handed_task": f"{base}support/tasks/{task.number}/",
        "came": f"{base}came/",
        "waiting": f"/cases/open/came/{waits.pk}/",
        "came_file": f"{base}came/{came.pk}/file/",
    }


def plant_gone(code: str, said: Said) -> dict[str, str]:
    """The case went to another municipality, which answered. Name → address of the pages that say so, and of the file."""
    from django.db import transaction

    from tsunagu_web.access import CaseObject
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.resources.models import ReferralStep
    from tsunagu_web.support.models import TaskVersion
    from tsunagu_web.transfers.moving import Told, keep_reply, transfer_case

    case = next(one for one in Case.objects.all() if code in one.children)
    centre, on = User.objects.get(username="center"), ON.date()
    TaskVersion.objects.filter(task__case=case).update(state="dropped")
    ReferralStep.objects.filter(referral__case=case).update(follow_on=None)
    thing = CaseObject(code, case.household_code, True, "P3", in_hand=True)
    told = Told("小田原市", "こども若者支援課", on, "高橋", on, said("引き継いだこと"))
    with mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        gone = transfer_case(case, centre, thing, "family_centre", told, seen=case.events.count())
        keep_reply(gone, centre, "family_centre", on=on, said_by="高橋", words=said("返事"))
    base = f"/cases/{case.number}/"
    return {"case": base, "transfer": f"{base}transfer/", "pack": f"{base}transfer/pack/"}


def words_of(answer: Any) -> str:
    """What a person reads in an answer: a page, a paper, or a file that opens with the password said beside it or by the other town."""
    if answer.get("Content-Type", "").startswith("application/pdf"):
        try:
            return text_of_paper(answer.content)
        except Exception:
            return _inside(answer.content, PASSWORD)
    page = str(answer.content.decode())
    file = re.search(r'base64,([^"]+)"', page)
    password = re.search(r'class="password">([^<]+)<', page)
    return page + _inside(base64.b64decode(file[1]), password[1]) if file and password else page


def _inside(pdf: bytes, password: str) -> str:
    with pikepdf.open(io.BytesIO(pdf), password=password) as opened:
        attached = [one.get_file().read_bytes().decode() for one in opened.attachments.values()]
    return text_of_paper(pdf, password) + "".join(attached)
