"""The training town for tests of pages: made once, prepared in the tests' own case store, and what each step takes to do."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from tsunagu_web.access import RoleKey
from tsunagu_web.accounts import clock, proving, sessions
from tsunagu_web.accounts.models import User
from tsunagu_web.town import home_folder
from tsunagu_web.training.checking import Progress, progress_of
from tsunagu_web.training.exercises import Check, Step
from tsunagu_web.training.plan import Targets, read_plan

ROLE_OF = {
    **{"hantei": RoleKey.SCREENER, "sekinin": RoleKey.MANAGER, "center": RoleKey.FAMILY_CENTRE},
    **{"shido": RoleKey.SCHOOL_BOARD, "kansa": RoleKey.AUDITOR, "hoyu": RoleKey.DATA_OWNER},
    **{"bunseki": RoleKey.ANALYST, "itaku": RoleKey.ANALYST_CONTRACTOR, "boshi": RoleKey.MATERNAL_HEALTH},
    **{"fukushi": RoleKey.WELFARE, "ssw": RoleKey.SSW, "shimei": RoleKey.SSW_NAMED, "kocho": RoleKey.PRINCIPAL},
    **{"tannin": RoleKey.CLASS_TEACHER, "en": RoleKey.NURSERY, "sv": RoleKey.SUPERVISOR},
    **{"kojin": RoleKey.PRIVACY_OFFICER, "kanri": RoleKey.SYSTEM_ADMIN, "hoshu": RoleKey.MAINTENANCE},
}
ALARMING = "帰るのがこわいと言った"


def log_in(username: str) -> Client:
    """A client with a fresh session of this person."""
    client, user = Client(), User.objects.get(username=username)
    client.force_login(user)
    session = client.session
    session[sessions.NUMBER] = user.session_number
    session[sessions.STARTED] = session[sessions.SEEN] = session[proving.PROVED] = int(clock.now().timestamp())
    session.save()
    return client


@dataclass
class Trainee:
    """Somebody at work on the exercise of the own role."""

    username: str
    client: Client

    @classmethod
    def come(cls, username: str) -> Trainee:
        """Log in."""
        return cls(username, log_in(username))

    @property
    def user(self) -> User:
        """The account."""
        return User.objects.get(username=self.username)

    @property
    def targets(self) -> Targets:
        """What was prepared."""
        return read_plan(home_folder())

    @property
    def progress(self) -> Progress:
        """How far the person is."""
        (found,) = progress_of(self.user, self.targets)
        return found

    def states(self) -> list[str]:
        """Of each step."""
        return [one.state for one in self.progress.steps]

    def page(self, step: Step) -> str:
        """The address of a step's page."""
        assert step.page
        return step.page.address(self.targets)

    def text(self, url: str) -> str:
        """A page, as HTML without its escapes."""
        return html.unescape(self.client.get(url).content.decode())

    def do(self, step: Step) -> None:
        """What the step asks for."""
        check = step.check
        if check.looked or check.refused:
            query = {"code": self.targets[check.of]} if check.looked == "records.child" else {}
            assert self.client.get(self.page(step), query).status_code == (404 if check.refused else 200), step.do
        else:
            assert self.client.get(self.page(step)).status_code == 200, step.do
            self.act(check, step)

    def slip(self, step: Step) -> None:
        """The mistake the step warns of."""
        assert step.slip
        self.act(step.slip.when, step)

    def act(self, check: Check, step: Step) -> None:
        """Do on the pages what a check of the case store looks for."""
        about = self.targets[check.of] if check.of else ""
        ACTS[check.kept or check.did](self, about, self.page(step))

    def send(self, url: str, **told: Any) -> None:
        """A form that is taken."""
        answer = self.client.post(url, told)
        assert answer.status_code == 302, (
            url,
            answer.status_code,
            re.findall(r"role=\"alert\".*?</div>", answer.content.decode(), re.S),
        )


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _pair(answer: str) -> Callable[[Trainee, str, str], None]:
    def act(one: Trainee, about: str, url: str) -> None:
        page = one.text(url)
        told = {"record": _hidden(page, "record"), "person": _hidden(page, "person"), "answer": answer}
        assert one.targets["twin_record"].startswith(told["record"])
        assert one.client.post(reverse("pair_answer"), told).status_code == 302

    return act


def _sight(one: Trainee, about: str, url: str) -> None:
    number = one.targets["case_own"]
    told = {
        "child_code": about,
        "on": clock.today().isoformat(),
        "hour": f"{clock.now():%H:%M}",
        "eyes": "own",
        "place": "家の玄関",
    }
    one.send(f"/cases/{number}/support/sightings/", **told)


def _contact(**words: str) -> Callable[[Trainee, str, str], None]:
    def act(one: Trainee, about: str, url: str) -> None:
        told = {"on": clock.today().isoformat(), "way": "visit", "with_whom": "母", **words}
        one.send(f"/cases/{about}/support/contacts/add/", **told)

    return act


def _note(kind: str) -> Callable[[Trainee, str, str], None]:
    def act(one: Trainee, about: str, url: str) -> None:
        told = {
            **{"code": about, "happened_on": clock.today().isoformat(), "informant": "本人", "kind": kind},
            **{"certainty": "事実", "who_may_see": "こども課", "ground": "面談", "text": ALARMING},
        }
        one.send(url, **told)

    return act


def _answer(known: str) -> Callable[[Trainee, str, str], None]:
    """All of a sheet by 分からない; the meals by `known`."""

    def act(one: Trainee, about: str, url: str) -> None:
        page = one.text(url)
        told: dict[str, Any] = {"seen": _hidden(page, "seen"), "told_by": "本人", "confirmed": "on"}
        for name in set(re.findall(r'name="q_([a-z_]+)"', page)):
            if f'name="u_{name}"' in page:
                told[f"u_{name}"] = "on"
            else:
                told[f"q_{name}"] = "分からない"
        told["q_meals"] = known
        one.send(f"{url}answer/", **told)

    return act


def _send_sheet(one: Trainee, about: str, url: str) -> None:
    due = (clock.today() + timedelta(days=10)).isoformat()
    seen = _hidden(one.text(url), "seen")
    one.send(url, to="principal", due_on=due, ground="council", ground_holds="1", types=["abuse"], seen=seen)


def _nominate(one: Trainee, about: str, url: str) -> None:
    one.send(url, code=about, certainty="伝聞", reason="友だちから、夜に一人でいると聞いた")


def _ask_override(one: Trainee, about: str, url: str) -> None:
    until = (clock.today() + timedelta(days=3)).isoformat()
    one.send(url, reason="転校の手続きに付きそうため", until=until, people=[one.user.pk])


def _decide_override(answer: str) -> Callable[[Trainee, str, str], None]:
    def act(one: Trainee, about: str, url: str) -> None:
        number = _hidden(one.text(url), "override")
        one.send("/overrides/decide/", override=number, answer=answer, words="何のために要るかが書かれていない")

    return act


def _open_glass(one: Trainee, about: str, url: str) -> None:
    reviewer = User.objects.get(username="sekinin").pk
    one.send(url, code=about, reason="report", sentence="夜に泣き声が続くと電話があった", reviewer=reviewer)


def _review_glass(one: Trainee, about: str, url: str) -> None:
    number = _hidden(one.text(url), "glass")
    one.send("/break-glass/reviewed/", glass=number, outcome="right", words="通告の受付票を確かめた")


def _value(guess: bool) -> Callable[[Trainee, str, str], None]:
    """学級区分 of the row of 学齢簿: another class, or no value because nobody knows."""

    def act(one: Trainee, about: str, url: str) -> None:
        found = [re.search(rf'href="([^"]*/gakureibo/row/\?{key}=[^"]*)"', one.text(url)) for key in ("entered", "row")]
        link = next(match[1] for match in found if match)
        page = one.text(link)
        told = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        told |= dict(re.findall(r'name="(item-[^"]+)"[^>]* value="([^"]*)"', page))
        selects = dict(re.findall(r'<select name="(item-[^"]+)"[^>]*>(.*?)</select>', page, re.S))
        told |= {name: _chosen(options) for name, options in selects.items()}
        mark = re.search(r'<label for="(item-[^"]+)">学級区分', page)
        assert mark
        others = [word for word in re.findall(r'<option value="([^"]+)"', selects[mark[1]]) if word != told[mark[1]]]
        told[mark[1]] = others[0] if guess else ""
        told[mark[1].replace("item", "why")] = "" if guess else "NOT_ASKED"
        one.send(link.partition("?")[0], **told, act="correct", why="出席簿を見たが、書かれていなかった")

    return act


def _chosen(options: str) -> str:
    found = re.search(r'<option value="([^"]*)" selected', options)
    return found[1] if found else ""


def _own_view(one: Trainee, about: str, url: str) -> None:
    one.send(f"{url}view/", leaning="worried", words="きょうだいの世話を一人でしている")


def _end_task(one: Trainee, about: str, url: str) -> None:
    told = {
        "seen": 1,
        "end": "done",
        "outcome": "",
        "outcome_on": clock.today().isoformat(),
        "words": "担任と本人から聞いた",
    }
    told["outcome"] = next(code for code in re.findall(r'<option value="([^"]+)"', one.text(url)))
    one.send(f"{url}end/", **told)


def _move(key: str) -> Callable[[Trainee, str, str], None]:
    def act(one: Trainee, about: str, url: str) -> None:
        seen = _hidden(one.text(url), "seen")
        one.send(f"/cases/{about}/move/", move=key, seen=seen, words="母子保健が訪ね、こどもの姿を見たと書いた")

    return act


def _ask_change(one: Trainee, about: str, url: str) -> None:
    told = {"user": User.objects.get(username="tannin").pk, "kind": "end", "role": "class_teacher", "reason": "異動"}
    one.send("/people/change/", **told)


ACTS: dict[str, Callable[[Trainee, str, str], None]] = {
    "twin_found": _pair("same"),
    "twins_mixed_up": _pair("other"),
    "sighting": _sight,
    "contact_told_apart": _contact(fact="玄関で会えた", heard="朝は食べていない", heard_from="母"),
    "contact_in_one": _contact(fact="玄関で会い、朝は食べていないと母が言った"),
    "urgent_note": _note("緊急"),
    "slow_note": _note("気づき"),
    "answered_unknown": _answer("分からない"),
    "answered_as_if_known": _answer("-"),
    "sheet_sent": _send_sheet,
    "nominated": _nominate,
    "override_asked": _ask_override,
    "override_refused": _decide_override("no"),
    "override_granted": _decide_override("yes"),
    "glass_opened": _open_glass,
    "break_glass.review": _review_glass,
    "value_unknown": _value(False),
    "value_guessed": _value(True),
    "own_view": _own_view,
    "task_done": _end_task,
    "alarm_raised": _move("alarm"),
    "safety_seen": _move("calmed"),
    "change_asked": _ask_change,
}
"""What is done on the pages, by what a check is called."""
