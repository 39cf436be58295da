"""お知らせ文 on paper: the service, how to apply, and for whom. No other fact, and no address."""

from __future__ import annotations

from typing import Any

from tsunagu_web.entitlements.finding import name_of
from tsunagu_web.entitlements.models import Letter
from tsunagu_web.reading import RunView


def paper_of(letter: Letter, run: RunView, municipality: str) -> dict[str, Any]:
    """What the template `letter` prints. `draft`: words across the top while nobody approved it."""
    children = run.serving.children_named(letter.codes)
    return {
        "title": f"{letter.service}のお知らせ",
        "draft": "" if letter.approved else f"{letter.state}：まだ送れません",
        "names": [name_of(run, child) for child in children],
        "about": letter.about,
        "how": letter.how,
        "office": f"{municipality} {letter.section}",
    }
