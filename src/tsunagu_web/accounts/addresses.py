"""An employee's own address is not kept, only a mark of it: enough to notice that somebody looks at the house next door."""

from __future__ import annotations

import hashlib
import hmac
import re

from tsunagu.base.text import fold_hyphens, fold_width
from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder

_PARTS = re.compile(r"丁目|番地の|番地|番|号")


def mark_of(address: str) -> str:
    """64 hex digits that are the same for the same address however it is written; nothing can be read back from them."""
    plain = fold_hyphens(fold_width("".join(address.split())))
    plain = re.sub(r"-+", "-", _PARTS.sub("-", plain)).strip("-")
    return hmac.new(read_or_make(home_folder(), "address.key"), plain.encode("utf-8"), hashlib.sha256).hexdigest()
