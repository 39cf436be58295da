"""What people write about a family lies sealed in the case store: AES-256-GCM under a key of the home, bound to its column."""

from __future__ import annotations

import functools
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder

KEY_FILE = "casework.key"
_NONCE = 12


class SealedText(models.BinaryField):
    """A text column that only this home can read. Nothing is searched or sorted by it.

    Raises cryptography's InvalidTag on reading what was changed, or moved here from another column.
    """

    # For the type checker: what stands in a row is text, not the bytes of the base class.
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def _place(self) -> bytes:
        return f"{self.model._meta.label}.{self.name}".encode()

    def get_prep_value(self, value: Any) -> Any:
        """Text → nonce and sealed bytes."""
        if value is None or isinstance(value, bytes | memoryview):
            return super().get_prep_value(value)
        nonce = secrets.token_bytes(_NONCE)
        return nonce + _key(str(home_folder())).encrypt(nonce, str(value).encode(), self._place())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        """Sealed bytes → text."""
        if value is None:
            return None
        kept = bytes(value)
        return _key(str(home_folder())).decrypt(kept[:_NONCE], kept[_NONCE:], self._place()).decode()

    def to_python(self, value: Any) -> Any:
        """Text stays text: forms and tests hand over what people wrote."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Never written in the clear by a dump."""
        raise TypeError("sealed text is not serialised")


@functools.lru_cache(maxsize=2)
def _key(home: str) -> AESGCM:
    """The home's own key, read once per home and process."""
    return AESGCM(read_or_make(home_folder(), KEY_FILE))
