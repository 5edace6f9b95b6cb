"""What proves that somebody holds a message of ours: a keyed name for a delivery, good for one purpose."""

import hashlib
import hmac


def token_for(key: str, purpose: str, delivery: int, attempt: int = 0) -> str:
    """32 hex digits. `purpose`: "seen" (a notification was shown), "stop" (no more letters, please), "receipt" (a
    gateway's)."""
    return hmac.new(key.encode(), f"{purpose} {delivery} {attempt}".encode(), hashlib.sha256).hexdigest()[:32]


def is_token(given: str, key: str, purpose: str, delivery: int, attempt: int = 0) -> bool:
    return hmac.compare_digest(given.encode(), token_for(key, purpose, delivery, attempt).encode())
