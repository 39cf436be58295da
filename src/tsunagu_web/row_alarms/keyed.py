"""A keyed digest: the same words are known again, and nobody reads them."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder


def keyed(words: str) -> str:
    """The digest; the key lies in the home."""
    return hmac.new(read_or_make(home_folder(), "row_alarm.key"), words.encode(), hashlib.sha256).hexdigest()


def folded(name: str) -> str:
    """A name without spaces and widths."""
    return "".join(unicodedata.normalize("NFKC", name).split())
