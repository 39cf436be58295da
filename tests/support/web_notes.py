"""What sections entered, for tests of pages."""

from __future__ import annotations

from unittest import mock

from support.web_cases import ON
from tsunagu.base import clock


def plant_notes() -> None:
    """A note and two nominations of こども家庭センター: of a child of the list, and of one it has not in hand, taken back."""
    from django.db import transaction

    from support.web_people import NOT_LISTED, OWN
    from tsunagu.serving import open_serving
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.accounts.models import User
    from tsunagu_web.notes.nominating import nominate, take_back
    from tsunagu_web.notes.noting import note
    from tsunagu_web.town import home_folder

    make_demo_users()
    centre = User.objects.get(username="center")
    with mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        nominate(centre, "family_centre", OWN, "事実", "送迎のとき、2週つづけて同じ服だった")
        other = nominate(centre, "family_centre", NOT_LISTED, "伝聞", "近所の人から、夜に一人でいると聞いた")
        with open_serving(home_folder()) as serving:
            child = serving.child(OWN)
        assert child is not None
        told = {"informant": "学校", "certainty": "事実", "who_may_see": "こども課", "ground": "面談"}
        told |= {"kind": "気づき", "text": "下校のとき、家に帰りたくないと話した", "happened_on": ON.date()}
        note(centre, "family_centre", child, told)
        take_back(other, centre, "family_centre", "別のこどものことだった")
