"""Addresses that people enter lead nowhere inside, whatever they are called and whoever sends us on."""

import asyncio
import gzip
import socket
import threading

import aiohttp
import pytest
from aiohttp import web

from portal.lib import outbound
from portal.lib.outbound import Guard, Refused, TooLarge


class Server:
    """A web server on the loopback that counts who reached it."""

    def __init__(self):
        self.met: list[str] = []
        self._ready, self.answers = threading.Event(), {}

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *exception):
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        self._loop.close()

    def _serve(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())

    async def _run(self):
        self._end = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._ready.set()
        await self._end.wait()
        await runner.cleanup()

    async def _answer(self, request):
        self.met.append(request.path)
        return await self.answers[request.path](request)

    def says(self, path, status=200, body=b"", **headers):
        async def answer(request):
            return web.Response(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})

        self.answers[path] = answer


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def names(monkeypatch):
    """The world's name service: a list of answers a name, one after the other, the last one for ever."""
    world: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def answer(host, port, *args, **kwargs):
        if host not in world:
            return real(host, port, *args, **{**kwargs, "flags": socket.AI_NUMERICHOST})
        told = world[host].pop(0) if len(world[host]) > 1 else world[host][0]
        family = socket.AF_INET6 if ":" in told else socket.AF_INET
        where = (told, port, 0, 0) if ":" in told else (told, port)
        return [(family, socket.SOCK_STREAM, 6, "", where)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return world


def test_an_exempt_address_is_fetched(server, settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.0/8"]
    server.says("/feed", body=b"<feed/>", ETag='"1"')
    found = outbound.get(f"{server.url}/feed", headers={"If-None-Match": '"0"'})
    assert (found.status, found.body, found.headers["etag"], found.url) == (
        200,
        b"<feed/>",
        '"1"',
        f"{server.url}/feed",
    )


def test_an_exempt_name_is_fetched_wherever_it_leads(server, names, settings):
    settings.OUTBOUND_EXEMPT = ["cap.internal"]
    names["cap.internal"] = ["127.0.0.1"]
    server.says("/feed", body=b"ok")
    assert outbound.get(f"http://cap.internal:{server.port}/feed").body == b"ok"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "0.1.2.3", "192.0.0.8", "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.255.255.250"),
        *("240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"),
        *("::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        *("2002:7f00:1::", "2001:0:1::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1"),
        *("2001:db8::1", "100::1", "4000::1", "e000::1"),
        *("2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "", "１２７.0.0.1"),
    ],
)
def test_what_is_not_public_is_never_connected_to(address):
    assert not Guard().allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450::1", "240e::1"])
def test_what_is_public_may_be(address):
    assert Guard().allows(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.org/", "scheme"),
        ("//example.org/", "scheme"),
        ("http://", "no host"),
        ("https:///x", "no host"),
        ("http://user@example.org/", "sign-in in the address"),
        ("http://example.org:80@127.0.0.1/", "sign-in in the address"),
        ("http://:@example.org/", "sign-in in the address"),
        ("http://127.0.0.1/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::a00:1]/", "private"),
        ("http://example.org:22/", "port"),
        ("http://example.org:25/", "port"),
        ("http://example.org:99999/", "no address"),
        ("http://[::1/", "no address"),
        ("http://example.org/\r\nHost: x", "no address"),
        ("http://example.org\\@127.0.0.1/", "no address"),
        ("http://example.org/" + "a" * 3000, "no address"),
    ],
)
def test_an_address_is_judged_by_its_form_first(url, reason):
    with pytest.raises(Refused) as refused:
        Guard().check_url(url)
    assert refused.value.reason == reason
    assert "127" not in str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "localhost",
        "[::ffff:127.0.0.1]",
    ],
)
def test_no_spelling_of_the_loopback_is_reached(server, settings, host):
    settings.OUTBOUND_EXEMPT = []
    server.says("/secret", body=b"secret")
    with pytest.raises((Refused, aiohttp.ClientError)):
        outbound.get(f"http://{host}:{server.port}/secret")
    assert server.met == []


def test_a_name_that_leads_inside_is_refused(server, names, settings):
    settings.OUTBOUND_EXEMPT = []
    names["evil.example"] = ["127.0.0.1"]
    with pytest.raises(Refused):
        outbound.get(f"http://evil.example:{server.port}/secret")
    assert server.met == []


def test_a_name_that_changes_its_answer_is_judged_by_what_is_connected_to(server, names, settings):
    """Rebinding: public when it is first asked about, the loopback when it is used."""
    settings.OUTBOUND_EXEMPT = []
    names["rebind.example"] = ["8.8.8.8", "127.0.0.1"]
    socket.getaddrinfo("rebind.example", 80)  # somebody checks first, and is told that all is well
    with pytest.raises(Refused):
        outbound.get(f"http://rebind.example:{server.port}/secret")
    assert server.met == []


def test_a_mapped_answer_is_refused_too(server, names, settings):
    settings.OUTBOUND_EXEMPT = []
    for name, told in {"mapped.example": "::ffff:127.0.0.1", "nat.example": "64:ff9b::7f00:1"}.items():
        names[name] = [told]
        with pytest.raises(Refused):
            outbound.get(f"http://{name}:{server.port}/secret")
    assert server.met == []


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.2:{port}/secret", "//127.0.0.2:{port}/secret", "http://inside.example:{port}/secret"),
        *("file:///etc/passwd", "http://a:b@127.0.0.1:{port}/secret", "http://[::ffff:7f00:2]:{port}/secret"),
    ],
)
def test_a_redirect_is_judged_like_the_first_address(server, names, settings, target):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1/32"]
    names["inside.example"] = ["127.0.0.2"]
    server.says("/feed", 302, Location=target.format(port=server.port))
    server.says("/secret", body=b"secret")
    with pytest.raises(Refused):
        outbound.get(f"{server.url}/feed")
    assert server.met == ["/feed"]


def test_three_redirects_are_followed_and_a_circle_ends(server, settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    for step in range(3):
        server.says(f"/{step}", 301, Location=f"/{step + 1}")
    server.says("/3", body=b"here")
    found = outbound.get(f"{server.url}/0")
    assert (found.body, found.url) == (b"here", f"{server.url}/3")
    server.says("/3", 307, Location="/0")
    with pytest.raises(Refused):
        outbound.get(f"{server.url}/0")


def test_an_answer_is_as_long_as_we_take_also_when_it_was_small_on_the_way(server, settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    server.says("/long", body=b"x" * 2000)
    server.says("/bomb", body=gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    assert len(outbound.get(f"{server.url}/long", largest=2000).body) == 2000
    for path in ("/long", "/bomb"):
        with pytest.raises(TooLarge):
            outbound.get(f"{server.url}{path}", largest=1999)


def test_a_server_that_dawdles_is_left(server, settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]

    async def drip(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x")
            await asyncio.sleep(0.05)

    server.answers["/drip"] = drip
    with pytest.raises(TimeoutError):
        outbound.get(f"{server.url}/drip", seconds=0.5)


def test_a_proxy_in_the_environment_is_not_used(server, settings, monkeypatch):
    """It would look the name up for us, and answer from wherever it stands."""
    settings.OUTBOUND_EXEMPT = []
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, server.url)
    with pytest.raises(Refused):
        outbound.get("http://10.0.0.1/")
    assert server.met == []
