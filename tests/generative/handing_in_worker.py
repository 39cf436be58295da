"""One process that receives malformed files one after the other, so that a crash, a hang or a hunger for memory is its own.

Protocol: the parent writes one JSON object per line {"path", "home"}; the answer is {"text", "cpu", "peak"}: the message, the
processor seconds of this process and its children, and the largest memory either held (bytes; their sum).

    python tests/generative/handing_in_worker.py [guesses | no_limits]     with a broken twin of the reader in its place
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from generative.handing_in import hand_in_path  # noqa: E402
from support.counter import Counter  # noqa: E402
from tsunagu.catalog import IntakeLimits  # noqa: E402
from tsunagu.intake import csv_careful, limits, reading, receiving  # noqa: E402
from tsunagu.intake.encoding import Decoded  # noqa: E402
from tsunagu.intake.problems import FileRefused  # noqa: E402

NO_LIMIT = 1 << 40


def guesses() -> None:
    """The twin that guesses where ours refuses to read: every byte becomes some letter."""
    strict = reading.decode

    def decode(data: bytes) -> Decoded:
        try:
            decoded = strict(data)
            _ = decoded.data
            return decoded
        except FileRefused:
            return Decoded(data.decode("cp932", "replace").encode(), "utf-8")

    reading.decode = decode


def no_limits() -> None:
    """The twin without limits before a file is read; the operating system's own limits are widened, not removed."""
    wide = dict.fromkeys(IntakeLimits.model_fields, NO_LIMIT)
    wide |= {"child_memory_mb": 6 << 10, "unpacked_mb": 64 << 10, "child_seconds": 60}
    limits._DEFAULTS = IntakeLimits(**wide)
    receiving.held_to = lambda _: nullcontext()  # type: ignore[assignment]
    receiving.bytes_of = Path.read_bytes  # type: ignore[assignment]
    csv_careful.MAX_LINE_BYTES = 1 << 50


TWINS: dict[str, Callable[[], None]] = {"guesses": guesses, "no_limits": no_limits}


def main() -> None:
    for name in sys.argv[1:]:
        TWINS[name]()
    for line in sys.stdin:
        task = json.loads(line)
        _forget_peak()
        before = _cpu_seconds()
        _, text = hand_in_path(Counter(Path(task["home"])), Path(task["path"]))
        answer = {"text": text, "cpu": _cpu_seconds() - before, "peak": _peak_bytes()}
        print(json.dumps(answer), flush=True)


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _forget_peak() -> None:
    """Begin to measure this process anew; where the kernel does not allow it, the peak of all files so far is told."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_bytes() -> int:
    """This process's largest memory for this file, and that of the largest child so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return (int(found[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


if __name__ == "__main__":
    main()
