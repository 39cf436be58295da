"""引きつぎ as a fact of a child's life: between nursery and school in the picture and the table of its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu.serving import ServedChild
from tsunagu_web.access import Field, Form, Grant
from tsunagu_web.child.facts import WHEREABOUTS
from tsunagu_web.pages.templatetags.tsunagu import short_day
from tsunagu_web.reading import RunView
from tsunagu_web.support.reading import WITHHELD
from tsunagu_web.transitions.declared import current_transition
from tsunagu_web.transitions.owed import standing

LABEL = "就学・進学の引きつぎ"


def transition_facts(run: RunView, child: ServedChild, grants: Mapping[Field, Grant]) -> list[dict[str, Any]]:
    """What was handed over about a child, oldest first, for who reads 相談 in full: that it was tells of support. No school is
    named; where places are hidden no section either, which may be one."""
    grant = grants.get(Field.ABUSE)
    if grant is None or grant.form is not Form.FULL:
        return []
    rules, found = current_transition(), []
    hides = child.protected or run.feed.hides_whereabouts
    for row in standing().filter(child_code=child.child_code).order_by("at", "id"):
        step = rules.step(row.step)
        came = f"{short_day(row.received.on)}に受け取り" if hasattr(row, "received") else "受け取り待ち"
        fact = {"on": row.at.astimezone(JAPAN).date().isoformat(), "label": LABEL, "lane": WHEREABOUTS}
        text = f"{step.label if step else row.step}（{came}）"
        found.append(
            fact | {"text": text, "department": WITHHELD if hides else row.by.section, "source": "", "records": ()}
        )
    return found
