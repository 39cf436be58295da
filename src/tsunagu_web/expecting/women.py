"""Which woman is meant: a person of the register wherever the register has her; only else somebody written down (住登外)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from tsunagu.base.errors import RefusedError
from tsunagu.month import RegisteredWoman, find_women
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.expecting.models import Woman
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder

LETTER = "M"


@dataclass(frozen=True)
class WomanMeant:
    """Whom somebody named. `registered` None: the register has nobody of this name and birth date."""

    name: str
    kana: str
    born: date
    registered: RegisteredWoman | None


def woman_meant(run: RunView, name: str, kana: str, born: date, *, outside: bool) -> WomanMeant:
    """Look in the register of the month the pages show. `outside`: the person says that she is not in it.

    Raises RefusedError C131 (more than one), C132 (said to be outside, and the register has her), C133 (nobody).
    """
    found = find_women(home_folder(), run.meta["snapshot_id"], name, born)
    if len(found) > 1:
        raise RefusedError(
            "C131",
            "同じ氏名と生年月日の人が、住民の台帳に二人以上います",
            "情報担当に、どの人かを確かめてもらってください",
        )
    if found and outside:
        raise RefusedError(
            "C132", "この人は、住民の台帳にいます", "「台帳にいない」の印を外して、もう一度押してください"
        )
    if not found and not outside:
        raise RefusedError(
            "C133",
            "この氏名と生年月日の人は、住民の台帳に見つかりません",
            "書き方を確かめてください。住民登録のない人なら「台帳にいない」に印をつけてください",
        )
    if found:
        return WomanMeant(found[0].name, found[0].kana, found[0].born, found[0])
    return WomanMeant(" ".join(name.split()), " ".join(kana.split()), born, None)


def woman_told(run: RunView, name: str, kana: str, born: date) -> WomanMeant:
    """As woman_meant, for who may not learn who is in the register: it is taken in silence. Where the register has nobody or more
    than one, she is written down as told, and who begins the case finds out who is meant."""
    found = find_women(home_folder(), run.meta["snapshot_id"], name, born)
    if len(found) == 1:
        return WomanMeant(found[0].name, found[0].kana, found[0].born, found[0])
    return WomanMeant(" ".join(name.split()), " ".join(kana.split()), born, None)


def keep_woman(meant: WomanMeant, user: User, role: str) -> Woman:
    """Her row, made at the first mention. Call inside the recording transaction.

    Raises RefusedError C134 when somebody else wrote down a woman at the same moment.
    """
    there = _known(meant)
    if there is not None:
        return there
    try:
        with transaction.atomic():
            return Woman.objects.create(
                at=clock.now(),
                by=user,
                role=role,
                code=f"{LETTER}-{Woman.objects.count() + 1:04d}",
                person_id=meant.registered.person_id if meant.registered else None,
                name=meant.name,
                kana=meant.kana or None,
                born=meant.born.isoformat(),
            )
    except IntegrityError:
        raise RefusedError("C134", "同じときに、ほかの人が書きました", "もう一度押してください") from None


def _known(meant: WomanMeant) -> Woman | None:
    if meant.registered is not None:
        return Woman.objects.filter(person_id=meant.registered.person_id).first()
    wanted = ("".join(meant.name.split()), meant.born)
    outside = Woman.objects.filter(person_id__isnull=True)
    return next((one for one in outside if ("".join(str(one.name).split()), one.born_on) == wanted), None)


def is_womans(household: str) -> bool:
    """Whether a case goes by a woman's own code: her household has no child yet."""
    return household.startswith(f"{LETTER}-")


def hides_where(household: str, run: RunView) -> bool:
    """As is_sheltered, of the woman whose own code a case goes by; no for every other case."""
    woman = Woman.objects.filter(code=household).first() if is_womans(household) else None
    return woman is not None and is_sheltered(run, woman)


def is_sheltered(run: RunView, woman: Woman) -> bool:
    """Whether a word about a place could tell where she is. Of somebody who is not in the register nobody can say: yes."""
    return woman.person_id is None or run.serving.is_sheltered(woman.person_id)
