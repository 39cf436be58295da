"""The listed households as one person may see them: whole, as bands only, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import Field, Form, PageObject, authorize
from tsunagu_web.casework.models import Reception
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.reading.telling import Telling, classes_at, limits_at, telling_of

REASONS_AT_ONCE = 4


@dataclass(frozen=True)
class ListedChild:
    """A child on the list. `words`: 女 8歳（小2）; the page of a child is reached by `code`."""

    code: str
    words: str


@dataclass(frozen=True)
class ListedRow:
    """One household of the list. Lists are empty where the person may only see the band."""

    place: int | str
    household: str
    children: list[ListedChild]
    types: list[str]
    total_items: int | None
    reasons: list[str]
    contact: list[str]
    since_last: str
    nominated: bool
    band_only: bool

    @property
    def first_reasons(self) -> list[str]:
        """The reasons to read at once."""
        return self.reasons[:REASONS_AT_ONCE]

    @property
    def more_reasons(self) -> list[str]:
        """The rest, folded away."""
        return self.reasons[REASONS_AT_ONCE:]

    @property
    def types_told(self) -> list[str]:
        """The types, or why the household is listed without any."""
        return self.types or ["点数によらず（推薦）"]


def listed_rows(run: RunView, user: Any) -> tuple[list[ListedRow], int]:
    """The rows of this month's list that `user` may see, and how many households stay hidden."""
    rows = [_row(run, user, listed) for listed in run.worklist["listed"]]
    seen = [row for row in rows if row is not None]
    return seen, len(rows) - len(seen)


def to_receive(run: RunView, user: Any) -> bool:
    """Whether the list waits for this person's 受理: without it no household of it goes on."""
    may = bool(run.worklist["listed"]) and authorize(user, "case.receive", PageObject("case_receive")).allowed
    return may and not Reception.objects.filter(run_id=run.meta["run_id"]).exists()


def _row(run: RunView, user: Any, listed: dict[str, Any]) -> ListedRow | None:
    children: list[ServedChild] = []
    tellings: list[Telling] = []
    for child in run.serving.children_of(listed["household_code"]):
        decision = authorize(user, "child.look", run.case(child))
        if decision.allowed and Field.FINDING in decision.grants:
            children.append(child)
            if decision.grants[Field.FINDING].form is Form.FULL:
                tellings.append(telling_of(run, [child], [user], decision.grants))
    if not children:
        return None
    band = not tellings
    codes = {child.child_code for child in children}
    types = [found for found in listed["types"] if found.get("child_code") in (None, *codes)]
    return ListedRow(
        place=listed["place"],
        household=listed["household_code"],
        children=[ListedChild(child.child_code, _words(run, child)) for child in children],
        types=_type_words(types, band),
        total_items=None if band else listed["total_items"],
        reasons=[] if band else _told(listed, "reasons", "reason_classes", tellings),
        contact=[] if band else contacts(run, listed, children, tellings),
        since_last="" if band else listed["since_last"],
        nominated=bool(listed.get("nominated")),
        band_only=band,
    )


def _type_words(types: list[dict[str, Any]], band: bool) -> list[str]:
    """貧困 3点; for two children of a type the higher. As band, and of a type nobody grades: 貧困."""
    best: dict[str, int] = {}
    for found in types:
        best[found["label"]] = max(best.get(found["label"], 0), found["points"] or 0)
    return [label if band or not points else f"{label} {points}点" for label, points in best.items()]


def _told(listed: dict[str, Any], lines: str, classes: str, tellings: list[Telling]) -> list[str]:
    """The lines of a household as its reader may be told them, each once: told of no child more than of every one of them."""
    said = []
    for place, words in enumerate(listed[lines]):
        of = classes_at(listed, classes, place)
        limits = limits_at(listed, place) if lines == "reasons" else ()
        said.append(next((told for one in tellings if (told := one.said(words, of, limits)) != words), words))
    return list(dict.fromkeys(said))


def contacts(run: RunView, listed: dict[str, Any], children: list[ServedChild], tellings: list[Telling]) -> list[str]:
    """Who is in touch with a listed household, and when a meeting comes about by itself.

    Empty for a protected household, and for all while a newer list waits: a contact tells where somebody goes. なし is
    said of the household only when no child of it has a contact.
    """
    if any(child.protected for child in children) or run.feed.hides_whereabouts:
        return []
    said = _told(listed, "contact", "contact_classes", tellings)
    return [words for words in said if words != "なし"] or said[:1]


@dataclass(frozen=True)
class InQuestion:
    """Where one part of the households in question went. Households and children are those a criterion flags;
    `nominated` are children nobody flagged. `told`: what happens to them, or that the reason could not be checked."""

    label: str
    households: int
    children: int
    nominated: int
    told: str
    checked: bool = True

    @property
    def of_other_households(self) -> bool:
        """Children without a household: their brothers or sisters stand in another row."""
        return self.households == 0 and self.children > 0


def in_question(worklist: dict[str, Any]) -> list[InQuestion]:
    """The rows of the table, the list first and the sum last; empty when nobody is in question."""
    everybody = worklist["in_question"]
    if not everybody["households"] + everybody["nominated_households"]:
        return []
    rows = [InQuestion("一覧に載せた", *_counts(worklist["on_list"]), "")]
    for row in worklist["left_out"]:
        told = row["then"]
        if row["not_checked"]:
            told = "使うデータがまだ届いていない（未着）ので、確かめられません。ここに当たるこどもが、一覧に入っていることがあります"
        elif row["unchecked"]:
            told += f"（ほかの{row['unchecked']}人は、使うデータが未着で確かめられません）"
        rows.append(InQuestion(row["label"], *_counts(row), told, checked=not row["not_checked"]))
    return [*rows, InQuestion("合計", *_counts(everybody), "")]


def _counts(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["households"], row["children"], row["nominated_children"]


def _words(run: RunView, child: ServedChild) -> str:
    where = run.affiliation(child)
    words = age_and_grade(child.sex, child.age, child.grade)
    return f"{words}・{where}" if where == "所属なし" else words
