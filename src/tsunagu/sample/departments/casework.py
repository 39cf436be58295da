"""F36 見守り情報 and the exports of the case store: decisions, nominations, values, outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.sample.decisions import Decision, Nomination
from tsunagu.sample.departments.office import Office, Row
from tsunagu.sample.randomness import share
from tsunagu.sample.writing import Draft


def watch_notes(office: Office) -> Iterator[Draft]:
    """見守り情報.json."""
    yield office.draft("mimamori", "見守り情報.json", _notes(office))


def _notes(office: Office) -> Iterator[Row]:
    for child in office.young:
        for note in office.facts.watch_notes(child):
            yield (
                child.number,
                {
                    "発生日": note.happened_on,
                    "対象宛名番号": child.number,
                    "情報源": note.informant,
                    "分類": note.kind,
                    "内容": note.text,
                    "給食費滞納": note.lunch_arrears,
                    "事実/伝聞": "伝聞" if note.informant == "近隣" else "事実",
                    "入力者": "こども家庭班",
                    "閲覧範囲": "こども課",
                    "根拠": "連絡",
                },
            )


def decisions(office: Office) -> Iterator[Draft]:
    """cases_decisions.json: what the conferences of the months before decided."""
    yield office.draft("cases_decisions", "cases_decisions.json", _decisions(office.town.decisions))


def _decisions(found: list[Decision]) -> Iterator[Row]:
    for decision in found:
        yield (
            decision.child,
            {
                "対象宛名番号": decision.child,
                "決定日": decision.decided_on,
                "決定": decision.decision,
                "見直し日": decision.review_on,
                "決定時の事実の要約値": decision.facts_hash,
                "決定者": "こども課長",
                "理由": "会議で話し合った結果による。",
                "人からの情報源": "所属への聞き取り",
            },
        )


def nominations(office: Office) -> Iterator[Draft]:
    """cases_nominations.json."""
    yield office.draft("cases_nominations", "cases_nominations.json", _nominations(office.town.nominations))


def _nominations(found: list[Nomination]) -> Iterator[Row]:
    for nomination in found:
        yield (
            nomination.child,
            {
                "対象宛名番号": nomination.child,
                "推薦日": nomination.nominated_on,
                "推薦した課": nomination.section,
                "推薦者": "保健師",
                "理由": "乳児訪問で保護者の疲れが気になった。",
                "事実・伝聞": "事実",
            },
        )


def values(office: Office) -> Iterator[Draft]:
    """cases_values.json: nothing has been typed in yet in the invented town."""
    yield office.draft("cases_values", "cases_values.json", ())


def outcomes(office: Office) -> Iterator[Draft]:
    """cases_outcomes.json: what came of the supports that were decided."""
    yield office.draft("cases_outcomes", "cases_outcomes.json", _outcomes(office))


def _outcomes(office: Office) -> Iterator[Row]:
    for decision in office.town.decisions:
        recorded = office.facts.over(decision.review_on)
        if decision.decision == "要支援" and recorded is not None:
            better = share(office.seed, "outcome", decision.child) < 0.5
            yield (
                decision.child,
                {
                    "対象宛名番号": decision.child,
                    "記録日": recorded,
                    "支援の種類": "養育支援訪問",
                    "結果": "改善" if better else "変化なし",
                    "記録者": "こども家庭班",
                    "内容": "利用が始まり、様子が落ち着いた。" if better else "利用が続いている。",
                },
            )
