"""Sets one paper and ends: `python -m tsunagu_web.papers.typesetting`, data as JSON in, the PDF out.

A process of its own, so that a paper that grows without end can be stopped without the server. It opens the templates' folder
and the fonts, and nothing else: data comes as data, never as words of a template. It imports no Django.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates" / "papers"
NOT_SET = 3
"""Leaves with it when the paper cannot be set; what it says goes to the log of errors and holds no text of the paper."""


def main() -> int:
    """Set what comes in: template, told, fonts, and how much memory (bytes) and reckoning (seconds) it may take."""
    asked = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    import typst

    try:
        sys.stdout.buffer.write(pdf_of(asked["template"], asked["told"], asked["fonts"]))
    except typst.TypstError as error:
        # The message may name the text it stumbled over; the place in the template does not.
        print(" ".join(re.findall(r"\w+\.typ:\d+:\d+", error.diagnostic)) or "no place", file=sys.stderr)
        return NOT_SET
    return 0


def pdf_of(template: str, told: dict[str, Any], files: list[str]) -> bytes:
    """The PDF: tagged (PDF/UA-1), its language Japanese, the same bytes for the same data and fonts."""
    import typst

    from tsunagu_web.papers.signs import Signs, shapes_of

    with tempfile.TemporaryDirectory() as folder:
        # Each file alone, so that no other font that lies beside it is taken.
        for place, file in enumerate(files):
            (Path(folder) / f"{place:03d}{Path(file).suffix.lower()}").symlink_to(file)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        families = families_of(found.fonts(), files)
        signs = Signs([shapes_of(font) for font in families.values()])
        printed = signs.printable(told)
        printed |= {"fonts": list(families), "lacking": list(signs.lacking), "shapeless": list(signs.shapeless)}
        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=found,
            sys_inputs={"told": json.dumps(printed, ensure_ascii=False, sort_keys=True)},
            format="pdf",
            pdf_standards=["ua-1"],
            package_path=folder,
            package_cache_path=folder,
        )


def families_of(fonts: list[Any], files: list[str]) -> dict[str, Any]:
    """Family → its plainest font, in the order of the files; of one file's sisters for several countries the Japanese one."""
    # typst tells the file a link leads to, and lists in an order of its own.
    order = {str(Path(file).resolve()): place for place, file in enumerate(files)}
    found: dict[str, Any] = {}
    for font in sorted(fonts, key=lambda one: (order[str(Path(one.path).resolve())], one.index)):
        sisters = {one.family for one in fonts if one.path == font.path}
        japanese = {name for name in sisters if name.endswith(" JP") and "Mono" not in name}
        if japanese and font.family not in japanese:
            continue
        kept = found.get(font.family)
        if kept is None or abs(font.weight - 400) < abs(kept.weight - 400):
            found[font.family] = font
    return found


if __name__ == "__main__":
    sys.exit(main())
