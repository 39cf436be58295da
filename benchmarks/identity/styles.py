"""How each school's file is written: width and script of kana, blanks, the columns it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from benchmarks.identity.entries import Seats
from benchmarks.identity.letters import half_width, hiragana, search_key
from benchmarks.identity.rates import Rates

USUAL = ("full", "full_half_blank")
OTHERS = ("no_blank", "half", "half_no_blank", "hiragana", "wide_blanks", "middle_dot", "small_half_marks")


@dataclass(frozen=True)
class Style:
    """One school's file. `script` is one of USUAL or OTHERS; `voiceless`: the search key stands in the kana column."""

    script: str
    voiceless: bool
    guardian: bool
    town: bool
    sex: bool
    number: bool
    name_blank: str

    def kana(self, text: str) -> str:
        if not text:
            return ""
        if self.voiceless:
            return search_key(text)
        return _KANA[self.script](text)

    def name(self, text: str) -> str:
        return text.replace("　", self.name_blank)


_KANA = {
    "full": lambda text: text,
    "full_half_blank": lambda text: text.replace("　", " "),
    "no_blank": lambda text: text.replace("　", ""),
    "half": half_width,
    "half_no_blank": lambda text: half_width(text).replace(" ", ""),
    "hiragana": hiragana,
    "wide_blanks": lambda text: text.replace("　", "　　") + "　",
    "middle_dot": lambda text: text.replace("　", "・"),
    "small_half_marks": lambda text: half_width(text).replace("ﾟ", "゜").replace("ﾞ", "゛"),
}


def styles(chairs: Seats, mixture: Rates, rng: Random) -> dict[int, Style]:
    """Every school's manner. Whole schools write the search key, until their rows are the share wanted."""
    counts = Counter(chairs.school.tolist())
    schools = sorted(counts)
    rng.shuffle(schools)
    wanted = mixture.modes["voiceless_export"] * len(chairs.person)
    voiceless: set[int] = set()
    for school in sorted(schools, key=lambda one: counts[one]):
        if wanted > 0:
            voiceless.add(school)
            wanted -= counts[school]
    made = {}
    for place, school in enumerate(schools):
        usual = place % 5 < 3
        made[school] = Style(
            script=rng.choice(USUAL) if usual else OTHERS[place // 2 % len(OTHERS)],
            voiceless=school in voiceless,
            guardian=rng.random() >= mixture.no_guardian,
            town=rng.random() >= mixture.no_town,
            sex=rng.random() >= mixture.no_sex,
            number=rng.random() >= mixture.no_number,
            name_blank=rng.choice(["　", "　", " ", ""]),
        )
    return made
