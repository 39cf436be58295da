"""The received bytes, kept as they came, sealed with AES-256-GCM: the proof of what a department handed over."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import write_pieces
from tsunagu.base.keys import key_at

ORIGINALS = "originals"
_KEY = Path("keys") / "originals.key"
_NONCE_BYTES = 12
_PIECE = 1 << 20


def keep_original(home: Path, data: bytes, digest: str) -> Path:
    """Seal `data` (with SHA-256 `digest`) into the home; the same bytes are kept once. Returns where."""
    target = home / ORIGINALS / digest
    if not target.exists():
        key = _key(home)
        # The nonce follows from the bytes, so that one key never seals two texts with one nonce, and reruns agree.
        nonce = hmac.new(key, digest.encode("ascii"), sha256).digest()[:_NONCE_BYTES]
        write_pieces(target, _sealed(key, nonce, data, digest), mode=0o600)
    return target


def _sealed(key: bytes, nonce: bytes, data: bytes, digest: str) -> Iterator[bytes]:
    """What AESGCM gives, piece by piece: nonce, sealed bytes, tag. A large file is not to lie in memory three times."""
    sealing = Cipher(AES(key), GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(digest.encode("ascii"))
    yield nonce
    for at in range(0, len(data), _PIECE):
        yield sealing.update(data[at : at + _PIECE])
    yield sealing.finalize() + sealing.tag


def read_original(home: Path, digest: str) -> bytes:
    """The bytes with this SHA-256. Raises TsunaguError (I010) when they were changed or cannot be opened."""
    sealed = (home / ORIGINALS / digest).read_bytes()
    try:
        return AESGCM(_key(home)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], digest.encode("ascii"))
    except InvalidTag:
        raise TsunaguError(
            "I010",
            f"保管した原本 {digest[:12]} が書き換えられているか、鍵が違います",
            "控えから戻し、担当に知らせてください",
        ) from None


def _key(home: Path) -> bytes:
    return key_at(home / _KEY)
