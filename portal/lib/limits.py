"""Limits on callers. Never on the sending of warnings."""

import hashlib
import ipaddress
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

    `who` may be any words: a hash of them stands in the key. Pass a blind index for phones. Of what is an IPv6 address
    its network counts. Raises TooMany.
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
    who = _network(who)
    return f"limit:{name}:{hashlib.sha256(who.encode(errors='backslashreplace')).hexdigest()}:{window}", passed


def _network(who: str) -> str:
    """Of an IPv6 address the first 64 bits: the rest is a machine's to change as it likes (RFC 8981)."""
    try:
        address = ipaddress.IPv6Address(who.partition("%")[0])
    except ValueError:
        return who
    return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))


def address_of(request) -> str:
    """The caller's address: the nearest one that is not a trusted proxy (TRUSTED_PROXIES, networks or addresses)."""
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while forwarded and settings.TRUSTED_PROXIES.holds(remote):
        remote = forwarded.pop()
    return remote
