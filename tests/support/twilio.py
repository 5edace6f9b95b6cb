"""What Twilio's API says of texts: a message, an error, and the ways in which it may fail."""

import datetime as dt
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from aiohttp import web

TROUBLES = {
    "429",  # too many requests: not taken
    "500",  # not taken, but the sender cannot know
    "503",
    "hang",  # not taken, no answer
    "reset",  # not taken, the connection closed
    "taken, then 503",
    "taken, then hang",
    "taken, then reset",
    # or the number of an error that Twilio answers with 400: "21211"
}


@dataclass
class Message:
    sid: str
    to: str
    body: str
    callback: str
    form: dict[str, str]
    created: dt.datetime
    status: str = "queued"
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "sid": self.sid,
            "to": self.to,
            "from": self.form.get("From"),
            "body": self.body,
            "direction": "outbound-api",
            "status": self.status,
            "error_code": int(self.error) if self.error else None,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.created),
        }


@dataclass
class Answer:
    status_code: int
    content: bytes


def error(status: int, code: int, message: str) -> web.Response:
    headers = {"Retry-After": "0"} if status == 429 else {}
    return web.json_response({"code": code, "message": message, "status": status}, status=status, headers=headers)
