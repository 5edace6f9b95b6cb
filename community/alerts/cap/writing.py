"""Values to strict CAP 1.2 XML (OASIS Standard CAP-v1.2, 1 July 2010).

CAP's own rules beyond its schema: no spaces, commas, `<` or `&` in identifier and sender (3.2.1); dates with an offset,
never `Z`, no fractions of a second (3.3.2); polygons closed, four pairs or more, latitude first (3.2.4); circles as
"latitude,longitude radius" with the radius in kilometres.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from community.alerts.cap.values import Area, Circle, Info, Message, Pairs, Reference

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
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
    add(root, "identifier", _name(message.identifier))
    add(root, "sender", _name(message.sender))
    add(root, "sent", cap_time(message.sent))
    add(root, "status", message.status)
    add(root, "msgType", message.msg_type)
    add(root, "source", message.source)
    add(root, "scope", "Public")
    if message.msg_type in ("Update", "Cancel") and not message.references:
        raise BadMessage("an Update or a Cancel refers to what it replaces")
    add(root, "note", message.note)
    add(root, "references", " ".join(reference(to) for to in message.references))
    if not message.infos:
        raise BadMessage("a message without words")
    for info in message.infos:
        _info(etree.SubElement(root, f"{{{CAP}}}info"), info)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(parent: Any, info: Info) -> None:
    add(parent, "language", info.language)
    add(parent, "category", info.category)
    add(parent, "event", info.event)
    for response in info.response_types:
        add(parent, "responseType", response)
    add(parent, "urgency", info.urgency)
    add(parent, "severity", info.severity)
    add(parent, "certainty", info.certainty)
    add(parent, "audience", info.audience)
    _pairs(parent, "eventCode", info.event_codes)
    for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if at is not None:
            add(parent, name, cap_time(at))
    add(parent, "senderName", info.sender_name)
    add(parent, "headline", info.headline)
    add(parent, "description", info.description)
    add(parent, "instruction", info.instruction)
    add(parent, "web", info.web)
    add(parent, "contact", info.contact)
    _pairs(parent, "parameter", info.parameters)
    for area in info.areas:
        _area(etree.SubElement(parent, f"{{{CAP}}}area"), area)


def _area(parent: Any, area: Area) -> None:
    add(parent, "areaDesc", area.description or "-")
    for shape in area.shapes:
        for ring in outer_rings(shape):
            add(parent, "polygon", polygon(ring))
    for one in area.circles:
        add(parent, "circle", circle(one))
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


def add(parent: Any, name: str, text: str) -> None:
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
