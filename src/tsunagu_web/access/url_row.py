"""What is declared of one page."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu_web.access.fields import Field
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import RoleKey


@dataclass(frozen=True)
class UrlRow:
    """One page. `needs`: of these classes the role must hold one for the object, or there is nothing to show.

    `open_to_all`: whoever gave the right password, or nobody yet. `fresh`: asks for the second factor anew when the last
    proof is older than ten minutes. `approves`: locked for who left the review of a 緊急閲覧 undone.
    """

    name: str
    label: str
    action: str
    roles: frozenset[RoleKey]
    purposes: frozenset[Purpose]
    fields: frozenset[Field] = frozenset()
    needs: frozenset[Field] = frozenset()
    methods: tuple[str, ...] = ("GET",)
    open_to_all: bool = False
    fresh: bool = False
    approves: bool = False
