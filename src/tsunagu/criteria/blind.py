"""The blind share: a few low scorers, looked at on paper only, and only where the purpose ledger allows it."""

from __future__ import annotations

from collections.abc import Collection

from tsunagu.base.errors import RefusedError
from tsunagu.criteria.rules import BlindShare
from tsunagu.engines import Engine, quoted_text


def check_blind_share(share: BlindShare, live_ledger_rows: Collection[str]) -> None:
    """Refuse to start (RefusedError J010) when the share is switched on without a live row of the purpose ledger."""
    if share.households == 0:
        return
    if share.ledger_row is None or share.ledger_row not in live_ledger_rows:
        named = f"（{share.ledger_row}）" if share.ledger_row else ""
        raise RefusedError(
            "J010",
            f"点数の低いこどもの見直しが{share.households}世帯に設定されていますが、利用目的の台帳に有効な行がありません{named}",
            "台帳に行を加えるか、worklist.yaml の blind_share の households を 0 にしてください",
        )


def draw_blind_households(engine: Engine, share: BlindShare, *, findings: str, codes: str, seed: str) -> list[str]:
    """Codes of households in which every child was judged and nobody is flagged, drawn by the hash of seed and code.

    `findings` and `codes` are SQL relations. The same run draws the same households; nobody chooses.
    """
    if share.households == 0:
        return []
    rows = engine.execute(f"""
        WITH low AS (
            SELECT household_id FROM {findings} GROUP BY household_id HAVING bool_and(state IN ('not_flagged', 'outside'))
        )
        SELECT code FROM low JOIN {codes} USING (household_id)
        ORDER BY sha256({quoted_text(seed)} || code), code LIMIT {share.households}""").fetchall()
    return sorted(code for (code,) in rows)
