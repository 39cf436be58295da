"""自分の所属のデータを見た人: a data owner reads who used the section's records, for what purpose — and of no child."""

from __future__ import annotations

from dataclasses import dataclass, field

from tsunagu_web.audit.models import AuditRow
from tsunagu_web.reading import RunView

FACTS = ("F3", "F4", "F5")


@dataclass
class Use:
    """Looks of one section under one role and purpose at records of the owner: how often, when last, and which kinds."""

    section: str
    roles: str
    purpose: str
    times: int = 0
    newest: str = ""
    kinds: set[str] = field(default_factory=set)


def uses_of(run: RunView, owner: str) -> list[Use]:
    """Who opened children whose page carried facts of this section, the latest first.

    A look counts when one of the field classes it was shown holds a fact of the section in the current run, also when
    only its being there was shown. Looks at children
    no longer in it cannot be compared.
    """
    found: dict[tuple[str, str, str], Use] = {}
    held: dict[str, dict[str, set[str]]] = {}
    rows = AuditRow.objects.filter(action="child.look", result="ok").order_by("-seq")
    for row in rows.iterator(2000):
        code = row.children[0]
        if code not in held:
            held[code] = _kinds_of(run, code, owner)
        kinds = {kind for name in row.field_classes for kind in held[code].get(name, ())}
        if not kinds:
            continue
        use = found.setdefault((row.section, row.roles, row.purpose), Use(row.section, row.roles, row.purpose))
        use.times += 1
        use.newest = use.newest or row.at
        use.kinds |= kinds
    return list(found.values())


def _kinds_of(run: RunView, code: str, owner: str) -> dict[str, set[str]]:
    """Field class → kinds of fact this section gave about a child."""
    records = run.serving.records(code, FACTS)
    return {
        name: {str(fact["label"]) for fact in body.get("facts", []) if fact["department"] == owner}
        for name, body in records.items()
    }
