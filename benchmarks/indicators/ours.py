"""Our side: compile the declared questions and evaluate them, the path `tsunagu run` takes.

python -m benchmarks.indicators.ours FOLDER OUT
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.indicators.questions import AS_OF, SCHEMA, indicators
from tsunagu.indicators import evaluate


@dataclass(frozen=True)
class SealedFolder:
    """The invented nation's tables."""

    folder: Path
    as_of: date = AS_OF

    def table_path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.parquet"


def main(folder: Path, out: Path) -> None:
    """Evaluate into `out`."""
    evaluate(SealedFolder(folder), indicators(), SCHEMA, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
