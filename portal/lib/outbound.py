"""Requests to addresses that people enter: the devices that they are pushed to, other people's feeds.

Whoever may enter an address must not be able to reach what only this machine can reach. So the address is judged at
the moment of connecting, by what the name had been resolved to (a name may answer differently a second later), for
every attempt and every redirect. Only public unicast addresses pass (IANA's special-purpose registries, RFC 6890),
and those in the operator's OUTBOUND_EXEMPT.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

from portal.lib.networks import Networks

LARGEST = 1024 * 1024  # bytes of an answer, after decompression
LONGEST = 10.0  # seconds for all of it, redirects included
REDIRECTS = 3
REDIRECTING = frozenset({301, 302, 303, 307, 308})
LONGEST_ADDRESS = 2048  # characters
# Refused beside all that `is_global` denies: it has changed between versions of Python, and lets some of these pass.
NEVER = Networks(
    [
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
        # what carries an IPv4 address inside: mapped, compatible, NAT64, 6to4, Teredo
        *("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23"),
        *("100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8"),
    ]
)
UNICAST6 = ipaddress.ip_network("2000::/3")  # all that is handed out
SYSTEM_PORTS = 1024  # below it only the two of the web: a request can be read as a command by what listens there


class Refused(OSError):
    """We do not go there. `reason` is a word for the log; neither it nor the text repeats the address."""

    def __init__(self, reason: str):
        super().__init__(f"refused: {reason}")
        self.reason = reason


class TooLarge(Exception):
    """The answer is longer than we take."""


class Guard:
    """What may be connected to. `exempt`: addresses, networks in CIDR notation and names that an operator trusts."""

    def __init__(self, exempt: Iterable[str] = ()):
        names, networks = [], []
        for entry in (word.strip().strip("[]") for word in exempt):
            try:
                ipaddress.ip_network(entry, strict=False)
            except ValueError:
                names.append(entry.lower())
            else:
                networks.append(entry)
        self.networks, self.names = Networks(networks), frozenset(names)
        self.trusted: set[str] = set()  # what an exempt name was resolved to

    def check_url(self, url: str) -> str:
        """`url` itself, if its form may be asked for. Raises Refused; where its name leads is seen when connecting."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise Refused("no address") from None
        if len(url) > LONGEST_ADDRESS or any(character <= " " or character == "\\" for character in url):
            raise Refused("no address")
        if parts.scheme not in ("http", "https"):
            raise Refused("scheme")
        if parts.username is not None or parts.password is not None:
            raise Refused("sign-in in the address")
        if not host:
            raise Refused("no host")
        if port is not None and port < SYSTEM_PORTS and port not in (80, 443) and not self._is_exempt(host):
            raise Refused("port")
        literal = _address(host)
        if literal is not None and not self.allows(host):
            raise Refused("private")
        return url

    def allows(self, address: str) -> bool:
        """Whether this IP address (not a name) may be connected to."""
        if self._is_exempt(address) or address in self.trusted:
            return True
        parsed = _address(address)
        if parsed is None or not parsed.is_global or parsed.is_multicast or NEVER.holds(address):
            return False
        return parsed.version == 4 or parsed in UNICAST6

    def connector(self, **options: Any) -> aiohttp.TCPConnector:
        """A connector for a session: it opens no connection but to what `allows` says."""
        return aiohttp.TCPConnector(resolver=_Resolver(self), socket_factory=self._socket, **options)

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one resolved address, after the last look at it."""
        family, kind, protocol, _name, where = info
        if not self.allows(str(where[0])):
            raise Refused("private")
        return socket.socket(family=family, type=kind, proto=protocol)

    def _is_exempt(self, host: str) -> bool:
        return host.lower() in self.names or self.networks.holds(host)


class _Resolver(AbstractResolver):
    """The system's own, remembering where exempt names lead."""

    def __init__(self, guard: Guard):
        self.guard, self.inner = guard, aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        if host.lower() in self.guard.names:
            self.guard.trusted.update(one["host"] for one in found)
        return found

    async def close(self) -> None:
        await self.inner.close()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def guard() -> Guard:
    """The guard of this site."""
    return Guard(settings.OUTBOUND_EXEMPT)


class NotSent(OSError):
    """No connection came about: the other side has heard nothing."""


@dataclass(frozen=True, slots=True)
class Fetched:
    status: int
    headers: Mapping[str, str]  # names in any case
    body: bytes
    url: str  # where it was found at last


def post(
    url: str,
    *,
    data: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    largest: int = LARGEST,
    seconds: float = LONGEST,
) -> Fetched:
    """POST a form from code that is not async. No redirect is followed: its answer is handed back as it is.

    Raises Refused and NotSent where nothing left; TooLarge, TimeoutError, aiohttp.ClientError, OSError where it may
    have arrived. Never hand their texts on: they may repeat the address.
    """
    return asyncio.run(_post(url, guard(), data, headers, largest, seconds))


async def _post(
    url: str,
    guard: Guard,
    data: Mapping[str, str],
    headers: Mapping[str, str] | None,
    largest: int,
    seconds: float,
) -> Fetched:
    async with asyncio.timeout(seconds), _session(guard, seconds, connect=seconds / 3) as session:
        guard.check_url(url)
        try:
            async with session.post(url, data=dict(data), headers=headers, allow_redirects=False) as response:
                return Fetched(response.status, response.headers.copy(), await _body(response, largest), url)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, Refused):
                raise Refused(error.os_error.reason) from None
            raise NotSent("no connection") from None
        except aiohttp.ConnectionTimeoutError:
            raise NotSent("no connection in time") from None


def get(
    url: str, *, headers: Mapping[str, str] | None = None, largest: int = LARGEST, seconds: float = LONGEST
) -> Fetched:
    """GET `url` from code that is not async, e.g. a task. See `fetch`."""
    return asyncio.run(fetch(url, guard=guard(), headers=headers, largest=largest, seconds=seconds))


async def fetch(
    url: str,
    *,
    guard: Guard,
    headers: Mapping[str, str] | None = None,
    largest: int = LARGEST,
    seconds: float = LONGEST,
    hosts: frozenset[str] | None = None,
) -> Fetched:
    """GET `url`, following at most three redirects, each judged like the first and none from https to http.

    `hosts`: names that alone may be asked, redirects included; None: any. What says who we are (Authorization) goes to
    the address itself and to nowhere that it sends us.

    Raises Refused (we do not go there), TooLarge (over `largest` bytes), TimeoutError (`seconds` for everything),
    aiohttp.ClientError. Never hand their texts on: they may repeat the address.
    """
    async with asyncio.timeout(seconds), _session(guard, seconds) as session:
        for _hop in range(REDIRECTS + 1):
            guard.check_url(url)
            if hosts is not None and (urlsplit(url).hostname or "") not in hosts:
                raise Refused("host")
            try:
                async with session.get(url, headers=headers, allow_redirects=False) as response:
                    target = response.headers.get("Location", "") if response.status in REDIRECTING else ""
                    if not target:
                        body = await _body(response, largest)
                        return Fetched(response.status, response.headers.copy(), body, url)
            except aiohttp.ClientConnectorError as error:
                if isinstance(error.os_error, Refused):
                    raise Refused(error.os_error.reason) from None
                raise
            following = urljoin(url, target)
            if urlsplit(url).scheme == "https" and urlsplit(following).scheme != "https":
                raise Refused("redirect to http")
            if _origin(following) != _origin(url):
                headers = {name: value for name, value in (headers or {}).items() if name.lower() != "authorization"}
            url = following
    raise Refused("redirects")


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url)[:2]


def _session(guard: Guard, seconds: float, connect: float | None = None) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=guard.connector(limit=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=connect),
        trust_env=False,  # a proxy would resolve the name in our stead
    )


async def _body(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """All of it, decompressed, a piece at a time: what is small on the wire may be huge in memory."""
    kept = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        kept += piece
        if len(kept) > largest:
            raise TooLarge
    return bytes(kept)
