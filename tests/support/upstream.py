"""What an authority publishes: CAP messages written by hand, and a real HTTP server that serves them."""

import contextlib
import gzip
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from xml.sax.saxutils import escape

from community.alerts.cap.reading import read
from community.alerts.cap.received import Received
from tests.factories import NOON
from tests.support.served import Served

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
SQUARE = "38.88,-77.03 38.90,-77.03 38.90,-77.005 38.88,-77.005 38.88,-77.03"  # Lower Street in Liuwan
FAR = "10,10 10,11 11,11 11,10 10,10"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def info_xml(
    *,
    language="en",
    event="Flood Warning",
    severity="Severe",
    headline="Flood Warning for the lower valley",
    description="The river rises by two metres until midnight.",
    instruction="Move to higher ground now.",
    expires=None,
    areas=None,
    more="",
) -> str:
    areas = [f"<area><areaDesc>Lower valley</areaDesc><polygon>{SQUARE}</polygon></area>"] if areas is None else areas
    until = stamp(expires or NOON + timedelta(hours=8))
    spoken = f"<language>{language}</language>" if language else ""
    return (
        f"<info>{spoken}<category>Met</category><event>{escape(event)}</event><responseType>Evacuate</responseType>"
        f"<urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>"
        f"<expires>{until}</expires><senderName>Hydrological Service</senderName>"
        f"<headline>{escape(headline)}</headline><description>{escape(description)}</description>"
        f"<instruction>{escape(instruction)}</instruction>{more}{''.join(areas)}</info>"
    )


def cap_xml(
    identifier="HS-1",
    *,
    sender="warn@hydro.example",
    sent=NOON,
    status="Actual",
    msg_type="Alert",
    scope="Public",
    references=(),
    infos=None,
    namespace=CAP,
    declaration=True,
) -> str:
    """A message as a hydrological service would write it; `references` are (identifier, sent)."""
    refers = " ".join(f"{sender},{name},{stamp(at)}" for name, at in references)
    infos = [info_xml()] if infos is None else infos
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' if declaration else ""
    return (
        f'{head}<alert xmlns="{namespace}"><identifier>{escape(identifier)}</identifier><sender>{sender}</sender>'
        f"<sent>{stamp(sent)}</sent><status>{status}</status><msgType>{msg_type}</msgType><scope>{scope}</scope>"
        f"{f'<references>{refers}</references>' if refers else ''}{''.join(infos)}</alert>"
    )


def atom_of(*entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id>'
        f"<title>Warnings</title><updated>{stamp(NOON)}</updated>{''.join(entries)}</feed>"
    )


def atom_entry(name: str, href: str = "", inline: str = "", updated: datetime = NOON) -> str:
    link = f'<link rel="alternate" type="application/cap+xml" href="{href}"/>' if href else ""
    content = f'<content type="text/xml">{inline}</content>' if inline else ""
    return f"<entry><id>{name}</id><title>{name}</title><updated>{stamp(updated)}</updated>{link}{content}</entry>"


def rss_of(*links: str) -> str:
    items = "".join(f"<item><title>x</title><link>{link}</link><guid>{link}</guid></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Warnings</title>{items}</channel></rss>'


class Upstream(Served):
    """An authority's web server on a port of its own. `pages`: path -> text, bytes or a status."""

    def __init__(self):
        self.pages: dict[str, str | bytes | int] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []  # path and headers of every request
        self.redirects: dict[str, str] = {}
        self.gzipped: set[str] = set()
        self.slow: set[str] = set()
        self.tagged = True  # answers with an ETag, and 304 to who has it

    @property
    def url(self) -> str:
        return self.address

    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]


class _Handler(BaseHTTPRequestHandler):
    far_end: Upstream
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        up = self.far_end
        up.asked.append((self.path, dict(self.headers)))
        if self.path in up.slow:
            return self.drip()
        if self.path in up.redirects:
            return self.answer(302, b"", {"Location": up.redirects[self.path]})
        page = up.pages.get(self.path, 404)
        if isinstance(page, int):
            return self.answer(page, b"", {})
        body = page.encode() if isinstance(page, str) else page
        tag = f'"{hash(body)}"'
        if up.tagged and self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", {"ETag": tag})
        headers = {"Content-Type": "application/xml", **({"ETag": tag} if up.tagged else {})}
        if self.path in up.gzipped:
            body, headers["Content-Encoding"] = gzip.compress(body, 9), "gzip"
        return self.answer(200, body, headers)

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the reader had enough
            self.wfile.write(body)

    def drip(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            while not self.far_end.stopping.is_set():
                self.wfile.write(b" ")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args) -> None:
        pass


def only(text: str | bytes) -> Received:
    (message,) = read(text.encode() if isinstance(text, str) else text).messages
    return message


def polygon(text: str) -> str:
    return cap_xml(infos=[info_xml(areas=[f"<area><areaDesc>x</areaDesc><polygon>{text}</polygon></area>"])])


def codes(found) -> list[str]:
    return [finding.code for finding in found]


Upstream.handler = _Handler
