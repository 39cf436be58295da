"""The directory is kept: a resource is added, changed, confirmed, withdrawn. Each step is a new version; the earlier ones stay."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.resources.models import Resource, ResourceVersion


@dataclass(frozen=True)
class Described:
    """What is known of a resource, in the shapes of ResourceVersion."""

    name: str
    kind: str
    confirmed_on: date
    confirmed_by: str
    runner: str = ""
    age_from: int | None = None
    age_to: int | None = None
    types: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    condition_words: str = ""
    areas: list[str] = field(default_factory=list)
    days: str = ""
    cost: str = ""
    apply_words: str = ""
    contact: str = ""
    opening: str = ""
    opening_words: str = ""
    state: str = ResourceVersion.STANDING


def newest_versions() -> QuerySet[ResourceVersion]:
    """Every resource in the version in force, withdrawn ones as well."""
    return ResourceVersion.objects.filter(seq=F("resource__newest")).select_related("resource", "by")


def described(version: ResourceVersion) -> Described:
    """What a version says."""
    return Described(**{name: getattr(version, name) for name in Described.__dataclass_fields__})


def add_resource(user: User, role: str, told: Described, *, why: str = "") -> ResourceVersion:
    """A resource the directory does not have yet. Call inside the recording transaction.

    Raises RefusedError C173 when one of this name and kind stands in the directory already, C185 when somebody added another at
    the same moment: the number is taken, and nothing of it stays.
    """
    if same_named(told, None):
        raise RefusedError(
            "C173", "同じ名前と種類のものが、もう載っています", "載っているものを直すか、違いが分かる名前にしてください"
        )
    last = Resource.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            resource = Resource.objects.create(number=last + 1)
    except IntegrityError:
        raise RefusedError(
            "C185", "ほかの人が同時に載せました", "同じものが載っていないかを見て、もう一度載せてください"
        ) from None
    return _append(resource, 1, user, role, told, why)


def change_resource(
    resource: Resource, user: User, role: str, told: Described, *, seen: int, why: str
) -> ResourceVersion:
    """Another wording. `seen`: the version the writer saw. Raises RefusedError C179 (somebody was quicker), C173."""
    locked = Resource.objects.select_for_update().get(pk=resource.pk)
    if locked.newest != seen:
        raise RefusedError("C179", "ほかの人が先に書き替えました", "いまの内容を見て、もう一度書いてください")
    if same_named(told, resource):
        raise RefusedError(
            "C173", "同じ名前と種類のものが、もう載っています", "載っているものを直すか、違いが分かる名前にしてください"
        )
    return _append(locked, seen + 1, user, role, told, why)


def confirm_resource(resource: Resource, user: User, role: str, *, seen: int) -> ResourceVersion:
    """Somebody asked again today, and all of it is still right. Raises RefusedError C179."""
    told = described(resource.versions.get(seq=resource.newest))
    now = replace(told, confirmed_on=clock.today(), confirmed_by=f"{user.display_name}（{user.section}）")
    return change_resource(resource, user, role, now, seen=seen, why="確かめた（変わりなし）")


def withdraw_resource(resource: Resource, user: User, role: str, *, seen: int, back: bool, why: str) -> ResourceVersion:
    """It is no longer there, or (`back`) it is again. It stays to be read. Raises RefusedError C179, C173."""
    state = ResourceVersion.STANDING if back else ResourceVersion.WITHDRAWN
    told = replace(described(resource.versions.get(seq=resource.newest)), state=state)
    return change_resource(resource, user, role, told, seen=seen, why=why)


def same_named(told: Described, but: Resource | None) -> bool:
    """Whether another standing resource has this name and kind."""
    others = newest_versions().filter(name=told.name, kind=told.kind, state=ResourceVersion.STANDING)
    is_standing = told.state == ResourceVersion.STANDING
    return is_standing and (others.exclude(resource_id=but.pk) if but else others).exists()


def _append(resource: Resource, seq: int, user: User, role: str, told: Described, why: str) -> ResourceVersion:
    written = {"at": clock.now(), "by": user, "role": role, "why": why}
    version = ResourceVersion.objects.create(resource=resource, seq=seq, **written, **asdict(told))
    Resource.objects.filter(pk=resource.pk).update(newest=seq)
    resource.newest = seq
    return version
