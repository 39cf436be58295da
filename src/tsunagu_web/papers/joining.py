"""Papers set one by one leave as one PDF: pages, headings in the margin, and what a screen reader is told of them.

A process of its own, `python -m tsunagu_web.papers.joining MEMORY SECONDS`, for the same reason as that which sets a paper: papers in as
`bundled` writes them, the PDF out. It imports no Django.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Sequence
from typing import Any


def main(arguments: Sequence[str]) -> int:
    """Join what comes in, within so many bytes of memory and seconds of reckoning."""
    memory, seconds = map(int, arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    lengths = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(join_papers([sys.stdin.buffer.read(length) for length in lengths]))
    return 0


def bundled(papers: Sequence[bytes]) -> bytes:
    """Papers as one stream of bytes: a line with their lengths, then one after the other."""
    return json.dumps([len(paper) for paper in papers]).encode() + b"\n" + b"".join(papers)


def join_papers(papers: Sequence[bytes]) -> bytes:
    """One PDF of several as `make_paper` sets them, page after page, tagged as each was; title and language are the first's.

    The same papers give the same bytes.
    """
    import pikepdf

    target, joined = pikepdf.open(io.BytesIO(papers[0])), io.BytesIO()
    for paper in papers[1:]:
        with pikepdf.open(io.BytesIO(paper)) as more:
            _append(target, more)
    target.save(joined, deterministic_id=True)
    return joined.getvalue()


def _append(target: Any, paper: Any) -> None:
    import pikepdf

    tags, keys = target.Root.StructTreeRoot, pikepdf.NumberTree(target.Root.StructTreeRoot.ParentTree)
    before, first_key = len(target.pages), int(tags.ParentTreeNextKey)
    # The pages first: what is copied after them refers to the copies.
    target.pages.extend(paper.pages)
    more = target.copy_foreign(_alone(paper.Root.StructTreeRoot, paper))
    for page in list(target.pages)[before:]:
        for thing, name in [(page.obj, "/StructParents"), *((one, "/StructParent") for one in page.get("/Annots", []))]:
            if name in thing:
                thing[name] = first_key + int(thing[name])
    for key, elements in pikepdf.NumberTree(more.ParentTree).items():
        keys[first_key + key] = elements
    for element in more.K:
        element.P = tags
        tags.K.append(element)
    tags.ParentTreeNextKey = first_key + int(more.ParentTreeNextKey)
    _append_headings(target.Root.Outlines, target.copy_foreign(_alone(paper.Root.Outlines, paper)))


def _alone(thing: Any, paper: Any) -> Any:
    """Only what stands alone in a paper can be copied from it."""
    return thing if thing.is_indirect else paper.make_indirect(thing)


def _append_headings(headings: Any, more: Any) -> None:
    """The outline: a chain in which each entry knows its neighbours."""
    one = more.First
    while one is not None:
        one.Parent, one = headings, one.get("/Next")
    headings.Last.Next, more.First.Prev = more.First, headings.Last
    headings.Last, headings.Count = more.Last, int(headings.Count) + int(more.Count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
