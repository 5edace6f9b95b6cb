"""Secrets that a laptop makes for itself, once."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec


def kept_key(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> str:
    """The key kept at `path`; made (by default 43 URL-safe characters; mode 0600) where there is none.

    Several commands may start at once: the first to link its file wins, all read the same key.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(make())
    try:
        os.link(draft, path)  # unlike a rename, never replaces a key that another process made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def new_vapid_key() -> str:
    """A private key for web push (P-256): 43 characters of base64url, as every web push library writes it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
