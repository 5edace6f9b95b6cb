"""Open311 GeoReport v2: how its documents are written and its parameters read (https://wiki.open311.org/GeoReport_v2)."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SPAN = timedelta(days=90)  # a list of requests covers no more
MOST = 1000  # rows of a list, and the size of a page where none is asked for
STATES = ("open", "closed")
# what XML 1.0 cannot say, not even escaped
UNSAYABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Row = Mapping[str, Any]


class BadParameter(ValueError):
    """A parameter that cannot be read; `name` is its own."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Document:
    """What is written: rows of one kind, or one thing.

    In XML `root` holds an element `item` for each row; in JSON the rows are an array, without names.
    """

    root: str
    item: str  # "": the root is the thing itself, in JSON an object
    rows: Sequence[Row]

    def written(self, form: str) -> bytes:
        """As "xml" or "json", UTF-8."""
        return self._xml() if form == "xml" else self._json()

    def _json(self) -> bytes:
        said = list(self.rows) if self.item else self.rows[0]
        return json.dumps(said, ensure_ascii=False, default=_plain).encode()

    def _xml(self) -> bytes:
        root = ET.Element(self.root)
        for row in self.rows:
            _fill(ET.SubElement(root, self.item) if self.item else root, row)
        return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


ITEMS = {  # what the elements of a list are called, by the list's own name
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "extensions": "extension",
    "formats": "format",
    "updates": "update",
    "media": "media_url",
}


def _fill(element: ET.Element, row: Row) -> None:
    for name, value in row.items():
        below = ET.SubElement(element, name)
        if isinstance(value, Mapping):
            _fill(below, value)
        elif isinstance(value, list):
            for one in value:
                inner = ET.SubElement(below, ITEMS[name])
                if isinstance(one, Mapping):
                    _fill(inner, one)
                else:
                    inner.text = UNSAYABLE.sub("", _plain(one))
        elif isinstance(value, bool):
            below.text = "true" if value else "false"
        elif value is not None:
            below.text = UNSAYABLE.sub("", _plain(value))


def errors(rows: Sequence[tuple[int, str]]) -> Document:
    """(code, description) each."""
    return Document("errors", "error", [{"code": code, "description": words} for code, words in rows])


def listed(text: str) -> list[str]:
    """The values of a comma list."""
    return [one.strip() for one in text.split(",") if one.strip()]


def moment(name: str, text: str) -> datetime | None:
    """A moment of ISO 8601 with its offset (none: UTC); None for "". A date alone is its midnight.

    Raises BadParameter.
    """
    if not text:
        return None
    try:
        # "+" arrives as a space where a client forgot to escape it
        read = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        at = read if read.tzinfo else read.replace(tzinfo=UTC)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadParameter(name) from None
    if not 1970 <= at.year <= 9000:
        raise BadParameter(name)
    return at


def span(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """What a list covers: 90 days at most, from `start` on where it is given, else up to `end` or now."""
    if start is not None:
        return start, min(end or now, start + SPAN)
    last = end or now
    return last - SPAN, last


class Unreadable(ValueError):
    """An answer of another server that is no document of Open311."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One request as another server tells of it; "" where it says nothing."""

    request_id: str = ""
    token: str = ""
    status: str = ""  # "open", "closed"; whatever else they say is open
    notes: str = ""
    description: str = ""


LONGEST_NAME = 120  # characters of a name that another server gives; a longer one is none
LONGEST_NOTES = 1000


def read_answers(body: bytes) -> list[Answer]:
    """The requests in an answer, JSON or XML by its first letter. Raises Unreadable."""
    return [_answer(row) for row in _rows(body)]


def read_reasons(body: bytes) -> str:
    """What an answer of errors says, in one line; "" where it says nothing that can be read."""
    try:
        rows = _rows(body)
    except Unreadable:
        return ""
    return "; ".join(_text(row, "description") for row in rows if _text(row, "description"))[:300]


def _rows(body: bytes) -> list[Row]:
    text = body.decode("utf-8-sig", "replace").strip().replace("\0", "")
    if text.startswith("<"):
        return _xml_rows(text)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if isinstance(said, dict):  # some servers name the list, or leave it out
        said = next((value for value in said.values() if isinstance(value, list)), [said])
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise Unreadable
    return said


def _xml_rows(text: str) -> list[Row]:
    # it is text by now: what it says of its encoding is over
    bare = text.split("?>", 1)[1] if text.startswith("<?xml") and "?>" in text else text
    try:
        root = fromstring(bare, forbid_dtd=True)  # no entities: nothing from outside, nothing that grows
    except (ET.ParseError, DefusedXmlException):
        raise Unreadable from None
    return [{_bare(below.tag): below.text or "" for below in row} for row in root]


def _bare(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _answer(row: Row) -> Answer:
    status = _text(row, "status").lower()
    return Answer(
        request_id=_name(row, "service_request_id"),
        token=_name(row, "token"),
        status=status if status in ("", "closed") else "open",
        notes=_text(row, "status_notes")[:LONGEST_NOTES],
        description=_text(row, "description"),
    )


def _name(row: Row, field: str) -> str:
    name = _text(row, field)
    return name if len(name) <= LONGEST_NAME and name.isprintable() else ""


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    # half a character of JSON's escapes is none
    return UNSAYABLE.sub("", str(value)).strip()
