"""A small invented directory for a demo and a training home, so that a search finds something to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.resources.declared import EVERYONE
from tsunagu_web.resources.keeping import Described, add_resource
from tsunagu_web.resources.models import Resource

ALL = [EVERYONE]
_DAY = date(2026, 10, 1)
_BY = "佐々木（こども課こども家庭班）"
_OLD_DAYS = 300


def _one(name: str, kind: str, **told: object) -> Described:
    return Described(name, kind, _DAY, _BY, **{"areas": ALL, "types": ALL} | told)  # type: ignore[arg-type]


RESOURCES = (
    _one(
        "ひだまり食堂",
        "meals",
        runner="NPO法人ひだまり（架空）",
        age_from=0,
        age_to=18,
        types=["poverty", "young_carer", "withdrawal"],
        days="毎週水曜 17:00〜19:00",
        cost="こども無料、大人300円",
        apply_words="電話で前の日までに",
        contact="0000-00-0001",
        opening="open",
    ),
    _one(
        "みどりの学習教室",
        "study",
        runner="社会福祉協議会（架空）",
        age_from=9,
        age_to=15,
        types=["poverty", "young_carer"],
        conditions=["single", "consent"],
        days="土曜 10:00〜12:00",
        cost="無料",
        apply_words="町の窓口で申込み",
        contact="0000-00-0002",
        opening="full",
        opening_words="次は4月から",
    ),
    _one(
        "フードバンクさくら",
        "food",
        runner="フードバンクさくら（架空）",
        age_from=0,
        types=["poverty"],
        conditions=["decision"],
        days="第2・第4金曜",
        cost="無料",
        apply_words="町の紹介状を持って取りに行く",
        contact="0000-00-0003",
        opening="open",
    ),
    _one(
        "こどもショートステイ（わかば園）",
        "stay",
        runner="わかば園（架空）",
        age_from=2,
        age_to=17,
        types=["abuse", "young_carer", "postpartum"],
        conditions=["decision", "consent"],
        days="7日まで",
        cost="1日2,500円（減免あり）",
        apply_words="こども課で申込み",
        contact="0000-00-0004",
        opening="waiting",
    ),
    _one(
        "産後ホームヘルプ",
        "helper",
        runner="町 健康づくり課",
        age_from=0,
        age_to=1,
        types=["postpartum", "abuse"],
        conditions=["decision"],
        days="平日 9:00〜17:00",
        cost="1時間500円",
        apply_words="健康づくり課で申込み",
        contact="0000-00-0005",
        opening="open",
    ),
    _one(
        "放課後等デイ みらい",
        "day_service",
        runner="合同会社みらい（架空）",
        age_from=6,
        age_to=18,
        types=["developmental"],
        conditions=["certificate", "way"],
        days="平日 放課後",
        cost="所得により上限あり",
        contact="0000-00-0006",
        opening="waiting",
    ),
    _one(
        "子育てひろば ぽっぽ",
        "centre",
        runner="町 こども課",
        age_from=0,
        age_to=5,
        days="月〜土 9:30〜16:00",
        cost="無料",
        apply_words="申込みはいらない",
        contact="0000-00-0007",
        opening="open",
    ),
    _one(
        "まちの相談室", "counsel", runner="町 福祉介護課", days="平日 8:30〜17:15", cost="無料", contact="0000-00-0008"
    ),
)
"""Everything in it is invented; one has ages nobody wrote down."""


def make_demo_directory() -> None:
    """Put the invented resources in the directory, once: where any stands already nothing is done. The last was confirmed long ago."""
    writer = User.objects.filter(assignments__role="family_centre").order_by("id").first()
    if writer is None or Resource.objects.exists():
        return
    known = {EVERYONE, *(document.value["type"] for document in current_pack().documents("criteria"))}
    with transaction.atomic():
        for place, told in enumerate(RESOURCES, 1):
            age = _OLD_DAYS if place == len(RESOURCES) else 30
            day = clock.today() - timedelta(days=age)
            types = [one for one in told.types if one in known]
            add_resource(writer, "family_centre", replace(told, confirmed_on=day, types=types))
