"""Groups of roles, purposes and field classes that rows of the table of URLs share; each says who that is and why."""

from __future__ import annotations

from tsunagu_web.access.fields import Field
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import RoleKey

LIST_ROLES = frozenset(
    {
        RoleKey.SCREENER,
        RoleKey.MANAGER,
        RoleKey.FAMILY_CENTRE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SUPERVISOR,
    }
)
"""Who reads the month's list, each as far as the role's grants go."""
COUNTING_ROLES = LIST_ROLES - {RoleKey.SCREENER}
"""Who may open every case of the own reach, in the month's list or not: only they see counts of what became of them."""
SURVEYED_ROLES = frozenset({RoleKey.SSW, RoleKey.SSW_NAMED})
SCHOOL_ROLES = frozenset({RoleKey.SSW, RoleKey.SSW_NAMED, RoleKey.PRINCIPAL})
"""Who has cases at a school and sees no finding: a plain list of the own cases instead of the month's list."""
HANDED_ROLES = frozenset({RoleKey.SSW, RoleKey.PRINCIPAL})
"""Who of a school may have a turn where process.yaml hands cases over to schools."""
CASE_ROLES = LIST_ROLES | SCHOOL_ROLES
FAMILY_ROLES = CASE_ROLES - {RoleKey.SCREENER}
"""Who reads what is done with a family: tasks, sightings, 支援経過 are words people wrote."""
SUPPORT_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE})
"""Who works with the family: gives tasks, writes contacts and sightings, each for the own cases."""
GUIDANCE_ROLES = SUPPORT_ROLES | {RoleKey.MANAGER}
"""Who may call a 児童相談所 about a household, and writes down what was said: everybody who works with it, and who is in charge."""
KEEPING_ROLES = SUPPORT_ROLES
"""Who may keep the directory of 社会資源, as far as resources.yaml names them; everybody with cases looks through it."""
TRANSITION_ROLES = SUPPORT_ROLES | {RoleKey.PRINCIPAL}
"""Who hands a child over to the next school, as far as transition.yaml names them, and who takes it on there."""
PLAN_WRITERS = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH})
"""こども家庭センター's two arms make the サポートプラン with the family; 福祉, those in charge and SV read it."""
PLAN_READERS = PLAN_WRITERS | {RoleKey.WELFARE, RoleKey.MANAGER, RoleKey.SUPERVISOR}
ASKING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD})
"""Who may send a 情報収集シート, as far as process.yaml names them for the move `ask`."""
SHEET_ROLES = CASE_ROLES | {RoleKey.CLASS_TEACHER, RoleKey.NURSERY}
"""Who reads cases, or may find a sheet addressed to them; the view asks whether it is."""
ANSWERING_ROLES = SUPPORT_ROLES | SCHOOL_ROLES | {RoleKey.CLASS_TEACHER, RoleKey.NURSERY}
TOWN_ROLES = frozenset({RoleKey.SCREENER, RoleKey.MANAGER})
FILE_ROLES = TOWN_ROLES | {RoleKey.DATA_OWNER}
"""Who reads what became of delivered files: a section its own."""
EVERYBODY = frozenset(RoleKey)
DESK_ROLES = frozenset({RoleKey.SCREENER})
"""Who works at the month's desk: hands files in, starts and stops the month."""
SECOND_ROLES = frozenset({RoleKey.SCREENER, RoleKey.MANAGER})
"""The two-person right: who may be the second person where abuse data hangs on a pair, and take answers back. A manager
sees only the pairs that wait for a second person, never the others."""
CALLING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD})
"""Who may call and record meetings, as far as process.yaml names them for the kind."""
ALIGNING_ROLES = CALLING_ROLES | {RoleKey.MANAGER, RoleKey.SUPERVISOR, RoleKey.SSW}
"""Who compares how schools judge: those who call the meeting, those in charge, and who judges."""
DECIDING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER})
"""Who may record a decision about a child, as far as process.yaml names them."""
RECORD_READERS = frozenset({RoleKey.MANAGER, RoleKey.AUDITOR})

PEOPLE_ROLES = frozenset({RoleKey.SYSTEM_ADMIN, RoleKey.MANAGER})
"""Who changes other people's rights, two of them together and never their own."""

ANY = frozenset(Purpose)
OPERATING = frozenset({Purpose.OPERATING})
PREPARING = frozenset({Purpose.PREPARING})
WORK = frozenset({Purpose.SCREENING, Purpose.CONSIDERING, Purpose.SUPPORTING})
CASE = frozenset({Purpose.CONSIDERING, Purpose.SUPPORTING})
PAIR_FIELDS = frozenset({Field.NAME, Field.ABUSE})
"""A record of 相談 or 要対協 tells by being there that there is one."""
CASE_FIELDS = frozenset({Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE, Field.ADDRESS, Field.FINDING})

MEETING_FIELDS = CASE_FIELDS - {Field.ADDRESS}
"""No address is needed to decide, and paper is taken along."""
HANDED_ON_FIELDS = MEETING_FIELDS - {Field.FINDING}
"""What goes to another municipality, or comes from one: no address and no judgement."""
NAME = frozenset({Field.NAME})
STANDING_FIELDS = frozenset({Field.NAME, Field.ABUSE, Field.FINDING})
"""What the filters of a list of cases ask: the types, and whether a household is registered at the 要対協."""
JUDGED_FIELDS = frozenset({Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE, Field.FINDING})
"""A judgement with its reasons: each is told as far as the facts behind it may be read."""
TRANSITION_FIELDS = frozenset({Field.NAME, Field.SERVICES, Field.ABUSE})
"""相談 for whoever chooses what goes from the 支援経過; no role of a school has any of it."""
GROUP_FIELDS = frozenset({Field.COUNTS, Field.NAME, Field.FINDING})
COUNT_FIELDS = frozenset({Field.COUNTS, Field.NAME, Field.FINDING, Field.ABUSE})
"""A count by 困難の類型, or by who was known before, tells of findings and 相談 where it is small."""
NOMINATING_ROLES = frozenset(
    {
        RoleKey.MANAGER,
        RoleKey.FAMILY_CENTRE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SSW,
        RoleKey.PRINCIPAL,
    }
)
"""Which sections may ask that a child of the town be talked about. They read nothing of the child by that."""

NOTING_ROLES = NOMINATING_ROLES | {
    RoleKey.SSW_NAMED,
    RoleKey.CLASS_TEACHER,
    RoleKey.NURSERY,
    RoleKey.SUPERVISOR,
    RoleKey.DATA_OWNER,
}
"""Which sections may write 見守り情報 about a child of the town: whoever meets families, at the counter that keeps a file as well.
They read nothing of the child by that."""

EXPECTING_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH})
"""Who may carry a pregnancy, as far as expecting.yaml names them."""

ENTERING_ROLES = frozenset(
    {
        RoleKey.FAMILY_CENTRE,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.DATA_OWNER,
        RoleKey.PRINCIPAL,
    }
)
"""Who may enter values of the own section's, or own school's, sources; of which child, authorize() decides."""
ENTERING = CASE | PREPARING
OFFERING_ROLES = frozenset(
    {
        RoleKey.FAMILY_CENTRE,
        RoleKey.MATERNAL_HEALTH,
        RoleKey.WELFARE,
        RoleKey.SCHOOL_BOARD,
        RoleKey.DATA_OWNER,
    }
)
"""Who may tell families of a service, as far as the own section owns it; of which service, authorize() decides."""

EVENT_FIELDS = frozenset({Field.NAME, Field.ABUSE})
"""What people wrote in the 経過 of a case counts as 相談."""

REFERRAL_FIELDS = frozenset({Field.NAME, Field.ABUSE, Field.FINDING})
"""What was found right at the 正否確認 goes with the finding, what people wrote of a referral with 相談."""
