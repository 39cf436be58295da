"""Which links of a run people no longer stand by: read beside the run, as soon as an answer is given or taken back."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

from tsunagu.identity import BY_NUMBER, IdentityAnswer, IdentityJudgement, LinkMethod, Standings, judgements, standings
from tsunagu.identity import LOG_FILE as LOG
from tsunagu.month.review_desk import pupil_number_of
from tsunagu.serving import LinkedRecord, Serving


def withdrawn_links(home: Path, serving: Serving) -> frozenset[int]:
    """Places of the run's linked records that would not be linked so by the answers of this moment.

    Raises BrokenJudgementsError: who cannot say what was answered cannot say whose a record is.
    """
    return withdrawn_by(serving, _given(home, *_state(home / LOG)))


def withdrawn_by(serving: Serving, given: Iterable[IdentityJudgement]) -> frozenset[int]:
    """The same for answers at hand."""
    said = standings(given)
    keys = {*said.same, *said.broken, *said.nobody, *(record for record, _ in said.apart)}
    return frozenset(one.place for one in serving.linked_records(keys=keys, judged=True) if _is_withdrawn(one, said))


def _is_withdrawn(linked: LinkedRecord, said: Standings) -> bool:
    key = linked.record.record_key
    meant = {number for number in linked.numbers if _means(said, number, linked.record.people[0]["birth_date"])}
    if any((key, number) in said.apart for number in meant):
        return True
    if key in said.same and said.same[key] not in meant:
        return True
    if linked.method not in BY_NUMBER and (key in said.broken or said.nobody.get(key) is IdentityAnswer.OUT_OF_AREA):
        return True
    if linked.method != LinkMethod.JUDGED:
        return False
    pupil_number = pupil_number_of(linked.record)
    return said.same.get(key) not in meant and (pupil_number is None or said.numbers.get(pupil_number) not in meant)


def _means(said: Standings, number: int, born: str | None) -> bool:
    """Whether answers about a 宛名番号 are about whoever was born then, not about somebody who had the number before."""
    return number not in said.unclear and said.born.get(number, born) == born


def _state(path: Path) -> tuple[int, int]:
    """Changes whenever something was appended."""
    return ((found := path.stat()).st_mtime_ns, found.st_size) if path.exists() else (0, 0)


@functools.lru_cache(maxsize=4)
def _given(home: Path, *changed: int) -> tuple[IdentityJudgement, ...]:
    """Read again only when the log has grown (`changed`)."""
    return tuple(judgements(home))
