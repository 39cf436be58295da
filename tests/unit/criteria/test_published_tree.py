"""Published trees as declared: every mistake is named with file and line, and a withdrawn record makes its answers unknown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import tsunagu_packs
from tsunagu.base.errors import DeclarationError
from tsunagu.base.missing import Missing
from tsunagu.catalog import load_pack
from tsunagu.criteria import TreeCriterion, load_judgement
from tsunagu.indicators import questions_of
from tsunagu.indicators.model import Condition, Question
from tsunagu.serving.schema import FLAGGED, NOT_FLAGGED, UNDETERMINABLE
from tsunagu.serving.withdrawn import Judged, without

PACKS = Path(str(tsunagu_packs.__path__[0]))
ABUSE = "criteria/1_abuse.yaml"
MISTAKES = [
    ("J001", "split: iz_one_adult", "split: iz_one_adlut", "分かれ道の問いがない"),
    ("J001", "who: iz_model_school", "who: iz_model", "分け方の問いがない"),
    ("D003", "children: 691, registered: 298", "children: 691, registered: 299", "割合が人数と合わない"),
    ("D003", "children: 573, registered: 160", "children: 574, registered: 160", "集団を足しても全体にならない"),
    ("D003", "mean_of: [city_wide, model_schools]", "mean_of: [city_wide]", "どこでも使わない木"),
    ("D003", "at_least: 0.431", "at_least: 0.5", "だれも届かない"),
    ("D003", "who: iz_model_school, ", "", "残り全員のグループが二つ"),
    ("D003", "            if_yes: {share: 0.162", "            share: 0.1\n            if_yes: {share: 0.162", "分かれ道でも集団でもある"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "why"), MISTAKES, ids=[mistake[3] for mistake in MISTAKES])
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, code: str, old: str, new: str, why: str) -> None:
    pack = tmp_path / "izumi"
    shutil.copytree(PACKS / "izumi", pack)
    text = (pack / ABUSE).read_text(encoding="utf-8")
    assert old in text
    (pack / ABUSE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_judgement(load_pack(pack))
    assert (caught.value.code, caught.value.path) == (code, pack / ABUSE)
    assert caught.value.line > 1 and "行目" in str(caught.value)


def test_the_pack_takes_the_28_files_and_what_keeps_people_safe_and_no_other() -> None:
    pack = load_pack("izumi")
    files = {
        column.partition(".")[0]
        for listed in pack.coverage
        if listed.name == "izumi_files"
        for item in listed.items
        for column in item.columns
    }
    ours = {name for name in pack.sources if name.startswith("cases_")} | {"mimamori"}
    assert set(pack.sources) == files | ours | {"shiensochi", "bango_taio"}


def test_model_schools_are_the_schools_that_deliver_files_of_their_own() -> None:
    pack = load_pack("izumi")
    (asked,) = [one for one in load_judgement(pack).indicators if one.id == "iz_model_school"]
    (question,) = questions_of(asked.ask)
    assert isinstance(question, Question) and isinstance(question.where, Condition)
    (_, school) = question.where.parts()
    assert school.in_ == pack.layers.declaration.schools
    assert len(pack.layers.declaration.schools) == 7


def judged_by(
    criterion: TreeCriterion, state: int, **answers: int
) -> tuple[Judged, list[dict[str, Any]], list[dict[str, Any]]]:
    """A judgement as served, with its meta: every question but those named is answered no."""
    names = [*criterion.asked, *criterion.membership]
    tables = {"iz_assistance_three": "public_assistance", "iz_nurse_support_4m": "infant_checkups"}
    indicators = [{"id": name, "tables": [tables.get(name, "other")]} for name in names]
    told = bytes(answers.get(name, 0) for name in names)
    meta = [{"items": [], "tree": criterion.model_dump(mode="json", by_alias=True, exclude_none=True)}]
    return Judged(told, bytes([state]), bytes([int(state == FLAGGED)])), indicators, meta


def test_without_a_withdrawn_record_a_flagged_child_is_undeterminable_and_never_below() -> None:
    (criterion,) = load_judgement(load_pack("izumi")).criteria
    assert isinstance(criterion, TreeCriterion)
    before, indicators, meta = judged_by(criterion, FLAGGED, iz_assistance_three=1)
    after = without(before, {"public_assistance"}, indicators, meta)
    assert after.answers[0] == Missing.LINK_WITHDRAWN
    assert (after.states, after.points) == (bytes([UNDETERMINABLE]), b"\0")
    # The checkup moves nobody of the other schools over the line, so what was said of the child still stands.
    below, indicators, meta = judged_by(criterion, NOT_FLAGGED, iz_nurse_support_4m=1)
    assert without(below, {"infant_checkups"}, indicators, meta).states == bytes([NOT_FLAGGED])
    assert without(before, {"infant_checkups"}, indicators, meta).states == bytes([FLAGGED])
