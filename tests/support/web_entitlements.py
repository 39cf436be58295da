"""使える制度 of the fixture's town: three services of three sections, and one that nobody may ask for."""

from __future__ import annotations

from typing import Any

from tsunagu.base.missing import Missing

SCHOOL_AID, ALLOWANCE, VACCINE, OFF = "school_aid", "child_rearing_allowance", "measles_rubella_second", "child_medical"
UNUSED = {
    SCHOOL_AID: ("C-0001", "C-0007", "C-0014", "C-0015"),
    ALLOWANCE: ("C-0001", "C-0002"),
    VACCINE: ("C-0008",),
}
"""Children who could use the service and do not: of a listed household, a protected one, and households nobody looks after."""
UNKNOWN = {SCHOOL_AID: {"C-0006": Missing.BLANK, "C-0011": Missing.NOT_DELIVERED}, ALLOWANCE: {}, VACCINE: {}}


def rules() -> dict[str, list[dict[str, Any]]]:
    """The value of meta `entitlements`."""
    owners = {SCHOOL_AID: "学校教育課", ALLOWANCE: "こども課こども家庭班", VACCINE: "健康づくり課"}
    words = {SCHOOL_AID: "就学援助", ALLOWANCE: "児童扶養手当", VACCINE: "麻しん・風しんの予防接種（2回目）"}
    tables = {SCHOOL_AID: ["school_aid"], ALLOWANCE: ["child_rearing_allowance"], VACCINE: ["vaccinations"]}
    return {
        "asked": [
            {
                "id": rule,
                "service": words[rule],
                "owner": owners[rule],
                "school": rule == SCHOOL_AID,
                "tables": tables[rule],
                "reference": "根拠の条文",
                "assumption": "児童扶養手当の全部支給の世帯とする仮定",
                "about": f"{words[rule]}は、町の制度です。",
                "how": "下の担当へお尋ねください。",
            }
            for rule in UNUSED
        ],
        "off": [
            {
                "id": OFF,
                "service": "こども医療費助成",
                "owner": "こども課こども家庭班",
                "school": False,
                "why": "利用目的・法的根拠台帳に、お知らせのために使ってよいとする有効な行がありません",
            }
        ],
    }


def entitled(code: str) -> bytes:
    """A child's answers, one byte per rule."""
    return bytes(1 if code in children else UNKNOWN[rule].get(code, 0) for rule, children in UNUSED.items())


LETTER = 1
"""Number of the letter that `plant_letter` leaves waiting for the second person."""
OF_LETTER = "K-0011"
"""Its household, which is nobody's case."""


def plant_letter() -> None:
    """A letter about 就学援助, drafted and sent on by one person of 学校教育課."""
    from tsunagu_web.accounts import clock
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.accounts.models import User
    from tsunagu_web.entitlements.models import Letter

    make_demo_users()
    rule = next(one for one in rules()["asked"] if one["id"] == SCHOOL_AID)
    by = User.objects.get(username="hoyu")
    Letter.objects.create(
        pk=LETTER,
        rule=SCHOOL_AID,
        service=rule["service"],
        section=rule["owner"],
        household_code=OF_LETTER,
        child_codes="C-0014",
        run_id="0f1e2d3c4b5a",
        about=rule["about"],
        how=rule["how"],
        drafted_by=by,
        drafted_at=clock.now(),
        asked_by=by,
        asked_at=clock.now(),
    )
