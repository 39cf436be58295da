"""Words in every place where people write about one case: who reads which of them, and does one of them tell where a child is?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from support.web_cases import ON
from support.web_conferences import MEETING, plant_meeting
from support.web_support import plant_support
from tsunagu.base import clock
from tsunagu.serving import open_serving

WRITTEN = (
    "すること", "見たこと", "聞いたこと", "考えたこと", "めざすこと", "思い", "プランの思い", "まだのわけ", "経過", "理由", "情報源", "議事録",
    "見守り", "回答", "希望", "案内", "見立て", "知らせ",
)  # fmt: skip
"""What stands on pages of a case, by the field it is written in."""
LATER = date(2026, 12, 10)


def plant_words(home: Path, code: str, said: Callable[[str], str]) -> dict[str, str]:
    """Write `said` of each field about the household of `code`; its pages: name → address. Nothing here asks what may be written."""
    from django.db import transaction

    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.conferences.models import AgendaItem, ChildDecision, Minutes, OwnView
    from tsunagu_web.expecting.carrying import tell
    from tsunagu_web.expecting.women import WomanMeant
    from tsunagu_web.inquiries.asking import Received, Request, Told, ask, take_answer
    from tsunagu_web.notes.noting import note
    from tsunagu_web.reading import RunView
    from tsunagu_web.resources.demo import make_demo_directory
    from tsunagu_web.resources.models import Resource
    from tsunagu_web.resources.referring import Came, refer, take_step
    from tsunagu_web.support import tasks
    from tsunagu_web.support.plans import show_plan, write_plan
    from tsunagu_web.support.writing import write_contact

    plant_support(home)
    with mock.patch.object(clock, "now", lambda: ON):
        make_demo_directory()
    people = {one.username: one for one in User.objects.all()}
    centre, health, role = people["center"], people["boshi"], "family_centre"
    case = next(one for one in Case.objects.all() if code in one.children)
    with open_serving(home) as serving, mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        run = RunView(serving)
        child = serving.child(code)
        assert child is not None
        task = tasks.add_task(case, run, centre, role, tasks.Told(said("すること"), "05", LATER, code, holder=health))
        words = {"with_whom": "母", "heard_from": "母"}
        words |= {
            name: said(key) for name, key in (("fact", "見たこと"), ("heard", "聞いたこと"), ("opinion", "考えたこと"))
        }
        write_contact(case, centre, role, on=ON.date(), way="visit", words=words, seen=[], place="")
        told = {
            "goals": said("めざすこと"),
            "parent_wish": said("プランの思い"),
            "we_do": "電話する",
            "family_does": "",
        }
        seen = case.plans.count()
        plan = write_plan(case, centre, role, seen=seen, words=told, wishes={code: said("思い")}, next_talk=LATER)
        show_plan(plan, centre, role, on=ON.date(), to_whom="母", agreed=False, why_not=said("まだのわけ"))
        held = Request(child, f"holder:{health.pk}", LATER, "council", ())
        sheet = ask(case, run, centre, held, seen=case.events.count())
        answer = Received("page", "祖母", {"family_words": Told(said("回答"))})
        take_answer(sheet, health, "maternal_health", answer, seen=0)
        wanted = tasks.Told("案内する", "21", LATER, code, holder=centre)
        found = refer(
            case, run, centre, role, Resource.objects.get(number=1), wanted, wish="wants", wish_words=said("希望")
        )
        came = Came(
            "told",
            ON.date(),
            dict.fromkeys(("heard", "heard_from", "opinion"), "") | {"fact": said("案内")},
            centre,
            follow_on=LATER,
        )
        take_step(found, centre, role, came, seen=1)
        noted: dict[str, Any] = {
            "informant": "学校",
            "certainty": "事実",
            "who_may_see": "会議参加者",
            "ground": "面談",
        }
        noted |= {"kind": "気づき", "text": said("見守り"), "happened_on": ON.date()}
        note(centre, role, child, noted)
        heard = {"happened_on": ON.date(), "kind": "気づき", "certainty": "事実", "text": said("知らせ")}
        tell(WomanMeant("林 静", "", date(1999, 12, 24), None), health, "maternal_health", heard)
    plant_meeting()
    item = AgendaItem.objects.get(case=case)
    ChildDecision.objects.create(
        item=item, child_code=code, version=1, decision="調査継続", decided_on=ON.date(), decider=centre, reason=said("理由"),
        human_source=said("情報源"), facts_hash="", run_id="", role=role, at=ON, by=centre,
    )  # fmt: skip
    OwnView.objects.create(item=item, by=centre, at=ON, leaning="worried", words=said("見立て"))
    Minutes.objects.create(meeting=item.meeting, version=2, words=said("議事録"), at=ON, by=centre)
    event = case.events.order_by("-seq").first()
    type(event).objects.filter(pk=event.pk).update(words=said("経過"))  # type: ignore[union-attr]
    base = f"/cases/{case.number}/"
    return {
        "case": base,
        "support": f"{base}support/",
        "task": f"{base}support/tasks/{task.task.number}/",
        "contacts": f"{base}support/contacts/",
        "plan": f"{base}support/plan/",
        "referral": f"{base}support/resources/{found.number}/",
        "resources": f"{base}support/resources/",
        "first_contact": f"{base}first-contact/",
        "inquiry": f"/inquiries/{case.number}/{sheet.number}/",
        "conference": f"/conferences/{MEETING}/",
        "household": f"/conferences/{MEETING}/{case.number}/",
        "notes": "/notes/",
        "expecting": "/expecting/",
        "today": "/",
        "supports": "/support/",
        "transfer": f"{base}transfer/",
        "child": f"/children/{code}/",
    }
