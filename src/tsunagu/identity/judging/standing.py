"""What all judgements together say: which record is whose, which pairs are apart, and where they contradict each other.

Records and persons are nodes; every 同一人 in force ties two. A tie that would bring a 別人 pair together, or two persons,
breaks the whole cluster: the 別人 stands, and every record of it goes back to waiting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tsunagu.identity.judging.model import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, Standing


@dataclass(frozen=True)
class Standings:
    """`same`: record → person. `apart`: pairs never to be linked nor proposed. `broken`: records of clusters that
    contradict themselves. `nobody`: record → the answer that nobody in the register is meant. `numbers`: 学籍番号 confirmed
    for one person and for no other. `born`: 宛名番号 → birth date (ISO) of whom it meant, `unclear`: the 宛名番号 that meant two
    people, born on different days.
    """

    same: dict[str, int] = field(default_factory=dict)
    apart: frozenset[tuple[str, int]] = frozenset()
    broken: frozenset[str] = frozenset()
    nobody: dict[str, IdentityAnswer] = field(default_factory=dict)
    numbers: dict[PupilNumber, int] = field(default_factory=dict)
    born: dict[int, str] = field(default_factory=dict)
    unclear: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.same or self.apart or self.broken or self.nobody or self.numbers)


def in_force(given: Iterable[IdentityJudgement]) -> dict[Pair, IdentityJudgement]:
    """The answer that stands for every pair: of those in force, the last. An answer about a record alone has its own pair.

    To put a pair off takes one person, so it never stands in the place of 別人 that two people gave.
    """
    standing: dict[Pair, IdentityJudgement] = {}
    for judgement in given:
        before = standing.get(judgement.pair)
        if judgement.answer is IdentityAnswer.LATER and before is not None and before.parts_two:
            continue
        if judgement.in_force:
            standing.pop(judgement.pair, None)
            standing[judgement.pair] = judgement
    return standing


def standings(given: Iterable[IdentityJudgement]) -> Standings:
    """Resolve the answers in force."""
    standing = list(in_force(given).values())
    by_standing = defaultdict(list)
    for judgement in standing:
        by_standing[judgement.answer.standing].append(judgement)
    positive = by_standing[Standing.POSITIVE]
    apart = frozenset(
        (one.pair.record, one.pair.person) for one in by_standing[Standing.NEGATIVE] if one.pair.person is not None
    )
    same, broken = _clusters(positive, by_standing[Standing.NEGATIVE], apart)
    dates: dict[int, set[str]] = defaultdict(set)
    for one in [*positive, *by_standing[Standing.NEGATIVE]]:
        if one.pair.person is not None and one.born:
            dates[one.pair.person].add(one.born)
    born = {person: min(days) for person, days in dates.items() if len(days) == 1}
    unclear = frozenset(person for person, days in dates.items() if len(days) > 1)
    return Standings(same, apart, broken, _nobody(standing), _numbers(positive, broken), born, unclear)


def _clusters(
    positive: list[IdentityJudgement], negative: list[IdentityJudgement], apart: frozenset[tuple[str, int]]
) -> tuple[dict[str, int], frozenset[str]]:
    """Records of sound clusters with their person, and records of broken ones.

    A 学籍番号 ties every record that carries it, also one of which 別人 was said: they are one pupil's, and who is not
    the one of them cannot be the other. Where the persons it was confirmed for were born on different days, it was given to
    a new pupil: then it ties the records of each of them.
    """
    members: dict[object, set[object]] = {}
    given_anew = _given_anew(positive)
    bearer = {(one.pair.record, one.pupil_number): one.born for one in positive if one.pupil_number in given_anew}
    said_same = {judgement.pair.record for judgement in positive}
    for judgement in [*positive, *(one for one in negative if one.pupil_number is not None)]:
        tied: list[object] = [("record", judgement.pair.record)]
        if judgement.answer.standing is Standing.POSITIVE:
            tied.append(("person", judgement.pair.person))
        if (number := judgement.pupil_number) is not None:
            tied.append(
                (number, bearer.get((judgement.pair.record, number), judgement.born))
                if number in given_anew
                else number
            )
        merged = set(tied).union(*(members.get(node, set()) for node in tied))
        for node in merged:
            members[node] = merged
    same: dict[str, int] = {}
    broken: set[str] = set()
    for cluster in {id(one): one for one in members.values()}.values():
        records = {node[1] for node in cluster if isinstance(node, tuple) and node[0] == "record"}
        persons = {node[1] for node in cluster if isinstance(node, tuple) and node[0] == "person"}
        if len(persons) > 1 or any((record, person) in apart for record in records for person in persons):
            broken |= records
        elif persons:
            (person,) = persons
            same |= dict.fromkeys(records & said_same, person)
    return same, frozenset(broken)


def _given_anew(positive: list[IdentityJudgement]) -> frozenset[PupilNumber]:
    """The 学籍番号 confirmed for two people or more, each known to be born on a day of their own."""
    bearers: dict[PupilNumber, set[tuple[int | None, str | None]]] = defaultdict(set)
    for one in positive:
        if one.pupil_number is not None:
            bearers[one.pupil_number].add((one.pair.person, one.born))
    return frozenset(
        number
        for number, held in bearers.items()
        if len(held) > 1 and None not in (days := [born for _, born in held]) and len(set(days)) == len(days)
    )


def _nobody(standing: list[IdentityJudgement]) -> dict[str, IdentityAnswer]:
    """The record's own answer, where no 同一人 came after it."""
    found: dict[str, IdentityAnswer] = {}
    for judgement in sorted(standing, key=lambda one: one.on):
        if judgement.answer.names_a_person is False:
            found[judgement.pair.record] = judgement.answer
        elif judgement.answer.standing is Standing.POSITIVE:
            found.pop(judgement.pair.record, None)
    return found


def _numbers(positive: list[IdentityJudgement], broken: frozenset[str]) -> dict[PupilNumber, int]:
    persons: dict[PupilNumber, set[int]] = defaultdict(set)
    for judgement in positive:
        if judgement.pupil_number and judgement.pair.person is not None and judgement.pair.record not in broken:
            persons[judgement.pupil_number].add(judgement.pair.person)
    return {number: min(held) for number, held in persons.items() if len(held) == 1}
