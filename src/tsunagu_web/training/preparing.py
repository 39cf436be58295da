"""The cases as each exercise begins: brought there by the same moves as real work, each with its row in the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from tsunagu.identity import IdentityAnswer
from tsunagu.month import Home, answer_question, desk_of, entries_read
from tsunagu.serving import ServedChild
from tsunagu_web import audit
from tsunagu_web.access import PageObject, RoleKey, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.break_glass.opening import open_glass
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import move_case, receive_list
from tsunagu_web.casework.team import join
from tsunagu_web.conferences.calling import attend, call_meeting, close, keep_minutes
from tsunagu_web.conferences.deciding import ChildTold, HouseholdTold, decide_household
from tsunagu_web.conferences.models import AgendaItem
from tsunagu_web.inquiries.asking import Request, ask
from tsunagu_web.notes.noting import note
from tsunagu_web.overrides.granting import Asked
from tsunagu_web.overrides.granting import ask as ask_override
from tsunagu_web.reading import RunView, current_run
from tsunagu_web.resources.demo import make_demo_directory
from tsunagu_web.review_desk.looking import pair_named
from tsunagu_web.support.safety import people_to_see
from tsunagu_web.support.tasks import Told, add_task
from tsunagu_web.support.writing import write_sighting
from tsunagu_web.town import home_folder
from tsunagu_web.training.marking import begin_anew
from tsunagu_web.training.people import LogIn, make_people, trainees
from tsunagu_web.training.plan import write_plan
from tsunagu_web.training.targets import chosen

SOURCE = "研修のための架空の話"
ROUNDS = 3
"""So often an exercise that ends a task can be done again before the town must be made anew."""
IN_TWO_WEEKS, IN_A_MONTH = timedelta(days=14), timedelta(days=30)


@dataclass
class Stage:
    """Who acts, in which run."""

    run: RunView
    people: Mapping[RoleKey, User]
    targets: dict[str, str]

    def child(self, name: str) -> ServedChild:
        """The child of that name."""
        found = self.run.serving.child(self.targets[name])
        assert found is not None
        return found

    def case(self, name: str) -> Case:
        """The open case of that child's household."""
        return Case.objects.get(household_code=self.child(name).household_code, ended_at__isnull=True)

    @contextmanager
    def doing(self, key: RoleKey, action: str, thing: object, told: object = None) -> Iterator[tuple[User, str]]:
        """Do something as this role: refused as on the page, recorded as on the page, in one transaction.

        Yields the person and the role. RuntimeError when the role may not, which is a fault of this file.
        """
        user = self.people[key]
        decision = authorize(user, action, thing)  # type: ignore[arg-type]
        if not decision.allowed or decision.role is None:
            raise RuntimeError(f"{key} may not {action}")
        with transaction.atomic():
            yield user, decision.role_key
            audit.record(user=user, action=action, object=told or thing, purpose=decision.purpose, result="ok")


def prepare() -> list[LogIn]:
    """Bring the town of the home to the state each exercise begins in; the log-ins, to be printed once."""
    with current_run() as run:
        targets = chosen(run)
        people = trainees(targets)
        made = make_people(people)
        users = {user.username: user for user in User.objects.all()}
        stage = Stage(run, {one.role: users[one.username] for one in people}, targets)
        make_demo_directory()
        _receive_the_list(stage)
        _put_other_pairs_off(stage)
        _danger(
            stage, "urgent", RoleKey.MATERNAL_HEALTH, "夜中に泣き声が続き、こどもが家から出てこないと近所の人から聞いた"
        )
        _see_everybody(stage, "urgent")
        _bring_the_protected_child(stage)
        _support_the_own_child(stage)
        _ask_the_places(stage)
        _give_tasks(stage)
        _open_in_an_emergency(stage)
        _call_the_next_conference(stage)
        for name in ("own", "named", "protected", "unknown", "urgent", "welfare", "talked_about"):
            targets[f"case_{name}"] = stage.case(name).number
        for user in stage.people.values():
            begin_anew(user)
    write_plan(home_folder(), targets)
    return made


def _receive_the_list(stage: Stage) -> None:
    households = {row["household_code"]: list(row["children"]) for row in stage.run.worklist["listed"]}
    run_id = stage.run.meta["run_id"]
    page = PageObject("case_receive")
    with stage.doing(RoleKey.FAMILY_CENTRE, "case.receive", page, f"reception:{run_id}") as (user, role):
        receive_list(user, role, run_id, stage.run.as_of, households)
    # What the run reads once per request holds open cases now.
    stage.run.__dict__.pop("open_households", None)


def _put_other_pairs_off(stage: Stage) -> None:
    """The twins' record comes first at the desk; everything else waits behind it."""
    home = Home(home_folder())
    pack, serving = home.pack(), stage.run.serving
    for question in desk_of(serving, [], pack, entries_read(home, serving)).open:
        if question.record.record_key == stage.targets["twin_record"]:
            continue
        page = PageObject("pair_answer")
        with stage.doing(RoleKey.SCREENER, "pair.answer", page, pair_named(question)) as (user, _):
            answer_question(home, question, IdentityAnswer.LATER, by=user.username, why="双子の記録を先に見るため")


def _danger(stage: Stage, name: str, by: RoleKey, words: str) -> None:
    child, today = stage.child(name), clock.today()
    told = {
        "happened_on": today,
        "informant": "近隣",
        "kind": "緊急",
        "certainty": "伝聞",
        "who_may_see": "こども課",
        "ground": "連絡",
        "lunch_arrears": "",
        "text": words,
    }
    with stage.doing(by, "note.add", PageObject("notes"), f"child:{child.child_code}") as (user, role):
        note(user, role, child, told)
    stage.run.__dict__.pop("open_households", None)


def _see_everybody(stage: Stage, name: str) -> None:
    """母子保健 visits an alarmed household and sees each child of it."""
    case = stage.case(name)
    for child in stage.run.serving.children_of(case.household_code):
        thing = stage.run.case(child, in_hand=True)
        with stage.doing(RoleKey.MATERNAL_HEALTH, "sighting.add", thing, f"child:{child.child_code}") as (user, role):
            now = clock.now()
            write_sighting(
                case,
                user,
                role,
                child.child_code,
                on=now.date(),
                hour=now.time(),
                place="家の玄関",
                condition="けがはない",
            )


def _move(stage: Stage, name: str, key: str, words: str = "") -> None:
    case = stage.case(name)
    thing = stage.run.case(stage.child(name), in_hand=True)
    with stage.doing(RoleKey.FAMILY_CENTRE, "case.move", thing, f"case:{case.number}") as (user, _):
        people = people_to_see(case, stage.run, user)
        move_case(case, user, thing, key, seen=case.events.count(), words=words, people=people)


def _bring_the_protected_child(stage: Stage) -> None:
    """A protected child in hand, with a team, and a 例外表示 that waits although its reason is none."""
    _danger(stage, "protected", RoleKey.MANAGER, "居場所を知られたくない相手がいる。学校に行けていないと相談があった")
    _see_everybody(stage, "protected")
    _move(stage, "protected", "calmed", "訪問して、家族と本人に会えた。けがはなく落ち着いている")
    case, child = stage.case("protected"), stage.child("protected")
    thing = stage.run.case(child, in_hand=True)
    for key in (RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH):
        with stage.doing(RoleKey.FAMILY_CENTRE, "case.team", thing, f"case:{case.number}") as (user, role):
            join(case, stage.run, stage.people[key], user, role)
    with stage.doing(RoleKey.FAMILY_CENTRE, "override.ask", thing) as (user, _):
        until = clock.today() + IN_A_MONTH
        ask_override(case, child, user, Asked("念のため、住所を見ておきたい", until, [user]))


def _support_the_own_child(stage: Stage) -> None:
    """A conference that decided 要支援, held and closed."""
    _move(stage, "own", "bring")
    run, case = stage.run, stage.case("own")
    with stage.doing(RoleKey.FAMILY_CENTRE, "conference.call", PageObject("conference_call")) as (user, _):
        meeting = call_meeting(user, run, "conference", clock.today(), None, "役場2階 会議室")
        attend(user, meeting, stage.people[RoleKey.MANAGER], "", "")
    item = AgendaItem.objects.get(meeting=meeting, case=case)
    thing = run.case(stage.child("own"), in_hand=True)
    children = [_told(run, one) for one in run.serving.children_of(case.household_code)]
    with stage.doing(RoleKey.FAMILY_CENTRE, "conference.decide", PageObject("conference_decide"), item) as (user, _):
        told = HouseholdTold(children, user, run.meta["run_id"], case.events.count())
        decide_household(user, run, item, thing, told)
    with stage.doing(RoleKey.FAMILY_CENTRE, "conference.minutes", PageObject("conference_minutes"), meeting) as (
        user,
        _,
    ):
        keep_minutes(user, meeting, "一世帯を話し合い、支援を決めた。", 0)
    with stage.doing(RoleKey.FAMILY_CENTRE, "conference.close", PageObject("conference_close"), meeting) as (user, _):
        close(user, meeting, clock.today() + IN_A_MONTH)


def _told(run: RunView, child: ServedChild) -> ChildTold:
    flagged = [one["type"] for place, one in enumerate(run.criteria) if child.state(place) == "flagged"]
    checks = dict.fromkeys(flagged, "right")
    return ChildTold(child, "要支援", "朝に一人で家を出ることが続いている", "学校（担任）の話", None, checks, [])


def _ask_the_places(stage: Stage) -> None:
    """A 情報収集シート at the school's head, at the class teacher's and at the nursery."""
    to_class = f"class_teacher:{stage.targets['school_class']}"
    for name, to, target in (
        ("own", "principal", "sheet_school"),
        ("own", to_class, "sheet_class"),
        ("infant", "nursery", "sheet_nursery"),
    ):
        case, child = stage.case("own"), stage.child(name)
        thing = stage.run.case(child, in_hand=True)
        wanted = Request(child, to, _in_two_weeks(), "council", ("abuse", "poverty", "young_carer"))
        with stage.doing(RoleKey.FAMILY_CENTRE, "inquiry.ask", thing, f"case:{case.number}") as (user, _):
            sheet = ask(case, stage.run, user, wanted, seen=case.events.count())
        stage.targets[target] = str(sheet.number)


def _in_two_weeks() -> date:
    return clock.today() + IN_TWO_WEEKS


def _give_tasks(stage: Stage) -> None:
    for name, target, holder, kind, what in (
        ("own", "task_health", RoleKey.MATERNAL_HEALTH, "05", "家庭を訪ね、きょうだいの姿を見て、朝ごはんの様子を聞く"),
        ("own", "task_ssw", RoleKey.SSW, "10", "担任と話し、本人の朝の様子を聞く"),
        ("named", "task_named", RoleKey.SSW_NAMED, "25", "学校で本人に会い、困っていることを聞く"),
    ):
        case, child = stage.case(name), stage.child(name)
        thing = stage.run.case(child, in_hand=True)
        numbers = []
        for _ in range(ROUNDS):
            with stage.doing(RoleKey.FAMILY_CENTRE, "task.add", thing, f"case:{case.number}") as (user, role):
                told = Told(what, kind, _in_two_weeks(), child.child_code, holder=stage.people[holder])
                numbers.append(add_task(case, stage.run, user, role, told).task.number)
        stage.targets[target] = str(numbers[0])


def _open_in_an_emergency(stage: Stage) -> None:
    """Two 緊急閲覧 that wait for a review: one for the manager, one for 監査."""
    for name, reviewer, words in (
        ("opened_by_centre", RoleKey.MANAGER, "夜に近所の人から、子どもの泣き声が続くと電話があった"),
        ("opened_for_audit", RoleKey.AUDITOR, "一人で歩いていると交番から電話があった"),
    ):
        child = stage.child(name)
        page = PageObject("break_glass")
        with stage.doing(RoleKey.FAMILY_CENTRE, "break_glass.open", page, f"child:{child.child_code}") as (user, _):
            open_glass(user, child.child_code, child.household_code, "report", words, stage.people[reviewer])


def _call_the_next_conference(stage: Stage) -> None:
    """Two households on an agenda nobody has decided on yet."""
    for name in ("talked_about", "unknown"):
        _move(stage, name, "bring")
    with stage.doing(RoleKey.FAMILY_CENTRE, "conference.call", PageObject("conference_call")) as (user, _):
        meeting = call_meeting(user, stage.run, "conference", _in_two_weeks(), None, "役場2階 会議室")
        attend(user, meeting, stage.people[RoleKey.SUPERVISOR], "", "")
    stage.targets["meeting"] = meeting.number
