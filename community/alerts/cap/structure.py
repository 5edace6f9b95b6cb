"""The form of a CAP message: which elements stand where (CAP 1.2, 3.2 and its schema). What breaks it is told, never
refused: live alerts do, daily."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from community.alerts.cap.received import Finding

VERSIONS = {f"urn:oasis:names:tc:emergency:cap:1.{minor}": f"1.{minor}" for minor in (0, 1, 2)}
VERSIONS["http://www.incident.com/cap/1.0"] = "1.0"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
STRICT_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")

# name -> (least, most) in the schema's order; many: any number
MANY = 1_000_000
CHILDREN: dict[str, dict[str, tuple[int, int]]] = {
    "alert": {
        **dict.fromkeys(("identifier", "sender", "sent", "status", "msgType"), (1, 1)),
        "source": (0, 1),
        "scope": (1, 1),
        **{"restriction": (0, 1), "addresses": (0, 1), "code": (0, MANY), "note": (0, 1)},
        **{"references": (0, 1), "incidents": (0, 1), "info": (0, MANY)},
    },
    "info": {
        **{"language": (0, 1), "category": (1, MANY), "event": (1, 1), "responseType": (0, MANY)},
        **dict.fromkeys(("urgency", "severity", "certainty"), (1, 1)),
        **{"audience": (0, 1), "eventCode": (0, MANY)},
        **dict.fromkeys(("effective", "onset", "expires", "senderName", "headline", "description"), (0, 1)),
        **dict.fromkeys(("instruction", "web", "contact"), (0, 1)),
        **dict.fromkeys(("parameter", "resource", "area"), (0, MANY)),
    },
    "area": {
        "areaDesc": (1, 1),
        **dict.fromkeys(("polygon", "circle", "geocode"), (0, MANY)),
        **{"altitude": (0, 1), "ceiling": (0, 1)},
    },
}
ALLOWED = {
    "status": ("Actual", "Exercise", "System", "Test", "Draft"),
    "msgType": ("Alert", "Update", "Cancel", "Ack", "Error"),
    "scope": ("Public", "Restricted", "Private"),
    "category": (
        *("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE"),
        "Other",
    ),
    "responseType": (*("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"),),
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
}
IDENTITY = ("identifier", "sender", "sent")
DATES = ("sent", "effective", "onset", "expires")


def name_of(element: Any) -> str:
    """The local name; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def form_of(alert: Any) -> Iterator[Finding]:
    """What in the form of `alert` is not as the schema has it."""
    namespace = etree.QName(alert).namespace
    version = VERSIONS.get(namespace or "")
    if not namespace:
        yield Finding("namespace_missing")
    elif version != "1.2":
        yield Finding("other_version", version or namespace[:80])
    yield from _form(alert, "alert", "")
    infos = [child for child in alert if name_of(child) == "info"]
    for number, info in enumerate(infos, 1):
        where = f"info {number}"
        yield from _form(info, "info", where)
        areas = [child for child in info if name_of(child) == "area"]
        for place, area in enumerate(areas[:50], 1):
            yield from _form(area, "area", f"{where}, area {place}")


def _form(element: Any, kind: str, where: str) -> Iterator[Finding]:
    table = CHILDREN[kind]
    order = {name: rank for rank, name in enumerate(table)}
    counts = dict.fromkeys(table, 0)
    last, disordered = 0, False
    for child in element:
        name = name_of(child)
        if not name or etree.QName(child).namespace == SIGNATURE:
            continue
        if name not in table:
            yield Finding("element_unknown", name[:40], where)
            continue
        if name not in IDENTITY or (child.text or "").strip():  # an empty name is none
            counts[name] += 1
        disordered = disordered or order[name] < last
        last = max(last, order[name])
        yield from _value(child, name, where)
    if disordered:
        yield Finding("element_order", kind, where)
    for name, (least, most) in table.items():
        if counts[name] < least:
            yield Finding("identity_missing" if name in IDENTITY else "element_missing", name, where)
        elif counts[name] > most:
            yield Finding("element_repeated", name, where)


def _value(child: Any, name: str, where: str) -> Iterator[Finding]:
    text = (child.text or "").strip()
    if name in ALLOWED and text not in ALLOWED[name]:
        yield Finding("value_unknown", f"{name}: {text[:40] or '-'}", where)
    if name in DATES and text and not STRICT_DATE.fullmatch(text):
        yield Finding("date_odd", f"{name}: {text[:40]}", where)
