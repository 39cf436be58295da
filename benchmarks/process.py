"""What one fresh process costs: CPU of it and all its children, wall time, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system, children included), wall seconds, MiB of the largest single process."""

    cpu: float
    wall: float
    peak_mib: float
    output: str


def anchor_python() -> str:
    """The anchors' own interpreter (make anchors), or this one; both hold the same DuckDB."""
    own = ROOT / ".anchors" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def measured(command: list[str], *, folder: Path, modules: Path | None = None, accept: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end in `folder` and measure it; `modules`: where Python looks for modules besides; `accept`:
    the exit statuses that are no failure.

    Raises SystemExit with its output when it fails.
    """
    environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONUTF8": "1"}
    environment |= {"PYTHONPATH": str(modules)} if modules else {}
    printed = folder / "printed.txt"
    with printed.open("wb") as stream:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=environment, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    output = printed.read_text(encoding="utf-8")
    if process.returncode not in accept:
        raise SystemExit(f"{' '.join(command)} ends with {process.returncode}:\n{output[-2000:]}")
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / scale, output)


def median(values: list[float]) -> float:
    """The middle value; of an even number the lower middle."""
    return sorted(values)[(len(values) - 1) // 2]
