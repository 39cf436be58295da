"""F34 相談台帳 of the two desks: 児童相談 and 福祉相談. Half the rows carry no 宛名番号, but name, address and guardian."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.departments.schools import school_kana
from tsunagu.sample.lives.casework import Consultation
from tsunagu.sample.writing import Draft, Value

COMPLAINTS = {
    "児童虐待": "大声でしかる声が続くと連絡。",
    "養護": "保護者の入院で養育が難しい。",
    "生活困窮": "家賃と光熱費が払えない。",
    "障がい者": "福祉サービスの利用について。",
    "育児・しつけ": "言うことを聞かず困っている。",
    "不登校": "朝起きられず登校できない。",
    "高齢者": "親の介護について。",
}
ROUTES = {"児童相談": ("学校", "近隣", "家族", "警察", "保育所", "保健", "児相"), "福祉相談": ("家族", "他", "医療")}


def child_desk(office: Office) -> Iterator[Draft]:
    """家児相_相談台帳.xlsx."""
    yield office.draft(
        "jido_sodan",
        "家児相_相談台帳.xlsx",
        _rows(office, "児童相談", "J"),
        title_rows=["家庭児童相談室　相談受付台帳"],
        sheet="台帳",
    )


def welfare_desk(office: Office) -> Iterator[Draft]:
    """福祉相談_相談台帳.xlsx."""
    yield office.draft(
        "fukushi_sodan",
        "福祉相談_相談台帳.xlsx",
        _rows(office, "福祉相談", "F"),
        title_rows=["福祉総合相談　受付台帳"],
        sheet="台帳",
    )


def _rows(office: Office, desk: str, letter: str) -> Iterator[Row]:
    found = [c for about in office.facts.consultations_about.values() for c in about if c.desk == desk]
    found.sort(key=lambda c: (c.received_on, c.about.number, c.kind))
    for order, consultation in enumerate(found, start=1):
        yield consultation.about.number, {"受付番号": f"{letter}{order:06d}", **_row(office, consultation)}


def _row(office: Office, consultation: Consultation) -> dict[str, Value]:
    about, kind, draw = consultation.about, consultation.kind, consultation.draw
    guardian = office.guardian(about)
    told_apart = (
        about.number not in office.protected and about.household.lot or (guardian is not None and guardian is not about)
    )
    closed = office.facts.over(consultation.closed_on)
    abuse = kind == "児童虐待"
    routes = ROUTES[consultation.desk]
    return {
        "受付日": consultation.received_on,
        "受付時刻": f"{9 + int(draw * 8)}:{int(draw * 600) % 60:02d}",
        "経路": routes[int(draw * len(routes))],
        "相談者": "母" if draw < 0.5 else "関係機関",
        "児童氏名": about.name,
        "ふりがな": school_kana(about),
        "生年月日": about.birth,
        "性別": about.sex,
        "住所": "" if about.number in office.protected else office.address(about.household),
        "保護者": guardian.name if guardian else "",
        "相談種別": kind,
        "虐待種別": ("身体的", "心理的", "ネグレクト", "心理的・身体的")[int(draw * 4)] if abuse else None,
        "主訴": COMPLAINTS.get(kind, "くらしの相談。"),
        "緊急度": ("B", "B", "C", "A")[int(draw * 4)] if abuse else None,
        "重症度": ("軽度", "中度", "軽度", "重度")[int(draw * 4)] if abuse else None,
        "対応": "家庭訪問を行い、継続して様子を見る。",
        "担当": f"担当{int(draw * 5) + 1}",
        "終結日": closed,
        "終結理由": "改善" if closed else None,
        "宛名番号": about.number if consultation.numbered or not told_apart else None,
    }
