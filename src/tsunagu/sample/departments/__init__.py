"""One writer per source: how each department writes down what it knows of the invented lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tsunagu.sample.departments import (
    bango_taio,
    boshi,
    casework,
    certificates,
    fukushi_iryo,
    gakureibo,
    hoiku,
    jido_fuyo,
    jido_teate,
    jiritsu_shien,
    juki_ido,
    juki_kojin,
    juminzei,
    kaigo,
    kenshin,
    kokuho,
    ninpu,
    oneroster,
    school_sheets,
    schools,
    seikatsu_hogo,
    shiensochi,
    shogai_service,
    sodan,
    tokubetsu_jido_fuyo,
    yobosesshu,
    yotaikyo,
)
from tsunagu.sample.departments.office import Office
from tsunagu.sample.writing import Draft

DEPARTMENTS: dict[str, Callable[[Office], Iterator[Draft]]] = {
    "juki_kojin": juki_kojin.files,
    "juki_ido": juki_ido.files,
    "shiensochi": shiensochi.files,
    "bango_taio": bango_taio.files,
    "juminzei": juminzei.files,
    "jido_teate": jido_teate.files,
    "jido_fuyo": jido_fuyo.files,
    "tokubetsu_jido_fuyo": tokubetsu_jido_fuyo.files,
    "fukushi_iryo": fukushi_iryo.files,
    "seikatsu_hogo": seikatsu_hogo.files,
    "kokuho": kokuho.files,
    "kaigo": kaigo.files,
    "shintai_techo": certificates.shintai,
    "ryoiku_techo": certificates.ryoiku,
    "seishin_techo": certificates.seishin,
    "jiritsu_shien": jiritsu_shien.files,
    "shogai_service": shogai_service.files,
    "ninpu": ninpu.files,
    "sanpu": boshi.checkups,
    "kenshin_3_4m": kenshin.early,
    "kenshin_18m": kenshin.toddlers,
    "kenshin_3y": kenshin.at_three,
    "yobosesshu": yobosesshu.files,
    "boshi_homon": boshi.visits,
    "hoiku": hoiku.files,
    "gakureibo": gakureibo.files,
    "shugaku_enjo": schools.aid,
    "shukketsu": schools.attendance,
    "gakko_kenshin": schools.health,
    "screening": school_sheets.screening,
    "kokoro": school_sheets.feelings,
    "manzokudo": school_sheets.satisfaction,
    "oneroster": oneroster.files,
    "jido_sodan": sodan.child_desk,
    "fukushi_sodan": sodan.welfare_desk,
    "yotaikyo": yotaikyo.files,
    "mimamori": casework.watch_notes,
    "cases_decisions": casework.decisions,
    "cases_nominations": casework.nominations,
    "cases_values": casework.values,
    "cases_outcomes": casework.outcomes,
}
"""By source id. A pack may declare sources that the invented town does not write; they are simply not there."""

__all__ = ["DEPARTMENTS", "Office"]
