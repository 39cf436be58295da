"""Zips that several files come in, for tests."""

from __future__ import annotations

import io
import zipfile


def packed(files: dict[str, bytes]) -> bytes:
    """The bytes of a zip, the same whenever it is made."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as written:
        for name, data in files.items():
            written.writestr(zipfile.ZipInfo(name), data)
    return package.getvalue()
