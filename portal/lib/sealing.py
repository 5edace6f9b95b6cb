"""Fields that a stolen database must not show: sealed values and blind indexes.

Sealed with AES-256-GCM, a fresh 96-bit nonce each (NIST SP 800-38D); looked up by HMAC-SHA256 under another key.
Both keys are derived from FIELD_ENCRYPTION_KEY.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


class Unsealable(ValueError):
    """The value was not sealed with this key, or was changed since."""


@lru_cache(maxsize=4)
def _keys(master: str) -> tuple[AESGCM, bytes]:
    def derive(purpose: bytes) -> bytes:
        return hmac.new(master.encode(), purpose, hashlib.sha256).digest()

    return AESGCM(derive(b"seal")), derive(b"blind index")


def seal(text: str) -> bytes:
    """`text` encrypted: 12 bytes of nonce, the ciphertext, 16 bytes of tag."""
    nonce = os.urandom(12)
    return nonce + _keys(settings.FIELD_ENCRYPTION_KEY)[0].encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes | memoryview) -> str:
    """What was sealed. Raises Unsealable."""
    raw = bytes(sealed)
    try:
        return _keys(settings.FIELD_ENCRYPTION_KEY)[0].decrypt(raw[:12], raw[12:], None).decode()
    except Exception as error:
        # the cause may carry the ciphertext: not chained
        raise Unsealable("This value cannot be unsealed with the present FIELD_ENCRYPTION_KEY.") from type(error)()


def blind_index(text: str) -> str:
    """A stable, keyed name for `text` (64 hex digits), equal for equal texts and good for look-ups only."""
    return hmac.new(_keys(settings.FIELD_ENCRYPTION_KEY)[1], text.encode(), hashlib.sha256).hexdigest()
