"""The manual is the specs, all of them, and up to date."""

from __future__ import annotations

from pathlib import Path

from spec import manual


def test_the_manual_is_what_the_specs_say() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), "python tests/spec/manual.py --write"


def test_every_spec_file_is_a_section() -> None:
    folder = Path(__file__).parent
    found = {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/test_*.py")}
    assert found == set(manual.CONTENTS)


def test_every_spec_says_in_words_what_it_shows() -> None:
    silent = [
        f"{module.__name__}.{test.__name__}"
        for module in manual.modules()
        for test in manual._tests(module)
        if not test.__doc__
    ]
    assert silent == []
