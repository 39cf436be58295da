"""How people mistype, misread and change names and dates. One function per failure mode, with the mode's name.

Each changes an entry and says whether it could: not every name can be misspelt in every way. Nothing here looks at how
anybody compares names; it is written from data collected about real files and from how keyboards, forms and people err.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.identity import names
from benchmarks.identity.entries import BLANK, Entry
from benchmarks.identity.letters import (
    IVS_LETTERS,
    LARGE,
    LONG,
    LOOK_ALIKE,
    LOST,
    MANNERS,
    OTHER_READINGS,
    ROWS,
    SAME_SOUND,
    TRANSCRIPTIONS,
    VARIANTS,
    VOICED,
    hiragana,
    latin,
)  # fmt: skip


@dataclass
class Town:
    """What a mistake may look at or change besides its entry."""

    rng: Random
    siblings: dict[int, list[tuple[str, str, date]]]
    """Person → given name, its kana and birth date of each brother and sister."""
    by_kana: dict[str, list[str]]
    birth_pool: list[date]
    register_name: dict[int, str]
    register_birth_unknown: set[int]
    former: dict[int, tuple[str, str]]
    alias: dict[int, tuple[str, str]]
    former_kept: float
    field_length: int
    families: list[tuple[str, str]]


def _in_parts(entry: Entry, town: Town, change: Callable[[str], list[str]]) -> bool:
    """Put one of the kana that `change` gives for family or given kana in its place; the given name more often."""
    parts = ["given_kana", "family_kana"] if town.rng.random() < 0.65 else ["family_kana", "given_kana"]
    for part in parts:
        before = getattr(entry, part)
        options = [text for text in change(before) if text and text != before]
        if options:
            setattr(entry, part, town.rng.choice(options))
            entry.kana = None
            return True
    return False


def _each_letter(table: dict[str, str]) -> Callable[[str], list[str]]:
    """For every letter of the text that the table has, the text with that letter replaced by each of its likes."""

    def change(text: str) -> list[str]:
        return [text[:at] + other + text[at + 1 :] for at, letter in enumerate(text) for other in table.get(letter, "")]

    return change


def large_small_kana(entry: Entry, town: Town) -> bool:
    before = entry.family_kana + entry.given_kana
    entry.family_kana, entry.given_kana = entry.family_kana.translate(LARGE), entry.given_kana.translate(LARGE)
    return before != entry.family_kana + entry.given_kana


def long_vowel(entry: Entry, town: Town) -> bool:
    def change(text: str) -> list[str]:
        return [text.replace(one, other, 1) for one, others in LONG.items() if one in text for other in others]

    return _in_parts(entry, town, change)


def kana_family(entry: Entry, town: Town) -> bool:
    return _in_parts(entry, town, _each_letter(SAME_SOUND))


def voicing(entry: Entry, town: Town) -> bool:
    return _in_parts(entry, town, lambda text: _each_letter(VOICED)(text))


def kana_typo(entry: Entry, town: Town) -> bool:
    likes = LOOK_ALIKE if town.rng.random() < 0.5 else ROWS
    return _in_parts(entry, town, _each_letter(likes)) or _in_parts(entry, town, _each_letter(ROWS))


def kana_dropped(entry: Entry, town: Town) -> bool:
    def dropped(text: str) -> list[str]:
        return [text[:at] + text[at + 1 :] for at in range(1, len(text))]

    def doubled(text: str) -> list[str]:
        return [text[:at] + text[at] + text[at:] for at in range(len(text))]

    return _in_parts(entry, town, dropped if town.rng.random() < 0.7 else doubled)


def kana_swapped(entry: Entry, town: Town) -> bool:
    small = "ャュョッァィゥェォー"
    return _in_parts(entry, town, lambda text: [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at] != text[at + 1] and not (at == 0 and text[1] in small)
    ])  # fmt: skip


def misread(entry: Entry, town: Town) -> bool:
    """The same kanji read otherwise."""
    if entry.family in OTHER_READINGS and town.rng.random() < 0.5:
        options = [kana for kana in OTHER_READINGS[entry.family] if kana != entry.family_kana]
        entry.family_kana = town.rng.choice(options)
        return True
    known = READINGS.get(entry.given[:1], [])
    for kana in known:
        others = [other for other in known if other != kana]
        if entry.given_kana.startswith(kana) and others:
            entry.given_kana = town.rng.choice(others) + entry.given_kana[len(kana) :]
            return True
    return False


READINGS = names.readings()


def kana_missing(entry: Entry, town: Town) -> bool:
    if entry.foreign:
        return False
    entry.kana = ""
    return True


def truncated(entry: Entry, town: Town) -> bool:
    whole = entry.family_kana + BLANK + entry.given_kana
    if len(whole) <= town.field_length:
        return False
    entry.kana = whole[: town.field_length]
    return True


def names_swapped(entry: Entry, town: Town) -> bool:
    if entry.foreign:
        return False
    entry.kana = entry.given_kana + BLANK + entry.family_kana
    if town.rng.random() < 0.5:
        entry.name = entry.given + BLANK + entry.family
    return True


def sibling_mixed(entry: Entry, town: Town) -> bool:
    """A brother's or sister's given name in the row; of twins the kana only, or the row would be the other's."""
    for given, kana, born in town.siblings.get(entry.person, []):
        if kana != entry.given_kana:
            entry.given_kana = kana
            if born != entry.birth and town.rng.random() < 0.25:
                entry.given = given
            return True
    return False


def variant_kanji(entry: Entry, town: Town) -> bool:
    """髙 for 高, 斉 for 齋."""
    for part in ("family", "given"):
        text = getattr(entry, part)
        for letter in text:
            if letter in VARIANTS and not entry.foreign:
                setattr(entry, part, text.replace(letter, town.rng.choice(VARIANTS[letter])))
                return True
    return False


def ivs(entry: Entry, town: Town) -> bool:
    """One side writes the exact form of a kanji by a variation selector, the other does not."""
    whole = entry.family + BLANK + entry.given
    letters = [letter for letter in whole if letter in IVS_LETTERS]
    if not letters or entry.foreign or "\U000e0100" in whole:
        return False
    letter = town.rng.choice(letters)
    marked = whole.replace(letter, letter + chr(0xE0100 + town.rng.randrange(3)))
    if town.rng.random() < 0.7:
        town.register_name[entry.person] = marked
    else:
        entry.name = marked
    return True


def lost_gaiji(entry: Entry, town: Town) -> bool:
    """A letter that the old system could not hold: ●, 〓, ?, □ or a private one, in the school's file or the register."""
    if entry.foreign:
        return False
    whole = entry.family + BLANK + entry.given
    rare = [at for at, letter in enumerate(whole) if letter in VARIANTS or letter in IVS_LETTERS]
    at = town.rng.choice(rare or [at for at, letter in enumerate(whole) if letter != BLANK])
    lost = whole[:at] + town.rng.choice(LOST) + whole[at + 1 :]
    if town.rng.random() < 0.2:
        town.register_name[entry.person] = lost
    else:
        entry.name = lost
    return True


def other_kanji(entry: Entry, town: Town) -> bool:
    """The keyboard offered another writing of the same sound."""
    options = [written for written in town.by_kana.get(entry.given_kana, []) if written != entry.given]
    if not options or entry.foreign:
        return False
    entry.given = town.rng.choice(options)
    return True


def name_in_kana(entry: Entry, town: Town) -> bool:
    """First graders' lists are in hiragana."""
    if entry.foreign:
        return False
    kind = town.rng.random()
    if kind < 0.4:
        entry.name = entry.family + BLANK + hiragana(entry.given_kana)
    else:
        text = entry.family_kana + BLANK + entry.given_kana
        entry.name = hiragana(text) if kind < 0.8 else text
    return True


def name_missing(entry: Entry, town: Town) -> bool:
    entry.name = ""
    return True


def married_name(entry: Entry, town: Town) -> bool:
    """The school still writes the name from before; the register tells the former name, or does not."""
    if not entry.first or entry.foreign or entry.person in town.former:
        return False
    entry.family, entry.family_kana = town.rng.choice(town.families)
    if town.rng.random() < town.former_kept:
        town.former[entry.person] = (entry.family, entry.family_kana)
    return True


def family_unknown(entry: Entry, town: Town) -> bool:
    """The school writes a family name that no register knows: of the mother's new partner, or by the child's wish."""
    if entry.foreign:
        return False
    entry.family, entry.family_kana = town.rng.choice(town.families)
    return True


def alias(entry: Entry, town: Town) -> bool:
    """通称; one in five is not in the register."""
    if not entry.foreign:
        return False
    family, family_kana = town.rng.choice(town.families)
    known = town.alias.get(entry.person) or (
        f"{family}{BLANK}{entry.given_kana}",
        f"{family_kana}{BLANK}{entry.given_kana}",
    )
    if town.rng.random() < 0.8:
        town.alias[entry.person] = known
    entry.name, entry.kana = known
    return True


def foreign_order(entry: Entry, town: Town) -> bool:
    """Given name first, a middle name left out, or the letters in the kana column."""
    if not entry.foreign:
        return False
    given = entry.given.split(" ")
    kind = town.rng.random()
    if kind < 0.5:
        entry.kana = entry.given_kana + BLANK + entry.family_kana
        entry.name = " ".join([*given, entry.family]) if town.rng.random() < 0.5 else entry.kana
    elif kind < 0.7:
        entry.name = entry.kana = f"{entry.family} {entry.given}"
    else:
        entry.name = " ".join([entry.family, given[-1]])
        entry.kana = entry.family_kana + BLANK + entry.given_kana
        return len(given) > 1
    return True


def romaji(entry: Entry, town: Town) -> bool:
    """A list in Latin letters: kana and mostly the written name too. Of foreign children the register has katakana alone."""
    rng = town.rng
    if not entry.foreign and rng.random() < 0.6:
        return False
    if entry.foreign:
        parts = [entry.family, *entry.given.split(" ")]
        town.register_name[entry.person] = entry.family_kana + BLANK + entry.given_kana
    else:
        manner = rng.choice(MANNERS)
        parts = [latin(entry.family_kana, manner), latin(entry.given_kana, manner)]
    text = rng.choice([" ", " ", ", "]).join(parts if rng.random() < 0.7 else [*parts[1:], parts[0]])
    text = text.title() if rng.random() < 0.4 else text
    entry.kana = text if rng.random() < 0.7 else ""
    if entry.foreign or not entry.kana or rng.random() < 0.7:
        entry.name = text
    return True


def foreign_kana(entry: Entry, town: Town) -> bool:
    """Another hand wrote the same sound otherwise: バン, ヴァン."""
    if not entry.foreign:
        return False
    changed = _in_parts(
        entry, town, lambda text: [text.replace(one, other, 1) for one, other in TRANSCRIPTIONS if one in text]
    )
    if changed and entry.name != entry.roman:
        entry.name = entry.family_kana + BLANK + entry.given_kana
    return changed


def digit_off(entry: Entry, town: Town) -> bool:
    """One digit of the birth date is another."""
    day, rng = entry.birth, town.rng
    for _ in range(20):
        step = rng.choice([1, -1, 1, -1, 10, -10, 2, 3])
        part = rng.choice(["day", "day", "month", "year"])
        try:
            other = day.replace(**{part: getattr(day, part) + (step if part == "day" else (1 if step > 0 else -1))})  # type: ignore[arg-type]
        except ValueError:
            continue
        if str(other) != str(day):
            entry.birth_text = other.isoformat()
            return True
    return False


def date_swapped(entry: Entry, town: Town) -> bool:
    """Month and day changed places; where that is no date, the text stays as typed, now and then."""
    day = entry.birth
    if day.day == day.month or (day.day > 12 and town.rng.random() < 0.9):
        return False
    entry.birth_text = f"{day.year:04}-{day.day:02}-{day.month:02}"
    return True


def era_slip(entry: Entry, town: Town) -> bool:
    """令和 read as 平成 and the other way round, 平成 as 昭和."""
    day = entry.birth
    earlier = day.year + 30 if town.rng.random() < 0.6 else day.year - 63
    year = day.year - 30 if day >= date(2019, 5, 1) else earlier
    entry.birth_text = f"{year:04}-{day.month:02}-{min(day.day, calendar.monthrange(year, day.month)[1]):02}"
    return True


def leap_day(entry: Entry, town: Town) -> bool:
    if (entry.birth.month, entry.birth.day) != (2, 29):
        return False
    other = entry.birth + timedelta(days=town.rng.choice([-1, 1]))
    entry.birth_text = other.isoformat() if town.rng.random() < 0.85 else f"{entry.birth.year + 1}-02-29"
    return True


def date_unknown(entry: Entry, town: Town) -> bool:
    """No date, a date without day, or (seldom) 不詳 in the register."""
    kind = town.rng.random()
    if kind < 0.08:
        town.register_birth_unknown.add(entry.person)
    elif kind < 0.5:
        entry.birth_text = ""
    else:
        entry.birth_text = (
            f"{entry.birth.year}-{entry.birth.month:02}-00" if kind < 0.85 else f"{entry.birth.year}-00-00"
        )
    return True


def neighbour_date(entry: Entry, town: Town) -> bool:
    """The cells of a sheet slipped by one line: another pupil's birth date."""
    other = town.rng.choice(town.birth_pool)
    other = other.replace(year=entry.birth.year + (town.rng.random() < 0.2), day=min(other.day, 28))
    entry.birth_text = other.isoformat()
    return other != entry.birth


def sibling_date(entry: Entry, town: Town) -> bool:
    for _, _, born in town.siblings.get(entry.person, []):
        if born != entry.birth:
            entry.birth_text = born.isoformat()
            return True
    return False


def wrong_sex(entry: Entry, town: Town) -> bool:
    entry.sex = "女" if entry.sex == "男" else "男"
    return True


SCARCE_FIRST: tuple[Callable[[Entry, Town], bool], ...] = (
    leap_day, foreign_kana, foreign_order, alias, romaji, sibling_mixed, sibling_date, ivs, kana_family, truncated, variant_kanji,
    misread, married_name, large_small_kana, date_swapped, long_vowel, other_kanji, voicing, kana_swapped, kana_dropped,
    kana_typo, names_swapped, kana_missing, lost_gaiji, name_in_kana, name_missing, family_unknown, digit_off, era_slip,
    date_unknown, neighbour_date, wrong_sex,
)  # fmt: skip
"""In the order of planting: the fewer entries a mode can befall, the earlier."""
