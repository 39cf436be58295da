"""How much memory a process has held at most, asked by itself. Apart from process.py, which starts more than a measured side needs."""

from __future__ import annotations

import resource
from pathlib import Path


def own_peak_mib() -> float:
    """MiB of this process at its largest. What its parent is told of it counts the parent's own memory, which the process shared
    for a moment when it began."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)
