"""An agency's Open311 GeoReport v2 server, on a port of its own: takes requests, lists them, fails as it is told."""

import contextlib
import json
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.support.served import Served

TROUBLES = {
    "500",  # or another status: not taken
    "taken, then 500",
    "hang",  # not taken, no answer
    "taken, then hang",
    "taken, then reset",  # the connection closed without a word
    "taken, then garbage",  # a page for people
    "taken, then wrong",  # well formed, and no document of the standard
    "taken, then huge",
    "taken, then drip",  # a byte now and then, for ever
    "taken, then token",  # a token instead of a number, redeemed at once
}


@dataclass
class Agency(Served):
    """Start with `with Agency() as agency`; `agency.url` is the address up to the version."""

    speaks: tuple[str, ...] = ("xml", "json")
    page_size: int = 1000
    knows_pages: bool = False
    lists: bool = True  # shows lists at all
    publishes: bool = True  # shows what it took
    key: str = "our key"
    trouble: deque[str] = field(default_factory=deque)  # of the next posts, one each
    away: bool = False  # every look hangs
    broken: int = 0  # every look is answered with this status
    posted: list[dict[str, str]] = field(default_factory=list)  # every form that came, taken or not
    keys: list[str] = field(default_factory=list)  # their Idempotency-Keys
    asked: list[str] = field(default_factory=list)  # every look
    requests: list[dict[str, Any]] = field(default_factory=list)  # what it took

    @property
    def url(self) -> str:
        return f"{self.address}/open311/v2"

    def take(self, form: dict[str, str]) -> dict[str, Any]:
        number = f"A-{len(self.requests) + 1}"
        row = {
            "service_request_id": number,
            "status": "open",
            "status_notes": "",
            "service_code": form.get("service_code", ""),
            "description": form.get("description", ""),
            "requested_datetime": "2026-11-26T12:00:00Z",
        }
        self.requests.insert(0, row)
        return row

    def says(self, number: str, status: str, notes: str = "") -> None:
        row = next(row for row in self.requests if row["service_request_id"] == number)
        row["status"], row["status_notes"] = status, notes

    def filled(self, count: int) -> None:
        """So many requests of other people."""
        for _number in range(count):
            self.take({"service_code": "W1", "description": "A pipe drips."})


def document(rows: list[dict[str, Any]], form: str, root: str = "service_requests", item: str = "request") -> bytes:
    if form == "json":
        return json.dumps(rows).encode()
    inside = "".join(
        f"<{item}>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items()) + f"</{item}>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?><{root}>{inside}</{root}>'.encode()


class _Handler(BaseHTTPRequestHandler):
    far_end: Agency
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        agency, form = self.far_end, self._form()
        if form is None:
            return self.answer(404, b"Not found", "text/plain")
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        agency.posted.append(fields)
        agency.keys.append(self.headers.get("Idempotency-Key", ""))
        trouble = agency.trouble.popleft() if agency.trouble else ""
        if trouble == "hang":
            return self.hang()
        if trouble.isdigit():
            return self.refuse(int(trouble), "No.", form)
        if trouble == "echo":
            return self.refuse(403, f"The key {fields['api_key']} is not known.", form)
        if fields.get("api_key") != agency.key:
            return self.refuse(403, "Who are you?", form)
        row = agency.take(fields)
        return self.say(trouble.removeprefix("taken, then "), row, form)

    def say(self, how: str, row: dict[str, Any], form: str) -> None:
        number = row["service_request_id"]
        if how == "hang":
            return self.hang()
        if how == "reset":
            self.close_connection = True
            return None
        if how == "drip":
            return self.drip()
        if how == "500":
            return self.refuse(500, "Something broke.", form)
        if how == "garbage":
            return self.answer(200, b"<!DOCTYPE html><title>Thank you</title><p>We have it.</p>", "text/html")
        if how == "wrong":
            return self.answer(200, b'{"ok": {"thanks": [1, 2]}}', "application/json")
        if how == "huge":
            return self.answer(200, b"[" + b" " * (2 * 1024 * 1024) + b"]", "application/json")
        if how == "token":
            row["token"] = f"t-{number}"
            return self.answer(200, document([{"token": row["token"]}], form), form)
        return self.answer(201, document([{"service_request_id": number, "service_notice": "Thank you"}], form), form)

    def do_GET(self) -> None:
        agency, form = self.far_end, self._form()
        agency.asked.append(self.path)
        if agency.away:
            return self.hang()
        if agency.broken:
            return self.refuse(agency.broken, "Broken.", form or "xml")
        if form is None:
            return self.answer(404, b"Not found", "text/plain")
        what = urlsplit(self.path)
        name = unquote(what.path.removeprefix("/open311/v2/").rsplit(".", 1)[0])
        query = {key: values[0] for key, values in parse_qs(what.query).items()}
        if name == "requests":
            return self.list(query, form)
        kind, _slash, one = name.partition("/")
        field = "token" if kind == "tokens" else "service_request_id"
        rows = [row for row in agency.requests if row.get(field) == one]
        return self.answer(200, document(rows, form), form) if rows else self.refuse(404, "Unknown.", form)

    def list(self, query: dict[str, str], form: str) -> None:
        agency = self.far_end
        if not agency.lists:
            return self.refuse(404, "No lists here.", form)
        if "page" in query and not agency.knows_pages:
            return self.refuse(400, "page is not known.", form)
        page = int(query.get("page", "1"))
        rows = [row for row in agency.requests if row["service_code"] == query["service_code"]]
        rows = rows if agency.publishes else []
        return self.answer(200, document(rows[(page - 1) * agency.page_size : page * agency.page_size], form), form)

    def _form(self) -> str | None:
        form = urlsplit(self.path).path.rpartition(".")[2]
        return form if form in self.far_end.speaks else None

    def refuse(self, status: int, words: str, form: str) -> None:
        rows = [{"code": status, "description": words}]
        self.answer(status, document(rows, form, "errors", "error"), form)

    def answer(self, status: int, body: bytes, form: str) -> None:
        kinds = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
        self.send_response(status)
        self.send_header("Content-Type", kinds.get(form, form))
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", "https://elsewhere.example/")
        self.end_headers()
        with contextlib.suppress(OSError):  # the other side had enough
            self.wfile.write(body)

    def hang(self) -> None:
        """Silence, until the other side goes away or the server ends."""
        self.far_end.stopping.wait(60)
        self.close_connection = True

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        with contextlib.suppress(OSError):
            while not self.far_end.stopping.wait(0.05):
                self.wfile.write(b" ")

    def log_message(self, *args) -> None:
        pass


Agency.handler = _Handler
