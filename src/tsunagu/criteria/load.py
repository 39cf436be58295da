"""Read a pack's criteria and list rules, and check them against its indicators: complaints name file and line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Document, Pack, parse
from tsunagu.criteria.model import Criterion, PointsCriterion
from tsunagu.criteria.rules import WorklistRules
from tsunagu.criteria.trees import TreeCriterion
from tsunagu.indicators import Indicator, field_classes_of, load_exclusions, load_indicators

REMEDY = "示した行を直してください"


@dataclass(frozen=True)
class Judgement:
    """Everything a town judges by: what is asked, what counts, who is left out, how the list is cut."""

    indicators: tuple[Indicator, ...]
    exclusions: tuple[Indicator, ...]
    criteria: tuple[Criterion, ...]
    """Every declared version; `criteria_on` gives those in force."""
    rules: WorklistRules
    field_classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Indicator → classes its answer gives away; of one that is not named here, all of them."""

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        return tuple(indicator.id for indicator in self.indicators)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The indicators that count as items about a child: all but those that only say to which group it belongs."""
        apart = {name for criterion in self.criteria for name in criterion.membership}
        return tuple(name for name in self.indicator_ids if name not in apart)

    def criteria_on(self, as_of: date) -> tuple[Criterion, ...]:
        """Of each criterion the version in force on a date, in the order of declaration."""
        newest: dict[str, Criterion] = {}
        for criterion in self.criteria:
            known = newest.get(criterion.criterion)
            if criterion.effective_from <= as_of and (known is None or known.effective_from < criterion.effective_from):
                newest[criterion.criterion] = criterion
        return tuple(newest.values())


def load_judgement(pack: Pack) -> Judgement:
    """Read and check a pack's judgement.

    Raises DeclarationError J001 (unknown indicator), J002 (an indicator counted twice), J003 (two versions from the
    same day), J004 (exclusion unknown), J005 (no criteria or no list rules), J006 (a type judged by two criteria).
    """
    indicators, exclusions = load_indicators(pack), load_exclusions(pack)
    documents = pack.documents("criteria")
    criteria = tuple(_read_criterion(document) for document in documents)
    if not criteria:
        raise _absent("criteria/*.yaml", pack)
    known = {indicator.id for indicator in indicators}
    for document, criterion in zip(documents, criteria, strict=True):
        _check_items(document, criterion, known)
    _check_versions(documents, criteria)
    rules_document = _only(pack.documents("worklist.yaml"), "worklist.yaml", pack)
    rules = parse(WorklistRules, rules_document)
    _check_exclusions(rules_document, rules, {exclusion.id for exclusion in exclusions})
    classes = {indicator.id: field_classes_of(indicator, pack.tables) for indicator in indicators}
    return Judgement(indicators, exclusions, criteria, rules, classes)


def _read_criterion(document: Document) -> Criterion:
    trees = document.value.get("kind") == "published_tree"
    return parse(TreeCriterion, document) if trees else parse(PointsCriterion, document)


def _check_items(document: Document, criterion: Criterion, known: Collection[str]) -> None:
    seen: set[str] = set()
    for name, place in criterion.places_asked:
        if name not in known:
            raise _error("J001", document, place, f"{name} という指標はありません")
        if name in seen and isinstance(criterion, PointsCriterion):
            raise _error("J002", document, place, f"{name} を二度数えています")
        seen.add(name)


def _check_versions(documents: Sequence[Document], criteria: Sequence[Criterion]) -> None:
    starts: set[tuple[str, date]] = set()
    owners: dict[str, str] = {}
    for document, criterion in zip(documents, criteria, strict=True):
        start = (criterion.criterion, criterion.effective_from)
        if start in starts:
            raise _error(
                "J003", document, ("effective_from",), f"{criterion.criterion} の同じ日から始まる版が二つあります"
            )
        starts.add(start)
        if owners.setdefault(criterion.type, criterion.criterion) != criterion.criterion:
            raise _error("J006", document, ("type",), f"類型 {criterion.type} に判定基準が二つあります")


def _check_exclusions(document: Document, rules: WorklistRules, known: Collection[str]) -> None:
    for position, left in enumerate(rules.left_out):
        if left.indicator not in known:
            raise _error(
                "J004",
                document,
                ("left_out", position, "indicator"),
                f"{left.indicator} という問いが exclusions.yaml にありません",
            )


def _only(documents: Sequence[Document], name: str, pack: Pack) -> Document:
    if len(documents) != 1:
        raise _absent(name, pack)
    return documents[0]


def _absent(name: str, pack: Pack) -> DeclarationError:
    return DeclarationError(
        "J005", pack.layers.file, 1, f"{name} がありません", f"pack.yaml と同じフォルダに {name} を置いてください"
    )


def _error(code: str, document: Document, place: tuple[Any, ...], message: str) -> DeclarationError:
    return DeclarationError(code, document.path, document.line_of(place), message, REMEDY)
