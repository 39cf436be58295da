"""The pages of drafts as a clerk uses them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tsunagu_web.operations.running import run_job

LAYOUTS = "/layouts/"
OWN = f"{LAYOUTS}of/juki_kojin.own/"


def hand_in(
    clerk: Any, name: str, data: bytes, of: str = "", more: dict[str, bytes] | None = None, heading_row: str = ""
) -> Any:
    """Hand files in to be looked at, let the worker look, and go where its page leads; a refusal is the answer itself."""
    files = [SimpleUploadedFile(name, data) for name, data in ({name: data} | (more or {})).items()]
    asked = clerk.post(f"{LAYOUTS}draft/", {"files": files, "of": of, "heading_row": heading_row})
    if asked.status_code != 302:
        return asked
    number = int(asked["Location"].strip("/").rsplit("/", 1)[1])
    run_job(number, 1)
    page = clerk.get(f"/jobs/{number}/?watching=1")
    return clerk.get(page["Location"]) if page.status_code == 302 else page


def text(answer: Any) -> str:
    """A page's text."""
    return str(answer.content.decode())


def confirm_on_page(clerk: Any, url: str, told: dict[str, str]) -> Any:
    """Open the draft, and confirm what is seen there."""
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', text(clerk.get(url)))
    return clerk.post(f"{url}confirm/", {**told, "seen": seen[1] if seen else ""})


def nothing_of_files(home: Path) -> bool:
    """Whether nothing of the files handed in lies in the home any more."""
    return not [path for place in ("deliveries/uploads", "drafting") for path in (home / place).rglob("*")]
