"""例外表示: in a served town, asked for and granted on the pages; two to plant, one in force and one that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tsunagu.serving import ServedChild, open_serving

if TYPE_CHECKING:
    from django.test import Client

    from support.protected_town import Whereabouts
    from tsunagu_web.casework.models import Case
    from tsunagu_web.overrides.models import Override

OF_PROTECTED = "2026-0003"
"""受理番号 of the fixture's household under 支援措置."""

NAMED, IN_TEAM, GRANTS = "center", "kennin", "sekinin"
"""Who is named; who is in the team, of the same role, and not named; who grants."""
WHY = "転校の手続きに付きそうため、学校と通学路を確かめる"
PEOPLE = (NAMED, IN_TEAM, GRANTS, "hantei", "shido", "boshi", "ssw", "kojin", "kansa")
SCHOOL_FILE, SCHOOL_CODE = "学齢簿*.csv", "在籍校コード"


@dataclass
class Shown:
    """One protected child and its case. `texts`: where it lives and goes, as the inbox says."""

    log_in: Callable[[str], Client]
    child: ServedChild
    texts: dict[str, str]
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        from tsunagu_web.casework.models import Case

        self.case = (
            Case.objects.filter(household_code=self.child.household_code, ended_at__isnull=True).first()
            or self._opened()
        )
        for person in (NAMED, IN_TEAM):
            if not self.case.members.filter(person__username=person, left_at__isnull=True).exists():
                assert self.change_team("join", person) == 302

    def _opened(self) -> Case:
        from django.db import transaction

        from tsunagu_web.accounts.models import User
        from tsunagu_web.casework.models import Case
        from tsunagu_web.casework.moving import open_case

        self.log_in(NAMED)
        by = User.objects.get(username=NAMED)
        with transaction.atomic():
            return open_case(by, "family_centre", self.child.household_code, [self.child.child_code], Case.NOMINATION)

    @property
    def page(self) -> str:
        """Where it is shown."""
        return f"/children/{self.child.child_code}/sheltered/"

    def change_team(self, change: str, person: str) -> int:
        """Put somebody in the team or take somebody out, by こども家庭センター."""
        from tsunagu_web.accounts.models import User

        told = {"change": change, "person": User.objects.get(username=person).pk}
        return self.log_in(NAMED).post(f"/cases/{self.case.number}/team/", told).status_code

    def ask(self, by: str = NAMED, people: Iterable[str] = (NAMED,), **changes: Any) -> Any:
        """What the page of asking answers."""
        from tsunagu_web.accounts.models import User

        named = [str(one.pk) for one in User.objects.filter(username__in=people)]
        told = {"reason": WHY, "until": date(2026, 11, 30), "people": named} | changes
        return self.log_in(by).post(f"/cases/{self.case.number}/override/{self.child.child_code}/", told)

    def decide(self, by: str = GRANTS, answer: str = "yes", words: str = "担当者に電話で確かめた") -> Any:
        """What the page answers to the newest one's decision."""
        told = {"override": self.newest().pk, "answer": answer, "words": words}
        return self.log_in(by).post("/overrides/decide/", told)

    def grant(self, until: date) -> None:
        """Ask and grant."""
        assert self.ask(until=until).status_code == 302
        assert self.decide().status_code == 302

    def newest(self) -> Override:
        """The one asked for last."""
        from tsunagu_web.overrides.models import Override

        return Override.objects.latest("id")

    def told_to(self, people: Iterable[str] = PEOPLE, around: Iterable[str] = ()) -> set[tuple[str, str, str]]:
        """(person, page, what) for every page that tells where the child is. A school's name alone, on a page `around` that
        is not about the child, tells nothing of it."""
        found = set()
        code, number = self.child.child_code, self.case.number
        own = (self.page, f"/children/{code}/", f"/cases/{number}/", f"/cases/{number}/support/", "/overrides/")
        for person in people:
            client = self.log_in(person)
            for page in (*own, *around):
                text = client.get(page).content.decode()
                told = self.texts if page in own else {"address": self.texts["address"]}
                found |= {(person, page, what) for what, word in told.items() if word in text}
        return found

    def to_the_named_alone(self) -> set[tuple[str, str, str]]:
        """What told_to gives while it is granted."""
        return {(NAMED, self.page, what) for what in self.texts}


def texts_of(where: Whereabouts, child: ServedChild, schools: dict[str, str]) -> dict[str, str]:
    """番地 and school of a child, from the files the departments wrote."""
    from support.protected_town import rows_of

    enrolled = [row for path in where.inbox.glob(SCHOOL_FILE) for row in rows_of(path)]
    code = next((row[SCHOOL_CODE] for row in enrolled if int(row["児童宛名番号"]) == child.person_id), "")
    found = {"address": where.lot_of(where.household_of(child))}
    return found | ({"school": schools[code]} if code in schools else {})


def plant_override(home: Path) -> None:
    """The fixture's protected child: the team, one 例外表示 in force for NAMED, and one that waits."""
    from django.db import transaction

    from support.web_cases import plant_cases
    from support.web_people import PROTECTED
    from tsunagu_web.accounts import clock
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.casework.team import join
    from tsunagu_web.overrides.granting import Asked, ask, decide
    from tsunagu_web.reading import RunView

    if not Case.objects.filter(number=OF_PROTECTED).exists():
        plant_cases(home)
    people = {one.username: one for one in User.objects.all()}
    case = Case.objects.get(number=OF_PROTECTED)
    with open_serving(home) as serving, transaction.atomic():
        run, child = RunView(serving), serving.child(PROTECTED)
        assert child is not None
        for person in (NAMED, IN_TEAM):
            join(case, run, people[person], people[GRANTS], "manager")
        told = Asked(WHY, clock.today() + timedelta(days=10), [people[NAMED]])
        decide(ask(case, child, people[NAMED], told), people[GRANTS], granted=True, words="担当者に電話で確かめた")
        ask(case, child, people[NAMED], told)
