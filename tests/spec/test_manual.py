"""The manual is the specs, all of them, and up to date."""

from __future__ import annotations

from pathlib import Path

from generative.coverage import AGGREGATES, COMBINATIONS, COMPARISONS, CONDITIONS, PERIODS, SCOPES, nodes_of
from spec import manual
from spec.telling import Case, kaisei
from tsunagu.base.missing import Missing
from tsunagu.indicators.model import Applies


def test_the_manual_is_what_the_specs_say() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), "python tests/spec/manual.py --write"


def test_every_spec_file_is_a_section() -> None:
    folder = Path(__file__).parent
    found = {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/test_*.py")}
    assert found == set(manual.CONTENTS)


def test_every_spec_says_in_words_what_it_shows() -> None:
    silent = [
        f"{module.__name__}.{test.__name__}"
        for module in manual.modules()
        for test in manual._tests(module)
        if not test.__doc__
    ]
    assert silent == []


def test_every_word_of_the_language_has_a_paragraph() -> None:
    """The words are read from the model: a new one fails here until a spec tells what it means."""
    told = {word for case in cases() for node in nodes_of(case.indicator(), kaisei()) for word in words_of(node)}
    wanted = {f"scope {name}" for name in SCOPES} | {f"aggregate {name}" for name in AGGREGATES}
    wanted |= {f"period {name}" for name in PERIODS} | {f"condition {name}" for name in CONDITIONS}
    wanted |= {f"compare {name}" for name in COMPARISONS} | {f"combination {name}" for name in COMBINATIONS}
    wanted |= {f"applies {name}" for name in Applies.model_fields}
    wanted |= {"sources", "period on another column", "condition nested", "combination nested"}
    assert wanted - told == set()


LAID_OVER = Missing.LINK_WITHDRAWN
"""No question gives it: it is laid over an answer when a page is read, after people took a link back."""


def test_every_reason_has_a_paragraph() -> None:
    told = {answer.partition("：")[2] for case in cases() for answer in case.answers.values()}
    assert {reason.label for reason in Missing} - told == {LAID_OVER.label}


def test_a_word_without_a_paragraph_would_be_noticed() -> None:
    assert set(words_of("compare latest is")) == {"compare is"}
    assert set(words_of("scope self ever")) == {"scope self", "period ever"}
    assert set(words_of("scope self sum")) == {"scope self", "aggregate sum"}


def cases() -> list[Case]:
    """Every spec that the manual tells."""
    recorder = manual._Recorder()
    for module in manual.modules():
        for test in manual._tests(module):
            test(recorder)
    return recorder.cases


def words_of(node: str) -> list[str]:
    """The words of the language in a node of the coverage."""
    kind, *rest = node.split(" ")
    if kind == "scope" and rest[1] in AGGREGATES:
        return [f"scope {rest[0]}", f"aggregate {rest[1]}"]
    if kind == "scope":
        return [f"scope {rest[0]}", f"period {rest[1]}"]
    if kind == "compare":
        return [f"compare {rest[1]}"]
    return [f"applies {rest[0]}"] if kind == "applies" else [node]
