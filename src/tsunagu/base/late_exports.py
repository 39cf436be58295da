"""Lets a package offer names of all its files and still import each file only when one of its names is first asked for.

A command needs a few files of a few packages; starting all of them took longer than receiving a small file.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def late_exports(package: str, files: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: `files` holds by file the names it offers, parted by spaces.

    The same imports stand beside it under TYPE_CHECKING, for whoever reads or checks the code. A file may not be called like
    an offered name: importing it would put the file itself in the name's place. Raises AttributeError for any other name.
    """
    places = {name: file for file, names in files.items() for name in names.split()}
    assert not places.keys() & files.keys(), f"{package}: a file bears the name of what it offers"

    def first_asked_for(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{package}.{places[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return first_asked_for
