"""公表された決定木: questions that part the children, down to the share of each group that was registered then.

A question nobody could answer leads nowhere by itself: the child may stand in every group behind either side, and it is
judged only where all of them fall on the same side of the line. Missing is never read as no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tsunagu.catalog import Declared
from tsunagu.criteria.model import Criterion, Sentence

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=3)]
ROUNDED = Decimal("0.0005")
"""A share printed with three digits differs from its counts by no more than this."""


@dataclass(frozen=True)
class Leaf:
    """One group at the end: which answers lead to it ((indicator, yes or no), from the top), and what was published of it."""

    path: tuple[tuple[str, bool], ...]
    share: Decimal
    children: int
    registered: int

    @property
    def per_mille(self) -> int:
        """The share in thousandths, so that shares are compared as whole numbers."""
        return int(self.share * 1000)


class Node(Declared):
    """A question with what follows on yes and on no, or the group at the end with its published counts."""

    split: str | None = None
    because: Sentence | None = None
    assumption: bool = False
    """True where how the published words are asked here is ours."""
    if_yes: Node | None = None
    if_no: Node | None = None
    share: Share | None = None
    children: Annotated[int, Field(ge=1)] | None = None
    registered: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _question_or_group(self) -> Node:
        question = (self.split, self.because, self.if_yes, self.if_no)
        group = (self.share, self.children, self.registered)
        if all(part is not None for part in question) and all(part is None for part in group):
            return self
        if any(part is not None for part in question) or any(part is None for part in group):
            raise ValueError(
                "分かれ道（split・because・if_yes・if_no）か、行き着く集団（share・children・registered）のどちらか一方を、すべて書きます"
            )
        share, children, registered = self.share or Decimal(), self.children or 1, self.registered or 0
        if registered > children or abs(Decimal(registered) / children - share) > ROUNDED:
            raise ValueError(f"share: {share} が人数（{registered}／{children}）と合いません")
        return self

    def leaves(self, path: tuple[tuple[str, bool], ...] = ()) -> Iterator[Leaf]:
        """Every group below, yes first."""
        if self.split is None or self.if_yes is None or self.if_no is None:
            yield Leaf(path, self.share or Decimal(), self.children or 0, self.registered or 0)
            return
        yield from self.if_yes.leaves((*path, (self.split, True)))
        yield from self.if_no.leaves((*path, (self.split, False)))

    def splits(self, place: tuple[str | int, ...] = ()) -> Iterator[tuple[Node, tuple[str | int, ...]]]:
        """Every question with its place below this one, from the top, yes before no."""
        if self.if_yes is None or self.if_no is None:
            return
        yield self, place
        yield from self.if_yes.splits((*place, "if_yes"))
        yield from self.if_no.splits((*place, "if_no"))


class Tree(Declared):
    """One published tree. Its groups must add up to all the children it was made from, and to all registered among them."""

    tree: str
    label: Sentence
    reference: Sentence
    children: Annotated[int, Field(ge=1)]
    registered: Annotated[int, Field(ge=1)]
    root: Node

    @model_validator(mode="after")
    def _adds_up(self) -> Tree:
        leaves = list(self.root.leaves())
        for name, total in (
            ("children", sum(leaf.children for leaf in leaves)),
            ("registered", sum(leaf.registered for leaf in leaves)),
        ):
            if total != getattr(self, name):
                raise ValueError(f"{name}: 集団の人数を足すと {total} で、全体の {getattr(self, name)} と合いません")
        for leaf in leaves:
            if len({name for name, _ in leaf.path}) != len(leaf.path):
                raise ValueError("root: 同じ道の上で、同じ問いを二度しています")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions of the tree, each once."""
        return tuple(dict.fromkeys(str(node.split) for node, _ in self.root.splits()))


class Group(Declared):
    """A cohort of the criterion: who is in it, whose trees' mean is taken, and from which share a child is flagged.

    Without `who` it takes everybody no earlier group has.
    """

    group: str
    label: Sentence
    who: str | None = None
    mean_of: Annotated[tuple[str, ...], Field(min_length=1)]
    at_least: Share


class TreeCriterion(Criterion):
    """判定基準 by published trees: per cohort the mean of the shares of the groups a child falls into, against a line."""

    kind: Literal["published_tree"]
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    trees: Annotated[tuple[Tree, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _groups_and_trees_fit(self) -> TreeCriterion:
        names = [tree.tree for tree in self.trees]
        used = {name for group in self.groups for name in group.mean_of}
        if len(set(names)) != len(names) or used != set(names):
            raise ValueError("groups: mean_of には、trees にある木を、どれもどこかで一度は使います")
        if self.groups[-1].who is not None or any(group.who is None for group in self.groups[:-1]):
            raise ValueError("groups: who を書かない（残り全員の）グループを、最後に一つ置きます")
        for group in self.groups:
            most = sum(max(leaf.share for leaf in tree.root.leaves()) for tree in self.trees_of(group))
            if group.at_least * len(group.mean_of) > most:
                raise ValueError(f"groups: {group.label} は、だれも {group.at_least} に届きません")
        return self

    def trees_of(self, group: Group) -> tuple[Tree, ...]:
        """The trees whose mean a group is judged by, in the order named."""
        known = {tree.tree: tree for tree in self.trees}
        return tuple(known[name] for name in group.mean_of)

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for tree in self.trees for name in tree.asked))

    @property
    def graded(self) -> bool:
        return False

    @property
    def membership(self) -> tuple[str, ...]:
        asked = set(self.asked)
        return tuple(dict.fromkeys(group.who for group in self.groups if group.who and group.who not in asked))

    @property
    def places_asked(self) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        named: list[tuple[str, tuple[str | int, ...]]] = [
            (group.who, ("groups", at, "who")) for at, group in enumerate(self.groups) if group.who
        ]
        for at, tree in enumerate(self.trees):
            named += [(str(node.split), ("trees", at, "root", *place, "split")) for node, place in tree.root.splits()]
        return tuple(named)
