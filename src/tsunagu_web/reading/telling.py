"""How much of a reason, an item or a contact one reader is told: decided here alone, for every page, paper and file.

What a judgement rests on is told only to who reads the facts behind it. Everybody else learns what it is about, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tsunagu.indicators import TOLD_BY_FACTS
from tsunagu_web.access import Field, Form, Grant


@dataclass(frozen=True)
class Telling:
    """One reader before one child: the classes granted, each in its form."""

    grants: Mapping[Field, Grant]

    def closed(self, classes: Iterable[str]) -> str:
        """相談・支援: what it is about, of which the reader may not be told all; empty: everything may be told."""
        return "・".join(Field(name).subject for name in classes if not self._reads(Field(name)))

    def said(self, words: str, classes: Iterable[str]) -> str:
        """The words, or that there is something of the class."""
        closed = self.closed(classes)
        return there_is(closed) if closed else words

    def _reads(self, name: Field) -> bool:
        grant = self.grants.get(name)
        return grant is not None and grant.form is Form.FULL


def there_is(subject: str) -> str:
    """相談・支援の情報がある."""
    return f"{subject}の情報がある"


def classes_of(indicator: Mapping[str, Any]) -> tuple[str, ...]:
    """The classes an answer gives away; of a run made before they were told, all of them: closed, not open."""
    return tuple(indicator.get("field_classes", TOLD_BY_FACTS))


def classes_at(told: Mapping[str, Any], key: str, place: int) -> tuple[str, ...]:
    """The classes of one line of a listed household, where `key` holds a list of classes for each line."""
    classes = told.get(key, ())
    return tuple(classes[place]) if place < len(classes) else TOLD_BY_FACTS
