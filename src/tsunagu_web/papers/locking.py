"""A paper for somebody without an account leaves locked: AES-256, by a password nobody could guess and nobody keeps."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
"""ASCII without those people mistake for one another; 56 of them."""
GROUPS, GROUP = 4, 5
"""20 signs of 56: 116 bits. A birthday is found in seconds."""


def new_password() -> str:
    """Four groups of five signs."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))


def lock_paper(pdf: bytes, password: str, attached: Mapping[str, bytes] | None = None) -> bytes:
    """The same paper, opened by the password alone. It may be printed, and neither changed nor taken apart.

    `attached`: name → bytes of files inside it, locked with it.
    """
    import pikepdf  # late: hardly a page locks anything

    allowed = pikepdf.Permissions(
        extract=False,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=False,
        modify_other=False,
        print_lowres=True,
        print_highres=True,
        accessibility=True,
    )
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for name, data in (attached or {}).items():
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, data, filename=name)  # type: ignore[call-arg]
        rules = pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(32), R=6, allow=allowed)
        opened.save(target, encryption=rules)
    return target.getvalue()
