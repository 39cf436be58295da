"""届かないとどうなるか: what a run without a delivery means, said before anybody starts one."""

from __future__ import annotations

from tsunagu.catalog import Pack
from tsunagu.criteria import load_judgement
from tsunagu.delivery import Delivery
from tsunagu.indicators import questions_of
from tsunagu.month.protection import PROTECTION_TABLE


def consequence_of(pack: Pack, line: Delivery) -> str:
    """What it means to run the month without this delivery, as a sentence."""
    tables = pack.sources[line.source].tables()
    items = items_of(pack, line.source)
    return consequence(line, items, needed="residents" in tables, protects=PROTECTION_TABLE in tables)


def consequence(line: Delivery, items: tuple[str, ...], *, needed: bool, protects: bool = False) -> str:
    """What a run without this delivery means, as a sentence. `protects`: it is the list of protected people."""
    whose = "この学校のこどもは、" if line.part else ""
    if line.before is not None:
        year, month = line.before.split("-")[:2]
        return f"{whose}{year}年{int(month)}月分までのデータで判定します。そのあとの変化は入りません。"
    if needed:
        return "これが届かないと、月の処理は始められません。"
    if protects:
        return "だれの住所も、画面に出なくなります。"
    if not items:
        return "判定の項目には使っていません。"
    named = "、".join(items[:2]) + ("など" if len(items) > 2 else "")
    return f"{whose}{len(items)}項目（{named}）が「わからない（未着）」になります。"


def items_of(pack: Pack, source: str) -> tuple[str, ...]:
    """Labels of the indicators that ask the tables of a source."""
    return _items_by_source(pack.declarations_hash, pack).get(source, ())


class _Items:
    """The last pack's answer: indicators are read from many files, and change only with the declarations."""

    fingerprint = ""
    by_source: dict[str, tuple[str, ...]] = {}


def _items_by_source(fingerprint: str, pack: Pack) -> dict[str, tuple[str, ...]]:
    if _Items.fingerprint != fingerprint:
        found: dict[str, dict[str, None]] = {name: {} for name in pack.sources}
        # A town that begins with the standard pack has nothing to judge by yet, and receives files all the same.
        judges = bool(pack.layers.files("criteria", ".yaml"))
        for indicator in load_judgement(pack).indicators if judges else ():
            for question in questions_of(indicator.ask):
                for name in question.sources or pack.sources_of(question.table):
                    found.get(name, {})[indicator.short or indicator.label] = None
        _Items.by_source = {name: tuple(labels) for name, labels in found.items()}
        _Items.fingerprint = fingerprint
    return _Items.by_source
