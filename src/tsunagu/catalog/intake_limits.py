"""How large a file, and what is in it, may be before it is read at all: settings of a town, with defaults for all others.

A hostile file of a few kilobytes must not fill the machine. The child process that opens workbooks is held to the last
two and to `unpacked_mb` by the operating system, whatever a file claims of itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from tsunagu.base.errors import RefusedError


class IntakeLimits(BaseModel):
    """受領の上限: `limits:` in home.yaml. Sizes in MB of 1,048,576 bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    csv_mb: PositiveInt = 2048
    """The largest known monthly file of a town of 60,000 children is below 200."""
    fixed_mb: PositiveInt = 500
    """A file of fixed width is cut in Python, line by line."""
    xlsx_mb: PositiveInt = 200
    zip_mb: PositiveInt = 200
    json_mb: PositiveInt = 64
    """Our own exports; a JSON document is read as a whole."""
    unpacked_mb: PositiveInt = 2048
    """All members of a zip, or all parts of a workbook, together, and what the child process may write of them.

    Members of a zip go to disk piece by piece. A workbook is laid out in memory, so that `child_memory_mb` ends a large one
    long before this.
    """
    ratio: int = Field(default=100, ge=10)
    """Unpacked : packed. Ordinary workbooks stay below 30."""
    parts: PositiveInt = 2_000
    sheets: PositiveInt = 200
    rows: PositiveInt = 200_000
    """Of one sheet; CSV files are held by their size."""
    columns: PositiveInt = 1_000
    cell_characters: PositiveInt = 32_767
    """What one Excel cell can hold."""
    used_range: int = Field(default=20, ge=3)
    """How many times its filled cells a sheet may span: a reader lays out everything between two cells that stand far apart."""
    child_memory_mb: int = Field(default=1024, ge=256)
    """Of the process that opens workbooks and zips: what really limits a workbook."""
    child_seconds: PositiveInt = 20
    """Processor seconds for one workbook; a zip has one more for every 64 MB of `unpacked_mb`."""
    held_days: PositiveInt = 7
    """How long files that were handed in wait for the person to say what is missing (a password, who carried them)."""

    def most_bytes(self, kind: str) -> int:
        """How large a file of this format, or of a name that ends so, may be."""
        named = {"fixed": self.fixed_mb, "xlsx": self.xlsx_mb, "xlsm": self.xlsx_mb, "zip": self.zip_mb}
        return (named | {"json": self.json_mb}).get(kind.lower(), self.csv_mb) << 20


def limits_of(settings: Mapping[str, object]) -> IntakeLimits:
    """The limits that home.yaml sets. Raises RefusedError (N009) when a line cannot be read."""
    given = settings.get("limits") or {}
    try:
        return IntakeLimits.model_validate(given)
    except ValidationError as wrong:
        named = "、".join(str(error["loc"][0]) if error["loc"] else "limits" for error in wrong.errors())
        raise RefusedError(
            "N009",
            f"home.yaml の limits（受領の上限）の書き方が違います（{named}）",
            f"使える名前は {'、'.join(IntakeLimits.model_fields)} です。値は正の整数で書いてください",
        ) from None
