"""Runs as a child process with hard limits: takes the data out of one locked ケース移管.

One JSON object in: {"path", "password", "memory_mb", "seconds"}; one out: {"data"} or {"why"}: wrong_password, damaged, other. Run by its
path and importing nothing of the package. The password stands in memory only; nothing is written.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

INSIDE = "case_transfer.json"


def main() -> None:
    """Answer one question."""
    task = json.loads(sys.stdin.readline())
    resource.setrlimit(resource.RLIMIT_AS, (task["memory_mb"] << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (task["seconds"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(_answer(task["path"], task["password"])))


def _answer(path: str, password: str) -> dict[str, str]:
    import pikepdf

    with Path(path).open("rb") as stream:
        if not stream.read(1024).lstrip().startswith(b"%PDF-"):
            return {"why": "other"}
    try:
        with pikepdf.open(path, password=password, attempt_recovery=False) as opened:
            if INSIDE not in opened.attachments:
                return {"why": "other"}
            return {"data": opened.attachments[INSIDE].get_file().read_bytes().decode()}
    except pikepdf.PasswordError:
        return {"why": "wrong_password"}
    except (pikepdf.PdfError, UnicodeDecodeError, MemoryError, ValueError, RuntimeError):
        return {"why": "damaged"}


if __name__ == "__main__":
    main()
