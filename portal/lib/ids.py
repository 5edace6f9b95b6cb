"""Where randomness comes from."""

import secrets
import uuid

# No vowels and no look-alikes: read aloud on the phone, never a word.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_token(size: int = 24) -> str:
    """An unguessable token for addresses, `size` bytes of randomness."""
    return secrets.token_urlsafe(size)


def new_code(digits: int = 6) -> str:
    """A numeric code to type from a text message."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def new_reference(prefix: str, size: int = 6) -> str:
    """A short reference people can read aloud: `H-7KX2PQ`. Unique only with a constraint behind it."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(size))


def new_uuid() -> uuid.UUID:
    return uuid.uuid4()
