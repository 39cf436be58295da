"""Writes the files of a city of 和泉市's size as 和泉市 took them: 28 kinds, year by year, with their UTF-8 twins for the anchor.

    python -m benchmarks.intake.city CHILDREN SEED YEARS FOLDER

The report (成果報告書 令和6年度, 図表1-1) counts 197,141 pupils of six to fifteen over seven school years; which files the 28 are is
our reading (`coverage.yaml`, izumi_files). Here the invented town lives through the years and hands over at the end of each:
registers and ledgers whole, the year's check-ups and vaccinations (the first year all before as well), the register of the
households with children, attendance and screening sheets of five elementary and two junior high schools. Aids and services of
one system come as one file each, as there.

Leaves inbox/ (what intake reads), twins/, pack/ (the 28 declarations) and told.json {"child_years", "files", "rows"}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from benchmarks.twins import write_twins
from tsunagu.base.dates import fiscal_year_of, month_end
from tsunagu.catalog import Pack, load_pack, read_document
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.dirt import Soil
from tsunagu.sample.facts import Facts
from tsunagu.sample.founding import found_town
from tsunagu.sample.months import live_until
from tsunagu.sample.people import is_child
from tsunagu.sample.places import schools_for
from tsunagu.sample.town import Town
from tsunagu.sample.writing import Draft, write_draft

FIRST_YEAR = 2024
DIRT = 0.02
INBOX, TWINS, PACK, TOLD = "inbox", "twins", "pack", "told.json"
MODEL_SCHOOLS = (5, 2)
"""Elementary and junior high schools whose attendance and screening came."""


class Kind(NamedTuple):
    """One of the 28: its source here, the standard source it is of, and, where a system's list comes parted, the column and
    the word that part it. `happened`: the column with the day, of files that tell what happened in the year."""

    source: str
    of: str
    heading: str = ""
    word: str = ""
    happened: str = ""


WHOLE = (
    *("juki_kojin", "gakureibo", "jido_teate", "jido_fuyo", "tokubetsu_jido_fuyo", "fukushi_iryo", "seikatsu_hogo"),
    *("shintai_techo", "ryoiku_techo", "seishin_techo", "hoiku", "jido_sodan", "shukketsu", "screening"),
)
EVENTS = {
    "ninpu": "届出日",
    "kenshin_3_4m": "受診日",
    "kenshin_18m": "受診日",
    "kenshin_3y": "受診日",
    "yobosesshu": "接種日",
}
AIDS = {"ikusei": "育成医療", "kosei": "更生医療", "seishin_tsuin": "精神通院医療"}
SERVICES = {
    "kyotaku": "居宅介護",
    "seikatsu": "生活介護",
    "ido": "移動支援",
    "jihatsu": "児童発達支援",
    "hodei": "放課後等デイサービス",
    "tanki": "短期入所",
}
KINDS = (
    *(Kind(source, source) for source in WHOLE),
    *(Kind(source, source, happened=heading) for source, heading in EVENTS.items()),
    *(Kind(f"jiritsu_{name}", "jiritsu_shien", "医療区分", word) for name, word in AIDS.items()),
    *(Kind(f"service_{name}", "shogai_service", "サービス種類", word) for name, word in SERVICES.items()),
)
PURPOSE = {
    "legal_basis": "計測のための架空の行",
    "purpose": "受領の速さを測る",
    "temporary": "計測の間だけ",
    "necessity": "計測に要る",
    "reasonable_ground": "計測に要る",
    "no_harm": "架空の人だけを扱う",
    "approved_by": "個人情報保護管理者",
    "starts_on": "2024-04-01",
    "ends_on": "2034-03-31",
}


def write(children: int, seed: int, years: int, folder: Path) -> None:
    """Write all of it."""
    inbox, pack = folder / INBOX, load_pack("standard")
    inbox.mkdir(parents=True)
    _write_pack(folder / PACK, pack)
    register = found_town(seed, children, schools_for(children))
    child_years = 0
    for first in live_until(register, seed, children, date(FIRST_YEAR + years, 3, 31)):
        if first.month == 3:
            office = _office(Town(seed, children, month_end(first), register, [], []), pack)
            child_years += _pupils(office)
            soil = Soil(seed, office.as_of, DIRT, None, pack.faults)
            for draft in _drafts(office):
                for sown in soil.sow(draft):
                    write_draft(sown, inbox)
    rows = write_twins(inbox, folder / TWINS)
    told = {"child_years": child_years, "files": len(list(inbox.iterdir())), "rows": rows}
    (folder / TOLD).write_text(json.dumps(told), encoding="utf-8")


def _office(town: Town, pack: Pack) -> Office:
    return Office(town, Facts(town.seed, town.register, town.as_of, town.children_wanted), pack)


def _pupils(office: Office) -> int:
    """Pupils of the city's schools in March."""
    roster, year = office.facts.roster, office.facts.fiscal_year
    return sum(roster.enrolled(seat.pupil, year, 3) for seat in roster.seats[year].values())


def _drafts(office: Office) -> Iterator[Draft]:
    """The year's files. Their names tell the day, by which each is the month's of its own."""
    for source in dict.fromkeys(kind.of for kind in KINDS):
        kinds = [kind for kind in KINDS if kind.of == source]
        for draft in DEPARTMENTS[source](office):
            if source in ("shukketsu", "screening") and not _is_of_model_school(office, draft):
                continue
            for kind in kinds:
                yield _parted(office, draft, kind)


def _is_of_model_school(office: Office, draft: Draft) -> bool:
    schools, (elementary, junior_high) = office.town.schools, MODEL_SCHOOLS
    models = (*schools.elementary[:elementary], *schools.junior_high[:junior_high])
    return any(f"_{office.school_name(school)}" in draft.name for school in models)


def _parted(office: Office, draft: Draft, kind: Kind) -> Draft:
    """The part of a department's list that is this kind's file, under its name."""
    keeps = _keeps(office, draft, kind)
    kept = [at for at in range(len(draft.rows)) if keeps(at)]
    stem, dot, ending = draft.name.partition(".")
    day = f"{office.as_of:%Y%m%d}"
    name = "_".join([stem, *([kind.word] if kind.word else []), *([] if day in stem else [day])])
    return replace(
        draft,
        name=name + dot + ending,
        rows=[draft.rows[at] for at in kept],
        people=[draft.people[at] for at in kept],
        row_sheets=[draft.row_sheets[at] for at in kept] if draft.row_sheets else [],
    )


def _keeps(office: Office, draft: Draft, kind: Kind) -> Callable[[int], bool]:
    """Whether a row of the department's list is in this kind's file."""
    if kind.source == "juki_kojin":
        homes = (home for home in office.homes if any(is_child(one, office.facts.fiscal_year) for one in home.members))
        numbers = {one.number for home in homes for one in home.members}
        return lambda at: draft.people[at] in numbers
    if kind.word:
        place = draft.headers.index(kind.heading)
        listed = office.pack.code_lists[next(c.codes for c in draft.columns() if c.header == kind.heading) or ""]
        codes = {code.code for code in listed.codes if code.value == kind.word}
        return lambda at: draft.rows[at][place] in codes
    if kind.happened and fiscal_year_of(office.as_of) > FIRST_YEAR:
        place, first = draft.headers.index(kind.happened), f"{fiscal_year_of(office.as_of)}0401"
        return lambda at: draft.rows[at][place].replace("-", "") >= first
    return lambda at: True


def _write_pack(folder: Path, standard: Pack) -> None:
    """The 28 declarations: the standard's, and nine that differ from one of them in the file's name only."""
    (folder / "sources").mkdir(parents=True)
    for kind in KINDS:
        if kind.word:
            declared = standard.layers.folders[0] / "sources" / f"{kind.of}.yaml"
            source = dict(read_document(declared).value)
            (pattern,) = source["layout"]["file_names"]
            source |= {"source": kind.source, "label": f"{source['label']}（{kind.word}）"}
            source["layout"] = {**source["layout"], "file_names": [pattern.replace("*", f"_{kind.word}*")]}
            _write_yaml(folder / "sources" / f"{kind.source}.yaml", source)
    names = [kind.source for kind in KINDS]
    rows = [{"id": name, "items": [name], "owner": "計測係", **PURPOSE} for name in names]
    _write_yaml(folder / "purposes.yaml", {"schema": 1, "purposes": rows})
    pack = {"schema": 1, "name": "city", "label": "計測用", "version": "1.0", "municipality": "計測用の市"}
    _write_yaml(folder / "pack.yaml", {**pack, "population": 0, "based_on": "standard", "sources": names})


def _write_yaml(path: Path, declared: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
