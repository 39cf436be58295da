"""A paper from a template and data. What takes too long or too much is stopped, and said."""

from __future__ import annotations

import fcntl
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.month import Home, font_files
from tsunagu_web.papers.joining import bundled
from tsunagu_web.town import home_folder

MEMORY_BYTES, SECONDS, PATIENCE = 1 << 30, 20, 40
"""What the process may take for one paper; and how long, by the clock, it is waited for on a busy server."""
FILE = "paper.lock"
LOOK_SECONDS = 0.05
"""Between two looks whether somebody else's paper is made."""
log = logging.getLogger(__name__)


def make_paper(template: str, told: Mapping[str, Any]) -> bytes:
    """The PDF of a template of `papers/templates/papers` filled with `told` (what JSON can hold), in the town's fonts.

    Raises RefusedError P012 (the town's folder of fonts is empty), P013 (too long or too large to be set), P014 (another is still being
    made).
    """
    fonts = [str(path) for path in font_files(Home(home_folder()))]
    limits = {"memory": MEMORY_BYTES, "seconds": SECONDS}
    asked = {"template": template, "told": told, "fonts": fonts, **limits}
    return _made(template, "typesetting", [], json.dumps(asked).encode())


def make_papers(template: str, each: Sequence[Mapping[str, Any]]) -> bytes:
    """One PDF of several papers of a template, each set by itself: many take no more memory than the longest of them.

    Raises RefusedError as `make_paper` does.
    """
    papers = [make_paper(template, told) for told in each]
    if len(papers) == 1:
        return papers[0]
    return _made(f"{len(papers)} of {template}", "joining", [str(MEMORY_BYTES), str(SECONDS)], bundled(papers))


def _made(name: str, module: str, arguments: list[str], told: bytes) -> bytes:
    """The PDF that a process gives, which takes nothing else with it when it fails."""
    command = [sys.executable, "-I", "-m", f"tsunagu_web.papers.{module}", *arguments]
    with _one_at_a_time():
        try:
            done = subprocess.run(command, input=told, capture_output=True, timeout=PATIENCE, check=False, env={})
        except subprocess.TimeoutExpired:
            raise _cannot() from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] if done.returncode == 3 else []
        log.error("paper %s not set: exit %s %s", name, done.returncode, *last or [""])
        raise _cannot()
    return done.stdout


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Each paper may take a gigabyte, and many pages may be asked for papers at once, of several processes that answer: all of them
    wait for one lock of the home, which dies with its process. Raises RefusedError P014."""
    until = time.monotonic() + PATIENCE
    with (home_folder() / FILE).open("a") as turn:
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise RefusedError(
                        "P014", "ほかの人の紙を作っているところです", "少し待って、もう一度行ってください"
                    ) from None
            time.sleep(LOOK_SECONDS)
        yield


def _cannot() -> RefusedError:
    return RefusedError(
        "P013",
        "紙を作れませんでした（長すぎるか、組めない文があります）",
        "部数や中身を減らして、もう一度行ってください",
    )
