"""What leaves at the server's terminal: nobody is logged in there, so the row names the account of the server."""

from __future__ import annotations

import os
from collections.abc import Collection
from importlib import import_module

from django.db import transaction

from tsunagu_web import audit
from tsunagu_web.access.fields import Field

ACTION = "terminal.tell"
EVERYBODY = "everybody"
"""Kind of thing of a row that told of all children of a run: it stands with each of them."""
SOME = "terminal"
FACTS = (Field.SERVICES, Field.HEALTH, Field.ABUSE)
FIELDS = {
    "answers": FACTS,
    "findings": (Field.FINDING,),
    "worklist": (*FACTS, Field.FINDING),
    "list": (*FACTS, Field.FINDING),
    "links": (Field.NAME,),
    "receipts": (Field.NAME,),
}


def record_told(command: str, children: Collection[str] | None) -> None:
    """Append the row and commit it; what was not recorded is not told."""
    kind = EVERYBODY if children is None else SOME
    with transaction.atomic():
        audit.record(
            user=None,
            action=ACTION,
            object=f"{kind}:tsunagu {command}（{_account()}）",
            purpose=None,
            result="ok",
            children=children or (),
            field_classes=[str(one.value) for one in FIELDS.get(command, (Field.NAME,))],
        )


def _account() -> str:
    """Who runs the command, by the number the system gave it: the environment may say anything."""
    number = os.getuid()
    try:
        return str(import_module("pwd").getpwuid(number).pw_name)
    except KeyError:
        return str(number)
