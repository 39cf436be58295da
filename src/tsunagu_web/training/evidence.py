"""What the case store and the log of judgements say of a step: each answers whether this person did it since the mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from tsunagu.identity import IdentityAnswer, IdentityJudgement, judgements
from tsunagu_web.accounts.models import AccountChange
from tsunagu_web.break_glass.models import BreakGlass
from tsunagu_web.casework.models import CaseEvent
from tsunagu_web.casework.process import ALARM, current_process
from tsunagu_web.conferences.models import OwnView
from tsunagu_web.inquiries.asking import told_in
from tsunagu_web.inquiries.models import Answer, Sheet
from tsunagu_web.notes.models import Nomination, Note
from tsunagu_web.overrides.models import Override
from tsunagu_web.support.models import ContactRecord, Sighting, TaskVersion
from tsunagu_web.town import home_folder
from tsunagu_web.training.marking import Since
from tsunagu_web.training.plan import Targets
from tsunagu_web.values.models import EnteredVersion

ASKED_OF_SCHOOL = "meals"
"""The question of the sheet that only who eats with the child can answer."""


@dataclass(frozen=True)
class Asked:
    """Whose acts, about whom (`of`: a name of the plan's, or empty) and what was prepared."""

    since: Since
    of: str
    targets: Targets

    @property
    def about(self) -> str:
        """The code or number meant."""
        return self.targets[self.of] if self.of else ""

    @property
    def mine(self) -> dict[str, Any]:
        """Rows that this person wrote since the mark."""
        return {"by": self.since.user, "at__gt": self.since.at}


def _pair_answered(asked: Asked, fits: Callable[[IdentityJudgement, int, int], bool]) -> bool:
    right, wrong = int(asked.targets["twin_person"]), int(asked.targets["twin_other_person"])
    # The log keeps whole seconds.
    begun = asked.since.at.replace(microsecond=0)
    return any(
        one.active
        and one.by == asked.since.user.username
        and one.pair.record == asked.targets["twin_record"]
        and datetime.fromisoformat(one.on) >= begun
        and fits(one, right, wrong)
        for one in judgements(home_folder())
    )


def twin_found(asked: Asked) -> bool:
    """The record was given to the twin it names."""
    return _pair_answered(
        asked, lambda one, right, wrong: one.pair.person == right and one.answer is IdentityAnswer.SAME
    )


def twins_mixed_up(asked: Asked) -> bool:
    """The record was given to the other twin, or taken from the right one."""

    def mixed(one: IdentityJudgement, right: int, wrong: int) -> bool:
        given = one.pair.person == wrong and one.answer is IdentityAnswer.SAME
        return given or (one.asked == right and one.answer not in (IdentityAnswer.SAME, IdentityAnswer.LATER))

    return _pair_answered(asked, mixed)


def sighting(asked: Asked) -> bool:
    """The child was seen, and it still stands."""
    return Sighting.objects.filter(**asked.mine, child_code=asked.about, withdrawal__isnull=True).exists()


def contact_told_apart(asked: Asked) -> bool:
    """A contact in which seen and heard stand apart, with who said it."""
    apart = ContactRecord.objects.filter(
        **asked.mine,
        case__number=asked.about,
        fact__isnull=False,
        heard__isnull=False,
        heard_from__isnull=False,
        withdrawal__isnull=True,
    )
    return apart.exists()


def contact_in_one(asked: Asked) -> bool:
    """A contact that has only what was seen, or only what was heard."""
    mixed = Q(fact__isnull=True) | Q(heard__isnull=True)
    return ContactRecord.objects.filter(mixed, **asked.mine, case__number=asked.about).exists()


def _notes(asked: Asked) -> Any:
    return Note.objects.filter(**asked.mine, child_code=asked.about, taken_back__isnull=True)


def urgent_note(asked: Asked) -> bool:
    """見守り情報 of a kind that does not wait for the month."""
    return bool(_notes(asked).filter(kind__in=current_process().alarm_notes).exists())


def slow_note(asked: Asked) -> bool:
    """見守り情報 of another kind: it waits for the month."""
    return bool(_notes(asked).exclude(kind__in=current_process().alarm_notes).exists())


def _answers(asked: Asked) -> list[Answer]:
    newest = {}
    for one in Answer.objects.filter(**asked.mine, sheet__child_code=asked.about).order_by("sheet_id", "seq"):
        newest[one.sheet_id] = one
    return list(newest.values())


def answered_unknown(asked: Asked) -> bool:
    """What the place does not know was answered by 分からない."""
    return any((told := told_in(one).get(ASKED_OF_SCHOOL)) is not None and told.unknown for one in _answers(asked))


def answered_as_if_known(asked: Asked) -> bool:
    """It was answered as if it were known."""
    return any((told := told_in(one).get(ASKED_OF_SCHOOL)) is not None and not told.unknown for one in _answers(asked))


def sheet_sent(asked: Asked) -> bool:
    """A 情報収集シート about the child."""
    return Sheet.objects.filter(**asked.mine, child_code=asked.about).exists()


def nominated(asked: Asked) -> bool:
    """The child was nominated."""
    return Nomination.objects.filter(**asked.mine, child_code=asked.about, taken_back__isnull=True).exists()


def override_asked(asked: Asked) -> bool:
    """An 例外表示 was asked for."""
    since = asked.since
    return Override.objects.filter(asked_by=since.user, asked_at__gt=since.at, child_code=asked.about).exists()


def _decided(asked: Asked, granted: bool) -> bool:
    since = asked.since
    return Override.objects.filter(
        decided_by=since.user, decided_at__gt=since.at, child_code=asked.about, granted=granted
    ).exists()


def override_refused(asked: Asked) -> bool:
    """An 例外表示 without a real reason was refused."""
    return _decided(asked, False)


def override_granted(asked: Asked) -> bool:
    """It was granted."""
    return _decided(asked, True)


def glass_opened(asked: Asked) -> bool:
    """緊急閲覧, with its reason and who reviews it."""
    since = asked.since
    return BreakGlass.objects.filter(opened_by=since.user, opened_at__gt=since.at, child_code=asked.about).exists()


def value_unknown(asked: Asked) -> bool:
    """A value that nobody knows was taken out, with the kind of 未把握."""
    rows = EnteredVersion.objects.filter(**asked.mine, entered__child_code=asked.about, act=EnteredVersion.CORRECT)
    return any(one.missing for one in rows)


def value_guessed(asked: Asked) -> bool:
    """A value was put in its place."""
    rows = EnteredVersion.objects.filter(**asked.mine, entered__child_code=asked.about, act=EnteredVersion.CORRECT)
    return any(not one.missing for one in rows)


def own_view(asked: Asked) -> bool:
    """The own view of the household was written down."""
    return OwnView.objects.filter(**asked.mine, item__case__number=asked.about).exists()


def task_done(asked: Asked) -> bool:
    """A task was ended with an outcome."""
    done = TaskVersion.objects.filter(**asked.mine, task__case__number=asked.about, state=TaskVersion.DONE)
    return done.exclude(outcome="").exists()


def alarm_raised(asked: Asked) -> bool:
    """The case left the monthly cycle."""
    return CaseEvent.objects.filter(**asked.mine, case__number=asked.about, move=ALARM).exists()


def safety_seen(asked: Asked) -> bool:
    """An urgent case was calmed, with the reason."""
    return CaseEvent.objects.filter(**asked.mine, case__number=asked.about, move="calmed").exists()


def change_asked(asked: Asked) -> bool:
    """A change of somebody else's rights was asked for."""
    since = asked.since
    return AccountChange.objects.filter(asked_by=since.user, asked_at__gt=since.at).exists()


EVIDENCE: dict[str, Callable[[Asked], bool]] = {
    one.__name__: one
    for one in (
        *(twin_found, twins_mixed_up, sighting, contact_told_apart, contact_in_one, urgent_note, slow_note),
        *(answered_unknown, answered_as_if_known, sheet_sent, nominated, override_asked, override_refused),
        *(override_granted, glass_opened, value_unknown, value_guessed, own_view, task_done, alarm_raised),
        *(safety_seen, change_asked),
    )
}
"""By the name an exercise uses."""
