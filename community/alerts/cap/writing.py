"""Values to strict CAP 1.2 XML (OASIS Standard CAP-v1.2, 1 July 2010), Atom (RFC 4287) and RSS 2.0.

CAP's own rules beyond its schema: no spaces, commas, `<` or `&` in identifier and sender (3.2.1); dates with an offset,
never `Z`, no fractions of a second (3.3.2); polygons closed, four pairs or more, latitude first (3.2.4); circles as
"latitude,longitude radius" with the radius in kilometres.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from community.alerts.cap.values import Area, Circle, Feed, Info, Message, Pairs, Reference

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/cap+xml"
NOT_IN_NAMES = re.compile(r"[\s,<&]")
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BadMessage(ValueError):
    """The values cannot be a CAP message; the text says which and why, for the developer."""


def plain(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot carry."""
    return NOT_IN_XML.sub("", text)


def cap_time(at: datetime) -> str:
    """A time as CAP writes it: "2026-07-08T20:00:00+08:00". Raises BadMessage where it has no offset."""
    if at.tzinfo is None:
        raise BadMessage("a time without an offset")
    return at.replace(microsecond=0).isoformat()


def reference(to: Reference) -> str:
    return ",".join([_name(to.sender), _name(to.identifier), cap_time(to.sent)])


def message_xml(message: Message) -> bytes:
    """The message as XML, in the order that the schema demands. Raises BadMessage."""
    root = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    _add(root, "identifier", _name(message.identifier))
    _add(root, "sender", _name(message.sender))
    _add(root, "sent", cap_time(message.sent))
    _add(root, "status", message.status)
    _add(root, "msgType", message.msg_type)
    _add(root, "source", message.source)
    _add(root, "scope", "Public")
    if message.msg_type in ("Update", "Cancel") and not message.references:
        raise BadMessage("an Update or a Cancel refers to what it replaces")
    _add(root, "note", message.note)
    _add(root, "references", " ".join(reference(to) for to in message.references))
    if not message.infos:
        raise BadMessage("a message without words")
    for info in message.infos:
        _info(etree.SubElement(root, f"{{{CAP}}}info"), info)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(parent: Any, info: Info) -> None:
    _add(parent, "language", info.language)
    _add(parent, "category", info.category)
    _add(parent, "event", info.event)
    for response in info.response_types:
        _add(parent, "responseType", response)
    _add(parent, "urgency", info.urgency)
    _add(parent, "severity", info.severity)
    _add(parent, "certainty", info.certainty)
    _add(parent, "audience", info.audience)
    _pairs(parent, "eventCode", info.event_codes)
    for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if at is not None:
            _add(parent, name, cap_time(at))
    _add(parent, "senderName", info.sender_name)
    _add(parent, "headline", info.headline)
    _add(parent, "description", info.description)
    _add(parent, "instruction", info.instruction)
    _add(parent, "web", info.web)
    _add(parent, "contact", info.contact)
    _pairs(parent, "parameter", info.parameters)
    for area in info.areas:
        _area(etree.SubElement(parent, f"{{{CAP}}}area"), area)


def _area(parent: Any, area: Area) -> None:
    _add(parent, "areaDesc", area.description or "-")
    for shape in area.shapes:
        for ring in outer_rings(shape):
            _add(parent, "polygon", polygon(ring))
    for one in area.circles:
        _add(parent, "circle", circle(one))
    _pairs(parent, "geocode", area.geocodes)


def _pairs(parent: Any, name: str, pairs: Pairs) -> None:
    for value_name, value in pairs:
        pair = etree.SubElement(parent, f"{{{CAP}}}{name}")
        for part, text in (("valueName", value_name), ("value", value)):
            etree.SubElement(pair, f"{{{CAP}}}{part}").text = plain(text)


def outer_rings(shape: dict[str, Any]) -> Iterator[list[list[float]]]:
    """The outlines of a shape. CAP has no holes: whoever stands in one is warned too."""
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for rings in polygons:
        yield rings[0]


def polygon(ring: list[list[float]]) -> str:
    """A GeoJSON ring as CAP writes it: latitude first, closed. Raises BadMessage under three corners."""
    pairs = [f"{_degrees(position[1])},{_degrees(position[0])}" for position in ring]
    if pairs and pairs[0] != pairs[-1]:
        pairs.append(pairs[0])
    if len(pairs) < 4:
        raise BadMessage("a polygon of fewer than three corners")
    return " ".join(pairs)


def circle(one: Circle) -> str:
    return f"{_degrees(one.latitude)},{_degrees(one.longitude)} {_decimal(one.radius / 1000, 3)}"


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", cap_time(feed.updated))
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author or "-")
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        item = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(item, "id", entry.uid)
        _add(item, "title", entry.title)
        _add(item, "updated", cap_time(entry.sent))
        _add(item, "published", cap_time(entry.sent))
        _add(item, "summary", entry.summary)
        _link(item, "alternate", entry.xml, MEDIA_TYPE)
        _link(item, "related", entry.page, "text/html")
        etree.SubElement(item, f"{{{ATOM}}}category").set("term", entry.category)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, each item's link leading to the CAP message, as readers of CAP expect."""
    root = etree.Element("rss", nsmap={"atom": ATOM})
    root.set("version", "2.0")
    channel = etree.SubElement(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.page), ("description", feed.title)):
        etree.SubElement(channel, name).text = plain(text)
    etree.SubElement(channel, "language").text = feed.language
    etree.SubElement(channel, "lastBuildDate").text = format_datetime(feed.updated)
    _link(channel, "self", feed.address, "application/rss+xml")
    for entry in feed.entries:
        item = etree.SubElement(channel, "item")
        for name, text in (("title", entry.title), ("link", entry.xml), ("description", entry.summary)):
            etree.SubElement(item, name).text = plain(text)
        etree.SubElement(item, "category").text = entry.category
        etree.SubElement(item, "pubDate").text = format_datetime(entry.sent)
        guid = etree.SubElement(item, "guid")
        guid.set("isPermaLink", "false")
        guid.text = entry.uid
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _link(parent: Any, relation: str, address: str, media_type: str) -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link")
    for name, value in (("rel", relation), ("href", address), ("type", media_type)):
        link.set(name, value)


def _add(parent: Any, name: str, text: str) -> None:
    """A child in the parent's namespace; none where there is nothing to say."""
    if text:
        etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}").text = plain(text)


def _name(text: str) -> str:
    if not text or NOT_IN_NAMES.search(text) or plain(text) != text:
        raise BadMessage("an identifier or sender with a space, a comma, < or &")
    return text


def _degrees(value: float) -> str:
    return _decimal(value, 6)  # 0.1 m


def _decimal(value: float, places: int) -> str:
    """Never in exponents: 1e-05 is no decimal to CAP's readers."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
