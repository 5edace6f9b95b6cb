"""Limits on callers. Never on the sending of warnings."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache


class TooMany(Exception):
    """The caller has used up a limit; try again after `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(f"too many; again in {seconds} s")
        self.seconds = seconds


def spend(name: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one use of `name` by `who`, at most `limit` (times RATE_LIMIT_SCALE) in a fixed window of `seconds`.

    `who` may be any words: a hash of them stands in the key. Pass a blind index for phones. Raises TooMany.
    """
    key, passed = _window(name, who, seconds)
    cache.add(key, 0, timeout=seconds + 1)
    try:
        used = cache.incr(key)
    except ValueError:  # expired between the two calls
        used = 1
    if used > limit * settings.RATE_LIMIT_SCALE:
        raise TooMany(seconds - passed)


def check(name: str, who: str, *, limit: int, seconds: int) -> None:
    """Raise TooMany where `spend` would, and count nothing: before work that costs more than a refusal."""
    key, passed = _window(name, who, seconds)
    if cache.get(key, 0) >= limit * settings.RATE_LIMIT_SCALE:
        raise TooMany(seconds - passed)


def _window(name: str, who: str, seconds: int) -> tuple[str, int]:
    """The key of the present window, and how many seconds of it have passed."""
    window, passed = divmod(int(time.time()), seconds)
    return f"limit:{name}:{hashlib.sha256(who.encode(errors='backslashreplace')).hexdigest()}:{window}", passed


def address_of(request) -> str:
    """The caller's address: the nearest one that is not a trusted proxy (TRUSTED_PROXIES, networks or addresses)."""
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while forwarded and settings.TRUSTED_PROXIES.holds(remote):
        remote = forwarded.pop()
    return remote
